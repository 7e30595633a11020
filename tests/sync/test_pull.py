"""What one till states stands at the others: cards as they were settled, facts row by row, sums and layers with them."""

from __future__ import annotations

from uuid import UUID

from app.core.catalog.commands import add_product, change_product, remove_product, set_price
from app.core.catalog.queries import search_products
from app.core.received.commands import take_in, take_in_first
from app.core.received.queries import kept_back
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import ReturnItem
from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.core.verify.queries import verify
from db.travelling import fact_tables
from sync.pulling import AIMED_S, CALM_S, meant_to_be_held, place, pull_all
from sync.rounds import push_all
from tests.every_document import make_every_document
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_push import COMPLETED

STAYS_HERE = {"audit_entry"}
"""Each till's journal is a chain of its own; others keep its documents."""


def settle(*nodes: Node) -> None:
    """Rounds until nobody has anything to tell or to hear."""
    for _time in range(3):
        for node in nodes:
            node.round()


def take_back_in_another_branch(sold: Node, there: Node) -> None:
    """A sweet of that node's last day comes back at this one; its branch confirms it."""
    settle(sold, there)
    there.floor.open_shift(100_000)
    line = UUID(bytes=there.floor.value("SELECT l.id FROM sale_line l WHERE name = 'Sweet'"))
    there.floor.do(return_by_receipt, items=[ReturnItem(line, 1000)], reason="torn")
    settle(there, sold)


def facts(floor: ShopFloor, name: str) -> list[tuple[str, ...]]:
    """The rows of a fact table that travel, without what each program finds out by itself."""
    rows = floor.rows(f"SELECT * FROM {name} {COMPLETED.get(name, '')}")
    local = {"booked_minor", "is_late", "state", "revision", "next_position", "opened_at", "label", "line_count"}
    local |= {"price_list_id", "receipt_discount_ppm", "receipt_discount_asked_minor", "discount_allowed_ppm"}
    return sorted(tuple(str(row[key]) for key in sorted(row) if key not in local) for row in rows)


def test_a_new_till_loads_all_cards_and_finds_goods(company: Company):
    first, second = company.first, company()
    heard = pull_all(second.floor, second.link)
    assert heard.kept_back == 0
    for name in ("product", "product_code", "price", "person", "role", "unit", "setting", "store", "till", "set_part"):
        rows = [
            sorted(str({key: value for key, value in row.items() if key not in ("version", "pin_hash", "pin_lookup")})
                   for row in node.floor.rows(f"SELECT * FROM {name}"))
            for node in (first, second)
        ]
        assert rows[0] == rows[1], name
    assert {found.name for found in second.floor.ask(search_products, text="brea")} == {"Bread"}
    assert second.floor.ask(place).is_loaded
    assert second.floor.shop.place.prefix == "B2"


def test_a_first_load_that_was_cut_off_goes_on_where_it_stood(company: Company):
    second, steps = company(), iter([False] * 12)
    pull_all(second.floor, second.link, stopped=lambda: next(steps, True))
    where = second.floor.ask(place)
    assert not where.is_loaded
    assert where.loaded_table
    pull_all(second.floor, second.link)
    assert second.floor.value("SELECT count(*) FROM product") == company.first.floor.value("SELECT count(*) FROM product")


def test_a_load_that_is_cut_off_while_goods_are_made_findable_goes_through_them_once_more(company: Company):
    second = company()
    pull_all(second.floor, second.link, stopped=lambda: second.floor.value("SELECT loaded_table FROM sync_target") == "search")
    assert not second.floor.ask(place).is_loaded
    assert not second.floor.ask(search_products, text="brea")
    pull_all(second.floor, second.link)
    assert {found.name for found in second.floor.ask(search_products, text="brea")} == {"Bread"}
    assert second.floor.value("SELECT v FROM search_gram_config WHERE k = 'automerge'") == 4


def test_where_a_shift_is_open_the_writer_is_held_for_less(company: Company):
    first, second = company.first, company()
    settle(second)
    first.floor.open_shift(1000)
    settle(first, second)
    assert first.floor.ask(meant_to_be_held) == AIMED_S
    assert second.floor.ask(meant_to_be_held) == CALM_S, "the shift of another till"


