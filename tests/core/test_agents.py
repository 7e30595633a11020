"""An agent's bag: handed over, accepted, sold oldest first, taken back; what is left is true of each transfer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from app.core.agents.commands.handing import accept, hand_over, take_from_agent
from app.core.agents.commands.leases import force_lease, let_go, move_lease
from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.people import change_agent, make_agent
from app.core.agents.commands.requests import approve_request, ask_for_goods, decline_request, put_in_cart
from app.core.agents.commands.selling import sell_from_bag, take_sold_back
from app.core.agents.queries import agent_sales, agents, allocations, cart, requests
from app.core.agents.views import BagItem
from app.core.catalog.commands import remove_product
from app.core.staff.commands import remove_person
from app.core.stock.commands.transfers import answer_transfer, send_transfer
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending
from app.kernel.errors import NeedsConfirmation, NotPermitted, RuleBroken
from app.kernel.permissions import Right
from db.models.agents import Agent
from db.models.company import Branch, Till
from db.uow import Uow
from tests.core.agents_floor import Field, make_field
from tests.shop_floor import ShopFloor, refused


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    return make_field(shop)


def second_till(uow: Uow) -> UUID:
    """Another till of this branch."""
    till_id = uow.new_id()
    uow.add_card(Till(id=till_id, branch_id=uow.place.branch_id, store_id=uow.place.store_id, name="Van", prefix="V1"))
    return till_id


def to_another_branch(uow: Uow, *, agent_id: UUID) -> None:
    branch_id = uow.new_id()
    uow.add_card(
        Branch(id=branch_id, name="Osh", address=None, zone="Asia/Bishkek", day_change_hour=0, language="en")
    )
    uow.change_card(uow.get(Agent, agent_id), branch_id=branch_id)


def test_goods_are_handed_over_accepted_in_part_and_sold_oldest_first(field: Field):
    first = field.hand(("111", 6))
    assert (field.shop.level("111"), field.bag()) == (14_000, [])
    field.take(first, 4)
    second = field.hand(("111", 8), ("222", 2))
    field.take(second, 8, 0)
    assert field.left() == {"A1-T000001": 4, "A1-T000002": 8}
    sold = field.sell(("111", 6))
    assert (sold.total_minor, sold.commission_minor) == (18_000, 1800)
    taken = [(each.transfer, each.quantity_milli) for each in field.shop.ask(allocations, sale_id=sold.sale_id)]
    assert taken == [("A1-T000001", 4000), ("A1-T000002", 2000)]
    assert field.left() == {"A1-T000001": 0, "A1-T000002": 6}
    field.shop.check_books()


def test_what_is_refused_comes_back_into_the_very_layers(field: Field):
    shop = field.shop
    before = shop.rows("SELECT id, left_milli, left_minor FROM stock_layer ORDER BY id")
    transfer_id = field.hand(("111", 12), ("222", 1))
    field.take(transfer_id, 0, 0)
    assert shop.rows("SELECT id, left_milli, left_minor FROM stock_layer ORDER BY id") == before
    shop.check_books()


def test_a_bag_that_gives_back_and_takes_back_what_was_sold_is_right_by_transfer(field: Field):
    field.bring(("111", 3))
    field.bring(("111", 5))
    sold = field.sell(("111", 4))
    back = field.refund(sold.sale_id, 2)
    assert (back.total_minor, back.commission_minor) == (6000, 600)
    assert field.left() == {"A1-T000001": 1, "A1-T000002": 5}  # what was taken last came back first
    field.back(("111", 2))
    told = [(line.transfer, line.accepted_milli, line.returned_milli, line.sold_milli, line.left_milli) for line in
            field.bag(also_empty=True)]
    assert told == [("A1-T000001", 3000, 1000, 2000, 0), ("A1-T000002", 5000, 1000, 0, 4000)]
    assert field.shop.level("111") == 14_000
    field.shop.check_books()


def test_half_a_piece_is_refused_everywhere(field: Field):
    shop, half = field.shop, 1500
    field.bring(("111", 3))
    sold = field.sell(("111", 1))
    transfer_id = field.hand(("111", 2))
    (line,) = shop.ask(transfers, transfer_ids=[transfer_id])[0].lines
    kilo = shop.goods["444"]
    for act in (
        lambda: shop.do(hand_over, agent_id=field.agent_id, items=[Sending(kilo, half)]),
        lambda: shop.do(accept, by=field.by, transfer_id=transfer_id, accepted={line.line_id: half}),
        lambda: shop.do(take_from_agent, agent_id=field.agent_id, items=[Sending(shop.goods["111"], half)]),
        lambda: field.sell(BagItem(shop.goods["111"], half)),
        lambda: shop.do(put_in_cart, agent_id=field.agent_id, product_id=kilo, quantity_milli=half),
        lambda: shop.do(ask_for_goods, agent_id=field.agent_id, items=[Sending(kilo, half)]),
    ):
        with refused("agents.half_a_piece", RuleBroken, asked_milli=half):
            act()
    with refused("agents.half_a_piece", RuleBroken, asked_milli=half):
        line_id = UUID(bytes=shop.value("SELECT id FROM agent_sale_line"))
        shop.do(take_sold_back, by=field.by, sale_id=sold.sale_id, quantities={line_id: half}, reason="x")


def test_more_than_there_is_is_refused_with_the_figure_of_each_transfer(field: Field):
    shop = field.shop
    with refused("stock.more_than_on_hand", RuleBroken, name="Bread", on_hand_milli=20_000, asked_milli=21_000):
        field.hand(("111", 21))
    field.bring(("111", 3))
    field.bring(("111", 2))
    facts = {"left_milli": 5000, "asked_milli": 6000, "transfers": "A1-T000001: 3, A1-T000002: 2"}
    with refused("agents.more_than_in_bag", RuleBroken, **facts):
        field.sell(("111", 4), ("111", 2))
    with refused("agents.more_than_in_bag", RuleBroken, **facts):
        field.back(("111", 6))
    with refused("agents.more_than_in_bag", RuleBroken, left_milli=0, transfers="0"):
        field.sell(("222", 1))
    sold = field.sell(("111", 2))
    field.refund(sold.sale_id, 1)
    with refused("return.more_than_left", RuleBroken, left_milli=1000):
        field.refund(sold.sale_id, 2)
    assert shop.value("SELECT count(*) FROM agent_sale") == 1
    shop.check_books()


def test_accepting_twice_or_by_another_is_refused(field: Field):
    shop, transfer_id = field.shop, field.hand(("111", 2))
    with refused("right.missing", NotPermitted, right=Right.ACT_FOR_AGENTS):
        field.take(transfer_id, by=shop.cashier)
    with refused("stock.is_a_bag", RuleBroken):
        shop.do(answer_transfer, transfer_id=transfer_id)
    field.take(transfer_id)
    with refused("transfer.answered", RuleBroken, number="A1-T000001"):
        field.take(transfer_id)
    returned = field.back(("111", 1))
    with refused("agents.not_for_a_bag", RuleBroken):
        shop.do(accept, by=field.by, transfer_id=returned)
    with refused("stock.is_a_bag", RuleBroken):
        shop.do(send_transfer, to_store_id=field.agent_id, items=[Sending(shop.goods["111"], 1000)])


def test_removed_goods_are_not_handed_over_nor_sold_but_come_back(field: Field):
    field.bring(("111", 2))
    field.shop.do(remove_product, product_id=field.shop.goods["111"])
    with refused("stock.product_gone", RuleBroken, name="Bread"):
        field.hand(("111", 1))
    with refused("stock.product_gone", RuleBroken, name="Bread"):
        field.sell(("111", 1))
    field.back(("111", 2))
    field.shop.check_books()


def test_an_agent_of_another_branch_is_refused(field: Field):
    field.bring(("111", 2))
    field.shop.do(to_another_branch, agent_id=field.agent_id)
    for act in (lambda: field.hand(("111", 1)), lambda: field.sell(("111", 1)), lambda: field.back(("111", 1))):
        with refused("agents.other_branch", RuleBroken):
            act()


def test_an_agent_is_made_once_with_a_share_that_can_be(field: Field):
    shop = field.shop
    with refused("agents.known", RuleBroken, name="Bakyt"):
        shop.do(make_agent, person_id=shop.second_cashier_id)
    with refused("agents.commission", RuleBroken):
        shop.do(make_agent, person_id=shop.cashier_id, commission_ppm=1_000_001)
    with refused("staff.unknown", RuleBroken):
        shop.do(make_agent, person_id=uuid4())
    with refused("right.missing", NotPermitted, right=Right.EDIT_AGENTS):
        shop.do(make_agent, by=shop.cashier, person_id=shop.cashier_id)
    shop.do(change_agent, agent_id=field.agent_id, commission_ppm=50_000, keeps_commission=False)
    (agent,) = shop.ask(agents)
    assert (agent.name, agent.commission_ppm, agent.keeps_commission, agent.till) == ("Bakyt", 50_000, False, None)
    shop.check_books()


def test_the_price_is_the_lists_or_another_with_its_right(field: Field):
    shop = field.shop
    field.bring(("111", 3))
    with refused("right.missing", NotPermitted, right=Right.CHANGE_PRICE):
        field.sell(BagItem(shop.goods["111"], 1000, 2500))
    with refused("price.negative", RuleBroken):
        field.sell(BagItem(shop.goods["111"], 1000, -1), by=shop.manager)
    done = field.sell(BagItem(shop.goods["111"], 2000, 2500), ("111", 1), by=shop.manager)
    assert (done.total_minor, done.commission_minor) == (8000, 800)
    assert shop.value("SELECT count(*) FROM cash_entry") == 0  # no shift is open, no drawer heard of it


def test_what_an_agent_owes_is_what_was_taken_less_what_was_paid_in_and_kept(field: Field):
    shop = field.shop
    field.bring(("111", 10), ("222", 2))
    sold = field.sell(("111", 5), ("222", 1))  # 150.00 + 99.90
    field.refund(sold.sale_id, 1)
    stands = field.stands()
    assert (stands.sold_minor, stands.refunded_minor, stands.commission_minor) == (24_990, 3000, 2199)
    assert stands.owes_minor == 24_990 - 3000 - 2199
    assert (stands.goods_milli, stands.goods_price_minor, stands.goods_cost_minor) == (7000, 6 * 3000 + 9990, 6000 + 5000)
    with refused("shift.none_open", RuleBroken):
        shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=10_000)
    shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=791, tender="qr")
    shop.open_shift(0)
    shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=10_000)
    assert (field.stands().owes_minor, shop.expected()) == (9000, 10_000)
    with refused("agents.more_than_owed", NeedsConfirmation, owes_minor=9000, amount_minor=9001):
        shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=9001)
    for inputs, code in (
        ({"amount_minor": 0}, "cash.not_positive"), ({"amount_minor": 10**12 + 1}, "cash.too_large"),
        ({"amount_minor": 5, "tender": "debt"}, "payment.unknown_tender"),
    ):
        with refused(code, RuleBroken):
            shop.do(take_agent_payment, agent_id=field.agent_id, **inputs)
    with refused("right.missing", NotPermitted, right=Right.SETTLE_AGENTS):
        shop.do(take_agent_payment, by=shop.cashier, agent_id=field.agent_id, amount_minor=5)
    shop.do(change_agent, agent_id=field.agent_id, keeps_commission=False)
    assert field.stands().owes_minor == 9000 + 2199
    shop.close_shift()
    shop.check_books()


def test_commission_of_all_that_comes_back_is_that_of_the_sale(field: Field):
    field.shop.do(change_agent, agent_id=field.agent_id, commission_ppm=333_333)
    field.bring(("111", 7))
    sold = field.sell(("111", 7))
    parts = [field.refund(sold.sale_id, count) for count in (1, 2, 4)]
    assert sum(part.total_minor for part in parts) == sold.total_minor
    assert sum(part.commission_minor for part in parts) == sold.commission_minor
    assert field.stands().owes_minor == 0
    field.shop.check_books()


def test_what_is_asked_for_is_approved_in_part_and_makes_a_transfer(field: Field):
    shop = field.shop
    shop.do(put_in_cart, by=field.by, agent_id=field.agent_id, product_id=shop.goods["111"], quantity_milli=9000)
    shop.do(put_in_cart, by=field.by, agent_id=field.agent_id, product_id=shop.goods["111"], quantity_milli=5000)
    shop.do(put_in_cart, by=field.by, agent_id=field.agent_id, product_id=shop.goods["222"], quantity_milli=2000)
    shop.do(put_in_cart, by=field.by, agent_id=field.agent_id, product_id=shop.goods["333"], quantity_milli=1000)
    shop.do(put_in_cart, by=field.by, agent_id=field.agent_id, product_id=shop.goods["333"], quantity_milli=0)
    in_cart = [(line.name, line.quantity_milli) for line in shop.ask(cart, agent_id=field.agent_id)]
    assert in_cart == [("Bread", 5000), ("Milk", 2000)]
    request_id = shop.do(ask_for_goods, by=field.by, agent_id=field.agent_id, note="for Saturday")
    assert shop.ask(cart, agent_id=field.agent_id) == ()
    with refused("stock.nothing", RuleBroken):
        shop.do(ask_for_goods, by=field.by, agent_id=field.agent_id)
    bread, milk = shop.goods["111"], shop.goods["222"]
    with refused("request.more_than_asked", RuleBroken, asked_milli=5000, given_milli=6000):
        shop.do(approve_request, request_id=request_id, approved={bread: 6000})
    with refused("right.missing", NotPermitted, right=Right.APPROVE_REQUESTS):
        shop.do(approve_request, by=field.by, request_id=request_id)
    transfer_id = shop.do(approve_request, by=shop.manager, request_id=request_id, approved={bread: 3000, milk: 0})
    (request,) = shop.ask(requests, agent_id=field.agent_id)
    assert (request.state, request.transfer_id) == ("approved", transfer_id)
    assert [(line.name, line.asked_milli, line.approved_milli) for line in request.lines] == [
        ("Bread", 5000, 3000), ("Milk", 2000, 0),
    ]
    field.take(transfer_id)
    assert field.left() == {"A1-T000001": 3}
    for act in (
        lambda: shop.do(approve_request, request_id=request_id),
        lambda: shop.do(decline_request, request_id=request_id, reason="late"),
    ):
        with refused("request.answered", RuleBroken, number="A1-G000001"):
            act()
    other = shop.do(ask_for_goods, by=field.by, agent_id=field.agent_id, items=[Sending(milk, 1000)])
    shop.do(decline_request, request_id=other, reason="not today")
    assert next((each.state, each.reason) for each in shop.ask(requests)) == ("declined", "not today")
    assert shop.ask(requests, only_waiting=True) == ()
    shop.check_books()


def test_a_bag_is_sold_from_one_till_at_a_time(field: Field):
    shop = field.shop
    van = shop.do(second_till)
    field.bring(("111", 5))
    field.sell(("111", 1))  # this till takes the bag
    with refused("agents.bag_not_let_go", RuleBroken, till="1"):
        shop.do(move_lease, agent_id=field.agent_id, till_id=van)
    shop.do(let_go, by=field.by, agent_id=field.agent_id)
    shop.do(move_lease, agent_id=field.agent_id, till_id=van)
    for act in (lambda: field.sell(("111", 1)), lambda: shop.do(let_go, by=field.by, agent_id=field.agent_id)):
        with refused("agents.bag_elsewhere", RuleBroken, till="Van"):
            act()
    with refused("right.missing", NotPermitted, right=Right.MOVE_BAG):
        shop.do(force_lease, by=field.by, agent_id=field.agent_id, till_id=shop.place.till_id, reason="mine")
    with refused("text.empty", RuleBroken):
        shop.do(force_lease, agent_id=field.agent_id, till_id=shop.place.till_id, reason=" ")
    shop.do(force_lease, agent_id=field.agent_id, till_id=shop.place.till_id, reason="the van's tablet is broken")
    field.sell(("111", 1))
    assert "broken" in shop.audit("agents.bag_forced")[0]["facts"]
    shop.check_books()


def test_of_two_sales_of_the_last_pieces_at_once_the_second_is_refused_with_the_figure(field: Field):
    field.bring(("111", 5))
    field.sell(("111", 1))
    together = Barrier(4)

    def sell_three(_number: int) -> str:
        together.wait()
        try:
            field.sell(("111", 3))
        except RuleBroken as refusal:
            return f"{refusal.code} {refusal.facts['left_milli']}"
        return "sold"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(sell_three, range(4)))
    assert said == ["agents.more_than_in_bag 1000"] * 3 + ["sold"]
    assert field.left() == {"A1-T000001": 1}
    field.shop.check_books()


def test_a_sale_is_listed_with_what_came_back(field: Field):
    field.bring(("111", 5))
    sold = field.sell(("111", 3))
    field.refund(sold.sale_id, 1)
    (view,) = field.shop.ask(agent_sales, agent_id=field.agent_id)
    assert (view.number, view.agent, view.is_late, view.lines[0].back_milli) == ("A1-S000001", "Bakyt", False, 1000)
    with refused("not_found", RuleBroken):
        field.shop.do(sell_from_bag, agent_id=uuid4(), items=[BagItem(field.shop.goods["111"])])


def test_nothing_more_is_handed_to_who_was_removed_but_the_goods_come_back(shop: ShopFloor):
    field = make_field(shop)
    field.bring(("111", 3))
    shop.do(remove_person, person_id=shop.second_cashier_id)
    with refused("agents.person_gone", RuleBroken, name="Bakyt"):
        field.hand(("111", 1))
    field.back(("111", 3))
    shop.check_books()
