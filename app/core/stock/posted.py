"""What a stock document is called once it is posted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.stock import StockDocument
from db.models.transfers import Transfer


def document_number(session: Session, *, document_id: UUID) -> str | None:
    """How people call a stock document or a transfer (`A1-P000012`); None if there is no such."""
    number = session.scalar(select(StockDocument.number).where(StockDocument.id == document_id))
    return number or session.scalar(select(Transfer.number).where(Transfer.id == document_id))
