"""The right side for a keyboard: the chosen goods, every key with what it does, and no keypad. Frequent goods have numbers."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget
from shiboken6 import isValid

from app.core.catalog.queries import products
from app.core.catalog.views import ProductView
from app.core.sales.views import LineView
from app.core.stock.queries import levels
from app.core.stock.views import LevelView
from app.core.tiles.queries import tile_page
from app.core.tiles.views import TilePageView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import column, frame, label, wide
from ui.kit.theme import px
from ui.kit.tokens import LARGE, MEDIUM, TARGET, TITLE
from ui.pages.checkout.asking import AskPanel
from ui.pages.checkout.following import CheckoutView

MOST_NUMBERED, LEAST_WIDTH = 9, 128
NARROW = 6
"""Between a key's edges and its words, where two columns have little room."""
LOW = 600
"""What is asked for takes less of a side that is not higher."""


class KeyboardSide(QWidget):
    """What is asked for takes the place of the chosen goods' card."""

    def __init__(self, desk: Desk, asking: AskPanel, *, keys: tuple[Button, ...], pay: Button) -> None:
        super().__init__()
        self._card, self._asking = ChosenCard(desk), asking
        self._above = QStackedWidget()
        self._above.addWidget(self._card)
        self._above.addWidget(asking)
        self._above.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.keys = FunctionKeys(keys)
        self.setLayout(column(self._above, self.keys, pay, gap=12, margin=16, grow=(1,)))
        self.setFixedWidth(self.keys.two_columns() + 2 * px(16))

    def fit(self, whole: int) -> None:
        """Two columns of keys, unless they take too much of the window's width from the cart."""
        wanted = self.keys.two_columns() + 2 * px(16)
        self.setFixedWidth(wanted if wanted <= whole * 45 // 100 else max(self.keys.widest() + 2 * px(16), whole * 46 // 100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen keys are worth more than air around what is asked for."""
        super().resizeEvent(event)
        self._asking.be_low(self.height() < px(LOW))

    def render_view(self, view: CheckoutView, line: LineView | None, *, is_asked: bool) -> None:
        """The chosen line's goods, or what is asked for."""
        self._card.show_line(line)
        self._above.setCurrentIndex(1 if is_asked else 0)


class FunctionKeys(QWidget):
    """Keys in the order of their weight: those that have no room stand in the help, and work all the same."""

    def __init__(self, keys: tuple[Button, ...]) -> None:
        super().__init__()
        self._keys = keys
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(8))
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)  # keys that have no room ask for none
        self._shape = (0, 0)
        for key in keys:
            wide(key).setParent(self)
            key.left = True
        self._widest = max(key.sizeHint().width() for key in keys)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def widest(self) -> int:
        """The room that the longest key needs."""
        return self._widest

    def two_columns(self) -> int:
        """The room that two columns need."""
        return 2 * self._widest + px(8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self.two_columns()
        for key in self._keys:
            key.pad = NARROW if is_narrow else Button.pad
        words = max(key.least_width() for key in self._keys)
        columns = 2 if 2 * words + px(8) <= self.width() else 1
        has_room = (self.height() + px(8)) // (px(TARGET) + px(8)) * columns >= len(self._keys)
        high = px(TARGET) if has_room else TARGET  # more keys rather than higher ones
        for key in self._keys:
            key.setFixedHeight(high)
        rows = (self.height() + px(8)) // (high + px(8))
        if (columns, rows) != self._shape:
            self._shape = columns, rows
            self._lay(columns, rows)

    def _lay(self, columns: int, rows: int) -> None:
        while self._grid.takeAt(0) is not None:
            pass
        for row in range(self._grid.rowCount() + 1):
            self._grid.setRowStretch(row, 0)
        for place in range(2):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        for place, key in enumerate(self._keys):
            has_room = place < columns * rows
            key.setVisible(has_room)
            if has_room:
                self._grid.addWidget(key, place // columns, place % columns)
        self._grid.setRowStretch(rows, 1)


class ChosenCard(QWidget):
    """Name, price and stock of the chosen line's goods, asked for when another line is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._product_id: UUID | None = None
        self._name, self._price = label(size=LARGE, weight=MEDIUM, wrap=True), label(size=TITLE, weight=MEDIUM, wrap=True)
        self._codes, self._stock = label(ink="muted"), label(ink="muted")
        card = frame("card")
        card.setLayout(column(self._name, self._price, 1, self._stock, self._codes, gap=4, margin=16))
        self.setLayout(column(card, gap=0))

    def show_line(self, line: LineView | None) -> None:
        """This line is the chosen one."""
        desk = self._desk
        if line is None:
            self._name.setText(desk.say(_("No line is chosen.")))
            self._price.setText("")
            self._forget(None)
            return
        self._name.setText(line.name)
        self._price.setText(desk.price_per_unit(line.price_minor, line.unit))
        if line.product_id != self._product_id:
            self._forget(line.product_id)
            wanted, unit = [line.product_id], line.unit
            desk.ask(products, done=self._show_codes, product_ids=wanted)
            desk.ask(levels, done=lambda found: self._show_stock(wanted[0], unit, found), product_ids=wanted)

    def _forget(self, product_id: UUID | None) -> None:
        self._product_id = product_id
        self._codes.setText("")
        self._stock.setText("")

    def _show_codes(self, found: tuple[ProductView, ...]) -> None:
        if isValid(self) and found and found[0].product_id == self._product_id:
            self._codes.setText(" · ".join(filter(None, (found[0].article, *found[0].codes[:2]))))

    def _show_stock(self, product_id: UUID, unit: str, found: tuple[LevelView, ...]) -> None:
        if not isValid(self) or product_id != self._product_id or not found:
            return
        desk = self._desk
        amounts = [f"{desk.quantity(level.on_hand_milli)} {desk.unit(unit)}" for level in found]
        self._stock.setText(desk.say(_("On hand: {amount}")).format(amount=" · ".join(amounts)))


class NumberedGoods(QWidget):
    """Frequent goods in one row, each with its number: Alt and the number puts it into the cart. As many as have room.

    Signals:
        picked: a `ProductView`.
    """

    picked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(12), px(8), px(12), px(8))
        self._row.setSpacing(px(8))
        self.buttons: list[Button] = []
        self._alt = label("Alt +", ink="muted")
        self._row.addWidget(self._alt)
        self.setFixedHeight(px(64))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._desk, self._shortcuts = desk, list[QShortcut]()
        desk.runner.changed.connect(self._on_news)
        self._ask()

    def _ask(self) -> None:
        self._desk.ask(tile_page, done=self._show_goods, branch_id=self._desk.place.branch_id, most=MOST_NUMBERED)

    def _on_news(self, topics: frozenset[str]) -> None:
        if topics & {"catalog", "tiles"}:
            self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_goods(self, page: TilePageView) -> None:
        if not isValid(self):
            return
        for old in (*self.buttons, *self._shortcuts):
            old.deleteLater()
        self.buttons, self._shortcuts = [], []
        for number, product in enumerate((tile.product for tile in page.tiles[:MOST_NUMBERED]), start=1):
            button = Button(f"{number}  {product.name}", look="soft", left=True)
            button.setAccessibleName(product.name)
            button.setToolTip(product.name)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, product=product: self.picked.emit(product))
            self.buttons.append(button)
            self._row.addWidget(button, 1)
            self._shortcuts.append(
                QShortcut(QKeySequence(f"Alt+{number}"), self, lambda product=product: self.picked.emit(product))
            )
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 2 * px(12) - self._alt.sizeHint().width()
        for place, button in enumerate(self.buttons, start=1):
            button.setVisible(place * (px(LEAST_WIDTH) + px(8)) <= room)
