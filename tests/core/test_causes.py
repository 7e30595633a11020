"""Why is it short? A busy day, one mistake at a time: the true cause stands among the first three."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.core.cash.commands import close_shift, open_drawer, put_cash_in, take_cash_out
from app.core.cash.queries import likely_causes
from app.core.cash.rules import rank_causes
from app.core.cash.views import DrawerFact
from app.core.payments.rules import denominations
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import pay_debt
from app.core.sales.commands.drafts import void_sale
from tests.shop_floor import ShopFloor

KINDS = (
    "card_booked_as_cash", "change_given_twice", "change_not_given", "tendered_not_kept", "digits_changed_about",
    "cash_booked_as_other", "refund_not_paid_in_cash", "refund_paid_in_cash", "void_after_money_taken",
    "cash_order_not_carried_out", "cash_order_wrong_way_round", "drawer_opened_without_sale", "sale_rung_up_twice",
    "one_piece_miscounted", "bundle_miscounted", "note_taken_for_another",
)
"""Everything that `rank_causes` knows of."""

MOST_MISSED = 2


@dataclass
class Day:
    """What was done in a day, and by mistake: kind → (the difference that it makes, the document to look at)."""

    shift_id: UUID
    mistakes: dict[str, tuple[int, UUID | None]] = field(default_factory=dict)


def busy_day(till: ShopFloor, seed: int) -> Day:
    """Forty ordinary sales, and among them one document for every kind of mistake."""
    chance = random.Random(seed)
    day = Day(till.shift_id)
    places = dict(zip(chance.sample(range(40), len(_SPECIAL)), _SPECIAL, strict=True))
    for number in range(40):
        till.clock.advance(minutes=chance.randrange(6, 20))
        _ordinary_sale(till, chance)
        if number in places:
            places[number](till, chance, day)
    day.mistakes["one_piece_miscounted"] = (-chance.choice([10_000, 20_000, 50_000]), None)
    day.mistakes["bundle_miscounted"] = (-200_000 * 10, None)
    day.mistakes["note_taken_for_another"] = (-(5000 - 2000), None)
    return day


def _goods(chance: random.Random) -> list[tuple[str, int]]:
    pieces = [(code, chance.randrange(1, most) * 1000) for code, most in (("111", 4), ("888", 9))]
    picked = [*pieces, ("444", chance.randrange(150, 3000))]
    return chance.sample(picked, chance.randrange(1, 4))


def _notes_for(total: int, chance: random.Random) -> int:
    """What people hand over: the next note, or some more."""
    step = chance.choice([5000, 10_000, 50_000])
    return (total // step + 1) * step


def _ordinary_sale(till: ShopFloor, chance: random.Random) -> tuple[UUID, int, int]:
    """Sell something for cash; answers the sale, its sum and what was tendered."""
    sale_id = till.cart(*_goods(chance))
    total = till.total(sale_id)
    tendered = _notes_for(total, chance)
    till.pay(sale_id, cash=tendered)
    return sale_id, total, tendered


def _cash_sale(till: ShopFloor, chance: random.Random, day: Day) -> None:
    for kind in ("card_booked_as_cash", "change_given_twice", "change_not_given", "tendered_not_kept"):
        sale_id, total, tendered = _ordinary_sale(till, chance)
        change = tendered - total
        made = {
            "card_booked_as_cash": -total, "change_given_twice": -change, "change_not_given": change,
            "tendered_not_kept": -tendered,
        }
        day.mistakes[kind] = (made[kind], sale_id)


def _typed_wrong(till: ShopFloor, chance: random.Random, day: Day) -> None:
    """25.00 were handed over, 52.00 typed, and change was given for 52.00."""
    sale_id = till.cart("888")
    till.pay(sale_id, cash=5200)
    day.mistakes["digits_changed_about"] = (2500 - 5200, sale_id)


def _card_sale(till: ShopFloor, chance: random.Random, day: Day) -> None:
    sale_id = till.cart(*_goods(chance))
    till.pay(sale_id, card=till.total(sale_id))
    day.mistakes["cash_booked_as_other"] = (till.total(sale_id), sale_id)


def _refunds(till: ShopFloor, chance: random.Random, day: Day) -> None:
    for kind, tender in (("refund_not_paid_in_cash", "cash"), ("refund_paid_in_cash", "card")):
        sale_id = till.cart(*_goods(chance))
        total = till.total(sale_id)
        till.pay(sale_id, Tender(tender, total))
        back = till.give_back(sale_id)
        day.mistakes[kind] = (total if tender == "cash" else -total, back.return_id)


def _void(till: ShopFloor, chance: random.Random, day: Day) -> None:
    sale_id = till.cart(*_goods(chance))
    till.do(void_sale, sale_id=sale_id, reason="left")
    day.mistakes["void_after_money_taken"] = (till.total(sale_id), sale_id)


def _orders(till: ShopFloor, chance: random.Random, day: Day) -> None:
    into = till.do(put_cash_in, amount_minor=chance.randrange(100, 900) * 100, reason="coins")
    out = till.do(take_cash_out, amount_minor=chance.randrange(100, 900) * 100, reason="cleaner")
    day.mistakes["cash_order_not_carried_out"] = (-till.row("cash_operation", into)["amount_minor"], into)
    day.mistakes["cash_order_wrong_way_round"] = (2 * till.row("cash_operation", out)["amount_minor"], out)


def _drawer(till: ShopFloor, chance: random.Random, day: Day) -> None:
    opened = till.do(open_drawer, reason="small money")
    day.mistakes["drawer_opened_without_sale"] = (-chance.randrange(2001, 9000, 7), opened)


def _twice(till: ShopFloor, chance: random.Random, day: Day) -> None:
    goods = _goods(chance)
    for _ in range(2):
        till.clock.advance(seconds=40)
        sale_id = till.cart(*goods)
        till.pay(sale_id, cash=_notes_for(till.total(sale_id), chance))
    day.mistakes["sale_rung_up_twice"] = (-till.total(sale_id), sale_id)


_SPECIAL = (_cash_sale, _typed_wrong, _card_sale, _refunds, _void, _orders, _drawer, _twice)


def missed(till: ShopFloor, day: Day) -> Iterator[str]:
    """The mistakes whose true cause is not among the first three guesses."""
    for kind, (difference, document_id) in day.mistakes.items():
        guesses = till.ask(likely_causes, shift_id=day.shift_id, difference_minor=difference, limit=3)
        if (kind, document_id) not in [(guess.kind, guess.document_id) for guess in guesses]:
            yield kind


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_every_kind_of_mistake_the_true_cause_is_among_the_first_three_guesses(till: ShopFloor, seed: int):
    day = busy_day(till, seed)
    assert set(day.mistakes) == set(KINDS)
    assert len(list(missed(till, day))) <= MOST_MISSED, sorted(missed(till, day))
    till.check_books()


def test_a_closed_shift_explains_its_own_difference_with_the_document_to_look_at(till: ShopFloor):
    sold = till.sell("111", cash=5000)
    till.sell("222", cash=10_000)
    shift_id = till.do(close_shift, confirm=["shift.difference"], counted_minor=till.expected() + 2000, reason="?")
    guess = till.ask(likely_causes, shift_id=shift_id)[0]
    assert (guess.kind, guess.document_id) == ("change_not_given", sold.sale_id)
    assert (guess.number, guess.amount_minor) == (sold.number, 3000)


def test_a_debt_that_was_paid_is_a_document_to_look_at_too(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=10_000)
    till.sell("111", customer_id=customer_id, tenders=[Tender("debt", 3000)])
    paid = till.do(pay_debt, customer_id=customer_id, amount_minor=2777, payments=[Tender("cash", 2777)])
    guess = till.ask(likely_causes, shift_id=till.shift_id, difference_minor=-2777)[0]
    assert (guess.kind, guess.document_id, guess.number) == ("card_booked_as_cash", paid, "A1-A000001")


def test_a_drawer_that_agrees_needs_no_explanation():
    assert rank_causes(0, [fact("cash_sale", 3000)], denominations=denominations("KGS")) == []


def test_two_equal_sales_an_hour_apart_are_not_the_same_sale():
    later = fact("cash_sale", 4444, minutes=60)
    kinds = {cause.kind for cause in rank_causes(-4444, [fact("cash_sale", 4444), later], denominations=[100])}
    assert "sale_rung_up_twice" not in kinds


@pytest.mark.parametrize("kind", ["cash_in", "cash_out"])
def test_an_order_explains_a_difference_only_in_its_own_direction(kind: str):
    short = -7700 if kind == "cash_in" else 7700
    notes = denominations("KGS")
    assert [cause.kind for cause in rank_causes(short, [fact(kind, 7700)], denominations=notes)] == ["cash_order_not_carried_out"]
    assert rank_causes(-short, [fact(kind, 7700)], denominations=notes) == []


def fact(kind: str, amount: int, *, minutes: int = 0) -> DrawerFact:
    at = datetime(2026, 3, 2, 6, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    return DrawerFact(kind, "sale", uuid4(), f"A1-{minutes:06d}", amount, amount, 0, at)
