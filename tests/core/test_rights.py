"""Rights: declared once, asked for everywhere, lent for one action; nobody makes themselves more than they are."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.audit.queries import audit_lines
from app.core.cash.commands import close_shift, open_drawer
from app.core.catalog.commands import add_brand, set_price
from app.core.sales.commands.drafts import change_price, discount_line
from app.core.staff.access import require
from app.core.staff.commands import (
    add_person,
    add_role,
    change_pin,
    change_role,
    change_setting,
    give_role,
    lend_right,
    remove_person,
    take_role,
)
from app.core.staff.queries import check_right, grant, journal, people, roles
from app.core.staff.rules import merge_roles, rights_from, rights_text
from app.kernel.context import By
from app.kernel.errors import NotPermitted, PinRefused, RuleBroken
from app.kernel.permissions import CASHIER, MANAGER, WITH_LIMIT, Right
from db.uow import Uow
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, ShopFloor, refused
from tests.tidy.repository import python_files, text, tree

LATER: dict[Right, str] = {}
"""Rights that nothing asks for yet, each with the reason."""


def role_of(shop: ShopFloor, **rights: int | None) -> UUID:
    role_id: UUID = shop.do(add_role, name="role", rights={Right(name): limit for name, limit in rights.items()})
    return role_id


def somebody(shop: ShopFloor, pin: str = "2580", **rights: int | None) -> By:
    """A new person who may do just this."""
    return By(shop.do(add_person, name="Nurlan", pin=pin, role_id=role_of(shop, **rights)))


def role_named(shop: ShopFloor, name: str) -> UUID:
    (found,) = [role.role_id for role in shop.ask(roles) if role.name == name]
    return UUID(str(found))


def asked_for() -> set[str]:
    """Names of the rights that the program's code mentions where it acts: `require(uow, Right.SELL)` and the like."""
    return {
        node.attr
        for name in python_files("app")
        if name not in ("app/kernel/permissions.py", "app/core/staff/rules.py") and "Right." in (text(name) or "")
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Right"
    }


def test_there_are_rights_enough_and_each_is_asked_for():
    assert len(Right) >= 34
    assert {right for right in Right if right.name not in asked_for()} == set(LATER)


def test_the_journal_and_what_is_done_beside_commands_are_for_who_has_the_right(shop: ShopFloor):
    place = {"branch_id": shop.place.branch_id}
    for right in (Right.BACK_UP, Right.RESTORE, Right.SEE_AUDIT):
        shop.ask(check_right, person_id=shop.owner_id, right=right, **place)
        with refused("right.missing", NotPermitted, right=right):
            shop.ask(check_right, person_id=shop.cashier_id, right=right, **place)
    assert shop.ask(journal, person_id=shop.manager_id, limit=2, **place) == shop.ask(audit_lines, limit=2)
    with refused("right.missing", NotPermitted, right=Right.SEE_AUDIT):
        shop.ask(journal, person_id=shop.cashier_id, **place)
    with refused("staff.unknown", RuleBroken):
        shop.ask(journal, person_id=uuid4(), **place)


def test_a_new_shop_has_a_cashier_and_a_manager_and_neither_may_make_rights():
    assert set(CASHIER) < set(MANAGER) < set(Right)
    assert not {Right.EDIT_ROLES, Right.EDIT_SETTINGS, Right.RESTORE} & set(MANAGER)
    assert {right for role in (CASHIER, MANAGER) for right, limit in role.items() if limit is not None} <= WITH_LIMIT


def test_a_role_is_any_set_of_rights(shop: ShopFloor):
    packer = somebody(shop, edit_goods=None)
    shop.do(add_brand, by=packer, name="Shoro")
    with refused("right.missing", NotPermitted, right=Right.EDIT_PRICES):
        shop.do(set_price, by=packer, product_id=shop.goods["111"], price_minor=1)


def test_several_roles_add_up(shop: ShopFloor):
    packer = somebody(shop, edit_goods=None)
    shop.do(give_role, person_id=packer.person_id, role_id=role_of(shop, edit_prices=None))
    shop.do(set_price, by=packer, product_id=shop.goods["111"], price_minor=1)
    shop.do(add_brand, by=packer, name="Shoro")


LIMITS = st.none() | st.integers(0, 1_000_000)
ROLES = st.lists(st.dictionaries(st.sampled_from(sorted(WITH_LIMIT)), LIMITS), max_size=4)


