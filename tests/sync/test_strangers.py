"""Another login of the same server holds nobody up; who is turned away stands in its log; what passes is no rejection."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.kernel.errors import AppError
from sync.keeping import enrol, revoke
from sync.outbox import connect_to, next_batch
from sync.rounds import push_all
from tests.cli.conftest import Duken, duken
from tests.shop_floor import ShopFloor, refused
from tests.sync.conftest import Dial, TestCentre

__all__ = ["duken"]


def test_locks_that_another_company_takes_hold_nobody_up(till: ShopFloor, centre: TestCentre, dial: Dial):
    """An advisory lock may be taken by everybody: nothing of ours may wait for one."""
    address, place = centre.let_in(till), till.shop.place
    till.do(connect_to, address=address)
    stranger = enrol(centre.dsn, company_id=uuid4(), branch_id=uuid4(), till_id=uuid4())
    with psycopg.connect(make_conninfo(centre.dsn, user=stranger)) as other:
        for subject in (place.till_id, place.company_id):
            for number in range(7305121, 7305125):
                other.execute("SELECT pg_advisory_lock(hashtextextended(%s::text, %s))", (subject, number))
        till.sell("111")
        link = dial(make_conninfo(address, options="-c lock_timeout=5000"))
        assert push_all(till, link).outcomes.keys() == {"applied"}
        link.levels(None, 0)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute("SELECT 1 FROM duken.turn FOR UPDATE")


def test_a_lock_that_is_not_got_rejects_no_sale(till: ShopFloor, centre: TestCentre, dial: Dial):
    address = centre.let_in(till)
    till.do(connect_to, address=address)
    push_all(till, dial(address))
    role = conninfo_to_dict(address)["user"]
    with psycopg.connect(centre.dsn) as keeper:
        keeper.execute(sql.SQL("ALTER ROLE {} SET lock_timeout = '200ms'").format(sql.Identifier(str(role))))
    till.sell("111")
    waiting = till.ask(next_batch)
    with psycopg.connect(centre.dsn) as keeper:
        keeper.execute("LOCK TABLE duken.sale IN ACCESS EXCLUSIVE MODE")
        with refused("centre.unreachable"):
            push_all(till, dial(address))
    assert till.ask(next_batch) == waiting, "it is told again"
    assert centre.value("SELECT count(*) FROM duken.document WHERE state <> 'applied'") == 0
    assert push_all(till, dial(address)).outcomes.keys() == {"applied"}


def test_who_was_let_in_once_stays_what_it_is(till: ShopFloor, centre: TestCentre):
    place = till.shop.place
    let_in = partial(
        enrol, centre.dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id
    )
    role = let_in(kind="office")
    revoke(centre.dsn, till_id=place.till_id)
    assert let_in() == role
    kind = "SELECT kind FROM duken.enrolment WHERE role_name = %s AND revoked_at IS NULL"
    assert centre.value(kind, role) == "office"
    with refused("centre.other_kind"):
        let_in(kind="till")
    assert centre.value(kind, role) == "office"


def test_who_is_turned_away_stands_in_the_log(till: ShopFloor, centre: TestCentre, dial: Dial):
    address = centre.let_in(till)
    till.do(connect_to, address=address)
    link = dial(address)
    push_all(till, link)
    revoke(centre.dsn, till_id=till.shop.place.till_id)
    till.sell("111")
    with refused("centre.not_enrolled"):
        push_all(till, link)
    (log,) = Path(centre.value("SHOW data_directory")).glob("log")
    assert f"login {conninfo_to_dict(address)['user']} is not enrolled" in log.read_text("utf-8", errors="replace")


@pytest.mark.parametrize("given", [{"dbname": "nowhere"}, {"user": "nobody_here"}])
def test_a_database_or_login_that_is_not_there_is_said_so(centre: TestCentre, dial: Dial, given: dict[str, str]):
    with pytest.raises(AppError) as found:
        dial(make_conninfo(centre.dsn, **given)).holes()
    assert found.value.code == "centre.no_such_place"


@pytest.mark.parametrize("wrong", [("--dsn", "host=/nowhere dbname=x"), ("-o", "/nowhere/till.json")])
def test_a_till_that_cannot_be_added_leaves_nothing_behind(
    duken: Duken, till: ShopFloor, centre: TestCentre, tmp_path: Path, wrong: tuple[str, str]
):
    till.shop.close()
    db, ticket = ("--db", till.path), tmp_path / "till-2.json"
    assert duken("centre", "enrol", "--dsn", centre.dsn, *db).code == 0
    asked = ("centre", "add-till", "--dsn", centre.dsn, "--name", "Till 2", "--prefix", "B1", "-o", ticket, *db)
    said = duken(*asked, *wrong)
    assert (said.code, "nobody foresaw" in said.err) == (1, False) or said.code not in (0, 70)
    assert duken(*asked).code == 0, "its numbers are still free"
