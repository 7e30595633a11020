"""Which till this file is, and what every screen needs to know of the shop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.cash.queries import open_shift
from app.core.setup.views import LeftOffView
from app.kernel.context import Place
from app.kernel.errors import EnvironmentFailed
from db.models.audit import AuditEntry
from db.models.company import Branch, Company, Installation, LeftOff, Till


def read_place(session: Session) -> Place | None:
    """Whose file this is; None before the first run. Refused: `database.damaged`, when half of it is missing."""
    row = session.get(Installation, 1)
    if row is None:
        return None
    company, branch = session.get(Company, row.company_id), session.get(Branch, row.branch_id)
    till = session.get(Till, row.till_id)
    if company is None or branch is None or till is None:
        raise EnvironmentFailed("database.damaged", path="?", detail="the installation's own rows are missing")
    return Place(
        company_id=row.company_id, branch_id=row.branch_id, till_id=row.till_id, store_id=till.store_id,
        database_id=row.database_id, currency=company.currency, zone=branch.zone,
        day_change_hour=branch.day_change_hour, language=branch.language, prefix=till.prefix,
    )


def last_moment(session: Session) -> datetime | None:
    """When the last thing happened here, by the audit."""
    return session.scalar(select(func.max(AuditEntry.at)))


def names_here(session: Session) -> tuple[str, str]:
    """What this branch and this till are called, for the header and the line at the bottom."""
    row = session.get_one(Installation, 1)
    return session.get_one(Branch, row.branch_id).name, session.get_one(Till, row.till_id).name


def left_off(session: Session, *, till_id: UUID) -> LeftOffView:
    """Where a till was when it was last seen, and whether a shift is open there now; an empty screen: nobody knows."""
    row = session.get(LeftOff, till_id)
    has_shift = open_shift(session, till_id=till_id) is not None
    return LeftOffView(row.screen, row.facts, has_shift) if row is not None else LeftOffView("", "{}", has_shift)
