"""What is asked about a stock document as a whole: where, why, from whom, when; each kind has some of these fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.stock.purchase_views import DraftView
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.edits import FigureEdit, TextEdit
from ui.kit.form import Beside, Choice, field
from ui.kit.parts import column, holding
from ui.kit.segments import Segments
from ui.pages.stock_draft.days import moment_as_typed
from ui.pages.stock_draft.kinds import CAME, CATEGORY, CAUSE, ORDER, REASON, STORE, SUPPLIER, TARGET
from ui.pages.stock_draft.model import StockDraftModel, StockDraftView
from ui.wording import WRITE_OFF_CAUSES, worded

NARROW = 330


class DocumentForm(QWidget):
    """Each field tells the model when somebody has chosen or typed something else than what is stored."""

    def __init__(self, desk: Desk, model: StockDraftModel) -> None:
        super().__init__()
        self._desk, self._model, self._asks = desk, model, model.kind.asks
        self._shows: list[Callable[[StockDraftView], None]] = []
        self._keeps: list[Callable[[], None]] = []
        asked = (
            (STORE, self._store), (TARGET, self._target), (CATEGORY, self._category), (ORDER, self._order),
            (SUPPLIER, self._supplier), (CAUSE, self._cause), (REASON, self._reason),
        )
        parts = [make() for name, make in asked if name in self._asks]
        if CAME in self._asks:
            parts.append(Beside(self._came(), self._extra(), least=NARROW, shares=(1, 1)))
        self.setLayout(column(*parts, gap=10))

    def show_view(self, view: StockDraftView) -> None:
        """What is stored; a field that somebody types in is left alone."""
        for show in self._shows:
            show(view)

    def keep(self) -> None:
        """What was typed last, before the document is posted."""
        for keep in self._keeps:
            keep()

    # --- the fields ---

    def _store(self) -> QWidget:
        self.store = Choice()
        made = field(self._desk.say(_("Stockroom")), self.store)

        def show(view: StockDraftView) -> None:
            here = view.draft.store_id if view.draft is not None else self._desk.place.store_id
            self.store.show_choices([(each.store_id, each.name) for each in view.stores], here)
            self.store.setEnabled(not view.lines)
            made.setVisible(len(view.stores) > 1)

        self.store.picked.connect(lambda key: self._model.set_head(store_id=key))
        self._shows.append(show)
        return made

    def _target(self) -> QWidget:
        self.target, self.new_store = Choice(), TextEdit(self._desk.say(_("New stockroom")))
        made = field(self._desk.say(_("Where to")), self.target)

        def show(view: StockDraftView) -> None:
            here = view.draft.store_id if view.draft is not None else self._desk.place.store_id
            others = [(each.store_id, each.name) for each in view.targets if each.store_id != here]
            self.target.show_choices(others, _of(view.draft, "to_store_id"))
            made.setVisible(bool(others))
            self.new_store.setVisible(not others)

        self.target.picked.connect(lambda key: self._model.set_head(to_store_id=key))
        self.new_store.returnPressed.connect(self._add_store)
        self._shows.append(show)
        return holding(column(made, self.new_store, gap=8))

    def _add_store(self) -> None:
        if self.new_store.text().strip():
            self._model.add_store(self.new_store.text())
            self.new_store.clear()

    def _category(self) -> QWidget:
        self.category = Choice()
        everything = (None, self._desk.say(_("The whole store")))

        def show(view: StockDraftView) -> None:
            choices = [everything, *((each.category_id, each.name) for each in view.categories)]
            self.category.show_choices(choices, _of(view.draft, "category_id"))
            self.category.setEnabled(not view.lines)

        self.category.picked.connect(lambda key: self._model.set_head(category_id=key))
        self._shows.append(show)
        return field(self._desk.say(_("What is counted")), self.category)

    def _order(self) -> QWidget:
        self.order = Choice()
        made = field(self._desk.say(_("Answers the order")), self.order)
        none = (None, self._desk.say(_("no order")))

        def show(view: StockDraftView) -> None:
            listed = {each.order_id: " · ".join(filter(None, (each.number, each.supplier))) for each in view.orders}
            if view.draft is not None and view.draft.order_id is not None:  # it may be complete by now
                listed.setdefault(view.draft.order_id, view.draft.order or "")
            self.order.show_choices([none, *listed.items()], _of(view.draft, "order_id"))
            made.setVisible(bool(listed))

        self.order.picked.connect(self._model.set_order)
        self._shows.append(show)
        return made

    def _supplier(self) -> QWidget:
        self.supplier, self.new_supplier = Choice(), TextEdit(self._desk.say(_("New supplier")))
        nobody = (None, self._desk.say(_("not named")))

        def show(view: StockDraftView) -> None:
            choices = [nobody, *((each.supplier_id, each.name) for each in view.suppliers)]
            self.supplier.show_choices(choices, _of(view.draft, "supplier_id"))

        self.supplier.picked.connect(lambda key: self._model.set_head(supplier_id=key))
        self.new_supplier.returnPressed.connect(self._add_supplier)
        self._shows.append(show)
        chosen = field(self._desk.say(_("Supplier")), self.supplier)
        return holding(column(chosen, self.new_supplier, gap=8))

    def _add_supplier(self) -> None:
        if self.new_supplier.text().strip():
            self._model.add_supplier(self.new_supplier.text())
            self.new_supplier.clear()

    def _cause(self) -> QWidget:
        say, language = self._desk.say, self._desk.language
        choices = [(key, worded(WRITE_OFF_CAUSES, key, language)) for key in WRITE_OFF_CAUSES]
        self.cause = Segments(choices, name=say(_("Why")))
        self.cause.picked.connect(lambda key: self._model.set_head(cause=key))
        self._shows.append(lambda view: self.cause.show_chosen(_of(view.draft, "cause")))
        return field(say(_("Why")), self.cause)

    def _reason(self) -> QWidget:
        self.reason = TextEdit()
        self._text(
            self.reason, lambda draft: draft.reason if draft is not None else "", lambda text: self._model.set_head(reason=text)
        )
        words = _("Reason, in your own words") if CAUSE in self._asks else _("Remark")
        return field(self._desk.say(words), self.reason)

    def _came(self) -> QWidget:
        place = self._desk.place
        self.came = TextEdit(self._desk.say(_("today")))
        self._text(
            self.came, lambda draft: moment_as_typed(draft.happened_at, place) if draft is not None else "", self._model.set_came
        )
        made = field(self._desk.say(_("When it came")), self.came)
        self.came.setAccessibleName(self._desk.say(_("When it came")))
        return made

    def _extra(self) -> QWidget:
        self.extra = FigureEdit(self._desk.say(_("none")), decimals=minor_digits(self._desk.place.currency))
        self.extra.setAccessibleName(self._desk.say(_("Extra costs")))

        def stored() -> int:
            draft = self._model.view.draft
            return draft.extra_minor if draft is not None else 0

        def show(_view: StockDraftView) -> None:
            if (self.extra.value() or 0) != stored() and not self.extra.hasFocus():
                self.extra.show_value(stored() or None)

        def keep() -> None:
            if (self.extra.value() or 0) != stored():
                self._model.set_head(extra_minor=self.extra.value() or 0)

        self.extra.editingFinished.connect(keep)
        self._shows.append(show)
        self._keeps.append(keep)
        return field(self._desk.say(_("Extra costs")), self.extra)

    def _text(self, edit: TextEdit, stored: Callable[[DraftView | None], str], tell: Callable[[str], None]) -> None:
        """A line of text that is told when somebody has left it."""
        def show(view: StockDraftView) -> None:
            if edit.text().strip() != stored(view.draft) and not edit.hasFocus():
                edit.setText(stored(view.draft))

        def keep() -> None:
            if edit.text().strip() != stored(self._model.view.draft):
                tell(edit.text())

        edit.editingFinished.connect(keep)
        self._shows.append(show)
        self._keeps.append(keep)


def _of(draft: DraftView | None, name: str) -> Any:
    """A field of a draft that may not be begun."""
    return getattr(draft, name) if draft is not None else None
