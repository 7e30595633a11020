"""The receipts of the shift: a list, and the paper of the chosen one."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from app.core.documents.titles import TENDERS
from app.core.sales.views import ReceiptRow
from app.kernel.i18n import _
from ui.across_words import INKS, chip_text, return_text
from ui.bridge.desk import Desk
from ui.formats import time_text
from ui.kit.buttons import Button, primary
from ui.kit.paper_list import PaperListScreen
from ui.kit.parts import label, row, set_ink, wide
from ui.kit.record_list import Column, Record
from ui.pages.receipts.model import ReceiptsModel

LATE = datetime(2026, 12, 30, 22, 58, tzinfo=UTC)
"""No time of the day is written longer."""


class ReceiptsPage(PaperListScreen):
    """Of the chosen one a copy, a file, or its goods back."""

    def __init__(self, desk: Desk, model: ReceiptsModel) -> None:
        columns, words = receipt_columns(desk), partial(receipt_record, desk)
        super().__init__(columns, words, title=desk.say(_("Receipts of the shift")), back=desk.say(_("Back")))
        self._desk, self._model = desk, model
        self.again = wide(Button(desk.say(_("Print a copy")), picture="printer", hint="P"))
        self.pdf = wide(Button(desk.say(_("Save as PDF")), picture="pdf", hint="S"))
        self.give_back = primary(desk.say(_("Return goods")), hint="Enter")
        self._across = label(ink="muted", wrap=True)
        self.lay_out(self._across, row(self.again, self.pdf, gap=8), self.give_back, least_right=400)
        self.letters = {"p": model.print_again, "s": model.save}
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(model.return_it)
        self.list.wanted_more.connect(model.more)
        for key, act in ((self.again, model.print_again), (self.pdf, model.save), (self.give_back, model.return_it)):
            key.clicked.connect(act)
        model.changed.connect(self._render)
        self._render()

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        words = _("Nothing was sold in this shift yet.") if view.shift else _("No shift is open. Open one to begin.")
        self.show_records(view.rows, view.chosen, empty=desk.say(words) if view.asked else "")
        self.paper.show_document(view.shown)
        for key in (self.again, self.pdf):
            key.show_as(enabled=view.row is not None)
        across = view.row.across if view.row is not None else None
        self._across.setVisible(across is not None)
        if across is not None:
            self._across.setText(f"{return_text(across, desk.language)}: {chip_text(across, desk.language)}")
            set_ink(self._across, INKS[across.state])
        is_sale = view.row is not None and view.row.kind == "sale"
        detail = desk.money(view.row.total_minor) if view.row is not None and is_sale else ""
        self.give_back.show_as(enabled=is_sale, detail=detail)


def receipt_columns(desk: Desk) -> tuple[Column, ...]:
    """What a list of receipts says of each."""
    late = time_text(LATE, desk.language, "UTC")
    return (
        Column(desk.say(_("Number")), 128), Column(desk.say(_("Time")), 64, muted=True, sample=late),
        Column(desk.say(_("Paid by"))),
        Column(desk.say(_("Sum")), 116, right=True, strong=True),
    )


def receipt_record(desk: Desk, found: ReceiptRow) -> Record:
    """One receipt as a line of the list."""
    tenders = ", ".join(desk.say(TENDERS.get(tender, tender)) for tender in found.tenders)
    chip = chip_text(found.across, desk.language) if found.across is not None else ""
    words = " · ".join(filter(None, (desk.say(_("Return")) if found.kind == "return" else "", chip, tenders)))
    total = desk.money(found.total_minor, currency=False)
    time = time_text(found.at, desk.language, desk.place.zone)
    return Record((found.number, time, words, total), ink="warn" if found.kind == "return" else "text")
