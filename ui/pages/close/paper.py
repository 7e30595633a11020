"""A document as it stands on paper, on the screen: the same blocks that a printer gets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.documents.blocks import Block, Centre, Code, Pair, Rule, Signature, Text
from ui.kit.figures import empty
from ui.kit.parts import column, hairline, label, row
from ui.kit.theme import px
from ui.kit.tokens import BODY, BOLD, LARGE, REGULAR


class Paper(QWidget):
    """Headings in the middle, words on the left, figures on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(px(28), px(20), px(28), px(20))
        self._lines.setSpacing(px(4))

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Another document."""
        empty(self._lines)
        for block in blocks:
            self._lines.addWidget(_drawn(block))
        self._lines.addStretch(1)


def _drawn(block: Block) -> QWidget:
    match block:
        case Centre():
            made: QWidget = _words(block.text, strong=block.strong, large=block.large, middle=True)
        case Text():
            made = _words(block.text, strong=block.strong)
        case Code():
            made = _words(block.content, middle=True)
        case Pair():
            made = QWidget()
            size, weight = LARGE if block.large else BODY, BOLD if block.strong else REGULAR
            left = label(block.left, size=size, weight=weight, wrap=True)
            right = label(block.right, size=size, weight=weight, right=True)
            made.setLayout(row(left, right, gap=12, margin=(12 if block.inset else 0, 0, 0, 0)))
            made.layout().setStretch(0, 1)  # type: ignore[union-attr]
        case Rule():
            made = QWidget()
            title = (label(block.title, weight=BOLD),) if block.title else ()
            made.setLayout(column(hairline(), *title, gap=6, margin=(0, 8, 0, 0)))
        case Signature():
            made = QWidget()
            made.setLayout(row(label(block.title, ink="muted"), 1, label("_" * 22, ink="muted"), margin=(0, 16, 0, 0)))
    return made


def _words(text: str, *, strong: bool = False, large: bool = False, middle: bool = False) -> QWidget:
    made = label(text, size=LARGE if large else BODY, weight=BOLD if strong else REGULAR, wrap=True)
    if middle:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
