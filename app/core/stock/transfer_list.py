"""Transfers as they are asked for: by store, by state, with what became of each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.stock.views import TransferLineView, TransferView
from db.firsts import is_first
from db.models.staff import Person
from db.models.stock import Store
from db.models.transfers import Transfer, TransferAnswer, TransferAnswerLine, TransferLine, TransferSettlement


def transfers(
    session: Session, *, transfer_ids: Sequence[UUID] | None = None, store_id: UUID | None = None, purpose: str | None = None,
    only_waiting: bool = False, only_open: bool = False, before: tuple[datetime, UUID] | None = None, limit: int = 200,
) -> tuple[TransferView, ...]:
    """Transfers, newest first: from or to a store, those that nobody has answered, those with a difference to settle. `before` is
    moment and id of the last one of the page before."""
    source, target = aliased(Store), aliased(Store)
    query = (
        select(Transfer, source.name, target.name, Person.name, TransferAnswer.is_open, TransferSettlement.outcome)
        .join(source, source.id == Transfer.from_store_id)
        .join(target, target.id == Transfer.to_store_id)
        .join(Person, Person.id == Transfer.person_id)
        .outerjoin(TransferAnswer, and_(TransferAnswer.transfer_id == Transfer.id, is_first(TransferAnswer, "transfer_id")))
        .outerjoin(
            TransferSettlement,
            and_(TransferSettlement.transfer_id == Transfer.id, is_first(TransferSettlement, "transfer_id")),
        )
        .order_by(Transfer.at.desc(), Transfer.id.desc())
        .limit(limit)
    )
    if transfer_ids is not None:
        query = query.where(Transfer.id.in_(transfer_ids))
    if store_id is not None:
        query = query.where(or_(Transfer.from_store_id == store_id, Transfer.to_store_id == store_id))
    if purpose is not None:
        query = query.where(Transfer.purpose == purpose)
    if only_waiting:
        query = query.where(TransferAnswer.id.is_(None), Transfer.purpose != "return")
    if only_open:
        query = query.where(TransferAnswer.is_open, TransferSettlement.id.is_(None))
    if before is not None:
        at, last_id = before
        query = query.where(or_(Transfer.at < at, and_(Transfer.at == at, Transfer.id < last_id)))
    rows = session.execute(query).all()
    lines = _lines(session, [row[0].id for row in rows])
    return tuple(
        TransferView(
            each.id, each.number, each.purpose, _state(each.purpose, is_open, outcome), each.from_store_id, from_name,
            each.to_store_id, to_name, each.at, person, each.note,
            tuple(_line(line, answered, is_settled=outcome is not None) for line, answered in lines.get(each.id, ())),
        )
        for each, from_name, to_name, person, is_open, outcome in rows
    )


def _state(purpose: str, is_open: bool | None, outcome: str | None) -> str:
    if purpose == "return":
        return "done"
    if is_open is None:
        return "sent"
    return "answered" if not is_open else outcome or "open"


def _lines(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[tuple[TransferLine, TransferAnswerLine | None]]]:
    query = (
        select(TransferLine, TransferAnswerLine)
        .outerjoin(
            TransferAnswerLine,
            and_(TransferAnswerLine.transfer_line_id == TransferLine.id, is_first(TransferAnswerLine, "transfer_line_id")),
        )
        .where(TransferLine.transfer_id.in_(ids))
        .order_by(TransferLine.position)
    )
    found: dict[UUID, list[tuple[TransferLine, TransferAnswerLine | None]]] = {}
    for line, answered in session.execute(query):
        found.setdefault(line.transfer_id, []).append((line, answered))
    return found


def _line(line: TransferLine, answered: TransferAnswerLine | None, *, is_settled: bool) -> TransferLineView:
    accepted, back = (answered.accepted_milli, answered.back_milli) if answered is not None else (None, None)
    left = line.quantity_milli - (accepted or 0) - (back or 0) if answered is not None and not is_settled else 0
    return TransferLineView(line.id, line.product_id, line.name, line.unit, line.quantity_milli, accepted, back, left)
