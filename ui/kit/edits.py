"""Fields that take only what they are for: money, quantities, PINs, search texts. A paste of a megabyte is cut, not kept."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QToolTip

from app.kernel.money import parse_minor
from ui.kit.icons import icon
from ui.kit.keypad import BACK
from ui.kit.pasted_figure import pasted_figure
from ui.kit.theme import THEME, colour, font, px, text_width
from ui.kit.tokens import MEDIUM, SMALL

LONGEST_TEXT = 500
LONGEST_FIGURE = 15


class TextEdit(QLineEdit):
    """One line of text; `type_in` is what a keypad calls."""

    longest = LONGEST_TEXT

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setMaxLength(self.longest)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def type_in(self, key: str) -> None:
        """A key of the keypad: it does what the keyboard's would."""
        if key == BACK:
            self.backspace()
        else:
            self.insert(key)

    def mark_wrong(self, is_wrong: bool) -> None:
        """A red edge, until it is right; the sentence stands in a banner."""
        if self.property("wrong") != is_wrong:
            self.setProperty("wrong", is_wrong)
            self.style().unpolish(self)
            self.style().polish(self)


class ReturnKey(QObject):
    """Return in any of these fields is one press, however long it is held, and nobody else hears of it.

    Signals:
        pressed: by whoever typed into one of them.
    """

    pressed = Signal()

    def __init__(self, *edits: QLineEdit) -> None:
        super().__init__(edits[0])
        for edit in edits:
            edit.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if not event.isAutoRepeat():
            self.pressed.emit()
        return True


class FigureEdit(TextEdit):
    """A figure with at most `decimals` places; letters do not get in, point and comma are one: the mark of the language. A paste
    is taken where it can be read in one way (`pasted_figure`), and else not at all.

    `size` is that of its type where it is the matter of a screen: title or huge.

    Signals:
        figured: the value as a whole number of the smallest unit, or None while there is none.
    """

    longest = LONGEST_FIGURE
    figured = Signal(object)

    def __init__(self, placeholder: str = "", *, decimals: int = 2, size: str = "") -> None:
        super().__init__(placeholder)
        self.setMaxLength(LONGEST_TEXT)  # a paste that is too long is refused; cut, it would be another figure
        self.decimals, self._before, self._is_unclear = decimals, "", False
        self.setProperty("size", size)  # the window's sheet knows it; a sheet of its own would take as long as all the rest
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.textChanged.connect(self._tidy)

    def value(self) -> int | None:
        """Thousandths of a unit, minor units of money: whatever `decimals` says. None while nothing fits is typed."""
        text = self.text().replace(" ", "").replace("\u202f", "")
        if not text:
            return None
        try:
            minor, too_fine = parse_minor(text.replace(",", "."), digits=self.decimals)
        except ValueError:
            return None
        return None if too_fine else minor

    def show_value(self, minor: int | None) -> None:
        """Write a value into the field, as one would type it."""
        if minor is None:
            self.clear()
            return
        whole, part = divmod(abs(minor), 10**self.decimals)
        self.setText(f"{whole}{THEME.decimal_mark}{part:0{self.decimals}d}".rstrip("0") if part else str(whole))

    def type_in(self, key: str) -> None:
        """A key with two noughts is two strokes: the second one may have no room."""
        for stroke in (key,) if key == BACK else key:
            super().type_in(stroke)

    def _tidy(self, text: str) -> None:
        is_typed = _added(self._before, text) <= 1
        clean = self._typed(text) if is_typed else pasted_figure(text, decimals=self.decimals)
        if clean is None or len(clean) > self.longest:
            self._put(self._before)
            self._say_unclear(not is_typed)
        elif (written := clean.replace(".", THEME.decimal_mark)) != text:
            self._put(written)
        else:
            self._before = text
            self._say_unclear(False)
            self.figured.emit(self.value())

    def _put(self, text: str) -> None:
        """In place of what is there; the cursor stays before what stood behind it."""
        behind = len(self.text()) - self.cursorPosition()
        self.setText(text)
        self.setCursorPosition(max(0, len(text) - behind))

    def _typed(self, text: str) -> str:
        """What fits of it: a stroke that does not is not there."""
        kept = "".join(char for char in text if char in "0123456789.,").replace(",", ".")
        head, point, tail = kept.partition(".")
        return head + point + tail.replace(".", "")[: self.decimals] if self.decimals else head + tail

    def _say_unclear(self, is_unclear: bool) -> None:
        """A paste that is no clear figure changes nothing, and says so where the eye is."""
        if is_unclear != self._is_unclear:
            self._is_unclear = is_unclear
            self.mark_wrong(is_unclear)
        if is_unclear and self.isVisible():
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), THEME.names.get("unclear", ""), self)


def _added(before: str, after: str) -> int:
    """How many letters came in at once."""
    head = _same(before, after)
    return len(after) - head - _same(before[head:][::-1], after[head:][::-1])


def _same(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


class SearchBox(TextEdit):
    """The line that is scanned and searched in: a glass on the left, its key on the right.

    Signals:
        entered: Return was pressed; the text is still there.
        moved: an arrow key, −1 up or +1 down, for the list below.
        left_alone: Escape was pressed.
    """

    entered = Signal(str)
    moved = Signal(int)
    left_alone = Signal()

    def __init__(self, placeholder: str, *, hint: str = "") -> None:
        super().__init__(placeholder)
        self._hint = hint
        self.setTextMargins(px(28), 0, text_width(hint, SMALL, MEDIUM) + px(20) if hint else 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape:
            self.left_alone.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = icon("search", "muted", 20)
        painter.drawPixmap(px(14), (self.height() - glass.height()) // 2, glass)
        if self._hint and not self.text():
            width, height = text_width(self._hint, SMALL, MEDIUM) + px(14), px(22)
            box = self.rect().adjusted(self.width() - width - px(16), (self.height() - height) // 2, -px(16), 0)
            box.setHeight(height)
            painter.setPen(QPen(colour("line"), 1))
            painter.setBrush(colour("sunken"))
            painter.drawRoundedRect(box, px(4), px(4))
            painter.setPen(colour("muted"))
            painter.setFont(font(SMALL, MEDIUM))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)
