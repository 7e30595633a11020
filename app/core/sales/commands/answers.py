"""What the branch of the goods says of a return that another branch has made: a till by itself, or a person who has looked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.audit.commands import audit
from app.core.sales.across import branches_to_answer, lines_for
from app.core.staff.access import require
from app.core.stock.elsewhere import is_office
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.sales import ReturnAnswer, ReturnAnswerLine, SaleReturn
from db.uow import Uow, plain

LINE_TOLD = ("id", "return_line_id", "sold_milli", "back_milli")
"""What of an answered line travels."""
MORE_THAN_SOLD = "more_than_sold"


def answer_return(uow: Uow, *, return_id: UUID) -> str | None:
    """This till speaks for its branch, by itself: the return of another branch is confirmed where with it not more came back of
    each line than was sold, else disputed. Answers which; None where it was said meanwhile. Refused: `not_found`."""
    returned = uow.get(SaleReturn, return_id)
    branch_id = uow.place.branch_id
    if branches_to_answer(uow.session, return_id=return_id).get(branch_id) != "pending":
        return None
    lines = lines_for(uow.session, return_id=return_id, branch_id=branch_id)
    cause = MORE_THAN_SOLD if _is_over(lines) else None
    return _state(uow, returned, branch_id, lines, cause=cause)


def confirm_return(uow: Uow, *, return_id: UUID, reason: str | None = None) -> None:
    """A person of the goods' branch, or of an office, has looked and confirms the return, also where it is disputed: from then on
    that counts.

    Refused: `right.missing`, `not_found`, `return.needs_no_answer` (the goods are of the branch that took them back),
    `return.of_other_branch` (it is for the goods' branch to say), `return.confirmed_already`, `text.*`; asks
    `return.more_back_than_sold`.
    """
    lender_id = require(uow, Right.RETURN_BY_RECEIPT)
    returned = uow.get(SaleReturn, return_id)
    wanted = branches_to_answer(uow.session, return_id=return_id)
    if not wanted:
        raise RuleBroken("return.needs_no_answer", number=returned.number)
    mine = wanted if is_office(uow.session) else {key: state for key, state in wanted.items() if key == uow.place.branch_id}
    if not mine:
        raise RuleBroken("return.of_other_branch", number=returned.number)
    left = sorted((key for key, state in mine.items() if state != "confirmed"), key=lambda each: each.int)
    if not left:
        raise RuleBroken("return.confirmed_already", number=returned.number)
    words = None if reason is None or not reason.strip() else name_of(reason, field="reason")
    for branch_id in left:
        lines = lines_for(uow.session, return_id=return_id, branch_id=branch_id)
        if _is_over(lines):
            uow.confirm("return.more_back_than_sold", number=returned.number)
        _state(uow, returned, branch_id, lines, reason=words, person_id=uow.person_id, lender_id=lender_id)


def _is_over(lines: list[dict[str, Any]]) -> bool:
    return any(line["back_milli"] > line["sold_milli"] for line in lines)


def _state(
    uow: Uow, returned: SaleReturn, branch_id: UUID, lines: list[dict[str, Any]], *, cause: str | None = None,
    reason: str | None = None, person_id: UUID | None = None, lender_id: UUID | None = None,
) -> str:
    verdict = "disputed" if cause is not None else "confirmed"
    row: dict[str, Any] = {
        "id": uow.new_id(), "return_id": returned.id, "branch_id": branch_id, "till_id": uow.place.till_id, "verdict": verdict,
        "cause": cause, "reason": reason, "person_id": person_id, "at": uow.now, "business_date": uow.today,
    }
    uow.add_many(ReturnAnswer, [row])
    parts = [{"id": uow.new_id(), "answer_id": row["id"], **line} for line in lines]
    uow.add_many(ReturnAnswerLine, parts)
    told = {key: plain(value) for key, value in row.items() if key != "company_id"}
    body = {**told, "number": returned.number, "lines": as_table(LINE_TOLD, parts)}
    sha256 = uow.record("sale", "return.answered", row["id"], body)
    audit(uow, "return.answered", row["id"], lender_id=lender_id, number=returned.number, verdict=verdict, sha256=sha256)
    return verdict
