"""The receipts of the shift: a list, and the paper of the chosen one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.documents.titles import TENDERS
from app.core.sales.views import ReceiptRow
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import time_text
from ui.kit.buttons import Button, primary
from ui.kit.figures import scrolled
from ui.kit.letters import letter_of
from ui.kit.paper import Paper
from ui.kit.parts import column, frame, hairline, label, row
from ui.kit.record_list import Column, Record, RecordList
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import LARGE
from ui.pages.receipts.model import ReceiptsModel


class ReceiptsPage(Screen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: ReceiptsModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("Receipts of the shift"))
        back = Button(desk.say(_("Back")), look="soft", hint="Esc")
        back.clicked.connect(self.go_back)
        self.chips = (back,)
        self.list = RecordList(self.title, receipt_columns(desk), partial(receipt_record, desk))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the page hears the keys, also before there is a list
        self.paper = Paper()
        self._empty = label(ink="muted", size=LARGE, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again = Button(desk.say(_("Print a copy")), picture="printer", hint="P")
        self.pdf = Button(desk.say(_("Save as PDF")), picture="pdf", hint="S")
        self.give_back = primary(desk.say(_("Return goods")), hint="Enter")
        self._lay_out()
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(model.return_it)
        self.list.wanted_more.connect(model.more)
        for key, act in ((self.again, model.print_again), (self.pdf, model.save), (self.give_back, model.return_it)):
            key.clicked.connect(act)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {"p": self._model.print_again, "s": self._model.save}
        act = acts.get(letter_of(event))
        if act is None:
            self.list.keyPressEvent(event)
        elif not event.isAutoRepeat():
            act()

    def _lay_out(self) -> None:
        left, right = frame("surface"), QWidget()
        left.setLayout(column(self._empty, self.list, gap=0))
        card = frame("card")
        card.setLayout(column(scrolled(self.paper), margin=(1, 12, 1, 12)))
        for key in (self.again, self.pdf):
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        right.setLayout(column(card, row(self.again, self.pdf, gap=8), self.give_back, gap=12, margin=16, grow=(0,)))
        right.setMinimumWidth(px(400))
        both = row(left, hairline(upright=True), right, gap=0)
        both.setStretch(0, 58)
        both.setStretch(2, 42)
        self.setLayout(both)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        self.list.setVisible(bool(view.rows))
        self._empty.setVisible(not view.rows)
        words = _("Nothing was sold in this shift yet.") if view.shift else _("No shift is open. Open one to begin.")
        self._empty.setText(desk.say(words) if view.asked else "")
        self.list.show_items(view.rows, view.chosen)
        self.paper.show_document(view.shown)
        for key in (self.again, self.pdf):
            key.show_as(enabled=view.row is not None)
        is_sale = view.row is not None and view.row.kind == "sale"
        detail = desk.money(view.row.total_minor) if view.row is not None and is_sale else ""
        self.give_back.show_as(enabled=is_sale, detail=detail)


def receipt_columns(desk: Desk) -> tuple[Column, ...]:
    """What a list of receipts says of each."""
    return (
        Column(desk.say(_("Number")), 128), Column(desk.say(_("Time")), 64, muted=True), Column(desk.say(_("Paid by"))),
        Column(desk.say(_("Sum")), 116, right=True, strong=True),
    )


def receipt_record(desk: Desk, found: ReceiptRow) -> Record:
    """One receipt as a line of the list."""
    tenders = ", ".join(desk.say(TENDERS.get(tender, tender)) for tender in found.tenders)
    words = f"{desk.say(_('Return'))} · {tenders}" if found.kind == "return" else tenders
    total = desk.money(found.total_minor, currency=False)
    time = time_text(found.at, desk.language, desk.place.zone)
    return Record((found.number, time, words, total), ink="warn" if found.kind == "return" else "text")
