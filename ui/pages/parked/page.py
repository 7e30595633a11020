"""Sales on hold as widgets: whose, since when, what lies in them; Enter goes on with one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.sales.views import ParkedView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import short_moment_text
from ui.kit.buttons import Button, primary
from ui.kit.form import scrolling_card
from ui.kit.parts import column, label, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.tokens import BOLD, HUGE, LARGE, TITLE
from ui.pages.parked.model import ParkedModel


class ParkedPage(VisitedScreen):
    """Signals:
    left: back to the receipt.
    scanned: a code was scanned: the next customer's goods.
    """

    takes_whole_codes = True
    left = Signal()
    scanned = Signal(str)

    def __init__(self, desk: Desk, model: ParkedModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.title = desk.say(_("Receipts on hold"))
        self.chips = (self.way_back(desk.say(_("Back to the receipt"))),)
        self.sales = PickList(self.title, self._row, empty=desk.say(_("Nothing is on hold. F9 puts a receipt on hold.")))
        self._title, self._who = label(size=TITLE, weight=BOLD, wrap=True), label(size=LARGE, ink="muted", wrap=True)
        self._goods, self._sum = label(size=LARGE, wrap=True), label(size=HUGE, weight=BOLD, right=True)
        self._words = label(desk.say(_("Total")), ink="muted", right=True)
        card = scrolling_card(column(self._title, self._who, self._goods, 1, self._words, self._sum, gap=12))
        self.delete = wide(Button(desk.say(_("Delete")), hint="Del", picture="delete"))
        self.go_on = wide(primary(desk.say(_("Go on with it")), hint="Enter"))
        right = column(card, self.delete, self.go_on, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(column(self.sales, gap=0), right, left_share=56))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sales.chosen.connect(model.choose)
        self.sales.taken.connect(lambda _place: model.take())
        self.delete.clicked.connect(model.give_up)
        self.go_on.clicked.connect(model.take)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.setFocus()

    def take_scan(self, code: str) -> bool:
        self.scanned.emit(code)
        return True

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._model.give_up()
        else:
            self.sales.keyPressEvent(event)

    def _row(self, sale: ParkedView) -> PickRow:
        desk = self._desk
        lines = desk.say(_("Lines: {count}")).format(count=sale.line_count)
        since = short_moment_text(sale.opened_at, desk.clock(), desk.language, desk.place.zone)
        note = f"{since} · {self._goods_words(sale) if sale.label or sale.customer else sale.person}"
        return PickRow(self._name(sale), note, desk.money(sale.total_minor), lines)

    def _name(self, sale: ParkedView) -> str:
        """What somebody called it and whose it is, else what lies in it."""
        return " · ".join(filter(None, (sale.label, sale.customer))) or self._goods_words(sale)

    def _goods_words(self, sale: ParkedView) -> str:
        return ", ".join(sale.goods) + ("…" if sale.line_count > len(sale.goods) else "")

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        self.sales.show_items(view.sales, view.chosen)
        sale = view.sale
        for key in (self.delete, self.go_on):
            key.show_as(enabled=sale is not None)
        for part in (self._who, self._goods, self._sum, self._words):
            part.setVisible(sale is not None)
        self._title.setText(self._name(sale) if sale is not None else "")
        self.go_on.show_as(detail=desk.money(sale.total_minor) if sale is not None else "")
        if sale is None:
            return
        who = desk.say(_("{person}, since {moment}")).format(person=sale.person, moment=desk.moment(sale.opened_at))
        lines = desk.say(_("Lines: {count}")).format(count=sale.line_count)
        self._who.setText(f"{who}\n{lines}")
        self._goods.setText("\n".join((*sale.goods, "…") if sale.line_count > len(sale.goods) else sale.goods))
        self._sum.setText(desk.money(sale.total_minor))
