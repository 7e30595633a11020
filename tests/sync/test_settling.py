"""Two who change the same field of a card: who is right, by which rule, and where the loser is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.core.catalog.commands import change_product, set_price
from app.core.parties.commands import add_customer, change_customer, set_credit_limit
from db.models.accounts import Customer
from db.models.catalog import Product
from db.uow import Uow
from sync.pulling import pull_all
from sync.rounds import push_all
from tests.sync.conftest import Company, Node
from tests.sync.test_pull import settle


def name_at(node: Node, product_id: UUID) -> str:
    found: str = node.floor.value("SELECT name FROM product WHERE id = ?", product_id.bytes)
    return found


def phones(*nodes: Node) -> set[str]:
    return {node.floor.value("SELECT phone FROM customer WHERE name = 'Gulnara'") for node in nodes}


def met(company: Company) -> tuple[Node, Node, UUID]:
    """Two tills that know the same customer."""
    first, second = company.first, company()
    customer_id: UUID = first.floor.do(add_customer, name="Gulnara", phone="1")
    settle(first, second)
    return first, second, customer_id


def test_two_who_change_different_fields_both_win(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    first.floor.do(change_product, product_id=bread, name="Loaf")
    second.floor.do(change_product, product_id=bread, article="L-1")
    settle(first, second)
    for node in (first, second):
        both = node.floor.rows("SELECT name, article FROM product WHERE id = ?", bread.bytes)
        assert both == [{"name": "Loaf", "article": "L-1"}]
    assert first.link.conflicts() == []


def test_of_a_price_what_reached_the_centre_first_stays_and_the_other_is_kept(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    first.floor.do(set_price, product_id=bread, price_minor=3100)
    second.floor.do(set_price, product_id=bread, price_minor=3200)
    settle(first, second)
    for node in (first, second):
        assert node.floor.value("SELECT price_minor FROM price WHERE product_id = ?", bread.bytes) == 3100
    (lost,) = second.link.conflicts()
    assert (lost.table, lost.field, lost.rule, lost.kept, lost.lost) == ("price", "price_minor", "centre", 3100, 3200)
    assert lost.lost_by == second.floor.shop.place.till_id


def test_of_a_phone_the_later_one_counts_whoever_tells_first_and_whatever_the_clocks_say(company: Company):
    first, second, customer_id = met(company)
    second.floor.clock.advance(hours=24 * 365)  # a year ahead: what it says first must not win for that
    second.floor.do(change_customer, customer_id=customer_id, phone="222")
    for node in (first, second):
        node.floor.clock.advance(minutes=10)
    first.floor.do(change_customer, customer_id=customer_id, phone="333")
    push_all(first.floor, first.link)
    push_all(second.floor, second.link)
    settle(first, second)
    assert phones(first, second) == {"333"}
    (lost,) = first.link.conflicts()
    assert (lost.rule, lost.lost) == ("later", "222")


def test_of_a_credit_limit_the_stricter_counts(company: Company):
    first, second, customer_id = met(company)
    first.floor.do(set_credit_limit, customer_id=customer_id, credit_limit_minor=50_000)
    second.floor.do(set_credit_limit, customer_id=customer_id, credit_limit_minor=20_000)
    settle(first, second)
    for node in (first, second):
        assert node.floor.value("SELECT credit_limit_minor FROM customer WHERE id = ?", customer_id.bytes) == 20_000


def test_of_a_name_the_first_stays_until_a_person_uses_the_other(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    first.floor.do(change_product, product_id=bread, name="Loaf")
    second.floor.do(change_product, product_id=bread, name="Baton")
    settle(first, second)
    assert {name_at(node, bread) for node in (first, second)} == {"Loaf"}
    (lost,) = first.link.conflicts()
    assert (lost.rule, lost.lost) == ("person", "Baton")
    first.floor.do(use_this_one, product_id=bread, name=lost.lost)
    settle(first, second)
    assert {name_at(node, bread) for node in (first, second)} == {"Baton"}
    assert first.link.conflicts() == []


def use_this_one(uow: Uow, *, product_id: UUID, name: str) -> None:
    uow.set_card(uow.get(Product, product_id), name=name)


def test_who_looks_and_leaves_it_as_it_is_has_settled_it_too(company: Company):
    first, second, customer_id = met(company)
    first.floor.do(change_customer, customer_id=customer_id, name="Gulnara A.")
    second.floor.do(change_customer, customer_id=customer_id, name="Gulnara B.")
    settle(first, second)
    assert len(first.link.conflicts()) == 1

    def leave_it(uow: Uow) -> None:
        row = uow.get(Customer, customer_id)
        uow.set_card(row, name=row.name)

    second.floor.do(leave_it)
    settle(second, first)
    assert first.link.conflicts() == []
    assert first.floor.value("SELECT name FROM customer WHERE id = ?", customer_id.bytes) == "Gulnara A."


def test_a_patch_made_upon_what_was_settled_is_no_conflict(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    first.floor.do(change_product, product_id=bread, name="Loaf")
    settle(first, second)
    second.floor.do(change_product, product_id=bread, name="Baton")
    settle(second, first)
    assert name_at(first, bread) == "Baton"
    assert first.link.conflicts() == []


def test_a_field_that_is_set_twice_before_it_is_told_is_no_conflict_with_itself(company: Company):
    first, second = company.first, company()
    settle(second)
    bread = first.floor.goods["111"]
    for name in ("Loaf", "Baton", "Nan"):
        second.floor.do(change_product, product_id=bread, name=name)
        second.floor.clock.now += timedelta(seconds=1)
    settle(second, first)
    assert name_at(first, bread) == "Nan"
    assert first.link.conflicts() == []


def test_two_who_price_the_same_good_for_the_first_time_agree_afterwards(company: Company):
    first, second = company.first, company()
    settle(second)
    souvenir = first.floor.goods["777"]
    first.floor.do(set_price, product_id=souvenir, price_minor=100)
    second.floor.clock.advance(minutes=1)
    second.floor.do(set_price, product_id=souvenir, price_minor=200)
    settle(first, second)
    prices = {node.floor.value("SELECT price_minor FROM price WHERE product_id = ?", souvenir.bytes) for node in (first, second)}
    assert prices == {100}
    pull_all(second.floor, second.link)
