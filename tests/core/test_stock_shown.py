"""What the stock screens are told: levels as a list, the layers behind each figure, movements with what they left, documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.catalog.commands import add_category, add_product, change_product, remove_product
from app.core.catalog.queries import product_card
from app.core.stock.commands.documents import find_goods, receive, write_off
from app.core.stock.commands.stores import add_store
from app.core.stock.levels import BELOW_ZERO, NOTHING_LEFT, stock_list, store_totals, stores_shown
from app.core.stock.moves import move_goods
from app.core.stock.papers import paper_kinds, paper_lines, stock_papers
from app.core.stock.shown import MovementView, StockRow, StoreLayers, Whereabouts
from app.core.stock.views import Moved, StockItem
from app.core.stock.whereabouts import Older, older_than, product_movements, takers, whereabouts
from app.kernel.errors import RuleBroken
from db.uow import Uow
from tests.conftest import NewShopFloor
from tests.shop_floor import ShopFloor, refused

BREAD, MILK, TEA, APPLES = "111", "222", "333", "444"


def who(shop: ShopFloor, person_id: UUID | None = None) -> dict[str, UUID]:
    return {"person_id": person_id or shop.owner_id, "branch_id": shop.shop.place.branch_id}


def bring(shop: ShopFloor, code: str, milli: int, cost: int) -> None:
    shop.do(receive, items=[StockItem(shop.goods[code], milli, cost)], reason="supplier", confirm=["stock.no_cost"])


def found(shop: ShopFloor, **asked: Any) -> list[tuple[str, int, int | None]]:
    rows: tuple[StockRow, ...] = shop.ask(stock_list, **who(shop), **asked)
    return [(row.name, row.on_hand_milli, row.cost_minor) for row in rows]


def where(shop: ShopFloor, code: str, **more: Any) -> Whereabouts:
    answer: Whereabouts = shop.ask(whereabouts, product_id=shop.goods[code], **{**who(shop), **more})
    return answer


def here(shop: ShopFloor, code: str) -> StoreLayers:
    (place,) = where(shop, code).places
    return place


def moves_of(shop: ShopFloor, code: str, *, page: int = 100, store_id: UUID | None = None) -> list[MovementView]:
    """All pages of a product's movements."""
    all_of_them: list[MovementView] = []
    older: Older | None = None
    for _page in range(100):
        asked = {**who(shop), "store_id": store_id, "older": older, "limit": page}
        part = shop.ask(product_movements, product_id=shop.goods[code], **asked)
        all_of_them += part
        if len(part) < page:
            return all_of_them
        older = older_than(part[-1])
    raise AssertionError("the pages never end")


def into(uow: Uow, *, product_id: UUID, milli: int, store_id: UUID) -> None:
    move_goods(uow, [Moved(product_id, milli, None)], document_kind="found", document_id=uow.new_id(), store_id=store_id)


# --- levels ---


def test_levels_are_listed_by_name_with_what_their_layers_cost(till: ShopFloor):
    bring(till, TEA, 10_000, 15_001)
    bring(till, BREAD, 3000, 900)
    bring(till, BREAD, 2000, 1000)
    till.sell(BREAD, BREAD, BREAD, BREAD, (APPLES, 250))
    assert found(till) == [("Apples", -250, 0), ("Bread", 1000, 500), ("Tea", 10_000, 15_001)]


def test_a_list_is_turned_page_by_page_and_ends(shop: ShopFloor):
    for name in ("Same", "Same", "Same", "Other"):
        product_id = shop.do(add_product, name=name, unit_id=shop.units["pcs"])
        shop.do(receive, items=[StockItem(product_id, 1000, 7)], reason="supplier")
    rows: list[StockRow] = []
    for _page in range(4):
        after = (rows[-1].name, rows[-1].product_id) if rows else None
        rows += shop.ask(stock_list, **who(shop), after=after, limit=1)
    assert [row.name for row in rows] == ["Other", "Same", "Same", "Same"]
    assert len({row.product_id for row in rows}) == 4
    assert shop.ask(stock_list, **who(shop), after=("Same", rows[-1].product_id)) == ()


def test_a_level_is_found_by_words_by_code_by_category_and_by_what_is_missing(till: ShopFloor):
    for code in (BREAD, MILK, TEA):
        bring(till, code, 1000, 100)
    till.sell(BREAD, MILK, MILK)
    category_id = till.do(add_category, name="Baked")
    card = till.ask(product_card, product_id=till.goods[BREAD])
    till.do(change_product, product_id=card.product_id, version=card.version, category_id=category_id)
    assert [name for name, *_rest in found(till, text="bre")] == ["Bread"]
    assert [name for name, *_rest in found(till, text=MILK)] == ["Milk"]
    assert found(till, text="delivery") == []
    assert [name for name, *_rest in found(till, category_id=category_id)] == ["Bread"]
    assert [name for name, *_rest in found(till, category_id=category_id, text="milk")] == []
    assert [name for name, *_rest in found(till, only=BELOW_ZERO)] == ["Milk"]
    assert [name for name, *_rest in found(till, only=NOTHING_LEFT)] == ["Bread", "Milk"]


