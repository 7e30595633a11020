"""Stock: the list of levels, the product that is looked at, who took of a layer; and the documents. No widgets here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import categories, goods_with_code, products
from app.core.catalog.views import CategoryView, ProductView
from app.core.stock.commands.documents import undo_document
from app.core.stock.levels import BELOW_ZERO, NOTHING_LEFT, stock_list, store_totals
from app.core.stock.papers import paper_kinds, paper_lines, stock_papers
from app.core.stock.shown import (
    LayerView,
    MovementView,
    PaperLine,
    StockPaper,
    StockRow,
    StoreTotal,
    StoreView,
    Taker,
    Whereabouts,
)
from app.core.stock.whereabouts import older_than, product_movements, takers, whereabouts
from app.kernel.errors import AppError
from ui.bridge.desk import Desk

PAGE = 100
MOST_AGAIN = 2000
"""After a sale no more of a list than this is asked for again."""
LEVELS, DOCUMENTS = "levels", "documents"
LAYERS, MOVEMENTS = "layers", "movements"
FILTERS = ("", BELOW_ZERO, NOTHING_LEFT)


@dataclass(frozen=True, slots=True)
class StockView:
    """`part` is what the left list has: levels or documents; `side` what is told of the chosen product. With a `layer` the right
    list has who took of it. `spot` is the chosen place there, −1 while somebody walks in the left one. `is_taking_back`: whoever
    takes a document back has been asked whether that is meant."""

    part: str = LEVELS
    searching: str = ""
    only: str = ""
    store_id: UUID | None = None
    category_id: UUID | None = None
    rows: tuple[StockRow, ...] = ()
    is_whole: bool = True
    is_asked: bool = False
    product_id: UUID | None = None
    side: str = LAYERS
    told: Whereabouts | None = None
    moves: tuple[MovementView, ...] = ()
    layer: LayerView | None = None
    takers: tuple[Taker, ...] = ()
    spot: int = -1
    totals: tuple[StoreTotal, ...] = ()
    categories: tuple[CategoryView, ...] = ()
    papers: tuple[StockPaper, ...] = ()
    kinds: tuple[str, ...] = ()
    kind: str = ""
    paper_id: UUID | None = None
    lines: tuple[PaperLine, ...] = ()
    is_taking_back: bool = False

    @property
    def stores(self) -> tuple[StoreView, ...]:
        """The places of this branch."""
        return tuple(total.store for total in self.totals)

    @property
    def place(self) -> int:
        """Where the chosen one stands in the left list, or −1."""
        if self.part == DOCUMENTS:
            return next((at for at, paper in enumerate(self.papers) if paper.document_id == self.paper_id), -1)
        return next((at for at, row in enumerate(self.rows) if row.product_id == self.product_id), -1)

    @property
    def paper(self) -> StockPaper | None:
        """The document that is looked at."""
        return self.papers[self.place] if self.part == DOCUMENTS and self.place >= 0 else None

    @property
    def listed(self) -> Sequence[object]:
        """What the left list has."""
        return self.papers if self.part == DOCUMENTS else self.rows

    @property
    def detail(self) -> Sequence[object]:
        """What the right list has: with one store its layers, with several each store before its own; then other branches."""
        if self.part == DOCUMENTS:
            return self.lines
        if self.layer is not None:
            return self.takers
        if self.side == MOVEMENTS:
            return self.moves
        places = self.told.places if self.told is not None else ()
        heads = len(places) > 1
        here = (item for place in places for item in (*([place] if heads else []), *place.layers, *place.debts))
        return (*here, *(self.told.elsewhere.stores if self.told is not None else ()))


class StockModel(QObject):
    """Asks only while its screen is shown. An answer to what is asked no more is dropped.

    Signals:
        changed: the view is another one.
        unknown: a code (str) that nothing carries.
        labels_wanted: goods and how many labels of each: a list of (ProductView, int).
    """

    changed = Signal()
    unknown = Signal(str)
    labels_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_shown = self._takes_first = False
        self._asked = self._scans = 0
        self.view = StockView()
        desk.runner.changed.connect(self._on_news)
        desk.person_changed.connect(self.forget)

    def come(self) -> None:
        """The screen is in front: look at what there is now."""
        self._is_shown = True
        self._desk.ask(categories, done=lambda found: self._show(categories=found))
        self._ask_all()

    def go(self) -> None:
        """The screen is gone; until it comes back nothing is asked."""
        self._is_shown = False

    def forget(self) -> None:
        """Another person sits here, who may see more or less."""
        self._asked += 1
        self.view = StockView()
        self.changed.emit()

    # --- the left list ---

    def open_part(self, part: str) -> None:
        """Levels, or documents."""
        if part != self.view.part:
            self._show(part=part, spot=-1, layer=None)
            self._ask_list()

    def search(self, text: str) -> None:
        """Goods for what has been typed so far."""
        plain = text.strip()
        if plain != self.view.searching:
            self._show(searching=plain, part=LEVELS, spot=-1, layer=None)
            self._ask_list()

    def filter_by(self, **what: Any) -> None:
        """Another store (`store_id`), category (`category_id`), what is missing (`only`) or kind of document (`kind`)."""
        self._show(**what, spot=-1, layer=None)
        self._ask_list()
        self._ask_product()

    def next_filter(self) -> None:
        """All, below zero, nothing left, and all again."""
        if self.view.part == LEVELS:
            self.filter_by(only=FILTERS[(FILTERS.index(self.view.only) + 1) % len(FILTERS)])

    def more(self) -> None:
        """The next page."""
        view = self.view
        if view.is_whole or not view.listed or (view.part == LEVELS and view.searching):
            return
        if view.part == DOCUMENTS:
            last = view.papers[-1].document_id
            self._ask(stock_papers, lambda found: self._show_more("papers", found), before=last, **self._of_papers())
        else:
            end = view.rows[-1]
            after = (end.name, end.product_id)
            self._ask(stock_list, lambda found: self._show_more("rows", found), after=after, **self._of_levels())
        self._show(is_whole=True)  # until the answer is there nobody asks for it twice

    def choose_place(self, place: int) -> None:
        """Look at the one that stands there in the left list."""
        view = self.view
        if not 0 <= place < len(view.listed):
            return
        if view.part == DOCUMENTS:
            self._show(paper_id=view.papers[place].document_id, lines=(), spot=-1, is_taking_back=False)
            self._ask_lines()
        else:
            self.choose(view.rows[place].product_id)

    def choose(self, product_id: UUID) -> None:
        """Look at this product."""
        self._show(product_id=product_id, part=LEVELS, told=None, moves=(), layer=None, spot=-1)
        self._ask_product()

    def scan(self, code: str) -> None:
        """The product that carries this code; of two quick scans the last one is looked at, whichever answer comes first."""
        self._scans += 1
        scan = self._scans

        def found(goods: tuple[ProductView, ...]) -> None:
            if not goods:
                self.unknown.emit(code)
            elif scan == self._scans:
                self.choose(goods[0].product_id)

        self._desk.ask(goods_with_code, done=found, code=code)

    # --- the right list ---

    def open_side(self, side: str) -> None:
        """Layers, or movements."""
        if self.view.part == LEVELS:
            self._show(side=side, layer=None, spot=-1)
            self._ask_product()

    def other_side(self) -> None:
        """From layers to movements and back."""
        self.open_side(MOVEMENTS if self.view.side == LAYERS else LAYERS)

    def walk_to(self, spot: int) -> None:
        """This place of the right list; −1 leaves it."""
        if self.view.detail or spot < 0:
            self._show(spot=min(spot, len(self.view.detail) - 1))

    def open_layer(self, spot: int) -> None:
        """Who took of the layer that stands there, if a layer does."""
        detail = self.view.detail
        item = detail[spot] if 0 <= spot < len(detail) else None
        if isinstance(item, LayerView):
            self._show(layer=item, takers=(), spot=-1)
            self._ask_takers()

    def step_back(self) -> bool:
        """Out of the layer, out of the right list; False where there is nothing to leave."""
        view = self.view
        if view.layer is not None:
            spots = (at for at, item in enumerate(replace(view, layer=None).detail) if item == view.layer)
            self._show(layer=None, spot=next(spots, 0))
            return True
        if view.spot >= 0:
            self._show(spot=-1)
            return True
        return False

    def more_moves(self) -> None:
        """Older movements."""
        view = self.view
        if view.part == LEVELS and view.side == MOVEMENTS and view.moves and not len(view.moves) % PAGE:
            last = view.moves[-1]

            def found(moves: tuple[MovementView, ...]) -> None:
                if self.view.moves and self.view.moves[-1] is last:
                    self._show(moves=self.view.moves + moves)

            self._ask_about(product_movements, found, older=older_than(last), **self._of_moves())

    # --- what is done with a document ---

    def take_back(self) -> None:
        """Take the chosen document back by another one: asked first, done at the second press."""
        paper = self.view.paper
        if paper is None or not paper.may_be_taken_back:
            return
        if not self.view.is_taking_back:
            self._show(is_taking_back=True)
            return
        self._show(is_taking_back=False)
        self._desk.run(
            undo_document, done=lambda _id: self._ask_all(), failed=self._failed, document_id=paper.document_id,
        )

    def want_labels(self) -> None:
        """A label for each whole piece that the chosen receipt brought."""
        paper, copies = self.view.paper, {line.product_id: line.quantity_milli // 1000 for line in self.view.lines}
        if paper is not None and paper.kind == "receipt" and copies:
            self._desk.ask(
                products, product_ids=list(copies),
                done=lambda found: self.labels_wanted.emit([(each, max(1, copies[each.product_id])) for each in found]),
            )

    # --- asking ---

    def _who(self) -> dict[str, Any]:
        person = self._desk.person
        return {"person_id": person.person_id if person is not None else None, "branch_id": self._desk.place.branch_id}

    def _of_levels(self) -> dict[str, Any]:
        view = self.view
        asked = {"text": view.searching, "store_id": view.store_id, "category_id": view.category_id, "only": view.only}
        return {**asked, "limit": PAGE}

    def _of_papers(self) -> dict[str, Any]:
        return {"kind": self.view.kind, "store_id": self.view.store_id, "limit": PAGE}

    def _of_moves(self) -> dict[str, Any]:
        return {"product_id": self.view.product_id, "store_id": self.view.store_id, "limit": PAGE}

    def _ask(self, query: Any, done: Any, **inputs: Any) -> None:
        """About the left list; what is asked later makes an earlier answer worthless."""
        self._asked += 1
        asked = self._asked
        self._ask_about(query, lambda found: done(found) if asked == self._asked else None, **inputs)

    def _ask_about(self, query: Any, done: Any, **inputs: Any) -> None:
        if self._desk.person is not None:
            self._desk.ask(query, done=done, failed=self._failed, **self._who(), **inputs)

    def _failed(self, error: AppError) -> None:
        self._desk.runner.refused.emit(error)

    def _ask_all(self) -> None:
        self._ask_about(store_totals, lambda found: self._show(totals=found))
        self._ask_list()
        self._ask_product()
        self._ask_lines()

    def _ask_list(self) -> None:
        again = max(PAGE, min(len(self.view.listed), MOST_AGAIN))
        if self.view.part == DOCUMENTS:
            branch_id = self._desk.place.branch_id
            self._desk.ask(paper_kinds, done=lambda kinds: self._show(kinds=kinds), branch_id=branch_id)
            asked = {**self._of_papers(), "limit": again}
            self._ask(stock_papers, lambda found: self._show_papers(found, again), **asked)
        else:
            asked = {**self._of_levels(), "limit": again}
            self._ask(stock_list, lambda found: self._show_rows(found, again), **asked)

    def _show_rows(self, found: tuple[StockRow, ...], limit: int) -> None:
        self._show(rows=found, is_whole=bool(self.view.searching) or len(found) < limit, is_asked=True)
        if found and self.view.place < 0:
            self.choose(found[0].product_id)

    def _show_papers(self, found: tuple[StockPaper, ...], limit: int) -> None:
        self._show(papers=found, is_whole=len(found) < limit, is_asked=True)
        if found and self.view.place < 0:
            self.choose_place(0)

    def _show_more(self, name: str, found: tuple[Any, ...]) -> None:
        self._show(**{name: (*self.view.listed, *found), "is_whole": len(found) < PAGE})

    def _ask_product(self) -> None:
        product_id = self.view.product_id
        if product_id is None:
            return

        def told(found: Whereabouts) -> None:
            if found.product_id == self.view.product_id:
                self._show(told=found)

        def moved(moves: tuple[MovementView, ...]) -> None:
            if product_id == self.view.product_id:
                self._show(moves=moves)

        self._ask_about(whereabouts, told, product_id=product_id)
        if self.view.side == MOVEMENTS:
            self._ask_about(product_movements, moved, **self._of_moves())
        self._ask_takers()

    def _ask_takers(self) -> None:
        layer = self.view.layer

        def found(there: tuple[Taker, ...]) -> None:
            if self.view.layer is layer:
                self._show(takers=there)

        if layer is not None:
            self._ask_about(takers, found, layer_id=layer.layer_id)

    def _ask_lines(self) -> None:
        paper_id = self.view.paper_id

        def found(lines: tuple[PaperLine, ...]) -> None:
            if self.view.paper_id == paper_id:
                self._show(lines=lines)

        if paper_id is not None:
            self._ask_about(paper_lines, found, document_id=paper_id)

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & {"stock", "catalog"}:
            self._ask_all()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
