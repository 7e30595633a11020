"""Small parts that screens are put together from: labels, cards, rows, hairlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.theme import font, px, text_width, type_px
from ui.kit.tokens import BODY, HUGE, REGULAR

_LEAST_FIGURE, _LEAST_HEIGHT = 120, 50
"""Of a large figure: its width as a length of the tokens, and its height in percent of what it would like."""
Widget = TypeVar("Widget", bound=QWidget)
Shares = Sequence[int] | Mapping[int, int]
"""Places of a row or column that take what room there is, or the share of each."""


def label(
    text: str = "", *, size: int = BODY, weight: int = REGULAR, ink: str = "text", wrap: bool = False, right: bool = False
) -> QLabel:
    """A line of text (`wrap`: several) in a size and colour of the tokens; never taken for HTML, whatever a name holds."""
    made = QLabel() if wrap or size < HUGE else _Figure(size, weight)
    made.setText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(size, weight))
    made.setProperty("ink", ink)
    made.setWordWrap(wrap)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return made


class _Figure(QLabel):
    """The large figures of a screen. One that has not room enough gets smaller: cut off, it would be another sum."""

    def __init__(self, size: int, weight: int) -> None:
        super().__init__()
        self._size, self._weight, self._shown_px = size, weight, type_px(size)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text(), self._size, self._weight), QFontMetrics(font(self._size, self._weight)).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(px(_LEAST_FIGURE), self.sizeHint().width()), self.sizeHint().height() * _LEAST_HEIGHT // 100)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed, room = self.sizeHint(), self.size().boundedTo(self.sizeHint())
        whole = type_px(self._size)
        fits = max(1, min(whole * room.width() // max(1, needed.width()), whole * room.height() // needed.height()))
        if self.isVisible() and fits != self._shown_px:
            self._shown_px = fits
            smaller = QFont(font(self._size, self._weight))
            smaller.setPixelSize(fits)
            self.setFont(smaller)


def set_ink(widget: QLabel, ink: str) -> None:
    """Another colour of the tokens for a label."""
    if widget.property("ink") != ink:
        widget.setProperty("ink", ink)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def aside(owner: QWidget, *parts: QWidget) -> None:
    """Parts that have no place on this screen now. They go when it goes: what is nobody's child stays until the program ends,
    with all that its signals know."""
    for part in parts:
        part.setParent(owner)
        part.hide()


def frame(ground: str = "surface") -> QFrame:
    """A ground: `surface`, `card` (rounded, with a hairline) or `line`."""
    made = QFrame()
    made.setProperty("ground", ground)
    return made


def hairline(*, upright: bool = False) -> QFrame:
    """One pixel of the colour `line`."""
    made = frame("line")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def column(
    *parts: QWidget | QLayout | int, gap: int = 8, margin: int | tuple[int, int, int, int] = 0, grow: Shares = ()
) -> QVBoxLayout:
    """Parts under each other; a whole number is a stretch of that weight."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margin, grow)
    return layout


def row(
    *parts: QWidget | QLayout | int, gap: int = 8, margin: int | tuple[int, int, int, int] = 0, grow: Shares = ()
) -> QHBoxLayout:
    """Parts beside each other; a whole number is a stretch of that weight."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margin, grow)
    return layout


def holding(layout: QLayout, ground: str | None = None) -> QWidget:
    """A widget around a layout; with a ground, a frame."""
    made = frame(ground) if ground else QWidget()
    made.setLayout(layout)
    return made


def two_panes(left: QLayout, right: QLayout, *, left_share: int = 58, least_right: int = 400) -> QHBoxLayout:
    """What there is to choose from on the surface, a hairline, and beside it what is done with it. `left_share` is in percent."""
    beside = holding(right)
    beside.setMinimumWidth(px(least_right))
    return row(holding(left, "surface"), hairline(upright=True), beside, gap=0, grow={0: left_share, 2: 100 - left_share})


def spread(widget: Widget) -> Widget:
    """The same widget, taking all the room that there is."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return widget


def wide(widget: Widget) -> Widget:
    """The same widget, taking all the width that there is and only the height that it needs."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return widget


def _fill(
    layout: QBoxLayout, parts: tuple[QWidget | QLayout | int, ...], gap: int, margin: int | tuple[int, int, int, int],
    grow: Shares,
) -> None:
    sides = (margin,) * 4 if isinstance(margin, int) else margin
    layout.setContentsMargins(*(px(side) for side in sides))
    layout.setSpacing(px(gap))
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    for place, share in grow.items() if isinstance(grow, Mapping) else ((place, 1) for place in grow):
        layout.setStretch(place, share)


class UpAndDown(QScrollArea):
    """As wide as there is room, whatever its content asks for: one endless word must not push the figures out of sight."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        inside = self.widget()
        if inside is not None:
            inside.setMaximumWidth(self.viewport().width())
        super().resizeEvent(event)
