"""Another login of the same server holds nobody up; who is turned away stands in its log; what passes is no rejection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.kernel.errors import AppError
from sync.centre import Centre
from sync.keeping import CALLED_BY_TILLS, enrol, revoke
from sync.outbox import Document, connect_to, next_batch
from sync.rounds import push_all
from tests.cli.conftest import Duken, duken
from tests.shop_floor import ShopFloor, refused
from tests.sync.conftest import Dial, TestCentre
from tests.sync.proxy import Proxy, socket_of, through

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


@pytest.mark.parametrize("function", CALLED_BY_TILLS)
def test_who_was_let_out_is_refused_by_everything(till: ShopFloor, centre: TestCentre, dial: Dial, function: str):
    """An empty answer would be believed: a load would end without cards, a check would agree."""
    address = centre.let_in(till)
    revoke(centre.dsn, till_id=till.shop.place.till_id)
    kinds = "SELECT proargtypes::regtype[]::text[] FROM pg_proc WHERE proname = %s AND pronamespace = 'duken'::regnamespace"
    with psycopg.connect(address, autocommit=True) as line:
        (told,) = line.execute(kinds, (function,)).fetchone() or ([],)
        values = sql.SQL(", ").join(sql.SQL("NULL::" + kind) for kind in told)
        with pytest.raises(psycopg.Error) as refusal:
            line.execute(sql.SQL("SELECT * FROM {}({})").format(sql.Identifier("duken", function), values))
    assert refusal.value.sqlstate == "DK001"


def test_who_lies_about_bytes_or_speaks_for_another_till_stands_in_the_log(till: ShopFloor, centre: TestCentre, dial: Dial):
    address = centre.let_in(till)
    stranger = enrol(centre.dsn, company_id=uuid4(), branch_id=uuid4(), till_id=uuid4())
    till.sell("111")
    batch = till.ask(next_batch)
    assert "rejected" in {each.outcome for each in dial(make_conninfo(centre.dsn, user=stranger)).push(batch)}
    dial(address).push([each._replace(sha256=bytes(32)) for each in batch])
    (log,) = Path(centre.value("SHOW data_directory")).glob("log")
    said = log.read_text("utf-8", errors="replace")
    assert f"login {stranger} spoke for another till" in said
    assert f"login {conninfo_to_dict(address)['user']} sent a document that is not what its hash says" in said


@pytest.mark.parametrize("where", ["one body", "fifty bodies", "kind", "hash", "many documents"])
def test_fifty_megabytes_are_refused_and_who_is_beside_is_answered_meanwhile(
    till: ShopFloor, centre: TestCentre, server: str, dial: Dial, where: str
):
    address = centre.let_in(till)
    till.do(connect_to, address=address)
    stranger, size = enrol(centre.dsn, company_id=uuid4(), branch_id=uuid4(), till_id=uuid4()), 50 * 1024 * 1024
    batch, waiting = much(where, size), len(till.ask(next_batch))
    with Proxy(socket_of(server)) as proxy, ThreadPoolExecutor(1) as pool:
        line = dial(through(make_conninfo(centre.dsn, user=stranger), proxy))
        line.holes()
        pid = line._line.ready().info.backend_pid
        proxy.slow(1_000_000)  # most of a minute
        sending = pool.submit(refused_code, line, batch)
        assert push_all(till, dial(address)).outcomes == {"applied": waiting}
        assert not sending.done()
        assert proxy.sent < size, "most of it is still under way"
        proxy.clear()
        assert sending.result() == "centre.too_much"
        assert line.holes() == []
        assert line._line.ready().info.backend_pid == pid, "on the same line"
        assert megabytes(pid, "VmHWM") < 500
        assert megabytes(pid, "VmRSS") < 100, "it has let go of it"
    (log,) = Path(centre.value("SHOW data_directory")).glob("log")
    assert f"login {stranger} sent too much at once" in log.read_text("utf-8", errors="replace")
    assert centre.value("SELECT count(*) FROM duken.document") == waiting
    assert centre.value("SELECT count(*) FROM duken.quarantine") == 0


def much(where: str, size: int) -> list[Document]:
    """Documents of so many bytes together."""
    body = b"{}"
    one = Document(1, uuid4().bytes, uuid4().bytes, "sale.completed", uuid4().bytes, 1, body, sha256(body).digest())
    match where:
        case "one body":
            return [one._replace(body=bytes(size))]
        case "kind":
            return [one._replace(kind="k" * size)]
        case "hash":
            return [one._replace(sha256=bytes(size))]
        case "fifty bodies":
            return [one._replace(id=uuid4().bytes, body=bytes(size // 50)) for _number in range(50)]
    return [one._replace(id=uuid4().bytes) for _number in range(size // 172)]  # so much each takes on the wire


def refused_code(line: Centre, batch: list[Document]) -> str:
    with pytest.raises(AppError) as found:
        line.push(batch)
    return found.value.code


def megabytes(pid: int, what: str) -> float:
    """The most memory that a process ever had (VmHWM), or what it has now (VmRSS)."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines())
    return int(told[what].split()[0]) / 1024


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
