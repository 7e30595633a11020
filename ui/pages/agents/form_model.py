"""A form in hand: walking among its lines, quantities in whole pieces; into a draft goods are scanned or searched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import code_stands_for, products
from app.core.catalog.views import ProductView, Scanned
from app.kernel.errors import AppError, RuleBroken
from ui.bridge.desk import Desk, Fault
from ui.pages.agents.form import PIECE, FormLine, FormView
from ui.pages.checkout.searching import GoodsSearch, take_best

Told = Callable[[dict[UUID, int]], None]
AskThere = Callable[[UUID, list[UUID], Told], None]
"""Asks how much there is of some goods: for an agent, of these products, and tells it."""


class FormModel(QObject):
    """The lines of a document: how much of each.

    Signals:
        changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk, view: FormView) -> None:
        super().__init__()
        self._desk, self.view = desk, view

    @property
    def hits(self) -> tuple[ProductView, ...]:
        """What a search has found: nothing is searched here."""
        return ()

    @property
    def hit(self) -> int:
        """The place of the hit that Return takes."""
        return -1

    def choose(self, place: int) -> None:
        """The line at that place."""
        self.show_view(self.view.walked_to(place))

    def move(self, step: int) -> None:
        """Arrow keys."""
        self.choose(self.view.place + step)

    def set_quantity(self, milli: int | None) -> bool:
        """So much of the chosen line; answers whether that can be. Half a piece is refused, and nothing at all is no figure."""
        line = self.view.line
        if line is None or not self.view.is_open:
            return False
        if milli is None:
            self.refuse(RuleBroken("quantity.malformed", text=""))
            return False
        if milli % PIECE:
            self.refuse(RuleBroken("agents.half_a_piece", name=line.name, asked_milli=milli))
            return False
        if milli != line.milli:
            self.show_view(self.view.with_quantity(milli))
        return True

    def step(self, step: int) -> None:
        """One more or one less of the chosen line."""
        line = self.view.line
        if line is not None and line.milli + step * PIECE >= 0:
            self.set_quantity(line.milli + step * PIECE)

    def all_or_nothing(self) -> None:
        """All of each line, or nothing."""
        if self.view.is_open and not self.view.is_draft:
            self.show_view(self.view.all_or_nothing())

    def remove(self) -> None:
        """Nothing of the chosen line."""
        if self.view.is_open:
            self.show_view(self.view.with_quantity(0))

    def refuse(self, error: AppError) -> None:
        """Told as a sentence; whatever a field shows is shown anew."""
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self.changed.emit()

    def show_view(self, view: FormView) -> None:
        """Another view."""
        self.view = view
        self.changed.emit()


