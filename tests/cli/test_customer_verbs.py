"""Customers at the command line: two cards of one person become one."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.parties.commands import add_customer
from tests.cli.conftest import Duken, Said, Till


@pytest.fixture
def pair(file: Till) -> tuple[UUID, UUID]:
    floor = file.opened()
    with floor.shop:
        made = [floor.do(add_customer, name=name, code=code) for name, code in (("Aisha", "A-1"), ("Aisha Bekova", "A-2"))]
    return made[0], made[1]


def merge(duken: Duken, file: Till, *words: object) -> Said:
    return duken("customer", "merge", *words, "--db", file.path)


def test_it_asks_first_and_says_who_is_kept(duken: Duken, file: Till, pair: tuple[UUID, UUID]):
    asked = merge(duken, file, "A-1", "A-2", "--json")
    assert (asked.code, asked.error["code"]) == (1, "customer.merge")
    said = merge(duken, file, "A-1", "A-2", "--yes", "customer.merge")
    assert said.out == "Kept: Aisha Bekova. Also found by: Aisha, A-1\n"
    again = merge(duken, file, pair[0], pair[1], "--yes", "customer.merge", "--json")
    assert again.error["code"] == "customer.already_merged"


def test_the_old_code_means_the_kept_one(duken: Duken, file: Till, pair: tuple[UUID, UUID]):
    done = merge(duken, file, pair[0], pair[1], "--yes", "customer.merge", "--json").json
    assert (done["customer_id"], done["also"]) == (str(pair[1]), ["Aisha", "A-1"])
    assert merge(duken, file, "A-1", "A-2", "--yes", "customer.merge", "--json").error["code"] == "customer.merge_itself"


@pytest.mark.parametrize(("words", "code"), [
    (("nobody", "A-1"), "customer.unknown"), (("A-1", ""), "customer.unknown"), (("Aish", "A-1"), "customer.several"),
    (("A-1", "A-1"), "customer.merge_itself"), ((UUID(int=7), "A-1"), "not_found"),
])
def test_who_cannot_be_merged(duken: Duken, file: Till, pair: tuple[UUID, UUID], words: tuple[object, object], code: str):
    assert merge(duken, file, *words, "--yes", "customer.merge", "--json").error["code"] == code
