"""A login that knows another company's ids, names that company, shadows its tables or says what fits no type: it is told nothing,
and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.core.catalog.commands import set_price
from app.core.payments.views import Tender
from app.core.received.cards import card_tables
from app.core.received.views import Cursor
from sync.centre import Centre
from sync.compared import compared
from sync.keeping import CALLED_BY_TILLS, enrol
from sync.outbox import Document, connect_to, next_batch
from sync.rounds import push_all
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Dial, TestCentre

SAYS_NOTHING_OF_A_COMPANY = {"sync_columns", "sync_hello", "sync_mark", "sync_push", "sync_round_over"}
"""What they answer is about the centre, or about who asks; that they change nothing is looked at too."""


class Ours:
    """A company whose till has told what it did; how all of it stands at the centre."""

    def __init__(self, till: ShopFloor, centre: TestCentre, link: Centre) -> None:
        self.till, self.centre, self.link = till, centre, link
        self.company_id = till.shop.place.company_id
        customer_id = till.customer("Gulnara", credit_limit_minor=90_000)
        self.sale = till.sell("111", customer_id=customer_id, tenders=[Tender("debt", 3000)])
        till.do(set_price, product_id=till.goods["333"], price_minor=26_000)
        self.documents = till.ask(next_batch)
        push_all(till, link)
        link.levels(None, 0)
        link.accounts(None, 0)  # both sum up what has come
        self.ids = [UUID(bytes=each.id) for each in self.documents]
        self.before = self.at_the_centre()

    def at_the_centre(self) -> dict[str, str]:
        """A hash of what the centre has of this company, table by table."""
        tables = self.centre.rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'duken' AND column_name = 'company_id' "
            "AND table_name <> 'turn'"  # whose turn it is says nothing
        )
        query = "SELECT md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM duken.{} AS t WHERE company_id = %s"
        return {name: self.centre.value(query.format(name), self.company_id) for (name,) in tables}

    def is_untouched(self) -> bool:
        after = self.at_the_centre()
        assert {name for name in after if after[name] != self.before[name]} == set()
        return True


@pytest.fixture
def ours(till: ShopFloor, centre: TestCentre, dial: Dial) -> Ours:
    address = centre.let_in(till)
    till.do(connect_to, address=address)
    return Ours(till, centre, dial(address))


@pytest.fixture
def strangers(ours: Ours, centre: TestCentre) -> list[str]:
    """Addresses of a till and an office of another company."""
    company_id = uuid4()
    return [
        make_conninfo(centre.dsn, user=enrol(centre.dsn, company_id=company_id, branch_id=uuid4(), till_id=uuid4(), kind=kind))
        for kind in ("till", "office")
    ]


def test_who_knows_all_our_ids_is_told_nothing(ours: Ours, strangers: list[str], dial: Dial):
    plan = list(compared(ours.link.columns()))
    keys = {of.table: [key for day in ours.link.sums(of) for key in ours.link.rows(of, day)] for of in plan}
    days = {of.table: list(ours.link.sums(of)) for of in plan}
    questions: dict[str, Callable[[Centre], Any]] = {
        "sync_answers": lambda link: link.answers(ours.ids),
        "sync_find_receipt": lambda link: [
            *link.find_receipt(sale_id=ours.sale.sale_id), *link.find_receipt(number=ours.sale.number)
        ],
        "sync_first": lambda link: [link.first(table, after=None) for table in card_tables() if link.first(table, after=None)],
        "sync_pull": lambda link: link.pull(Cursor()).items,
        "sync_sums": lambda link: [of for of in plan if link.sums(of)],
        "sync_rows": lambda link: [of for of in plan for day in days[of.table] if link.rows(of, day)],
        "sync_texts": lambda link: [of for of in plan if link.texts(of, keys[of.table])],
        "sync_accounts": lambda link: getattr(link.accounts(None, 0), "rows", ()),
        "sync_conflicts": lambda link: link.conflicts(),
        "sync_holes": lambda link: link.holes(),
        "sync_levels": lambda link: getattr(link.levels(None, 0), "rows", ()),
        "sync_take_bag": lambda link: link.take_bag(ours.till.shop.place.store_id, at=ours.till.clock()),
        "sync_try_again": lambda link: link.try_again(ours.ids),
    }
    assert questions.keys() | SAYS_NOTHING_OF_A_COMPANY == set(CALLED_BY_TILLS), "who adds a function says what strangers hear"
    told = {name for name, question in questions.items() if question(ours.link)}
    assert {"sync_answers", "sync_find_receipt", "sync_first", "sync_pull", "sync_sums", "sync_rows", "sync_texts"} <= told
    for address in strangers:
        link = dial(address)
        assert {name for name, question in questions.items() if question(link)} == set()
        link.hello(uuid4(), before_id=ours.ids[-1], epoch=None)
        link.round_over()
    assert ours.is_untouched()


def test_who_names_our_company_writes_nothing_into_it(ours: Ours, strangers: list[str], dial: Dial):
    """Our own documents and patches of our cards as new ones, which say that they are ours, and of the stranger's till."""
    for address in strangers:
        link, till_id = dial(address), UUID(hex=str(conninfo_to_dict(address)["user"]).removeprefix("duken_"))
        batch = [forged(each, ours, till_id) for each in ours.documents]
        transactions = {each.transaction_id: uuid4().bytes for each in batch}
        answers = link.push([each._replace(transaction_id=transactions[each.transaction_id]) for each in batch])
        assert len(answers) == len(batch)
        link.push(ours.documents)
        assert ours.is_untouched()


