"""Customers: who they are, how they are found, what they may owe."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from app.core.parties.commands import add_customer, change_customer, set_credit_limit
from app.core.parties.ledger import balance, post_entry
from app.core.parties.queries import customer, find_customers, gift_card
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import issue_gift_card, take_prepayment
from app.core.verify.queries import verify
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from db.uow import Uow
from tests.shop_floor import ShopFloor, refused


def found(shop: ShopFloor, text: str) -> list[str]:
    return [view.name for view in shop.ask(find_customers, text=text)]


def test_a_customer_is_found_by_name_phone_and_code(shop: ShopFloor):
    customer_id = shop.do(add_customer, name="Айгүл Асанова", code="C-17", phone="+996 555 12-34-56", note="с внуком")
    for text in ("Айгүл", "Асан", "555 12", "C-17", "c-17", "  Айгүл "):
        assert found(shop, text) == ["Айгүл Асанова"], text
    view = shop.ask(customer, customer_id=customer_id)
    assert (view.name, view.code, view.phone, view.debt_minor, view.credit_limit_minor) == (
        "Айгүл Асанова", "C-17", "+996 555 12-34-56", 0, None,
    )


@pytest.mark.parametrize("text", ["айгүл", "АСАНОВА", "айгул"])
def test_a_customer_is_found_however_the_name_is_typed(shop: ShopFloor, text: str):
    shop.do(add_customer, name="Айгүл Асанова")
    assert found(shop, text) == ["Айгүл Асанова"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%", "'; DROP TABLE customer; --", "A%l"])
def test_signs_of_a_pattern_are_plain_letters(shop: ShopFloor, text: str):
    shop.do(add_customer, name="Asel")
    assert found(shop, text) == []
    shop.do(add_customer, name=f"x{text}y")
    assert found(shop, text) == [f"x{text}y"]


def test_at_most_so_many_are_shown(shop: ShopFloor):
    for number in range(25):
        shop.do(add_customer, name=f"Asel {number:02d}")
    assert found(shop, "Asel") == [f"Asel {number:02d}" for number in range(20)]


def test_a_code_belongs_to_one_customer(shop: ShopFloor):
    shop.do(add_customer, name="Asel", code=" C-17 ")
    with refused("customer.code_taken", RuleBroken, customer_code="C-17"):
        shop.do(add_customer, name="Gulnara", code="C-17")
    shop.do(add_customer, name="Gulnara", code="")
    shop.do(add_customer, name="Marat", code=None)


def test_a_credit_limit_is_audited_from_the_first_day(shop: ShopFloor):
    shop.do(add_customer, name="Asel")
    shop.do(add_customer, name="Gulnara", credit_limit_minor=50_000)
    (row,) = shop.audit("customer.limit_changed")
    assert json.loads(row["facts"]) == {"credit_limit_minor": 50_000}


def test_a_customer_changes_field_by_field(shop: ShopFloor):
    customer_id = shop.do(add_customer, name="Asel", phone="1")
    shop.do(change_customer, customer_id=customer_id, phone="2")
    view = shop.ask(customer, customer_id=customer_id)
    assert (view.name, view.phone) == ("Asel", "2")
    shop.do(change_customer, customer_id=customer_id, phone=None)
    assert shop.ask(customer, customer_id=customer_id).phone is None
    with refused("not_found", RuleBroken, table="customer"):
        shop.do(change_customer, customer_id=uuid4(), name="x")
    with refused("text.empty", RuleBroken):
        shop.do(change_customer, customer_id=customer_id, name=" ")


@pytest.mark.parametrize(("field", "most"), [("name", 200), ("phone", 40), ("code", 60), ("note", 1000)])
def test_ten_thousand_letters_are_too_many(shop: ShopFloor, field: str, most: int):
    with refused("text.too_long", RuleBroken, length=10_000, most=most):
        shop.do(add_customer, **{"name": "Asel", field: "я" * 10_000})  # type: ignore[arg-type]


def test_a_credit_limit_needs_a_right_of_its_own(shop: ShopFloor):
    with refused("right.missing", NotPermitted, right=Right.EDIT_CREDIT_LIMIT):
        shop.do(add_customer, by=shop.cashier, name="Asel", credit_limit_minor=1)
    customer_id = shop.do(add_customer, by=shop.cashier, name="Asel")
    with refused("right.missing", NotPermitted):
        shop.do(set_credit_limit, by=shop.cashier, customer_id=customer_id, credit_limit_minor=1)
    shop.do(set_credit_limit, by=shop.loan(Right.EDIT_CREDIT_LIMIT), customer_id=customer_id, credit_limit_minor=50_000)
    assert shop.ask(customer, customer_id=customer_id).credit_left_minor == 50_000
    (entry,) = shop.audit("customer.limit_changed")
    assert (UUID(bytes=entry["person_id"]), UUID(bytes=entry["lender_id"])) == (shop.cashier_id, shop.manager_id)


@pytest.mark.parametrize("limit_minor", [-1, 10**12 + 1, 10**30])
def test_a_credit_limit_that_cannot_be_is_refused(shop: ShopFloor, limit_minor: int):
    with refused("credit.limit_out_of_range", RuleBroken):
        shop.do(add_customer, name="Asel", credit_limit_minor=limit_minor)
    customer_id = shop.do(add_customer, name="Asel")
    with refused("credit.limit_out_of_range", RuleBroken):
        shop.do(set_credit_limit, customer_id=customer_id, credit_limit_minor=limit_minor)


def test_an_account_that_is_spent_from_never_goes_below_zero(till: ShopFloor):
    customer_id = till.customer()
    till.do(take_prepayment, customer_id=customer_id, amount_minor=700, payments=[Tender("cash", 700)])

    def spend(uow: Uow, *, account: str, amount_minor: int) -> None:
        post_entry(
            uow, account=account, owner_id=customer_id, amount_minor=-amount_minor, document_kind="test", document_id=uow.new_id()
        )

    for account in ("prepayment", "points", "gift_card"):
        with refused("account.not_enough", RuleBroken, account=account, wanted_minor=701):
            till.do(spend, account=account, amount_minor=701)
    till.do(spend, account="prepayment", amount_minor=700)
    assert till.ask(balance, account="prepayment", owner_id=customer_id) == 0
    till.do(spend, account="debt", amount_minor=5)
    assert till.ask(customer, customer_id=customer_id).debt_minor == -5, "we owe them"
    problems = [finding.problem for finding in till.ask(verify).findings]
    assert problems == ["no_document", "no_document"], "the sums agree, but no document stands behind what was spent here"


def test_a_gift_card_shows_what_is_on_it(till: ShopFloor):
    till.do(issue_gift_card, code="GC-1", amount_minor=5000, payments=[Tender("cash", 5000)])
    assert till.ask(gift_card, code="GC-1").balance_minor == 5000
    with refused("gift_card.unknown", RuleBroken, card="GC-2"):
        till.ask(gift_card, code="GC-2")


def test_a_customer_who_never_was_is_not_found(shop: ShopFloor):
    with refused("not_found", RuleBroken, table="customer"):
        shop.ask(customer, customer_id=uuid4())
    with refused("not_found", RuleBroken):
        shop.do(set_credit_limit, customer_id=uuid4(), credit_limit_minor=1)
