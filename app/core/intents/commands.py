"""The journal of intents: new → asked → approved | declined | unknown. What is in doubt is asked again by the same id; only a
person gives it up. Local to the till, as print jobs are: it does not travel."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import select, update

from app.core.audit.commands import audit
from app.core.intents.rules import Answer, as_kept, believed, check_askable, may_have_been_heard, reference_of
from app.core.intents.showing import as_view
from app.core.intents.views import CARD_KINDS, Asked, IntentView
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from app.ports import CardAnswer
from db.models.intents import IS_OPEN, Intent
from db.uow import Uow

NEVER_ASKED = json.dumps({"code": "intent.never_asked", "outcome": "declined"})


def queue_intent(
    uow: Uow, *, kind: str, document_kind: str, document_id: UUID, amount_minor: int, origin_id: UUID | None = None
) -> UUID:
    """Write down what a device shall be asked, in the transaction of what asks for it. Answers our id of it."""
    row = {
        "id": uow.new_id(), "kind": kind, "document_kind": document_kind, "document_id": document_id,
        "amount_minor": amount_minor, "currency": uow.place.currency, "state": "new", "device": "", "tries": 0,
        "payment_id": None, "origin_id": origin_id, "request": None, "answer": None, "reference": None,
        "person_id": uow.by.person_id, "created_at": uow.now, "asked_at": None, "answered_at": None,
    }
    uow.add_many(Intent, [row])
    uow.touch("intent")
    intent_id: UUID = row["id"]  # type: ignore[assignment]
    return intent_id


def mark_asked(uow: Uow, *, intent_id: UUID, device: str, request: str = "") -> Asked:
    """The device is asked next; it must not hear of it before this is committed. A request is kept from the first time on.

    Refused: `intent.not_waiting` (somebody else asks, or it is settled), `not_found`.
    """
    row = uow.get(Intent, intent_id)
    check_askable(row.kind, row.state)
    again = may_have_been_heard(row.tries, row.answer)
    origin = uow.get(Intent, row.origin_id) if row.origin_id is not None else None
    row.state, row.device, row.tries, row.asked_at = "asked", device[:80], row.tries + 1, uow.now
    row.answer, row.request = None, row.request or request or None
    uow.touch("intent")
    rrn = (origin.reference or "") if origin is not None else ""
    return Asked(row.id, row.kind, row.amount_minor, row.currency, again, rrn, row.request or "")


def mark_answered(uow: Uow, *, intent_id: UUID, answer: Answer) -> IntentView:
    """What the device has said. An approval with a number that another payment has already is no answer to this one: it
    stays in doubt. What is settled stays as it is. Refused: `not_found`.
    """
    row = uow.get(Intent, intent_id)
    answer = believed(answer)
    if row.state in ("asked", "unknown"):
        if isinstance(answer, CardAnswer) and answer.outcome == "approved" and _is_of_another(uow, row, answer):
            answer = CardAnswer("unknown", code="intent.of_another")
        row.state, row.answer, row.answered_at = answer.outcome, as_kept(row.kind, answer), uow.now
        if answer.outcome == "approved":
            row.reference = reference_of(answer)
        uow.touch("intent")
    return as_view(row)


def ask_intent_again(uow: Uow, *, intent_id: UUID) -> None:
    """A person wants to know: the device is asked again by the same id, which moves no money that has moved already.

    Refused: `right.missing`, `intent.not_waiting`, `not_found`.
    """
    require(uow, Right.SELL)
    row = uow.get(Intent, intent_id)
    check_askable(row.kind, row.state)
    row.state = "new"
    uow.touch("intent")


def withdraw_card(uow: Uow, *, intent_id: UUID) -> IntentView:
    """Nobody waits for the card any more: one that no terminal has heard of is not asked for. What a terminal may have heard
    of stays as it is, and is for the terminal to end. Refused: `right.missing`, `not_found`.
    """
    require(uow, Right.SELL)
    row = uow.get(Intent, intent_id)
    if row.kind == "card_payment" and row.state == "new" and not row.tries:
        row.state, row.answer, row.answered_at = "declined", NEVER_ASKED, uow.now
        uow.touch("intent")
    return as_view(row)


def give_up_intent(uow: Uow, *, intent_id: UUID, reason: str) -> IntentView:
    """A person has looked (at the terminal, at the slips) and says that nothing came of it, or that it is settled elsewhere.

    Refused: `right.missing`, `intent.not_in_doubt`, `text.empty`, `text.too_long`, `not_found`.
    """
    lender_id = require(uow, Right.SETTLE_UNKNOWN)
    row = uow.get(Intent, intent_id)
    check_in_doubt(row)
    row.state, row.answered_at = "given_up", uow.now
    uow.touch("intent", "sale")
    audit(
        uow, "intent.given_up", row.document_id, lender_id=lender_id, amount_minor=row.amount_minor,
        reason=name_of(reason, field="reason"),
    )
    return as_view(row)


def accept_by_hand(uow: Uow, *, intent_id: UUID, reference: str) -> IntentView:
    """A person has seen that it was done: the slip has a number. Used by commands that also book it.

    Refused: `right.missing`, `intent.not_in_doubt`, `intent.reference_used`, `text.empty`, `text.too_long`, `not_found`.
    """
    lender_id = require(uow, Right.SETTLE_UNKNOWN)
    row = uow.get(Intent, intent_id)
    check_in_doubt(row)
    answer = CardAnswer("approved", code="intent.by_hand", rrn=name_of(reference, field="reference"))
    if row.kind in CARD_KINDS and _is_of_another(uow, row, answer):
        raise RuleBroken("intent.reference_used", reference=answer.rrn)
    row.state, row.answered_at = "approved", uow.now
    row.answer, row.reference = as_kept(row.kind, answer), answer.rrn
    uow.touch("intent")
    audit(uow, "intent.by_hand", row.document_id, lender_id=lender_id, amount_minor=row.amount_minor)
    return as_view(row)


def check_in_doubt(row: Intent) -> None:
    """Only what is in doubt is for a person to decide; and a refund or a document that the device will not do. Refused:
    `intent.not_in_doubt`."""
    if row.state != "unknown" and not (row.state == "declined" and row.kind != "card_payment"):
        raise RuleBroken("intent.not_in_doubt", state=row.state)


def doubt_interrupted_intents(uow: Uow) -> int:
    """At the start: what a device was being asked when the program died is in doubt. A card that was never asked for is not
    asked for now, when nobody may be standing there. Answers how many are in doubt.
    """
    open_here = update(Intent).where(IS_OPEN).execution_options(synchronize_session=False)
    not_told = Intent.tries == 0
    card = Intent.kind.in_(CARD_KINDS)
    never = open_here.where(Intent.state == "new", card, not_told).values(
        state="declined", answer=NEVER_ASKED, answered_at=uow.now
    )
    uow.session.execute(never)
    doubted = open_here.where((Intent.state == "asked") | ((Intent.state == "new") & card)).values(state="unknown")
    count: int = uow.session.execute(doubted).rowcount  # type: ignore[attr-defined]
    if count:
        uow.touch("intent")
        audit(uow, "intent.interrupted", count=count)
    return count


def queue_doubtful(uow: Uow, *, kinds: tuple[str, ...]) -> int:
    """What is in doubt waits to be asked again by its id: once after each start, when its device is there. Answers how many."""
    query = select(Intent).where(IS_OPEN, Intent.state == "unknown", Intent.kind.in_(kinds), Intent.tries > 0)
    rows = list(uow.session.scalars(query))
    for row in rows:
        row.state = "new"
    if rows:
        uow.touch("intent")
    return len(rows)


def _is_of_another(uow: Uow, row: Intent, answer: CardAnswer) -> bool:
    """Whether another intent of this kind has that number: a terminal that only knows its last payment told an older one."""
    number = reference_of(answer)
    if number is None:
        return False
    found = select(Intent.id).where(
        Intent.reference == number, Intent.reference.is_not(None), Intent.kind == row.kind, Intent.id != row.id
    )
    return uow.session.scalar(found.limit(1)) is not None