def test_what_is_missing_is_found_where_it_is_much(till: ShopFloor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.core.stock.levels.FEW", 0)
    bring(till, TEA, 1000, 100)
    till.sell(BREAD, TEA)
    assert [name for name, *_rest in found(till, only=BELOW_ZERO)] == ["Bread"]
    assert [name for name, *_rest in found(till, only=NOTHING_LEFT)] == ["Bread", "Tea"]


def test_stores_are_told_apart_and_an_empty_bag_lacks_nothing(shop: ShopFloor):
    bring(shop, BREAD, 3000, 900)
    cellar, bag = (shop.do(add_store, name=name) for name in ("Cellar", "Bag"))
    shop.do(lambda uow: uow.session.connection().exec_driver_sql("UPDATE store SET kind = 'agent' WHERE name = 'Bag'"))
    for store_id in (cellar, bag):
        shop.do(into, product_id=shop.goods[BREAD], milli=5000, store_id=store_id)
    shop.do(into, product_id=shop.goods[BREAD], milli=-5000, store_id=bag)
    assert found(shop) == [("Bread", 8000, 900)]
    assert found(shop, store_id=cellar) == [("Bread", 5000, 0)]
    assert found(shop, only=NOTHING_LEFT) == []
    assert found(shop, only=NOTHING_LEFT, store_id=bag) == [("Bread", 0, 0)]
    totals = shop.ask(store_totals, **who(shop))
    assert [(each.store.name, each.products, each.below_zero, each.cost_minor) for each in totals] == [
        ("Cellar", 1, 0, 0), (shop.ask(stores_shown)[1].name, 1, 0, 900), ("Bag", 0, 0, 0),
    ]


def test_deleted_goods_are_listed_as_long_as_some_of_them_is_there(shop: ShopFloor):
    bring(shop, BREAD, 3000, 900)
    shop.do(remove_product, product_id=shop.goods[BREAD])
    assert found(shop) == [("Bread", 3000, 900)]
    shop.do(into, product_id=shop.goods[BREAD], milli=-3000, store_id=shop.shop.place.store_id)
    assert found(shop) == []
    assert found(shop, only=NOTHING_LEFT) == []


def test_costs_are_shown_to_nobody_without_the_right(till: ShopFloor):
    bring(till, BREAD, 3000, 900)
    till.sell(BREAD, (BREAD, 4000))
    cashier = who(till, till.template.cashier_id)
    (row,) = till.ask(stock_list, **cashier)
    assert (row.on_hand_milli, row.cost_minor) == (-2000, None)
    bring(till, BREAD, 9000, 2700)
    (place,) = where(till, BREAD, **cashier).places
    assert [(layer.cost_minor, layer.left_minor, layer.unit_cost_minor) for layer in place.layers] == [(None, None, None)]
    assert place.cost_minor is None
    moved = till.ask(product_movements, product_id=till.goods[BREAD], **cashier)
    assert {(move.booked_minor, move.corrected_minor, move.cost_minor) for move in moved} == {(None, None, None)}
    (taker,) = till.ask(takers, layer_id=place.layers[0].layer_id, **cashier)
    assert taker.cost_minor is None
    papers = till.ask(stock_papers, **cashier)
    assert {paper.cost_minor for paper in papers} == {None}
    assert {line.cost_minor for line in till.ask(paper_lines, document_id=papers[0].document_id, **cashier)} == {None}
    assert {total.cost_minor for total in till.ask(store_totals, **cashier)} == {None}


# --- one product ---


def test_the_layers_behind_a_figure_say_where_they_came_from_and_who_took_of_them(till: ShopFloor):
    bring(till, BREAD, 3000, 1000)
    bring(till, BREAD, 5000, 2501)
    sold = till.sell((BREAD, 4000))
    till.give_back(sold.sale_id, 2000)
    place = here(till, BREAD)
    assert [(each.document.number, each.left_milli, each.left_minor, each.unit_cost_minor) for each in place.layers] == [
        ("A1-P000001", 1000, 333, 333), ("A1-P000002", 5000, 2501, 500),
    ]
    assert (place.on_hand_milli, place.cost_minor, place.owed_milli, place.more) == (6000, 2834, 0, 0)
    (taker,) = till.ask(takers, layer_id=place.layers[0].layer_id, **who(till))
    assert (taker.document.kind, taker.document.number) == ("sale", sold.number)
    assert (taker.quantity_milli, taker.cost_minor, taker.back_milli) == (3000, 1000, 1000)


def test_what_was_sold_before_it_came_in_is_owed_and_its_cost_is_corrected(till: ShopFloor):
    sold = till.sell((BREAD, 3000))
    place = here(till, BREAD)
    assert [(debt.document.number, debt.quantity_milli) for debt in place.debts] == [(sold.number, 3000)]
    assert (place.on_hand_milli, place.owed_milli, place.layers) == (-3000, 3000, ())
    bring(till, BREAD, 10_000, 5000)
    sale = moves_of(till, BREAD)[1]
    assert (sale.document.number, sale.booked_minor, sale.corrected_minor, sale.cost_minor) == (sold.number, 0, 1500, 1500)
    assert here(till, BREAD).owed_milli == 0


def test_of_many_layers_the_next_ones_are_listed_and_the_rest_is_told(shop: ShopFloor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.core.stock.whereabouts.MOST_LAYERS", 2)
    for number in range(5):
        bring(shop, BREAD, 1000 * (number + 1), 100)
    place = here(shop, BREAD)
    assert [layer.left_milli for layer in place.layers] == [1000, 2000]
    assert (place.more, place.more_milli, place.cost_minor) == (3, 12_000, 500)


def test_what_is_not_there_is_refused(shop: ShopFloor):
    with refused("not_found", RuleBroken, table="product"):
        shop.ask(whereabouts, product_id=uuid4(), **who(shop))
    assert shop.ask(takers, layer_id=404, **who(shop)) == ()
    assert where(shop, BREAD).places == ()


step = st.tuples(
    st.sampled_from(("in", "out", "sell", "back", "cellar")), st.sampled_from((BREAD, APPLES)), st.integers(1, 9),
    st.integers(0, 997),
)


@settings(max_examples=12)
@given(st.lists(step, min_size=1, max_size=14), st.integers(1, 4))
def test_layers_less_what_is_owed_is_the_level_and_the_movements_lead_to_it(new_shop: NewShopFloor, steps: Any, page: int):
    till = new_shop()
    till.open_shift()
    cellar, sold = till.do(add_store, name="Cellar"), []
    for what, code, pieces, cost in steps:
        item = StockItem(till.goods[code], pieces * 1000, cost)
        if what == "in":
            till.do(receive, items=[item], reason="supplier", confirm=["stock.no_cost"])
        elif what == "out":
            till.do(write_off, items=[item], reason="stale", confirm=["stock.more_than_there"])
        elif what == "sell":
            sold.append(till.sell((code, pieces * 1000)).sale_id)
        elif what == "back" and sold:
            till.give_back(sold.pop())
        elif what == "cellar":
            till.do(into, product_id=item.product_id, milli=item.quantity_milli - 4500, store_id=cellar)
    rows = {row.product_id: row for row in till.ask(stock_list, **who(till))}
    for code in (BREAD, APPLES):
        told = where(till, code)
        for place in told.places:
            assert sum(layer.left_milli for layer in place.layers) - place.owed_milli == place.on_hand_milli
            assert sum(layer.left_minor or 0 for layer in place.layers) == place.cost_minor
            walk_back(moves_of(till, code, page=page, store_id=place.store.store_id), place.on_hand_milli)
        moves = walk_back(moves_of(till, code, page=page), told.on_hand_milli)
        if moves:
            row = rows[till.goods[code]]
            assert (row.on_hand_milli, row.cost_minor) == (told.on_hand_milli, told.cost_minor)
            assert sum((1 if move.quantity_milli > 0 else -1) * (move.cost_minor or 0) for move in moves) == told.cost_minor


def walk_back(moves: list[MovementView], level: int) -> list[MovementView]:
    """From the level of today to the nothing of the first day."""
    for move in moves:
        assert move.level_milli == level
        level -= move.quantity_milli
    assert level == 0
    return moves


# --- documents ---


def test_documents_are_listed_from_the_newest_on_with_what_their_goods_cost(till: ShopFloor):
    till.sell((TEA, 2000))
    bring(till, BREAD, 3000, 1000)
    gone = [StockItem(till.goods[BREAD], 1000), StockItem(till.goods[MILK], 1000)]
    till.do(write_off, items=gone, reason="stale", confirm=["stock.more_than_there"])
    till.do(find_goods, items=[StockItem(till.goods[TEA], 1000)], reason="behind the shelf")
    bring(till, MILK, 2000, 501)
    papers = till.ask(stock_papers, **who(till))
    assert [(each.number, each.kind, each.line_count, each.cost_minor) for each in papers] == [
        ("A1-P000002", "receipt", 1, 501), ("A1-N000001", "found", 1, 0), ("A1-W000001", "write_off", 2, 333 + 250),
        ("A1-P000001", "receipt", 1, 1000),
    ]
    assert (papers[2].reason, papers[2].person) == ("stale", "Ainura")
    lines = till.ask(paper_lines, document_id=papers[2].document_id, **who(till))
    assert [(line.name, line.quantity_milli, line.cost_minor) for line in lines] == [("Bread", -1000, 333), ("Milk", -1000, 250)]
    assert till.ask(paper_kinds, branch_id=till.shop.place.branch_id) == ("found", "receipt", "write_off")
    older = till.ask(stock_papers, **who(till), before=papers[1].document_id, limit=1)
    assert [paper.number for paper in older] == ["A1-W000001"]
    assert [paper.number for paper in till.ask(stock_papers, **who(till), kind="found")] == ["A1-N000001"]
    assert till.ask(stock_papers, **who(till), store_id=uuid4()) == ()
