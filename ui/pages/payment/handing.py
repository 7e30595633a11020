"""What is handed over, and what goes back: the tenders' keys, the likely sums, a field with its keypad, the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.keypad import Keypad
from ui.kit.parts import column, hairline, holding, label, row, set_ink, spread, wide
from ui.kit.screen import Screen
from ui.kit.theme import line_height, px
from ui.kit.tokens import BODY, BOLD, CHANGE, LARGE, MEDIUM, TARGET, TITLE
from ui.pages.payment.likely_sums import LikelySums

LOW = 560
"""A page that is lower than this has no room for keys that are higher than a finger needs."""
_GAP, _LOW_GAP = 12, 6


class TenderKey(Button):
    """A way to pay; what the customer has of it stands behind the name, or below it where there is no room."""

    def __init__(self, words: str, *, hint: str) -> None:
        super().__init__(words, hint=hint, left=True)
        self._words = words
        self.held = ""

    def fit(self, width: int, *, is_low: bool) -> int:
        """Which of the two at this width; answers how high that is."""
        usual = TARGET if is_low else px(56)
        self.show_as(text=" · ".join(filter(None, (self._words, self.held))), detail="")
        is_too_long = bool(self.held) and self.least_width() > width
        if is_too_long:
            self.show_as(text=self._words, detail=self.held)
        self.setAccessibleName(f"{self._words} {self.held}".strip())
        return max(usual, 2 * line_height(BODY) + px(6)) if is_too_long else usual


class Handing(QWidget):
    """Each tender has a key, and Alt with its number. The field, and the change below it, stand on a card.

    Signals:
        chosen: a tender (str); what was typed for another is gone.
        handed: what is typed in minor units, or None for the exact sum.
        entered: Return in the field, however long it is held.
    """

    chosen = Signal(str)
    handed = Signal(object)
    entered = Signal()

    def __init__(self, desk: Desk, tenders: Sequence[tuple[str, str]], *, handed_minor: int | None) -> None:
        super().__init__()
        self._desk, self._is_low = desk, False
        self.field = FigureEdit(desk.say(_("exact")), decimals=minor_digits(desk.place.currency))
        self.field.setFixedWidth(px(240))
        self.field.show_value(handed_minor)
        self.field.figured.connect(self.handed)
        self.field.installEventFilter(self)
        self.keypad = spread(Keypad())
        self.keypad.typed.connect(self.field.type_in)
        self.tenders = {
            tender: wide(TenderKey(desk.say(words), hint=f"Alt+{place}"))
            for place, (tender, words) in enumerate(tenders, start=1)
        }
        for tender, key in self.tenders.items():
            key.clicked.connect(partial(self.choose, tender))
        self._likely = LikelySums(desk)
        self._likely.picked.connect(self._hand)
        self._rounding_words = label(desk.say(_("Rounding")), size=LARGE, ink="muted")
        self._rounding = label(size=LARGE, right=True)
        self._line = hairline()
        self._change_words, self._change = label(size=TITLE, weight=MEDIUM), label(size=CHANGE, weight=BOLD, right=True)
        self._lay_out()

    def choose(self, tender: str) -> None:
        """As a touch of its key."""
        self.field.clear()
        self.chosen.emit(tender)
        self.field.setFocus()

    def be_low(self, *, is_low: bool) -> None:
        """Where large letters leave little room the keys are as low as a finger allows."""
        self._is_low = is_low
        self._likely.be_low(is_low=is_low)
        self._whole.setSpacing(px(_LOW_GAP if is_low else _GAP))
        self._sums.setContentsMargins(px(24), px(6 if is_low else 16), px(24), px(6 if is_low else 16))
        self._sums.setSpacing(px(4 if is_low else 8))
        self._arrange()

    def show_tenders(self, chosen: str, *, held: Mapping[str, int]) -> None:
        """Which one is chosen, and what (in minor units) the customer has of some."""
        for tender, key in self.tenders.items():
            key.held = self._desk.money(held[tender], currency=False) if held.get(tender) else ""
            key.show_as(look="chosen" if tender == chosen else "plain")
        self._arrange()

    def show_sums(self, sums: tuple[int, ...]) -> None:
        """What is likely to be handed over, in minor units."""
        self._likely.show_sums(sums)

    def show_back(self, *, change_minor: int, missing_minor: int = 0, rounding_minor: int = 0, is_shown: bool = True) -> None:
        """What goes back, or what is missing yet; who pays by card is shown neither."""
        desk = self._desk
        sign = "+" if rounding_minor > 0 else ""
        self._rounding.setText(f"{sign}{desk.money(rounding_minor, currency=False)}")
        for part in (self._rounding, self._rounding_words):
            part.setVisible(bool(rounding_minor))
        self._change_words.setText(desk.say(_("Missing") if missing_minor else _("Change")))
        self._change.setText(desk.money(missing_minor or change_minor, currency=False))
        set_ink(self._change, "bad" if missing_minor else "primary")
        for each in (self._line, self._change_words, self._change):
            each.setVisible(is_shown)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
            return True
        place = event.key() - Qt.Key.Key_1
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and 0 <= place < len(self.tenders):
            self.choose(list(self.tenders)[place])
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(px(8))
        self.above = QVBoxLayout()
        """For what a screen has to say on the card before anything is received."""
        received = row(label(self._desk.say(_("Received")), size=LARGE, ink="muted"), 1, self.field, gap=12)
        rounding, change = row(self._rounding_words, self._rounding), row(self._change_words, self._change, gap=12)
        self._sums = column(self.above, received, rounding, self._line, change, gap=8, margin=(24, 16, 24, 16))
        self.card = holding(self._sums, "card")
        self._whole = column(self._grid, self._likely, self.card, gap=_GAP)
        self.setLayout(self._whole)

    def _arrange(self) -> None:
        """Two keys in a row; three where the page is low and all of them have room enough."""
        keys = list(self.tenders.values())
        third = (self.width() - 2 * px(8)) // 3
        in_row = 3 if self._is_low and all(key.least_width() <= third for key in keys) else 2
        width = third if in_row == 3 else (self.width() - px(8)) // 2
        heights = [key.fit(width, is_low=self._is_low) for key in keys]
        for place, key in enumerate(keys):
            line = place // in_row
            self._grid.addWidget(key, line, place % in_row)
            key.setFixedHeight(max(heights[line * in_row : (line + 1) * in_row]))
        for place in range(3):
            self._grid.setColumnStretch(place, 1 if place < in_row else 0)

    def _hand(self, minor: int) -> None:
        self.field.show_value(minor)
        self.field.setFocus()


class TakingScreen(Screen):
    """Sums and ways to pay on the left, the keypad on the right, one green key.

    Signals:
        left: back to the receipt; nothing is lost.
    """

    left = Signal()

    def __init__(
        self, desk: Desk, tenders: Sequence[tuple[str, str]], *, title: str, words: str, handed_minor: int | None
    ) -> None:
        super().__init__()
        self.title = title
        self.chips = (self.way_back(desk.say(_("Back to the receipt"))),)
        self.handing = Handing(desk, tenders, handed_minor=handed_minor)
        self.handed = self.handing.field
        self.take = primary(words, hint="Enter")
        self._left = QVBoxLayout()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def shown(self) -> None:
        (self if self.handing.isHidden() else self.handed).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return is heard by the field, and here where nothing is handed over."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.handing.entered.emit()
        else:
            super().keyPressEvent(event)

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = self.height() < px(LOW)
        self._left.setSpacing(px(_LOW_GAP if is_low else _GAP))
        self.handing.be_low(is_low=is_low)

    def lay_out(self, *parts: QWidget) -> None:
        """These stand on the left, under each other."""
        self._left = column(*parts, 1, gap=_GAP)
        left = holding(self._left)
        left.setMinimumWidth(px(420))
        right = holding(column(self.handing.keypad, self.take, gap=12))
        self.setLayout(row(left, right, gap=16, margin=20, grow={0: 43, 1: 57}))
