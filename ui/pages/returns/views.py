"""What the screen of a return shows: the goods that may come back, and what is chosen of them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.catalog.views import ProductView
from app.core.sales.views import Returned, ReturnQuote
from app.kernel.i18n import _

REASONS = (_("Not fresh"), _("Broken or faulty"), _("Does not fit"), _("Changed their mind"))
"""What is heard most, in the order of the keys; anything else is typed."""


@dataclass(frozen=True, slots=True)
class BackLine:
    """Goods that may come back. `left_milli` None: there is no receipt that says how much. `sum_minor` is for `taken_milli`."""

    line_id: UUID
    name: str
    unit: str
    decimals: int
    left_milli: int | None
    price_minor: int
    taken_milli: int = 0
    to_stock: bool = True
    sum_minor: int = 0
    sold_milli: int = 0


@dataclass(frozen=True, slots=True)
class ReturnView:
    """`sold` None: without a receipt. `tender` None: as it was paid. `entry`: what the line at the top is asked for.

    `quote` is of what was chosen before until `is_fresh`: nobody gives back a sum that stands nowhere.
    """

    sold_id: UUID | None = None
    number: str = ""
    at: datetime | None = None
    paid_minor: int = 0
    lines: tuple[BackLine, ...] = ()
    chosen: int = 0
    typed: str = ""
    reason: str = ""
    tender: str | None = None
    quote: ReturnQuote | None = None
    is_fresh: bool = False
    busy: bool = False
    hits: tuple[ProductView, ...] = ()
    hit: int = 0
    searching: str = ""
    entry: str = ""
    done: Returned | None = None

    @property
    def line(self) -> BackLine | None:
        """The chosen line."""
        return self.lines[self.chosen] if 0 <= self.chosen < len(self.lines) else None

    @property
    def taken(self) -> tuple[BackLine, ...]:
        """What comes back."""
        return tuple(line for line in self.lines if line.taken_milli)

    @property
    def is_whole(self) -> bool:
        """All that is left of the receipt comes back."""
        return bool(self.taken) and all(line.taken_milli == line.left_milli for line in self.lines)

    @property
    def can_give(self) -> bool:
        """The green key works."""
        return self.is_ready and self.is_fresh and self.quote is not None

    @property
    def is_ready(self) -> bool:
        """It is only the sum that may still be on its way."""
        return bool(self.taken) and bool(self.reason.strip()) and not self.busy


def left_off(view: ReturnView) -> dict[str, Any]:
    """What it takes to stand at a half-made return again: the receipt, what is chosen of it, why, and how the money goes."""
    facts: dict[str, Any] = {"sale_id": str(view.sold_id) if view.sold_id else None}
    kept = [line for line in view.lines if line.taken_milli or not line.to_stock]
    if kept or view.reason:
        lines = [[str(line.line_id), line.taken_milli, line.to_stock, line.price_minor] for line in kept]
        facts["typed"] = {"lines": lines, "chosen": view.chosen, "reason": view.reason, "tender": view.tender}
    return facts


def chosen_again(lines: Sequence[BackLine], typed: Mapping[str, Any]) -> tuple[BackLine, ...]:
    """A receipt's lines, chosen as they were before: never more than is left of them now."""
    before = {UUID(str(line_id)): (milli, to_stock) for line_id, milli, to_stock, _price in typed["lines"]}
    found = ((line, *before.get(line.line_id, (0, line.to_stock))) for line in lines)
    return tuple(
        replace(line, taken_milli=min(int(milli), line.left_milli or 0), to_stock=bool(to_stock))
        for line, milli, to_stock in found
    )


def loose_again(goods: Sequence[ProductView], typed: Mapping[str, Any]) -> tuple[BackLine, ...]:
    """Goods without a receipt, as they were before; a product that is gone meanwhile is left out."""
    known = {product.product_id: product for product in goods}
    found = ((known[UUID(str(line_id))], *more) for line_id, *more in typed["lines"] if UUID(str(line_id)) in known)
    return tuple(
        BackLine(each.product_id, each.name, each.unit, each.decimals, None, int(price), int(milli), bool(to_stock))
        for each, milli, to_stock, price in found
    )
