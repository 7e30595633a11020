"""A stock document that is scanned together, a receipt or a count: every scan is stored at once, and posted as one document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

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
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.draft_list import stock_draft, stock_drafts
from app.core.stock.posted import document_number
from app.core.stock.purchase_views import DraftLineView, DraftView, SupplierView
from app.core.stock.purchases import suppliers
from app.kernel.errors import AppError, RuleBroken
from ui.bridge.desk import Desk, Fault
from ui.pages.checkout.searching import GoodsSearch, take_best

DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y")


@dataclass(frozen=True, slots=True)
class StockDraftView:
    """`chosen` is a line's id. `uncounted` goods are what nobody has counted, when that has to be said; `posted` is the number of
    the document that came of the last draft, of `posted_goods` (product, pieces)."""

    draft: DraftView | None = None
    chosen: UUID | None = None
    suppliers: tuple[SupplierView, ...] = ()
    categories: tuple[CategoryView, ...] = ()
    uncounted: int = 0
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
        """The chosen line."""
        return self.lines[self.place] if self.place >= 0 else None


class StockDraftModel(QObject):
    """Signals:
    changed: the view is another one.
    searched: the hits of the search are others.
    unknown: a code (str) that nothing carries.
    labels_wanted: goods and how many labels of each, as a list of (`ProductView`, copies).
    """

    changed = Signal()
    searched = Signal()
    unknown = Signal(str)
    labels_wanted = Signal(object)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk, self.kind = desk, kind
        self.view = StockDraftView()
        self._search = GoodsSearch(desk)
        self._search.changed.connect(self.searched)
        self._waiting: list[dict[str, Any]] = []
        self._is_opening = False

    # --- what there is ---

    @property
    def hits(self) -> tuple[ProductView, ...]:
        """What the search has found."""
        return self._search.view.hits

    @property
    def hit(self) -> int:
        """The place of the hit that Return takes."""
        return self._search.view.place

    def come(self) -> None:
        """The draft that was left here, if there is one."""
        self._desk.ask(suppliers, done=lambda found: self._show(suppliers=found))
        self._desk.ask(categories, done=lambda found: self._show(categories=found))
        if self.view.draft is None:
            self._desk.ask(stock_drafts, done=self._take_drafts, kind=self.kind)
        else:
            self._read()

    def go(self) -> None:
        """What was scanned stays."""
        self._search.look_for("")
        if self.view.posted:
            self._show(posted="", posted_goods=())

    # --- lines ---

    def search(self, text: str) -> None:
        """Goods by any part of their name, article or code."""
        self._search.look_for(text)

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while there are any, else in the list."""
        lines = self.view.lines
        if self.hits:
            self._search.move(step)
        elif lines:
            self.choose(max(0, min(len(lines) - 1, self.view.place + step)))

    def enter(self, text: str) -> None:
        """Return in the search field: the chosen hit, or what carries that code."""
        plain, found = text.strip(), self._search.view
        if not plain:
            return
        if plain.isdigit():
            self.scan(plain)
        elif found.chosen is not None:
            self.put(found.chosen)
        else:
            take_best(self._desk.ask, plain, put=self.put, otherwise=self.unknown.emit)
        self._search.look_for("")

    def scan(self, code: str) -> None:
        """One more of what carries this code; a box is as many as are in it."""
        self._add(code=code)

    def put(self, product: ProductView) -> None:
        """One more of it."""
        self._search.look_for("")
        self._add(product_id=product.product_id)

    def choose(self, place: int) -> None:
        """The line at that place."""
        if 0 <= place < len(self.view.lines):
            self._show(chosen=self.view.lines[place].line_id)

    def change(self, **what: Any) -> None:
        """Fields of the chosen line: `quantity_milli`, `cost_minor` (of one), `batch`, `expires_on`."""
        line = self.view.line
        if line is not None:
            self._desk.run(change_draft_line, done=lambda _none: self._read(), failed=self._refuse, line_id=line.line_id, **what)

    def set_expiry(self, text: str) -> None:
        """Until when it is good, as it is typed: 31.12.2026."""
        plain = text.strip()
        for form in DAYS if plain else ():
            try:
                self.change(expires_on=datetime.strptime(plain, form).date())  # noqa: DTZ007
            except ValueError:
                continue
            return
        if plain:
            self._refuse(RuleBroken("stock.date_malformed", text=plain[:40]))
        else:
            self.change(expires_on=None)

    def remove(self) -> None:
        """The chosen line is taken out."""
        line = self.view.line
        if line is not None:
            self._desk.run(remove_draft_line, done=lambda _none: self._read(), line_id=line.line_id)

    # --- the document ---

    def set_supplier(self, supplier_id: object) -> None:
        """Who brought it."""
        self._change_head(supplier_id=supplier_id)

    def add_supplier(self, name: str) -> None:
        """A new supplier, who brought it."""
        def added(supplier_id: UUID) -> None:
            self._desk.ask(suppliers, done=lambda found: self._show(suppliers=found))
            self._change_head(supplier_id=supplier_id)

        self._desk.run(add_supplier, done=added, name=name)

    def set_extra(self, minor: int | None) -> None:
        """What the whole cost besides."""
        self._change_head(extra_minor=minor or 0)

    def set_category(self, category_id: object) -> None:
        """What is counted; only while nothing is scanned yet."""
        if self.view.draft is None:
            self._open(category_id=category_id)

    def post(self, uncounted: str | None = None) -> None:
        """Make a document of it."""
        draft = self.view.draft
        if draft is None or not draft.lines:
            return
        goods = tuple((line.product_id, max(1, line.quantity_milli // 1000)) for line in draft.lines)

        def done(document_id: UUID) -> None:
            self._desk.ask(document_number, done=lambda number: self._posted(number, goods), document_id=document_id)

        self._desk.run(post_draft, done=done, failed=self._refuse, draft_id=draft.draft_id, uncounted=uncounted)

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
                open_draft, done=self._opened, failed=self._not_opened, unanswered=self._nobody_answers, kind=self.kind, **more
            )

    def _opened(self, draft_id: UUID) -> None:
        self._is_opening = False
        self._read(draft_id)

    def _not_opened(self, error: AppError) -> None:
        self._nobody_answers()
        self._refuse(error)

    def _nobody_answers(self) -> None:
        self._is_opening = False
        self._waiting.clear()

    def _put_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        draft_id = self.view.draft.draft_id if self.view.draft is not None else None
        for what in waiting:
            self._desk.run(add_draft_line, done=self._added, failed=self._refuse, draft_id=draft_id, **what)

    def _added(self, line_id: UUID) -> None:
        self.view = replace(self.view, chosen=line_id, posted="", posted_goods=(), uncounted=0)
        self._read()

    def _change_head(self, **what: Any) -> None:
        draft = self.view.draft
        if draft is not None:
            self._desk.run(change_draft, done=lambda _none: self._read(), failed=self._refuse, draft_id=draft.draft_id, **what)

    def _take_drafts(self, found: tuple[DraftView, ...]) -> None:
        if found and self.view.draft is None:
            self._read(found[0].draft_id)

    def _read(self, draft_id: UUID | None = None) -> None:
        wanted = draft_id or (self.view.draft.draft_id if self.view.draft is not None else None)
        if wanted is not None:
            self._desk.ask(stock_draft, done=self._take, failed=lambda _error: self._clear(), draft_id=wanted)

    def _take(self, draft: DraftView) -> None:
        chosen = self.view.chosen
        if chosen not in {line.line_id for line in draft.lines}:
            chosen = draft.lines[0].line_id if draft.lines else None
        self._show(draft=draft, chosen=chosen)
        if self._waiting:
            self._put_waiting()

    def _posted(self, number: str | None, goods: tuple[tuple[UUID, int], ...]) -> None:
        self._show(draft=None, chosen=None, uncounted=0, posted=number or "", posted_goods=goods)

    def _clear(self) -> None:
        self._show(draft=None, chosen=None, uncounted=0)

    def _refuse(self, error: AppError) -> None:
        if error.code == "stock.uncounted":
            self._show(uncounted=error.facts.get("count", 0))
            return
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self.changed.emit()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def day_as_typed(day: date | None) -> str:
    """As it stands in its field."""
    return day.strftime("%d.%m.%Y") if day is not None else ""
