"""A stock document that is scanned together: every scan is stored at once, and all of them are posted as one document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.catalog.queries import categories, products
from app.core.catalog.views import CategoryView, ProductView
from app.core.stock.commands.drafts import (
    add_draft_line,
    change_draft,
    change_draft_line,
    drop_draft,
    open_draft,
    post_draft,
    remove_draft_line,
)
from app.core.stock.commands.prepared_drafts import receive_order
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.draft_list import stock_draft, stock_drafts
from app.core.stock.levels import stores_shown
from app.core.stock.not_counted import not_counted_of_draft
from app.core.stock.posted import document_number
from app.core.stock.purchase_views import DraftLineView, DraftView, NotCounted, OrderView, SupplierView
from app.core.stock.purchases import orders, suppliers
from app.core.stock.shown import StoreView
from app.kernel.errors import AppError, RuleBroken
from ui.bridge.desk import Desk, Fault
from ui.pages.scanned_list.model import ScannedListModel
from ui.pages.stock_draft.days import day_typed, moment_typed
from ui.pages.stock_draft.kinds import CATEGORY, KINDS, ORDER, STORE, SUPPLIER, TARGET


@dataclass(frozen=True, slots=True)
class StockDraftView:
    """`chosen` is a line's id. `uncounted` is how many goods nobody has counted, when that has to be said: they stand in the
    list then, as `rest` with one of them (`rest_at`) chosen. `posted` is the number of
    the document that came of the last draft, of `posted_goods` (product, pieces). `stores` are those of this branch that are no
    bags, `targets` those of all branches, `orders` those that are still open."""

    draft: DraftView | None = None
    chosen: UUID | None = None
    stores: tuple[StoreView, ...] = ()
    targets: tuple[StoreView, ...] = ()
    suppliers: tuple[SupplierView, ...] = ()
    categories: tuple[CategoryView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    uncounted: int = 0
    rest: tuple[NotCounted, ...] = ()
    rest_at: int = -1
    posted: str = ""
    posted_goods: tuple[tuple[UUID, int], ...] = ()

    @property
    def lines(self) -> tuple[DraftLineView, ...]:
        """The newest first."""
        return self.draft.lines if self.draft is not None else ()

    @property
    def place(self) -> int:
        """Where the chosen line stands; −1 for none."""
        return next((at for at, line in enumerate(self.lines) if line.line_id == self.chosen), -1)

    @property
    def line(self) -> DraftLineView | None:
        """The chosen line; none while it is about what was not counted."""
        return self.lines[self.place] if self.place >= 0 and not self.uncounted else None


class StockDraftModel(ScannedListModel):
    """Signals:
    labels_wanted: goods and how many labels of each, as a list of (`ProductView`, copies).
    """

    labels_wanted = Signal(object)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk)
        self.kind = KINDS[kind]
        self.view = StockDraftView()
        self._waiting: list[dict[str, Any]] = []
        self._head: dict[str, Any] = {}
        self._is_opening = False
        self._reads = 0
        self._meant: UUID | None = None
        """The draft that is asked for: an answer about another one comes too late."""

    # --- what there is ---

    @property
    def listed(self) -> tuple[DraftLineView, ...] | tuple[NotCounted, ...]:
        """What was scanned, or what was not."""
        return self.view.rest if self.view.uncounted else self.view.lines

    @property
    def place(self) -> int:
        """Where the chosen one stands."""
        return self.view.rest_at if self.view.uncounted else self.view.place

    def come(self) -> None:
        """The draft that was left here, if there is one; and what may be chosen for it."""
        branch_id = self._desk.place.branch_id
        for asked, query, inputs in (
            (STORE, stores_shown, {"branch_id": branch_id}), (TARGET, stores_shown, {}),
            (SUPPLIER, suppliers, {}), (CATEGORY, categories, {}), (ORDER, orders, {"only_open": True}),
        ):
            if asked in self.kind.asks:
                self._desk.ask(query, done=self._taker(asked), **inputs)
        if self._meant is None:
            self._desk.ask(stock_drafts, done=self._take_drafts, kind=self.kind.kind)
        else:
            self._read()

    def go(self) -> None:
        """What was scanned stays."""
        self._search.look_for("")
        if self.view.posted:
            self._show(posted="", posted_goods=())

    def go_on_with(self, draft_id: UUID) -> None:
        """This draft, which somebody has prepared."""
        self._show(draft=None, chosen=None, uncounted=0, posted="", posted_goods=())
        self._read(draft_id)

    # --- lines ---

    def scan(self, code: str) -> None:
        """One more of what carries this code; a box is as many as are in it."""
        self._add(code=code)

    def put(self, product: ProductView) -> None:
        """One more of it."""
        self._search.look_for("")
        self._add(product_id=product.product_id)

    def choose(self, place: int) -> None:
        """The line at that place."""
        if self.view.uncounted:
            self._show(rest_at=place)
        elif 0 <= place < len(self.view.lines):
            self._show(chosen=self.view.lines[place].line_id)

    def change(self, **what: Any) -> None:
        """Fields of the chosen line: `quantity_milli`, `cost_minor` (of one), `batch`, `expires_on`."""
        line = self.view.line
        if line is not None:
            self._desk.run(change_draft_line, done=lambda _none: self._read(), failed=self.refuse, line_id=line.line_id, **what)

    def set_expiry(self, text: str) -> None:
        """Until when it is good, as it is typed: 31.12.2026."""
        self._typed(lambda: self.change(expires_on=day_typed(text)))

    def remove(self) -> None:
        """The chosen line is taken out."""
        line = self.view.line
        if line is not None:
            self._desk.run(remove_draft_line, done=lambda _none: self._read(), line_id=line.line_id)

    # --- the document ---

    def set_head(self, **what: Any) -> None:
        """What is said about the whole: `supplier_id`, `cause`, `reason`, `extra_minor`, `store_id`, `category_id`,
        `to_store_id`."""
        draft = self.view.draft
        if draft is not None:
            self._desk.run(change_draft, done=lambda _none: self._read(), failed=self.refuse, draft_id=draft.draft_id, **what)
        elif self._is_opening:
            self._head |= what
        else:
            self._open(**what)

    def set_came(self, text: str) -> None:
        """When it came, as it is typed: 28.02.2026, or with the time; nothing for now."""
        self._typed(lambda: self.set_head(at=moment_typed(text, self._desk.place, self._desk.clock())))

    def set_order(self, order_id: object) -> None:
        """The order that it answers; an empty draft gets what is still to come of it."""
        if order_id is None:
            self.set_head(order_id=None)
        else:
            draft_id = self.view.draft.draft_id if self.view.draft is not None else None
            self._desk.run(receive_order, done=self._read, failed=self.refuse, order_id=order_id, draft_id=draft_id)

    def add_supplier(self, name: str) -> None:
        """A new supplier, who brought it."""
        def added(supplier_id: UUID) -> None:
            self._desk.ask(suppliers, done=lambda found: self._show(suppliers=found))
            self.set_head(supplier_id=supplier_id)

        self._desk.run(add_supplier, done=added, failed=self.refuse, name=name)

    def add_store(self, name: str) -> None:
        """One more store of this branch, to which the goods go."""
        def added(store_id: UUID) -> None:
            self._desk.ask(stores_shown, done=self._taker(TARGET))
            self.set_head(to_store_id=store_id)

        self._desk.run(add_store, done=added, failed=self.refuse, name=name)

    def post(self, uncounted: str | None = None) -> None:
        """Make a document of it."""
        draft = self.view.draft
        if draft is None or not draft.lines:
            return
        goods = tuple((line.product_id, max(1, line.quantity_milli // 1000)) for line in draft.lines)

        def done(document_id: UUID) -> None:
            self._desk.ask(document_number, done=lambda number: self._posted(number, goods), document_id=document_id)

        self._desk.run(post_draft, done=done, failed=self.refuse, draft_id=draft.draft_id, uncounted=uncounted)

    def count_on(self) -> None:
        """What was not counted will be: nothing is said about it."""
        self._show(uncounted=0, rest=())

    def drop(self) -> None:
        """All of it is given up."""
        if self.view.draft is not None:
            self._desk.run(drop_draft, done=lambda _none: self._clear(), draft_id=self.view.draft.draft_id)

    def want_labels(self) -> None:
        """A label for each piece of what has come."""
        copies = dict(self.view.posted_goods)
        if copies:
            self._desk.ask(
                products, done=lambda found: self.labels_wanted.emit([(each, copies[each.product_id]) for each in found]),
                product_ids=list(copies),
            )

    # --- inside ---

    def _taker(self, asked: str) -> Callable[[Any], None]:
        names = {STORE: "stores", TARGET: "targets", SUPPLIER: "suppliers", CATEGORY: "categories", ORDER: "orders"}

        def take(found: tuple[Any, ...]) -> None:
            shown = tuple(each for each in found if each.kind != "agent") if asked in (STORE, TARGET) else found
            self._show(**{names[asked]: shown})

        return take

    def _typed(self, act: Callable[[], None]) -> None:
        try:
            act()
        except RuleBroken as error:
            self.refuse(error)

    def _add(self, **what: Any) -> None:
        self._waiting.append(what)
        if self.view.draft is None:
            self._open()
        else:
            self._put_waiting()

    def _open(self, **more: Any) -> None:
        if not self._is_opening:
            self._is_opening = True
            self._desk.run(
                open_draft, done=self._opened, failed=self._not_opened, unanswered=self._nobody_answers, kind=self.kind.kind,
                **more,
            )

    def _opened(self, draft_id: UUID) -> None:
        self._is_opening = False
        self._read(draft_id)

    def _not_opened(self, error: AppError) -> None:
        self._nobody_answers()
        self.refuse(error)

    def _nobody_answers(self) -> None:
        self._is_opening = False
        self._waiting.clear()
        self._head.clear()

    def _put_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        draft_id = self.view.draft.draft_id if self.view.draft is not None else None
        for what in waiting:
            self._desk.run(add_draft_line, done=self._added, failed=self.refuse, draft_id=draft_id, **what)

    def _added(self, line_id: UUID) -> None:
        self.view = replace(self.view, chosen=line_id, posted="", posted_goods=(), uncounted=0)
        self._read()

    def _take_drafts(self, found: tuple[DraftView, ...]) -> None:
        if found and self._meant is None:
            self._read(found[0].draft_id)

    def _read(self, draft_id: UUID | None = None) -> None:
        """Two threads answer: what was asked last is what holds."""
        self._meant = wanted = draft_id or self._meant
        self._reads += 1
        asked = self._reads

        def read(draft: DraftView) -> None:
            if asked == self._reads:
                self._take(draft)

        if wanted is not None:
            self._desk.ask(
                stock_draft, done=read, failed=lambda _error: self._clear() if wanted == self._meant else None, draft_id=wanted
            )

    def _take(self, draft: DraftView) -> None:
        if draft.draft_id != self._meant:
            return
        chosen = self.view.chosen
        if chosen not in {line.line_id for line in draft.lines}:
            chosen = draft.lines[0].line_id if draft.lines else None
        self._show(draft=draft, chosen=chosen)
        if self._head:
            head, self._head = self._head, {}
            self.set_head(**head)
        if self._waiting:
            self._put_waiting()

    def _posted(self, number: str | None, goods: tuple[tuple[UUID, int], ...]) -> None:
        self._meant = None
        self._show(draft=None, chosen=None, uncounted=0, posted=number or "", posted_goods=goods)
        self.come()  # another draft may wait, and an order may be complete

    def _clear(self) -> None:
        self._meant = None
        self._show(draft=None, chosen=None, uncounted=0)

    def refuse(self, error: AppError) -> None:
        """Told as a sentence; what nobody has counted is a question instead."""
        if error.code == "stock.uncounted":
            self._show(uncounted=error.facts.get("count", 0), rest=(), rest_at=-1)
            if self._meant is not None:
                self._desk.ask(not_counted_of_draft, done=lambda found: self._show(rest=found), draft_id=self._meant)
            return
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self.changed.emit()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
