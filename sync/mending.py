"""What a person does about what does not go: have it tried once more, there and here, or have everything read anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit.commands import audit
from app.core.received.commands import begin_load, try_again
from app.core.received.queries import kept_back
from app.core.received.views import Cursor
from app.core.staff.access import require
from app.kernel.context import By
from app.kernel.log import get_logger
from app.kernel.permissions import Right
from db.models.outbox import Outbox
from db.models.sync import OutboxTrouble
from db.uow import Uow
from sync.centre import Centre
from sync.outbox import CENTRE, Answer
from sync.pulling import NO_PIECES_FAULT
from sync.rounds import Store

AT_ONCE = 500
log = get_logger("sync")


@dataclass(frozen=True, slots=True)
class Mended:
    """How many of what was not applied stand now, at the centre and here, and how many still do not."""

    there: int
    here: int
    left_there: int
    left_here: int


def mend(store: Store, centre: Centre) -> Mended:
    """Have the centre try what it rejected of this till once more, and try here what came and could not be stored.

    Refused: what `Centre.try_again` refuses.
    """
    refused: dict[UUID, int] = store.ask(rejected)
    ids, there = list(refused), 0
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        answers = centre.try_again(part)
        store.do(note_again, places=refused, answers=answers)
        there += sum(answer.outcome == "applied" for answer in answers)
    waiting = [each.id for each in store.ask(kept_back, most=10_000)]
    here = sum(_stands(store, row_id) for row_id in waiting)
    return Mended(there, here, len(store.ask(rejected)), len(store.ask(kept_back, most=10_000)))


def rejected(session: Session, *, target: str = CENTRE) -> dict[UUID, int]:
    """The documents of this till that the centre has rejected: by id, their place in the outbox."""
    query = select(Outbox.id, Outbox.seq).join(OutboxTrouble, OutboxTrouble.seq == Outbox.seq)
    query = query.where(OutboxTrouble.target == target, OutboxTrouble.state == "rejected").order_by(Outbox.seq)
    return {row[0]: row[1] for row in session.execute(query)}


def note_again(uow: Uow, *, places: dict[UUID, int], answers: Sequence[Answer], target: str = CENTRE) -> None:
    """How documents stand after they were tried once more."""
    for answer in answers:
        row = uow.session.get(OutboxTrouble, (target, places[answer.id]))
        if row is not None and answer.outcome == "applied":
            uow.session.delete(row)
        elif row is not None:
            row.state, row.reason = answer.outcome, answer.reason
    uow.touch("sync")


def read_anew(store: Store, centre: Centre, *, by: By) -> None:
    """Forget how far the centre was heard: the next round reads all of it from the beginning. What stands here stays, and what
    was not told yet is told as before.

    Asks first: `sync.read_anew`. Refused: `right.missing`, `centre.not_connected`, and what `Centre.mark` refuses.
    """
    mark = centre.mark()
    store.do(_begin_anew, by=by, cursor=Cursor(mark.epoch, 0, 0), cards_xid=mark.xid)


def _begin_anew(uow: Uow, *, cursor: Cursor, cards_xid: int) -> None:
    lender_id = require(uow, Right.EDIT_SETTINGS)
    uow.confirm("sync.read_anew")
    begin_load(uow, cursor=cursor, cards_xid=cards_xid)
    audit(uow, "sync.read_anew", lender_id=lender_id)


def _stands(store: Store, row_id: UUID) -> bool:
    """One by itself: what the books cannot take stays kept back as it was."""
    try:
        taken = store.do(try_again, ids=[row_id])
    except NO_PIECES_FAULT:
        raise
    except Exception:
        log.exception("cannot_take_in_again")
        return False
    return not taken.kept_back
