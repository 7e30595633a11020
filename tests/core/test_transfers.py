"""Goods go from one store to another: out at once, in when they have arrived, and what is missing is kept and settled."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.core.catalog.commands import remove_product
from app.core.stock.commands.documents import receive
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.transfers import answer_transfer, send_transfer, settle_transfer
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending, StockItem, TransferView
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from db.models.company import Branch
from db.models.stock import Store
from db.uow import Uow
from tests.shop_floor import ShopFloor, refused


@pytest.fixture
def depot(shop: ShopFloor) -> UUID:
    """A second store; the shop has two layers of bread: 10 for 100.00 and 10 for 150.01."""
    store_id: UUID = shop.do(add_store, name="Depot")
    shop.do(receive, items=[StockItem(shop.goods["111"], 10_000, 10_000)], reason="bakery")
    shop.do(receive, items=[StockItem(shop.goods["111"], 10_000, 15_001)], reason="bakery")
    return store_id


def level(shop: ShopFloor, code: str, store_id: UUID) -> int:
    rows = shop.rows("SELECT on_hand_milli FROM stock_level WHERE product_id = ? AND store_id = ?", shop.goods[code], store_id)
    return int(rows[0]["on_hand_milli"]) if rows else 0


def layers(shop: ShopFloor, store_id: UUID) -> list[tuple[int, int]]:
    open_ones = "SELECT left_milli, left_minor FROM stock_layer WHERE store_id = ? AND left_milli > 0"
    rows = shop.rows(f"{open_ones} ORDER BY arrived_at, movement_id, number", store_id)
    return [(row["left_milli"], row["left_minor"]) for row in rows]


def look(shop: ShopFloor, transfer_id: UUID) -> TransferView:
    (view,) = shop.ask(transfers, transfer_ids=[transfer_id])
    return view


def bread(shop: ShopFloor, milli: int) -> list[Sending]:
    return [Sending(shop.goods["111"], milli)]


def test_what_is_sent_is_out_at_once_and_in_when_it_arrives_with_its_layers(shop: ShopFloor, depot: UUID):
    here = shop.place.store_id
    sent = shop.do(send_transfer, to_store_id=depot, items=bread(shop, 12_000), note="for the fair")
    assert (level(shop, "111", here), level(shop, "111", depot)) == (8000, 0)
    assert (look(shop, sent).state, look(shop, sent).number) == ("sent", "A1-T000001")
    shop.do(answer_transfer, transfer_id=sent)
    assert (level(shop, "111", here), level(shop, "111", depot)) == (8000, 12_000)
    assert layers(shop, depot) == [(10_000, 10_000), (2000, 3000)]  # ⌊15001·2/10⌋ of the second
    assert layers(shop, here) == [(8000, 12_001)]
    assert look(shop, sent).state == "answered"
    shop.check_books()


def test_what_has_not_arrived_comes_back_into_the_very_layers(shop: ShopFloor, depot: UUID):
    sent = shop.do(send_transfer, to_store_id=depot, items=bread(shop, 12_000))
    (line,) = look(shop, sent).lines
    shop.do(answer_transfer, transfer_id=sent, accepted={line.line_id: 9000})
    assert layers(shop, shop.place.store_id) == [(1000, 1000), (10_000, 15_001)]
    assert layers(shop, depot) == [(9000, 9000)]
    (line,) = look(shop, sent).lines
    assert (line.sent_milli, line.accepted_milli, line.back_milli, line.open_milli) == (12_000, 9000, 3000, 0)
    shop.check_books()


@pytest.mark.parametrize(("is_lost", "here", "state"), [(True, 8000, "lost"), (False, 11_000, "back")])
def test_a_difference_is_kept_listed_and_settled_once(shop: ShopFloor, depot: UUID, is_lost: bool, here: int, state: str):
    sent = shop.do(send_transfer, to_store_id=depot, items=bread(shop, 12_000))
    (line,) = look(shop, sent).lines
    shop.do(answer_transfer, transfer_id=sent, accepted={line.line_id: 9000}, keep_difference=True)
    (listed,) = shop.ask(transfers, only_open=True)
    assert (listed.state, listed.lines[0].open_milli, level(shop, "111", shop.place.store_id)) == ("open", 3000, 8000)
    shop.check_books()
    shop.do(settle_transfer, transfer_id=sent, is_lost=is_lost, reason="the lorry's driver knows nothing")
    assert (look(shop, sent).state, level(shop, "111", shop.place.store_id)) == (state, here)
    assert shop.ask(transfers, only_open=True) == ()
    with refused("transfer.no_difference", RuleBroken, number="A1-T000001"):
        shop.do(settle_transfer, transfer_id=sent, is_lost=True, reason="again")
    shop.check_books()


def test_a_transfer_is_answered_once(shop: ShopFloor, depot: UUID):
    sent = shop.do(send_transfer, to_store_id=depot, items=bread(shop, 1000))
    shop.do(answer_transfer, transfer_id=sent)
    with refused("transfer.answered", RuleBroken, number="A1-T000001"):
        shop.do(answer_transfer, transfer_id=sent)
    with refused("transfer.no_difference", RuleBroken):
        shop.do(settle_transfer, transfer_id=sent, is_lost=True, reason="nothing is missing")


def test_more_than_is_there_is_refused_with_the_figure(shop: ShopFloor, depot: UUID):
    with refused("stock.more_than_on_hand", RuleBroken, name="Bread", on_hand_milli=20_000, asked_milli=21_000):
        shop.do(send_transfer, to_store_id=depot, items=[*bread(shop, 20_000), *bread(shop, 1000)])
    with refused("stock.more_than_on_hand", RuleBroken, on_hand_milli=0, asked_milli=1000):
        shop.do(send_transfer, from_store_id=depot, to_store_id=shop.place.store_id, items=bread(shop, 1000))
    sent = shop.do(send_transfer, to_store_id=depot, items=bread(shop, 2000))
    (line,) = look(shop, sent).lines
    with refused("transfer.more_than_sent", RuleBroken, sent_milli=2000, asked_milli=3000):
        shop.do(answer_transfer, transfer_id=sent, accepted={line.line_id: 3000})
    assert shop.ask(transfers, only_waiting=True) == shop.ask(transfers)


def test_what_cannot_be_sent_is_refused_and_nothing_moves(shop: ShopFloor, depot: UUID):
    before = shop.rows("SELECT id FROM stock_movement")
    for items, code in (
        ([], "stock.nothing"), ([Sending(shop.goods["111"], 0)], "quantity.not_positive"),
        ([Sending(shop.goods["111"], 1500)], "quantity.not_whole"), ([Sending(shop.goods["555"], 1000)], "stock.not_goods"),
        ([Sending(uuid4(), 1000)], "not_found"),
    ):
        with refused(code, RuleBroken):
            shop.do(send_transfer, to_store_id=depot, items=items)
    with refused("stock.same_store", RuleBroken):
        shop.do(send_transfer, to_store_id=shop.place.store_id, items=bread(shop, 1000))
    shop.do(remove_product, product_id=shop.goods["111"])
    with refused("stock.product_gone", RuleBroken, name="Bread"):
        shop.do(send_transfer, to_store_id=depot, items=bread(shop, 1000))
    for command, right, inputs in (
        (send_transfer, Right.TRANSFER_STOCK, {"to_store_id": depot, "items": bread(shop, 1000)}),
        (answer_transfer, Right.TRANSFER_STOCK, {"transfer_id": uuid4()}),
        (settle_transfer, Right.WRITE_OFF_STOCK, {"transfer_id": uuid4(), "is_lost": True, "reason": "x"}),
    ):
        with refused("right.missing", NotPermitted, right=right):
            shop.do(command, by=shop.cashier, **inputs)
    assert shop.rows("SELECT id FROM stock_movement") == before


def test_each_branch_sends_from_its_own_stores_and_answers_for_them(shop: ShopFloor):
    other_branch, theirs = uuid4(), uuid4()

    def second_branch(uow: Uow) -> None:
        uow.add_card(Branch(
            id=other_branch, name="Second", address=None, zone="Asia/Bishkek", day_change_hour=0, language="en",
        ))
        uow.session.flush()
        uow.add_card(Store(id=theirs, branch_id=other_branch, name="Their shelf", kind="shop", person_id=None, deleted_at=None))

    shop.do(second_branch)
    shop.do(receive, items=[StockItem(shop.goods["111"], 10_000, 1000)])
    sent = shop.do(send_transfer, to_store_id=theirs, items=[Sending(shop.goods["111"], 4000)])
    with refused("stock.other_branch", RuleBroken, name="Their shelf"):
        shop.do(answer_transfer, transfer_id=sent)
    with refused("stock.other_branch", RuleBroken, name="Their shelf"):
        here = shop.shop.place.store_id
        shop.do(send_transfer, from_store_id=theirs, to_store_id=here, items=[Sending(shop.goods["111"], 1000)])
    assert shop.level("111") == 6000
    shop.check_books()
