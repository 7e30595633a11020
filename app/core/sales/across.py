"""Returns of goods that another branch has sold: what the branch of the goods says of them, made of facts and never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.sales.views import AnsweredLine, ReturnStanding
from app.core.stock.elsewhere import is_office
from db.models.company import Branch, Installation, NumberSeries
from db.models.sales import ReturnAnswer, ReturnAnswerLine, ReturnLine, Sale, SaleLine, SaleReturn
from db.models.staff import Person

_LEAST_SETTLED = ("confirmed", "pending", "disputed")
_Needs = tuple[UUID, UUID]
"""A return, and a branch of its goods that is not the one that has made it."""


def return_state(session: Session, *, return_id: UUID) -> str:
    """`none` (the goods are of the branch that took them back), `pending`, `disputed` or `confirmed`."""
    found = standings(session, return_ids=[return_id])
    return found[return_id].state if found else "none"


def unsettled_returns(session: Session, *, limit: int = 200) -> tuple[ReturnStanding, ...]:
    """Those that concern this branch (an office: all) and are not confirmed, oldest first: made here, or of goods that were sold
    here."""
    here = _here(session)
    query = _asked().where(or_(ReturnAnswer.id.is_(None), ReturnAnswer.verdict == "disputed"))
    if not is_office(session):
        query = query.where(or_(SaleReturn.branch_id == here.branch_id, Sale.branch_id == here.branch_id))
    return tuple(_standings(session, query)[:limit])


def standings(session: Session, *, return_ids: Collection[UUID]) -> dict[UUID, ReturnStanding]:
    """How these returns stand, by id; one that needs nobody's word is left out."""
    found = _standings(session, _asked().where(SaleReturn.id.in_(return_ids))) if return_ids else ()
    return {each.return_id: each for each in found}


def standings_of_sales(session: Session, *, sale_ids: Collection[UUID]) -> dict[UUID, ReturnStanding]:
    """By sale: of what came back of it in other branches the least settled."""
    query = (
        select(ReturnLine.return_id, Sale.id)
        .join(Sale, Sale.id == ReturnLine.sale_id).join(SaleLine, SaleLine.id == ReturnLine.sale_line_id)
        .join(SaleReturn, SaleReturn.id == ReturnLine.return_id)
        .where(SaleLine.sale_id.in_(sale_ids), Sale.branch_id != SaleReturn.branch_id).distinct()
    )
    pairs = [(row[0], row[1]) for row in session.execute(query)]
    known = standings(session, return_ids={return_id for return_id, _sale in pairs}) if pairs else {}
    found: dict[UUID, ReturnStanding] = {}
    for return_id, sale_id in sorted(pairs):
        standing, before = known[return_id], found.get(sale_id)
        if before is None or _LEAST_SETTLED.index(standing.state) > _LEAST_SETTLED.index(before.state):
            found[sale_id] = standing
    return found


def to_answer(session: Session) -> tuple[UUID, ...]:
    """Returns of other branches that this till is to answer for its branch, oldest first: nobody of the branch has said anything
    yet, and the first of the sales that they are of is this till's."""
    here = _here(session)
    if session.get(NumberSeries, (here.till_id, "sale")) is None:  # it has sold nothing
        return ()
    elsewhere = or_(SaleReturn.branch_id < here.branch_id, SaleReturn.branch_id > here.branch_id)  # by the index
    query = select(SaleReturn.id).where(elsewhere, ~_answered(here.branch_id), _first_till(here.branch_id) == here.till_id)
    return tuple(sorted(session.scalars(query), key=lambda each: each.int))


def lines_for(session: Session, *, return_id: UUID, branch_id: UUID) -> list[dict[str, Any]]:
    """Of each line of the return that this branch has sold: what was sold of it, and what has come back of it with this return:
    here, where no word was needed, and there, where it was confirmed. What is disputed or waits itself does not count."""
    mine = (
        select(ReturnLine.id, ReturnLine.sale_line_id, SaleLine.quantity_milli, ReturnLine.quantity_milli)
        .join(SaleLine, SaleLine.id == ReturnLine.sale_line_id).join(Sale, Sale.id == SaleLine.sale_id)
        .where(ReturnLine.return_id == return_id, Sale.branch_id == branch_id).order_by(ReturnLine.position)
    )
    rows: Sequence[Any] = session.execute(mine).all()
    before = _undisputed_milli(session, [row[1] for row in rows], return_id, branch_id)
    found = []
    for line_id, sale_line_id, sold_milli, milli in rows:  # one return may name a sold line twice
        before[sale_line_id] = before.get(sale_line_id, 0) + milli
        found.append({"return_line_id": line_id, "sold_milli": sold_milli, "back_milli": before[sale_line_id]})
    return found


def branches_to_answer(session: Session, *, return_id: UUID) -> dict[UUID, str]:
    """Whose goods they are, of other branches than the one that took them back: by branch how it stands with it."""
    query = _asked().where(SaleReturn.id == return_id)
    return {row.goods_id: row.verdict or "pending" for row in session.execute(query)}


def counts() -> ColumnElement[bool]:
    """Whether an answer is the one that counts, the same at every till: a person's before a till's own, of those the first."""
    mine: Any = ReturnAnswer
    other: Any = aliased(ReturnAnswer)
    outranks = or_(
        and_(other.person_id.is_not(None), mine.person_id.is_(None)),
        and_(other.person_id.is_not(None) == mine.person_id.is_not(None), other.id < mine.id),
    )
    same = and_(other.return_id == mine.return_id, other.branch_id == mine.branch_id)
    return ~exists().where(same, outranks).correlate(ReturnAnswer)


