"""Small parts that screens are put together from: labels, cards, rows, hairlines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.theme import font, px, type_px
from ui.kit.tokens import BODY, REGULAR


def label(
    text: str = "", *, size: int = BODY, weight: int = REGULAR, ink: str = "text", wrap: bool = False, right: bool = False
) -> QLabel:
    """A line of text (`wrap`: several) in a size and colour of the tokens; never taken for HTML, whatever a name holds."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(size, weight))
    made.setStyleSheet(f"font-size: {type_px(size)}px; font-weight: {weight};")
    made.setProperty("ink", ink)
    made.setWordWrap(wrap)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return made


def set_ink(widget: QLabel, ink: str) -> None:
    """Another colour of the tokens for a label."""
    if widget.property("ink") != ink:
        widget.setProperty("ink", ink)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


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
    *parts: QWidget | QLayout | int, gap: int = 8, margin: int | tuple[int, int, int, int] = 0, grow: Sequence[int] = ()
) -> QVBoxLayout:
    """Parts under each other; a whole number is a stretch of that weight. `grow` are the places that take what room there is."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margin, grow)
    return layout


def row(
    *parts: QWidget | QLayout | int, gap: int = 8, margin: int | tuple[int, int, int, int] = 0, grow: Sequence[int] = ()
) -> QHBoxLayout:
    """Parts beside each other; a whole number is a stretch of that weight. `grow` as in `column`."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margin, grow)
    return layout


def holding(layout: QLayout, ground: str | None = None) -> QWidget:
    """A widget around a layout; with a ground, a frame."""
    made = frame(ground) if ground else QWidget()
    made.setLayout(layout)
    return made


def spread(widget: QWidget, *, upright: bool = True) -> QWidget:
    """The same widget, taking all the room that there is."""
    grow = QSizePolicy.Policy.Expanding
    widget.setSizePolicy(grow, grow if upright else widget.sizePolicy().verticalPolicy())
    return widget


def _fill(
    layout: QBoxLayout, parts: tuple[QWidget | QLayout | int, ...], gap: int, margin: int | tuple[int, int, int, int],
    grow: Sequence[int],
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
    for place in grow:
        layout.setStretch(place, 1)
