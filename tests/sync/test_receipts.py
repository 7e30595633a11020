"""Goods that were sold in one branch come back in another: by their receipt, never more than is left anywhere."""

from __future__ import annotations

import pytest

from app.core.payments.views import Tender
from app.core.received.queries import kept_back
from app.core.sales.commands.returns import exchange, return_by_receipt
from app.core.sales.queries import sold_sale
from app.core.sales.views import ReturnItem
from app.core.stock.commands.documents import receive
from app.core.stock.commands.transfers import answer_transfer, send_transfer
from app.core.stock.on_hand import on_hand
from app.core.stock.views import Sending, StockItem
from app.core.verify.queries import verify
from app.kernel.errors import AppError
from sync.checking import check
from sync.receipts import fetch_receipt
from tests.cli.conftest import Duken, duken
from tests.shop_floor import refused
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_pull import settle

__all__ = ["duken"]


def opened(*nodes: Node) -> None:
    settle(*nodes)
    for node in nodes:
        node.floor.open_shift(100_000)


def give_back(node: Node, line_id, milli: int = 1000):
    return node.floor.do(return_by_receipt, items=[ReturnItem(line_id, milli)], reason="torn")


def level(node: Node, code: str) -> int:
    """In the node's own store."""
    query = "SELECT on_hand_milli FROM stock_level WHERE product_id = ? AND store_id = ?"
    found: int = node.floor.value(query, node.floor.goods[code].bytes, node.floor.shop.place.store_id.bytes)
    return found


def sound(*nodes: Node) -> None:
    for node in nodes:
        assert node.floor.ask(kept_back) == ()
        assert node.floor.ask(verify).findings == ()


