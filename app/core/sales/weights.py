"""Weights that come from a hand: their right, and the reason in the journal."""

from __future__ import annotations

from uuid import UUID

from app.core.audit.commands import audit
from app.core.sales.views import WeightReason
from app.core.staff.access import require
from app.kernel.permissions import Right
from db.uow import Uow


def typed(uow: Uow) -> str:
    """A weight that comes from a hand is asked for its right, however it comes in; from a scale or a label it is none. Refused:
    `right.missing`."""
    require(uow, Right.TYPE_WEIGHT)
    return "typed"


def note_typed(uow: Uow, sale_id: UUID, product_id: UUID, quantity_milli: int, reason: WeightReason) -> None:
    """Who typed it, and why the scale did not say it."""
    audit(uow, "sale.weight_typed", sale_id, product=product_id, quantity_milli=quantity_milli, weight_reason=reason)
