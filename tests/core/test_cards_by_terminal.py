"""A card that a terminal takes: the sale counts it when the terminal has said yes, and no doubt stops or loses a sale."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.documents.fiscal import fiscal_document
from app.core.intents.commands import ask_intent_again, give_up_intent, mark_asked, withdraw_card
from app.core.intents.queries import intent_view, intents_of, unsettled_count, unsettled_intents, waiting_intents
from app.core.intents.views import CARD_KINDS, FISCAL_KINDS
from app.core.payments.views import Tender
from app.core.sales.commands.cards import accept_card_by_hand, ask_card, ask_card_back, book_answer
from app.core.sales.commands.checkout import give_payment_back, take_payment
from app.core.sales.commands.drafts import park_sale, resume_sale, void_sale
from app.core.sales.doubts import doubts
from app.core.sales.paying import payment_offer
from app.core.verify.queries import verify
from app.kernel.errors import NeedsConfirmation, NotPermitted
from app.kernel.permissions import Right
from app.ports import CardAnswer
from tests.shop_floor import ShopFloor, refused

LOST = CardAnswer("unknown", code="device.no_answer")


@pytest.fixture
def at_terminal(till: ShopFloor) -> ShopFloor:
    """A till whose cards are charged by a terminal."""
    till.device("card_terminal")
    return till


def says(till: ShopFloor, intent_id: UUID, answer: CardAnswer | str) -> str:
    """The terminal answers: an RRN approves."""
    till.do(mark_asked, intent_id=intent_id, device="terminal")
    said = CardAnswer("approved", rrn=answer) if isinstance(answer, str) else answer
    return str(till.do(book_answer, intent_id=intent_id, answer=said).state)


def test_a_till_without_a_terminal_is_as_it_was(till):
    till.sell("111", card=3000)
    assert till.rows("SELECT * FROM intent") == []
    with refused("payment.no_terminal"):
        till.do(ask_card, sale_id=till.cart("111"), amount_minor=3000)


def test_a_card_that_the_terminal_took_pays_its_sale(at_terminal):
    sale_id = at_terminal.cart("111")
    assert says(at_terminal, at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000), "R1") == "approved"
    at_terminal.pay(sale_id)
    assert at_terminal.paid(sale_id) == [("card", 3000)]
    assert at_terminal.value("SELECT reference FROM payment") == "R1"
    assert at_terminal.rows("SELECT * FROM pending_payment") == []
    at_terminal.check_books()


def test_nobody_says_that_a_card_has_paid_but_the_terminal(at_terminal):
    sale_id = at_terminal.cart("111")
    with refused("payment.terminal_needed"):
        at_terminal.pay(sale_id, card=3000)
    with refused("payment.terminal_needed"):
        at_terminal.do(take_payment, sale_id=sale_id, tender=Tender("card", 3000))


def test_a_card_that_was_taken_before_there_was_a_terminal_is_not_counted(till):
    sale_id = till.cart("111")
    payment_id = till.do(take_payment, sale_id=sale_id, tender=Tender("card", 3000))
    till.device("card_terminal")
    with refused("payment.terminal_needed"):
        till.pay(sale_id)
    till.do(give_payment_back, payment_id=payment_id)
    till.pay(sale_id)


def test_a_declined_card_and_then_cash(at_terminal):
    sale_id = at_terminal.cart("111")
    says(at_terminal, at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000), CardAnswer("declined", code="0116"))
    at_terminal.pay(sale_id, cash=5000)
    assert at_terminal.paid(sale_id) == [("cash", 3000)]
    assert at_terminal.ask(unsettled_intents) == ()
    at_terminal.check_books()


def test_a_part_by_card_and_the_rest_in_cash(at_terminal):
    sale_id = at_terminal.cart("111")
    says(at_terminal, at_terminal.do(ask_card, sale_id=sale_id, amount_minor=1000), "R1")
    with refused("payment.too_much", over_minor=500):
        at_terminal.do(ask_card, sale_id=sale_id, amount_minor=2500)
    at_terminal.pay(sale_id)
    assert at_terminal.paid(sale_id) == [("card", 1000), ("cash", 2000)]


@pytest.mark.parametrize("minor", [0, -1, 10**13])
def test_a_terminal_is_not_asked_for_nonsense(at_terminal, minor):
    with pytest.raises(Exception, match=r"payment\."):
        at_terminal.do(ask_card, sale_id=at_terminal.cart("111"), amount_minor=minor)


def test_while_the_terminal_asks_the_customer_the_sale_waits(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    for again in (False, True):
        if again:
            at_terminal.do(mark_asked, intent_id=intent_id, device="terminal")
        with refused("payment.card_in_hand"):
            at_terminal.pay(sale_id, cash=3000)
        with refused("payment.card_in_hand"):
            at_terminal.do(void_sale, sale_id=sale_id)
        with refused("payment.card_in_hand"):
            at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
        assert at_terminal.ask(payment_offer, sale_id=sale_id).card.intent_id == intent_id


def test_a_doubt_is_a_question_and_stops_no_sale(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    says(at_terminal, intent_id, LOST)
    with refused("payment.card_in_doubt", NeedsConfirmation, amount_minor=3000):
        at_terminal.pay(sale_id, cash=3000)
    at_terminal.pay(sale_id, cash=3000, confirm=["payment.card_in_doubt"])
    assert at_terminal.paid(sale_id) == [("cash", 3000)]
    assert [view.intent_id for view in at_terminal.ask(unsettled_intents)] == [intent_id]
    at_terminal.check_books()


def test_only_who_may_settle_it_goes_on_past_a_doubt_and_the_sale_waits_on_hold(at_terminal):
    sale_id = at_terminal.cart("111", by=at_terminal.cashier)
    intent_id = at_terminal.do(ask_card, by=at_terminal.cashier, sale_id=sale_id, amount_minor=3000)
    says(at_terminal, intent_id, LOST)
    for decide in (
        lambda by: at_terminal.pay(sale_id, cash=3000, by=by, confirm=["payment.card_in_doubt"]),
        lambda by: at_terminal.do(ask_card, by=by, sale_id=sale_id, amount_minor=3000, confirm=["payment.card_in_doubt"]),
    ):
        with refused("right.missing", NotPermitted):
            decide(at_terminal.cashier)
    at_terminal.do(park_sale, by=at_terminal.cashier, sale_id=sale_id)
    at_terminal.do(resume_sale, by=at_terminal.cashier, sale_id=sale_id)
    lent = at_terminal.loan(Right.SETTLE_UNKNOWN)
    at_terminal.pay(sale_id, cash=3000, by=lent, confirm=["payment.card_in_doubt"])
    assert at_terminal.ask(unsettled_count) == 1
    (doubt,) = at_terminal.ask(doubts, till_id=at_terminal.place.till_id)
    assert (doubt.intent.intent_id, doubt.has_device, doubt.is_under_way) == (intent_id, True, False)
    assert doubt.number == at_terminal.value("SELECT number FROM sale")


def test_who_gives_up_waiting_takes_back_only_what_no_terminal_has_heard_of(at_terminal):
    sale_id = at_terminal.cart("111")
    unheard = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    assert at_terminal.do(withdraw_card, intent_id=unheard).state == "declined"
    heard = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    at_terminal.do(mark_asked, intent_id=heard, device="terminal")
    assert at_terminal.do(withdraw_card, intent_id=heard).state == "asked"
    offer = at_terminal.ask(payment_offer, sale_id=sale_id)
    assert (offer.by_terminal, offer.card.intent_id, offer.card.state) == (True, heard, "asked")


def test_money_that_came_too_late_is_seen_until_it_is_given_back(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    says(at_terminal, intent_id, LOST)
    at_terminal.pay(sale_id, cash=3000, confirm=["payment.card_in_doubt"])
    at_terminal.do(ask_intent_again, intent_id=intent_id)
    assert says(at_terminal, intent_id, "R1") == "approved"
    assert at_terminal.paid(sale_id) == [("cash", 3000)]
    assert [view.intent_id for view in at_terminal.ask(unsettled_intents)] == [intent_id]
    (finding,) = at_terminal.ask(verify).findings
    assert (finding.check, finding.found, finding.expected) == ("card_money_has_a_sale", "3000", "0")

    with refused("right.missing", NotPermitted):
        at_terminal.do(ask_card_back, by=at_terminal.cashier, intent_id=intent_id)
    refund_id = at_terminal.do(ask_card_back, intent_id=intent_id)
    assert at_terminal.do(mark_asked, intent_id=refund_id, device="terminal").rrn == "R1"
    at_terminal.do(book_answer, intent_id=refund_id, answer=CardAnswer("approved", rrn="R2"))
    assert at_terminal.ask(unsettled_intents) == ()
    at_terminal.check_books()


def test_what_the_terminal_took_for_an_open_sale_it_gives_back(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    says(at_terminal, intent_id, "R1")
    payment_id = at_terminal.ask(intent_view, intent_id=intent_id).payment_id
    with refused("payment.terminal_gives_back"):
        at_terminal.do(give_payment_back, payment_id=payment_id)
    assert at_terminal.ask(payment_offer, sale_id=sale_id).charged == ((payment_id, intent_id),)
    refund_id = at_terminal.do(ask_card_back, by=at_terminal.cashier, intent_id=intent_id)
    assert at_terminal.ask(payment_offer, sale_id=sale_id).card_back.intent_id == refund_id
    with refused("payment.card_in_hand"):
        at_terminal.do(ask_card_back, intent_id=intent_id)
    says(at_terminal, refund_id, "R2")
    at_terminal.do(void_sale, sale_id=sale_id)
    at_terminal.check_books()


def test_what_is_part_of_a_finished_sale_comes_back_by_a_return(at_terminal):
    sale_id = at_terminal.cart("111", "222")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=12_990)
    says(at_terminal, intent_id, "R1")
    at_terminal.pay(sale_id)
    with refused("intent.in_a_sale"):
        at_terminal.do(ask_card_back, intent_id=intent_id)
    returned = at_terminal.give_back(sale_id, 1000, None)
    (refund_id,) = at_terminal.ask(waiting_intents, kinds=CARD_KINDS)
    view = at_terminal.ask(intent_view, intent_id=refund_id)
    assert (view.document_id, view.kind, view.amount_minor) == (returned.return_id, "card_refund", 3000)
    assert at_terminal.do(mark_asked, intent_id=refund_id, device="terminal").rrn == "R1"
    at_terminal.check_books()


def test_a_parked_sale_gets_its_money(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    at_terminal.do(park_sale, sale_id=sale_id)
    says(at_terminal, intent_id, "R1")
    assert at_terminal.value("SELECT amount_minor FROM pending_payment") == 3000


def test_a_person_with_the_slip_in_hand_books_what_the_terminal_cannot_say(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    says(at_terminal, intent_id, LOST)
    at_terminal.do(accept_card_by_hand, intent_id=intent_id, reference="SLIP 7")
    at_terminal.pay(sale_id)
    assert at_terminal.value("SELECT reference FROM payment") == "SLIP 7"
    assert len(at_terminal.audit("intent.by_hand")) == 1
    at_terminal.check_books()


def test_what_was_given_up_asks_nothing_any_more(at_terminal):
    sale_id = at_terminal.cart("111")
    intent_id = at_terminal.do(ask_card, sale_id=sale_id, amount_minor=3000)
    says(at_terminal, intent_id, LOST)
    at_terminal.do(give_up_intent, intent_id=intent_id, reason="the terminal has no such payment")
    at_terminal.pay(sale_id, cash=3000)
    assert at_terminal.ask(unsettled_intents) == ()


def test_each_sale_and_each_return_waits_for_the_register_in_its_own_transaction(till):
    till.device("fiscal_register", driver="webkassa")
    sold = till.sell("111", ("444", 750), cash=20_000)
    returned = till.give_back(sold.sale_id, 1000, None)
    first, second = till.ask(waiting_intents, kinds=FISCAL_KINDS)
    told = till.ask(fiscal_document, intent_id=first)
    assert (told.kind, told.number, told.operator, told.total_minor) == ("sale", sold.number, "Ainura", 12_000)
    assert [(line.name, line.quantity_milli, line.sum_minor, line.tax_ppm) for line in told.lines] == [
        ("Bread", 1000, 3000, 120_000), ("Apples", 750, 9000, 120_000)
    ]
    assert [(payment.tender, payment.amount_minor) for payment in told.payments] == [("cash", 12_000)]
    back = till.ask(fiscal_document, intent_id=second)
    assert (back.kind, back.number, back.origin, back.total_minor) == ("return", returned.number, sold.number, 3000)
    assert sum(payment.amount_minor for payment in back.payments) == back.total_minor + back.rounding_minor
    assert [view.kind for view in till.ask(intents_of, document_id=sold.sale_id)] == ["fiscal_sale"]
    till.check_books()


def test_a_card_intent_is_no_fiscal_document(at_terminal):
    intent_id = at_terminal.do(ask_card, sale_id=at_terminal.cart("111"), amount_minor=3000)
    with refused("intent.not_fiscal"):
        at_terminal.ask(fiscal_document, intent_id=intent_id)
