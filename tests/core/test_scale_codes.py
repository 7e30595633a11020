"""Labels of scales at the till: weight, sum and pieces, the tester, and labels that mean nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.core.catalog.commands import add_product, add_scale_layout, remove_product, set_price
from app.core.catalog.queries import scale_layouts, try_scale_layout
from app.core.catalog.views import ScaleTrial
from app.core.sales.commands.drafts import scan
from app.kernel.barcode import ScaleCode, check_digit
from app.kernel.errors import NotPermitted, RuleBroken
from tests.shop_floor import ShopFloor, refused

WEIGHT = ScaleCode("20", 2, 5, 7, 5, "weight", 1)
PRICE = ScaleCode("21", 2, 5, 7, 5, "price", 100)
COUNT = ScaleCode("22", 2, 5, 7, 5, "count", 1000)


def label(layout: ScaleCode, item: int, value: int) -> str:
    digits = f"{layout.prefix}{item:05d}{value:05d}"
    return digits + check_digit(digits)


@pytest.fixture
def scales(till: ShopFloor) -> ShopFloor:
    """A till that reads three kinds of labels. Apples have number 101 and cost 120.00 a kilogram."""
    for layout in (WEIGHT, PRICE, COUNT):
        till.do(add_scale_layout, layout=layout)
    return till


def put_label(shop: ShopFloor, code: str) -> dict[str, Any]:
    """The line that a label becomes."""
    line_id = shop.do(scan, code=code).line_id
    return shop.row("sale_line", line_id)


def test_a_weight_label_is_sold_by_its_weight(scales: ShopFloor):
    line = put_label(scales, label(WEIGHT, 101, 1250))
    assert (line["name"], line["quantity_milli"], line["gross_minor"]) == ("Apples", 1250, 15_000)
    assert line["weight_source"] == "label"


def test_a_price_label_is_sold_for_its_very_sum(scales: ShopFloor):
    line = put_label(scales, label(PRICE, 101, 77))
    assert (line["gross_minor"], line["price_minor"], line["quantity_milli"]) == (7700, 12_000, 642)
    assert line["weight_source"] == "price_label"
    scales.pay(UUID(bytes=line["sale_id"]))
    scales.check_books()


def test_a_label_of_a_scale_may_be_sold_at_another_price(scales: ShopFloor):
    sale_id = scales.cart()
    for layout, value in ((WEIGHT, 1250), (PRICE, 60)):
        scales.do(scan, sale_id=sale_id, code=label(layout, 101, value), price_minor=10_000)
    assert [(line["quantity_milli"], line["gross_minor"]) for line in scales.lines(sale_id)] == [(1250, 12_500), (500, 5000)]
    scales.pay(sale_id)
    scales.check_books()


def test_a_count_label_is_sold_by_the_piece(scales: ShopFloor):
    scales.do(add_product, name="Buns", unit_id=scales.units["pcs"], price_minor=2000, scale_code=7)
    line = put_label(scales, label(COUNT, 7, 12))
    assert (line["quantity_milli"], line["gross_minor"]) == (12_000, 24_000)


@pytest.mark.parametrize(
    ("layout", "item", "value", "code"),
    [
        (WEIGHT, 999, 1250, "sale.unknown_barcode"),
        (WEIGHT, 101, 0, "quantity.not_positive"),
        (PRICE, 101, 0, "quantity.not_positive"),
        (replace(WEIGHT, prefix="29"), 101, 1250, "sale.unknown_barcode"),
    ],
    ids=["no such item", "no weight", "no sum", "no such layout"],
)
def test_a_label_that_means_nothing_sells_nothing(scales: ShopFloor, layout: ScaleCode, item: int, value: int, code: str):
    with refused(code, RuleBroken):
        scales.do(scan, code=label(layout, item, value))
    assert scales.rows("SELECT 1 FROM sale_line") == []


def test_a_label_with_a_wrong_check_digit_is_not_read(scales: ShopFloor):
    good = label(WEIGHT, 101, 1250)
    with refused("code.wrong_check_digit", RuleBroken):
        scales.do(scan, code=good[:-1] + str((int(good[-1]) + 1) % 10))


def test_a_price_label_for_goods_without_a_price_cannot_be_weighed_back(scales: ShopFloor):
    scales.do(add_product, name="Pears", unit_id=scales.units["kg"], scale_code=102)
    with refused("sale.label_without_price", RuleBroken, name="Pears"):
        scales.do(scan, code=label(PRICE, 102, 500))


def test_pieces_are_not_sold_by_a_weight_label(scales: ShopFloor):
    scales.do(add_product, name="Buns", unit_id=scales.units["pcs"], price_minor=2000, scale_code=7)
    with refused("quantity.not_whole", RuleBroken):
        scales.do(scan, code=label(WEIGHT, 7, 1250))


def test_a_product_that_carries_the_very_code_comes_before_the_label(scales: ShopFloor):
    code = label(WEIGHT, 101, 1250)
    scales.do(add_product, name="Cake", unit_id=scales.units["pcs"], price_minor=900, barcodes=[code])
    assert put_label(scales, code)["name"] == "Cake"


def test_a_scale_number_belongs_to_one_product_and_is_free_again_when_that_has_gone(scales: ShopFloor):
    pears = {"name": "Pears", "unit_id": scales.units["kg"], "price_minor": 100, "scale_code": 101}
    with refused("product.scale_code_taken", RuleBroken, scale_code=101):
        scales.do(add_product, **pears)
    scales.do(remove_product, product_id=scales.goods["444"])
    scales.do(add_product, **pears)
    assert put_label(scales, label(WEIGHT, 101, 1000))["name"] == "Pears"


@pytest.mark.parametrize("scale_code", [-1, 0, 10**10, 10**30])
def test_a_scale_number_that_no_label_could_carry_is_refused(scales: ShopFloor, scale_code: int):
    with refused("product.scale_code_out_of_range", RuleBroken):
        scales.do(add_product, name="Pears", unit_id=scales.units["kg"], scale_code=scale_code)


def test_a_layout_is_stored_once_for_a_prefix_and_only_if_it_can_be(scales: ShopFloor):
    assert set(scales.ask(scale_layouts)) == {WEIGHT, PRICE, COUNT}
    with refused("scale.prefix_taken", RuleBroken, prefix="20"):
        scales.do(add_scale_layout, layout=replace(PRICE, prefix="20"))
    with refused("scale.layout_wrong", RuleBroken, field="overlap"):
        scales.do(add_scale_layout, layout=replace(WEIGHT, prefix="23", value_from=6))
    with refused("scale.layout_wrong", RuleBroken, field="kind"):
        scales.do(add_scale_layout, layout=replace(WEIGHT, prefix="23", value_kind="volume"))
    with refused("right.missing", NotPermitted):
        scales.do(add_scale_layout, by=scales.cashier, layout=replace(WEIGHT, prefix="23"))


def test_the_tester_shows_what_a_label_would_mean_before_the_layout_is_stored(till: ShopFloor):
    def attempt(layout: ScaleCode, code: str) -> ScaleTrial:
        trial: ScaleTrial = till.ask(try_scale_layout, layout=layout, code=code)
        return trial

    assert attempt(WEIGHT, label(WEIGHT, 101, 1250)) == ScaleTrial(None, 101, 1250, None, "Apples")
    assert attempt(PRICE, label(PRICE, 101, 77)) == ScaleTrial(None, 101, None, 7700, "Apples")
    assert attempt(WEIGHT, label(WEIGHT, 5, 1250)) == ScaleTrial(None, 5, 1250, None, None)
    assert attempt(WEIGHT, label(PRICE, 101, 1)) == ScaleTrial("code")
    assert attempt(WEIGHT, "not a code") == ScaleTrial("code")
    assert attempt(replace(WEIGHT, prefix="40"), label(WEIGHT, 101, 1250)) == ScaleTrial("prefix")
    assert till.ask(scale_layouts) == ()


def test_a_price_that_changes_changes_the_weight_of_a_price_label_and_not_its_sum(scales: ShopFloor):
    scales.do(set_price, product_id=scales.goods["444"], price_minor=24_000)
    line = put_label(scales, label(PRICE, 101, 77))
    assert (line["gross_minor"], line["quantity_milli"]) == (7700, 321)
