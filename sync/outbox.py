"""What happened here and has to be told: read in batches of whole local transactions, and how far it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.kernel.errors import RuleBroken
from db.models.company import Installation
from db.models.outbox import Outbox
from db.models.sync import OutboxTrouble, SyncTarget
from db.prepared import Prepared, driver_of
from db.uow import Uow

CENTRE = "centre"
MOST_DOCUMENTS = 1000
MOST_BYTES = 4 * 1024 * 1024
"""A batch ends behind the transaction that passes one of these."""
_AFTER = Prepared(
    select(
        Outbox.seq, Outbox.id, Outbox.transaction_id, Outbox.kind, Outbox.row_id, Outbox.format, Outbox.body, Outbox.sha256
    )
    .where(Outbox.seq > bindparam("after"))
    .order_by(Outbox.seq)
)


class Document(NamedTuple):
    """A document as it lies in the outbox; ids are 16 bytes, as they are stored and sent."""

    seq: int
    id: bytes
    transaction_id: bytes
    kind: str
    row_id: bytes
    format: int
    body: bytes
    sha256: bytes


class Answer(NamedTuple):
    """What the centre said of a document: applied, known, parked, rejected or quarantined, and why."""

    id: UUID
    outcome: str
    reason: str | None


class Standing(NamedTuple):
    """Who speaks, and how far it was answered: this very file, the last document that the centre has acknowledged (None: none
    yet) with its place, and the epoch in which the feed was read."""

    database_id: UUID
    before_id: UUID | None
    answered_seq: int
    epoch: UUID | None


def standing(session: Session, *, target: str = CENTRE) -> Standing:
    """How this file stands with the centre. Refused: `centre.not_connected`."""
    row = session.get(SyncTarget, target)
    if row is None:
        raise RuleBroken("centre.not_connected")
    before_id = session.scalar(select(Outbox.id).where(Outbox.seq == row.answered_seq))
    return Standing(session.scalars(select(Installation.database_id)).one(), before_id, row.answered_seq, row.feed_epoch)


def documents_between(session: Session, *, first: int, last: int, most: int) -> dict[UUID, int]:
    """Documents of the outbox from one place to another, so many of them, evenly spread and with the last one: their places."""
    step = max(1, (last - first) // most)
    places = [*range(first, last, step), last]
    return {row[0]: row[1] for row in session.execute(select(Outbox.id, Outbox.seq).where(Outbox.seq.in_(places)))}


def tell_again(uow: Uow, *, answered_seq: int, target: str = CENTRE) -> None:
    """The centre has lost what stands behind this place: it is told once more."""
    row = uow.session.get_one(SyncTarget, target)
    row.answered_seq = min(row.answered_seq, answered_seq)
    uow.session.execute(delete(OutboxTrouble).where(OutboxTrouble.target == target, OutboxTrouble.seq > row.answered_seq))
    uow.touch("sync")


def next_batch(session: Session, *, target: str = CENTRE, most: int = MOST_DOCUMENTS) -> tuple[Document, ...]:
    """The oldest documents that this target has not answered, up to the end of a transaction."""
    after = session.scalar(select(SyncTarget.answered_seq).where(SyncTarget.name == target)) or 0
    cursor = _AFTER.raw(driver_of(session), after)
    batch: list[Document] = []
    size = 0
    for row in cursor:
        document = Document(*row)
        is_full = len(batch) >= most or size >= MOST_BYTES
        if is_full and document.transaction_id != batch[-1].transaction_id:
            break
        batch.append(document)
        size += len(document.body)
    cursor.close()
    return tuple(batch)


def note_answers(uow: Uow, *, batch: Sequence[Document], answers: Sequence[Answer], target: str = CENTRE) -> int:
    """Every document of the batch was answered: the next batch begins behind it, and what was not applied is kept in the list
    of troubles. Answers how many those are. What others have answered meanwhile, a batch or the beginning of one, changes
    nothing.

    Refused: `centre.no_answer` where a document has none: then nothing is noted, and the batch is sent again.
    """
    said = {answer.id.bytes: answer for answer in answers}
    if any(document.id not in said for document in batch):
        raise RuleBroken("centre.no_answer")
    row = uow.session.get(SyncTarget, target)
    if row is None or not batch or row.answered_seq >= batch[-1].seq:
        return 0
    fresh = [document for document in batch if document.seq > row.answered_seq]
    row.answered_seq, row.succeeded_at = batch[-1].seq, uow.now
    troubles = [_trouble(document, said[document.id], target, uow.now) for document in fresh]
    found = [trouble for trouble in troubles if trouble is not None]
    uow.add_many(OutboxTrouble, found)
    uow.touch("sync")
    return len(found)


def note_attempt(uow: Uow, *, failed: str = "", detail: str = "", target: str = CENTRE) -> None:
    """How the last attempt to tell ended: the code of what it was refused with and its words; empty where it went. Since when is
    noted too: the same refusal again changes nothing."""
    row = uow.session.get(SyncTarget, target)
    if row is None or (row.failed or "") == failed:
        return
    row.failed, row.failed_detail, row.failed_at = failed or None, detail[:200] or None, uow.now if failed else None
    uow.touch("sync")


def _trouble(document: Document, answer: Answer, target: str, now: datetime) -> dict[str, object] | None:
    if answer.outcome in ("applied", "known"):
        return None
    return {"target": target, "seq": document.seq, "state": answer.outcome, "reason": answer.reason, "at": now}


def open_troubles(session: Session, *, target: str = CENTRE) -> dict[UUID, int]:
    """The documents that were not applied when they were sent: by id, their place in the outbox."""
    query = select(Outbox.id, Outbox.seq).join(OutboxTrouble, OutboxTrouble.seq == Outbox.seq)
    return {row[0]: row[1] for row in session.execute(query.where(OutboxTrouble.target == target))}


def note_settled(uow: Uow, *, places: Sequence[int], target: str = CENTRE) -> None:
    """These were applied after all: what they lacked has come, or somebody has mended it."""
    uow.session.execute(delete(OutboxTrouble).where(OutboxTrouble.target == target, OutboxTrouble.seq.in_(places)))
    uow.touch("sync")


def connect_to(uow: Uow, *, address: str, target: str = CENTRE) -> None:
    """From here on this program tells that target; where it was told before, it goes on where it stood. A password in the
    address is not stored. Refused: `centre.bad_address`."""
    from sync.address import storable  # late: a start that tells nobody needs no driver of PostgreSQL

    address = storable(address)
    row = uow.session.get(SyncTarget, target)
    if row is not None:
        row.address = address
    else:
        uow.add(
            SyncTarget(
                name=target, address=address, answered_seq=0, feed_epoch=None, feed_xid=0, feed_seq=0, succeeded_at=None
            )
        )
    uow.touch("sync")