def test_a_card_of_before_that_comes_late_or_twice_changes_nothing(company: Company):
    first, second = company.first, company()
    settle(first, second)
    of_before = second.link.first("product", after=None)
    bread = first.floor.goods["222"]
    version = first.floor.value("SELECT version FROM product WHERE id = ?", bread.bytes)
    first.floor.do(change_product, product_id=bread, version=version, name="Bread of rye")
    settle(first, second)
    here = second.floor.rows("SELECT * FROM product ORDER BY id")
    cursor = second.floor.ask(place).cursor
    late = [card._replace(cursor=cursor) for card in of_before]
    assert second.floor.do(take_in, items=late).cards == 0
    assert second.floor.do(take_in_first, items=of_before, table="product").cards == 0
    assert second.floor.rows("SELECT * FROM product ORDER BY id") == here
    assert second.floor.value("SELECT name FROM product WHERE id = ?", bread.bytes) == "Bread of rye"


def test_a_day_with_every_kind_of_document_stands_at_the_office_row_by_row(company: Company, centre: TestCentre):
    first, office = company.first, company(kind="office", branch="Osh")
    make_every_document(first.floor)
    take_back_in_another_branch(first, office)
    settle(first, office)
    assert office.floor.ask(kept_back) == ()
    for name in sorted(fact_tables().keys() - STAYS_HERE):
        assert facts(office.floor, name) == facts(first.floor, name), name
    for name in ("stock_level", "account_balance"):
        query = f"SELECT * FROM {name} ORDER BY 1, 2"
        kept = [list(node.floor.rows(query)) for node in (first, office)]
        assert kept[0] == kept[1], name
    assert office.floor.ask(verify).findings == ()
    assert first.floor.ask(verify).is_clean


def test_two_tills_of_a_shop_sell_from_one_store_and_agree(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    first.floor.do(receive, items=[StockItem(bread, 10_000, 1000)])
    settle(first, second)
    for node in (first, second):
        node.floor.open_shift(100_000)
    for _time in range(3):  # in the dark: neither knows of the other's
        first.floor.clock.advance(minutes=1)
        first.floor.sell("111")
        second.floor.clock.advance(minutes=2)
        second.floor.sell(("111", 2000))
    settle(first, second)
    for node in (first, second):
        assert node.floor.level("111") == 1000
        assert node.floor.value("SELECT count(*) FROM sale WHERE state = 'completed'") == 6
        assert node.floor.ask(verify).findings == ()
    layers = "SELECT product_id, left_milli, left_minor FROM stock_layer WHERE left_milli > 0 ORDER BY 1, 2"
    assert first.floor.rows(layers) == second.floor.rows(layers)


def test_what_came_before_changes_nothing_when_it_comes_again(company: Company):
    first, second = company.first, company()
    first.floor.open_shift(1000)
    first.floor.sell("111")
    settle(first, second)
    before = second.floor.value("SELECT count(*) FROM payment")
    second.floor.do(begin_at_the_beginning)
    heard = pull_all(second.floor, second.link)
    assert (heard.documents, second.floor.value("SELECT count(*) FROM payment")) == (0, before)


def begin_at_the_beginning(uow) -> None:
    """As after a cursor was lost."""
    uow.driver.execute("UPDATE sync_target SET feed_xid = 0, feed_seq = 0")


def test_a_price_reaches_the_other_till_and_a_removed_product_leaves_its_search(company: Company):
    first, second = company.first, company()
    settle(second)
    milk = first.floor.goods["222"]
    first.floor.do(set_price, product_id=milk, price_minor=12_345)
    first.floor.do(remove_product, product_id=first.floor.goods["888"])
    first.floor.do(add_product, name="Halva", unit_id=first.floor.template.units["pcs"], price_minor=700, barcodes=["999"])
    settle(first, second)
    assert second.floor.value("SELECT price_minor FROM price WHERE product_id = ?", milk.bytes) == 12_345
    assert second.floor.ask(search_products, text="sweet") == ()
    assert [found.name for found in second.floor.ask(search_products, text="999")] == ["Halva"]


def test_what_was_changed_here_and_is_not_told_yet_is_not_overwritten(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    first.floor.do(change_product, product_id=bread, article="ART-1")
    push_all(first.floor, first.link)
    second.floor.do(change_product, product_id=bread, name="Loaf")
    pull_all(second.floor, second.link)
    assert second.floor.rows("SELECT name, article FROM product WHERE id = ?", bread.bytes) == [
        {"name": "Loaf", "article": "ART-1"}
    ]
    settle(second, first)
    assert first.floor.value("SELECT name FROM product WHERE id = ?", bread.bytes) == "Loaf"
