"""Step 1: how many of each note and coin, walked through by Tab or Return; or one sum."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.core.cash.views import CountSheet
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.figures import scrolled
from ui.kit.keypad import Keypad
from ui.kit.parts import aside, column, frame, holding, label, row, spread
from ui.kit.theme import THEME, px
from ui.kit.tokens import BOLD, HUGE, LARGE, SMALL, TITLE
from ui.pages.close.model import CloseModel

ONE_COLUMN = 7
"""So many kinds of money stand in one column; more in two."""
NARROW = 860
AT_ONCE = 3
"""So many rows are made before the window takes keys and paints again: all twelve at once would hold it up."""


class PiecesEdit(FigureEdit):
    """How many; + and − step, arrows and Return walk.

    Signals:
        walked: 1 to the next, −1 to the one before.
        stepped: one more or less.
    """

    longest = 5
    walked = Signal(int)
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__("0", decimals=0, size="title")
        self.setFixedWidth(px(76))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
        walks = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in walks:
            self.walked.emit(walks[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class CountStep(QWidget):
    """Notes and coins on the left; what they come to, the keypad and the green key on the right."""

    def __init__(self, desk: Desk, model: CloseModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self._sheet: CountSheet | None = None
        self._rows: list[QWidget] = []
        self._kinds: tuple[int, ...] = ()
        self.fields: dict[int, PiecesEdit] = {}
        self.pluses: dict[int, Button] = {}
        self.minuses: dict[int, Button] = {}
        self._worths: dict[int, QLabel] = {}
        self.sum = FigureEdit("0", decimals=minor_digits(desk.place.currency), size="huge")
        self.sum.setAccessibleName(desk.say(_("All the cash in the drawer")))
        self.sum.figured.connect(self._set_sum)
        self.sum.returnPressed.connect(model.compare)
        self._counted = label(size=HUGE, weight=BOLD, right=True)
        self.go_on = self.compare = primary(desk.say(_("Compare")), hint="F12")
        self.compare.clicked.connect(model.compare)
        self._corner = Button("00", size=TITLE)
        self._place = QVBoxLayout()
        self._lay_out()
        model.changed.connect(self._render)
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_return and self.compare.hasFocus():
            self._model.compare()
        else:
            super().keyPressEvent(event)

    def take_focus(self) -> None:
        """The focus where counting begins."""
        first = next(iter(self.fields.values()), self.sum)
        if self.isVisible():
            first.setFocus()
            first.selectAll()

    def _lay_out(self) -> None:
        desk = self._desk
        self._place.setContentsMargins(px(20), px(16), px(8), px(16))
        left = frame("card")
        left.setLayout(self._place)
        task = desk.say(_("Count all the cash in the drawer, the change of the morning too. If it is empty, type 0."))
        blind = desk.say(_("The count is written down before it is compared."))
        self._task = label(f"{task} {blind}", ink="muted", wrap=True)
        aside(self, self.sum, self._task)  # until it is known how this shop counts
        sums = frame("card")
        sums.setLayout(row(label(desk.say(_("Counted")), size=LARGE, ink="muted"), self._counted, margin=(20, 8, 20, 8)))
        self._corner.clicked.connect(lambda: self._type(self._corner.text()))
        keypad = spread(Keypad(corner=self._corner))
        keypad.typed.connect(self._type)
        right = holding(column(sums, keypad, self.compare, gap=12))
        right.setMinimumWidth(px(320))
        self.setLayout(row(left, right, gap=16, margin=20, grow={0: 62, 1: 38}))

    # --- the grid, made once its notes are known ---

    def _fill(self, sheet: CountSheet) -> None:
        self._sheet = sheet
        if not sheet.by_pieces:
            words = label(self._desk.say(_("All the cash in the drawer")), size=TITLE, weight=BOLD, wrap=True)
            for part in (words, self.sum, self._task):
                self._place.addWidget(part)
                part.show()
            self._place.addStretch(1)
            self._corner.show_as(text=THEME.decimal_mark)
            self.sum.show_value(self._model.view.counted_minor)
            return
        self._kinds = sheet.denominations_minor
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, px(8), 0)
        self._grid.setHorizontalSpacing(px(24))
        self._grid.setVerticalSpacing(px(12))
        inside, grid = QWidget(), QWidget()
        grid.setLayout(self._grid)
        inside.setLayout(column(grid, self._task, 1, gap=20))
        self._task.show()
        self._area = scrolled(inside)
        self._place.addWidget(self._area)
        self._area.show()  # at once, or the first field could not have the focus yet
        self._add_rows(len(self._kinds) if self._model.view.counts else AT_ONCE)

    def _add_rows(self, most: int) -> None:
        """The next few, then more when the window has had its turn; what is counted already comes back whole."""
        made = len(self._rows)
        self._rows += [self._row(minor) for minor in self._kinds[made : made + most]]
        self._arrange()
        if len(self._rows) < len(self._kinds):
            QTimer.singleShot(0, self, lambda: self._add_rows(most))
            return
        for before, after in pairwise(self._kinds):
            QWidget.setTabOrder(self.fields[before], self.fields[after])

    def _arrange(self) -> None:
        """Few kinds of money, or large letters, stand in one column; else two."""
        if not self._rows:
            return
        in_one = len(self._kinds) <= ONE_COLUMN or self.width() < px(NARROW)
        high = len(self._kinds) if in_one else -(-len(self._kinds) // 2)
        for place, each in enumerate(self._rows):
            self._grid.addWidget(each, place % high, place // high)
        for place in range(2):
            self._grid.setColumnStretch(place, 0 if in_one and place else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.compare.hint = "" if self.width() < px(NARROW) else "F12"
        self._arrange()

    def _row(self, minor: int) -> QWidget:
        edit, worth = PiecesEdit(), label(size=SMALL, ink="muted")
        name = label(self._short(minor), size=TITLE, weight=BOLD)
        minus, plus = Button(picture="minus"), Button(picture="plus")
        for button, step, words in ((minus, -1, _("One less: {note}")), (plus, 1, _("One more: {note}"))):
            button.setFixedWidth(px(48))
            button.setFixedHeight(px(52))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # + and − do the same in the field
            button.setAccessibleName(self._desk.say(words).format(note=self._short(minor)))
            button.clicked.connect(lambda _checked=False, step=step: self._step(minor, step))
        edit.setAccessibleName(self._desk.say(_("Pieces of {note}")).format(note=self._short(minor)))
        edit.show_value(self._model.view.counts.get(minor))
        edit.figured.connect(lambda pieces: self._model.set_pieces(minor, pieces))
        edit.walked.connect(lambda step: self._walk(minor, step))
        edit.stepped.connect(lambda step: self._step(minor, step))
        self.fields[minor], self._worths[minor], self.minuses[minor], self.pluses[minor] = edit, worth, minus, plus
        holder = QWidget()
        holder.setLayout(row(column(1, name, worth, 1, gap=0), 1, minus, edit, plus, gap=6))
        holder.setFixedHeight(px(60))
        holder.setMaximumWidth(px(380))
        return holder

    def _short(self, minor: int) -> str:
        """`5 000`, `0,50`: whole pieces of money without their zeros."""
        digits = minor_digits(self._desk.place.currency)
        text = self._desk.money(minor, currency=False)
        return text[: -digits - 1] if digits and minor % 10**digits == 0 else text

    # --- gestures ---

    def _type(self, key: str) -> None:
        focused = self.focusWidget()
        for edit in (*self.fields.values(), self.sum):
            if edit is focused:
                edit.type_in(key)
                return
        self.take_focus()
        next(iter(self.fields.values()), self.sum).type_in(key)

    def _step(self, minor: int, step: int) -> None:
        self._model.add_pieces(minor, step)
        self.fields[minor].setFocus()

    def _walk(self, minor: int, step: int) -> None:
        place = self._kinds.index(minor) + step
        if place == len(self._kinds):
            self.compare.setFocus()
        elif 0 <= place < len(self.fields):
            edit = self.fields[self._kinds[place]]
            edit.setFocus()
            edit.selectAll()
            self._area.ensureWidgetVisible(edit)

    def _set_sum(self, minor: int | None) -> None:
        if self._sheet is not None and not self._sheet.by_pieces:
            self._model.set_sum(minor)

    # --- what is shown ---

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        if view.sheet is not None and self._sheet is None:
            self._fill(view.sheet)
            self.take_focus()
        self._counted.setText(desk.money(view.counted_minor or 0, currency=False))
        detail = desk.money(view.counted_minor) if view.counted_minor is not None else ""
        self.compare.show_as(detail=detail, enabled=view.can_compare)
        for minor, edit in self.fields.items():
            pieces = view.counts.get(minor)
            if edit.value() != pieces:
                edit.show_value(pieces)
            worth = view.sheet.worth_minor({minor: pieces}) if view.sheet is not None and pieces else 0
            self._worths[minor].setText(f"= {self._short(worth)}" if worth else "")
