"""An agent's own till: what of each product is in the bag at which price, what waits, and the paper of a sale."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.core.agents.commands.people import change_agent
from app.core.agents.own_till import BagGood, OwnBag, own_bag
from app.core.agents.queries import agent_sales
from app.core.agents.views import BagItem
from app.core.catalog.commands import Pack, add_code, add_price_list, remove_product, set_price
from app.core.documents.paper import lines
from app.core.documents.queries import document_for_job
from app.core.jobs.commands import give_out_again, print_again
from app.core.jobs.queries import waiting_prints
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.core.agents_floor import Field, make_field, only_agent
from tests.shop_floor import ShopFloor, refused


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    return make_field(shop)


def own(field: Field) -> OwnBag:
    found = field.shop.ask(own_bag, person_id=field.shop.second_cashier_id)
    assert found is not None
    return found


def goods(field: Field) -> dict[str, BagGood]:
    return {good.name: good for good in own(field).goods}


def test_a_bag_by_product_has_its_price_codes_and_the_transfers_behind_it(field: Field):
    shop = field.shop
    shop.do(add_code, product_id=shop.goods["111"], pack=Pack("4600000000008", "Box", 3000))
    field.bring(("111", 4))
    field.bring(("111", 2), ("222", 1))
    field.sell(("111", 5))
    bread, milk = own(field).goods
    assert (bread.name, bread.left_milli, bread.price_minor, bread.is_gone) == ("Bread", 1000, 3000, False)
    assert bread.codes == (("111", 1000), ("4600000000008", 3000))
    assert [(part.transfer, part.accepted_milli, part.sold_milli, part.left_milli) for part in bread.transfers] == [
        ("A1-T000002", 2000, 1000, 1000)
    ]
    assert (milk.name, milk.left_milli, milk.price_minor) == ("Milk", 1000, 9990)


def test_the_prices_are_those_at_which_the_agent_sells(field: Field):
    shop = field.shop
    field.bring(("111", 2), ("222", 1))
    fair = shop.do(add_price_list, name="Fair")
    shop.do(set_price, product_id=shop.goods["111"], price_minor=4500, price_list_id=fair)
    shop.do(change_agent, agent_id=field.agent_id, price_list_id=fair)
    assert {name: good.price_minor for name, good in goods(field).items()} == {"Bread": 4500, "Milk": None}
    assert field.sell(("111", 2)).total_minor == 9000


def test_what_was_removed_from_the_goods_is_still_in_the_bag_and_says_so(field: Field):
    field.bring(("111", 2), ("222", 1))
    field.shop.do(remove_product, product_id=field.shop.goods["111"])
    assert {name: good.is_gone for name, good in goods(field).items()} == {"Bread": True, "Milk": False}


def test_what_waits_is_there_until_it_is_answered_the_oldest_first(field: Field):
    first, second = field.hand(("111", 1)), field.hand(("222", 1))
    assert [each.transfer_id for each in own(field).waiting] == [first, second]
    field.take(first)
    assert [each.transfer_id for each in own(field).waiting] == [second]
    assert own(field).stands.owes_minor == 0


def test_who_is_no_agent_has_no_bag(field: Field):
    assert field.shop.ask(own_bag, person_id=field.shop.cashier_id) is None


def test_what_a_part_of_a_line_is_worth_is_what_is_given_back_for_it(field: Field):
    field.bring(("111", 3))
    sold = field.sell(BagItem(field.shop.goods["111"], 3000, 3333), by=field.shop.manager)
    for _time in range(3):
        (view,) = field.shop.ask(agent_sales, sale_ids=[sold.sale_id])
        (line,) = view.lines
        worth = line.worth_minor(1000)
        assert field.refund(sold.sale_id, 1).total_minor == worth


def test_the_first_paper_of_a_sale_is_no_copy_and_asks_for_no_right(shop: ShopFloor):
    field = only_agent(shop)
    field.bring(("111", 2))
    sold = field.sell(("111", 2))
    assert shop.ask(waiting_prints) == ()
    inputs: dict[str, Any] = {"document_kind": "agent_sale", "document_id": sold.sale_id}
    shop.do(print_again, by=field.by, **inputs)
    (job,) = shop.ask(waiting_prints)
    assert (job.copy, job.number, job.document_kind) == (0, sold.number, "agent_sale")
    for again in (print_again, give_out_again):
        with refused("right.missing", NotPermitted, right=Right.REPRINT):
            shop.do(again, by=field.by, **inputs)
    assert shop.do(give_out_again, **inputs) == 1
    shop.check_books()


def test_a_receipt_out_of_the_bag_says_what_was_sold_by_whom_for_how_much(field: Field):
    field.bring(("111", 2), ("222", 1))
    sold = field.sell(("111", 2), ("222", 1))
    paper = "\n".join(lines(_paper(field, sold.sale_id), 42, "en"))
    for words in (sold.number, "Bread", "2 pcs x 30.00", "Milk", "159.90", "Bakyt", "Cash"):
        assert words in paper
    assert "Shift" not in paper
    with refused("receipt.unknown", RuleBroken):
        _paper(field, field.agent_id)


def _paper(field: Field, sale_id: UUID):
    return field.shop.ask(document_for_job, document_kind="agent_sale", document_id=sale_id)
