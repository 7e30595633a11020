"""What cannot be stored is kept back piece by piece, and a load that is refused as a whole fills no log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any

import pytest

from app.core.catalog.commands import change_product
from app.core.received.commands import take_in, try_again
from app.core.received.queries import kept_back
from app.core.received.views import Told
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.log import get_logger
from db.uow import Uow
from sync.mending import mend
from sync.pulling import place, pull_all
from sync.refusals import MOST_TOLD, Refusals
from sync.rounds import OverError, push_all
from tests.sync.conftest import Company, Node
from tests.sync.test_checking import refuse_sales
from tests.sync.test_pull import settle


def test_a_first_load_whose_goods_are_all_refused_tells_a_few_of_them(company: Company, caplog: pytest.LogCaptureFixture):
    def refuse(uow: Uow) -> None:
        uow.driver.execute("CREATE TRIGGER no_goods BEFORE INSERT ON product BEGIN SELECT RAISE(ABORT, 'no room'); END")

    second, goods = company(), company.first.floor.value("SELECT count(*) FROM product")
    second.floor.do(refuse)
    with caplog.at_level(logging.ERROR):
        assert pull_all(second.floor, second.link).kept_back >= goods > MOST_TOLD
    assert second.floor.value("SELECT count(*) FROM received WHERE kind = 'card' AND reason LIKE '%no room%'") == goods
    told = [record.getMessage() for record in caplog.records if "no room" in str(record.exc_info) + record.getMessage()]
    assert len(told) == MOST_TOLD


def make_default(uow: Uow, *, lists: bool) -> None:
    """Whether a till sells from any price list."""
    uow.driver.execute("UPDATE price_list SET is_default = ?", (lists,))
    uow.touch("catalog")


def test_a_sale_waits_where_no_price_list_is_and_stops_nothing_else(company: Company):
    first, second = company.first, company()
    settle(second)
    second.floor.do(make_default, lists=False)
    first.floor.open_shift(1000)
    first.floor.sell("111")
    bread = first.floor.goods["111"]
    first.floor.do(change_product, product_id=bread, article="ART-9")
    push_all(first.floor, first.link)
    heard = pull_all(second.floor, second.link)
    assert {(each.state, each.reason) for each in second.floor.ask(kept_back) if each.kind == "sale.completed"} == {
        ("waiting", "price_list")
    }
    assert heard.documents > 0, "the shift"
    assert second.floor.value("SELECT article FROM product WHERE id = ?", bread.bytes) == "ART-9"
    second.floor.do(make_default, lists=True)
    pull_all(second.floor, second.link)
    assert second.floor.ask(kept_back) == ()
    assert second.floor.value("SELECT count(*) FROM sale WHERE state = 'completed'") == 1


def a_sale_that_waits(company: Company) -> tuple[Node, Node]:
    """The first till has sold, and the second has heard it; it has no price list to put the sale under."""
    first, second = company.first, company()
    settle(second)
    second.floor.do(make_default, lists=False)
    first.floor.open_shift(1000)
    first.floor.sell("111")
    settle(first, second)
    return first, second


def test_what_waited_and_is_refused_when_its_turn_comes_stops_no_round(company: Company):
    first, second = a_sale_that_waits(company)
    second.floor.do(make_default, lists=True)
    second.floor.do(refuse_sales)
    settle(first, second)
    kept = {(each.kind, each.state, "no more sales" in (each.reason or "")) for each in second.floor.ask(kept_back)}
    assert kept == {("sale.completed", "refused", True)}
    second.floor.do(lambda uow: uow.driver.execute("DROP TRIGGER no_sales"))
    assert mend(second.floor, second.link).here == 1
    assert second.floor.value("SELECT count(*) FROM sale WHERE state = 'completed'") == 1


def test_what_a_rule_refuses_is_left_by_mending_as_it_was(company: Company):
    _first, second = a_sale_that_waits(company)
    store = Refusing(second, RuleBroken("catalog.no_price_list"), kind="", command=try_again)
    assert mend(store, second.link).left_here == 1


class Refusing:
    """A store that refuses one document, as a rule of the books would, or as a full disk."""

    def __init__(self, node: Node, error: Exception, *, kind: str, command: Callable[..., Any] = take_in) -> None:
        self._floor, self._error, self._kind, self._command = node.floor, error, kind, command
        self.clock, self.ask = node.floor.clock, node.floor.ask

    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any:
        """The command; where it takes in such a document, all of it is undone."""
        def refused(uow: Uow, **inputs: Any) -> Any:
            done = command(uow, **inputs)
            kinds = [each.kind if isinstance(each, Told) else "" for each in inputs.get("items", ("",))]
            if command is self._command and self._kind in kinds:
                raise self._error
            return done

        return self._floor.do(refused, **inputs)


def test_a_piece_that_a_rule_refuses_is_kept_back_by_itself(company: Company):
    first, second = company.first, company()
    settle(second)
    first.floor.open_shift(1000)
    first.floor.sell("111")
    push_all(first.floor, first.link)
    heard = pull_all(Refusing(second, RuleBroken("catalog.no_price_list"), kind="sale.completed"), second.link)
    assert heard.kept_back == 1
    (kept,) = second.floor.ask(kept_back)
    assert (kept.kind, kept.state, "catalog.no_price_list" in (kept.reason or "")) == ("sale.completed", "refused", True)
    assert second.floor.value("SELECT count(*) FROM shift") == 1
    assert pull_all(second.floor, second.link).documents == 0, "the cursor has gone on behind it"


@pytest.mark.parametrize("error", [EnvironmentFailed("database.disk_full", path="x", detail=""), OverError(), CancelledError()])
def test_a_full_disk_or_the_end_is_the_fault_of_no_piece(company: Company, error: Exception):
    first, second = company.first, company()
    settle(second)
    first.floor.open_shift(1000)
    first.floor.sell("111")
    push_all(first.floor, first.link)
    before = second.floor.ask(place).cursor
    with pytest.raises(type(error)):
        pull_all(Refusing(second, error, kind="sale.completed"), second.link)
    assert second.floor.ask(kept_back) == ()
    assert second.floor.ask(place).cursor == before
    assert pull_all(second.floor, second.link).documents > 0


def test_the_others_are_counted(caplog: pytest.LogCaptureFixture):
    refusals = Refusals(get_logger("sync"))
    with caplog.at_level(logging.ERROR):
        for number in range(1200):
            try:
                raise ValueError(number)
            except ValueError as error:
                refusals.note("price" if number % 2 else "sale.completed", error)
    told = [record.getMessage() for record in caplog.records if "price" in record.getMessage()]
    again = [message for message in told if "cannot_take_in_again" in message]
    assert (len(told) - len(again), len(again)) == (MOST_TOLD, 2)
    assert ["100" in message for message in again] == [False, True]
