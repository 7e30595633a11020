"""Over a network a till speaks to the centre by TLS and a password only, and to nobody who cannot prove to be the centre."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.kernel.errors import AppError
from app.keyring_store import MemoryStore
from app.telling import let_in, password_name, password_of
from db.travelling import fact_tables
from sync.centre import Centre
from sync.keeping import check, install
from sync.line import Limits
from sync.outbox import next_batch
from sync.rounds import push_all
from tests.cli.conftest import Duken, duken
from tests.every_document import make_every_document
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Dial, TestCentre
from tests.sync.proxy import Proxy

if TYPE_CHECKING:
    from tests.sync.debian import DebianServer

debian = pytest.importorskip("tests.sync.debian", reason="this machine has no users, or no cryptography")
pytestmark = pytest.mark.skipif(not debian.is_installed(), reason="Debian's PostgreSQL 15 is not installed")
__all__ = ["duken"]
_numbers = count(1)
COMPLETED = {
    "sale": "WHERE state = 'completed'",
    "sale_line": "WHERE NOT removed AND sale_id IN (SELECT id FROM sale WHERE state = 'completed')",
}


@pytest.fixture(scope="module")
def far() -> Iterator[DebianServer]:
    running = debian.DebianServer()
    yield running
    running.stop()


@pytest.fixture
def root(far: DebianServer, tmp_path: Path) -> Path:
    """The certificate that the shop was given."""
    path = tmp_path / "root.crt"
    path.write_bytes(far.authority.pem)
    return path


@pytest.fixture
def database(far: DebianServer) -> str:
    """A new database there, installed by its owner over TLS; its name."""
    name = f"far_{next(_numbers)}"
    with psycopg.connect(far.inside, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    install(make_conninfo(far.outside(), dbname=name))
    return name


@pytest.fixture
def dsn(far: DebianServer, database: str) -> str:
    """The owner's address over the network."""
    return make_conninfo(far.outside(), dbname=database)


@pytest.fixture
def centre(far: DebianServer, database: str) -> TestCentre:
    return TestCentre(make_conninfo(far.inside, dbname=database))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def address(shop: ShopFloor, dsn: str, root: Path, store: MemoryStore) -> str:
    """By which the till comes in, with its password in the store."""
    return let_in(shop.shop, dsn, keyring=lambda: store, certificate=root).address


@pytest.fixture
def link(shop: ShopFloor, address: str, store: MemoryStore, dial: Dial) -> Centre:
    return dial(address, password=password_of(shop.shop, lambda: store))


def code_of(centre: Centre) -> str:
    with pytest.raises(AppError) as refused:
        centre.holes()
    return refused.value.code


def test_a_day_with_every_kind_of_document_arrives_at_version_15(
    shop: ShopFloor, centre: TestCentre, link: Centre, dsn: str
):
    make_every_document(shop)
    waiting = shop.value("SELECT count(*) FROM outbox")
    assert push_all(shop, link, most=50).outcomes == {"applied": waiting}
    for name in sorted(fact_tables()):
        here = shop.value(f"SELECT count(*) FROM {name} {COMPLETED.get(name, '')}")
        assert centre.value(f"SELECT count(*) FROM duken.{name}") == here, name
    sums = "SELECT sum(total_minor), sum(tax_minor) FROM {}sale {}"
    assert centre.rows(sums.format("duken.", ""))[0] == tuple(shop.rows(sums.format("", COMPLETED["sale"]))[0].values())
    assert centre.rows("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename ~ '^duken_'"
                       ) == [(True,)]
    state = check(dsn)
    assert (state.is_sound, state.server[:3], state.documents) == (True, "15.", waiting)


def test_what_was_sent_before_is_known_at_version_15(shop: ShopFloor, link: Centre):
    shop.open_shift(100_000)
    shop.sell("111")
    batch = shop.ask(next_batch)
    assert {answer.outcome for answer in link.push(batch)} == {"applied"}
    assert {answer.outcome for answer in link.push(batch)} == {"known"}
    assert link.holes() == []


def test_what_is_stored_has_no_secret_and_names_the_certificate_beside_the_database(
    shop: ShopFloor, centre: TestCentre, address: str, store: MemoryStore, root: Path
):
    told = conninfo_to_dict(shop.value("SELECT address FROM sync_target"))
    kept = Path(str(told["sslrootcert"]))
    assert (kept.parent, kept.read_bytes()) == (shop.path.parent, root.read_bytes())
    assert told["sslmode"] == "verify-full"
    assert told["user"] == f"duken_{shop.place.till_id.hex}"
    password = store.read(password_name(shop.place.till_id))
    assert password is not None
    assert len(password) >= 40
    assert "password" not in told
    everything = b"".join(path.read_bytes() for path in shop.path.parent.iterdir() if path.is_file())
    assert password.encode() not in everything
    assert debian.PASSWORD.encode() not in everything
    (kept_there,) = centre.rows("SELECT rolpassword FROM pg_authid WHERE rolname = %s", told["user"])
    assert kept_there[0].startswith("SCRAM-SHA-256$")