class DraftModel(FormModel):
    """Goods for or from an agent, scanned together. What is in hand waits for whoever began it, agent by agent."""

    def __init__(self, desk: Desk, kind: str, ask_there: AskThere) -> None:
        super().__init__(desk, FormView(kind))
        self._kept: dict[tuple[object, UUID], FormView] = {}
        self._kind, self._ask_there = kind, ask_there
        self._agent_id: UUID | None = None
        self._search = GoodsSearch(desk)
        self._search.changed.connect(self.changed)

    @property
    def hits(self) -> tuple[ProductView, ...]:
        return self._search.view.hits

    @property
    def hit(self) -> int:
        return self._search.view.place

    def look_at(self, agent_id: UUID | None) -> None:
        """The draft of this agent, of whoever sits here."""
        self._agent_id = agent_id
        self._search.look_for("")
        kept = self._kept.get(self._whose(agent_id)) if agent_id is not None else None
        self.show_view(kept or FormView(self._kind))

    def lines_of(self, agent_id: UUID) -> tuple[FormLine, ...]:
        """What is in hand for an agent."""
        kept = self._kept.get(self._whose(agent_id))
        return kept.lines if kept is not None else ()

    def drop(self, agent_id: UUID | None = None) -> None:
        """Give it up, or it is done: of this agent, or of the one who is looked at."""
        whom = agent_id or self._agent_id
        if whom is not None:
            self._kept.pop(self._whose(whom), None)
            if whom == self._agent_id:
                self.look_at(whom)

    def look_anew(self) -> None:
        """How much there is may be another figure by now."""
        if self._agent_id is not None and self.view.lines:
            self._learn(self._agent_id)

    def search(self, text: str) -> None:
        """Goods by any part of their name, article or code."""
        self._search.look_for(text)

    def move(self, step: int) -> None:
        if self.hits:
            self._search.move(step)
        else:
            super().move(step)

    def enter(self, text: str) -> None:
        """Return in the search field: the chosen hit, or what carries that code."""
        plain, found = text.strip(), self._search.view
        if plain.isdigit():
            self.scan(plain)
        elif plain and found.chosen is not None:
            self.put(found.chosen)
        elif plain:
            take_best(self._desk.ask, plain, put=self.put, otherwise=self.scan)
        self._search.look_for("")

    def scan(self, code: str) -> None:
        """One more of what carries this code; a box is as many as are in it."""
        agent_id = self._agent_id

        def found(scanned: Scanned) -> None:
            good = scanned.sellable
            if good.kind != "goods":
                self.refuse(RuleBroken("stock.not_goods", name=good.name))
            else:
                self._add(agent_id, good.product_id, good.name, good.unit, scanned.quantity_milli)

        self._desk.ask(code_stands_for, done=found, failed=self.refuse, code=code)

    def put(self, product: ProductView) -> None:
        """One more of it."""
        self._search.look_for("")
        self._add(self._agent_id, product.product_id, product.name, product.unit, PIECE)

    def put_line(self, product_id: UUID, name: str, unit: str) -> None:
        """One more of something that lies in the bag, also if it was removed from the goods."""
        self._add(self._agent_id, product_id, name, unit, PIECE)

    def go_on_from(self, agent_id: UUID, lines: list[tuple[UUID, int]]) -> None:
        """What was in hand before the program ended; goods that are gone are left out."""
        millis = dict(lines)

        def found(there: tuple[ProductView, ...]) -> None:
            told = tuple(
                FormLine(each.product_id, each.product_id, each.name, each.unit, millis[each.product_id]) for each in there
            )
            if told and not self.lines_of(agent_id):
                self._kept[self._whose(agent_id)] = replace(FormView(self._kind), lines=told).walked_to(0)
                self.look_at(self._agent_id)
                self.look_anew()

        self._desk.ask(products, done=found, product_ids=list(millis))

    def show_view(self, view: FormView) -> None:
        if self._agent_id is not None:
            if view.lines:
                self._kept[self._whose(self._agent_id)] = view
            else:
                self._kept.pop(self._whose(self._agent_id), None)
        super().show_view(view)

    def _whose(self, agent_id: UUID) -> tuple[object, UUID]:
        return self._desk.person.person_id if self._desk.person is not None else None, agent_id

    def _add(self, agent_id: UUID | None, product_id: UUID, name: str, unit: str, milli: int) -> None:
        if agent_id is None or agent_id != self._agent_id:  # somebody has walked on before the answer came
            return
        if milli % PIECE:
            self.refuse(RuleBroken("agents.half_a_piece", name=name, asked_milli=milli))
            return
        self.show_view(self.view.with_more(FormLine(product_id, product_id, name, unit, milli)))
        self._learn(agent_id)

    def _learn(self, agent_id: UUID) -> None:
        def told(there: dict[UUID, int]) -> None:
            if agent_id == self._agent_id:
                self.show_view(self.view.knowing(there))

        self._ask_there(agent_id, [line.product_id for line in self.view.lines], told)


def as_kept(lines: tuple[FormLine, ...]) -> list[list[Any]]:
    """Lines of a draft as they are written down for a power cut."""
    return [[str(line.product_id), line.milli] for line in lines]
