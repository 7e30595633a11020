"""Quick goods: what stands where on a tab, what comes by itself, and pictures of goods."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.catalog.commands import add_category, add_product, change_product, remove_product
from app.core.tiles.commands import arrange_tiles, remove_picture, set_picture
from app.core.tiles.queries import pictures, tile_page
from app.core.tiles.rules import MOST_ARRANGED, MOST_OFF, MOST_PICTURE_BYTES, check_page, read, written
from app.core.tiles.views import TilePageView
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import ShopFloor, refused

JPEG, PNG = b"\xff\xd8\xff\xe0 and so on", b"\x89PNG\r\n\x1a\n and so on"
UUIDS = st.uuids()


def page(shop: ShopFloor, category_id: UUID | None = None, **more: int) -> TilePageView:
    found: TilePageView = shop.ask(tile_page, branch_id=shop.place.branch_id, category_id=category_id, **more)
    return found


def names(shop: ShopFloor, category_id: UUID | None = None, **more: int) -> list[str]:
    return [tile.product.name for tile in page(shop, category_id, **more).tiles]


def in_category(shop: ShopFloor, category_id: UUID, *codes: str) -> None:
    for code in codes:
        shop.do(change_product, product_id=shop.goods[code], category_id=category_id)


# --- what comes by itself ---


def test_the_first_tab_of_a_new_shop_has_the_goods_that_were_there_first(shop: ShopFloor):
    assert names(shop)[:3] == ["Bread", "Milk", "Tea"]
    assert page(shop).arranged == 0


def test_what_is_sold_most_often_comes_first(till: ShopFloor):
    for codes in (["333", "222"], ["333"], ["111"]):
        till.sell(*codes)
    assert names(till)[:3] == ["Tea", "Bread", "Milk"]


def test_a_category_has_the_goods_of_those_under_it_frequent_ones_first_then_by_name(till: ShopFloor):
    food = till.do(add_category, name="Food")
    drinks = till.do(add_category, name="Drinks", parent_id=food)
    in_category(till, food, "888", "111")
    in_category(till, drinks, "333", "222")
    till.sell("333", "333")
    assert names(till, food) == ["Tea", "Bread", "Milk", "Sweet"]
    assert names(till, drinks) == ["Tea", "Milk"]
    assert {tile.category_id for tile in page(till, food).tiles} == {food}  # the topmost gives the colour


def test_no_more_than_asked_for(shop: ShopFloor):
    food = shop.do(add_category, name="Food")
    in_category(shop, food, "111", "222", "333", "888")
    assert names(shop, food, most=2) == ["Bread", "Milk"]


# --- arranging ---


def test_arranged_goods_stand_first_and_the_others_follow_once_each(till: ShopFloor):
    till.sell("333", "222")
    till.do(arrange_tiles, product_ids=[till.goods["888"], till.goods["222"]])
    found = page(till)
    assert [tile.product.name for tile in found.tiles][:3] == ["Sweet", "Milk", "Tea"]
    assert found.arranged == 2
    assert len({tile.product_id for tile in found.tiles}) == len(found.tiles) == 8


def test_each_tab_is_arranged_by_itself_and_may_hold_goods_of_others(shop: ShopFloor):
    food = shop.do(add_category, name="Food")
    shop.do(arrange_tiles, category_id=food, product_ids=[shop.goods["555"]])
    assert names(shop, food) == ["Delivery"]
    assert names(shop)[0] == "Bread"


def test_what_was_taken_off_does_not_come_back_by_itself(till: ShopFloor):
    till.sell("333")
    till.do(arrange_tiles, product_ids=[], off_ids=[till.goods["333"]])
    assert "Tea" not in names(till)
    assert page(till).off_ids == (till.goods["333"],)


def test_a_deleted_product_vanishes_from_every_page_and_the_rest_can_be_arranged(shop: ShopFloor):
    shop.do(arrange_tiles, product_ids=[shop.goods["111"], shop.goods["222"]], off_ids=[shop.goods["333"]])
    for code in ("111", "333"):
        shop.do(remove_product, product_id=shop.goods[code])
    found = page(shop)
    assert (found.tiles[0].product.name, found.arranged, found.off_ids) == ("Milk", 1, ())
    shop.do(arrange_tiles, product_ids=[tile.product_id for tile in found.tiles], off_ids=found.off_ids)


def test_a_page_is_a_card_of_the_branch_and_a_new_order_is_one_patch(shop: ShopFloor):
    before = shop.value("SELECT count(*) FROM outbox")
    for order in (["111", "222"], ["222", "111"], ["222", "111"]):
        shop.do(arrange_tiles, product_ids=[shop.goods[code] for code in order])
    assert shop.value("SELECT count(*) FROM tile_page") == 1
    assert shop.value("SELECT version FROM tile_page") == 2
    assert shop.value("SELECT count(*) FROM outbox") == before + 2


@pytest.mark.parametrize(
    ("shown", "off", "code"),
    [
        (["111", "111"], [], "tiles.twice"), (["111"], ["111"], "tiles.twice"), (["nothing"], [], "not_found"),
        ([], ["nothing"], "not_found"),
    ],
)
def test_nothing_stands_twice_and_nothing_unknown_at_all(shop: ShopFloor, shown: list[str], off: list[str], code: str):
    def ids(codes: list[str]) -> list[UUID]:
        return [shop.goods.get(each) or uuid4() for each in codes]

    with refused(code, RuleBroken):
        shop.do(arrange_tiles, product_ids=ids(shown), off_ids=ids(off))
    assert shop.value("SELECT count(*) FROM tile_page") == 0


def test_a_tab_that_is_not_there_cannot_be_arranged(shop: ShopFloor):
    with refused("not_found", RuleBroken):
        shop.do(arrange_tiles, product_ids=[], category_id=uuid4())


def test_a_cashier_may_not_arrange_but_with_a_lent_right(shop: ShopFloor):
    with refused("right.missing", NotPermitted):
        shop.do(arrange_tiles, by=shop.cashier, product_ids=[])
    shop.do(arrange_tiles, by=shop.loan(Right.EDIT_GOODS), product_ids=[shop.goods["888"]])
    assert names(shop)[0] == "Sweet"


@given(st.lists(UUIDS, max_size=8), st.lists(UUIDS, max_size=8))
def test_a_page_is_read_as_it_was_written(arranged: list[UUID], off: list[UUID]):
    assert read(written(arranged, off)) == (tuple(arranged), tuple(off))


@given(st.lists(UUIDS, unique=True, max_size=MOST_ARRANGED + 5), st.integers(0, MOST_OFF + 5))
def test_a_page_has_its_limits(arranged: list[UUID], count: int):
    off = [uuid4() for _each in range(count)]
    if len(arranged) > MOST_ARRANGED or count > MOST_OFF:
        with refused("tiles.too_many", RuleBroken):
            check_page(arranged, off)
    else:
        check_page(arranged, off)


# --- pictures ---


@pytest.mark.parametrize("image", [JPEG, PNG])
def test_a_picture_is_kept_changed_and_taken_away(shop: ShopFloor, image: bytes):
    bread, milk = shop.goods["111"], shop.goods["222"]
    for each in (JPEG + b"!", image):
        shop.do(set_picture, product_id=bread, image=each)
    assert shop.ask(pictures, product_ids=[bread, milk]) == {bread: image}
    for _time in range(2):
        shop.do(remove_picture, product_id=bread)
    assert shop.ask(pictures, product_ids=[bread, milk]) == {}


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (b"", "picture.unreadable"), (b"GIF89a", "picture.unreadable"), (b"\xff\xd8", "picture.unreadable"),
        (JPEG + bytes(MOST_PICTURE_BYTES), "picture.too_large"),
    ],
)
def test_a_picture_is_a_small_jpeg_or_png(shop: ShopFloor, image: bytes, code: str):
    with refused(code, RuleBroken):
        shop.do(set_picture, product_id=shop.goods["111"], image=image)


def test_only_goods_that_are_there_have_pictures_and_only_who_may_edit_goods_gives_them(shop: ShopFloor):
    with refused("not_found", RuleBroken):
        shop.do(set_picture, product_id=uuid4(), image=JPEG)
    with refused("right.missing", NotPermitted):
        shop.do(set_picture, by=shop.cashier, product_id=shop.goods["111"], image=JPEG)
    with refused("right.missing", NotPermitted):
        shop.do(remove_picture, by=shop.cashier, product_id=shop.goods["111"])


def test_pictures_do_not_travel(shop: ShopFloor):
    before = shop.value("SELECT count(*) FROM outbox WHERE kind = 'card'")
    shop.do(set_picture, product_id=shop.goods["111"], image=JPEG)
    assert shop.value("SELECT count(*) FROM outbox WHERE kind = 'card'") == before


def test_a_product_with_many_neighbours_is_found_by_its_index(shop: ShopFloor):
    food = shop.do(add_category, name="Food")
    shop.do(add_product, name="Salt", unit_id=shop.units["pcs"], category_id=food)
    plan = shop.rows(
        "EXPLAIN QUERY PLAN SELECT name, id FROM product WHERE category_id = ? AND deleted_at IS NULL ORDER BY name LIMIT 9", food
    )
    assert ["ix_product_category" in row["detail"] for row in plan] == [True]  # and no step that sorts
