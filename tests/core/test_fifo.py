"""FIFO: every movement knows what it costs, in whatever order the facts come, to the minor unit."""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bench.fifo import differences, happened, make_products, taken_of
from app.bench.fifo_oracle import oracle
from app.bench.fifo_story import fifo_story
from app.core.agents.commands.people import make_agent
from app.core.sales.commands.returns import return_without_receipt
from app.core.sales.views import LooseItem
from app.core.stock.anew import move_of, project_next_waiting
from app.core.stock.commands.documents import receive, write_off
from app.core.stock.commands.stores import add_store
from app.core.stock.moves import move_goods, store_movements
from app.core.stock.rules import Portion
from app.core.stock.views import Moved, StockItem
from app.core.stock.whole_book import whole_book
from app.kernel.clock import ManualClock
from app.kernel.errors import RuleBroken
from app.projecting import ProjectingThread
from db.uow import Uow
from tests.devices.waiting import until
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor

TEA = "333"


@contextmanager
def closing_thread(thread: ProjectingThread) -> Iterator[ProjectingThread]:
    try:
        yield thread
    finally:
        thread.stop()


def layers(floor: ShopFloor, code: str = TEA) -> list[tuple[int, int, int, int]]:
    """(quantity, cost, left, cost of what is left) of each layer of a product, oldest first."""
    sql = """SELECT quantity_milli, cost_minor, left_milli, left_minor FROM stock_layer WHERE product_id = ?
             ORDER BY arrived_at, movement_id, number"""
    return [tuple(row.values()) for row in floor.rows(sql, floor.goods[code].bytes)]


def cost_of(floor: ShopFloor, document_id: UUID) -> tuple[int, int]:
    """What a document's movements were booked at, and what they cost by now."""
    sql = """SELECT coalesce(sum(m.booked_minor), 0) AS booked, coalesce(sum((SELECT sum(c.delta_minor) FROM cost_correction c
             WHERE c.document_id = m.document_id AND c.movement_id = m.id)), 0) AS later FROM stock_movement m
             WHERE m.document_id = ?"""
    (row,) = floor.rows(sql, document_id.bytes)
    return row["booked"], row["booked"] + row["later"]


def bring(floor: ShopFloor, pieces: int, cost_minor: int, code: str = TEA) -> UUID:
    found: UUID = floor.do(receive, items=[StockItem(floor.goods[code], pieces * 1000, cost_minor)], reason="market")
    floor.clock.advance(minutes=1)
    return found


def sold(floor: ShopFloor, pieces: int, code: str = TEA) -> Any:
    done = floor.sell((code, pieces * 1000))
    floor.clock.advance(minutes=1)
    return done


def test_the_worked_example_of_adr_0024(till: ShopFloor):
    """The same figures stand in docs/adr/0024: whoever changes one changes both."""
    bring(till, 10, 1000)
    bring(till, 3, 400)
    first = sold(till, 8)
    assert cost_of(till, first.sale_id) == (800, 800)
    second = sold(till, 4)  # two of the first layer, two of the second: 200 + ⌊400·2/3⌋
    assert cost_of(till, second.sale_id) == (466, 466)
    third = sold(till, 2)  # the last piece gets the rest; one more is owed
    assert cost_of(till, third.sale_id) == (134, 134)
    till.give_back(second.sale_id, 1000)
    till.clock.advance(minutes=1)
    assert layers(till) == [(10_000, 1000, 0, 0), (3000, 400, 0, 0)]  # what came back settled what was owed
    assert cost_of(till, third.sale_id) == (134, 267)
    bring(till, 5, 600)
    assert layers(till)[-1] == (5000, 600, 5000, 600)
    till.check_books()


def test_what_goes_in_comes_out_whatever_the_parts(till: ShopFloor):
    bring(till, 7, 1000)
    costs = [cost_of(till, sold(till, 1).sale_id)[0] for _piece in range(7)]
    assert costs == [142, 142, 142, 142, 142, 142, 148]


def test_a_return_puts_back_the_very_layers(till: ShopFloor):
    bring(till, 2, 200)
    bring(till, 2, 500)
    sale = sold(till, 3)
    till.give_back(sale.sale_id, 2000)
    assert layers(till) == [(2000, 200, 1000, 100), (2000, 500, 2000, 500)]
    till.check_books()


