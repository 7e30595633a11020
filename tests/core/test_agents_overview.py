"""Agents at a glance, and of one what whoever looks may see: costs only with the right to purchase prices."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.requests import ask_for_goods
from app.core.agents.overview import (
    agent_payments,
    agents_at_a_glance,
    allocations_seen,
    bag_seen,
    bag_tills,
    on_shelf,
    settlement_seen,
)
from tests.core.agents_floor import Field, make_field
from tests.core.test_agents import second_till, to_another_branch
from tests.shop_floor import ShopFloor


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    return make_field(shop)


def test_a_glance_tells_the_bag_the_debt_and_what_waits(field: Field):
    shop, branch = field.shop, field.shop.place.branch_id
    field.bring(("111", 4), ("222", 2))
    field.hand(("111", 1))
    field.sell(("111", 3))
    shop.do(ask_for_goods, by=field.by, agent_id=field.agent_id, items=field.sendings([("111", 2)]))
    (seen,) = shop.ask(agents_at_a_glance, branch_id=branch)
    assert (seen.goods_milli, seen.owes_minor, seen.waiting_transfers, seen.waiting_requests) == (3000, 8100, 1, 1)
    shop.do(to_another_branch, agent_id=field.agent_id)
    assert shop.ask(agents_at_a_glance, branch_id=branch) == ()


def test_costs_are_for_whoever_may_see_purchase_prices(field: Field):
    shop = field.shop
    field.bring(("111", 4))
    sold = field.sell(("111", 1))
    for person_id, costs in ((shop.owner_id, (3000, 3000, 1000)), (shop.template.cashier_id, (None, None, None))):
        looks = {"person_id": person_id, "branch_id": shop.place.branch_id}
        (line,) = shop.ask(bag_seen, agent_id=field.agent_id, **looks)
        stand = shop.ask(settlement_seen, agent_id=field.agent_id, **looks)
        (taken,) = shop.ask(allocations_seen, sale_id=sold.sale_id, **looks)
        assert (line.left_minor, stand.goods_cost_minor, taken.cost_minor) == costs
        assert (line.left_milli, stand.goods_price_minor, taken.quantity_milli) == (3000, 9000, 1000)
    assert shop.ask(settlement_seen, agent_id=uuid4(), **looks) is None


def test_payments_are_told_newest_first_and_tills_by_name(field: Field):
    shop = field.shop
    field.bring(("111", 4))
    field.sell(("111", 4))
    for minor, tender in ((3000, "card"), (2000, "qr")):
        shop.clock.advance(minutes=1)
        shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=minor, tender=tender, note="fair")
    paid = shop.ask(agent_payments, agent_id=field.agent_id)
    assert [(each.number, each.tender, each.amount_minor, each.note) for each in paid] == [
        ("A1-D000002", "qr", 2000, "fair"), ("A1-D000001", "card", 3000, "fair"),
    ]
    shop.do(second_till)
    assert [till.name for till in shop.ask(bag_tills, branch_id=shop.place.branch_id)][-1] == "Van"


def test_what_is_on_the_shelf_is_told_of_goods_that_were_there(field: Field):
    goods, store = field.shop.goods, field.shop.place.store_id
    wanted = [goods["111"], goods["888"]]
    assert field.shop.ask(on_shelf, store_id=store, product_ids=wanted) == {goods["111"]: 20_000}
