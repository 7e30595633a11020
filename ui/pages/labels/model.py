"""The labels that somebody wants: a list of goods with a number of each, made on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from app.core.catalog.queries import categories, goods_in_category, goods_with_code
from app.core.catalog.views import CategoryView, ProductView
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault
from ui.bridge.labelling import SHEETS, Destination, LabelGoods, LabelMaker
from ui.bridge.long_work import LongWork
from ui.pages.scanned_list.model import ScannedListModel

MOST_COPIES, MOST_GOODS = 999, 5000


@dataclass(frozen=True, slots=True)
class LabelsView:
    """`chosen` is a place in `goods`. While `is_under_way`, `done` of them are finished; then `finished` were, and the sheets lie
    at `path`."""

    goods: tuple[LabelGoods, ...] = ()
    chosen: int = -1
    templates: tuple[str, ...] = ()
    template: str = ""
    destinations: tuple[Destination, ...] = ()
    to: str = SHEETS
    first: int = 1
    categories: tuple[CategoryView, ...] = ()
    picture: bytes = b""
    is_under_way: bool = False
    done: int = 0
    finished: int = 0
    path: Path | None = None

    @property
    def item(self) -> LabelGoods | None:
        """The chosen goods."""
        return self.goods[self.chosen] if 0 <= self.chosen < len(self.goods) else None

    @property
    def count(self) -> int:
        """How many labels that is."""
        return sum(each.copies for each in self.goods)


class LabelsModel(ScannedListModel):
    """Signals:
    told: a sentence's facts (finished goods, path): it is done.
    """

    told = Signal(int, object)

    def __init__(self, desk: Desk, maker: LabelMaker | None) -> None:
        super().__init__(desk)
        self._maker = maker
        self.view = LabelsView()
        self.work = LongWork()
        self.work.moved.connect(lambda done: self._show(done=done))
        self.work.ended.connect(self._end)
        self._pictured: tuple[LabelGoods | None, str, str] = (None, "", "")

    # --- what there is ---

    @property
    def listed(self) -> tuple[LabelGoods, ...]:
        """The goods that want labels."""
        return self.view.goods

    @property
    def place(self) -> int:
        """Where the chosen goods stand."""
        return self.view.chosen

    def come(self) -> None:
        """Look where labels can go, and which categories there are."""
        if self._maker is None:
            return
        templates = self._maker.templates
        self._show(templates=templates, template=self.view.template or templates[0])
        self._desk.ask(self._maker.destinations, done=self._take_destinations)
        self._desk.ask(categories, done=lambda found: self._show(categories=found))

    def go(self) -> None:
        """What is under way goes on."""

    def forget(self) -> None:
        """An empty list, for whoever comes next."""
        if not self.view.is_under_way:
            self._search.look_for("")
            self._show(goods=(), chosen=-1, picture=b"", finished=0, path=None, first=1)

    # --- the list ---

    def scan(self, code: str) -> None:
        """One more label of what carries this code."""
        def found(goods: tuple[ProductView, ...]) -> None:
            if goods:
                self.put(goods[0])
            else:
                self.unknown.emit(code)

        self._desk.ask(goods_with_code, done=found, code=code)

    def put(self, product: ProductView) -> None:
        """One more label of it."""
        place = next((at for at, each in enumerate(self.view.goods) if each.product.product_id == product.product_id), None)
        if place is not None:
            self.choose(place)
            self.add(1)
        else:
            self._take((product,))

    def put_many(self, goods: Sequence[tuple[ProductView, int]]) -> None:
        """So many labels of each of these goods, besides what is on the list."""
        self._take(tuple(product for product, _copies in goods))
        copies = {product.product_id: min(MOST_COPIES, count) for product, count in goods}
        if not self.view.is_under_way:
            self._show(goods=tuple(
                replace(each, copies=copies.get(each.product.product_id, each.copies)) for each in self.view.goods
            ))

    def put_category(self, category_id: object) -> None:
        """A label of all goods of a category and of what is under it."""
        self._desk.ask(goods_in_category, done=self._take, category_id=category_id, limit=MOST_GOODS)

    def choose(self, place: int) -> None:
        """These goods."""
        self._show(chosen=place)

    def add(self, step: int) -> None:
        """More or fewer labels of the chosen goods; none takes them off the list."""
        item = self.view.item
        if item is None or self.view.is_under_way:
            return
        if item.copies + step < 1:
            self.remove()
        else:
            self.set_copies(item.copies + step)

    def set_copies(self, copies: int | None) -> None:
        """So many labels of the chosen goods."""
        if copies:
            self._change(copies=max(1, min(MOST_COPIES, copies)))

    def set_old_price(self, minor: int | None) -> None:
        """The price that is struck through."""
        self._change(old_price_minor=minor)

    def set_composition(self, text: str) -> None:
        """What the goods are made of."""
        self._change(composition=text.strip())

    def remove(self) -> None:
        """The chosen goods need no label."""
        view = self.view
        if view.item is not None and not view.is_under_way:
            rest = view.goods[: view.chosen] + view.goods[view.chosen + 1 :]
            self._show(goods=rest, chosen=min(view.chosen, len(rest) - 1))

    def set_template(self, name: str) -> None:
        """Another label."""
        self._show(template=name)

    def set_destination(self, key: str) -> None:
        """To a printer, or onto sheets."""
        self._show(to=key)

    def set_first(self, place: int | None) -> None:
        """The first free place of the sheet."""
        self._show(first=max(1, place or 1))

    # --- making them ---

    def make(self) -> None:
        """All of the list. What is finished leaves it, so that what a printer has not got stays."""
        view, maker, language = self.view, self._maker, self._desk.language
        if maker is None or not view.goods or view.is_under_way:
            return
        self._show(is_under_way=True, done=0, finished=0, path=None)

        def act(told: Callable[[Any], None], stopping: Callable[[], bool]) -> Path | None:
            return maker.make(
                view.goods, template=view.template, to=view.to, language=language, first=view.first, told=told,
                stopping=stopping,
            )

        self.work.start(act, name="labels")

    def stop(self) -> None:
        """After the label in hand."""
        self.work.stop()

    # --- inside ---

    def _take_destinations(self, found: tuple[Destination, ...]) -> None:
        known = {each.key for each in found} | {SHEETS}
        is_first = not self.view.destinations and bool(found) and not self.view.goods
        to = found[0].key if is_first else self.view.to if self.view.to in known else SHEETS
        self._show(destinations=found, to=to)

    def _take(self, found: tuple[ProductView, ...]) -> None:
        there = {each.product.product_id for each in self.view.goods}
        new = tuple(LabelGoods(each) for each in found if each.product_id not in there)
        if new and not self.view.is_under_way:
            self._show(goods=self.view.goods + new, chosen=len(self.view.goods), finished=0, path=None)

    def _change(self, **what: Any) -> None:
        view, item = self.view, self.view.item
        if item is None or view.is_under_way:
            return
        changed = replace(item, **what)
        if changed != item:
            self._show(goods=(*view.goods[: view.chosen], changed, *view.goods[view.chosen + 1 :]))

    def _end(self, path: object, error: object) -> None:
        view = self.view
        # sheets are whole or not there; a printer has what was told as done
        finished = len(view.goods) if path is not None else view.done if view.to != SHEETS else 0
        rest = view.goods[finished:]
        found = path if isinstance(path, Path) else None
        self._show(is_under_way=False, goods=rest, chosen=0 if rest else -1, done=0, finished=finished, path=found)
        if isinstance(error, AppError):
            self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        elif error is not None:
            self._desk.runner.crashed.emit(error)
        elif finished:
            self.told.emit(finished, found)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self._ask_picture()
        self.changed.emit()

    def _ask_picture(self) -> None:
        view, language = self.view, self._desk.language
        item = view.item
        wanted = (replace(item, copies=1) if item is not None else None, view.template, language)
        if wanted == self._pictured or self._maker is None:
            return
        self._pictured = wanted
        if item is None:
            self.view = replace(view, picture=b"")
            return

        def drawn(picture: bytes) -> None:
            if wanted == self._pictured:
                self.view = replace(self.view, picture=picture)
                self.changed.emit()

        self._desk.ask(self._maker.picture, done=drawn, goods=item, template=view.template, language=language)
