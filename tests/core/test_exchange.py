"""Exchange: two documents in one transaction, only the difference is paid, and the money keeps its way home."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from app.core.payments.views import Tender
from app.core.sales.commands.returns import exchange, return_by_receipt
from app.core.sales.views import Completed, Returned, ReturnItem
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused


def swap(
    till: ShopFloor, origins: Sequence[UUID], *wanted: str, payments: Sequence[Tender] = (), lines: Sequence[int] = (0,), **more
) -> tuple[Returned, Completed]:
    """Bring the named lines of each receipt back, and take these goods instead."""
    items = [ReturnItem(till.line_ids(origin)[line], 1000) for origin in origins for line in lines]
    done: tuple[Returned, Completed] = till.do(
        exchange, items=items, sale_id=till.cart(*wanted), reason="other taste", payments=payments, **more
    )
    return done


def by_tender(till: ShopFloor) -> dict[str, int]:
    """Everything that was ever taken less what was given back, by tender; what is exchanged adds up to nothing."""
    rows = till.rows("SELECT tender, sum(amount_minor) AS sum FROM payment GROUP BY tender")
    sums = {row["tender"]: row["sum"] for row in rows}
    assert sums.pop("exchange", 0) == 0
    return {tender: minor for tender, minor in sums.items() if minor}


def test_for_something_dearer_the_difference_is_paid(till: ShopFloor):
    old = till.sell("111", card=3000)
    returned, sold = swap(till, [old.sale_id], "222", payments=[Tender("cash", 10_000)])
    assert (returned.refunds, returned.total_minor) == ((("exchange", 3000),), 3000)
    assert (sold.total_minor, sold.change_minor) == (9990, 3010)
    assert till.paid(sold.sale_id) == [("exchange", 3000), ("cash", 6990)]
    assert (till.level("111"), till.level("222"), till.expected()) == (0, -1000, 106_990)
    till.check_books()


def test_for_something_cheaper_the_difference_goes_back_as_it_came(till: ShopFloor):
    old = till.sell("222", card=9990)
    returned, sold = swap(till, [old.sale_id], "111")
    assert returned.refunds == (("exchange", 3000), ("card", 6990))
    assert till.paid(sold.sale_id) == [("exchange", 3000)]
    assert by_tender(till) == {"card": 3000}
    till.check_books()


def test_for_the_same_nothing_is_paid(till: ShopFloor):
    old = till.sell("111")
    returned, sold = swap(till, [old.sale_id], "111")
    assert (returned.refunds, sold.change_minor, till.expected()) == ((("exchange", 3000),), 0, 103_000)
    assert till.level("111") == -1000
    till.check_books()


def test_for_a_gift_the_whole_goes_back(till: ShopFloor):
    old = till.sell("111")
    cart = till.cart()
    till.put(cart, "222", price_minor=0, confirm=["sale.gift"])
    returned, sold = till.do(exchange, items=[ReturnItem(till.line_ids(old.sale_id)[0], 1000)], sale_id=cart, reason="sorry")
    assert (returned.refunds, sold.total_minor) == ((("cash", 3000),), 0)
    till.check_books()


def test_when_the_difference_is_missing_nothing_happens_at_all(till: ShopFloor):
    old = till.sell("111")
    with refused("payment.too_little", RuleBroken, missing_minor=6990):
        swap(till, [old.sale_id], "222")
    assert till.rows("SELECT * FROM sale_return") == []
    assert till.level("111") == -1000


def test_an_exchange_needs_its_right(till: ShopFloor):
    old = till.sell("111")
    no_rights = till.do(_add_seller_only)
    with refused("right.missing", NotPermitted, right=Right.EXCHANGE):
        swap(till, [old.sale_id], "111", by=type(till.owner)(no_rights))


def _add_seller_only(uow) -> UUID:
    from app.core.staff.commands import add_person, store_role

    role_id = store_role(uow, name="seller", rights={Right.SELL: None, Right.RETURN_BY_RECEIPT: None})
    return add_person(uow, name="Nurlan", pin="7391", role_id=role_id)


def test_what_was_exchanged_comes_back_by_the_tenders_of_the_first_receipt(till: ShopFloor):
    old = till.sell("222", tenders=[Tender("card", 4000)], cash=5990)
    _returned, sold = swap(till, [old.sale_id], "222")
    assert till.give_back(sold.sale_id).refunds == (("card", 4000), ("cash", 5990))
    assert by_tender(till) == {}
    till.check_books()


def test_an_exchanged_good_that_comes_back_in_parts_never_gives_a_card_more_than_it_paid(till: ShopFloor):
    old = till.sell("333", tenders=[Tender("card", 10_000)], cash=15_000)
    _returned, sold = swap(till, [old.sale_id], "222", "222", "111")
    assert by_tender(till) == {"card": 7980, "cash": 15_000}
    for quantities in ((1000, None), (1000, None), (None, 1000)):
        till.give_back(sold.sale_id, *quantities)
    assert by_tender(till) == {}
    till.check_books()


def test_old_and_exchanged_goods_coming_back_share_what_was_paid(till: ShopFloor):
    old = till.sell("333", "222", tenders=[Tender("card", 20_000)], cash=14_990)
    _returned, sold = swap(till, [old.sale_id], "333")
    till.give_back(sold.sale_id)
    assert by_tender(till) == {"cash": 9990}
    assert till.give_back(old.sale_id, None, 1000).refunds == (("cash", 9990),)
    assert by_tender(till) == {}
    till.check_books()


def test_old_and_exchanged_goods_may_come_back_in_one_return(till: ShopFloor):
    old = till.sell("333", "222", tenders=[Tender("card", 20_000)], cash=14_990)
    _returned, sold = swap(till, [old.sale_id], "333")
    items = [ReturnItem(till.line_ids(old.sale_id)[1], 1000), ReturnItem(till.line_ids(sold.sale_id)[0], 1000)]
    back = till.do(return_by_receipt, items=items, reason="all of it")
    assert sum(minor for _kind, minor in back.refunds) == 34_990
    assert by_tender(till) == {}
    till.check_books()


def test_an_exchange_of_an_exchange_still_knows_where_the_money_came_from(till: ShopFloor):
    first = till.sell("111", qr=3000)
    _back, second = swap(till, [first.sale_id], "222", payments=[Tender("card", 6990)])
    _back, third = swap(till, [second.sale_id], "333", payments=[Tender("cash", 15_010)])
    back = till.give_back(third.sale_id)
    assert dict(back.refunds) == {"qr": 3000, "card": 6990, "cash": 15_010}
    assert by_tender(till) == {}
    till.check_books()


def test_two_receipts_are_exchanged_for_one_good(till: ShopFloor):
    first, second = till.sell("111", card=3000), till.sell("222", qr=9990)
    returned, sold = swap(till, [first.sale_id, second.sale_id], "333", payments=[Tender("cash", 12_010)])
    assert returned.refunds == (("exchange", 3000), ("exchange", 9990))
    assert dict(till.give_back(sold.sale_id).refunds) == {"card": 3000, "qr": 9990, "cash": 12_010}
    assert by_tender(till) == {}
    till.check_books()


def test_a_debt_stays_with_the_exchanged_good_and_is_forgiven_when_that_comes_back(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=50_000)
    old = till.sell("222", customer_id=customer_id, tenders=[Tender("debt", 9990)])
    _back, sold = swap(till, [old.sale_id], "111")
    assert till.balance("debt", customer_id) == 3000
    assert till.give_back(sold.sale_id).refunds == (("debt", 3000),)
    assert till.balance("debt", customer_id) == 0
    till.check_books()


@pytest.mark.parametrize("step", [1, 5, 50, 100])
def test_with_rounded_cash_too_the_drawer_ends_where_it_began(till: ShopFloor, step: int):
    till.setting("cash.step_minor", step)
    old = till.sell(("888", 3000), "222", cash=20_000)
    _back, dearer = swap(till, [old.sale_id], "333", payments=[Tender("cash", 30_000)])
    _back, cheaper = swap(till, [dearer.sale_id], ("888"))
    till.give_back(cheaper.sale_id)
    till.give_back(old.sale_id, 2000, 1000)
    assert (by_tender(till), till.expected()) == ({}, 100_000)
    till.check_books()
