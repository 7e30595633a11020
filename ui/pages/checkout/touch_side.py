"""The right side for fingers: quick goods above, a keypad below. What is asked for takes the place of the goods.

Where both have no room (a low screen, large text) the goods and the keypad take turns; what is asked for has the keys' room.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.keypad import Keypad
from ui.kit.parts import column, spread
from ui.kit.theme import px
from ui.pages.checkout.asking import ASKED_ROOM, AskPanel
from ui.pages.checkout.following import CheckoutView
from ui.pages.checkout.tile import LEAST_HEIGHT
from ui.pages.checkout.tile_board import GAP, ROWS
from ui.pages.checkout.tiles import Tiles
from ui.pages.checkout.tiles_model import TilesModel

GOODS, ASKED = 0, 1
TALLEST = 4 * 84 + 3 * 8
GOODS_ROOM = max(48 + 12 + ROWS * (LEAST_HEIGHT + GAP) - GAP, ASKED_ROOM)
"""Tabs and two rows of goods are always in sight beside the keypad."""
LOWEST = GOODS_ROOM + 4 * 48 + 3 * 8 + 48 + 72 + 3 * 12 + 2 * 16
"""Goods, keypad, one row of keys and the green one, with what lies between them."""


class TouchSide(QWidget):
    """Signals:
    picked: a `ProductView` was touched.
    typed: a key of the keypad.
    """

    picked = Signal(object)
    typed = Signal(str)

    def __init__(
        self, desk: Desk, goods: TilesModel, asking: AskPanel, *, edits: tuple[Button, ...], keys: tuple[Button, ...], pay: Button
    ) -> None:
        super().__init__()
        self.tiles = Tiles(desk, goods)
        self.tiles.picked.connect(self.picked)
        self._above = QStackedWidget()
        self._above.addWidget(self.tiles)
        self._above.addWidget(asking)
        self._above.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.keypad = spread(Keypad())
        self.keypad.typed.connect(self.typed)
        self.keypad.add_column(*edits)
        self.keypad.setMaximumHeight(px(TALLEST))  # on a large screen the room is the goods'
        self.turn = Button(picture="keypad")
        self.turn.setAccessibleName(desk.say(_("Keypad or goods")))
        self.turn.clicked.connect(self._take_turns)
        self._keys, self._hints = keys, tuple(key.hint for key in keys)
        self._below, self._asking = QWidget(), asking
        for key in (self.turn, *keys):
            key.setParent(self._below)
        self._below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self._below)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        self._is_low = self._wants_figures = False
        self._view: tuple[str, bool] = ("", False)
        self.setLayout(column(self._above, self.keypad, self._below, pay, gap=12, margin=16, grow={0: 2, 1: 3}))

    def fit(self, whole: int) -> None:
        """So wide, of a window of that width: fingers need room, and so do the names in the cart."""
        self.setFixedWidth(max(min(px(400), whole * 47 // 100), whole * 42 // 100))

    def render_view(self, view: CheckoutView, *, is_asked: bool) -> None:
        """What is asked for covers the goods, and nothing else moves."""
        self._view = view.entry, is_asked
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_low = self.height() < px(LOWEST)
        self._above.setMinimumHeight(0 if self._is_low else px(GOODS_ROOM))
        self._lay_keys()
        self._show()

    def _take_turns(self) -> None:
        self._wants_figures = not self._wants_figures
        self._show()

    def _show(self) -> None:
        entry, is_asked = self._view
        has_figures = not self._is_low or is_asked or self._wants_figures
        has_above = not self._is_low or is_asked or not has_figures
        self.keypad.setVisible(has_figures)
        self._above.setVisible(has_above)
        self._below.setVisible(not (self._is_low and is_asked))
        self._asking.be_low(self._is_low and is_asked)
        self._above.setCurrentIndex(ASKED if is_asked else GOODS)
        self.turn.show_as(look="chosen" if has_figures else "plain", enabled=not entry)

    def _lay_keys(self) -> None:
        """In one row, each as wide as its words; those that have no room stand in the menu, and their keys work all the same."""
        while self._row.takeAt(0) is not None:
            pass
        whole = self.width() - 2 * px(16)
        for key, hint in zip(self._keys, self._hints, strict=True):
            key.hint = hint
        if sum(key.sizeHint().width() + px(8) for key in self._keys) > whole + px(8):
            for key in self._keys:
                key.hint = ""  # a word is worth more than the name of its key
        room = whole + px(8)
        for key in (self.turn, *self._keys):
            room -= key.least_width() + px(8)
            has_room = room >= 0 and (key is not self.turn or self._is_low)
            room += 0 if has_room else key.least_width() + px(8)
            key.setVisible(has_room)
            if has_room:
                self._row.addWidget(key, 0 if key is self.turn else key.least_width())
