"""Cards that are merged at one till, while others have not heard of it: all agree in the end on who it is and what they owe."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.parties.commands import add_customer, change_customer
from app.core.parties.merging import merge_customers
from app.core.parties.queries import customer, find_customers
from app.core.parties.views import CustomerView
from app.core.payments.views import Tender
from app.core.received.conflicts import settle_conflict
from app.core.sales.commands.accounts import grant_points, pay_debt
from app.core.staff.commands import give_role
from app.core.verify.queries import verify
from sync.elsewhere import EVERY
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_pull import settle

YES = ["customer.merge"]


@pytest.fixture
def osh(company: Company) -> Node:
    """A till of another branch."""
    return company(branch="Osh")


@pytest.fixture
def office(company: Company) -> Node:
    return company(branch="Head", kind="office")


@pytest.fixture
def pair(company: Company, osh: Node, office: Node) -> tuple[UUID, UUID]:
    """Two cards that may be of one person; two shops are open, and an office."""
    first = company.first.floor
    made = [
        first.do(add_customer, name=name, code=code, credit_limit_minor=90_000)
        for name, code in (("Aisha", "A-1"), ("Aisha B.", "A-2"))
    ]
    settle(company.first, osh, office)
    role = UUID(bytes=osh.floor.value("SELECT id FROM role WHERE name = 'cashier'"))
    osh.floor.do(give_role, person_id=osh.floor.template.cashier_id, role_id=role)
    for node in (company.first, osh):
        node.floor.open_shift(100_000)
    return made[0], made[1]


def later(*nodes: Node) -> None:
    """Rounds after which each knows what the others have told by now."""
    for _time in range(3):
        for node in nodes:
            node.floor.clock.advance(seconds=EVERY.seconds)
            node.round()


def merge(node: Node, gone: UUID, kept: UUID) -> None:
    node.floor.do(merge_customers, customer_id=gone, into_id=kept, confirm=YES)


def on_debt(node: Node, who: UUID) -> None:
    """A loaf, 30.00."""
    node.floor.sell("111", customer_id=who, tenders=[Tender("debt", 3000)])


def all_see(nodes: tuple[Node, ...], pair: tuple[UUID, UUID], root: UUID, *, debt_minor: int) -> None:
    for node in nodes:
        views: list[CustomerView] = [node.floor.ask(customer, customer_id=each) for each in pair]
        assert [(view.customer_id, view.debt_minor) for view in views] == [(root, debt_minor)] * 2
        for code in ("A-1", "A-2"):
            assert [each.customer_id for each in node.floor.ask(find_customers, text=code)] == [root]
        assert node.floor.ask(verify).findings == ()
        assert node.floor.value("SELECT count(*) FROM received WHERE state <> 'applied'") == 0


def test_a_sale_on_debt_in_the_dark_to_the_card_that_is_gone_counts_by_itself(
    company: Company, osh: Node, office: Node, pair: tuple[UUID, UUID]
):
    nodes, (gone, kept) = (company.first, osh, office), pair
    on_debt(company.first, kept)
    merge(company.first, gone, kept)
    company.first.round()
    on_debt(osh, gone)
    osh.floor.do(grant_points, customer_id=gone, amount_minor=500, reason="birthday")
    later(*nodes)
    all_see(nodes, pair, kept, debt_minor=6000)
    assert {node.floor.ask(customer, customer_id=kept).points_minor for node in nodes} == {500}
    osh.floor.do(pay_debt, customer_id=gone, amount_minor=6000, payments=[Tender("cash", 6000)])
    later(*nodes)
    all_see(nodes, pair, kept, debt_minor=0)


def test_two_who_merge_the_same_in_the_dark_move_nothing_twice_and_are_of_one_mind(
    company: Company, centre: TestCentre, osh: Node, office: Node, pair: tuple[UUID, UUID]
):
    nodes, (gone, kept) = (company.first, osh, office), pair
    on_debt(company.first, gone)
    for node in (company.first, osh):
        node.floor.clock.advance(seconds=7)
        merge(node, gone, kept)
    on_debt(osh, gone)
    later(*nodes)
    all_see(nodes, pair, kept, debt_minor=6000)
    assert centre.value("SELECT count(*) FROM duken.conflict") == 0


def test_two_who_merge_in_opposite_directions_agree(company: Company, osh: Node, office: Node, pair: tuple[UUID, UUID]):
    nodes, (one, other) = (company.first, osh, office), pair
    merge(company.first, one, other)
    merge(osh, other, one)
    on_debt(company.first, one)
    on_debt(osh, other)
    later(*nodes)
    all_see(nodes, pair, min(pair, key=lambda each: each.int), debt_minor=6000)
    late = company()
    settle(late, company.first)
    assert late.floor.ask(customer, customer_id=other).customer_id == min(pair, key=lambda each: each.int)


def test_two_who_merge_into_different_cards_a_person_settles_it(
    company: Company, centre: TestCentre, osh: Node, office: Node, pair: tuple[UUID, UUID]
):
    nodes, (one, other) = (company.first, osh, office), pair
    third = company.first.floor.do(add_customer, name="Aisha C.")
    settle(*nodes)
    merge(company.first, one, other)
    company.first.round()
    merge(osh, one, third)
    later(*nodes)
    assert {node.floor.ask(customer, customer_id=one).customer_id for node in nodes} == {other}
    assert centre.rows("SELECT field, rule FROM duken.conflict WHERE settled_at IS NULL") == [("merged_into_id", "person")]
    office.floor.do(settle_conflict, table="customer", row_id=one, field="merged_into_id", value=str(third))
    later(*nodes)
    assert {node.floor.ask(customer, customer_id=one).customer_id for node in nodes} == {third}
    assert centre.value("SELECT count(*) FROM duken.conflict WHERE settled_at IS NULL") == 0


@pytest.mark.parametrize("no_comes_first", [True, False])
def test_of_yes_and_no_to_being_written_to_no_counts(
    company: Company, centre: TestCentre, osh: Node, office: Node, pair: tuple[UUID, UUID], no_comes_first: bool
):
    nodes, (who, _other) = (company.first, osh, office), pair
    company.first.floor.do(change_customer, customer_id=who, may_be_written_to=True)
    later(*nodes)
    assert {node.floor.ask(customer, customer_id=who).may_be_written_to for node in nodes} == {True}
    company.first.floor.do(change_customer, customer_id=who, may_be_written_to=False)
    osh.floor.do(change_customer, customer_id=who, may_be_written_to=False)
    osh.floor.do(change_customer, customer_id=who, may_be_written_to=True)
    for node in (company.first, osh) if no_comes_first else (osh, company.first):
        node.round()
    later(*nodes)
    assert {node.floor.ask(customer, customer_id=who).may_be_written_to for node in nodes} == {False}
    assert centre.rows("SELECT DISTINCT rule FROM duken.conflict WHERE field = 'may_be_written_to'") == [("stricter",)]
