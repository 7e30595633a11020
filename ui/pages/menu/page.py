"""More…: every function as a large key with its picture and its key; arrows and Return walk too."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.figures import scrolled
from ui.kit.icons import icon
from ui.kit.parts import column, label
from ui.kit.screen import Screen
from ui.kit.theme import font, px
from ui.kit.tokens import LARGE, MEDIUM
from ui.pages.menu.model import MenuModel

COLUMNS, ROWS = 4, 3
_LINES = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
WINDOWS_OWN = "F1"
"""The window hears this key on every screen; a second one would make it ambiguous."""


class Tile(Button):
    """A large key: picture above, words below, its key in the corner."""

    def __init__(self, words: str, *, picture: str, hint: str) -> None:
        super().__init__(words, picture=picture, hint=hint, size=LARGE)
        self.setMinimumHeight(px(132))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(px(200))

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(150))

    def is_whole(self) -> bool:
        room = self._below_picture()
        return room.contains(QFontMetrics(font(self.type_size, MEDIUM)).boundingRect(room, int(_LINES), self.text()))

    @property
    def _middle(self) -> int:
        """Above it the picture, below it two lines of words."""
        return self.height() * 42 // 100

    def _below_picture(self) -> QRect:
        middle = self._middle
        return QRect(px(10), middle + px(10), self.width() - px(20), self.height() - middle - px(14))

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        drawn = icon(self.picture, "primary" if self.isEnabled() else "muted", 40)
        middle = self._middle
        painter.drawPixmap((self.width() - drawn.width()) // 2, middle - drawn.height() - px(2), drawn)
        painter.setFont(font(self.type_size, MEDIUM))
        painter.setPen(ink)
        painter.drawText(self._below_picture(), int(_LINES), self.text())
        self._paint_hint(painter, self.width() - self._hint_width() - px(10), ink)

    def _paint_hint(self, painter: QPainter, x: int, ink: QColor) -> None:
        painter.save()
        painter.translate(0, -(self.height() / 2) + px(22))
        super()._paint_hint(painter, x, ink)
        painter.restore()


class MenuPage(Screen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: MenuModel) -> None:
        super().__init__()
        self._model = model
        self.title = desk.say(model.title)
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.keys: dict[str, Tile] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(12))
        functions = model.functions()
        for place, (function, is_usable) in enumerate(functions):
            key = Tile(desk.say(function.words), picture=function.picture, hint=function.keys)
            if len(functions) > ROWS * COLUMNS:  # they scroll then, and no row has more room than it must
                key.setMinimumHeight(px(152))
            key.setEnabled(is_usable)
            key.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            key.clicked.connect(lambda _checked=False, name=function.screen: model.choose(name))
            self.keys[function.screen] = key
            grid.addWidget(key, place // COLUMNS, place % COLUMNS)
            if not function.keys.isdigit() and function.keys != WINDOWS_OWN:  # a figure may begin a scanned code: heard below
                shortcut = QShortcut(QKeySequence(function.keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(key.click)
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        inside = QWidget()
        no_shift = label(desk.say(_("Grey keys work once a shift is open.")), ink="muted", wrap=True)
        holder = QWidget()
        holder.setLayout(grid)
        inside.setLayout(column(holder, no_shift, 1, gap=16, margin=20))
        self.setLayout(column(scrolled(inside)))
        no_shift.setVisible(not all(key.isEnabled() for key in self.keys.values()))

    def shown(self) -> None:
        first = next((key for key in self.keys.values() if key.isEnabled()), None)
        if first is not None:
            first.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
        keys = [key for key in self.keys.values() if key.isEnabled()]
        figure = next((key for key in keys if key.hint == event.text() and not event.isAutoRepeat()), None)
        focused = next((place for place, key in enumerate(keys) if key.hasFocus()), None)
        if figure is not None:
            figure.click()
        elif event.key() in steps and focused is not None:
            keys[max(0, min(len(keys) - 1, focused + steps[Qt.Key(event.key())]))].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is not None and not event.isAutoRepeat():
            keys[focused].click()
        else:
            super().keyPressEvent(event)
