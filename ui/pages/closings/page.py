"""Closed shifts: a list, the Z of the chosen one, and a panel for a manager's own count."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.cash.views import ClosedShift
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.keypad import Keypad
from ui.kit.paper_list import PaperListScreen
from ui.kit.parts import column, label, row, wide
from ui.kit.record_list import Column, Record
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.pages.closings.model import ClosingsModel
from ui.pages.receipts.page import LATE


class CountPanel(Sheet):
    """What a manager counted, as one sum."""

    def __init__(self, parent: QWidget, desk: Desk, model: ClosingsModel, closed: ClosedShift) -> None:
        self._model = model
        self.sum = FigureEdit("0", decimals=minor_digits(desk.place.currency), size="huge")
        self.sum.setAccessibleName(desk.say(_("All the cash of that shift")))
        words = desk.say(_("Count the cash of the shift yourself. Your figure is kept beside the other two."))
        keypad = Keypad()
        keypad.setFixedSize(px(264), px(280))
        keypad.typed.connect(self.sum.type_in)
        self.write = primary(desk.say(_("Write it down")), hint="Enter")
        self.write.clicked.connect(self._write)
        self.sum.figured.connect(lambda minor: self.write.show_as(enabled=minor is not None))
        self.write.show_as(enabled=False)
        content = QWidget()
        left = column(label(words, ink="muted", wrap=True), self.sum, 1, self.write, gap=12)
        content.setLayout(row(left, keypad, gap=16, grow=(0,)))
        title = desk.say(_("Shift {number}: counted again")).format(number=closed.number)
        super().__init__(parent, title, content, width=660)
        self.sum.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._write()
        else:
            super().keyPressEvent(event)

    def _write(self) -> None:
        counted = self.sum.value()
        if counted is not None:
            self.close_it()
            self._model.verify(counted)


class ClosingsPage(PaperListScreen):
    """One line for each Z; a manager's own count stands beside the other two."""

    def __init__(self, desk: Desk, model: ClosingsModel) -> None:
        columns = (
            Column("Z", 48), Column(desk.say(_("Closed")), 150, muted=True, sample=desk.moment(LATE)),
            Column(desk.say(_("By whom"))),
            Column(desk.say(_("Difference")), 112, right=True, strong=True),
        )
        super().__init__(columns, self._record, title=desk.say(_("Closed shifts")), back=desk.say(_("Back")))
        self._desk, self._model = desk, model
        self.again = wide(Button(desk.say(_("Print again")), picture="printer", hint="P"))
        self.verify = primary(desk.say(_("Count it again")), hint="Enter")
        self.panel: CountPanel | None = None
        self.lay_out(self.again, self.verify, least_right=340)
        self.letters = {"p": model.print_again}
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(self._open_panel)
        self.list.wanted_more.connect(model.more)
        self.again.clicked.connect(model.print_again)
        self.verify.clicked.connect(self._open_panel)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        super().shown()
        self._model.look()

    def _open_panel(self) -> None:
        closed = self._model.view.row
        if closed is not None and not self._model.view.busy:
            self.panel = CountPanel(self, self._desk, self._model, closed)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        empty = view.why or (desk.say(_("No shift was closed here yet.")) if view.asked else "")
        self.show_records(view.rows, view.chosen, empty=empty)
        self.paper.show_document(view.shown)
        for key in (self.again, self.verify):
            key.show_as(enabled=view.row is not None and not view.busy)

    def _record(self, closed: ClosedShift) -> Record:
        desk = self._desk
        difference = desk.money(closed.difference_minor, currency=False)
        cells = (str(closed.number), desk.moment(closed.closed_at), closed.closed_by, difference)
        return Record(cells, ink="bad" if closed.difference_minor else "text")