def forged(document: Document, ours: Ours, till_id: UUID) -> Document:
    told = json.loads(document.body.decode().replace(str(ours.till.shop.place.till_id), str(till_id)))
    told["company_id"] = str(ours.company_id)
    if document.kind == "card":
        told["fields"] |= {"company_id": str(ours.company_id)}
    for part in told.values():
        if isinstance(part, dict) and "keys" in part:
            part["keys"].append("company_id")
            for row in part["rows"]:
                row.append(str(ours.company_id))
    body = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return document._replace(id=uuid4().bytes, body=body, sha256=sha256(body).digest())


def test_who_shadows_our_tables_stays_who_it_is(ours: Ours, strangers: list[str]):
    (mine,) = ours.centre.rows("SELECT branch_id, till_id FROM duken.enrolment WHERE company_id = %s", ours.company_id)
    for address in strangers:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "CREATE TEMP TABLE enrolment (role_name name, company_id uuid, branch_id uuid, till_id uuid, kind text, "
                "clock_off interval, enrolled_at timestamptz, revoked_at timestamptz)"
            )
            connection.execute("INSERT INTO enrolment VALUES (session_user, %s, %s, %s, 'office')", (ours.company_id, *mine))
            connection.execute("CREATE FUNCTION pg_temp.own_company() RETURNS uuid LANGUAGE sql AS $f$SELECT NULL::uuid$f$")
            connection.execute("SET search_path = pg_temp, duken, pg_catalog")
            for setting in ("duken.company_id", "app.company_id"):
                connection.execute(sql.SQL("SET {} = {}").format(sql.SQL(setting), sql.Literal(str(ours.company_id))))
            assert connection.execute("SELECT * FROM duken.sync_first('product', NULL, 10)").fetchall() == []
            assert connection.execute("SELECT * FROM duken.sync_answers(%s)", (ours.ids,)).fetchall() == []
            for wanted in ("SET ROLE duken_owner", "SET SESSION AUTHORIZATION duken_owner", "SET row_security = off"):
                try:
                    connection.execute(wanted.encode())
                except psycopg.errors.InsufficientPrivilege:
                    continue
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("SELECT 1 FROM duken.sale")
    assert ours.is_untouched()


WRONG = (
    "x", None, "{}", "[]", "-1", "{{1,2},{3,4}}", "{NULL}", '{"a": [1e999]}', "\\x00", "2026-13-45",
    "'; DROP TABLE duken.sale --",
)
OF_THE_SERVER = ("XX", "08", "53", "57")
"""Classes of errors that are not about what was asked: a fault of the server, of the line, of its means, an end."""


def refused_for(connection: psycopg.Connection[Any], call: sql.SQL | sql.Composed, given: Sequence[Any]) -> str:
    """The class of the error with which it is refused; empty: it is not."""
    try:
        connection.execute(call, given).fetchall()
    except psycopg.Error as error:
        return (error.sqlstate or "XX")[:2]
    return ""


def test_what_fits_no_type_is_refused_and_the_line_goes_on(ours: Ours):
    """Each function of tills, all its arguments wrong in each way, by a till of ours."""
    functions = ours.centre.rows(
        "SELECT proname, pronargs::int FROM pg_proc WHERE pronamespace = 'duken'::regnamespace AND proname = ANY(%s) "
        "AND pronargs > 0", list(CALLED_BY_TILLS),
    )
    with psycopg.connect(ours.centre.let_in(ours.till), autocommit=True) as connection:
        said = []
        for name, count in functions:
            places = sql.SQL(",").join([sql.Placeholder()] * count)
            call = sql.SQL("SELECT * FROM duken.{}({})").format(sql.Identifier(name), places)
            said += [refused_for(connection, call, [wrong] * count) for wrong in WRONG]
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
    assert set(said) & set(OF_THE_SERVER) == set()
    assert len([each for each in said if each]) > len(said) // 2
    assert ours.is_untouched()


def test_arrays_of_unequal_lengths_store_nothing(ours: Ours):
    push = sql.SQL(
        "SELECT * FROM duken.sync_push(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::int4[], %s::bytea[], %s::bytea[], "
        "NULL, NULL, NULL)"
    )
    body = b"{}"
    whole: list[list[Any]] = [[uuid4()], [uuid4()], ["audit"], [uuid4()], [1], [body], [sha256(body).digest()]]
    given: list[list[Any]] = [
        [*whole[:place], wrong, *whole[place + 1:]] for place in range(len(whole)) for wrong in ([], None, [None])
    ]
    given.append([whole[0] * 2, *whole[1:]])
    with psycopg.connect(ours.centre.let_in(ours.till), autocommit=True) as connection:
        said = [refused_for(connection, push, each) for each in given]
    assert set(said) & set(OF_THE_SERVER) == set()
    assert ours.is_untouched()
