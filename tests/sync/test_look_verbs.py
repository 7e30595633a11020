"""`duken sync check`, `conflicts`, `rejections` and `reset`: what they answer, in words and as JSON, and how they refuse."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Duken, duken
from tests.shop_floor import ShopFloor, open_floor
from tests.sync.conftest import TestCentre

__all__ = ["duken"]


@pytest.fixture
def db(duken: Duken, till: ShopFloor, centre: TestCentre) -> tuple[str, object]:
    """A till that has sold and told it, and is closed now."""
    till.sell("111")
    till.shop.close()
    db = ("--db", till.path)
    assert duken("centre", "enrol", "--dsn", centre.dsn, *db).code == 0
    assert duken("sync", "once", *db).code == 0
    return db


def test_a_check_says_that_all_agrees_and_what_does_not(duken: Duken, db: tuple, till: ShopFloor, centre: TestCentre):
    told = duken("sync", "check", *db)
    assert (told.code, told.out.endswith("All agrees.\n")) == (0, True)
    with open_floor(till.path, till.template, till.clock).shop as shop:
        number = shop.ask(lambda session: session.connection().exec_driver_sql("SELECT number FROM sale").scalar())
    centre.rows("UPDATE duken.sale SET total_minor = 5 RETURNING 1")
    told = duken("sync", "check", *db, "--lang", "ru")
    assert told.code == 1
    assert "Не совпадает" in told.out
    assert number in told.out
    assert "    total_minor: 3000 / 5" in told.lines
    found = duken("sync", "check", *db, "--json").json
    assert found.keys() == {"agrees", "causes", "not_explained", "tables", "differences", "not_compared", "holes"}
    assert (found["agrees"], found["causes"], found["not_explained"]) == (False, {"differs": 1}, 1)
    (row,) = found["differences"]
    assert row.keys() == {"table", "day", "id", "cause", "detail", "document", "columns"}
    assert (row["table"], row["document"]["number"]) == ("sale", number)
    assert row["columns"] == [{"name": "total_minor", "here": 3000, "there": 5}]
    (day,) = [day for each in found["tables"] for day in each["differing"]]
    assert (day["here"]["count"], day["here"]["sums"]["total_minor"], day["there"]["sums"]["total_minor"]) == (1, 3000, 5)
    assert day["here"]["hash"] != day["there"]["hash"]
    assert duken("sync", "check", *db, "--to", "2020-01-01").code == 0
    wrong = duken("sync", "check", *db, "--from", "yesterday")
    assert (wrong.code, "yesterday" in wrong.err) == (2, True)


def test_where_no_centre_is_connected_each_verb_says_so(duken: Duken, till: ShopFloor):
    till.shop.close()
    for verb in (["check"],):
        answer = duken("sync", *verb, "--db", till.path)
        assert (answer.code, answer.err.startswith("This shop tells no centre yet.")) == (1, True)
