"""The journal of printing: queued → sending → sent | failed | unknown. A sale never waits for paper."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update

from app.core.audit.commands import audit
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.documents import DrawerJob, PrintJob
from db.uow import Uow

ON_WISH = frozenset({"agent_sale"})
"""Kinds of documents that come out only when somebody asks: their first paper is no copy, and asks for no right."""


def queue_print(uow: Uow, *, document_kind: str, document_id: UUID, copy: int = 0) -> UUID:
    """Ask for a document on paper, in the transaction that makes the document."""
    job_id = uow.new_id()
    row = {
        "id": job_id, "document_kind": document_kind, "document_id": document_id, "copy": copy, "state": "queued",
        "body": None, "problem": None, "created_at": uow.now, "sent_at": None,
    }
    uow.add_many(PrintJob, [row])
    uow.touch("print")
    return job_id


def queue_drawer(uow: Uow, *, document_kind: str, document_id: UUID) -> None:
    """Ask for the drawer to open; a job of its own."""
    row = {
        "id": uow.new_id(), "document_kind": document_kind, "document_id": document_id, "state": "queued",
        "created_at": uow.now,
    }
    uow.add_many(DrawerJob, [row])
    uow.touch("drawer")


def print_again(uow: Uow, *, document_kind: str, document_id: UUID) -> UUID:
    """A reprint; it says COPY, also where the first was never asked for (but for what is printed `ON_WISH`). Where the first has
    surely not come out, it is that one that is printed. Refused: `right.missing`."""
    if _is_first(uow, document_kind, document_id):
        return queue_print(uow, document_kind=document_kind, document_id=document_id)
    lender_id = require(uow, Right.REPRINT)
    failed = select(PrintJob).where(PrintJob.document_id == document_id, PrintJob.state == "failed").order_by(PrintJob.id)
    first = uow.session.scalars(failed.limit(1)).first()
    if first is not None:
        audit(uow, "print.retried", document_id, lender_id=lender_id, was=first.state)
        first.state = "queued"
        uow.touch("print")
        return first.id
    copy = _copies(uow, document_id) + 1
    job_id = queue_print(uow, document_kind=document_kind, document_id=document_id, copy=copy)
    audit(uow, "print.again", document_id, lender_id=lender_id, kind=document_kind)
    return job_id


def give_out_again(uow: Uow, *, document_kind: str, document_id: UUID) -> int:
    """A document goes out past the printer (onto a screen, into a file); answers the number of the copy that it must say.

    It is counted with those that were printed, so that no two copies have one number; the first of what is printed `ON_WISH` is
    none, and its number is 0. Refused: `right.missing`.
    """
    is_first = _is_first(uow, document_kind, document_id)
    lender_id = None if is_first else require(uow, Right.REPRINT)
    copy = 0 if is_first else _copies(uow, document_id) + 1
    row = {
        "id": uow.new_id(), "document_kind": document_kind, "document_id": document_id, "copy": copy, "state": "sent",
        "body": None, "problem": None, "created_at": uow.now, "sent_at": uow.now,
    }
    uow.add_many(PrintJob, [row])
    if is_first:
        return copy
    audit(uow, "print.again", document_id, lender_id=lender_id, kind=document_kind)
    return copy


def store_rendered(uow: Uow, *, job_id: UUID, body: bytes) -> bytes:
    """Keep the bytes of a job and say that they are being sent; a job keeps its first bytes for ever.

    Refused: `print.not_queued`, when it is not waiting (somebody else sends it, or a person must decide).
    """
    job = uow.get(PrintJob, job_id)
    if job.state != "queued":
        raise RuleBroken("print.not_queued", state=job.state)
    job.state, job.body = "sending", job.body or body
    uow.touch("print")
    return job.body


def mark_printed(uow: Uow, *, job_id: UUID) -> None:
    """The printer has taken all of it."""
    job = uow.get(PrintJob, job_id)
    job.state, job.sent_at, job.problem = "sent", uow.now, None
    uow.touch("print")


def mark_failed(uow: Uow, *, job_id: UUID, problem: str) -> None:
    """The printer surely has not printed it: it may be sent again."""
    job = uow.get(PrintJob, job_id)
    job.state, job.problem = "failed", problem[:200]
    uow.touch("print")


def mark_unknown(uow: Uow, *, job_id: UUID, problem: str) -> None:
    """Nobody knows what came out of the printer: only a person sends it again, and then it says COPY."""
    job = uow.get(PrintJob, job_id)
    job.state, job.problem = "unknown", problem[:200]
    uow.touch("print")


def retry_print(uow: Uow, *, job_id: UUID) -> None:
    """A person sends a failed or unknown job again. What may be on paper keeps its bytes for ever and waits no longer; in its
    place comes a new job, which says COPY. Refused: `right.missing`, `print.not_retriable`, `not_found`.
    """
    require(uow, Right.REPRINT)
    job = uow.get(PrintJob, job_id)
    if job.state not in ("failed", "unknown"):
        raise RuleBroken("print.not_retriable", state=job.state)
    audit(uow, "print.retried", job.document_id, was=job.state)
    if job.state == "failed":
        job.state = "queued"
    else:
        job.state = "sent"  # perhaps: `sent_at` stays empty
        queue_print(
            uow, document_kind=job.document_kind, document_id=job.document_id, copy=_copies(uow, job.document_id) + 1
        )
    uow.touch("print")


def requeue_failed(uow: Uow) -> int:
    """The printer can print again: what it has surely not printed goes out by itself; what is in doubt waits for a person.
    Answers how many."""
    failed = update(PrintJob).where(PrintJob.state != "sent", PrintJob.state == "failed", PrintJob.problem == "printer.failed")
    changed = uow.session.execute(failed.values(state="queued").execution_options(synchronize_session=False))
    count: int = changed.rowcount  # type: ignore[attr-defined]
    if count:
        uow.touch("print")
    return count


def doubt_interrupted(uow: Uow) -> int:
    """At the start: what was being sent when the program died may be on paper or not; only a person sends it again.

    A drawer that was to open before is not opened now: nobody may be standing there. Answers how many prints are in doubt.
    """
    stopped = update(PrintJob).where(PrintJob.state != "sent", PrintJob.state == "sending").values(state="unknown")
    count: int = uow.session.execute(stopped.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    if count:
        uow.touch("print")
        audit(uow, "print.interrupted", count=count)
    late = update(DrawerJob).where(DrawerJob.state != "sent", DrawerJob.state == "queued").values(state="failed")
    uow.session.execute(late.execution_options(synchronize_session=False))
    return count


def mark_drawer_opened(uow: Uow, *, job_id: UUID) -> None:
    """The drawer is told to open, once and for all; it is written down before the pulse, so that no pulse comes twice."""
    uow.get(DrawerJob, job_id).state = "sent"
    uow.touch("drawer")


def mark_drawer_failed(uow: Uow, *, job_id: UUID) -> None:
    """It did not open. It is not told again later, when nobody expects it: the cashier opens it with the key."""
    uow.get(DrawerJob, job_id).state = "failed"
    uow.touch("drawer")


def _copies(uow: Uow, document_id: UUID) -> int:
    """The highest number that a copy of this document has; 0 while there is only the first print."""
    return uow.session.scalar(select(func.max(PrintJob.copy)).where(PrintJob.document_id == document_id)) or 0


def _is_first(uow: Uow, document_kind: str, document_id: UUID) -> bool:
    """Nobody has asked for this paper yet, and it does not come by itself."""
    found = select(PrintJob.id).where(PrintJob.document_id == document_id).limit(1)
    return document_kind in ON_WISH and uow.session.scalar(found) is None