def test_a_till_that_is_let_in_again_has_another_password(
    shop: ShopFloor, dsn: str, root: Path, address: str, store: MemoryStore, dial: Dial
):
    old = password_of(shop.shop, lambda: store)
    let_in(shop.shop, dsn, keyring=lambda: store, certificate=root)
    new = password_of(shop.shop, lambda: store)
    assert old != new
    assert dial(address, password=new).holes() == []
    assert code_of(dial(address, password=old)) == "centre.wrong_password"
    assert code_of(dial(address)) == "centre.wrong_password"


def test_where_letting_in_fails_the_old_password_holds(
    shop: ShopFloor, far: DebianServer, dsn: str, root: Path, address: str, store: MemoryStore, dial: Dial, tmp_path: Path
):
    other = tmp_path / "other.crt"
    other.write_bytes(debian.authority("somebody else").pem)
    for wrong, certificate in ((make_conninfo(dsn, password="guessed"), root), (dsn, other)):
        with pytest.raises(AppError):
            let_in(shop.shop, wrong, keyring=lambda: store, certificate=certificate)
    assert shop.value("SELECT address FROM sync_target") == address
    assert dial(address, password=password_of(shop.shop, lambda: store)).holes() == []


def test_somebody_elses_certificate_is_not_believed(link: Centre, address: str, dial: Dial, tmp_path: Path):
    other = tmp_path / "other.crt"
    other.write_bytes(debian.authority("somebody else").pem)
    assert code_of(dial(make_conninfo(address, sslrootcert=str(other)))) == "centre.untrusted"
    assert code_of(dial(make_conninfo(address, sslrootcert=str(tmp_path / "gone.crt")))) == "centre.untrusted"


def test_a_server_of_another_name_is_not_believed(address: str, dial: Dial):
    assert code_of(dial(make_conninfo(address, host=debian.OTHER_NAME))) == "centre.untrusted"


def test_a_certificate_that_has_ended_is_not_believed(far: DebianServer, address: str, dial: Dial):
    with far.otherwise(certificate=far.authority.server(days=-2)):
        assert code_of(dial(address)) == "centre.untrusted"


def test_a_server_that_offers_no_tls_gets_no_password(
    shop: ShopFloor, far: DebianServer, address: str, store: MemoryStore, dial: Dial
):
    with far.otherwise(with_tls=False):
        assert code_of(dial(address, password=password_of(shop.shop, lambda: store))) == "centre.no_tls"


def test_a_centre_that_wants_tls_is_not_spoken_to_without(address: str, dial: Dial):
    plain = make_conninfo(address, sslmode="disable", host="127.0.0.1")
    assert code_of(dial(plain, password="x")) == "centre.no_tls"


def test_tls_by_way_of_a_network_that_swallows_everything_and_comes_back(
    shop: ShopFloor, far: DebianServer, address: str, store: MemoryStore, dial: Dial
):
    shop.open_shift(100_000)
    shop.sell("111")
    with Proxy(("127.0.0.1", far.port)) as proxy:
        limits = Limits(connect_s=2, answer_s=1, rest_s=0, ping_s=1)
        link = dial(make_conninfo(address, port=proxy.port), password=password_of(shop.shop, lambda: store), limits=limits)
        link.holes()
        proxy.black_hole()
        assert code_of(link) == "centre.unreachable"
        proxy.clear()
        assert push_all(shop, link).troubles == 0
        assert shop.ask(next_batch) == ()


def test_letting_in_without_tls_or_a_keyring_is_refused_before_anything_is_said(
    shop: ShopFloor, dsn: str, root: Path, store: MemoryStore, tmp_path: Path
):
    elsewhere = make_conninfo(dsn, host="centre.example", hostaddr="203.0.113.1")
    (tmp_path / "words.crt").write_text("no certificate")
    wrong = (
        (elsewhere, None, store, "centre.no_tls"),
        (elsewhere, root, None, "secret.no_keyring"),
        (dsn, tmp_path / "words.crt", store, "centre.bad_certificate"),
        (dsn, tmp_path / "none.crt", store, "centre.bad_certificate"),
    )
    for told, certificate, kept, code in wrong:
        with pytest.raises(AppError) as refused:
            let_in(shop.shop, told, keyring=partial(_given, kept), certificate=certificate)
        assert refused.value.code == code
    assert shop.value("SELECT count(*) FROM sync_target") == 0
    assert store.read(password_name(shop.place.till_id)) is None