def _asked() -> Select[Any]:
    """Each return and branch of its goods that is another one, with the answer that counts."""
    made, goods = aliased(Branch), aliased(Branch)
    answer = and_(ReturnAnswer.return_id == SaleReturn.id, ReturnAnswer.branch_id == Sale.branch_id, counts())
    found: Any = (
        select(
            SaleReturn.id, SaleReturn.number, SaleReturn.at, SaleReturn.total_minor, made.name.label("made"),
            goods.name.label("goods"), Sale.branch_id.label("goods_id"), ReturnAnswer.id.label("answer_id"),
            ReturnAnswer.verdict, ReturnAnswer.reason, ReturnAnswer.at.label("answered_at"), Person.name.label("person"),
        )
        .join(ReturnLine, ReturnLine.return_id == SaleReturn.id).join(Sale, Sale.id == ReturnLine.sale_id)
        .outerjoin(made, made.id == SaleReturn.branch_id).outerjoin(goods, goods.id == Sale.branch_id)
        .outerjoin(ReturnAnswer, answer).outerjoin(Person, Person.id == ReturnAnswer.person_id)
        .where(Sale.branch_id != SaleReturn.branch_id).distinct().order_by(SaleReturn.id, Sale.branch_id)
    )
    return found  # type: ignore[no-any-return]


def _standings(session: Session, query: Select[Any]) -> list[ReturnStanding]:
    here, speaks_for_all = _here(session), is_office(session)
    by_return: dict[UUID, list[Any]] = {}
    for row in session.execute(query):
        by_return.setdefault(row.id, []).append(row)
    over = _over(session, [row.answer_id for rows in by_return.values() for row in rows if row.verdict == "disputed"])
    return [_standing(rows, over, here.branch_id, speaks_for_all) for rows in by_return.values()]


def _standing(
    rows: Sequence[Any], over: dict[UUID, list[AnsweredLine]], branch_id: UUID, speaks_for_all: bool
) -> ReturnStanding:
    """Of several branches those count that are least settled."""
    state = max((row.verdict or "pending" for row in rows), key=_LEAST_SETTLED.index)
    these = [row for row in rows if (row.verdict or "pending") == state]
    first = these[0]
    return ReturnStanding(
        first.id, first.number, first.at, first.total_minor, state, first.made or "",
        tuple(row.goods or "" for row in these), first.answered_at, first.person, first.reason,
        tuple(line for row in these for line in over.get(row.answer_id, ())),
        state != "confirmed" and (speaks_for_all or any(row.goods_id == branch_id for row in rows if row.verdict != "confirmed")),
    )


def _over(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, list[AnsweredLine]]:
    query = (
        select(
            ReturnAnswerLine.answer_id, ReturnLine.name, ReturnLine.unit, ReturnAnswerLine.sold_milli,
            ReturnAnswerLine.back_milli,
        )
        .join(ReturnLine, ReturnLine.id == ReturnAnswerLine.return_line_id)
        .where(ReturnAnswerLine.answer_id.in_(answer_ids), ReturnAnswerLine.back_milli > ReturnAnswerLine.sold_milli)
        .order_by(ReturnLine.position)
    )
    found: dict[UUID, list[AnsweredLine]] = {}
    for row in session.execute(query) if answer_ids else ():
        found.setdefault(row[0], []).append(AnsweredLine(row[1], row[2], row[3], row[4]))
    return found


def _undisputed_milli(
    session: Session, sale_line_ids: Iterable[UUID], return_id: UUID, branch_id: UUID
) -> dict[UUID, int]:
    confirmed = (
        exists().where(
            ReturnAnswer.return_id == SaleReturn.id, ReturnAnswer.branch_id == branch_id, ReturnAnswer.verdict == "confirmed",
            counts(),
        ).correlate(SaleReturn)
    )
    query = (
        select(ReturnLine.sale_line_id, ReturnLine.quantity_milli).join(SaleReturn, SaleReturn.id == ReturnLine.return_id)
        .where(
            ReturnLine.sale_line_id.in_(list(sale_line_ids)), ReturnLine.return_id != return_id,
            or_(SaleReturn.branch_id == branch_id, confirmed),
        )
    )
    found: dict[UUID, int] = {}
    for sale_line_id, milli in session.execute(query):
        if sale_line_id is not None:
            found[sale_line_id] = found.get(sale_line_id, 0) + milli
    return found


def _answered(branch_id: UUID) -> ColumnElement[bool]:
    return exists().where(ReturnAnswer.return_id == SaleReturn.id, ReturnAnswer.branch_id == branch_id).correlate(SaleReturn)


def _first_till(branch_id: UUID) -> Any:
    """The till that has made the first of the return's sales of this branch."""
    return (
        select(Sale.till_id).join(ReturnLine, ReturnLine.sale_id == Sale.id)
        .where(ReturnLine.return_id == SaleReturn.id, Sale.branch_id == branch_id)
        .order_by(Sale.id).limit(1).correlate(SaleReturn).scalar_subquery()
    )


def _here(session: Session) -> Installation:
    return session.scalars(select(Installation)).one()
