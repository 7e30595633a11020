"""What to order, as widgets: what runs low or the orders on the left, the product's minimum or what has come on the right."""

from __future__ import annotations

from typing import Any

from app.core.stock.purchase_views import OrderLine, OrderView, ToOrder
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.figures import scrolled
from ui.kit.form import Beside, Choice, field
from ui.kit.parts import column, hairline, holding, label, row, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.segments import Segments
from ui.kit.tokens import BOLD, TITLE
from ui.pages.ordering.model import LOW, ORDERS, OrderingModel, OrderingView
from ui.pages.scanned_list.page import ScannedListPage
from ui.wording import worded

STATES = {"open": _("still to come"), "received": _("all has come"), "closed": _("closed")}
NARROW = 330
JOIN = " · "


class OrderingPage(ScannedListPage):
    """Both sides change with what the list has."""

    def __init__(self, desk: Desk, model: OrderingModel) -> None:
        words = _("Minimum of: barcode, name or article")
        super().__init__(desk, model, box=words, listed=_("What to order"), row=self._row)
        self._model = model
        self._build()
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _build(self) -> None:
        say = self._desk.say
        self.part = Segments(((LOW, say(_("Runs low"))), (ORDERS, say(_("Orders")))), name=say(_("What to order")))
        self.store = Choice()
        self.store.setAccessibleName(say(_("Stockroom")))
        self._title, self._figure = label(size=TITLE, weight=BOLD, wrap=True), label(size=TITLE, weight=BOLD, right=True)
        self._note = label(ink="muted", wrap=True)
        self.least, self.up_to = FigureEdit(decimals=3), FigureEdit(say(_("as the minimum")), decimals=3)
        self.keep = wide(Button(say(_("Set the minimum")), hint="Ctrl+S", picture="check"))
        self.one = wide(Button(say(_("Add to the order")), picture="order"))
        self.all = wide(primary(say(_("Order what runs low")), hint="Ctrl+P"))
        self.order_lines = PickList(say(_("Goods of the order")), self._line)
        self.close_key = Button(say(_("Close the order")), picture="close")
        self.receive = wide(primary(say(_("Goods in")), hint="Ctrl+P"))

    def _lay_out(self) -> None:
        say = self._desk.say
        self.up_to.setAccessibleName(say(_("Order up to")))
        filters = column(self.part, self.store, gap=8, margin=(20, 12, 20, 12))
        left = column(filters, hairline(), self.lines, gap=0, grow=(2,))
        figures = Beside(
            field(say(_("Minimum")), self.least), field(say(_("Order up to")), self.up_to), least=NARROW, shares=(1, 1)
        )
        head = column(row(self._title, self._figure, gap=12, grow=(0,)), self._note, gap=8)
        self._of_need = holding(column(figures, self.keep, self.one, gap=10))
        self._form = scrolled(holding(column(self._of_need, 1, gap=14, margin=(0, 0, 12, 0))))
        self._low_keys = holding(column(self.all))
        self._order_keys = holding(row(self.close_key, self.receive, gap=12, grow=(1,)))
        right = column(head, self._form, self.order_lines, self._low_keys, self._order_keys, gap=12, margin=16, grow=(1, 2))
        self.setLayout(two_panes(left, right, left_share=52, least_right=380))

    def _connect(self) -> None:
        model = self._model
        self.part.picked.connect(model.open_part)
        self.store.picked.connect(model.choose_store)
        self.keep.clicked.connect(self._keep)
        self.least.returnPressed.connect(self._to_up_to)
        self.up_to.returnPressed.connect(self._keep)
        self.one.clicked.connect(model.order_one)
        self.all.clicked.connect(model.order_all)
        self.close_key.clicked.connect(model.close_order)
        self.receive.clicked.connect(model.receive)
        self.listen(render=self._render, keys=(
            ("Ctrl+P", self._go_on), ("Ctrl+S", self._keep), ("Alt+1", lambda: model.open_part(LOW)),
            ("Alt+2", lambda: model.open_part(ORDERS)),
        ))

    # --- gestures ---

    def open_line(self) -> None:
        """Into the minimum of the product that is looked at."""
        if self._of_need.isVisible():
            self.least.setFocus()
            self.least.selectAll()

    def _to_up_to(self) -> None:
        self.up_to.setFocus()
        self.up_to.selectAll()

    def _go_on(self) -> None:
        (self.all if self._model.view.part == LOW else self.receive).click()

    def _keep(self) -> None:
        if self._model.view.need is not None and self._model.view.part == LOW:
            self.box.setFocus()
            self._model.set_minimum(self.least.value(), self.up_to.value())

    # --- what is shown ---

    def _quantity(self, milli: int, unit: str) -> str:
        return f"{self._desk.quantity(milli)}\u00a0{self._desk.unit(unit)}"

    def _row(self, item: Any) -> PickRow:
        desk, say = self._desk, self._desk.say
        if isinstance(item, ToOrder):
            note = say(_("there is {left}, minimum {least}")).format(
                left=desk.quantity(item.on_hand_milli), least=desk.quantity(item.min_milli)
            )
            return PickRow(item.name, note, self._quantity(item.to_order_milli, item.unit), say(_("to order")))
        if isinstance(item, OrderView):
            note = JOIN.join(filter(None, (item.supplier, desk.moment(item.at))))
            words, ink = worded(STATES, item.state, desk.language), "warn" if item.state == "open" else "muted"
            return PickRow(item.number, note, count_text(len(item.lines), desk.language), words, ink)
        return PickRow(item.name, item.codes[0] if item.codes else item.article or "", "")

    def _line(self, line: OrderLine) -> PickRow:
        say = self._desk.say
        came = say(_("ordered {ordered}, has come {came}")).format(
            ordered=self._desk.quantity(line.ordered_milli), came=self._desk.quantity(line.received_milli)
        )
        words, ink = (say(_("still to come")), "warn") if line.open_milli else (say(_("all has come")), "muted")
        return PickRow(line.name, came, self._quantity(line.open_milli, line.unit) if line.open_milli else "", words, ink)

    def _render(self) -> None:
        view, say = self._model.view, self._desk.say
        is_low = view.part == LOW
        self._nothing_yet = say(_("Nothing runs low. Scan goods to say how much there should be.")) if is_low else say(
            _("Nothing was ordered yet.")
        )
        self.part.show_chosen(view.part)
        self.store.show_choices([(store.store_id, store.name) for store in view.stores], view.store_id)
        self.store.setVisible(is_low and len(view.stores) > 1)
        self.show_list()
        for part in (self._form, self._low_keys):
            part.setVisible(is_low)
        for part in (self.order_lines, self._order_keys):
            part.setVisible(not is_low)
        (self._show_need if is_low else self._show_order)(view)

    def _show_need(self, view: OrderingView) -> None:
        need, say = view.need, self._desk.say
        self._of_need.setVisible(need is not None)
        self._title.setText(need.name if need is not None else "")
        self._figure.setText(self._quantity(need.on_hand_milli, need.unit) if need is not None else "")
        set_ink(self._figure, "bad" if need is not None and need.on_hand_milli < 0 else "text")
        told = []
        if need is not None:
            told = [need.store] if len(view.stores) > 1 else []
            told += [say(_("ordered: {quantity}")).format(quantity=self._desk.quantity(need.ordered_milli))]
            if need.to_order_milli:
                told += [say(_("to order: {quantity}")).format(quantity=self._desk.quantity(need.to_order_milli))]
            for edit, value in ((self.least, need.min_milli), (self.up_to, need.up_to_milli)):
                if edit.value() != value and not edit.hasFocus():
                    edit.show_value(value)
        self._note.setText(JOIN.join(told))
        words = say(_("Order what runs low")) if view.low else say(_("New order"))
        self.all.show_as(text=words, detail=count_text(len(view.low), self._desk.language) if view.low else "")

    def _show_order(self, view: OrderingView) -> None:
        order, say = view.order, self._desk.say
        self._title.setText(order.number if order is not None else "")
        self._figure.setText("")
        told = (order.supplier, self._desk.moment(order.at), worded(STATES, order.state, self._desk.language)) if order else ()
        self._note.setText(JOIN.join(filter(None, told)))
        self.order_lines.show_items(order.lines if order is not None else (), -1)
        words = _("No more will come: close it") if view.is_closing else _("Close the order")
        self.close_key.show_as(text=say(words), enabled=view.can_close)
        self.receive.show_as(enabled=view.can_receive)
