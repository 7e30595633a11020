"""Quick goods: tabs of categories above a board of tiles, with keys that turn it and that begin and end its arranging."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from app.core.catalog.views import CategoryView, ProductView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import column, row
from ui.kit.pick_list import PickRow
from ui.kit.picker import PickSheet
from ui.kit.screen import Screen
from ui.kit.theme import colour, font, px
from ui.kit.tokens import MEDIUM, SMALL, TARGET
from ui.pages.checkout.tile_board import GAP, TileBoard
from ui.pages.checkout.tiles_model import TilesModel

ARRANGE_KEYS = "Ctrl+T"
"""The keys come to the tiles; once more, and tiles can be moved; once more, and it is enough."""
MOST_TABS = 12
"""No row holds more; the other categories stand behind the key for all of them."""
LITTLE_PAD = 10
"""Between the edges and the words of the keys beside the tabs: they have little room."""
MOST_DOTS, LEAST_ROOM = 5, 52
"""So many screenfuls are shown by dots, if there is room for them; more by figures."""
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Tiles(QWidget):
    """Ctrl+T brings the keys here: arrows choose, Return sells, Page keys change the tab, once more arranges.

    Signals:
        picked: a `ProductView` was touched.
        left: the keys belong to the scan line again.
    """

    picked = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, model: TilesModel) -> None:
        super().__init__()
        self._desk, self.model = desk, model
        self.board = TileBoard(desk, model)
        self.rail = _Rail(desk, self.board, model)
        self.sheet: PickSheet | None = None
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(px(GAP))
        self._buttons: dict[UUID | None, Button] = {}
        self._known: tuple[CategoryView, ...] | None = None
        self._build_keys()
        self.setLayout(
            column(
                row(self._tabs, self.more, 1, self.arrange, self.add, self.done, gap=GAP), row(self.board, self.rail, gap=GAP),
                gap=12, grow=(1,),
            )
        )
        self.board.picked.connect(self.picked)
        self.board.installEventFilter(self)
        QShortcut(QKeySequence(ARRANGE_KEYS), self, self._take_keys)
        model.changed.connect(self._render)
        self._render()

    def _build_keys(self) -> None:
        say = self._desk.say
        self.more = Button(say(_("Categories")) + " ▾")
        self.more.clicked.connect(self._show_more)
        self.arrange = Button(picture="arrange", look="bare")
        self.arrange.setAccessibleName(say(_("Arrange the quick goods")))
        self.arrange.setToolTip(say(_("Arrange the quick goods")) + f" · {ARRANGE_KEYS} {ARRANGE_KEYS}")
        self.arrange.clicked.connect(self.model.start_arranging)
        self.add = Button(picture="plus", look="soft")
        self.add.setAccessibleName(say(_("Add a product")))
        self.add.setToolTip(say(_("Add a product")) + " · Ins")
        self.add.clicked.connect(self._show_search)
        self.done = Button(say(_("Done")), look="dark")
        self.done.clicked.connect(self._finish)
        for key in (self.more, self.done):
            key.pad = LITTLE_PAD
        for key in (self.more, self.arrange, self.add, self.done):
            key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # --- keys ---

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The board's keys, and its focus."""
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn and self.model.view.held is None:
            self.model.hold(self.board.sheet * self.board.columns * self.board.rows)
        if isinstance(event, QFocusEvent):
            self.board.render_tiles()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_for_tiles(event):
            event.accept()
            return True
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._press(event)

    def _is_for_tiles(self, event: QKeyEvent) -> bool:
        """Ins means another thing to the screen: goods without a card. While tiles are arranged it is theirs."""
        return self.model.view.is_arranging and event.key() == Qt.Key.Key_Insert

    def _press(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), self.model.view.held or 0
        if key in _STEPS:
            across, down = _STEPS[key]
            self._step(held, across + down * self.board.columns, moves=event.modifiers() == Qt.KeyboardModifier.ControlModifier)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.model.step_tab(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in _ENTERS and not event.isAutoRepeat():
            self._enter()
        elif key == Qt.Key.Key_Delete and self.model.view.is_arranging:
            self.model.take_off(held)
        elif key == Qt.Key.Key_Insert and self.model.view.is_arranging:
            self._show_search()
        else:
            return bool(event.text()) and event.text().isprintable()  # else the screen behind would hear it too, as another key
        return True

    def _step(self, held: int, step: int, *, moves: bool) -> None:
        there = len(self.model.view.page.tiles)
        if not 0 <= held + step < there:
            return
        if moves:
            self.model.start_arranging()
            self.model.move(held, held + step)
        else:
            self.model.hold(held + step)

    def _enter(self) -> None:
        tile = self.model.view.held_tile
        if self.model.view.is_arranging:
            self._finish()
        elif tile is not None:
            self.picked.emit(tile.product)
            self.model.hold(None)
            self.left.emit()

    def _take_keys(self) -> None:
        """Ctrl+T: the keys come here; once more: tiles can be moved; once more: enough."""
        if self.sheet is not None:
            return
        if self.model.view.is_arranging:
            self._finish()
        elif self.board.hasFocus():
            self.model.start_arranging()
        else:
            self.board.setFocus()

    def _finish(self) -> None:
        self.model.finish()
        self.model.hold(None)
        self.left.emit()

    def go_back(self) -> bool:
        """Escape, one step at a time: the panel, arranging (what is not stored is forgotten), the keys."""
        if self.sheet is not None:
            self.sheet.close_it()
        elif self.model.view.is_arranging or self.board.hasFocus():
            self.model.give_up()
            self.model.hold(None)
            self.left.emit()
        else:
            return False
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.give_up()
        self.model.hold(None)

    # --- panels ---

    def _show_more(self) -> None:
        tabs = self.model.view.tabs
        sheet = self._open_sheet(_("Categories"), _("Name of the category"), lambda tab: PickRow(tab.name))

        def look_for(text: str) -> None:
            wanted = text.strip().casefold()
            sheet.show_items([tab for tab in tabs if wanted in tab.name.casefold()])

        sheet.looked_for.connect(look_for)
        sheet.picked.connect(lambda tab: self.model.choose_tab(tab.category_id))
        look_for("")

    def _show_search(self) -> None:
        sheet = self._open_sheet(_("Add a product"), _("Name, barcode or article of the goods"), self._hit_words)
        sheet.looked_for.connect(self.model.look_for)
        sheet.picked.connect(self.model.add)
        self.model.found.connect(sheet.show_items)

    def _open_sheet(self, title: str, hint: str, words: Callable[[Any], PickRow]) -> PickSheet:
        over: QWidget = self
        while not isinstance(over, Screen) and (above := over.parentWidget()) is not None:
            over = above
        say = self._desk.say
        empty = say(_("Nothing was found.")) if title == _("Categories") else say(_("Type a name."))
        sheet = PickSheet(over, say(title), say(hint), words, empty=empty)
        sheet.closed.connect(self._forget_sheet)
        self.sheet = sheet
        return sheet

    def _forget_sheet(self) -> None:
        self.sheet = None

    def _hit_words(self, product: ProductView) -> PickRow:
        desk = self._desk
        price = desk.money(product.price_minor) if product.price_minor is not None else desk.say(_("price by hand"))
        codes = " · ".join(filter(None, (product.article, *product.codes)))
        return PickRow(product.name, codes, price, desk.unit(product.unit))

    # --- what is shown ---

    def _render(self) -> None:
        if not isValid(self):
            return
        view = self.model.view
        if view.tabs != self._known:
            self._known = view.tabs
            self._make_tabs()
        for known, button in self._buttons.items():
            button.show_as(look="dark" if known == view.chosen else "plain")
        self.arrange.setVisible(not view.is_arranging)
        self.add.setVisible(view.is_arranging)
        self.done.setVisible(view.is_arranging)
        self._fit_tabs()

    def _make_tabs(self) -> None:
        while (old := self._tabs.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        self._add_tab(None, self._desk.say(_("Frequent")))
        for category in self.model.view.tabs[:MOST_TABS]:
            self._add_tab(category.category_id, category.name)

    def _add_tab(self, category_id: UUID | None, name: str) -> None:
        button = Button(name)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.model.choose_tab(category_id))
        self._buttons[category_id] = button
        self._tabs.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Tabs stand whole or not at all, since a name that is cut says nothing; those that do not fit are a key further."""
        view, gap = self.model.view, px(GAP)
        keys = (self.add, self.done) if view.is_arranging else (self.arrange,)
        left = self.width() - sum(key.sizeHint().width() + gap for key in keys)
        widths = {known: button.sizeHint().width() + gap for known, button in self._buttons.items()}
        self._say_more("", left)
        is_all = len(view.tabs) < len(widths) and sum(widths.values()) <= left
        shown = _whole(widths, left if is_all else left - self.more.width() - gap)
        if view.chosen not in shown:
            self._say_more(next((tab.name for tab in view.tabs if tab.category_id == view.chosen), ""), left - widths[None] - gap)
            shown = [known for known in _whole(widths, left - self.more.width() - gap) if known in shown]
        self.more.setVisible(not is_all)
        for known, button in self._buttons.items():
            button.setVisible(known in shown)

    def _say_more(self, name: str, room: int) -> None:
        """The key for the other tabs carries the name of the one that is chosen among them, as far as there is room."""
        words = self._desk.say(_("Categories"))
        self.more.show_as(text=f"{name or words} ▾", look="dark" if name else "plain")
        self.more.setAccessibleName(f"{words}: {name}" if name else words)
        self.more.setFixedWidth(min(self.more.sizeHint().width(), max(px(120), room)))
        self.more.setToolTip(name or words)


def _whole(widths: Mapping[UUID | None, int], room: int) -> list[UUID | None]:
    """So many of them, from the first on, as this room (in pixels) holds beside each other."""
    ends = accumulate(widths.values())
    return [known for known, end in zip(widths, ends, strict=True) if end <= room]


class _Rail(QWidget):
    """Beside the board, where there are more tiles than fit: up, how far, down; in a low place only down, round in a circle."""

    def __init__(self, desk: Desk, board: TileBoard, model: TilesModel) -> None:
        super().__init__()
        self._board, self._model = board, model
        self.up, self.down = Button(picture="up"), Button(picture="down")
        self.up.setAccessibleName(desk.say(_("Tiles before these")))
        self.down.setAccessibleName(desk.say(_("More tiles")))
        self.up.clicked.connect(lambda: model.turn(board.sheet - 1))
        self.down.clicked.connect(lambda: model.turn((board.sheet + 1) % board.sheets))
        for key in (self.up, self.down):
            key.setFixedSize(px(TARGET), px(TARGET))
        self.setLayout(column(self.up, 1, self.down, gap=0))
        self.setFixedWidth(px(TARGET))
        # in the middle of a layout's pass what comes and goes would be put where there was room before
        board.turned.connect(self._render, Qt.ConnectionType.QueuedConnection)
        self._render()

    def _render(self) -> None:
        if self.parent() is not None:  # without one it would be a window, and take the keys away from the till
            self.setVisible(self._board.sheets > 1)
        self._show_keys()

    def _show_keys(self) -> None:
        is_low = self.height() < 2 * px(TARGET) + px(4)
        self.up.setVisible(not is_low)
        self.up.show_as(enabled=self._board.sheet > 0)
        self.down.show_as(enabled=is_low or self._board.sheet < self._board.sheets - 1)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_keys()  # no more: Qt takes what hides itself while it is sized for the first time for both hidden and seen

    def sizeHint(self) -> QSize:
        return QSize(px(TARGET), px(TARGET) * 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(TARGET), px(TARGET))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheets, sheet = self._board.sheets, self._board.sheet
        middle = self.rect().center()
        if self.height() < 2 * px(TARGET) + px(LEAST_ROOM):
            return
        if sheets > MOST_DOTS:
            painter.setFont(font(SMALL, MEDIUM))
            painter.setPen(colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"{sheet + 1}/{sheets}")
            return
        painter.setPen(Qt.PenStyle.NoPen)
        step, size = px(10), px(6)
        for place in range(sheets):
            painter.setBrush(colour("text" if place == sheet else "line"))
            top = middle.y() - (sheets * step - (step - size)) // 2 + place * step
            painter.drawEllipse(middle.x() - size // 2 + 1, top, size, size)
