"""A customer of several branches: what they owe and have is the sum of all, as last known; the limit counts all of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.parties.commands import add_customer
from app.core.parties.queries import customer
from app.core.parties.views import CustomerView
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, pay_debt
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import Completed, ReturnItem
from app.core.staff.commands import give_role
from app.core.verify.queries import verify
from sync.elsewhere import EVERY
from sync.receipts import fetch_receipt
from tests.shop_floor import refused
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_pull import settle


def later(*nodes: Node) -> None:
    """Rounds after which each knows what the others have told by now."""
    for _time in range(2):
        for node in nodes:
            node.floor.clock.advance(seconds=EVERY.seconds)
            node.round()


@pytest.fixture
def osh(company: Company) -> Node:
    return company(branch="Osh")


@pytest.fixture
def debtor(company: Company, osh: Node) -> UUID:
    """May owe 100.00; two branches are open."""
    who: UUID = company.first.floor.do(add_customer, name="Aisha", credit_limit_minor=10_000)
    settle(company.first, osh)
    role = UUID(bytes=osh.floor.value("SELECT id FROM role WHERE name = 'cashier'"))
    osh.floor.do(give_role, person_id=osh.floor.template.cashier_id, role_id=role)
    for node in (company.first, osh):
        node.floor.open_shift(100_000)
    return who


def on_debt(node: Node, who: UUID) -> Completed:
    """A loaf, 30.00, by the cashier."""
    return node.floor.sell("111", customer_id=who, by=node.floor.cashier, tenders=[Tender("debt", 3000)])


def view(node: Node, who: UUID) -> CustomerView:
    found: CustomerView = node.floor.ask(customer, customer_id=who)
    return found


def owed(who: UUID, *nodes: Node) -> list[int]:
    return [view(node, who).debt_minor for node in nodes]


def test_a_debt_of_both_branches_is_one_and_the_limit_is_for_all_of_it(company: Company, osh: Node, debtor: UUID):
    first = company.first
    on_debt(first, debtor)
    on_debt(first, debtor)
    assert owed(debtor, first, osh) == [6000, 0]
    later(first, osh)
    assert owed(debtor, first, osh) == [6000, 6000]
    assert view(osh, debtor).elsewhere == (("debt", 6000),)
    assert view(osh, debtor).told_at is not None
    on_debt(osh, debtor)
    with refused("credit.over_limit", debt_minor=9000, limit_minor=10_000):
        on_debt(osh, debtor)
    later(osh, first)
    assert owed(debtor, first, osh) == [9000, 9000]


def test_a_debt_of_one_branch_is_paid_in_another(company: Company, osh: Node, debtor: UUID):
    first = company.first
    on_debt(first, debtor)
    later(first, osh)
    osh.floor.do(pay_debt, customer_id=debtor, amount_minor=3000, payments=[Tender("cash", 3000)])
    with refused("debt.more_than_owed"):
        osh.floor.do(pay_debt, customer_id=debtor, amount_minor=1, payments=[Tender("cash", 1)])
    later(osh, first)
    assert owed(debtor, first, osh) == [0, 0]
    with refused("debt.more_than_owed"):
        first.floor.do(pay_debt, customer_id=debtor, amount_minor=1, payments=[Tender("cash", 1)])


def test_entries_that_came_with_a_fetched_receipt_do_not_count_twice(company: Company, osh: Node, debtor: UUID):
    first = company.first
    sold = on_debt(first, debtor)
    first.round()
    line = fetch_receipt(osh.floor, osh.link, number=sold.number).lines[0].sale_line_id
    assert osh.floor.value("SELECT balance_minor FROM account_balance WHERE account = 'debt'") == 3000
    assert owed(debtor, osh) == [3000]
    osh.floor.do(return_by_receipt, items=[ReturnItem(line, 1000)], reason="torn")
    assert owed(debtor, osh) == [0]
    later(osh, first)
    assert owed(debtor, first, osh) == [0, 0]
    for node in (first, osh):
        assert node.floor.ask(verify).findings == ()


def test_points_of_one_branch_are_spent_in_another_and_an_office_counts_its_books_once(company: Company, osh: Node, debtor: UUID):
    first, office = company.first, company(branch="Head", kind="office")
    first.floor.do(grant_points, customer_id=debtor, amount_minor=5000, reason="birthday")
    later(first, osh, office)
    assert [view(node, debtor).points_minor for node in (first, osh, office)] == [5000, 5000, 5000]
    osh.floor.sell("111", customer_id=debtor, tenders=[Tender("points", 3000)])
    later(osh, first, office)
    assert [view(node, debtor).points_minor for node in (first, osh, office)] == [2000, 2000, 2000]
    assert office.floor.value("SELECT count(*) FROM account_elsewhere") == 0
    with refused("account.not_enough"):
        first.floor.sell("111", customer_id=debtor, tenders=[Tender("points", 3000)])


def test_without_a_network_the_last_known_stays(company: Company, centre: TestCentre, osh: Node, debtor: UUID):
    first = company.first
    on_debt(first, debtor)
    later(first, osh)
    told = view(osh, debtor).told_at
    osh.floor.clock.advance(hours=20)
    assert owed(debtor, osh) == [3000]
    assert view(osh, debtor).told_at == told
    assert centre.value("SELECT sum(amount_minor) FROM duken.account_sum") == 3000