def test_a_receipt_of_another_branch_is_fetched_and_its_goods_come_back(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    first.floor.do(receive, items=[StockItem(first.floor.goods["111"], 10_000, 20_000)])
    number = first.floor.sell(("111", 3000), "222").number
    first.round()
    with refused("receipt.unknown"):
        osh.floor.ask(sold_sale, number=number)
    sold = fetch_receipt(osh.floor, osh.link, number=number)
    assert [(line.name, line.left_milli) for line in sold.lines] == [("Bread", 3000), ("Milk", 1000)]
    back = give_back(osh, sold.lines[0].sale_line_id, 2000)
    assert back.total_minor == 6000
    settle(osh, first)
    assert first.floor.ask(sold_sale, number=number).lines[0].left_milli == 1000, "the branch that sold hears of it"
    with refused("return.more_than_left"):
        give_back(first, sold.lines[0].sale_line_id, 2000)
    assert level(osh, "111") == 2000
    assert level(first, "111") == 7000
    assert {row.store_id for row in osh.floor.ask(on_hand)} == {osh.floor.shop.place.store_id}
    sound(first, osh)
    again = fetch_receipt(osh.floor, osh.link, number=number)
    assert again.lines[0].left_milli == 1000


def test_goods_come_back_in_a_shift_after_one_of_which_a_receipt_was_fetched(company: Company):
    """The closing of the first shift is told to nobody here: yet a till has one open shift at a time."""
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    theirs = osh.floor.sell("222").number
    ours = first.floor.sell(("111", 3000)).number
    settle(first, osh)
    fetch_receipt(first.floor, first.link, number=theirs)
    osh.floor.close_shift()
    osh.floor.open_shift(100_000)
    back = give_back(osh, fetch_receipt(osh.floor, osh.link, number=ours).lines[0].sale_line_id)
    settle(osh, first)
    sound(first, osh)
    assert first.floor.value("SELECT count(*) FROM sale_return WHERE number = ?", back.number) == 1
    till_id = osh.floor.shop.place.till_id.bytes
    found = first.floor.rows("SELECT number, state FROM shift WHERE till_id = ? ORDER BY number", till_id)
    assert [tuple(row.values()) for row in found] == [(1, "closed"), (2, "open")]
    fetch_receipt(first.floor, first.link, number=theirs)


def test_an_earlier_shift_that_is_fetched_after_a_later_one_is_over(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    theirs = osh.floor.sell("222").number
    ours = first.floor.sell(("111", 3000)).number
    settle(first, osh)
    osh.floor.close_shift()
    osh.floor.open_shift(100_000)
    give_back(osh, fetch_receipt(osh.floor, osh.link, number=ours).lines[0].sale_line_id)
    settle(osh, first)
    fetch_receipt(first.floor, first.link, number=theirs)
    till_id = osh.floor.shop.place.till_id.bytes
    found = first.floor.rows("SELECT number, state FROM shift WHERE till_id = ? ORDER BY number", till_id)
    assert [tuple(row.values()) for row in found] == [(1, "closed"), (2, "open")]
    sound(first, osh)


def test_a_check_explains_what_was_fetched_of_another_branch(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = first.floor.sell(("111", 3000), "222").number
    settle(first, osh)
    sold = fetch_receipt(osh.floor, osh.link, number=number)
    found = check(osh.floor, osh.link)
    assert (found.agrees, set(found.causes)) == (True, {"fetched"})
    assert {each.table for each in found.differences} >= {"sale", "sale_line", "payment", "stock_movement", "shift"}
    give_back(osh, sold.lines[0].sale_line_id)
    settle(first, osh)
    assert check(osh.floor, osh.link).differences == [], "what came back there is told there"
    assert check(first.floor, first.link).differences == []


def test_what_came_back_meanwhile_where_it_was_sold_is_known_when_it_is_fetched_again(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = first.floor.sell(("111", 3000)).number
    first.round()
    line = fetch_receipt(osh.floor, osh.link, number=number).lines[0]
    give_back(first, line.sale_line_id, 2000)
    first.round()
    assert fetch_receipt(osh.floor, osh.link, number=number).lines[0].left_milli == 1000
    sound(first, osh)


def test_a_receipt_that_was_paid_with_other_goods_brings_their_receipts_along(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    sold = first.floor.ask(sold_sale, number=first.floor.sell(("111", 3000)).number)
    cart = first.floor.cart("222")
    _back, swapped = first.floor.do(
        exchange, items=[ReturnItem(sold.lines[0].sale_line_id, 3000)], sale_id=cart, reason="swap",
        payments=[Tender("cash", 990)],
    )
    first.round()
    fetched = fetch_receipt(osh.floor, osh.link, number=swapped.number)
    assert fetched.total_minor == 9990
    assert osh.floor.ask(sold_sale, number=sold.number).lines[0].left_milli == 0
    back = give_back(osh, fetched.lines[0].sale_line_id)
    assert sum(minor for _tender, minor in back.refunds) == 9990
    settle(osh, first)
    sound(first, osh)


def test_the_command_line_asks_the_centre_for_a_receipt_of_another_branch(company: Company, duken: Duken):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = first.floor.sell("111").number
    first.round()
    osh.floor.shop.close()
    words = ("receipt", "--sale", number, "--db", osh.floor.path, "--json")
    assert duken(*words).error["code"] == "receipt.unknown"
    assert duken(*words, "--ask-centre").code == 0
    assert duken(*words).json["number"] == number
    assert duken(*words[:2], "A1-888888", *words[3:], "--ask-centre").error["code"] == "receipt.unknown"


def test_nobody_fetches_a_receipt_that_is_not_there_or_another_companys(company: Company, centre: TestCentre):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = first.floor.sell("111").number
    first.round()
    with pytest.raises(AppError) as error:
        fetch_receipt(osh.floor, osh.link, number="A1-999999")
    assert (error.value.code, error.value.facts["number"]) == ("receipt.unknown", "A1-999999")
    centre.rows("UPDATE duken.enrolment SET company_id = gen_random_uuid() WHERE till_id = %s RETURNING 1",
                osh.floor.shop.place.till_id)
    assert osh.link.find_receipt(number=number) == []


def test_a_transfer_to_another_branch_is_heard_there_and_its_answer_at_home(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    bread = first.floor.goods["111"]
    first.floor.do(receive, items=[StockItem(bread, 10_000, 20_000)])
    sent = first.floor.do(send_transfer, items=[Sending(bread, 4000)], to_store_id=osh.floor.shop.place.store_id)
    settle(first, osh)
    osh.floor.do(answer_transfer, transfer_id=sent)
    settle(osh, first)
    assert level(osh, "111") == 4000
    assert level(first, "111") == 6000
    sound(first, osh)


def test_two_branches_that_took_the_same_goods_back_in_the_dark_both_stand_and_it_is_flagged(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = first.floor.sell(("111", 3000)).number
    first.round()
    line = fetch_receipt(osh.floor, osh.link, number=number).lines[0].sale_line_id
    give_back(first, line, 2000)
    give_back(osh, line, 2000)
    settle(osh, first)
    for node in (first, osh):
        found = node.floor.ask(verify).findings
        assert {each.check for each in found} == {"not_more_returned_than_sold"}
        assert {each.about.number for each in found if each.about} == {number}
    assert first.floor.ask(sold_sale, number=number).lines[0].left_milli == 0
    with refused("return.more_than_left"):
        give_back(first, line, 1)