@given(held=ROLES, asked=st.integers(0, 1_000_000))
def test_of_several_limits_the_widest_holds(held: list[dict[Right, int | None]], asked: int):
    merged = merge_roles(map(rights_text, held), is_owner=False)
    may = any(Right.DISCOUNT in role and ((limit := role[Right.DISCOUNT]) is None or asked <= limit) for role in held)
    assert merged.reaches(Right.DISCOUNT, asked) is may
    assert merged.allows(Right.DISCOUNT) is any(Right.DISCOUNT in role for role in held)


@given(st.dictionaries(st.sampled_from(sorted(Right)), st.none()))
def test_a_role_is_stored_and_read_back(rights: Mapping[Right, None]):
    assert rights_from(rights_text(rights)) == rights


def test_a_right_of_a_newer_program_is_passed_over():
    assert rights_from('{"sell": null, "fly": null}') == {Right.SELL: None}


@pytest.mark.parametrize(
    ("rights", "code"),
    [
        ({Right.SELL: 5}, "role.limit_not_allowed"), ({Right.DISCOUNT: -1}, "role.limit_out_of_range"),
        ({Right.DISCOUNT: 1_000_001}, "role.limit_out_of_range"),
    ],
)
def test_a_limit_stands_only_where_it_means_something(shop: ShopFloor, rights: dict[Right, int], code: str):
    with refused(code, RuleBroken):
        shop.do(add_role, name="odd", rights=rights)


def test_a_changed_role_is_felt_at_the_next_action(shop: ShopFloor):
    packer = somebody(shop, edit_goods=None)
    shop.do(add_brand, by=packer, name="Shoro")
    role_id = role_named(shop, "role")
    shop.do(change_role, role_id=role_id, rights={Right.SELL: None})
    with refused("right.missing", NotPermitted):
        shop.do(add_brand, by=packer, name="Bereke")
    shop.do(change_role, role_id=role_id, rights={Right.EDIT_GOODS: None})
    shop.do(add_brand, by=packer, name="Bereke")


def test_a_role_given_or_taken_is_felt_at_the_next_action(shop: ShopFloor):
    manager = role_named(shop, "manager")
    with refused("right.missing", NotPermitted):
        shop.do(add_brand, by=shop.cashier, name="Shoro")
    shop.do(give_role, person_id=shop.cashier_id, role_id=manager)
    shop.do(add_brand, by=shop.cashier, name="Shoro")
    shop.do(take_role, person_id=shop.cashier_id, role_id=manager)
    with refused("right.missing", NotPermitted):
        shop.do(add_brand, by=shop.cashier, name="Bereke")
    with refused("not_found", RuleBroken):
        shop.do(take_role, person_id=shop.cashier_id, role_id=manager)


def test_a_role_in_another_branch_is_no_right_here(shop: ShopFloor):
    packer = somebody(shop, edit_goods=None)
    elsewhere = shop.ask(grant, person_id=packer.person_id, branch_id=uuid4())
    assert Right.EDIT_GOODS not in elsewhere.rights
    everywhere = By(shop.do(add_person, name="A", pin="3690", role_id=role_named(shop, "role"), everywhere=True))
    assert Right.EDIT_GOODS in shop.ask(grant, person_id=everywhere.person_id, branch_id=uuid4()).rights


