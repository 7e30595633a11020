"""Frozen answers about sales and returns; they may cross threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from app.core.catalog.views import ProductView
from app.core.intents.views import IntentView
from app.core.parties.views import CustomerView

WeightReason = Literal["no_scale", "scale_silent", "scale_refused", "beside_scale"]
"""Why a weight was typed: no scale stands here, it does not answer, it has no weight (moving, too heavy, below zero), or it has
one and nobody wanted it."""


class NewItem(NamedTuple):
    """Something to put into the cart. `price_minor` overrides the card's price; `weight_source` is `scale` or `typed`; `mark`,
    `batch` and `expires_on` are what a code said of this very piece."""

    product_id: UUID
    quantity_milli: int = 1000
    price_minor: int | None = None
    code: str | None = None
    weight_source: str | None = None
    mark: str | None = None
    batch: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class InCart:
    """Where a scan has gone."""

    sale_id: UUID
    line_id: UUID


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the cart, in minor units; `new_price_minor` is set when the card's price has changed meanwhile."""

    line_id: UUID
    position: int
    removed: bool
    product_id: UUID
    name: str
    unit: str
    decimals: int
    quantity_milli: int
    price_minor: int
    discount_minor: int
    sum_minor: int
    new_price_minor: int | None
    is_marked: bool = False
    expires_on: date | None = None

    @property
    def has_steps(self) -> bool:
        """One more and one less of it make sense: it is not weighed, and no marked piece."""
        return not self.decimals and not self.is_marked


@dataclass(frozen=True, slots=True)
class SaleChange:
    """The whole sale's sums, and the lines that changed since a revision."""

    sale_id: UUID
    state: str
    revision: int
    currency: str
    customer_id: UUID | None
    line_count: int
    gross_minor: int
    line_discount_minor: int
    receipt_discount_minor: int
    total_minor: int
    pending_minor: int
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A sale that is open or parked."""

    sale_id: UUID
    state: str
    label: str | None
    person_id: UUID
    opened_at: datetime
    line_count: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class ParkedView:
    """A sale on hold, as somebody recognises it: whose it is, since when, and what lies in it (names of the first goods)."""

    sale_id: UUID
    label: str | None
    person_id: UUID
    person: str
    customer: str | None
    opened_at: datetime
    line_count: int
    total_minor: int
    goods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A line whose product now costs something else."""

    line_id: UUID
    name: str
    old_minor: int
    new_minor: int


@dataclass(frozen=True, slots=True)
class Completed:
    """A sale that is paid; `change_minor` is what goes back over the counter."""

    sale_id: UUID
    number: str
    total_minor: int
    paid_minor: int
    change_minor: int
    rounding_minor: int


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """How much of a sold line comes back; `to_stock` False for goods that cannot be sold again."""

    sale_line_id: UUID
    quantity_milli: int
    to_stock: bool = True


@dataclass(frozen=True, slots=True)
class LooseItem:
    """Something that comes back without a receipt, at the price that is given back for one unit."""

    product_id: UUID
    quantity_milli: int
    price_minor: int
    to_stock: bool = True


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that is done: what was given back, and by which tenders (minor units)."""

    return_id: UUID
    number: str
    total_minor: int
    rounding_minor: int
    refunds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """A sold line, and how much of it may still come back."""

    sale_line_id: UUID
    name: str
    unit: str
    sold_milli: int
    left_milli: int
    net_minor: int
    left_minor: int
    price_minor: int
    decimals: int
    product_id: UUID


@dataclass(frozen=True, slots=True)
class SoldSale:
    """A completed sale, and what of it may still come back. `paid_minor` is the total with its rounding."""

    sale_id: UUID
    number: str
    completed_at: datetime
    business_date: date
    total_minor: int
    lines: tuple[ReturnableLine, ...]
    paid_minor: int
    branch_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentOffer:
    """What the payment screen begins with: what is due, what was already taken, and what may be handed over for it.

    `cash_due_minor` is rounded to the smallest coin; `taken` are (tender, amount) of parts that are here already. `by_terminal`:
    a card is charged by the till's terminal; `card` is what that was last asked for this sale, `card_back` the money that it is
    giving back of it now. `charged` are those of `taken` that it has charged, each with the id of its intent.
    """

    sale_id: UUID
    total_minor: int
    left_minor: int
    cash_due_minor: int
    likely_minor: tuple[int, ...]
    customer: CustomerView | None
    taken: tuple[tuple[UUID, str, int], ...]
    by_terminal: bool = False
    card: IntentView | None = None
    card_back: IntentView | None = None
    charged: tuple[tuple[UUID, UUID], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What would come of a payment: change and rounding, or what is missing (minor units).

    `debt_minor` is what the customer owes after it, where it is on debt.
    """

    change_minor: int
    rounding_minor: int
    missing_minor: int
    debt_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A sale or a return in a list of receipts. `total_minor` is what was paid, rounding included; below zero for a return."""

    kind: str
    document_id: UUID
    number: str
    at: datetime
    total_minor: int
    tenders: tuple[str, ...]
    across: ReturnStanding | None = None
    """How the return stands with the branch of its goods; of a sale the least settled of its returns in other branches."""


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A returned line, as the branch of the goods has counted: what was sold of it, and what has come back by then."""

    name: str
    unit: str
    sold_milli: int
    back_milli: int


@dataclass(frozen=True, slots=True)
class ReturnStanding:
    """A return that another branch has made than that of its goods. `state`: `pending` (the goods' branch has said nothing yet),
    `disputed`, `confirmed`. `goods` are the branches of the goods that this is about, `over` the lines of which more came back
    than was sold; `may_answer`: it may be said here."""

    return_id: UUID
    number: str
    at: datetime
    total_minor: int
    state: str
    branch: str
    goods: tuple[str, ...]
    answered_at: datetime | None = None
    person: str | None = None
    reason: str | None = None
    over: tuple[AnsweredLine, ...] = ()
    may_answer: bool = False


@dataclass(frozen=True, slots=True)
class ReturnQuote:
    """What would go back: the goods' worth, the cash rounding on it, and (tender, amount) of each part.

    `sums_minor` stand in the order of what was asked for.
    """

    total_minor: int
    rounding_minor: int
    parts: tuple[tuple[str, int], ...]
    sums_minor: tuple[int, ...]

    @property
    def given_minor(self) -> int:
        """What is handed over or booked, rounding included."""
        return self.total_minor + self.rounding_minor


@dataclass(frozen=True, slots=True)
class ExchangeQuote:
    """What would come of an exchange: the worth of what comes back and of what is taken, and the difference.

    Either `left_minor` is to be paid (by cash `cash_due_minor`, with change out of what is handed over), or `parts` go back.
    """

    back_minor: int
    taken_minor: int
    left_minor: int
    cash_due_minor: int
    change_minor: int
    missing_minor: int
    likely_minor: tuple[int, ...]
    parts: tuple[tuple[str, int], ...]

    @property
    def given_minor(self) -> int:
        """What goes back, if what comes back is worth more."""
        return sum(amount for _tender, amount in self.parts)


@dataclass(frozen=True, slots=True)
class Found:
    """Goods that a code stands for, how much of them (a scale's label says it), and the sold lines that it may mean."""

    product: ProductView
    quantity_milli: int
    line_ids: tuple[UUID, ...] = ()
