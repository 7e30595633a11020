"""A centre is installed once, only ever added to, has all that travels, and shows nobody what is another's."""

from __future__ import annotations

import runpy
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.kernel.errors import AppError
from db.base import Base, Card, Travels
from db.travelling import STAYS
from sync.central_schema import FOLDER, steps
from sync.keeping import CALLED_BY_TILLS, check, enrol, install
from tests.shop_floor import ShopFloor
from tests.sync.conftest import TestCentre
from tests.tidy.repository import ROOT

ID = UUID(int=7)
OURS = {"ver", "stated_by", "company_id"}


def travelling_columns() -> dict[str, set[str]]:
    """What the centre must have of each table, by the models."""
    found = {}
    for mapper in Base.registry.mappers:
        table: Any = mapper.class_
        if issubclass(table, Travels):
            local = {"company_id", "version"} if issubclass(table, Card) else {"company_id"}
            columns = set(table.__table__.columns.keys())
            found[table.__tablename__] = columns - local - set(STAYS.get(table.__tablename__, ()))
    return found


def test_the_centre_has_every_travelling_column_of_the_models(centre: TestCentre):
    rows = centre.rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'duken'")
    there: dict[str, set[str]] = {}
    for table, column in rows:
        there.setdefault(table, set()).add(column)
    for table, columns in travelling_columns().items():
        assert there.get(table, set()) - OURS == columns, table


def test_the_tables_are_those_that_the_models_make():
    made = runpy.run_path(str(ROOT / "build" / "central_schema.py"))["script"]()
    assert (FOLDER / "0002_tables.sql").read_text("utf-8") == made


def test_installing_again_changes_nothing_and_two_at_once_make_one(empty_database: str):
    together = Barrier(2)

    def make() -> int:
        together.wait()
        return install(empty_database).installed

    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in (pool.submit(make), pool.submit(make))]
    assert done == [steps()[-1].number] * 2
    state = install(empty_database)
    assert state.is_sound
    assert (state.enrolled, state.documents) == (0, 0)


def test_a_table_without_its_guard_is_found(centre: TestCentre):
    assert check(centre.dsn).is_sound
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE duken.sale NO FORCE ROW LEVEL SECURITY")
    state = check(centre.dsn)
    assert (state.is_sound, state.unguarded) == (False, ("sale",))


def test_where_no_centre_is_it_is_said(empty_database: str):
    for ask in (check, lambda dsn: enrol(dsn, company_id=ID, branch_id=ID, till_id=ID)):
        with pytest.raises(AppError) as refused:
            ask(empty_database)
        assert refused.value.code == "centre.missing"


@pytest.mark.parametrize(
    ("dsn", "code"),
    [("postgresql://127.0.0.1:9/none?connect_timeout=2", "centre.unreachable"), ("what is this", "centre.bad_address"),
     ("host=nowhere.invalid dbname=x connect_timeout=2", "centre.unreachable")],
)
def test_an_address_that_leads_nowhere_is_told_without_a_traceback(dsn: str, code: str):
    with pytest.raises(AppError) as refused:
        check(dsn)
    assert refused.value.code == code


@pytest.mark.parametrize("said", [{"options": "-cfoo=bar"}, {"client_encoding": "xx"}])
def test_what_the_server_does_not_understand_of_an_address_is_the_addresss_fault(centre: TestCentre, said: dict[str, str]):
    with pytest.raises(AppError) as refused:
        check(make_conninfo(centre.dsn, **said))
    assert refused.value.code == "centre.bad_address"


def test_a_till_can_call_its_functions_and_nothing_else(centre: TestCentre, shop: ShopFloor):
    address = centre.let_in(shop)
    tables = [name for (name,) in centre.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'duken'")]
    functions = centre.rows(
        "SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'duken'::regnamespace "
        "AND has_function_privilege(%s, p.oid, 'EXECUTE') ORDER BY 1", f"duken_{shop.shop.place.till_id.hex}",
    )
    assert [name for (name,) in functions] == ["is_keeper", "own_company", *CALLED_BY_TILLS]
    with psycopg.connect(make_conninfo(address), autocommit=True) as connection:
        for table in tables:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT 1 FROM duken.{table}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE duken_owner")


def test_the_owner_of_the_tables_sees_no_company_by_itself(centre: TestCentre, shop: ShopFloor):
    """Whatever a function of a till does wrong, row-level security stands under it."""
    centre.let_in(shop)
    forced = centre.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'duken'::regnamespace AND relkind = 'r' AND relrowsecurity "
        "AND relforcerowsecurity AND relowner = 'duken_owner'::regrole ORDER BY 1"
    )
    assert {"sale", "document", "feed", "card", "enrolment"} <= {name for (name,) in forced}
    owner = centre.rows("SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = 'duken_owner'")
    assert owner == [(False, False, False)]
