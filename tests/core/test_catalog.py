"""Goods: what they are, by which codes they are found, what they cost, and what no name can do to us."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.catalog.commands import (
    Pack,
    add_brand,
    add_category,
    add_code,
    add_price_list,
    add_product,
    add_tax_rate,
    add_unit,
    change_product,
    remove_code,
    remove_product,
    set_parts,
    set_price,
)
from app.core.catalog.queries import (
    categories,
    goods_choices,
    goods_page,
    goods_with_code,
    parts_of_set,
    product_card,
    products,
    search_products,
    sellables,
)
from app.core.sales.commands.drafts import open_sale, scan
from app.core.staff.commands import add_person, add_role
from app.kernel.context import By
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import MAX_NAME, one_line, spreadsheet_text
from db.models.catalog import ProductCode
from db.prepared import driver_of
from db.uow import Uow
from tests.shop_floor import ShopFloor, refused

EAN, SECOND_EAN = "4600000000015", "4600000000022"


def new_product(shop: ShopFloor, name: str = "Juice", **more: Any) -> UUID:
    product_id: UUID = shop.do(add_product, name=name, unit_id=more.pop("unit_id", shop.units["pcs"]), **more)
    return product_id


def scanned_line(shop: ShopFloor, code: str, **more: Any) -> dict[str, Any]:
    return shop.row("sale_line", shop.do(scan, code=code, **more).line_id)


def hits(shop: ShopFloor, text: str) -> list[str]:
    return [view.name for view in shop.ask(search_products, text=text)]


def test_a_product_is_found_by_each_of_its_barcodes_and_by_its_article(till: ShopFloor):
    new_product(till, barcodes=[EAN, SECOND_EAN], article="J-100", price_minor=5000)
    assert {scanned_line(till, code)["name"] for code in (EAN, SECOND_EAN, "J-100", f" {EAN[:7]} {EAN[7:]}\r\n")} == {"Juice"}


def test_a_barcode_of_a_package_sells_all_that_is_in_it(till: ShopFloor):
    product_id = new_product(till, barcodes=[EAN], price_minor=5000)
    till.do(add_code, product_id=product_id, pack=Pack(SECOND_EAN, "box", 12_000))
    line = scanned_line(till, SECOND_EAN)
    assert (line["quantity_milli"], line["gross_minor"]) == (12_000, 60_000)
    assert scanned_line(till, SECOND_EAN, quantity_milli=2000)["quantity_milli"] == 24_000


def test_a_wrong_check_digit_is_refused_where_a_person_types(shop: ShopFloor):
    with refused("code.wrong_check_digit", RuleBroken) as caught:
        new_product(shop, barcodes=["4600000000016"])
    assert caught.value.facts == {"code": "4600000000016"}
    assert "Juice" not in hits(shop, "juice"), "and the product with it"


@pytest.mark.parametrize(("code", "refusal"), [("", "code.empty"), (" \t", "code.empty"), ("7" * 129, "code.too_long")])
def test_what_is_no_code_is_refused(shop: ShopFloor, code: str, refusal: str):
    with refused(refusal, RuleBroken):
        new_product(shop, barcodes=[code])
    with refused(refusal, RuleBroken):
        shop.do(scan, code=code)


def test_a_code_of_the_shops_own_needs_no_check_digit(till: ShopFloor):
    new_product(till, barcodes=["ШК-7", "12345"], price_minor=100)
    assert scanned_line(till, "ШК-7")["name"] == scanned_line(till, "12345")["name"] == "Juice"


def test_a_barcode_belongs_to_one_product(shop: ShopFloor):
    with refused("code.taken", RuleBroken):
        new_product(shop, barcodes=["111"])
    with refused("code.taken", RuleBroken):
        new_product(shop, barcodes=[EAN, EAN])
    with refused("code.taken", RuleBroken):
        shop.do(add_code, product_id=shop.goods["222"], pack=Pack("111"))


def test_two_products_may_meet_in_a_code_and_then_the_till_asks_which(till: ShopFloor):
    """Two tills have added them in the dark; both come by sync."""

    def meet(uow: Uow) -> None:
        card = ProductCode(
            id=uow.new_id(), product_id=till.goods["222"], code="111", package_name=None, quantity_milli=1000, deleted_at=None
        )
        uow.add_card(card)

    till.do(meet)
    with refused("sale.ambiguous_code", RuleBroken) as caught:
        till.do(scan, code="111")
    assert set(caught.value.facts["products"]) == {till.goods["111"], till.goods["222"]}


def test_two_products_with_one_article_are_asked_about_too(till: ShopFloor):
    both = {new_product(till, name=name, article="J-100", price_minor=100) for name in ("Juice", "Jam")}
    with refused("sale.ambiguous_code", RuleBroken) as caught:
        till.do(scan, code="J-100")
    assert set(caught.value.facts["products"]) == both


def test_a_removed_product_is_neither_found_nor_sold_nor_changed_and_its_codes_are_free(till: ShopFloor):
    bread = till.goods["111"]
    till.sell("111")
    till.do(remove_product, product_id=bread)
    assert hits(till, "bread") == []
    assert till.ask(products, product_ids=[bread]) == ()
    with refused("sale.unknown_barcode", RuleBroken):
        till.do(scan, code="111")
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (remove_product, {}), (change_product, {"name": "Rye"}), (set_price, {"price_minor": 1}),
        (add_code, {"pack": Pack(EAN)}),
    ]
    for command, inputs in attempts:
        with refused("not_found", RuleBroken, table="product", id=bread):
            till.do(command, product_id=bread, **inputs)
    new_product(till, name="Rye bread", barcodes=["111"], price_minor=4000)
    assert scanned_line(till, "111")["name"] == "Rye bread"
    till.check_books()


def test_each_price_list_has_its_own_price(till: ShopFloor):
    evening = till.do(add_price_list, name="Evening")
    till.do(set_price, product_id=till.goods["111"], price_minor=1500, price_list_id=evening)
    sale_id = till.do(open_sale, price_list_id=evening)
    assert scanned_line(till, "111", sale_id=sale_id)["price_minor"] == 1500
    assert scanned_line(till, "111")["price_minor"] == 3000
    with refused("sale.price_needed", RuleBroken):
        till.do(scan, code="222", sale_id=sale_id)
    bread = till.goods["111"]
    priced = till.ask(lambda session: sellables(driver_of(session), product_ids=[bread], price_list_id=evening))
    assert priced[bread].price_minor == 1500


@pytest.mark.parametrize(
    ("price_minor", "code"), [(-1, "price.negative"), (10**11 + 1, "price.too_large"), (10**30, "price.too_large")]
)
def test_a_price_that_cannot_be_is_refused(shop: ShopFloor, price_minor: int, code: str):
    with refused(code, RuleBroken):
        shop.do(set_price, product_id=shop.goods["111"], price_minor=price_minor)
    with refused(code, RuleBroken):
        new_product(shop, price_minor=price_minor)


def test_whoever_may_edit_goods_but_not_prices_makes_goods_without_one(shop: ShopFloor):
    role_id = shop.do(add_role, name="packer", rights={Right.EDIT_GOODS: None})
    packer = By(shop.do(add_person, name="Nurlan", pin="2580", role_id=role_id))
    shop.do(add_product, by=packer, name="Juice", unit_id=shop.units["pcs"])
    with refused("right.missing", NotPermitted, right=Right.EDIT_PRICES):
        shop.do(add_product, by=packer, name="Jam", unit_id=shop.units["pcs"], price_minor=1)


@pytest.mark.parametrize("field", ["unit_id", "category_id", "brand_id", "tax_rate_id"])
def test_what_a_product_points_at_must_be_there(shop: ShopFloor, field: str):
    nowhere: dict[str, Any] = {field: uuid4()}
    with refused("not_found", RuleBroken):
        new_product(shop, **nowhere)
    with refused("not_found", RuleBroken):
        shop.do(change_product, product_id=shop.goods["111"], **nowhere)


def test_a_price_for_a_list_or_a_product_that_is_not_there_is_refused(shop: ShopFloor):
    with refused("not_found", RuleBroken, table="price_list"):
        shop.do(set_price, product_id=shop.goods["111"], price_minor=1, price_list_id=uuid4())
    with refused("not_found", RuleBroken, table="product"):
        shop.do(set_price, product_id=uuid4(), price_minor=1)


def test_a_product_changes_field_by_field(shop: ShopFloor):
    brand, category = shop.do(add_brand, name="Shoro"), shop.do(add_category, name="Drinks")
    shop.do(change_product, product_id=shop.goods["111"], brand_id=brand, category_id=category, name="Максым", article="M1")
    row = shop.row("product", shop.goods["111"])
    assert (row["name"], row["article"], UUID(bytes=row["brand_id"]), UUID(bytes=row["category_id"])) == (
        "Максым", "M1", brand, category,
    )
    assert hits(shop, "максым") == ["Максым"]
    assert hits(shop, "bread") == []
    shop.do(change_product, product_id=shop.goods["111"], brand_id=None, category_id=None, article=None)
    row = shop.row("product", shop.goods["111"])
    assert (row["name"], row["article"], row["brand_id"], row["category_id"]) == ("Максым", None, None, None)
    assert hits(shop, "M1") == []


def test_categories_make_a_tree(shop: ShopFloor):
    drinks = shop.do(add_category, name="Drinks")
    juices = shop.do(add_category, name="Juices", parent_id=drinks)
    assert [(view.name, view.parent_id) for view in shop.ask(categories)] == [("Drinks", None), ("Juices", drinks)]
    assert juices != drinks
    with refused("not_found", RuleBroken):
        shop.do(add_category, name="Lost", parent_id=uuid4())


@pytest.mark.parametrize("decimals", [-1, 4])
def test_a_unit_has_none_to_three_decimals(shop: ShopFloor, decimals: int):
    with refused("unit.decimals", RuleBroken):
        shop.do(add_unit, code="g", name="gram", decimals=decimals)


@pytest.mark.parametrize("ppm", [-1, 1_000_001])
def test_a_tax_rate_is_a_share(shop: ShopFloor, ppm: int):
    with refused("tax.out_of_range", RuleBroken):
        shop.do(add_tax_rate, name="VAT", ppm=ppm)


def test_a_set_is_made_of_goods_and_never_of_sets(shop: ShopFloor):
    box, tea = shop.goods["666"], shop.goods["333"]
    for set_id, parts, code in (
        (tea, [(tea, 1000)], "set.not_a_set"), (box, [(box, 1000)], "set.nested"), (box, [(uuid4(), 1000)], "not_found"),
        (box, [(tea, 0)], "quantity.not_positive"), (box, [(tea, 500)], "quantity.not_whole"),
        (box, [(tea, 10**12)], "quantity.too_large"),
    ):
        with refused(code, RuleBroken):
            shop.do(set_parts, set_id=set_id, parts=parts)
    shop.do(set_parts, set_id=box, parts=[(tea, 2000)])
    live = shop.rows("SELECT product_id, quantity_milli FROM set_part WHERE deleted_at IS NULL")
    assert [(UUID(bytes=row["product_id"]), row["quantity_milli"]) for row in live] == [(tea, 2000)]


def test_a_set_is_changed_part_by_part_and_an_old_part_may_stay(shop: ShopFloor):
    box, tea, bread = shop.goods["666"], shop.goods["333"], shop.goods["111"]
    shop.do(set_parts, set_id=box, parts=[(tea, 1000), (bread, 1000), (tea, 1000)])
    assert [(part.product_id, part.quantity_milli) for part in shop.ask(parts_of_set, set_id=box)] == [(tea, 2000), (bread, 1000)]
    rows = shop.value("SELECT count(*) FROM set_part")
    shop.do(remove_product, product_id=bread)
    shop.do(set_parts, set_id=box, parts=[(tea, 3000), (bread, 1000)])
    assert [part.quantity_milli for part in shop.ask(parts_of_set, set_id=box)] == [3000, 1000]
    assert shop.value("SELECT count(*) FROM set_part") == rows, "the same parts are the same rows"
    with refused("not_found", RuleBroken):
        shop.do(set_parts, set_id=box, parts=[(tea, 3000), (bread, 2000)])
    shop.do(set_parts, set_id=box, parts=[(tea, 3000)])
    assert [part.product_id for part in shop.ask(parts_of_set, set_id=box)] == [tea]


def test_a_set_takes_its_parts_from_stock(till: ShopFloor):
    till.sell("666")
    assert (till.level("333"), till.level("444")) == (-1000, -500)


def test_an_unknown_kind_of_product_is_refused(shop: ShopFloor):
    with refused("product.unknown_kind", RuleBroken, kind="toy"):
        new_product(shop, kind="toy")


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("=1+1", "=1+1"), ("🍎 Apple 👩\u200d🌾", "🍎 Apple 👩\u200d🌾"), ("\u202eevil\u202c", "evil"),
        ("a\x00b\x1b[31mc\x07", "a bc"), ("  two \t lines\r\nhere ", "two lines here"), ("حليب", "حليب"),
        ("Е\u0308лка", "Ёлка"), ("'; DROP TABLE product; --", "'; DROP TABLE product; --"),
        ("%s {0} $(rm -rf)", "%s {0} $(rm -rf)"), ("ab\ud800c", "abc"), ("x" * MAX_NAME, "x" * MAX_NAME),
    ],
)  # fmt: skip
def test_a_name_is_stored_as_text_whatever_it_says(till: ShopFloor, name: str, stored: str):
    product_id = new_product(till, name=name, barcodes=[EAN], price_minor=100)
    assert till.row("product", product_id)["name"] == stored
    assert scanned_line(till, EAN)["name"] == stored
    assert [view.name for view in till.ask(products, product_ids=[product_id])] == [stored]
    till.sell(EAN)
    till.check_books()


@pytest.mark.parametrize(
    ("name", "code"), [("", "text.empty"), (" \n\t", "text.empty"), ("\u202e\u200f", "text.empty"), ("\x00", "text.empty"),
                       ("n" * 10_000, "text.too_long"), ("🍎" * 10_000, "text.too_long")]
)  # fmt: skip
def test_what_is_no_name_is_refused(shop: ShopFloor, name: str, code: str):
    with refused(code, RuleBroken):
        new_product(shop, name=name)
    with refused(code, RuleBroken):
        shop.do(change_product, product_id=shop.goods["111"], name=name)


@pytest.mark.parametrize("name", ["=1+1", "+7", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_name_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(shop: ShopFloor, name: str):
    stored = shop.row("product", new_product(shop, name=name))["name"]
    assert stored == name
    assert spreadsheet_text(stored) == f"'{name}"


@settings(max_examples=40)
@given(name=st.text(max_size=60), article=st.text(max_size=30))
def test_no_name_and_no_article_breaks_anything(shop: ShopFloor, name: str, article: str):
    if not any(char.isprintable() and char != " " for char in one_line(name)):
        with refused("text.empty", RuleBroken):
            new_product(shop, name=name, article=article)
        return
    product_id = new_product(shop, name=name, article=article)
    assert shop.row("product", product_id)["name"] == one_line(name)
    shop.ask(search_products, text=name)
    shop.do(remove_product, product_id=product_id)


def test_all_goods_come_page_by_page_the_newest_first(shop: ShopFloor):
    ids = [new_product(shop, f"Juice {number}") for number in range(5)]
    shop.do(remove_product, product_id=ids[2])
    first = shop.ask(goods_page, limit=2)
    second = shop.ask(goods_page, limit=2, after=first[-1].product_id)
    assert [view.name for view in (*first, *second)] == ["Juice 4", "Juice 3", "Juice 1", "Juice 0"]
    everything = shop.ask(goods_page, limit=1000)
    assert len(everything) == len(shop.goods) + 4
    assert shop.ask(goods_page, after=everything[-1].product_id) == ()


def test_a_card_has_all_that_a_form_edits(shop: ShopFloor):
    category_id = shop.do(add_category, name="Drinks")
    product_id = new_product(
        shop, barcodes=[EAN, Pack(SECOND_EAN, "box", 12_000)], article="J-1", price_minor=5000, category_id=category_id,
        tax_rate_id=shop.tax_id, unit_id=shop.units["kg"], scale_code=77,
    )
    card = shop.ask(product_card, product_id=product_id)
    assert (card.name, card.article, card.price_minor, card.scale_code, card.version) == ("Juice", "J-1", 5000, 77, 1)
    assert (card.category_id, card.tax_rate_id, card.unit_id) == (category_id, shop.tax_id, shop.units["kg"])
    assert [(code.code, code.package_name, code.quantity_milli) for code in card.codes] == [
        (EAN, None, 1000), (SECOND_EAN, "box", 12_000),
    ]
    shop.do(remove_product, product_id=product_id)
    for gone in (product_id, uuid4()):
        with refused("not_found", RuleBroken, table="product"):
            shop.ask(product_card, product_id=gone)


def test_a_product_without_a_price_has_none_on_its_card(shop: ShopFloor):
    assert shop.ask(product_card, product_id=shop.goods["777"]).price_minor is None


def test_a_barcode_that_was_taken_away_finds_nothing_and_may_be_anothers(till: ShopFloor):
    product_id = new_product(till, barcodes=[EAN, SECOND_EAN], price_minor=5000)
    first, _second = till.ask(product_card, product_id=product_id).codes
    till.do(remove_code, product_id=product_id, code_id=first.code_id)
    assert [code.code for code in till.ask(product_card, product_id=product_id).codes] == [SECOND_EAN]
    assert hits(till, EAN) == []
    assert hits(till, SECOND_EAN) == ["Juice"]
    with refused("sale.unknown_barcode"):
        till.do(scan, code=EAN)
    new_product(till, "Nectar", barcodes=[EAN], price_minor=100)
    assert scanned_line(till, EAN)["name"] == "Nectar"


def test_only_a_barcode_of_the_product_can_be_taken_from_it(shop: ShopFloor):
    product_id = new_product(shop, barcodes=[EAN])
    (code,) = shop.ask(product_card, product_id=product_id).codes
    with refused("not_found", RuleBroken, table="product_code"):
        shop.do(remove_code, product_id=shop.goods["111"], code_id=code.code_id)
    with refused("right.missing", NotPermitted, right=Right.EDIT_GOODS):
        shop.do(remove_code, by=shop.cashier, product_id=product_id, code_id=code.code_id)
    shop.do(remove_code, product_id=product_id, code_id=code.code_id)
    with refused("not_found", RuleBroken, table="product_code"):
        shop.do(remove_code, product_id=product_id, code_id=code.code_id)


def test_goods_are_known_by_their_very_code_or_article(shop: ShopFloor):
    new_product(shop, barcodes=[EAN], article="J-1")
    for code in (EAN, f" {EAN[:6]} {EAN[6:]}", "J-1"):
        assert [view.name for view in shop.ask(goods_with_code, code=code)] == ["Juice"], code
    for code in ("", EAN[:-1], "J-", "%", "7" * 500, "\x00"):
        assert shop.ask(goods_with_code, code=code) == (), code


def test_a_form_is_offered_units_categories_and_taxes(shop: ShopFloor):
    shop.do(add_category, name="Drinks")
    choices = shop.ask(goods_choices)
    assert [(unit.code, unit.decimals) for unit in choices.units] == [("pcs", 0), ("kg", 3), ("l", 3), ("m", 3)]
    assert [category.name for category in choices.categories] == ["Drinks"]
    assert [(rate.name, rate.ppm) for rate in choices.tax_rates] == [("VAT 12 %", 120_000)]
