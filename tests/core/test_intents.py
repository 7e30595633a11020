"""The journal of what devices are asked: written down first, in doubt after a fall, and only a person gives up."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from app.core.intents.commands import (
    accept_by_hand,
    ask_intent_again,
    doubt_interrupted_intents,
    give_up_intent,
    mark_answered,
    mark_asked,
    queue_doubtful,
    queue_intent,
)
from app.core.intents.queries import (
    first_unregistered_at,
    intent_view,
    unsettled_count,
    unsettled_intents,
    waiting_intents,
)
from app.core.intents.rules import masked
from app.core.intents.views import CARD_KINDS, FISCAL_KINDS, IntentView
from app.kernel.clock import ManualClock
from app.kernel.errors import NotPermitted
from app.kernel.permissions import Right
from app.ports import CardAnswer, FiscalAnswer
from tests.shop_floor import ShopFloor, open_floor, refused

YES = CardAnswer("approved", approval_code="447712", rrn="100200300", masked_pan="4149490012345678", receipt="ОПЛАТА")
NO = CardAnswer("declined", code="0116")
LOST = CardAnswer("unknown", code="device.no_answer")


def queued(till: ShopFloor, kind: str = "card_payment", amount_minor: int = 3000) -> UUID:
    intent_id: UUID = till.do(
        queue_intent, kind=kind, document_kind="sale", document_id=uuid4(), amount_minor=amount_minor
    )
    return intent_id


def asked(till: ShopFloor, kind: str = "card_payment") -> UUID:
    intent_id = queued(till, kind)
    till.do(mark_asked, intent_id=intent_id, device="terminal")
    return intent_id


def seen(till: ShopFloor, intent_id: UUID) -> IntentView:
    found: IntentView = till.ask(intent_view, intent_id=intent_id)
    return found


def test_an_answer_is_kept_with_the_last_four_digits_of_the_card(till):
    intent_id = asked(till)
    till.do(mark_answered, intent_id=intent_id, answer=YES)
    view = seen(till, intent_id)
    assert (view.state, view.reference, view.approval_code, view.masked_pan) == (
        "approved", "100200300", "447712", "**** 5678"
    )
    assert "4149490012345678" not in str(till.row("intent", intent_id))


@pytest.mark.parametrize(
    ("pan", "shown"), [("4149XXXXXXXX1234", "**** 1234"), ("", ""), ("XX12", ""), ("٣٣٣٣٣٣٣٣", "")]
)
def test_a_card_is_shown_by_its_end_or_not_at_all(pan, shown):
    assert masked(pan) == shown


def test_nobody_asks_for_what_is_being_asked(till):
    intent_id = asked(till)
    with refused("intent.not_waiting", state="asked"):
        till.do(mark_asked, intent_id=intent_id, device="another")


@pytest.mark.parametrize("answer", [YES, NO])
def test_a_payment_that_is_settled_is_not_asked_again(till, answer):
    intent_id = asked(till)
    till.do(mark_answered, intent_id=intent_id, answer=answer)
    with refused("intent.not_waiting"):
        till.do(ask_intent_again, intent_id=intent_id)


def test_what_is_settled_stays_as_it_is_whatever_comes_later(till):
    intent_id = asked(till)
    till.do(mark_answered, intent_id=intent_id, answer=YES)
    till.do(mark_answered, intent_id=intent_id, answer=NO)
    assert seen(till, intent_id).state == "approved"


def test_an_approval_without_any_number_approves_nothing(till):
    for kind, answer in (("card_payment", CardAnswer("approved")), ("fiscal_sale", FiscalAnswer("approved"))):
        intent_id = asked(till, kind)
        till.do(mark_answered, intent_id=intent_id, answer=answer)
        assert (seen(till, intent_id).state, seen(till, intent_id).code) == ("unknown", "intent.no_approval")


def test_the_number_of_another_payment_is_no_answer_to_this_one(till):
    first, second = asked(till), asked(till)
    till.do(mark_answered, intent_id=first, answer=YES)
    till.do(mark_answered, intent_id=second, answer=YES)
    assert (seen(till, second).state, seen(till, second).code) == ("unknown", "intent.of_another")


def test_what_is_in_doubt_is_asked_by_its_id_and_what_was_declined_anew(till):
    payment = asked(till)
    till.do(mark_answered, intent_id=payment, answer=LOST)
    till.do(ask_intent_again, intent_id=payment)
    assert till.do(mark_asked, intent_id=payment, device="terminal").is_again

    refund = asked(till, "card_refund")
    till.do(mark_answered, intent_id=refund, answer=NO)
    till.do(ask_intent_again, intent_id=refund)
    assert not till.do(mark_asked, intent_id=refund, device="terminal").is_again


def test_a_request_is_kept_from_the_first_time_on(till):
    intent_id = queued(till, "fiscal_sale")
    till.do(mark_asked, intent_id=intent_id, device="register", request="first")
    till.do(mark_answered, intent_id=intent_id, answer=FiscalAnswer("unknown"))
    assert till.do(mark_asked, intent_id=intent_id, device="register", request="second").request == "first"


def test_after_a_fall_what_was_asked_is_in_doubt_and_a_card_is_not_asked_for(till, tmp_path):
    in_hand, never, document = asked(till), queued(till), queued(till, "fiscal_sale")
    again = asked(till)
    till.do(mark_answered, intent_id=again, answer=LOST)
    till.do(ask_intent_again, intent_id=again)
    after = till.power_cut(tmp_path / "after")
    with after.shop:
        states = {intent_id: seen(after, intent_id).state for intent_id in (in_hand, never, document, again)}
        assert states == {in_hand: "unknown", never: "declined", document: "new", again: "unknown"}
        assert seen(after, never).code == "intent.never_asked"
        assert json.loads(after.audit("intent.interrupted")[0]["facts"]) == {"count": 2}
        assert after.do(queue_doubtful, kinds=CARD_KINDS) == 2
        assert set(after.ask(waiting_intents, kinds=CARD_KINDS)) == {in_hand, again}
        assert after.do(mark_asked, intent_id=in_hand, device="terminal").is_again


def test_an_untroubled_start_doubts_nothing(till):
    done = asked(till)
    till.do(mark_answered, intent_id=done, answer=YES)
    path, template = till.path, till.template
    till.shop.close()
    with open_floor(path, template, ManualClock(till.clock.now)).shop as shop:
        assert shop.do(doubt_interrupted_intents) == 0
        assert shop.ask(intent_view, intent_id=done).state == "approved"


def test_only_who_may_gives_up_and_it_is_written_down(till):
    intent_id = asked(till)
    till.do(mark_answered, intent_id=intent_id, answer=LOST)
    with refused("right.missing", NotPermitted):
        till.do(give_up_intent, by=till.cashier, intent_id=intent_id, reason="the slip says no")
    till.do(give_up_intent, by=till.loan(Right.SETTLE_UNKNOWN), intent_id=intent_id, reason="the slip says no")
    assert seen(till, intent_id).state == "given_up"
    (entry,) = till.audit("intent.given_up")
    assert json.loads(entry["facts"]) == {"amount_minor": 3000, "reason": "the slip says no"}


@pytest.mark.parametrize("state", ["new", "asked", "approved", "declined"])
def test_only_what_is_in_doubt_is_for_a_person_to_decide(till, state):
    intent_id = queued(till)
    if state != "new":
        till.do(mark_asked, intent_id=intent_id, device="terminal")
    if state in ("approved", "declined"):
        till.do(mark_answered, intent_id=intent_id, answer=YES if state == "approved" else NO)
    with refused("intent.not_in_doubt", state=state):
        till.do(give_up_intent, intent_id=intent_id, reason="x")
    with refused("intent.not_in_doubt", state=state):
        till.do(accept_by_hand, intent_id=intent_id, reference="1")


def test_a_slip_in_hand_approves_once(till):
    first, second = asked(till), asked(till)
    for intent_id in (first, second):
        till.do(mark_answered, intent_id=intent_id, answer=LOST)
    till.do(accept_by_hand, intent_id=first, reference=" 55 ")
    assert (seen(till, first).state, seen(till, first).reference) == ("approved", "55")
    with refused("intent.reference_used"):
        till.do(accept_by_hand, intent_id=second, reference="55")


def test_the_list_of_the_unsettled_has_what_a_person_must_look_at(till):
    doubtful, in_hand, refund, payment, waiting = (
        asked(till), asked(till), asked(till, "card_refund"), asked(till), queued(till)
    )
    till.do(mark_answered, intent_id=doubtful, answer=LOST)
    till.do(mark_answered, intent_id=refund, answer=NO)
    till.do(mark_answered, intent_id=payment, answer=NO)
    late = asked(till)
    till.do(mark_answered, intent_id=late, answer=YES)  # of a sale that does not wait for it
    assert [view.intent_id for view in till.ask(unsettled_intents)] == [doubtful, in_hand, refund, late]
    assert till.ask(unsettled_count) == 3, "what a device has in hand waits for nobody"
    assert waiting in till.ask(waiting_intents, kinds=CARD_KINDS)


def test_the_oldest_document_that_waits_starts_the_fiscal_clock(till):
    assert till.ask(first_unregistered_at) is None
    first = asked(till, "fiscal_sale")
    began = till.clock.now
    later = till.clock.advance(hours=1)
    queued(till, "fiscal_sale")
    assert till.ask(first_unregistered_at) == began
    till.do(mark_answered, intent_id=first, answer=FiscalAnswer("approved", sign="1"))
    assert till.ask(first_unregistered_at) == later
    assert len(till.ask(waiting_intents, kinds=FISCAL_KINDS)) == 1
