"""A till whose clock is a year off: what it sells counts, what it says of cards is settled by the true time, and nobody else's
day is touched."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple
from uuid import UUID

import pytest

from app.core.catalog.commands import set_price
from app.core.parties.commands import add_customer, change_customer
from app.core.verify.queries import verify
from sync.checking import check
from sync.rounds import push_all
from tests.sync.conftest import Company, Node
from tests.sync.test_pull import settle

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


class Nodes(NamedTuple):
    """Two tills and an office; the clock of the second is wrong."""

    first: Node
    wrong: Node
    office: Node

    def pass_by(self, **time: int) -> None:
        """The same time for all of them."""
        for node in self:
            node.floor.clock.advance(**time)

    def are_of_one_mind(self) -> None:
        """After some rounds all books hold, and each has what the centre has."""
        settle(*self)
        for node in self:
            assert node.floor.ask(verify).findings == ()
            found = check(node.floor, node.link)
            assert (found.agrees, found.differences, found.holes) == (True, [], ())


@pytest.fixture(params=[365, -365], ids=["a year ahead", "a year behind"])
def nodes(company: Company, request: pytest.FixtureRequest) -> Nodes:
    found = Nodes(company.first, company(), company(kind="office", branch="Head"))
    settle(*found)
    found.wrong.floor.clock.advance(hours=24 * request.param)
    return found


def days(node: Node) -> dict[str, set[str]]:
    """On which days each till has sold, as that node has it."""
    found: dict[str, set[str]] = {}
    for row in node.floor.rows("SELECT number, business_date FROM sale WHERE state = 'completed'"):
        found.setdefault(row["number"].split("-")[0], set()).add(row["business_date"])
    return found


def test_it_sells_and_no_day_of_others_is_touched(nodes: Nodes):
    first, wrong, _office = nodes
    wrong.floor.open_shift(confirm=["clock.moved_back"])
    first.floor.open_shift()
    sale = wrong.floor.sell("111", "222")
    first.floor.sell("222")
    wrong.floor.give_back(sale.sale_id, None, 1000)
    nodes.are_of_one_mind()
    (its_day,) = days(wrong)["B2"]
    assert its_day[:4] != TODAY[:4]
    assert all(days(node) == {"A1": {TODAY}, "B2": {its_day}} for node in nodes)
    first.floor.close_shift()
    nodes.pass_by(hours=24)
    first.floor.open_shift()  # it asks nothing: its own clock is right
    first.floor.sell("111")
    nodes.are_of_one_mind()
    assert all(days(node) == {"A1": {TODAY, TOMORROW}, "B2": {its_day}} for node in nodes)


def test_of_two_telephones_the_later_one_counts_whoever_tells_first(nodes: Nodes):
    first, wrong, _office = nodes
    customer_id: UUID = first.floor.do(add_customer, name="Gulnara", phone="1")
    settle(*nodes)
    orders = ((first, wrong), (wrong, first))
    for number, (makes, tells) in enumerate(product(orders, orders)):
        phones = [f"{number}00{place}" for place in range(2)]
        for node, phone in zip(makes, phones, strict=True):
            nodes.pass_by(minutes=10)
            node.floor.do(change_customer, customer_id=customer_id, phone=phone)
        for node in tells:
            nodes.pass_by(minutes=10)
            push_all(node.floor, node.link)
        settle(*nodes)
        assert {node.floor.value("SELECT phone FROM customer WHERE name = 'Gulnara'") for node in nodes} == {phones[1]}
        (lost,) = first.link.conflicts()
        assert (lost.rule, lost.kept, lost.lost) == ("later", phones[1], phones[0])
    nodes.are_of_one_mind()


def test_its_price_does_not_beat_the_centres(nodes: Nodes):
    first, wrong, office = nodes
    bread = first.floor.goods["111"]
    office.floor.do(set_price, product_id=bread, price_minor=3100)
    nodes.pass_by(minutes=10)
    wrong.floor.do(set_price, product_id=bread, price_minor=9900)
    push_all(office.floor, office.link)
    nodes.are_of_one_mind()
    assert prices(nodes, bread) == {3100}
    (lost,) = office.link.conflicts()
    assert (lost.rule, lost.kept, lost.lost, lost.lost_by) == ("centre", 3100, 9900, wrong.floor.shop.place.till_id)
    wrong.floor.do(set_price, product_id=bread, price_minor=3200)
    nodes.are_of_one_mind()
    assert prices(nodes, bread) == {3200}, "one that knows of the centre's is a price like any other"
    office.floor.do(set_price, product_id=bread, price_minor=3300)
    nodes.are_of_one_mind()
    assert prices(nodes, bread) == {3300}
    assert office.link.conflicts() == []


def prices(nodes: Nodes, product_id: UUID) -> set[int]:
    return {node.floor.value("SELECT price_minor FROM price WHERE product_id = ?", product_id.bytes) for node in nodes}