class TestNobodyMakesThemselvesMore:
    """What a manager, a clerk with one right, and a borrower try."""

    def test_a_manager_cannot_touch_the_owner(self, shop: ShopFloor):
        for command, inputs in (
            (change_pin, {"new_pin": "2580"}), (remove_person, {}), (take_role, {"role_id": role_named(shop, "manager")}),
        ):
            with refused("right.owner_only", NotPermitted):
                shop.do(command, by=shop.manager, person_id=shop.owner_id, **inputs)
        assert [person.name for person in shop.ask(people) if person.is_owner] == ["Ainura"]

    def test_a_manager_gives_no_right_that_they_have_not_got(self, shop: ShopFloor):
        powerful = role_of(shop, edit_roles=None, sell=None)
        for person_id in (shop.manager_id, shop.cashier_id):
            with refused("right.giving_more_than_own", NotPermitted):
                shop.do(give_role, by=shop.manager, person_id=person_id, role_id=powerful)
        with refused("right.giving_more_than_own", NotPermitted):
            shop.do(add_person, by=shop.manager, name="Friend", pin="2580", role_id=powerful)
        assert "Friend" not in [person.name for person in shop.ask(people)]

    def test_a_wider_limit_than_ones_own_is_more_too(self, shop: ShopFloor):
        clerk = somebody(shop, edit_staff=None, discount=50_000)
        with refused("right.giving_more_than_own", NotPermitted):
            shop.do(give_role, by=clerk, person_id=clerk.person_id, role_id=role_of(shop, discount=60_000))
        shop.do(give_role, by=clerk, person_id=clerk.person_id, role_id=role_of(shop, discount=50_000))

    def test_who_may_edit_roles_writes_only_rights_of_their_own_into_them(self, shop: ShopFloor):
        clerk = somebody(shop, edit_roles=None, sell=None)
        own = role_named(shop, "role")
        with refused("right.giving_more_than_own", NotPermitted):
            shop.do(change_role, by=clerk, role_id=own, rights={Right.EDIT_ROLES: None, Right.CASH_OUT: None})
        with refused("right.giving_more_than_own", NotPermitted):
            shop.do(add_role, by=clerk, name="all", rights=dict.fromkeys(Right))
        with refused("right.giving_more_than_own", NotPermitted):
            shop.do(change_role, by=clerk, role_id=role_named(shop, "cashier"), rights={**CASHIER, Right.DISCOUNT: None})
        less = {right: limit for right, limit in CASHIER.items() if right != Right.VOID}
        shop.do(change_role, by=clerk, role_id=role_named(shop, "cashier"), rights=less)

    def test_who_may_edit_staff_cannot_take_the_pin_of_somebody_with_more_rights(self, shop: ShopFloor):
        clerk = somebody(shop, edit_staff=None)
        with refused("right.missing", NotPermitted):
            shop.do(change_pin, by=clerk, person_id=shop.manager_id, new_pin="3690")
        with refused("right.missing", NotPermitted):
            shop.do(remove_person, by=clerk, person_id=shop.manager_id)

    def test_a_lent_right_to_edit_staff_makes_nobody_a_manager(self, shop: ShopFloor):
        for command, inputs in (
            (give_role, {"person_id": shop.cashier_id, "role_id": role_named(shop, "manager")}),
            (change_pin, {"person_id": shop.manager_id, "new_pin": "2580"}),
            (change_pin, {"person_id": shop.owner_id, "new_pin": "2580"}),
        ):
            holding = shop.loan(Right.EDIT_STAFF, lender_id=shop.owner_id, pin=OWNER_PIN)
            with pytest.raises(NotPermitted):
                shop.do(command, by=holding, **inputs)

    def test_roles_and_settings_are_not_a_managers_business(self, shop: ShopFloor):
        for command, inputs in (
            (add_role, {"name": "x", "rights": {}}), (change_role, {"role_id": role_named(shop, "cashier"), "rights": {}}),
            (change_setting, {"key": "receipt.auto_print", "value": False}),
        ):
            with refused("right.missing", NotPermitted):
                shop.do(command, by=shop.manager, **inputs)


def lent(shop: ShopFloor, right: Right, **inputs: Any) -> By:
    return shop.loan(right, **inputs)


