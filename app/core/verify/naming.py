"""What a finding is about, in a shopkeeper's terms: the document of that id with its number, the product by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import String, bindparam, column, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.verify.views import About, Finding
from db.types import Id, Moment

_NAMES = (
    "SELECT 'sale' AS kind, number, coalesce(completed_at, opened_at) AS at, NULL AS line FROM sale WHERE id = :id",
    "SELECT 'sale', s.number, coalesce(s.completed_at, s.opened_at), l.name"
    " FROM sale_line l LEFT JOIN sale s ON s.id = l.sale_id WHERE l.id = :id",
    "SELECT 'return', number, at, NULL FROM sale_return WHERE id = :id",
    "SELECT 'return', r.number, r.at, l.name FROM return_line l LEFT JOIN sale_return r ON r.id = l.return_id WHERE l.id = :id",
    "SELECT 'return', r.number, a.at, NULL FROM return_answer a LEFT JOIN sale_return r ON r.id = a.return_id WHERE a.id = :id",
    "SELECT 'cash', number, at, NULL FROM cash_operation WHERE id = :id",
    "SELECT 'account', number, at, NULL FROM account_operation WHERE id = :id",
    "SELECT 'correction', number, at, NULL FROM tender_correction WHERE id = :id",
    "SELECT kind, number, at, NULL FROM stock_document WHERE id = :id",
    "SELECT 'transfer', number, at, NULL FROM transfer WHERE id = :id",
    "SELECT 'transfer', t.number, t.at, l.name"
    " FROM transfer_line l LEFT JOIN transfer t ON t.id = l.transfer_id WHERE l.id = :id",
    "SELECT 'transfer_answer', t.number, a.at, NULL"
    " FROM transfer_answer a LEFT JOIN transfer t ON t.id = a.transfer_id WHERE a.id = :id",
    "SELECT 'transfer_settlement', t.number, s.at, NULL"
    " FROM transfer_settlement s LEFT JOIN transfer t ON t.id = s.transfer_id WHERE s.id = :id",
    "SELECT 'agent_request', number, at, NULL FROM agent_request WHERE id = :id",
    "SELECT 'agent_request', r.number, a.at, NULL"
    " FROM agent_request_answer a LEFT JOIN agent_request r ON r.id = a.request_id WHERE a.id = :id",
    "SELECT 'agent_sale', number, at, NULL FROM agent_sale WHERE id = :id",
    "SELECT 'agent_sale', s.number, s.at, l.name"
    " FROM agent_sale_line l LEFT JOIN agent_sale s ON s.id = l.sale_id WHERE l.id = :id",
    "SELECT 'agent_request', r.number, r.at, l.name"
    " FROM agent_request_line l LEFT JOIN agent_request r ON r.id = l.request_id WHERE l.id = :id",
    "SELECT 'agent_refund', r.number, r.at, l.name"
    " FROM agent_refund_line l LEFT JOIN agent_refund r ON r.id = l.refund_id WHERE l.id = :id",
    "SELECT 'agent_refund', number, at, NULL FROM agent_refund WHERE id = :id",
    "SELECT 'agent_payment', number, at, NULL FROM agent_payment WHERE id = :id",
    "SELECT 'shift', CAST(number AS TEXT), opened_at, NULL FROM shift WHERE id = :id",
    "SELECT 'z', CAST(s.number AS TEXT), v.at, NULL"
    " FROM shift_verification v JOIN shift s ON s.id = v.shift_id WHERE v.id = :id",
    "SELECT 'product', name, NULL, NULL FROM product WHERE id = :id",
    "SELECT 'customer', name, NULL, NULL FROM customer WHERE id = :id",
    "SELECT 'gift_card', code, NULL, NULL FROM gift_card WHERE id = :id",
)
_WHAT_IT_IS = (
    text(" UNION ALL ".join(_NAMES))
    .bindparams(bindparam("id", type_=Id()))
    .columns(column("kind", String), column("number", String), column("at", Moment()), column("line", String))
)


def named(session: Session, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each with the document or thing that its id means, where the file still says so."""
    return tuple(
        found if found.about is not None or found.row_id is None else replace(found, about=what_it_is(session, found.row_id))
        for found in findings
    )


def what_it_is(session: Session, row_id: UUID) -> About | None:
    """The document or thing of that id; None where the file has no such, or it cannot be read."""
    try:
        row = session.execute(_WHAT_IT_IS, {"id": row_id}).first()
    except (SQLAlchemyError, ValueError, TypeError, ArithmeticError):  # what somebody has written over cannot be named
        return None
    return About(row.kind, row.number, row.at, row.line) if row else None
