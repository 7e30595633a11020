"""Frozen answers about agents; they may cross threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from app.kernel.money import round_ratio


class BagItem(NamedTuple):
    """Something that an agent sells; without a price the price list's."""

    product_id: UUID
    quantity_milli: int = 1000
    price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class AgentView:
    """An agent; `agent_id` is the bag's store too. `till` has the bag now, None where it was let go."""

    agent_id: UUID
    person_id: UUID
    name: str
    branch_id: UUID
    commission_ppm: int
    keeps_commission: bool
    price_list_id: UUID | None
    till_id: UUID | None
    till: str | None


@dataclass(frozen=True, slots=True)
class BagLineView:
    """What is in a bag of one line of a transfer: accepted − returned − sold = left. `left_minor` is its cost, None for whoever
    is not shown it."""

    product_id: UUID
    name: str
    unit: str
    transfer_id: UUID
    transfer: str
    line_id: UUID
    accepted_milli: int
    returned_milli: int
    sold_milli: int
    left_milli: int
    left_minor: int | None


@dataclass(frozen=True, slots=True)
class AgentSold:
    """What became of a sale out of a bag."""

    sale_id: UUID
    number: str
    total_minor: int
    commission_minor: int


@dataclass(frozen=True, slots=True)
class AgentRefunded:
    """What became of a return to an agent."""

    refund_id: UUID
    number: str
    total_minor: int
    commission_minor: int


@dataclass(frozen=True, slots=True)
class AllocationView:
    """What one line of a sale took of one transfer, what of it has come back, and what it cost (None: it is not shown)."""

    line_id: UUID
    name: str
    transfer_id: UUID
    transfer: str
    transfer_line_id: UUID
    quantity_milli: int
    back_milli: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class AgentSaleLineView:
    """One line of a sale out of a bag, and what of it came back."""

    line_id: UUID
    product_id: UUID
    name: str
    unit: str
    price_minor: int
    quantity_milli: int
    back_milli: int
    net_minor: int

    @property
    def left_milli(self) -> int:
        """What can still come back."""
        return self.quantity_milli - self.back_milli

    def worth_minor(self, milli: int) -> int:
        """What is given back for so much more of it; all parts together are what was paid for the line."""
        before, now = self.back_milli, self.back_milli + milli
        return round_ratio(self.net_minor * now, self.quantity_milli) - round_ratio(
            self.net_minor * before, self.quantity_milli
        )


@dataclass(frozen=True, slots=True)
class AgentSaleView:
    """A sale out of a bag."""

    sale_id: UUID
    number: str
    agent_id: UUID
    agent: str
    at: datetime
    total_minor: int
    commission_minor: int
    is_late: bool
    lines: tuple[AgentSaleLineView, ...]


@dataclass(frozen=True, slots=True)
class RequestLineView:
    """What was asked for of one product, and how much the transfer brings (None before the answer)."""

    product_id: UUID
    name: str
    unit: str
    asked_milli: int
    approved_milli: int | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request. `state`: asked | approved | declined."""

    request_id: UUID
    number: str
    agent_id: UUID
    agent: str
    at: datetime
    state: str
    note: str | None
    reason: str | None
    transfer_id: UUID | None
    lines: tuple[RequestLineView, ...]


@dataclass(frozen=True, slots=True)
class CartLineView:
    """What an agent is about to ask for."""

    product_id: UUID
    name: str
    unit: str
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where an agent and the shop stand. `owes_minor` below zero: the shop owes. The goods' cost is None for whoever is not
    shown it."""

    agent_id: UUID
    agent: str
    sold_minor: int
    refunded_minor: int
    commission_minor: int
    keeps_commission: bool
    paid_minor: int
    owes_minor: int
    goods_milli: int
    goods_price_minor: int
    goods_cost_minor: int | None


@dataclass(frozen=True, slots=True)
class AgentsRow:
    """One row of the agents' report: of an agent, a product or a day. `sold_*` is net of what came back. What is on
    hand and owed is what it was at the end of the period's last day; in the row of a day, at the end of that day. A product
    has no debt: None."""

    key: str
    name: str
    handed_milli: int
    accepted_milli: int
    returned_milli: int
    sold_milli: int
    sold_minor: int
    on_hand_milli: int
    debt_minor: int | None


@dataclass(frozen=True, slots=True)
class AgentsReport:
    """The agents' report of a period, both days within."""

    first: date
    last: date
    agent: str | None
    by_agent: tuple[AgentsRow, ...]
    by_product: tuple[AgentsRow, ...]
    by_day: tuple[AgentsRow, ...]
    top: tuple[AgentsRow, ...]
