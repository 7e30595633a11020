"""The one kind of button: painted from the tokens, with room for an icon, a key's name and a sum."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.kit.icons import icon
from ui.kit.theme import THEME, colour, font, line_height, mixed, px, text_width
from ui.kit.tokens import BODY, BOLD, FIGURE, LARGE, MEDIUM, RADIUS_ACTION, RADIUS_KEY, SMALL, TARGET, TITLE

_GAP = 10
SMALLEST = 9
"""Of a sum on a key that has hardly any room."""
_GROUNDS = {
    "plain": "surface", "soft": "sunken", "primary": "primary", "chosen": "primary_soft", "dark": "text", "bare": "bg",
}


class Button(QAbstractButton):
    """`look`: plain (a key), soft (a function), primary (the one action of a screen), chosen, dark (a chosen tab), bare.

    `hint` is the key that does the same, `detail` a figure on the right. It never takes the focus from the field that is typed
    in, unless somebody walks to it with Tab.
    """

    pad = 16
    """Between its edges and its words."""

    def __init__(
        self, text: str = "", *, look: str = "plain", hint: str = "", detail: str = "", picture: str = "", size: int = BODY,
        left: bool = False, parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look, self.hint, self.detail, self.picture, self.type_size, self.left = look, hint, detail, picture, size, left
        self.setText(text)
        self.setAccessibleName(text or THEME.names.get(picture, picture))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._target = px(TARGET)
        self.setMinimumHeight(self._target)
        self.setMouseTracking(True)
        self._is_pressed_here = False
        THEME.changed.connect(self._dress)

    def show_as(
        self, *, text: str | None = None, detail: str | None = None, look: str | None = None, enabled: bool | None = None
    ) -> None:
        """Change what it says; paints only if something is new."""
        before = (self.text(), self.detail, self.look, self.isEnabled())
        if text is not None:
            self.setText(text)
            self.setAccessibleName(text)
        self.detail = self.detail if detail is None else detail
        self.look = self.look if look is None else look
        if enabled is not None:
            self.setEnabled(enabled)
        if before != (self.text(), self.detail, self.look, self.isEnabled()):
            self.updateGeometry()
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_pressed_here = True
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A quick second press means nothing to the one action of a screen, nor to a key that came under the finger meanwhile."""
        if self._is_pressed_here and self.look != "primary":
            super().mouseDoubleClickEvent(event)
        else:
            event.accept()

    def sizeHint(self) -> QSize:
        weight = self._weight()
        width = text_width(self.text(), self.type_size, weight) + 2 * px(self.pad)
        if self.hint:
            width += self._hint_width() + px(_GAP)
        if self.picture:
            width += px(22) + (px(_GAP) if self.text() else 0)
        if self.detail:
            width += text_width(self.detail, self._detail_size(), BOLD) + px(24)
        return QSize(max(width, px(TARGET)), max(self.minimumHeight(), px(TARGET)))

    def least_width(self) -> int:
        """The room that its words need; the key's name beside them can be left out."""
        return self.sizeHint().width() - (self._hint_width() + px(_GAP) if self.hint else 0)

    def is_whole(self) -> bool:
        """Nothing of its words is left out as it stands now; a picture or the name of its key may be."""
        room = self.width() - 2 * px(self.pad)
        size, detail_size = (BODY, BODY) if self.has_two_lines() else self._fitting_sizes(room)
        if self.has_two_lines():
            return all(text_width(words, SMALLEST, BOLD) <= room for words in (self.text(), self.detail))
        figure = text_width(self.detail, detail_size, BOLD) + px(16) if self.detail else 0
        return text_width(self.text(), size, self._weight()) + figure <= room + 1

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), px(120)), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink, edge = self._colours()
        radius = px(RADIUS_ACTION if self.look == "primary" else RADIUS_KEY)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(ground)
        painter.setPen(QPen(edge, 2 if self.look == "chosen" else 1) if edge is not None else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if self.look == "chosen" else box, radius, radius)
        self._paint_content(painter, ink)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius - 1, radius - 1)

    def has_two_lines(self) -> bool:
        """The figure stands below the words: beside each other they have no room, and the key is high enough."""
        both = text_width(self.text(), BODY, self._weight()) + text_width(self.detail, BODY, BOLD) + px(16)
        high = line_height(BODY) + line_height(BODY)
        return bool(self.detail) and not self.picture and both > self.width() - 2 * px(self.pad) and high <= self.height()

    def _paint_two_lines(self, painter: QPainter, ink: QColor) -> None:
        room = self.rect().adjusted(px(self.pad), 0, -px(self.pad), 0)
        top = (self.height() - 2 * line_height(BODY)) // 2
        painter.setPen(ink)
        for words, weight in ((self.text(), self._weight()), (self.detail, BOLD)):
            fitting = (size for size in range(BODY, SMALLEST, -1) if text_width(words, size, weight) <= room.width())
            painter.setFont(font(next(fitting, SMALLEST), weight))
            painter.drawText(QRect(room.left(), top, room.width(), line_height(BODY)), Qt.AlignmentFlag.AlignVCenter, words)
            top += line_height(BODY)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        if self.has_two_lines():
            self._paint_two_lines(painter, ink)
            return
        room = self.rect().adjusted(px(self.pad), 0, -px(self.pad), 0)
        size, detail_size, weight = *self._fitting_sizes(room.width()), self._weight()
        if self.detail:
            painter.setFont(font(detail_size, BOLD))
            painter.setPen(ink)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.detail)
            room.setRight(room.right() - text_width(self.detail, detail_size, BOLD) - px(16))
        words = text_width(self.text(), size, weight)
        picture_room = px(22) + (px(_GAP) if self.text() else 0)
        has_picture = bool(self.picture) and (not self.text() or words + picture_room <= room.width())  # a word is worth more,
        pieces = words + (picture_room if has_picture else 0)
        has_hint = bool(self.hint) and pieces + self._hint_width() + px(_GAP) <= room.width()  # also more than its key
        pieces += self._hint_width() + px(_GAP) if has_hint else 0
        starts_left = self.left or bool(self.detail)
        x = room.left() if starts_left else max(room.left(), room.left() + (room.width() - pieces) // 2)
        if has_picture:
            picture = icon(self.picture, self._ink_name())
            painter.drawPixmap(x, (self.height() - picture.height()) // 2, picture)
            x += px(22) + px(_GAP)
        painter.setFont(font(size, weight))
        painter.setPen(ink)
        free = room.right() - x - (self._hint_width() + px(_GAP) if has_hint else 0) + 1
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, free)
        painter.drawText(QRect(x, 0, free, self.height()), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if has_hint:
            at = room.right() - self._hint_width() + 1 if self.left else x + min(words, free) + px(_GAP)
            self._paint_hint(painter, at, ink)

    def _fitting_sizes(self, room: int) -> tuple[int, int]:
        """Of the words and of the figure: as they are meant, or smaller before anything is cut."""
        whole = (self.type_size, self._detail_size())
        picture = px(22) + px(_GAP) if self.picture else 0
        smaller = ((each, each) for each in range(self.type_size, BODY - 1, -1))
        for size, detail_size in (whole, (self.type_size, min(whole[1], self.type_size)), *smaller):
            figure = text_width(self.detail, detail_size, BOLD) + px(16) if self.detail else 0
            if picture + text_width(self.text(), size, self._weight()) + figure <= room:
                return size, detail_size
        alone = (each for each in range(BODY, SMALLEST, -1) if text_width(self.detail, each, BOLD) <= room)
        return min(whole[0], BODY), next(alone, SMALLEST)  # a sum that is cut off would be another sum

    def _paint_hint(self, painter: QPainter, x: int, ink: QColor) -> None:
        height = px(20)
        box = QRectF(x, (self.height() - height) / 2, self._hint_width(), height)
        painter.setPen(QPen(ink if self.look == "primary" else colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if self.look in ("primary", "dark") else colour("surface"))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setFont(font(SMALL - 1, MEDIUM))
        painter.setPen(ink if self.look in ("primary", "dark") else colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.hint)

    def _hint_width(self) -> int:
        return text_width(self.hint, SMALL - 1, MEDIUM) + px(12)

    def _detail_size(self) -> int:
        """The largest figure that leaves room for the words."""
        if self.look != "primary":
            return self.type_size
        room = self.width() - 2 * px(self.pad) - px(16) - text_width(self.text(), self.type_size, self._weight())
        return next((size for size in (FIGURE, TITLE, LARGE) if text_width(self.detail, size, BOLD) <= room), BODY)

    def _weight(self) -> int:
        return BOLD if self.look in ("primary", "dark") else MEDIUM

    def _ink_name(self) -> str:
        if not self.isEnabled():
            return "muted"
        return {"primary": "on_primary", "dark": "surface"}.get(self.look, "text")

    def _colours(self) -> tuple[QColor, QColor, QColor | None]:
        ground_name = _GROUNDS[self.look] if self.isEnabled() else "sunken"
        share = 0.12 if self.isDown() else 0.05 if self.underMouse() and self.isEnabled() else 0.0
        ground = mixed("text" if self.look != "dark" else "surface", ground_name, share)
        edge = {"plain": "line", "soft": "line", "chosen": "primary"}.get(self.look)
        return ground, colour(self._ink_name()), colour(edge) if edge else None

    def _dress(self) -> None:
        if self.minimumHeight() == self._target:  # also when the text gets smaller again
            self.setMinimumHeight(px(TARGET))
        self._target = px(TARGET)
        self.updateGeometry()
        self.update()


def primary(text: str, *, hint: str = "", detail: str = "") -> Button:
    """The one action of a screen: large, green, with its sum on it."""
    made = Button(text, look="primary", hint=hint, detail=detail, size=TITLE)
    made.setMinimumHeight(px(72))
    return made
