"""Levels, layers, movements and documents as lines of a list: what stands left, which figure stands right."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.core.stock.shown import (
    DebtView,
    DocumentName,
    InBranch,
    LayerView,
    MovementView,
    PaperLine,
    StockPaper,
    StockRow,
    StoreLayers,
    Taker,
)
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.pick_list import PickRow
from ui.wording import DOCUMENTS, worded

JOIN = " · "


class StockWords:
    """Puts what the queries answer into words of whoever sits here; a cost that is not shown to them has none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def quantity(self, milli: int, unit: str, *, signed: bool = False) -> str:
        """With its unit; `signed`: also what comes in has a sign."""
        plus = "+" if signed and milli > 0 else ""
        return f"{plus}{self._desk.quantity(milli)}\u00a0{self._desk.unit(unit)}"

    def cost(self, minor: int | None) -> str:
        """A sum, or nothing."""
        return "" if minor is None else self._desk.money(minor)

    def document(self, document: DocumentName) -> str:
        """What people call it: the number first, which must be read even where there is little room."""
        kind = worded(DOCUMENTS, document.kind, self._desk.language)
        return JOIN.join(filter(None, (document.number, kind)))

    def owed(self, milli: int, unit: str) -> str:
        """A debt as a sentence."""
        words = self._desk.say(_("Sold before it came in: {quantity}. Its cost becomes final with the next receipt."))
        return words.format(quantity=self.quantity(milli, unit))

    def level(self, row: StockRow, stores: Mapping[UUID, str]) -> PickRow:
        """A product with its level, and where it lies if that may be several places."""
        desk, there = self._desk, [each for each in row.in_stores if each.on_hand_milli]
        note = row.article or ""
        if len(stores) > 1:
            note = JOIN.join(f"{stores.get(each.store_id, '')} {desk.quantity(each.on_hand_milli)}".strip() for each in there)
        figure = self.quantity(row.on_hand_milli, row.unit)
        if row.is_below_zero:
            return PickRow(row.name, note, figure, desk.say(_("below zero")), "bad")
        return PickRow(row.name, note, figure, self.cost(row.cost_minor) if there else desk.say(_("nothing left")))

    def place(self, place: StoreLayers, unit: str) -> PickRow:
        """A store before its layers."""
        note = self._desk.say(_("layers: {count}")).format(count=len(place.layers) + place.more)
        if place.owed_milli:
            note = self._desk.say(_("owed: {quantity}")).format(quantity=self.quantity(place.owed_milli, unit))
        return PickRow(place.store.name, note, self.quantity(place.on_hand_milli, unit), self.cost(place.cost_minor))

    def in_branch(self, place: InBranch, unit: str) -> PickRow:
        """A store of another branch, and how old that is."""
        name = place.branch if place.store == place.branch else JOIN.join((place.branch, place.store))
        words = self._desk.say(_("as told {ago}")).format(ago=self._desk.ago(place.told_at))
        return PickRow(name, words, self.quantity(place.on_hand_milli, unit), self._desk.say(_("in another branch")))

    def layer(self, layer: LayerView, unit: str) -> PickRow:
        """A layer: which document brought it, how much of it is left, what that cost."""
        say, price = self._desk.say, layer.unit_cost_minor
        facts = {"quantity": self._desk.quantity(layer.quantity_milli), "price": self.cost(price)}
        words = say(_("of {quantity}")) if price is None else say(_("of {quantity} at {price}"))
        note = JOIN.join((words.format(**facts), self._desk.moment(layer.arrived_at)))
        return PickRow(self.document(layer.document), note, self.quantity(layer.left_milli, unit), self.cost(layer.left_minor))

    def debt(self, debt: DebtView, unit: str) -> PickRow:
        """What was sold before it came in."""
        words = self._desk.say(_("before it came in"))
        return PickRow(
            self.document(debt.document), JOIN.join((words, self._desk.moment(debt.occurred_at))),
            self.quantity(-debt.quantity_milli, unit), self._desk.say(_("owed")), "warn",
        )

    def taker(self, taker: Taker, unit: str) -> PickRow:
        """Who took of a layer."""
        note = self._desk.moment(taker.occurred_at)
        if taker.back_milli:
            back = self._desk.say(_("came back or went on: {quantity}"))
            note = JOIN.join((note, back.format(quantity=self._desk.quantity(taker.back_milli))))
        figure = self.quantity(taker.quantity_milli, unit)
        return PickRow(self.document(taker.document), note, figure, self.cost(taker.cost_minor))

    def movement(self, move: MovementView, unit: str) -> PickRow:
        """A movement, what lay there after it, and what it cost: as booked, or as it turned out."""
        say = self._desk.say
        left = say(_("then {quantity}")).format(quantity=self._desk.quantity(move.level_milli))
        cost = self.cost(move.cost_minor)
        if move.corrected_minor:
            cost = say(_("{cost}, booked {booked}")).format(cost=cost, booked=self.cost(move.booked_minor))
        note = JOIN.join((left, self._desk.moment(move.occurred_at)))
        figure = self.quantity(move.quantity_milli, unit, signed=True)
        return PickRow(self.document(move.document), note, figure, cost, "warn" if move.corrected_minor else "muted")

    def paper(self, paper: StockPaper) -> PickRow:
        """A document in the list."""
        title = self.document(DocumentName(paper.kind, paper.document_id, paper.number))
        lines = self._desk.say(_("lines: {count}")).format(count=paper.line_count)
        return PickRow(
            title, JOIN.join((self._desk.moment(paper.at), paper.reason)), self.cost(paper.cost_minor) or lines,
            lines if paper.cost_minor is not None else "",
        )

    def line(self, line: PaperLine) -> PickRow:
        """What a document moved of one product."""
        quantity = self.quantity(line.quantity_milli, line.unit, signed=True)
        return PickRow(line.name, "", quantity, self.cost(line.cost_minor))
