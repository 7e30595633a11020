"""Putting right after the sale: a payment that was booked under the wrong tender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.core.audit.commands import audit
from app.core.cash.drawer import check_enough, open_shift_here, store_payments
from app.core.payments.views import Part
from app.core.sales.commands.checkout import PAYMENT_TOLD
from app.core.sales.refunds import own_payments
from app.core.staff.access import require
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.sales import Sale, TenderCorrection
from db.uow import Uow, plain

CORRECTABLE = ("cash", "card", "qr")


def correct_tender(
    uow: Uow, *, sale_id: UUID, from_tender: str, to_tender: str, amount_minor: int, reason: str
) -> UUID:
    """The customer paid by card and the cashier pressed cash: a fact of its own moves the sum, the sale stays as it was.

    Only in the shift of the sale, since a closed drawer has been counted. Refused: `right.missing`, `shift.none_open`,
    `correction.not_completed`, `correction.shift_closed`, `correction.tender`, `correction.too_much`, `text.empty`;
    asks `cash.drawer_short`.
    """
    lender_id = require(uow, Right.CORRECT_TENDER)
    shift = open_shift_here(uow)
    sale = uow.get(Sale, sale_id)
    if sale.state != "completed":
        raise RuleBroken("correction.not_completed")
    if sale.shift_id != shift.shift_id:
        raise RuleBroken("correction.shift_closed", number=sale.number)
    if from_tender == to_tender or from_tender not in CORRECTABLE or to_tender not in CORRECTABLE:
        raise RuleBroken("correction.tender")
    held, rounding = _booked(uow, sale_id, from_tender)
    if not 0 < amount_minor <= held:
        raise RuleBroken("correction.too_much", held_minor=max(0, held))
    if amount_minor < held:
        rounding = 0  # it goes along only with the whole
    if from_tender == "cash":
        check_enough(uow, shift.shift_id, amount_minor)
    row = _store(uow, sale_id, shift.shift_id, from_tender, to_tender, amount_minor, name_of(reason, field="reason"))
    money = []
    for kind, sign in ((from_tender, -1), (to_tender, 1)):
        part = Part(kind, amount_minor, amount_minor, rounding_minor=rounding)
        money += store_payments(
            uow, [part], shift_id=shift.shift_id, document_kind="sale", document_id=sale_id, sign=sign,
            correction_id=row.id,
        )
    sha256 = uow.record("sale", "sale.tender_corrected", row.id, _document(row, money))
    audit(
        uow, "sale.tender_corrected", sale_id, lender_id=lender_id, number=row.number, was=from_tender, now=to_tender,
        amount_minor=amount_minor, sha256=sha256,
    )
    return row.id


def _booked(uow: Uow, sale_id: UUID, tender: str) -> tuple[int, int]:
    """What this sale itself holds by a tender, and how much of that is rounding."""
    parts = [part for part in own_payments(uow.session, [sale_id]) if part.kind == tender]
    return sum(part.amount_minor for part in parts), sum(part.rounding_minor for part in parts)


def _store(
    uow: Uow, sale_id: UUID, shift_id: UUID, from_tender: str, to_tender: str, amount_minor: int, reason: str
) -> TenderCorrection:
    _number, text = uow.next_number("correction", "C")
    row = TenderCorrection(
        id=uow.new_id(), number=text, sale_id=sale_id, shift_id=shift_id, from_tender=from_tender,
        to_tender=to_tender, amount_minor=amount_minor, reason=reason, person_id=uow.person_id, at=uow.now,
    )
    return uow.add(row)


def _document(row: TenderCorrection, money: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id, "number": row.number, "sale_id": row.sale_id, "shift_id": row.shift_id,
        "from_tender": row.from_tender, "to_tender": row.to_tender, "amount_minor": row.amount_minor,
        "reason": row.reason, "person_id": row.person_id, "at": plain(row.at),
        "payments": as_table(PAYMENT_TOLD, money),
    }
