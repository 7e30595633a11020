"""Writing into the audit; always inside the command that did the thing, so that neither is ever alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit.rules import GENESIS, row_hash
from app.kernel.canonical import canonical
from app.kernel.clock import microseconds
from db.models.audit import AuditEntry
from db.prepared import Prepared
from db.uow import Uow

_LAST = Prepared(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1))


def audit(
    uow: Uow, action: str, subject_id: UUID | None = None, *, lender_id: UUID | None = None,
    person_id: UUID | None = None, **facts: Any,
) -> bytes:
    """Add a row to the chain; `lender_id` is who lent the right. Answers the new head. No PINs, names or phones in facts."""
    last_seq, previous = audit_head(uow)
    row: dict[str, Any] = {
        "seq": last_seq + 1, "at": uow.now, "company_id": uow.place.company_id, "till_id": uow.place.till_id,
        "person_id": person_id or uow.by.person_id, "lender_id": lender_id, "action": action, "subject_id": subject_id,
        "facts": canonical(facts).decode(),
    }
    head = row_hash(previous, **{**row, "at": microseconds(uow.now)})
    uow.add_many(AuditEntry, [{**row, "previous_hash": previous, "hash": head}])
    uow.keep("audit", "head", (last_seq + 1, head))
    return head


def audit_head(uow: Uow) -> tuple[int, bytes]:
    """The last row's number and hash: what a Z prints, so that a tail that was cut off is seen too."""
    return uow.remember("audit", "head", lambda: _read_head(uow))  # type: ignore[no-any-return]


def _read_head(uow: Uow) -> tuple[int, bytes]:
    rows = _LAST.rows(uow.driver)
    return (rows[0][0], rows[0][1]) if rows else (0, GENESIS)
