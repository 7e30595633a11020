"""A bag is sold from one till at a time: the centre says which, and without it the tills find out later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from app.core.agents.commands.leases import let_go
from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.queries import bag_holder
from app.core.agents.views import BagItem
from app.core.verify.queries import verify
from app.kernel.errors import AppError
from app.telling import claim_first
from sync.bags import claim_bag
from sync.outbox import connect_to
from tests.core.agents_floor import make_field
from tests.shop_floor import ShopFloor, refused
from tests.sync.conftest import Company, Node
from tests.sync.test_pull import settle


def agent_with(floor: ShopFloor, *goods: tuple[str, int]) -> UUID:
    """An agent with so many pieces in the bag."""
    field = make_field(floor)
    field.bring(*goods)
    return field.agent_id


def claim(node: Node, agent_id: UUID) -> str:
    """Empty, or the till that has it already."""
    try:
        claim_bag(node.floor, node.link, agent_id=agent_id, by=node.floor.owner)
    except AppError as error:
        return str(error.facts["till"]) if error.code == "agents.bag_elsewhere" else error.code
    return ""


def holder(node: Node, agent_id: UUID) -> UUID | None:
    found: UUID | None = node.floor.ask(bag_holder, agent_id=agent_id)
    return found


@pytest.mark.parametrize("_again", range(3))
def test_of_two_tills_that_take_a_bag_at_once_one_gets_it_and_the_other_is_told_who(company: Company, _again: int):
    first, second = company.first, company()
    agent = agent_with(first.floor, ("111", 5))
    settle(first, second)
    together = Barrier(2)

    def take(node: Node) -> str:
        together.wait()
        return claim(node, agent)

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(take, (first, second)))
    name = "SELECT name FROM till WHERE id = ?"
    names = [node.floor.value(name, node.floor.shop.place.till_id.bytes) for node in (first, second)]
    assert said in (["", names[0]], [names[1], ""])
    settle(first, second)
    winner = (first, second)[said.index("")]
    assert {holder(first, agent), holder(second, agent)} == {winner.floor.shop.place.till_id}


def test_a_bag_that_was_let_go_and_is_not_heard_of_yet_can_be_taken(company: Company):
    first, second = company.first, company()
    agent = agent_with(first.floor, ("111", 5))
    assert claim(first, agent) == "", "what the centre does not know yet is as without it"
    settle(first, second)
    assert claim(first, agent) == ""
    settle(first, second)
    assert claim(second, agent) != ""
    first.floor.do(let_go, agent_id=agent)
    first.round()
    assert holder(second, agent) == first.floor.shop.place.till_id
    assert claim(second, agent) == ""
    assert holder(second, agent) == second.floor.shop.place.till_id
    settle(second, first)
    assert holder(first, agent) == second.floor.shop.place.till_id
    second.floor.do(sell_from_bag, agent_id=agent, items=[BagItem(second.floor.goods["111"], 1000)])
    with refused("agents.bag_elsewhere"):
        first.floor.do(sell_from_bag, agent_id=agent, items=[BagItem(first.floor.goods["111"], 1000)])
    settle(second, first)
    for node in (first, second):
        assert node.floor.value("SELECT count(*) FROM agent_sale WHERE is_late") == 0
        assert node.floor.ask(verify).findings == ()
    assert first.link.conflicts() == []


def test_what_was_taken_in_the_dark_is_settled_and_the_loser_is_flagged(company: Company):
    first, second = company.first, company()
    agent = agent_with(first.floor, ("111", 5))
    settle(first, second)
    second.floor.clock.advance(minutes=1)
    first.floor.clock.advance(minutes=2)
    second.floor.do(sell_from_bag, agent_id=agent, items=[BagItem(second.floor.goods["111"], 1000)])
    assert claim(first, agent) == "", "the centre has heard nothing of the other yet"
    second.floor.clock.advance(minutes=5)
    second.floor.do(sell_from_bag, agent_id=agent, items=[BagItem(second.floor.goods["111"], 1000)])
    settle(first, second)
    assert {holder(node, agent) for node in (first, second)} == {first.floor.shop.place.till_id}
    assert first.floor.value("SELECT count(*) FROM agent_sale WHERE is_late") == 1, "the one after the bag was taken"
    assert claim(second, agent) != ""


def test_without_a_centre_or_where_it_is_silent_the_sale_goes_on(company: Company):
    first, second = company.first, company()
    agent = agent_with(first.floor, ("111", 5))
    settle(first, second)
    assert claim(first, agent) == ""
    first.round()
    with refused("agents.bag_elsewhere"):
        claim_first(second.floor.shop, agent_id=agent, by=second.floor.owner, keyring=lambda: None)
    for address in ("host=/nowhere dbname=x", "host=127.0.0.1 port=9 dbname=x"):
        second.floor.do(connect_to, address=address)
        claim_first(second.floor.shop, agent_id=agent, by=second.floor.owner, keyring=lambda: None)
