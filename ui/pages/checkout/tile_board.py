"""The board of tiles: a screenful at a time, turned by a swipe; tiles are touched, held long, dragged and dropped on it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.tiles.views import TileView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.theme import px
from ui.pages.checkout.tile import EDGES, LEAST_HEIGHT, LEAST_WIDTH, Tile, plain_edge
from ui.pages.checkout.tiles_model import TilesModel

ROWS = 2
GAP = 8
LONG_PRESS_MS = 500
TURN_MS = 600
_STILL = 10
"""A finger that moves no further than this, in pixels, stays where it is."""
_SWIPE = 40


@dataclass(slots=True)
class _Drag:
    """A tile in the hand: whose it is, where the finger took it, and where it would fall now."""

    product_id: UUID
    grip: QPoint
    to: int


class TileBoard(QWidget):
    """Shows what the model says; how many tiles fit is its own affair.

    Signals:
        picked: a `ProductView` was touched.
        turned: another screenful is shown, or another number of them.
    """

    picked = Signal(object)
    turned = Signal()

    def __init__(self, desk: Desk, model: TilesModel, *, rows: int = ROWS) -> None:
        super().__init__()
        self._desk, self._model, self._rows = desk, model, rows
        self._tiles: dict[UUID, Tile] = {}
        self._pressed: Tile | None = None
        self._pressed_at = self._carried_to = QPoint()
        self._drag: _Drag | None = None
        self._counts = (0, 0)
        self._held_before: int | None = None
        self._press_timer = QTimer(self, singleShot=True, interval=LONG_PRESS_MS)
        self._press_timer.timeout.connect(self._pressed_long)
        self._is_resized = False  # then tiles jump: only what somebody moves glides
        self._turn_timer = QTimer(self, interval=TURN_MS)
        self._turn_timer.timeout.connect(self._turn_with_tile)
        self.setMinimumHeight(px(LEAST_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a touch leaves the focus in the scan line
        self.setAccessibleName(desk.say(_("Quick goods")))
        model.changed.connect(self.render_tiles)
        model.pictures.came.connect(self._show_pictures)

    # --- how many fit, and where ---

    @property
    def columns(self) -> int:
        """Tiles beside each other."""
        return max(2, (self.width() + px(GAP)) // (px(LEAST_WIDTH) + px(GAP)))

    @property
    def rows(self) -> int:
        """Tiles above each other."""
        return max(1, (self.height() + px(GAP)) // (px(LEAST_HEIGHT) + px(GAP)))

    @property
    def sheets(self) -> int:
        """How many screenfuls there are."""
        room = self.columns * self.rows
        return max(1, -(-len(self._model.view.page.tiles) // room))

    @property
    def sheet(self) -> int:
        """The screenful that is shown."""
        return min(self._model.view.sheet, self.sheets - 1)

    def tile_of(self, product_id: UUID) -> Tile | None:
        """The tile of a product, if it is in sight."""
        return self._tiles.get(product_id)

    def sizeHint(self) -> QSize:
        return QSize(px(400), self._rows * (px(LEAST_HEIGHT) + px(GAP)) - px(GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_resized = True
        self.render_tiles()
        self._is_resized = False

    def _box(self, spot: int) -> QRect:
        """Where a tile of this screenful stands."""
        gap, columns, rows = px(GAP), self.columns, self.rows
        row, column = divmod(spot, columns)
        left, right = (round(x * (self.width() + gap) / columns) for x in (column, column + 1))
        top, bottom = (round(y * (self.height() + gap) / rows) for y in (row, row + 1))
        return QRect(left, top, right - left - gap, bottom - top - gap)

    def _place_at(self, point: QPoint) -> int:
        """The place in the whole page above which something hangs."""
        column = max(0, min(self.columns - 1, point.x() * self.columns // max(1, self.width())))
        row = max(0, min(self.rows - 1, point.y() * self.rows // max(1, self.height())))
        most = len(self._model.view.page.tiles) - 1
        return max(0, min(most, (self.sheet * self.rows + row) * self.columns + column))

    # --- what is shown ---

    def render_tiles(self) -> None:
        """Make, move and take away tiles until the board shows what the model says."""
        view = self._model.view
        self._follow_held()
        order = self._order()
        first = self.sheet * self.columns * self.rows
        shown = order[first : first + self.columns * self.rows]
        lifted = self._drag.product_id if self._drag else None
        wanted = {tile.product_id for tile in shown} | ({lifted} if lifted else set())
        for product_id in [known for known in self._tiles if known not in wanted]:
            self._drop_widget(product_id)
        fixed = {tile.product_id for tile in view.page.tiles[: view.page.arranged]}
        held = view.held_tile.product_id if view.held_tile is not None and self.hasFocus() else None
        for spot, tile in enumerate(shown):
            widget, is_new = self._widget(tile)
            widget.show_state(
                is_arranging=view.is_arranging, is_fixed=tile.product_id in fixed, is_held=tile.product_id == held
            )
            if tile.product_id != lifted:
                widget.stand(self._box(spot), glides=view.is_arranging and not (is_new or self._is_resized))
        self._show_pictures()
        if (self.sheet, self.sheets) != self._counts:
            self._counts = (self.sheet, self.sheets)
            self.turned.emit()

    def _order(self) -> list[TileView]:
        """The tiles as they stand now: those around the one in the hand make room for it."""
        tiles = list(self._model.view.page.tiles)
        drag = self._drag
        if drag is not None:
            place = self._place_of(drag.product_id)
            if place is None:
                self._let_go()
            else:
                tiles.insert(drag.to, tiles.pop(place))
        return tiles

    def _follow_held(self) -> None:
        """The tile that keys mean is in sight."""
        held = self._model.view.held
        if held is not None and held != self._held_before:
            self._held_before = held
            sheet = held // (self.columns * self.rows)
            if sheet != self.sheet:
                self._model.turn(sheet)
        self._held_before = held

    def _widget(self, tile: TileView) -> tuple[Tile, bool]:
        number = self._model.colour_number(tile.category_id)
        edge = plain_edge() if number is None else EDGES[number % len(EDGES)]
        known = self._tiles.get(tile.product_id)
        if known is not None and known.says_the_same(tile.product, edge):
            return known, False
        made = Tile(self._desk, self, tile.product, edge)
        made.clicked.connect(lambda: self.picked.emit(made.product))
        made.pressed_at.connect(self._press)
        made.moved_to.connect(self._move)
        made.let_go_at.connect(self._release)
        if known is not None:
            made.setGeometry(known.geometry())
            self._drop_widget(tile.product_id)
        self._tiles[tile.product_id] = made
        made.show()
        return made, known is None

    def _drop_widget(self, product_id: UUID) -> None:
        gone = self._tiles.pop(product_id)
        if gone is self._pressed:
            self._pressed = None
        gone.hide()
        gone.deleteLater()

    def _show_pictures(self) -> None:
        shelf = self._model.pictures
        shelf.want(self._tiles)
        for product_id, tile in self._tiles.items():
            tile.show_picture(shelf.picture(product_id))

    # --- fingers ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._release(event.position().toPoint())

    def _press(self, point: QPoint) -> None:
        self._pressed_at = point
        found = self.childAt(point)
        self._pressed = found if isinstance(found, Tile) else None
        if self._pressed is not None:
            self._pressed.setDown(True)
            self._press_timer.start()

    def _move(self, point: QPoint) -> None:
        if self._drag is not None:
            self._carry(point)
        elif (point - self._pressed_at).manhattanLength() > px(_STILL):
            self._press_timer.stop()
            if self._pressed is not None:
                self._pressed.setDown(False)
                if self._model.view.is_arranging:
                    self._lift(self._pressed)
                    self._carry(point)

    def _release(self, point: QPoint) -> None:
        self._press_timer.stop()
        self._move(point)
        pressed, self._pressed = self._pressed, None
        if self._drag is not None:
            self._fall()
        elif pressed is not None and pressed.isDown():
            pressed.setDown(False)
            self._touch(pressed, point)
        else:
            self._swipe(point - self._pressed_at)

    def _touch(self, tile: Tile, point: QPoint) -> None:
        place = self._place_of(tile.product.product_id)
        if not self._model.view.is_arranging:
            self.picked.emit(tile.product)
        elif place is not None and tile.cross().contains(point):
            self._model.take_off(place)
        else:
            self.setFocus()
            self._model.hold(place)

    def _swipe(self, way: QPoint) -> None:
        far = way.x() if abs(way.x()) > abs(way.y()) else way.y()
        if abs(far) >= px(_SWIPE):
            self._model.turn(max(0, min(self.sheets - 1, self.sheet + (1 if far < 0 else -1))))

    def _pressed_long(self) -> None:
        """Who holds a tile long wants to move it; it is in the hand already."""
        if self._pressed is not None:
            self._pressed.setDown(False)
            self._model.start_arranging()
            self._lift(self._pressed)

    # --- dragging ---

    def _lift(self, tile: Tile) -> None:
        place = self._place_of(tile.product.product_id)
        if place is None:
            return
        self._drag = _Drag(tile.product.product_id, self._pressed_at - tile.pos(), place)
        tile.is_lifted = True
        tile.raise_()
        tile.update()

    def _carry(self, point: QPoint) -> None:
        drag = self._drag
        tile = self._tiles.get(drag.product_id) if drag else None
        if drag is None or tile is None:
            return
        self._carried_to = point
        corner = point - drag.grip
        room = QPoint(self.width() - tile.width(), self.height() - tile.height())
        kept = QPoint(max(0, min(room.x(), corner.x())), max(0, min(room.y(), corner.y())))
        tile.stand(QRect(kept, tile.size()), glides=False)
        to = self._place_at(tile.geometry().center())
        if to != drag.to:
            drag.to = to
            self.render_tiles()
        if self._way_out(point) == 0:
            self._turn_timer.stop()
        elif not self._turn_timer.isActive():
            self._turn_timer.start()

    def _way_out(self, point: QPoint) -> int:
        """−1 above the board, 1 below it: there a tile is carried to another screenful."""
        margin = px(_STILL)
        return -1 if point.y() < -margin else 1 if point.y() > self.height() + margin else 0

    def _turn_with_tile(self) -> None:
        way = self._way_out(self._carried_to)
        sheet = max(0, min(self.sheets - 1, self.sheet + way))
        if self._drag is not None and sheet != self.sheet:
            self._model.turn(sheet)
            tile = self._tiles[self._drag.product_id]
            self._drag.to = self._place_at(tile.geometry().center())
            self.render_tiles()
            tile.raise_()

    def _fall(self) -> None:
        """Where the tile is let go it stays."""
        drag = self._drag
        assert drag is not None
        place = self._place_of(drag.product_id)
        self._let_go()
        if place is not None and place != drag.to:
            self._model.move(place, drag.to)
        self.render_tiles()

    def _let_go(self) -> None:
        self._turn_timer.stop()
        if self._drag is not None and (tile := self._tiles.get(self._drag.product_id)) is not None:
            tile.is_lifted = False
            tile.update()
        self._drag = None

    def _place_of(self, product_id: UUID) -> int | None:
        tiles = self._model.view.page.tiles
        return next((place for place, tile in enumerate(tiles) if tile.product_id == product_id), None)
