"""Where the till was: one row that anybody may overwrite, and what a screen asks for to stand there again."""

from __future__ import annotations

import pytest

from app.core.cash.commands import count_drawer
from app.core.cash.queries import last_comparison
from app.core.sales.past import paid_sale
from app.core.setup.commands import leave_off
from app.core.setup.queries import left_off
from app.core.setup.views import LeftOffView
from app.kernel.context import NOBODY
from tests.shop_floor import ShopFloor, refused


def test_the_last_place_is_the_one_that_counts_and_is_nobodys_document(till: ShopFloor):
    assert till.ask(left_off, till_id=till.place.till_id) == LeftOffView("", "{}", has_shift=True)
    before = till.value("SELECT count(*) FROM audit_entry"), till.value("SELECT count(*) FROM outbox")
    till.do(leave_off, by=NOBODY, screen="cash", facts='{"kind": "cash_in"}')
    till.do(leave_off, by=NOBODY, screen="payment", facts="{}")
    assert till.ask(left_off, till_id=till.place.till_id) == LeftOffView("payment", "{}", has_shift=True)
    assert (till.value("SELECT count(*) FROM audit_entry"), till.value("SELECT count(*) FROM outbox")) == before
    till.check_books()


def test_nobody_is_told_of_it(till: ShopFloor):
    told: list[frozenset[str]] = []
    till.shop.listeners.append(told.append)
    till.do(leave_off, screen="cash", facts="{}")
    assert told == []


def test_what_came_of_paying_can_be_asked_for_afterwards(till: ShopFloor):
    done = till.sell("222", cash=20_000)
    assert till.ask(paid_sale, sale_id=done.sale_id) == done
    with refused("receipt.unknown"):
        till.ask(paid_sale, sale_id=till.cart("111"))


@pytest.mark.parametrize(("who", "seen"), [("cashier", None), ("owner", -50_000)])
def test_the_count_that_was_written_down_is_told_again_only_as_far_as_one_may_see(shop: ShopFloor, who, seen):
    by = getattr(shop, who)
    shift_id = shop.open_shift(by=by)

    def told():
        return shop.ask(last_comparison, shift_id=shift_id, person_id=by.person_id, now=shop.clock.now)

    assert told() is None
    shop.do(count_drawer, by=by, counted_minor=90_000)
    shop.do(count_drawer, by=by, counted_minor=50_000)
    assert (told().counted_minor, told().agrees, told().difference_minor) == (50_000, False, seen)
    assert (told().report.expected_minor is None) == (seen is None)
    assert len(shop.audit("shift.counted")) == 2, "looking is no count"
