"""Sales on hold as a person recognises them, and whose sale it is."""

from __future__ import annotations

from uuid import uuid4

from app.core.parties.commands import add_customer
from app.core.sales.commands.drafts import park_sale, remove_line, resume_sale
from app.core.sales.queries import parked_sales, sale_customer
from app.kernel.errors import RuleBroken
from tests.shop_floor import ShopFloor, refused


def test_a_sale_on_hold_says_whose_it_is_and_what_lies_in_it(till: ShopFloor):
    gulnara = till.customer(credit_limit_minor=50_000)
    first = till.cart("111", "222", "333", "888", by=till.cashier, customer_id=gulnara)
    second = till.cart("333")
    till.do(remove_line, line_id=till.line_ids(first)[0])
    till.do(park_sale, by=till.cashier, sale_id=first, label="red bag")
    till.do(park_sale, sale_id=second)
    latest, oldest = till.ask(parked_sales, till_id=till.place.till_id, goods=2)
    assert (latest.sale_id, latest.person, latest.customer, latest.label) == (second, "Ainura", None, None)
    assert latest.goods == ("Tea",)
    assert (oldest.person, oldest.person_id, oldest.customer, oldest.label) == (
        "Chynara", till.cashier_id, "Gulnara", "red bag",
    )
    assert (oldest.goods, oldest.line_count, oldest.total_minor) == (("Milk", "Tea"), 3, till.total(first))
    assert oldest.opened_at <= till.clock.now


def test_only_what_is_on_hold_at_this_till_is_listed(till: ShopFloor):
    sale_id = till.cart("111")
    till.cart("222")
    assert till.ask(parked_sales, till_id=till.place.till_id) == ()
    till.do(park_sale, sale_id=sale_id)
    assert till.ask(parked_sales, till_id=uuid4()) == ()
    till.do(resume_sale, sale_id=sale_id)
    assert till.ask(parked_sales, till_id=till.place.till_id) == ()


def test_a_sale_tells_its_customer(till: ShopFloor):
    sale_id = till.cart("111")
    assert till.ask(sale_customer, sale_id=sale_id) is None
    asel = till.do(add_customer, name="Asel", phone="0555 123456", credit_limit_minor=9900)
    till.choose_customer(sale_id, asel)
    view = till.ask(sale_customer, sale_id=sale_id)
    assert (view.customer_id, view.name, view.credit_limit_minor, view.debt_minor) == (asel, "Asel", 9900, 0)
    with refused("not_found", RuleBroken, table="sale"):
        till.ask(sale_customer, sale_id=uuid4())
