"""How much of a sale may still come back, in goods and in money. Used inside commands and by queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.payments.views import Part
from db.models.sales import Payment, ReturnLine, SaleReturn


@dataclass(frozen=True, slots=True)
class Back:
    """What has already come back of a sold line."""

    quantity_milli: int
    gross_minor: int
    net_minor: int
    tax_minor: int

    def and_also(self, row: Mapping[str, Any]) -> Back:
        """This, and a row of a return that is being made."""
        return Back(
            self.quantity_milli + row["quantity_milli"], self.gross_minor + row["gross_minor"],
            self.net_minor + row["net_minor"], self.tax_minor + row["tax_minor"],
        )


NOTHING = Back(0, 0, 0, 0)


def already_back(session: Session, line_ids: Sequence[UUID]) -> dict[UUID, Back]:
    """By sold line: what earlier returns have taken."""
    query = (
        select(
            ReturnLine.sale_line_id, func.sum(ReturnLine.quantity_milli), func.sum(ReturnLine.gross_minor),
            func.sum(ReturnLine.net_minor), func.sum(ReturnLine.tax_minor),
        )
        .where(ReturnLine.sale_line_id.in_(line_ids))
        .group_by(ReturnLine.sale_line_id)
    )
    return {row[0]: Back(*row[1:]) for row in session.execute(query) if row[0] is not None}


def own_payments(session: Session, sale_ids: Collection[UUID]) -> list[Part]:
    """By tender and account: what was paid for these sales, corrected and given back, in order of paying; it may be negative.

    A part's amount is what was booked, its rounding included.
    """
    query = (
        select(
            Payment.tender, func.sum(Payment.amount_minor), Payment.owner_id, func.max(Payment.reference),
            func.sum(Payment.rounding_minor),
        )
        .where(
            (Payment.document_id.in_(sale_ids) & (Payment.document_kind == "sale")) | Payment.origin_id.in_(sale_ids)
        )
        .group_by(Payment.tender, Payment.owner_id)
        .order_by(func.min(Payment.id))
    )
    return [
        Part(tender, amount, amount, owner_id, reference, rounding)
        for tender, amount, owner_id, reference, rounding in session.execute(query)
    ]


def still_held(session: Session, sale_id: UUID, *, taken: Sequence[Part] = ()) -> list[Part]:
    """What each tender still holds of a sale, rounding included: payments and corrections less refunds, in order of paying.

    Sales that hang together by exchanges share one pot (goods of one were paid with goods of the other): the sale's own
    tenders come first. `taken` is what the same return has already taken out of that pot.
    """
    own = own_payments(session, [sale_id])
    pot = own
    if any(part.kind == "exchange" for part in own):
        first = {_whose(part) for part in own}
        pot = sorted(own_payments(session, family_of(session, sale_id)), key=lambda part: _whose(part) not in first)
    return _settled([part for part in pot if part.kind != "exchange"], taken)


def family_of(session: Session, sale_id: UUID) -> frozenset[UUID]:
    """The sale, and every sale that its goods were exchanged for or from, however far."""
    known, fresh = {sale_id}, {sale_id}
    while fresh:
        fresh = _exchanged_with(session, fresh) - known
        known |= fresh
    return frozenset(known)


def _exchanged_with(session: Session, sale_ids: set[UUID]) -> set[UUID]:
    back, paid = aliased(Payment), aliased(Payment)
    later = (
        select(SaleReturn.exchange_sale_id)
        .join(back, back.document_id == SaleReturn.id)
        .where(back.tender == "exchange", back.origin_id.in_(sale_ids))
    )
    earlier = (
        select(back.origin_id)
        .join(SaleReturn, SaleReturn.id == back.document_id)
        .join(paid, paid.reference == SaleReturn.number)
        .where(back.tender == "exchange", paid.tender == "exchange", paid.document_id.in_(sale_ids))
    )
    return {found for query in (later, earlier) for found in session.scalars(query) if found is not None}


def _settled(pot: Sequence[Part], taken: Sequence[Part]) -> list[Part]:
    """The pot without what was taken. What a tender has given back beyond its own share stood in for the others."""
    left = {_whose(part): part for part in pot}
    for part in taken:
        there = left.get(_whose(part), Part(part.kind, 0, 0, part.owner_id))
        left[_whose(part)] = _less(there, part.amount_minor, part.rounding_minor)
    over = [part for part in left.values() if _exact(part) < 0]
    missing, missing_rounding = -sum(_exact(part) for part in over), -sum(part.rounding_minor for part in over)
    parts = []
    for part in sorted(left.values(), key=lambda part: part.kind == "debt"):
        if _exact(part) <= 0:
            continue
        take = min(missing, _exact(part))
        rounding = missing_rounding if take and take == missing else 0
        missing -= take
        parts.append(_less(part, take + rounding, rounding))
    order = list(left)
    return sorted((part for part in parts if _exact(part) > 0), key=lambda part: order.index(_whose(part)))


def _exact(part: Part) -> int:
    return part.amount_minor - part.rounding_minor


def _less(part: Part, amount_minor: int, rounding_minor: int) -> Part:
    amount = part.amount_minor - amount_minor
    return replace(part, amount_minor=amount, tendered_minor=amount, rounding_minor=part.rounding_minor - rounding_minor)


def _whose(part: Part) -> tuple[str, UUID | None]:
    return part.kind, part.owner_id
