"""Quick goods without widgets: the tabs, a tab's tiles, and arranging them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import search_products, top_categories
from app.core.catalog.views import CategoryView, ProductView
from app.core.tiles.commands import arrange_tiles
from app.core.tiles.queries import tile_page
from app.core.tiles.views import TilePageView, TileView
from app.kernel.errors import AppError
from app.kernel.permissions import Right
from ui.bridge.desk import Desk, Fault
from ui.bridge.pictures import PictureShelf

MOST_HITS = 30
_NO_PAGE = TilePageView(None)


@dataclass(frozen=True, slots=True)
class TilesView:
    """`sheet` is how far somebody has turned, in screenfuls; `held` the tile that keys mean, if the keys are here."""

    tabs: tuple[CategoryView, ...] = ()
    chosen: UUID | None = None
    page: TilePageView = _NO_PAGE
    sheet: int = 0
    held: int | None = None
    is_arranging: bool = False

    @property
    def held_tile(self) -> TileView | None:
        """The tile that keys mean."""
        return self.page.tiles[self.held] if self.held is not None and self.held < len(self.page.tiles) else None


class TilesModel(QObject):
    """What stands where is the branch's; who may not change it does so with a lent right when they are done.

    Signals:
        changed: the view is another one.
        found: goods (tuple of ProductView) for what was typed into the search for a new tile.
    """

    changed = Signal()
    found = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pages: dict[UUID | None, TilePageView] = {}
        self._under_way = 0
        self._is_pending = self._is_known = False
        self._wanted = ""
        self.view = TilesView()
        self.pictures = PictureShelf(desk)
        desk.runner.changed.connect(self._on_news)
        desk.lacked.connect(self._on_lacked)

    # --- looking ---

    def come(self) -> None:
        """The checkout is seen. What stands where stays: tiles do not move between two customers."""
        if not self._is_known:
            self._is_known = True
            self._ask_tabs()
            self._ask_page()

    def choose_tab(self, category_id: UUID | None) -> None:
        """Another tab; what was arranged on the last one and awaits a right is asked for now."""
        if self._is_pending:
            self.finish()
        self._show(
            chosen=category_id, page=self._pages.get(category_id, TilePageView(category_id)), sheet=0,
            held=None if self.view.held is None else 0,
        )
        self._ask_page()

    def step_tab(self, step: int) -> None:
        """The next tab, or the one before; round in a circle."""
        there = [None, *(tab.category_id for tab in self.view.tabs)]
        at = there.index(self.view.chosen) if self.view.chosen in there else 0
        self.choose_tab(there[(at + step) % len(there)])

    def turn(self, sheet: int) -> None:
        """To this screenful."""
        self._show(sheet=max(0, sheet))

    def hold(self, place: int | None) -> None:
        """Keys mean this tile; None: they are elsewhere."""
        most = len(self.view.page.tiles) - 1
        self._show(held=None if place is None else max(0, min(most, place)))

    def colour_number(self, category_id: UUID | None) -> int | None:
        """Which colour a category has: it keeps it when others come, since the oldest have the first."""
        ids = sorted(tab.category_id for tab in self.view.tabs)
        return ids.index(category_id) if category_id in ids else None

    # --- arranging ---

    def start_arranging(self) -> None:
        """Tiles can be moved from now on."""
        if not self.view.is_arranging:
            self._show(is_arranging=True)

    def finish(self) -> None:
        """Enough arranged. Who has not the right is now asked for somebody's PIN; without it all stays as it was."""
        if not self.view.is_arranging:
            return
        page, is_pending = self.view.page, self._is_pending
        self.give_up()
        if is_pending:
            self._run(page)

    def give_up(self) -> None:
        """Enough arranged, and what is not stored is forgotten."""
        if self._is_pending:
            self._is_pending = False
            self._show(page=self._pages.get(self.view.chosen, _NO_PAGE))
        if self.view.is_arranging:
            self._show(is_arranging=False)

    def move(self, place: int, to: int) -> None:
        """A tile from its place to another; all before it stay from now on where they are."""
        page = self.view.page
        to = max(0, min(len(page.tiles) - 1, to))
        if not 0 <= place < len(page.tiles) or place == to:
            return
        tiles = list(page.tiles)
        tiles.insert(to, tiles.pop(place))
        arranged = page.arranged + (place >= page.arranged)
        self._arrange(tiles, max(arranged, to + 1), page.off_ids, held=None if self.view.held is None else to)

    def take_off(self, place: int) -> None:
        """This tile goes from this tab, and does not come back by itself."""
        page = self.view.page
        if 0 <= place < len(page.tiles):
            tiles = list(page.tiles)
            gone = tiles.pop(place)
            held = self.view.held
            self._arrange(
                tiles, page.arranged - (place < page.arranged), (*page.off_ids, gone.product_id),
                held=None if held is None else max(0, min(held, len(tiles) - 1)),
            )

    def add(self, product: ProductView) -> None:
        """One more tile, behind those that were arranged; one that is here already comes there."""
        page = self.view.page
        tiles = [tile for tile in page.tiles if tile.product_id != product.product_id]
        before = sum(tile.product_id == product.product_id for tile in page.tiles[: page.arranged])
        at = page.arranged - before
        tiles.insert(at, TileView(product, page.category_id))
        off = tuple(each for each in page.off_ids if each != product.product_id)
        self._arrange(tiles, at + 1, off, held=at)

    def look_for(self, text: str) -> None:
        """Goods for a new tile, while somebody types."""
        self._wanted = text.strip()
        if not self._wanted:
            self.found.emit(())
            return
        wanted = self._wanted
        self._desk.ask(search_products, done=lambda found: self._show_found(wanted, found), text=wanted, limit=MOST_HITS)

    # --- storing and asking ---

    def _arrange(self, tiles: Iterable[TileView], arranged: int, off_ids: tuple[UUID, ...], *, held: int | None) -> None:
        page = TilePageView(self.view.chosen, tuple(tiles), arranged, off_ids)
        self._show(page=page, held=held)
        if self._desk.allows(Right.EDIT_GOODS):
            self._run(page)
        else:
            self._is_pending = True  # a right is lent for one action: all that is arranged now is to be that one

    def _run(self, page: TilePageView) -> None:
        if self._desk.allows(Right.EDIT_GOODS):
            self._under_way += 1  # else nobody may ever lend the right, and no answer comes

        def over(_answer: Any) -> None:
            self._under_way = max(0, self._under_way - 1)
            self._ask_page()

        def failed(error: AppError) -> None:
            self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
            over(None)

        product_ids = [tile.product_id for tile in page.tiles[: page.arranged]]
        self._desk.run(
            arrange_tiles, done=over, failed=failed, product_ids=product_ids, off_ids=page.off_ids, category_id=page.category_id
        )

    def _ask_tabs(self) -> None:
        self._desk.ask(top_categories, done=self._show_tabs)

    def _ask_page(self) -> None:
        category_id = self.view.chosen
        self._desk.ask(
            tile_page, done=lambda page: self._show_page(category_id, page), branch_id=self._desk.place.branch_id,
            category_id=category_id,
        )

    def _show_tabs(self, found: tuple[CategoryView, ...]) -> None:
        self._show(tabs=found)
        if self.view.chosen is not None and self.view.chosen not in {tab.category_id for tab in found}:
            self.choose_tab(None)

    def _show_page(self, category_id: UUID | None, page: TilePageView) -> None:
        if self._under_way:
            return  # it was asked before the last move was stored; that asks again
        self._pages[category_id] = page
        if category_id == self.view.chosen and not self._is_pending:
            held = self.view.held
            self._show(page=page, held=None if held is None else min(held, max(0, len(page.tiles) - 1)))

    def _show_found(self, wanted: str, found: tuple[ProductView, ...]) -> None:
        if wanted == self._wanted:
            self.found.emit(found)

    def _on_news(self, topics: frozenset[str]) -> None:
        if not self._is_known:
            return
        if "catalog" in topics:
            self._ask_tabs()
        if topics & {"catalog", "tiles"} and not self._under_way:
            self._ask_page()

    def _on_lacked(self, _missing: object) -> None:
        self._under_way = 0

    def _show(self, **what: Any) -> None:
        shown = replace(self.view, **what)
        if shown != self.view:
            self.view = shown
            self.changed.emit()

