"""The sheet of paper for the recovery code that was issued last, with the name of the owner whose it is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.documents.recovery import save_recovery_code
from db.models.audit import AuditEntry
from db.models.company import Company
from db.models.staff import Person


def save_issued_code(session: Session, *, code: str, language: str, folder: Path) -> Path:
    """Write it as a PDF into a folder; answers where it lies. Refused: `file.cannot_write`."""
    issued = select(AuditEntry.subject_id).where(AuditEntry.action == "recovery.issued").order_by(AuditEntry.seq.desc())
    owner = session.scalar(select(Person.name).where(Person.id == session.scalar(issued.limit(1))))
    company = session.scalar(select(Company.name)) or ""
    return save_recovery_code(company=company, owner=owner or "", code=code, language=language, folder=folder)
