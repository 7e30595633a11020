"""Quick goods: tabs of categories above tiles that put their product into the cart."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from app.core.catalog.queries import categories, goods_of_category
from app.core.catalog.views import CategoryView, ProductView
from app.core.sales.queries import frequent_goods
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import column
from ui.kit.theme import colour, font, mixed, px
from ui.kit.tokens import BODY, MEDIUM, RADIUS_KEY, SMALL
from ui.pages.checkout.cart import unit_word

EDGES = ("#E5A53A", "#5FB66E", "#5A8FE8", "#B784D9", "#E8735A", "#3FB8B0")
"""Colours of the tiles' edges, one a category: they help the eye, and mean nothing."""
MOST_TABS, MOST_TILES, ROWS = 8, 12, 2
LEAST_TILE = 122


class Tile(QAbstractButton):
    """A product: its name in two lines, its price below, its category's colour on the edge."""

    def __init__(self, desk: Desk, product: ProductView, edge: str) -> None:
        super().__init__()
        self.product, self._edge = product, edge
        self.setText(product.name)
        self.setAccessibleName(product.name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(px(72))
        if product.price_minor is None:
            self._below = desk.say(_("price by hand"))
        else:
            self._below = desk.money(product.price_minor, currency=False)
            if product.decimals:
                self._below += f" / {unit_word(desk, product.unit)}"

    def sizeHint(self) -> QSize:
        return QSize(px(128), px(72))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        share = 0.12 if self.isDown() else 0.05 if self.underMouse() else 0.0
        painter.setPen(colour("line"))
        painter.setBrush(QColor(self._edge))
        painter.drawRoundedRect(box, px(RADIUS_KEY), px(RADIUS_KEY))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed("text", "surface", share))
        painter.drawRoundedRect(box.adjusted(px(4), 0.5, -0.5, -0.5), px(RADIUS_KEY) - 2, px(RADIUS_KEY) - 2)
        room = self.rect().adjusted(px(14), px(9), -px(8), -px(9))
        painter.setPen(colour("text"))
        painter.setFont(font(BODY - 1, MEDIUM))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        words = QRect(room.left(), room.top(), room.width(), px(36))
        painter.setClipRect(words)
        painter.drawText(words, flags, self._shortened(painter, words))
        painter.setClipping(False)
        painter.setPen(colour("muted"))
        painter.setFont(font(SMALL - 1))
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._below)

    def _shortened(self, painter: QPainter, box: QRect) -> str:
        text = self.text()
        flags = int(Qt.TextFlag.TextWordWrap)
        while len(text) > 4 and painter.fontMetrics().boundingRect(box, flags, text).height() > box.height() + px(2):
            text = text[:-2].rstrip("… ") + "…"
        return text


class Tiles(QWidget):
    """Signals:
    picked: a `ProductView` was touched.
    """

    picked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._columns, self._goods = desk, 4, tuple[ProductView, ...]()
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(px(8))
        self._grid = QGridLayout()
        self._grid.setSpacing(px(8))
        self.setLayout(column(self._tabs, self._grid, gap=12))
        self._chosen: UUID | None = None
        self._buttons: dict[UUID | None, Button] = {}
        desk.ask(categories, done=self._show_tabs)

    def _show_tabs(self, found: tuple[CategoryView, ...]) -> None:
        if not isValid(self):
            return
        tops = [category for category in found if category.parent_id is None][:MOST_TABS]
        self._edges = {category.category_id: EDGES[place % len(EDGES)] for place, category in enumerate(tops)}
        self._add_tab(None, self._desk.say(_("Frequent")))
        for category in tops:
            self._add_tab(category.category_id, category.name)
        self._tabs.addStretch(1)
        self._fit_tabs()
        self._choose(None)

    def _add_tab(self, category_id: UUID | None, name: str) -> None:
        button = Button(name)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self._choose(category_id))
        self._buttons[category_id] = button
        self._tabs.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()
        columns = max(2, (self.width() + px(8)) // (px(LEAST_TILE) + px(8)))
        if columns != self._columns:
            self._columns = columns
            self._lay_tiles()

    def _fit_tabs(self) -> None:
        """Tabs stand whole or not at all: a name that is cut says nothing."""
        left = self.width()
        for button in self._buttons.values():
            left -= button.sizeHint().width() + px(8)
            button.setVisible(left + px(8) >= 0)

    def _choose(self, category_id: UUID | None) -> None:
        self._chosen = category_id
        for known, button in self._buttons.items():
            button.show_as(look="dark" if known == category_id else "plain")
        if category_id is None:
            self._desk.ask(frequent_goods, done=lambda found: self._show_goods(None, found), limit=MOST_TILES)
        else:
            self._desk.ask(
                goods_of_category, done=lambda found: self._show_goods(category_id, found), category_id=category_id,
                limit=MOST_TILES,
            )

    def _show_goods(self, category_id: UUID | None, found: tuple[ProductView, ...]) -> None:
        if not isValid(self) or category_id != self._chosen:  # the answer came after the screen had gone
            return
        self._goods = found
        self._lay_tiles()

    def _lay_tiles(self) -> None:
        while (old := self._grid.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for x in range(MOST_TILES):
            self._grid.setColumnStretch(x, 1 if x < self._columns else 0)
        for place, product in enumerate(self._goods[: self._columns * ROWS]):
            own = EDGES[place % len(EDGES)]
            edge = self._edges.get(self._chosen, own) if self._chosen else own
            tile = Tile(self._desk, product, edge)
            tile.clicked.connect(lambda _checked=False, product=product: self.picked.emit(product))
            self._grid.addWidget(tile, place // self._columns, place % self._columns)
