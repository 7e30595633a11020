"""Writing into the audit; always inside the command that did the thing, so that neither is ever alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from app.core.audit.rules import GENESIS, row_hash
from app.kernel.canonical import canonical
from app.kernel.clock import microseconds
from db.models.audit import AuditEntry, AuditHead
from db.prepared import Prepared
from db.uow import Uow, plain

_KEPT = Prepared(select(AuditHead.seq, AuditHead.hash))
_LAST = Prepared(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1))
_insert = insert(AuditHead).values(id=1, seq=bindparam("seq"), hash=bindparam("hash"))
_KEEP = Prepared(
    _insert.on_conflict_do_update(index_elements=["id"], set_={"seq": _insert.excluded.seq, "hash": _insert.excluded.hash})
)


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
    entry = {**row, "previous_hash": previous, "hash": head}
    uow.add_many(AuditEntry, [entry])
    uow.tell_audit({**entry, "at": plain(uow.now)})
    _KEEP.run(uow.driver, seq=last_seq + 1, hash=head)
    uow.keep("audit", "head", (last_seq + 1, head))
    return head


def audit_head(uow: Uow) -> tuple[int, bytes]:
    """The last row's number and hash: what a Z prints, so that a tail that was cut off is seen too.

    It is the kept head, not the last row that is still there: whoever goes on after a cut leaves a gap that stays.
    """
    return uow.remember("audit", "head", lambda: _read_head(uow))  # type: ignore[no-any-return]


def _read_head(uow: Uow) -> tuple[int, bytes]:
    rows = _KEPT.rows(uow.driver) or _LAST.rows(uow.driver)
    return (rows[0][0], rows[0][1]) if rows else (0, GENESIS)
