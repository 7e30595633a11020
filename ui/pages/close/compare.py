"""Step 2: the count beside the books, what may explain a difference, and what a closing leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.cash.views import Cause, Comparison, Pending, TenderLine
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import TextEdit
from ui.kit.figures import Figures, card, empty, scrolled
from ui.kit.parts import column, hairline, label, row, set_ink
from ui.kit.theme import colour, px
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM, RADIUS_KEY, SMALL
from ui.messages import cause_sentence
from ui.pages.close.model import CloseModel
from ui.wording import TENDERS, worded

WITH_PAPER = frozenset({"sale", "return", "account", "cash"})
WITHOUT_PAPER = frozenset({"drawer_opened_without_sale", "void_after_money_taken"})
LONGEST_REASON = 200
NARROW = 860


class Soft(QWidget):
    """A rounded ground of one of the soft colours."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{self.kind}_soft"))
        painter.drawRoundedRect(self.rect(), px(RADIUS_KEY), px(RADIUS_KEY))


class CompareStep(QWidget):
    """Signals:
    paper_wanted: a document's kind and id: somebody wants to see it.
    """

    paper_wanted = Signal(str, object)

    def __init__(self, desk: Desk, model: CloseModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.verdict = label(size=LARGE, weight=BOLD, wrap=True)
        self._verdict_place = Soft("primary")
        self._verdict_place.setLayout(row(self.verdict, margin=(16, 12, 16, 12)))
        self._table_place, self._causes_place = QVBoxLayout(), QVBoxLayout()
        self.causes: list[Button] = []
        self.reason = TextEdit(desk.say(_("Why the count differs (if you know)")))
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setText(model.view.reason)
        self.reason.textChanged.connect(model.set_reason)
        self._sales = label(size=HUGE, weight=BOLD)
        self._about = label(ink="muted", wrap=True)
        self.before, self.pieces = Figures(), Figures()
        self.again = Button(desk.say(_("Count again")), hint="F4")
        self.again.clicked.connect(model.count_again)
        self.call = Button(desk.say(_("Call a manager")), hint="F8")
        self.call.clicked.connect(model.call_manager)
        self.go_on = self.close_shift = primary(desk.say(_("Close the shift")), hint="F12", detail="Z")
        self.close_shift.clicked.connect(model.close)
        self._shown: tuple[Comparison | None, tuple[Cause, ...]] = (None, ())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        model.changed.connect(self._render)
        self._render()

    def take_focus(self) -> None:
        """The focus where something may be typed."""
        if self.reason.isVisible():
            self.reason.setFocus()
        else:
            self.setFocus()

    def _lay_out(self) -> None:
        desk = self._desk
        inside = QWidget()
        for layout in (self._table_place, self._causes_place):
            layout.setContentsMargins(0, 0, 0, 0)
        self._causes_place.setSpacing(px(8))
        self._inside = QVBoxLayout()
        self._inside.addLayout(
            column(self._verdict_place, self._table_place, self._causes_place, self.pieces, 1, gap=16, margin=(0, 0, 8, 0))
        )
        inside.setLayout(self._inside)
        self._inside.setContentsMargins(0, 0, 0, 0)
        left = card(scrolled(inside), self.reason, gap=12)
        sales = card(label(desk.say(_("Sales of the shift")), ink="muted"), self._sales, self._about, gap=4)
        before = card(self.before, 1)
        for key in (self.again, self.call):
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            key.setMinimumHeight(px(52))
        self._about_shift, right = QWidget(), QWidget()
        self._about_shift.setLayout(column(sales, before, gap=12, grow=(1,)))
        keys = QWidget()
        self._keys = column(row(self.again, self.call), self.close_shift, gap=12)
        keys.setLayout(self._keys)
        self._right = column(self._about_shift, keys, gap=12)
        self._right.setStretch(0, 1)
        right.setLayout(self._right)
        right.setMinimumWidth(px(300))
        self._both = both = row(left, right, gap=16, margin=20)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.setLayout(both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where large letters leave no room, everything scrolls in one column above the keys."""
        super().resizeEvent(event)
        is_narrow = self.width() < px(NARROW)
        if is_narrow != (self._inside.indexOf(self._about_shift) >= 0):
            (self._inside if is_narrow else self._right).insertWidget(1 if is_narrow else 0, self._about_shift, 1)
            ways = QBoxLayout.Direction
            self._both.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
            self._both.setStretch(1, 0 if is_narrow else 1)
            self._keys.setDirection(ways.LeftToRight if is_narrow else ways.TopToBottom)

    def _render(self) -> None:
        view = self._model.view
        self.close_shift.show_as(enabled=view.can_close)
        if view.comparison is None or (view.comparison, view.causes) == self._shown:
            return
        self._shown = (view.comparison, view.causes)
        self._show_verdict(view.comparison)
        self._show_table(view.comparison.tenders)
        self._show_causes(view.causes)
        self._show_pieces()
        self._show_rest(view.comparison)
        self.call.setVisible(view.is_hidden)
        self.reason.setVisible(not view.comparison.agrees)
        if self.isVisible():
            self.take_focus()

    def _show_verdict(self, found: Comparison) -> None:
        desk, difference = self._desk, found.difference_minor
        if found.agrees:
            kind, words = "primary", desk.say(_("The count agrees with the books: {sum}."))
        elif difference is None:
            hidden = _("The count of {sum} does not agree with the books. Count again, or call a manager to see the difference.")
            kind, words = "warn", desk.say(hidden)
        else:
            short = _("{difference} is missing in the drawer.")
            kind, words = "bad", desk.say(short if difference < 0 else _("{difference} too much is in the drawer."))
        self._verdict_place.kind = kind
        self._verdict_place.update()
        set_ink(self.verdict, kind)
        missing = desk.money(abs(difference or 0))
        self.verdict.setText(words.format(sum=desk.money(found.counted_minor), difference=missing))

    def _show_table(self, lines: Sequence[TenderLine]) -> None:
        empty(self._table_place)
        if not lines:
            return
        desk, grid, holder = self._desk, QGridLayout(), QWidget()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(10))
        heads = (_("Tender"), _("By the books"), _("Counted"), _("Difference"))
        for place, head in enumerate(heads):
            grid.addWidget(label(desk.say(head), size=SMALL, ink="muted", right=place > 0), 0, place)
        for number, line in enumerate(lines):
            grid.addWidget(hairline(), 2 * number + 1, 0, 1, 4)
            for place, cell in enumerate(self._cells(line)):
                grid.addWidget(cell, 2 * number + 2, place)
        grid.addWidget(hairline(), 2 * len(lines) + 1, 0, 1, 4)
        grid.setColumnStretch(0, 1)
        holder.setLayout(grid)
        self._table_place.addWidget(holder)

    def _cells(self, line: TenderLine) -> tuple[QLabel, ...]:
        desk, difference = self._desk, line.difference_minor
        def figure(minor: int | None) -> str:
            return "—" if minor is None else desk.money(minor, currency=False)

        sign = "+" if difference and difference > 0 else ""
        ink = "bad" if difference else "text"
        return (
            label(worded(TENDERS, line.tender, desk.language), weight=MEDIUM), label(figure(line.system_minor), right=True),
            label(figure(line.counted_minor), right=True),
            label(sign + figure(difference), right=True, weight=BOLD if difference else MEDIUM, ink=ink),
        )

    def _show_causes(self, causes: Sequence[Cause]) -> None:
        empty(self._causes_place)
        self.causes = []
        if causes:
            self._causes_place.addWidget(label(self._desk.say(_("Likely causes")), weight=BOLD))
        for place, cause in enumerate(causes):
            self._causes_place.addWidget(self._cause(place + 1, cause))

    def _cause(self, place: int, cause: Cause) -> QWidget:
        desk = self._desk
        words = cause_sentence(
            cause.kind, number=cause.number, amount_minor=cause.amount_minor, language=desk.language, currency=desk.place.currency
        )
        text = label(words, wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        parts: list[QWidget] = [label(str(place), size=LARGE, weight=BOLD, ink="warn"), text]
        if cause.document_id is not None and cause.document_kind in WITH_PAPER and cause.kind not in WITHOUT_PAPER:
            parts.append(self._open_key(cause.document_kind, cause.document_id))
        made = Soft("warn")
        made.setLayout(row(*parts, gap=12, margin=(14, 8, 8, 8)))
        return made

    def _open_key(self, kind: str, document_id: UUID) -> Button:
        button = Button(self._desk.say(_("Open")))
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.paper_wanted.emit(kind, document_id))
        self.causes.append(button)
        return button

    def _show_pieces(self) -> None:
        """What was counted: whoever counts again looks there first."""
        view, desk = self._model.view, self._desk
        self.pieces.clear()
        if view.sheet is None or not view.sheet.by_pieces:
            return
        self.pieces.title(desk.say(_("What was counted")))
        for minor, pieces in sorted(view.counts.items(), reverse=True):
            if pieces:
                worth = desk.money(view.sheet.worth_minor({minor: pieces}), currency=False)
                words = f"{desk.money(minor, currency=False)} × {count_text(pieces, desk.language)}"
                self.pieces.line(words, worth)

    def _show_rest(self, found: Comparison) -> None:
        desk, report = self._desk, found.report
        self._sales.setText(desk.money(report.sales_minor))
        about = desk.say(_("Receipts {count} · returns {returns} · average receipt {average}"))
        self._about.setText(
            about.format(
                count=count_text(report.sales_count, desk.language), returns=count_text(report.returns_count, desk.language),
                average=desk.money(report.average_minor),
            )
        )
        self._show_before(report.pending)

    def _show_before(self, waiting: Pending) -> None:
        desk, lines = self._desk, self.before
        lines.clear()
        lines.title(desk.say(_("Before closing")))
        kept, later = _("They stay for the next shift."), _("It goes by itself once there is a connection.")
        printed = _("It is printed once the printer works.")
        for words, number, more in (
            (_("Open sales"), waiting.open_sales, kept), (_("Parked sales"), waiting.parked_sales, kept),
            (_("Not printed"), waiting.unprinted, printed), (_("Not sent to the centre"), waiting.unsent, later),
        ):
            note = desk.say(more) if number else ""
            lines.line(desk.say(words), count_text(number, desk.language), note=note)
