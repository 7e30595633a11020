"""Of several answers to one return the same one counts at every till: a person's first, else the first that a till gave."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.core.sales.across import counts, lines_for, return_state, to_answer
from app.core.sales.commands.answers import answer_return, confirm_return
from db.models.sales import ReturnAnswer
from db.uow import Uow
from tests.shop_floor import ShopFloor, refused
from tests.told_elsewhere import hear_the_same_return_of_another_branch

ANSWERS = some.lists(some.tuples(some.sampled_from(("confirmed", "disputed")), some.booleans()), max_size=5)
"""A verdict, and whether a person gave it."""


def came_back_in_osh(till: ShopFloor, *, sold: int = 3000, back: int = 1000) -> UUID:
    own = till.give_back(till.sell(("111", sold)).sale_id, back)
    return hear_the_same_return_of_another_branch(till, own.return_id)


def state_with(uow: Uow, *, return_id: UUID, rows: list[dict[str, Any]]) -> tuple[str, int]:
    """How it stands with these answers, which are forgotten again; and how many of them count."""
    uow.driver.execute("SAVEPOINT told")
    uow.add_many(ReturnAnswer, [dict(row) for row in rows])
    found = return_state(uow.session, return_id=return_id), uow.session.query(ReturnAnswer.id).filter(counts()).count()
    uow.driver.execute("ROLLBACK TO told")
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_=ANSWERS, chance=some.randoms(use_true_random=False))
def test_which_one_counts_does_not_depend_on_the_order_in_which_they_come(till: ShopFloor, given_: Any, chance: Any):
    found = [UUID(bytes=row["id"]) for row in till.rows("SELECT id FROM sale_return ORDER BY number DESC LIMIT 1")]
    return_id = found[0] if found else came_back_in_osh(till)
    place = till.shop.place
    rows = [
        {
            "id": UUID(int=number), "return_id": return_id, "branch_id": place.branch_id, "till_id": place.till_id,
            "verdict": verdict, "cause": None, "reason": None, "person_id": till.owner_id if by_person else None,
            "at": till.clock(), "business_date": till.clock().date(),
        }
        for number, (verdict, by_person) in enumerate(given_, start=1)
    ]
    ranked = sorted(rows, key=lambda row: (row["person_id"] is None, row["id"].int))
    expected = ranked[0]["verdict"] if ranked else "pending"
    chance.shuffle(rows)
    state, how_many = till.do(state_with, return_id=return_id, rows=rows)
    assert (state, how_many) == (expected, min(1, len(rows)))


def test_a_disputed_return_does_not_stand_in_the_way_of_the_next(till: ShopFloor):
    """Two pieces were sold, one came back here; Osh took back one, and another one in the dark."""
    own = till.give_back(till.sell(("111", 2000)).sale_id, 1000)
    first, second = (hear_the_same_return_of_another_branch(till, own.return_id) for _time in range(2))
    assert set(till.ask(to_answer)) == {first, second}
    assert till.do(answer_return, return_id=first) == "confirmed"
    assert till.do(answer_return, return_id=second) == "disputed"
    assert till.do(answer_return, return_id=second) is None
    assert till.ask(to_answer) == ()
    (line,) = till.ask(lines_for, return_id=second, branch_id=till.shop.place.branch_id)
    assert (line["sold_milli"], line["back_milli"]) == (2000, 3000)
    (line,) = till.ask(lines_for, return_id=first, branch_id=till.shop.place.branch_id)
    assert (line["sold_milli"], line["back_milli"]) == (2000, 2000), "what is disputed does not count"


@pytest.mark.parametrize("reason", ["", "   ", None])
def test_a_person_may_say_why_or_not(till: ShopFloor, reason: str | None):
    there = came_back_in_osh(till)
    till.do(confirm_return, return_id=there, reason=reason)
    assert till.value("SELECT reason FROM return_answer") is None
    assert till.audit("return.answered")[0]["person_id"] == till.owner_id.bytes


def test_words_that_are_too_long_or_invisible_are_refused(till: ShopFloor):
    there = came_back_in_osh(till)
    for words in ("x" * 10_000, "\u200b"):
        with refused("text.too_long" if len(words) > 1 else "text.empty"):
            till.do(confirm_return, return_id=there, reason=words)
    assert till.ask(return_state, return_id=there) == "pending"


def test_whoever_answers_twice_in_any_order_is_heard_once(till: ShopFloor):
    there = came_back_in_osh(till)
    for _a, _b in itertools.repeat((1, 2), 2):
        till.do(answer_return, return_id=there)
    assert till.value("SELECT count(*) FROM return_answer") == 1
    till.check_books()
