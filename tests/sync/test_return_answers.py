"""A return of another branch's goods waits until the branch of the goods has said whether it is confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.received.queries import kept_back
from app.core.sales.across import return_state, standings_of_sales, to_answer, unsettled_returns
from app.core.sales.commands.answers import answer_return, confirm_return
from app.core.sales.past import receipts_of_shift
from app.core.sales.queries import sold_sale
from app.core.verify.queries import verify
from app.kernel.context import By
from app.kernel.errors import EnvironmentFailed, NeedsConfirmation
from app.wiring import World, open_shop
from sync.pulling import pull_all
from sync.receipts import answer_returns, fetch_receipt
from sync.rounds import push_all
from tests.cli.conftest import Duken, duken
from tests.shop_floor import ShopFloor, refused
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_pull import settle
from tests.sync.test_receipts import give_back, opened

__all__ = ["duken"]
OVER = ("return.more_back_than_sold",)


def sold(node: Node, *items: Any) -> str:
    """The number of a sale that the centre has."""
    number: str = node.floor.sell(*items).number
    node.round()
    return number


def taken_elsewhere(node: Node, number: str, milli: int = 1000) -> UUID:
    """The first line of that receipt comes back at this node, of another branch; answers the return."""
    line = fetch_receipt(node.floor, node.link, number=number).lines[0].sale_line_id
    returned: UUID = give_back(node, line, milli).return_id
    return returned


def states(return_id: UUID, *nodes: Node) -> list[str]:
    return [node.floor.ask(return_state, return_id=return_id) for node in nodes]


def answers(node: Node) -> list[dict[str, Any]]:
    return node.floor.rows("SELECT verdict, cause, person_id, till_id FROM return_answer ORDER BY id")


def nothing_kept_back(*nodes: Node) -> None:
    assert [node.floor.ask(kept_back) for node in nodes] == [()] * len(nodes)


def only_over_returns(*nodes: Node) -> None:
    for node in nodes:
        assert {each.check for each in node.floor.ask(verify).findings} == {"not_more_returned_than_sold"}


def test_it_waits_until_the_goods_branch_has_heard_and_then_is_confirmed_at_both(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = sold(first, ("111", 3000))
    back = taken_elsewhere(osh, number, 2000)
    assert states(back, osh) == ["pending"]
    osh.round()
    assert states(back, osh) == ["pending"], "nobody of the other branch has been there"
    done = first.round()
    assert done.told > 0, "the answer is told in the round in which it was made"
    assert states(back, first) == ["confirmed"]
    osh.round()
    assert states(back, osh) == ["confirmed"]
    assert osh.floor.ask(unsettled_returns) == first.floor.ask(unsettled_returns) == ()
    (answer,) = answers(osh)
    assert (answer["verdict"], answer["cause"], answer["person_id"]) == ("confirmed", None, None)
    assert answer["till_id"] == first.floor.shop.place.till_id.bytes
    for node in (first, osh):
        assert node.floor.ask(verify).findings == ()
    nothing_kept_back(first, osh)


def test_a_return_at_home_needs_nobodys_word(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    own = first.floor.give_back(first.floor.sell("111").sale_id).return_id
    settle(first, osh)
    assert states(own, first) == ["none"]
    assert answers(first) == []
    with refused("return.needs_no_answer"):
        first.floor.do(confirm_return, return_id=own)


def test_while_the_goods_branch_is_away_it_waits_and_its_age_is_said(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    back = taken_elsewhere(osh, sold(first, ("111", 3000)))
    osh.round()
    osh.floor.clock.advance(seconds=3 * 86_400)
    osh.round()
    (found,) = osh.floor.ask(unsettled_returns)
    assert (found.return_id, found.state, found.goods, found.branch) == (back, "pending", (branch_of(first),), "Osh")
    assert osh.floor.clock() - found.at >= timedelta(days=3)
    assert not found.may_answer
    with refused("return.of_other_branch"):
        osh.floor.do(confirm_return, return_id=back)


def branch_of(node: Node) -> str:
    name: str = node.floor.value("SELECT name FROM branch WHERE id = ?", node.floor.shop.place.branch_id)
    return name


def test_two_branches_took_the_same_back_in_the_dark_it_is_disputed_until_a_person_confirms(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = sold(first, ("111", 3000))
    line = fetch_receipt(osh.floor, osh.link, number=number).lines[0].sale_line_id
    give_back(first, line, 2000)
    back = give_back(osh, line, 2000).return_id
    settle(osh, first)
    assert states(back, first, osh) == ["disputed", "disputed"]
    for node in (first, osh):
        (found,) = node.floor.ask(unsettled_returns)
        assert [(each.name, each.sold_milli, each.back_milli) for each in found.over] == [("Bread", 3000, 4000)]
        assert found.may_answer is (node is first)
    only_over_returns(first, osh)
    with pytest.raises(NeedsConfirmation) as asked:
        first.floor.do(confirm_return, return_id=back, reason="I was there")
    assert asked.value.code == "return.more_back_than_sold"
    with refused("right.missing"):
        nobody = first.floor.do(_person_without_rights)
        first.floor.do(confirm_return, by=By(nobody), return_id=back)
    first.floor.do(confirm_return, confirm=OVER, return_id=back, reason="I was there")
    settle(first, osh)
    assert states(back, first, osh) == ["confirmed", "confirmed"]
    assert [each["verdict"] for each in answers(osh)] == ["disputed", "confirmed"]
    with refused("return.confirmed_already"):
        first.floor.do(confirm_return, return_id=back)
    only_over_returns(first, osh)
    nothing_kept_back(first, osh)


def _person_without_rights(uow: Any) -> UUID:
    from app.core.staff.commands import add_person, add_role

    role: UUID = add_role(uow, name="Guest", rights={})
    person: UUID = add_person(uow, name="Guest", pin="7391", role_id=role)
    return person


def test_of_two_other_branches_the_one_that_is_heard_first_is_confirmed(company: Company):
    first, osh, naryn = company.first, company(branch="Osh"), company(branch="Naryn")
    opened(first, osh, naryn)
    number = sold(first, ("111", 3000))
    one = taken_elsewhere(osh, number, 2000)
    two = taken_elsewhere(naryn, number, 2000)
    settle(osh, naryn, first, osh, naryn)
    for node in (first, osh, naryn):
        assert sorted(states(one, node) + states(two, node)) == ["confirmed", "disputed"]
    assert states(one, osh) == states(one, naryn)
    nothing_kept_back(first, osh, naryn)


def test_only_the_till_that_sold_says_it_and_another_may_by_hand(company: Company):
    first, osh, second = company.first, company(branch="Osh"), company()
    opened(first, osh, second)
    back = taken_elsewhere(osh, sold(first, ("111", 3000)))
    second.floor.sell("222")
    settle(osh, second)
    assert states(back, second) == ["pending"]
    assert second.floor.ask(to_answer) == ()
    second.floor.do(confirm_return, return_id=back)
    first.round()
    settle(second, first, osh)
    assert states(back, first, osh, second) == ["confirmed"] * 3
    verdicts = [each["verdict"] for each in answers(osh)]
    assert verdicts == ["confirmed"] * 2, "both said it, in the dark"
    for node in (first, osh, second):
        assert node.floor.ask(verify).findings == ()
    nothing_kept_back(first, osh, second)


def test_a_persons_word_counts_before_the_dispute_that_was_stated_in_the_dark(company: Company):
    first, osh, second = company.first, company(branch="Osh"), company()
    opened(first, osh, second)
    number = sold(first, ("111", 3000))
    line = fetch_receipt(osh.floor, osh.link, number=number).lines[0].sale_line_id
    give_back(first, line, 2000)
    back = give_back(osh, line, 2000).return_id
    settle(osh, second)
    second.floor.do(confirm_return, confirm=OVER, return_id=back)
    settle(first, osh, second)
    assert sorted(each["verdict"] for each in answers(osh)) == ["confirmed", "disputed"]
    assert states(back, first, osh, second) == ["confirmed"] * 3


def test_the_office_speaks_for_any_branch_and_its_own_tills_take_it_in(company: Company):
    first, osh, naryn = company.first, company(branch="Osh"), company(branch="Naryn")
    office, beside = company(kind="office", branch="Head"), company(branch="Head")
    opened(first, osh, naryn)
    settle(office, beside)
    back = taken_elsewhere(naryn, sold(osh, ("111", 3000)))
    settle(naryn, office)
    (found,) = office.floor.ask(unsettled_returns)
    assert (found.state, found.may_answer) == ("pending", True)
    office.floor.do(confirm_return, return_id=back)
    settle(office, beside, osh, naryn)
    assert states(back, office, osh, naryn, beside) == ["confirmed"] * 4
    settle(first)
    assert first.floor.value("SELECT count(*) FROM return_answer") == 0, "a third branch hears nothing"
    nothing_kept_back(first, osh, naryn, office, beside)


def test_a_third_branch_hears_nothing(company: Company):
    first, osh, naryn = company.first, company(branch="Osh"), company(branch="Naryn")
    opened(first, osh, naryn)
    back = taken_elsewhere(osh, sold(first, ("111", 3000)))
    settle(osh, first, osh, naryn)
    assert states(back, first, osh) == ["confirmed"] * 2
    assert naryn.floor.value("SELECT count(*) FROM return_answer") == 0
    assert naryn.floor.value("SELECT count(*) FROM sale_return") == 0


def test_who_fetches_the_receipt_later_sees_how_it_stands(company: Company):
    first, osh, naryn = company.first, company(branch="Osh"), company(branch="Naryn")
    opened(first, osh, naryn)
    number = sold(first, ("111", 3000))
    back = taken_elsewhere(osh, number)
    settle(osh, first)
    fetch_receipt(naryn.floor, naryn.link, number=number)
    assert states(back, naryn) == ["confirmed"]
    assert naryn.floor.ask(unsettled_returns) == ()
    nothing_kept_back(naryn)


class DropsAnswers:
    """A line on which the answer to a push is lost after the centre has stored it."""

    def __init__(self, node: Node) -> None:
        self._link = node.link

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def push(self, *args: Any, **more: Any) -> Any:
        self._link.push(*args, **more)
        raise EnvironmentFailed("centre.unreachable", detail="the answer was lost")


def test_an_answer_that_was_lost_on_the_wire_and_sent_again_stands_once(company: Company, centre: TestCentre):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    back = taken_elsewhere(osh, sold(first, ("111", 3000)))
    osh.round()
    pull_all(first.floor, first.link)
    assert answer_returns(first.floor) == 1
    unsure: Any = DropsAnswers(first)
    with refused("centre.unreachable"):
        push_all(first.floor, unsure)
    settle(first, osh)
    assert centre.value("SELECT count(*) FROM duken.return_answer") == 1
    assert states(back, first, osh) == ["confirmed"] * 2
    assert len(answers(osh)) == len(answers(first)) == 1


def test_a_till_that_stops_before_it_has_answered_answers_when_it_is_started_again(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    back = taken_elsewhere(osh, sold(first, ("111", 3000)))
    osh.round()
    pull_all(first.floor, first.link)
    first.floor.shop.close()
    shop = open_shop(first.floor.path, world=World(clock=first.floor.clock))
    again = Node(ShopFloor(shop, first.floor.clock, first.floor.template), first.link)
    try:
        assert states(back, again) == ["pending"]
        assert again.round().documents == 0, "there is nothing new to hear"
        osh.round()
        assert states(back, again, osh) == ["confirmed"] * 2
        assert again.floor.do(answer_return, return_id=back) is None, "it was said"
    finally:
        shop.close()


def test_the_lists_of_receipts_say_how_it_stands(company: Company):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = sold(first, ("111", 3000))
    back = taken_elsewhere(osh, number)

    def own_shift(node: Node) -> UUID:
        return UUID(bytes=node.floor.value("SELECT id FROM shift WHERE till_id = ?", node.floor.shop.place.till_id))

    def shown(node: Node) -> list[tuple[str, str | None]]:
        rows = node.floor.ask(receipts_of_shift, shift_id=own_shift(node))
        return [(row.kind, row.across.state if row.across else None) for row in rows]

    assert shown(osh) == [("return", "pending")]
    assert shown(first) == [("sale", None)]
    settle(osh, first)
    assert shown(osh) == [("return", "confirmed")]
    assert shown(first) == [("sale", "confirmed")]
    sale_id = first.floor.ask(sold_sale, number=number).sale_id
    assert first.floor.ask(standings_of_sales, sale_ids=[sale_id])[sale_id].return_id == back


def test_the_command_line_lists_them_with_their_age_and_confirms(company: Company, duken: Duken):
    first, osh = company.first, company(branch="Osh")
    opened(first, osh)
    number = sold(first, ("111", 3000))
    line = fetch_receipt(osh.floor, osh.link, number=number).lines[0].sale_line_id
    give_back(first, line, 2000)
    back = give_back(osh, line, 2000)
    settle(osh, first)
    first.floor.shop.close()
    words = ("sync", "returns", "--db", first.floor.path, "--json")
    (found,) = duken(*words).json
    assert (found["number"], found["state"], found["may_answer"]) == (back.number, "disputed", True)
    assert found["age_s"] >= 0
    assert duken(*words, "--confirm", back.number).error["code"] == "return.more_back_than_sold"
    done = duken(*words, "--confirm", back.number, "--yes", "return.more_back_than_sold", "--reason", "seen", "--as", "Ainura")
    assert (done.code, done.json) == (0, [])
    assert duken(*words, "--confirm", "B9-R000001").error["code"] == "return.unknown"
