"""After a sale, a return or an exchange: what is handed over, in very large figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.documents.titles import TENDERS
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.letters import letter_of
from ui.kit.parts import column, frame, label, row, set_ink, wide
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, CHANGE, LARGE, TITLE


class OutcomePage(Screen):
    """`words` say what the figure is; `numbers` are the documents that were made, `parts` (tender, sum) how the money goes.
    `is_printed`: a paper came by itself. Without papers there is nothing to print or save.

    Signals:
        next_customer: on to the checkout. A code (str) if one was scanned, else nothing.
        print_wanted: the paper once more.
        save_wanted: as a PDF.
    """

    takes_whole_codes = True
    next_customer = Signal(str)
    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self, desk: Desk, *, title: str, words: str, figure_minor: int, numbers: Sequence[str],
        parts: Sequence[tuple[str, int]] = (), is_printed: bool = True, has_papers: bool = True,
    ) -> None:
        super().__init__()
        self.title = title
        card = frame("card")
        told = label(words, size=TITLE, ink="muted")
        self.figure = label(desk.money(figure_minor), size=CHANGE * 2, weight=BOLD, ink="primary")
        ways = [f"{desk.say(TENDERS.get(tender, tender))} {desk.money(minor)}" for tender, minor in parts]
        how = label(" · ".join(ways), size=TITLE, wrap=True)
        if not ways:
            how.hide()
        papers = label(" · ".join(numbers), size=LARGE, ink="muted")
        self.note = label(size=LARGE, weight=BOLD, wrap=True)
        self.note.hide()
        for each in (told, self.figure, how, papers, self.note):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.setLayout(column(1, told, self.figure, how, papers, self.note, 1, gap=16, margin=40))
        self._has_papers = has_papers
        self.again = Button(desk.say(_("Print again") if is_printed else _("Print")), picture="printer", hint="P")
        self.again.clicked.connect(self.print_wanted)
        self.pdf = Button(desk.say(_("Save as PDF")), picture="pdf", hint="S")
        self.pdf.clicked.connect(self.save_wanted)
        self.go_on = primary(desk.say(_("Next customer")), hint="Enter")
        self.go_on.clicked.connect(lambda: self.next_customer.emit(""))
        for key in (self.again, self.pdf):
            key.setMinimumHeight(px(72))
            if not has_papers:
                key.hide()
        keys = row(wide(self.again), wide(self.pdf), wide(self.go_on), gap=12, grow={2: 2})
        self.setLayout(column(card, keys, gap=16, margin=20, grow=(0,)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def tell(self, words: str, ink: str) -> None:
        """What goes on besides, below the figure."""
        self.note.setText(words)
        set_ink(self.note, ink)
        self.note.setVisible(bool(words))

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        self.next_customer.emit("")
        return True

    def take_scan(self, code: str) -> bool:
        self.next_customer.emit(code)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F12):
            self.next_customer.emit("")
        elif self._has_papers and (act := {"p": self.print_wanted, "s": self.save_wanted}.get(letter_of(event))) is not None:
            act.emit()
        else:
            super().keyPressEvent(event)
