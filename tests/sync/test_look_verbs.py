"""`duken sync check`, `conflicts`, `rejections` and `reset`: what they answer, in words and as JSON, and how they refuse."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from app.core.catalog.commands import change_product, set_price
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
    assert "    Итог: 30,00 KGS / 0,05 KGS" in told.out.replace("\xa0", " ").splitlines()
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
    backwards = duken("sync", "check", *db, "--from", "2026-03-31", "--to", "2026-03-01")
    assert (backwards.code, backwards.err.startswith("The first day, ")) == (2, True)
    assert duken("sync", "check", *db, "--from", "2020-01-01", "--to", "2020-01-01").code == 0


def test_where_no_centre_is_connected_each_verb_says_so(duken: Duken, till: ShopFloor):
    till.shop.close()
    for verb in (["check"], ["conflicts"], ["rejections"], ["reset", "--yes", "sync.read_anew"]):
        answer = duken("sync", *verb, "--db", till.path)
        assert (answer.code, answer.err.startswith("This shop tells no centre yet.")) == (1, True)


@pytest.fixture
def both(duken: Duken, till: ShopFloor, centre: TestCentre, tmp_path: Path) -> tuple[tuple[str, object], tuple[str, object]]:
    """Two tills of a shop, each with its own price and name for a good, and both have told it."""
    dsn, db, new = ("--dsn", centre.dsn), ("--db", till.path), ("--db", tmp_path / "till-2.db")
    till.shop.close()
    ticket = tmp_path / "till-2.json"
    assert duken("centre", "enrol", *dsn, *db).code == 0
    assert duken("centre", "add-till", *dsn, "--name", "Till 2", "--prefix", "B1", "-o", ticket, *db).code == 0
    assert duken("sync", "join", ticket, *new).code == 0
    bread = till.goods["111"]
    for path, price, name in ((till.path, 3100, "Loaf"), (tmp_path / "till-2.db", 3200, "Baton")):
        floor = open_floor(path, till.template, till.clock)
        with floor.shop:
            floor.do(set_price, product_id=bread, price_minor=price)
            floor.do(change_product, product_id=bread, name=name)
    for each in (db, new, db):
        assert duken("sync", "once", *each).code == 0
    return db, new


def test_a_conflict_is_told_in_words_and_one_is_settled_by_using_what_was_lost(duken: Duken, both: tuple, till: ShopFloor):
    db, new = both
    found = duken("sync", "conflicts", *db, "--json").json
    assert all(each.keys() == {
        "id", "table", "row_id", "field", "rule", "name", "kept", "lost", "till", "at", "is_here",
    } for each in found)
    by_field = {each["field"]: each for each in found}
    assert {(each["name"], each["till"], each["is_here"]) for each in found} == {("Loaf", "Till 2", True)}
    assert (by_field["name"]["kept"], by_field["name"]["lost"]) == ("Loaf", "Baton")
    told = duken("sync", "conflicts", *db).out.replace("\xa0", " ")
    assert "Loaf: Price: 31.00 KGS counts; till “Till 2” had 32.00 KGS. What reached the centre first counts" in told
    left = duken("sync", "conflicts", "--use", by_field["price_minor"]["id"], *db, "--json").json
    assert [each["field"] for each in left] == ["name"]
    assert duken("sync", "conflicts", "--keep", by_field["name"]["id"], *new).lines == [
        "No two tills have set the same thing differently."
    ]
    for each in (db, new):
        assert duken("sync", "once", *each).code == 0
        (bread,) = duken("search", "111", *each, "--json").json
        assert (bread["name"], bread["price_minor"]) == ("Loaf", 3200)
        assert duken("verify", *each).code == 0
        assert duken("sync", "check", *each).code == 0
    assert "Two tills had set it differently: decided: Loaf · Changed: Price" in duken("audit", *db).out
    gone = duken("sync", "conflicts", "--use", by_field["name"]["id"], *db)
    assert (gone.code, gone.err.startswith("There is no such conflict any more.")) == (1, True)
    assert duken("sync", "conflicts", "--use", "the first", *db).code == 2


def test_two_conflicts_are_settled_by_one_call(duken: Duken, both: tuple):
    db, _new = both
    by_field = {each["field"]: each["id"] for each in duken("sync", "conflicts", *db, "--json").json}
    settled = duken("sync", "conflicts", "--use", by_field["price_minor"], "--keep", by_field["name"], *db)
    assert settled.lines == ["No two tills have set the same thing differently."]
    (bread,) = duken("search", "111", *db, "--json").json
    assert (bread["name"], bread["price_minor"]) == ("Loaf", 3200)


def test_what_was_rejected_is_listed_and_goes_when_it_was_mended_and_is_tried_again(
    duken: Duken, db: tuple, till: ShopFloor, centre: TestCentre
):
    assert duken("sync", "rejections", *db).lines == ["Nothing was rejected, and nothing was kept back."]
    _run(centre, "ALTER TABLE duken.sale ADD CONSTRAINT no_more CHECK (total_minor < 100) NOT VALID")
    floor = open_floor(till.path, till.template, till.clock)
    with floor.shop:
        floor.sell("111")
        number = floor.value("SELECT max(number) FROM sale")
    assert duken("sync", "once", *db).code == 1
    found = duken("sync", "rejections", *db, "--json").json
    assert (found.keys(), found["kept_back"]) == ({"troubles", "kept_back"}, [])
    assert {each["state"] for each in found["troubles"]} == {"rejected"}
    still = duken("sync", "rejections", "--again", *db)
    assert still.code == 1
    assert f"Receipt {number}: not taken over. It does not fit what the centre has (23514)." in still.lines
    _run(centre, "ALTER TABLE duken.sale DROP CONSTRAINT no_more")
    done = duken("sync", "rejections", "--again", *db, "--json").json
    assert done == {"troubles": [], "kept_back": [], "mended": {
        "there": len(found["troubles"]), "here": 0, "left_there": 0, "left_here": 0,
    }}
    assert centre.value("SELECT count(*) FROM duken.sale WHERE number = %s", number) == 1
    assert duken("sync", "check", *db).code == 0


def _run(centre: TestCentre, command: str) -> None:
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute(command.encode())


def test_everything_is_read_anew_only_after_a_yes_and_nothing_is_lost(duken: Duken, both: tuple):
    db, _new = both
    asked = duken("sync", "reset", *db)
    assert (asked.code, "Read everything from the centre anew?" in asked.err) == (1, True)
    assert "--yes sync.read_anew" in asked.err
    done = duken("sync", "reset", "--yes", "sync.read_anew", *db, "--json").json
    assert done["cards"] > 0
    assert (done["documents"], done["kept_back"]) == (0, 0)
    assert duken("sync", "check", *db).code == 0
    assert duken("verify", *db).code == 0
    assert "Everything read anew from the centre" in duken("audit", *db).out


def test_a_copy_goes_on_as_the_till_only_after_a_yes(duken: Duken, both: tuple, till: ShopFloor):
    """`both` are closed files; the first one's prefix is A1."""
    db, _second = both
    asked = duken("sync", "take-over", *db)
    assert (asked.code, "--yes sync.take_over" in asked.err) == (1, True)
    assert duken("sync", "take-over", *db, "--yes", "sync.take_over", "--json").json == {"prefix": "A1b"}
    assert duken("sync", "once", *db, "--json").json["troubles"] == 0
