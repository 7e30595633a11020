"""What cannot be stored is kept back piece by piece, and a load that is refused as a whole fills no log."""

from __future__ import annotations

import logging

import pytest

from app.kernel.log import get_logger
from db.uow import Uow
from sync.pulling import pull_all
from sync.refusals import MOST_TOLD, Refusals
from tests.sync.conftest import Company


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
