"""`duken centre check` says of each company what was not applied, what is unsettled, and which numbers lack."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from sync.centre import Hole
from sync.companies import companies
from sync.keeping import enrol
from sync.outbox import connect_to
from sync.rounds import push_all
from tests.cli.conftest import Duken, duken
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Dial, TestCentre

__all__ = ["duken"]
NUMBERS = "UPDATE duken.sale SET number = %s WHERE number = %s"
COPY = """
    INSERT INTO duken.sale SELECT (jsonb_populate_record(s, jsonb_build_object('company_id', %s::text, 'number', %s::text))).*
    FROM duken.sale AS s LIMIT 1
"""


def _run(centre: TestCentre, *statements: tuple[str, tuple[object, ...]]) -> None:
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        for statement, values in statements:
            connection.execute(statement.encode(), values)


def _two_companies(till: ShopFloor, centre: TestCentre, dial: Dial) -> tuple[UUID, UUID]:
    """A company that has told three sales, and another whose tills number theirs alike and have told the second only."""
    address, other = centre.let_in(till), uuid4()
    till.do(connect_to, address=address)
    for _time in range(3):
        till.sell("111")
    push_all(till, dial(address))
    enrol(centre.dsn, company_id=other, branch_id=uuid4(), till_id=uuid4())
    _run(centre, (COPY, (str(other), "A1-000002")))
    return till.shop.place.company_id, other


def test_the_log_of_a_centre_to_try_things_with_names_the_login(till: ShopFloor, centre: TestCentre):
    address = centre.let_in(till)
    with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT 1 FROM duken.sale")
    told = conninfo_to_dict(address)
    (log,) = Path(centre.value("SHOW data_directory")).glob("log")
    assert f"] {told['user']}@{told['dbname']} ERROR:  permission denied" in log.read_text("utf-8", errors="replace")


def test_numbers_that_lack_are_those_of_one_company(till: ShopFloor, centre: TestCentre, dial: Dial):
    ours, other = _two_companies(till, centre, dial)
    assert centre.rows("SELECT series, first_missing, last_missing FROM duken.sync_holes()") == [("A1-", 1, 1)]
    _run(centre, (NUMBERS, ("A1-000009", "A1-000003")))
    found = {each.id: each for each in companies(centre.dsn)}
    assert (found[other].missing, found[other].holes) == (1, (Hole("A1-", 1, 1),))
    assert (found[ours].missing, found[ours].holes) == (6, (Hole("A1-", 3, 8),))
    assert (found[ours].name, found[ours].enrolled, found[other].name) == ("Rahat", 1, "")


def test_what_was_not_applied_is_counted_by_company_and_said(duken: Duken, till: ShopFloor, centre: TestCentre, dial: Dial):
    ours, other = _two_companies(till, centre, dial)
    said = duken("centre", "check", "--dsn", centre.dsn).lines
    nothing = "Not taken over: 0; set aside: 0; waiting: 0; set differently by two: 0; numbers that lack: {}."
    assert said[1:] == [
        nothing.format(1), f"{other}: {nothing.format(1)}", "    Numbers that the centre lacks: A1-1 to A1-1",
    ]
    conflict = (
        "INSERT INTO duken.conflict (company_id, table_name, row_id, field, rule, lost_by, ver, settled_at) "
        "SELECT %s, 'product', gen_random_uuid(), 'name', 'person', gen_random_uuid(), 1, s.at "
        "FROM (VALUES (NULL), (now())) AS s(at)"
    )
    state = (
        "UPDATE duken.document SET state = %s WHERE id = (SELECT id FROM duken.document WHERE company_id = %s "
        "AND state = 'applied' AND kind = 'sale.completed' LIMIT 1)"
    )
    aside = (
        "INSERT INTO duken.quarantine SELECT company_id, id, ''::bytea, till_id, kind, row_id, body FROM duken.document "
        "WHERE company_id = %s LIMIT 3"
    )
    _run(centre, (conflict, (ours,)), *((state, (each, ours)) for each in ("parked", "rejected", "rejected")), (aside, (ours,)))
    told = duken("centre", "check", "--dsn", centre.dsn, "--json")
    assert told.code == 0
    found = {each["id"]: each for each in told.json["companies"]}
    assert found[str(ours)] == {
        "id": str(ours), "name": "Rahat", "enrolled": 1, "rejected": 2, "quarantined": 3, "parked": 1, "conflicts": 1,
        "missing": 0, "holes": [],
    }
    assert found[str(other)]["holes"] == [{"series": "A1-", "first": 1, "last": 1}]
    line = "Rahat: Not taken over: 2; set aside: 3; waiting: 1; set differently by two: 1; numbers that lack: 0."
    assert line in duken("centre", "check", "--dsn", centre.dsn).lines