class TestALentRight:
    """A manager's PIN lends one right for one action."""

    def test_it_works_once(self, till: ShopFloor):
        line_id = till.put(till.cart(by=till.cashier), "222")
        holding = lent(till, Right.CHANGE_PRICE)
        till.do(change_price, by=holding, line_id=line_id, price_minor=9000)
        with refused("loan.not_valid", RuleBroken):
            till.do(change_price, by=holding, line_id=line_id, price_minor=8000)

    def test_it_is_not_used_up_by_an_action_that_was_refused(self, till: ShopFloor):
        line_id = till.put(till.cart(by=till.cashier), "222")
        holding = lent(till, Right.CHANGE_PRICE)
        with refused("price.negative", RuleBroken):
            till.do(change_price, by=holding, line_id=line_id, price_minor=-1)
        till.do(change_price, by=holding, line_id=line_id, price_minor=9000)

    def test_it_is_for_one_right(self, till: ShopFloor):
        holding = lent(till, Right.CHANGE_PRICE)
        with refused("loan.not_valid", RuleBroken):
            till.do(set_price, by=holding, product_id=till.goods["111"], price_minor=1)

    @pytest.mark.parametrize(("seconds", "is_good"), [(180, True), (181, False)])
    def test_it_lasts_three_minutes(self, till: ShopFloor, seconds: int, is_good: bool):
        line_id = till.put(till.cart(by=till.cashier), "222")
        holding = lent(till, Right.CHANGE_PRICE)
        till.clock.now += timedelta(seconds=seconds)
        if is_good:
            till.do(change_price, by=holding, line_id=line_id, price_minor=9000)
        else:
            with refused("loan.not_valid", RuleBroken):
                till.do(change_price, by=holding, line_id=line_id, price_minor=9000)

    def test_it_is_for_one_person(self, till: ShopFloor):
        line_id = till.put(till.cart(by=till.cashier), "222")
        holding = lent(till, Right.CHANGE_PRICE)
        assert holding.loan_id is not None
        with refused("loan.not_valid", RuleBroken):
            till.do(change_price, by=By(till.second_cashier_id).borrowing(holding.loan_id), line_id=line_id, price_minor=1)

    def test_one_that_never_was_is_not_valid(self, till: ShopFloor):
        with refused("loan.not_valid", RuleBroken):
            till.do(set_price, by=till.cashier.borrowing(uuid4()), product_id=till.goods["111"], price_minor=1)

    def test_nobody_lends_to_themselves(self, shop: ShopFloor):
        with refused("loan.to_oneself", RuleBroken):
            shop.do(lend_right, by=shop.manager, right=Right.CHANGE_PRICE, lender_id=shop.manager_id, pin=MANAGER_PIN)

    def test_nobody_lends_what_they_have_not_got(self, shop: ShopFloor):
        with refused("loan.lender_lacks", RuleBroken, right=Right.EDIT_ROLES):
            lent(shop, Right.EDIT_ROLES)
        with refused("loan.lender_lacks", RuleBroken):
            lent(shop, Right.CHANGE_PRICE, lender_id=shop.second_cashier_id, pin="9053")

    def test_a_wrong_pin_lends_nothing_and_is_counted_against_the_lender(self, shop: ShopFloor):
        with refused("pin.wrong", PinRefused, tries_left=4):
            lent(shop, Right.CHANGE_PRICE, pin=CASHIER_PIN)
        assert shop.rows("SELECT 1 FROM loan") == []
        assert shop.value("SELECT failed_count FROM pin_guard WHERE owner_id = ?", shop.manager_id) == 1

    def test_it_is_worth_nothing_once_the_lender_has_gone_or_lost_the_right(self, till: ShopFloor):
        line_id = till.put(till.cart(by=till.cashier), "222")
        first, second = lent(till, Right.CHANGE_PRICE), lent(till, Right.CHANGE_PRICE)
        till.do(take_role, person_id=till.manager_id, role_id=role_named(till, "manager"))
        with refused("loan.not_valid", RuleBroken):
            till.do(change_price, by=first, line_id=line_id, price_minor=9000)
        till.do(remove_person, person_id=till.manager_id)
        with refused("loan.not_valid", RuleBroken):
            till.do(change_price, by=second, line_id=line_id, price_minor=9000)

    def test_the_lenders_own_limit_holds_throughout_the_action(self, till: ShopFloor):
        senior = somebody(till, pin="2580", discount=200_000)
        holding = lent(till, Right.DISCOUNT, lender_id=senior.person_id, pin="2580")

        def ask_twice(uow: Uow, *, second_ppm: int) -> UUID | None:
            require(uow, Right.DISCOUNT, limit_ppm=150_000)
            return require(uow, Right.DISCOUNT, limit_ppm=second_ppm)

        with refused("right.over_limit", NotPermitted, limit_ppm=200_000, asked_ppm=250_000):
            till.do(ask_twice, by=holding, second_ppm=250_000)
        assert till.do(ask_twice, by=holding, second_ppm=200_000) == senior.person_id

    def test_what_one_may_oneself_uses_no_loan(self, till: ShopFloor):
        line_id = till.put(till.cart(by=till.cashier), "222")
        holding = lent(till, Right.DISCOUNT)
        till.do(discount_line, by=holding, line_id=line_id, ppm=50_000)
        till.do(discount_line, by=holding, line_id=line_id, ppm=300_000)
        with refused("loan.not_valid", RuleBroken):
            till.do(discount_line, by=holding, line_id=line_id, ppm=310_000)

    def test_the_audit_keeps_both_names(self, till: ShopFloor):
        line_id = till.put(till.cart(by=till.cashier), "222")
        till.do(change_price, by=lent(till, Right.CHANGE_PRICE), line_id=line_id, price_minor=9000)
        lines = {line.action: line for line in till.ask(audit_lines)}
        for action in ("right.offered", "right.lent", "sale.price_changed"):
            assert (lines[action].person, lines[action].lender) == ("Chynara", "Marat")

    def test_a_question_does_not_use_it_up(self, till: ShopFloor):
        holding = lent(till, Right.CLOSE_OTHERS_SHIFT)
        with refused("shift.difference"):
            till.do(close_shift, by=holding, counted_minor=1)
        till.do(close_shift, by=holding.confirming("shift.difference"), counted_minor=1)


def test_who_is_nobody_may_nothing(till: ShopFloor):
    with refused("staff.nobody", RuleBroken):
        till.shop.do(open_drawer, reason="to look")
    with refused("staff.nobody", RuleBroken):
        till.shop.do(lend_right, right=Right.SELL, lender_id=till.manager_id, pin=MANAGER_PIN)