def test_a_return_without_receipt_costs_as_the_latest_sale_did_and_else_nothing(till: ShopFloor):
    def back(pieces: int) -> None:
        till.do(
            return_without_receipt, items=[LooseItem(till.goods[TEA], pieces * 1000, 25_000)], reason="gift", tender="cash",
            customer_id=None,
        )
        till.clock.advance(minutes=1)

    back(1)
    assert layers(till) == [(1000, 0, 1000, 0)]
    bring(till, 4, 1001)
    sold(till, 3)  # the free one, and two at ⌊1001·2/4⌋
    back(2)
    assert layers(till)[-1] == (2000, 500 * 2 // 3, 2000, 333)
    till.check_books()


def test_what_was_sold_before_it_came_in_is_settled_and_corrected(till: ShopFloor):
    early = sold(till, 3)
    assert cost_of(till, early.sale_id) == (0, 0)
    bring(till, 2, 300)
    assert cost_of(till, early.sale_id) == (0, 300)
    bring(till, 2, 500)
    assert cost_of(till, early.sale_id) == (0, 550)
    assert [row["cause"] for row in till.rows("SELECT cause FROM cost_correction")] == ["settled", "settled"]
    assert layers(till)[-1] == (2000, 500, 1000, 250)
    till.check_books()


def test_a_late_receipt_gives_what_it_would_have_given_in_time(till: ShopFloor):
    morning = till.clock()
    till.clock.advance(hours=1)
    bring(till, 5, 1000)
    sale = sold(till, 4)
    assert cost_of(till, sale.sale_id) == (800, 800)

    def late(uow: Uow) -> None:
        goods = [Moved(till.goods[TEA], 3000, None, 300)]
        move_goods(uow, goods, document_kind="receipt", document_id=uow.new_id(), at=morning)

    till.do(late)
    assert layers(till) == [(3000, 300, 0, 0), (5000, 1000, 4000, 800)]
    assert cost_of(till, sale.sale_id) == (800, 500)
    assert till.rows("SELECT cause, delta_minor FROM cost_correction") == [{"cause": "late", "delta_minor": -300}]


def test_a_set_takes_its_parts_layers(till: ShopFloor):
    bring(till, 1, 900, TEA)
    till.do(receive, items=[StockItem(till.goods["444"], 2000, 1000)], reason="market")
    sale = till.sell("666")
    assert cost_of(till, sale.sale_id) == (1150, 1150)
    till.give_back(sale.sale_id, 1000)
    assert layers(till, TEA) == [(1000, 900, 1000, 900)]
    assert layers(till, "444") == [(2000, 1000, 2000, 1000)]
    till.check_books()


def test_a_write_off_takes_the_oldest(till: ShopFloor):
    bring(till, 2, 200)
    bring(till, 2, 900)
    gone = till.do(write_off, items=[StockItem(till.goods[TEA], 3000)], reason="broken")
    assert cost_of(till, gone) == (650, 650)


def test_two_stores_of_one_name_are_refused(till: ShopFloor):
    till.do(add_store, name="Cellar")
    with pytest.raises(RuleBroken) as refused:
        till.do(add_store, name="Cellar")
    assert refused.value.code == "stock.store_known"


@given(seed=st.integers(0, 2**32), count=st.integers(1, 60), late=st.sampled_from([0.0, 0.1, 0.5]))
@settings(max_examples=300, deadline=None)
def test_a_whole_history_agrees_with_the_oracle(seed: int, count: int, late: float):
    chance = random.Random(seed)
    products, stores, bags = _ids(chance, 2), _ids(chance, 3), _ids(chance, 2)
    rows = fifo_story(count, seed=seed, products=products, stores=stores, bags=bags, late=late)
    book, expected = whole_book(map(move_of, rows)), oracle(list(map(happened, rows)))
    assert {key[1]: cost for key, cost in book.cost_of.items()} == expected.costs
    left = sorted((layer.place, layer.left_milli, layer.left_minor) for layer in book.layers if layer.left_milli)
    heaps = [(place, heap.left, heap.worth) for place, each in expected.heaps.items() for heap in each if heap.left]
    assert left == sorted(heaps)
    assert sum(debt.quantity_milli for debt in book.debts.values()) == sum(expected.owed.values())
    took = {key[1]: [_taken(each) for each in portions] for key, portions in book.portions.items() if portions}
    assert took == taken_of(expected)


def _taken(portion: Portion) -> tuple[Any, ...]:
    layer = portion.layer
    return (
        *layer.key, layer.order[2], portion.quantity_milli, portion.cost_minor, portion.back_milli, portion.back_minor,
    )


def test_the_story_tells_what_agents_do():
    chance = random.Random(5)
    stores, bags = _ids(chance, 3), _ids(chance, 2)
    rows = fifo_story(3000, seed=5, products=_ids(chance, 20), stores=stores, bags=bags)
    of_bags = [row for row in rows if row["store_id"] in bags]
    known = {row["id"]: row for row in rows}
    told = Counter((row["document_kind"], row["quantity_milli"] > 0, row["origin_id"] in known) for row in of_bags)
    assert told.keys() == {
        ("transfer_answer", True, True), ("agent_sale", False, False), ("agent_refund", True, True),
        ("agent_refund", True, False), ("transfer", False, False),
    }
    assert min(told.values()) > 15
    assert all(row["quantity_milli"] % 1000 == 0 for row in of_bags)
    places = {(known[row["origin_id"]]["store_id"] in bags, row["store_id"] in bags) for row in rows if row["origin_id"] in known}
    assert places == {(False, False), (False, True), (True, False), (True, True)}
    sales = [row["occurred_at"] for row in rows if row["document_kind"] == "agent_sale"]
    assert sales != sorted(sales)


@given(seed=st.integers(0, 2**32), late=st.sampled_from([0.0, 0.05, 0.3]), batch=st.sampled_from([1, 7, 40]))
@settings(max_examples=12, deadline=None)
def test_the_stored_book_agrees_with_the_oracle_however_the_facts_arrive(
    template: Template, tmp_path_factory: pytest.TempPathFactory, seed: int, late: float, batch: int
):
    path = tmp_path_factory.mktemp("story") / "duken.db"
    shutil.copy(template.path, path)
    floor = open_floor(path, template, ManualClock(MORNING))
    with floor.shop:
        stores = [floor.place.store_id, *(floor.do(add_store, name=name) for name in ("Cellar", "Van"))]
        bags, goods = [floor.do(make_agent, person_id=floor.owner_id)], floor.do(make_products, count=3)
        rows = fifo_story(150, seed=seed, products=goods, stores=stores, bags=bags, late=late, delayed=0.1)
        for first in range(0, len(rows), batch):
            floor.do(_take_in, rows=rows[first : first + batch])
        assert floor.ask(differences, expected=oracle(list(map(happened, rows)))) == []


def test_a_long_history_is_projected_by_the_job(till: ShopFloor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.core.stock.anew.MOST_AT_ONCE", 5)
    stores = [till.place.store_id, till.do(add_store, name="Cellar")]
    bags = [till.do(make_agent, person_id=till.owner_id)]
    rows = fifo_story(80, seed=7, products=till.do(make_products, count=1), stores=stores, bags=bags, late=0.3)
    for first in range(0, len(rows), 10):
        till.do(_take_in, rows=rows[first : first + 10])
    with closing_thread(ProjectingThread(till.shop)) as thread:
        thread.start()
        until(lambda: not till.rows("SELECT 1 FROM stock_waiting"))
    assert till.ask(differences, expected=oracle(list(map(happened, rows)))) == []
    assert not till.do(project_next_waiting)


def _ids(chance: random.Random, count: int) -> list[UUID]:
    return [UUID(int=chance.getrandbits(128)) for _number in range(count)]


def _take_in(uow: Uow, *, rows: list[dict[str, Any]]) -> None:
    store_movements(uow, rows, from_elsewhere=True)


def test_goods_that_went_on_before_they_came_in_cost_what_they_turn_out_to_cost(till: ShopFloor):
    """Two pieces go to the cellar that the shop does not have; one is sold there; then they come in for 10.00."""
    (product,) = till.do(make_products, count=1)
    shop, cellar = till.place.store_id, till.do(add_store, name="Cellar")
    sent = movement(product, shop, -2000, "transfer")
    arrived = movement(product, cellar, 2000, "transfer", origin=sent)
    sale = movement(product, cellar, -1000, "sale")
    came = movement(product, shop, 3000, "receipt", cost=1500)
    played(till, [[sent], [arrived], [sale], [came]])
    (row,) = till.rows("SELECT sum(delta_minor) AS minor FROM cost_correction WHERE movement_id = ?", sale["id"].bytes)
    assert row["minor"] == 500


def test_what_is_settled_and_comes_back_at_once_goes_into_its_layer(till: ShopFloor):
    (product,) = till.do(make_products, count=1)
    shop = till.place.store_id
    here = movement(product, shop, 1000, "receipt", cost=100)
    sale = movement(product, shop, -3000, "sale")
    came = movement(product, shop, 4000, "receipt", cost=1000)
    back = movement(product, shop, 3000, "return", origin=sale)
    played(till, [[here], [sale], [came, back]])
    left = till.rows("SELECT left_milli, left_minor FROM stock_layer WHERE product_id = ? ORDER BY id", product.bytes)
    assert [tuple(row.values()) for row in left] == [(1000, 100), (4000, 1000)]


def test_more_layers_than_are_read_at_once_are_taken_in_their_order(till: ShopFloor):
    (product,) = till.do(make_products, count=1)
    shop = till.place.store_id
    came = [movement(product, shop, 1000, "receipt", cost=number) for number in range(130)]
    played(till, [came, [movement(product, shop, -120_000, "sale")], [movement(product, shop, -20_000, "sale")]])


def test_what_an_agent_sold_by_a_sale_that_is_not_told_costs_as_the_agents_latest_sale(till: ShopFloor):
    """Two pieces for 10.00 and two for 30.00 go into the bag; three are sold. A fourth comes back of a sale nobody knows here."""
    (product,) = till.do(make_products, count=1)
    shop, bag = till.place.store_id, till.do(make_agent, person_id=till.owner_id)
    came = [movement(product, shop, 2000, "receipt", cost=cost) for cost in (1000, 3000)]
    sent = movement(product, shop, -4000, "transfer")
    accepted = movement(product, bag, 4000, "transfer_answer", origin=sent)
    sale = movement(product, bag, -3000, "agent_sale")
    untold = movement(product, bag, -1000, "agent_sale")
    back = movement(product, bag, 1000, "agent_refund", origin=untold)
    played(till, [came, [sent], [accepted], [sale], [back]])
    sql = "SELECT left_milli, left_minor FROM stock_layer WHERE store_id = ? AND left_milli > 0 ORDER BY arrived_at, number"
    assert [tuple(row.values()) for row in till.rows(sql, bag.bytes)] == [(1000, 1500), (1000, (1000 + 1500) // 3)]
    played(till, [[untold]], known=[*came, sent, accepted, sale, back])
    assert [tuple(row.values()) for row in till.rows(sql, bag.bytes)] == [(1000, 1500)]


def test_goods_from_nowhere_cost_as_the_sale_that_came_in_the_same_command(till: ShopFloor):
    """Sold for 1.00 the day before; then a sale of goods for 3.00 and a return without a receipt are heard at once."""
    (product,) = till.do(make_products, count=1)
    shop = till.place.store_id
    came = [movement(product, shop, 1000, "receipt", cost=cost) for cost in (100, 300)]
    before = movement(product, shop, -1000, "sale")
    sale = movement(product, shop, -1000, "sale")
    back = movement(product, shop, 1000, "return")
    played(till, [came, [before], [sale, back]])
    assert till.rows("SELECT left_minor AS cost FROM stock_layer WHERE left_milli > 0") == [{"cost": 300}]


def test_goods_from_nowhere_cost_as_the_sale_that_is_settled_by_the_same_command(till: ShopFloor):
    """What was sold before it came in is the latest sale as soon as it is settled."""
    (product,) = till.do(make_products, count=1)
    shop = till.place.store_id
    here = movement(product, shop, 1000, "receipt", cost=100)
    before, sale = (movement(product, shop, -1000, "sale") for _each in range(2))
    came = movement(product, shop, 1000, "receipt", cost=300)
    back = movement(product, shop, 1000, "return")
    played(till, [[here], [before], [sale], [came, back]])
    assert till.rows("SELECT left_minor AS cost FROM stock_layer WHERE left_milli > 0") == [{"cost": 300}]


def movement(
    product: UUID, store: UUID, milli: int, kind: str, *, cost: int | None = None, origin: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A movement's row, later than all before."""
    number = next(_numbers)
    at = MORNING + timedelta(minutes=number)
    return {
        "document_id": UUID(int=2 * number), "id": UUID(int=2 * number + 1), "line_id": None, "document_kind": kind,
        "occurred_at": at, "product_id": product, "store_id": store, "quantity_milli": milli, "cost_minor": cost,
        "origin_document_id": origin and origin["document_id"], "origin_id": origin and origin["id"],
        "business_date": at.date(), "booked_minor": 0,
    }


def played(floor: ShopFloor, batches: list[list[dict[str, Any]]], known: Sequence[dict[str, Any]] = ()) -> None:
    """Take in batch after batch after what is `known`; the stored book is the oracle's after each."""
    for batch in batches:
        floor.do(_take_in, rows=batch)
        known = [*known, *batch]
        assert floor.ask(differences, expected=oracle(list(map(happened, known)))) == []


_numbers = itertools.count(1)