def _given(store: MemoryStore | None) -> MemoryStore | None:
    return store


def test_by_the_verbs(
    duken: Duken, till: ShopFloor, dsn: str, root: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.keyring_store.usable_keyring", lambda: store)
    till.sell("111")
    till.shop.close()
    db = ("--db", till.path)
    said = duken("centre", "enrol", "--dsn", dsn, "--root-cert", root, *db, "--json")
    assert said.code == 0
    root.unlink()
    assert debian.PASSWORD not in said.out
    name = password_name(till.place.till_id)
    right = store.read(name)
    store.write(name, "another")
    refused = duken("sync", "once", *db)
    assert (refused.code, refused.err.startswith("The centre does not accept this computer's password.")) == (1, True)
    store.write(name, right or "")
    assert duken("sync", "once", *db, "--json").json["waiting"] == 0


def test_whoever_joins_on_another_machine_needs_nothing_but_the_ticket_and_the_password(
    duken: Duken, till: ShopFloor, far: DebianServer, dsn: str, root: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    monkeypatch.setattr("app.keyring_store.usable_keyring", lambda: store)
    till.shop.close()
    _certificate, key = far.authority.server()
    root.write_text(f"Our own authority, Жибек\n{key.decode()}{root.read_text()}", encoding="utf-8")
    db, ticket = ("--db", till.path), tmp_path / "till-2.json"
    assert duken("centre", "enrol", "--dsn", dsn, "--root-cert", root, *db).code == 0
    assert duken("sync", "once", *db).code == 0
    named = make_conninfo(dsn, sslmode="verify-full", sslrootcert=str(root))
    added = duken("centre", "add-till", "--dsn", named, "--name", "Till 2", "--prefix", "B1", "-o", ticket, *db, "--json").json
    told = json.loads(ticket.read_text("utf-8"))
    assert (told["certificate"].count("BEGIN CERTIFICATE"), "PRIVATE" in ticket.read_text("utf-8")) == (1, False)
    assert added["password"] not in ticket.read_text("utf-8")
    root.unlink()
    there, elsewhere = MemoryStore(), tmp_path / "another machine" / "shop.db"
    elsewhere.parent.mkdir()
    monkeypatch.setattr("app.keyring_store.usable_keyring", lambda: there)
    monkeypatch.setattr("app.cli.asking.asked_line", lambda _words: added["password"])
    joined = duken("sync", "join", ticket, "--password", "--db", elsewhere, "--json")
    assert (joined.code, joined.json["till"]) == (0, "Till 2")
    kept = Path(str(conninfo_to_dict(_address(elsewhere))["sslrootcert"]))
    assert (kept.parent, kept.read_text("ascii")) == (elsewhere.parent, told["certificate"])
    assert duken("sync", "once", "--db", elsewhere, "--json").json["waiting"] == 0


def test_a_shop_that_has_the_certificate_puts_it_into_the_ticket_by_itself(
    duken: Duken, till: ShopFloor, far: DebianServer, dsn: str, root: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    monkeypatch.setattr("app.keyring_store.usable_keyring", lambda: store)
    till.shop.close()
    db, add = ("--db", till.path), ("centre", "add-till", "--name", "Till 2", "--prefix", "B1", "-o", tmp_path / "t.json")
    assert duken("centre", "enrol", "--dsn", dsn, "--root-cert", root, *db).code == 0
    root.unlink()
    (tmp_path / "words.crt").write_text("no certificate")
    for more, code in ((("--root-cert", tmp_path / "words.crt"), "centre.bad_certificate"),
                       (("--root-cert", tmp_path / "gone.crt"), "centre.bad_certificate")):
        assert duken(*add, "--dsn", dsn, *more, *db, "--json").error["code"] == code
    assert not (tmp_path / "t.json").exists()
    by_name = make_conninfo(dsn, sslmode="verify-full")
    assert duken(*add, "--dsn", by_name, *db).code == 0
    told = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert told["certificate"].encode() == far.authority.pem
    assert conninfo_to_dict(told["address"])["sslmode"] == "verify-full"


def _address(path: Path) -> str:
    with closing(sqlite3.connect(path)) as file:
        return str(file.execute("SELECT address FROM sync_target").fetchone()[0])
