"""What a stock document is called once it is posted, and which kinds may be taken back by another one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.permissions import Right
from db.models.stock import StockDocument
from db.models.transfers import Transfer

TAKEN_BACK_BY: Mapping[str, Right] = {
    "receipt": Right.RECEIVE_STOCK, "opening": Right.RECEIVE_STOCK, "found": Right.RECEIVE_STOCK,
    "write_off": Right.WRITE_OFF_STOCK, "supplier_return": Right.WRITE_OFF_STOCK, "count": Right.WRITE_OFF_STOCK,
}
"""The right that taking back each kind needs; orders are closed, and what takes back is not taken back itself."""


def document_number(session: Session, *, document_id: UUID) -> str | None:
    """How people call a stock document or a transfer (`A1-P000012`); None if there is no such."""
    number = session.scalar(select(StockDocument.number).where(StockDocument.id == document_id))
    return number or session.scalar(select(Transfer.number).where(Transfer.id == document_id))


def document_id_of(session: Session, *, number: str) -> UUID | None:
    """The stock document with this number, however it is typed; None if there is no such."""
    return session.scalar(select(StockDocument.id).where(StockDocument.number == number.strip().upper()))
