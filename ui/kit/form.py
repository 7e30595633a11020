"""Parts of a form: a field under its name, a choice of a few things, a form that scrolls where the text is large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from ui.kit.figures import scrolled
from ui.kit.painting import paint_arrow
from ui.kit.parts import column, frame, holding, label, row
from ui.kit.theme import px
from ui.kit.tokens import SMALL, TARGET


def field(words: str, *parts: QWidget | QLayout) -> QWidget:
    """Something to fill in, under its name; a part without a name of its own gets it, for whoever listens instead of looks."""
    name = label(words, size=SMALL, ink="muted")
    first = next((part for part in parts if isinstance(part, QWidget)), None)
    if first is not None:
        name.setBuddy(first)
        if not first.accessibleName():
            first.setAccessibleName(words)
    made = QWidget()
    made.setLayout(column(name, *parts, gap=4))
    return made


def scrolling_card(content: QLayout, *, margin: int = 24) -> QWidget:
    """A card whose content scrolls where it does not fit."""
    card = frame("card")
    card.setLayout(column(scrolled(holding(content)), margin=margin))
    return card


class Beside(QWidget):
    """Parts beside each other in these `shares`; under each other where it is narrower than `least` (a length of the tokens)."""

    def __init__(self, *parts: QWidget, least: int, shares: Sequence[int] = ()) -> None:
        super().__init__()
        self._least = least
        self._row = row(*parts, gap=12, grow=dict(enumerate(shares or [1] * len(parts))))
        self.setLayout(self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        under, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(under if self.width() < px(self._least) else beside)


class Choice(QComboBox):
    """One of a few things by its key; the rows that open are large enough to be touched.

    Signals:
        picked: the key of what somebody chose.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[object] = []
        self._shown: Sequence[tuple[object, str]] = ()
        self.setView(QListView())
        self.setItemDelegate(_Rows(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda place: self.picked.emit(self._keys[place]))
        self.currentTextChanged.connect(lambda _text: self._say_whole())

    def show_choices(self, choices: Sequence[tuple[object, str]], key: object) -> None:
        """These (key, words) to choose from, with this one chosen."""
        if choices != self._shown:
            self._shown = choices
            self._keys = [known for known, _words in choices]
            self.clear()
            self.addItems([words for _known, words in choices])
        place = self._keys.index(key) if key in self._keys else -1
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def key(self) -> object:
        """What is chosen; None while nothing is."""
        return self._keys[self.currentIndex()] if self.currentIndex() >= 0 else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = QStyleOptionComboBox()
        self.initStyleOption(shown)
        shown.currentText = self._as_far_as_it_fits()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, shown)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, shown)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_arrow(painter, self.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_whole()

    def _as_far_as_it_fits(self) -> str:
        """Between the padding of a field and the arrow."""
        room = self.width() - px(48) - 2 * px(12) - 4
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def _say_whole(self) -> None:
        """What has no room is told beside the finger."""
        text = self.currentText()
        self.setToolTip(text if self._as_far_as_it_fits() != text else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a form is scrolled, and no choice changed in passing


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), px(TARGET))
