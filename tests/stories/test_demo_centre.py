"""The afternoon of the demo day: two tills and an office of one company, a real centre, and a cable that is cut."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.core.jobs.queries import sync_state
from app.demo.day import play_day
from app.demo.desks import Desk
from app.demo.folder import BRANCH_FILE, DATABASE, OFFICE_FILE, SECOND_FILE
from app.demo.live import live_company
from app.wiring import open_shop


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="module")
def summary(out: Path) -> dict[str, Any]:
    return play_day(out, language="en")


def test_the_day_ends_with_equal_sums_everywhere(summary: dict[str, Any]):
    found = summary["centre"]
    assert found["centre"] == {
        "receipts": 17, "sales_minor": 1_146_004, "returns_minor": 39_480, "tea_minor": 5200, "debt_minor": 190_904,
    }
    assert list(found["desks"].values()) == [found["centre"]] * 3
    assert found["is_equal"]
    assert found["verified"]


def test_the_story_says_what_waited_and_that_nothing_came_twice(summary: dict[str, Any]):
    told = [step["what"] for step in summary["steps"]]
    assert any("12 documents wait" in each for each in told)
    assert any("two cards" in each and "owes 1,909.04" in each for each in told)
    assert any("Osh finds receipt A1-000001" in each and "confirms it" in each for each in told)
    assert "17 receipts and 11,460.04" in told[-1]


def test_the_return_in_osh_is_confirmed_and_the_two_cards_are_one_in_every_file(summary: dict[str, Any], out: Path):
    for name in (DATABASE, SECOND_FILE, OFFICE_FILE, BRANCH_FILE):
        with closing(sqlite3.connect(out / name)) as connection:
            assert connection.execute("SELECT verdict, cause FROM return_answer").fetchall() == [("confirmed", None)]
            merged = "SELECT k.phone FROM customer AS c JOIN customer AS k ON k.id = c.merged_into_id WHERE c.name = k.name"
            assert connection.execute(merged).fetchall() == [("+996 555 010203",)]


def test_every_receipt_stands_in_every_file(summary: dict[str, Any], out: Path):
    numbers = {name: _numbers(out / name) for name in (DATABASE, SECOND_FILE, OFFICE_FILE)}
    assert numbers[DATABASE] == numbers[SECOND_FILE] == numbers[OFFICE_FILE]
    assert {"A1-000012", "A2-000001", "A2-000003"} <= numbers[DATABASE]


def test_the_window_over_the_demo_has_a_centre_and_the_others_beside_it(summary: dict[str, Any], out: Path):
    for _time in range(2):  # the second time the files of before are there
        with live_company(out) as is_live:
            assert is_live
            with open_shop(out / DATABASE) as shop:
                state = shop.ask(sync_state)
                assert state is not None
                assert (state.waiting, state.troubles) == (0, ())
                assert Desk("till", shop, state.address).tell_and_hear()
        with open_shop(out / DATABASE) as shop:
            assert shop.ask(sync_state) is None, "the centre is gone: nobody is told"


def test_a_demo_without_a_second_till_is_alone(tmp_path: Path):
    with live_company(tmp_path) as is_live:
        assert not is_live


def _numbers(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT number FROM sale WHERE state = 'completed'")}
