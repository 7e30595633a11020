"""Frozen answers of the stock screens: where goods lie, which layers stand behind a figure, what moved, what documents say.

Costs are minor units; None to whoever may not see what goods cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.stock.posted import TAKEN_BACK_BY
from app.kernel.money import round_ratio


@dataclass(frozen=True, slots=True)
class StoreView:
    """A place that holds goods; an agent's bag is of the kind `agent`."""

    store_id: UUID
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A document by its kind and number; the number is empty where this till does not have it."""

    kind: str
    document_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class InStore:
    """How much of a product lies in a store, and what its layers there cost."""

    store_id: UUID
    on_hand_milli: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class StockRow:
    """A product in the list of levels, with each store that ever held it."""

    product_id: UUID
    name: str
    article: str | None
    unit: str
    in_stores: tuple[InStore, ...]

    @property
    def on_hand_milli(self) -> int:
        """In all these stores."""
        return sum(each.on_hand_milli for each in self.in_stores)

    @property
    def cost_minor(self) -> int | None:
        """Of all that lies there."""
        return _sum(each.cost_minor for each in self.in_stores)

    @property
    def is_below_zero(self) -> bool:
        """One of the stores owes some of it."""
        return any(each.on_hand_milli < 0 for each in self.in_stores)


@dataclass(frozen=True, slots=True)
class StoreTotal:
    """A store as a whole: how many products lie there, of how many it owes some, what all layers cost."""

    store: StoreView
    products: int
    below_zero: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class LayerView:
    """Goods that came in together, and what of them is left; the oldest is taken first."""

    layer_id: int
    arrived_at: datetime
    document: DocumentName
    quantity_milli: int
    cost_minor: int | None
    left_milli: int
    left_minor: int | None

    @property
    def unit_cost_minor(self) -> int | None:
        """What one unit cost, rounded half up; sums are made of the whole cost, never of this."""
        return None if self.cost_minor is None else round_ratio(self.cost_minor * 1000, self.quantity_milli)


@dataclass(frozen=True, slots=True)
class DebtView:
    """What was taken before it came in, and is still owed."""

    document: DocumentName
    occurred_at: datetime
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class StoreLayers:
    """The layers behind one figure: Σ left − owed is the level. `more` layers with `more_milli` of goods are not listed, and of
    what is owed only the oldest sales."""

    store: StoreView
    on_hand_milli: int
    cost_minor: int | None
    layers: tuple[LayerView, ...]
    debts: tuple[DebtView, ...]
    owed_milli: int = 0
    more: int = 0
    more_milli: int = 0


@dataclass(frozen=True, slots=True)
class InBranch:
    """How much of a product lies in a store of another branch, by all that the branch had told by then."""

    branch: str
    store: str
    on_hand_milli: int
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A product in other branches: where some of it lies (or is owed), the most first; `oldest` is up to when the branch had told
    all that has told least lately, None where no other has told anything."""

    stores: tuple[InBranch, ...] = ()
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where each piece of a product is, store by store. `is_waiting`: its layers are just being made anew. `elsewhere` is what
    the centre has said of other branches."""

    product_id: UUID
    name: str
    unit: str
    places: tuple[StoreLayers, ...]
    is_waiting: bool = False
    elsewhere: Elsewhere = Elsewhere()

    @property
    def on_hand_milli(self) -> int:
        """In all stores."""
        return sum(place.on_hand_milli for place in self.places)

    @property
    def cost_minor(self) -> int | None:
        """Of all that lies there."""
        return _sum(place.cost_minor for place in self.places)


@dataclass(frozen=True, slots=True)
class Taker:
    """Who took of a layer, how much, what that cost, and how much of it came back or went on to another store."""

    document: DocumentName
    occurred_at: datetime
    quantity_milli: int
    cost_minor: int | None
    back_milli: int


@dataclass(frozen=True, slots=True)
class MovementView:
    """A movement: + in, − out. `level_milli` is what lay there after it. `booked_minor` is what it was taken to cost then,
    `corrected_minor` what it turned out to cost more."""

    movement_id: UUID
    document: DocumentName
    store_id: UUID
    occurred_at: datetime
    quantity_milli: int
    level_milli: int
    booked_minor: int | None
    corrected_minor: int | None

    @property
    def cost_minor(self) -> int | None:
        """What it costs by all that is known."""
        return _sum((self.booked_minor, self.corrected_minor))


@dataclass(frozen=True, slots=True)
class StockPaper:
    """A stock document in a list; its cost is that of all its goods, as it is known now. `taken_back_by` is the number of the
    document that takes it back; `may_be_taken_back` where that can still be done."""

    document_id: UUID
    number: str
    kind: str
    store: str
    reason: str
    person: str
    at: datetime
    line_count: int
    taken_back_by: str | None
    cost_minor: int | None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether its kind can be, and nobody has."""
        return self.kind in TAKEN_BACK_BY and self.taken_back_by is None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What a document moved of one product: + in, − out."""

    product_id: UUID
    name: str
    unit: str
    quantity_milli: int
    cost_minor: int | None


def _sum(parts: Iterable[int | None]) -> int | None:
    """The sum of costs; None where they are not shown."""
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
