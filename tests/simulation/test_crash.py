"""The crash benchmark in its short form, and the proof that it can fail: it finds what was lost, doubled or printed unseen."""

from __future__ import annotations

import hashlib
import random
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app import wiring
from app.bench.crash import measure
from app.bench.crash.check import Tally, check_promises, read_only, read_promises
from app.bench.crash.child import DRAWER, PAPER
from app.bench.crash.cuts import cut_power
from app.bench.crash.goods import make_shop, read_range
from app.bench.crash.promises import Promises
from app.bench.crash.rounds import Killing
from app.bench.crash.till import RestlessTill
from app.bench.crash.trail import PaperTrail
from app.bench.powercut import recording
from app.kernel.errors import EnvironmentFailed
from app.printing import print_waiting
from app.wiring import open_shop
from db.engine import open_writer
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal on Windows")

WITH_A_LAZY_WRITER = """
from db import writer
from db.uow import Uow

def execute(self, command, by, moment, inputs):  # answers at once, commits every fifth time
    if not hasattr(self, "lazy"):
        self.lazy, self.done = self._engine.connect(), 0
        self.lazy.begin()
    uow = Uow(self.lazy, place=self.place, by=by, now=self._now(), new_id=self._new_id, memory=self._memory)
    result, _refusal = writer._run(command, uow, inputs)
    uow.finish()
    self.done += 1
    if self.done % 5 == 0:
        self.lazy.commit()
        self.lazy.begin()
    uow.settle()
    self._tell(frozenset(uow.topics))
    return result

writer.Writer.execute = execute
from app.bench.crash.child import main
main()
"""
DYING = "from app.bench.crash import child; child.RestlessTill = None; child.main()"


def has_power_cuts(tmp_path: Path) -> bool:
    try:
        with recording(tmp_path / "probe.db"):
            return True
    except EnvironmentFailed:
        return False


def test_nothing_that_was_acknowledged_is_lost_or_doubled(tmp_path: Path):
    result = measure(kills=6, seed=4, cuts=25, database=tmp_path / "shop" / "crash.db")
    assert (result["lost"], result["doubled"], result["unrecorded_prints"], result["verify"]) == (0, 0, 0, "clean")
    assert (result["kills"], result["seed"], result["own_deaths"], result["doubled_prints"]) == (6, 4, 0, 0)
    assert result["acknowledged_sales"] > 0
    assert sum(result["killed_while"].values()) == 6
    if has_power_cuts(tmp_path):
        assert (result["power_cuts"], result["power_losses"]) == (25, 0)
        assert result["power_cuts_amid_checkpoint"] > 0
    else:
        assert result["power_cuts_skipped"]
    assert list((tmp_path / "shop" / "paper").glob("*.txt")), "the shop that was asked for stays, its paper beside it"


def test_a_writer_that_answers_before_its_commit_is_found_out(tmp_path: Path):
    path = tmp_path / "crash.db"
    make_shop(path, seed=1)
    killing = Killing(path, seed=2, child=("-c", WITH_A_LAZY_WRITER))
    killing.run(3)
    assert killing.result()["lost"] > 0, killing.tally.findings
    assert any(finding.startswith("lost: ") for finding in killing.tally.findings)


def test_a_till_that_dies_by_itself_is_a_finding_and_ends_the_run(tmp_path: Path):
    path = tmp_path / "crash.db"
    make_shop(path, seed=1)
    killing = Killing(path, seed=3, child=("-c", DYING))
    killing.run(100)
    assert killing.result()["own_deaths"] == 3
    assert "TypeError" in killing.tally.findings[0]


def test_a_disk_that_is_never_synced_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if not has_power_cuts(tmp_path):
        pytest.skip("SQLite is out of reach here")

    def careless(path: Path) -> Engine:
        engine = open_writer(path)
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
        return engine

    monkeypatch.setattr(wiring, "open_writer", careless)
    power = cut_power(tmp_path / "cuts", cuts=12, seed=1)
    assert power["power_losses"] > 0
    assert len(power["power_findings"]) == power["power_losses"]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in which the till has sold for a while, and all is on paper."""
    path = tmp_path_factory.mktemp("sold") / "crash.db"
    make_shop(path, seed=5)
    with open_shop(path) as shop:
        till = RestlessTill(shop, read_range(shop), chance=random.Random(1), tell=lambda _message: None)
        for _sale in range(25):
            till.sell_one(till.next_cart())
        printer, drawer = FilePrinter(path.parent / PAPER), FileDrawer(path.parent / DRAWER)
        assert print_waiting(shop, printer, drawer, columns=32, language="en") > 15
    return path


@pytest.fixture
def shop(sold: Path, tmp_path: Path) -> Path:
    """A copy of it, paper and all."""
    path = tmp_path / sold.name
    with closing(sqlite3.connect(sold)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
        for (trigger,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {trigger}")  # facts cannot be touched as long as these stand
    (tmp_path / PAPER).mkdir()
    for sheet in (sold.parent / PAPER).iterdir():
        (tmp_path / PAPER / sheet.name).write_bytes(sheet.read_bytes())
    (tmp_path / DRAWER).write_bytes((sold.parent / DRAWER).read_bytes())
    return path


@pytest.fixture
def promised(shop: Path) -> Iterator[Promises]:
    """What was promised: all that stood there when it was killed."""
    with read_only(shop) as connection:
        yield read_promises(connection)


def tamper(shop: Path, *statements: str) -> None:
    with closing(sqlite3.connect(shop)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def tally_of(shop: Path, promised: Promises) -> Tally:
    tally = Tally()
    with read_only(shop) as connection:
        check_promises(connection, promised, tally, thoroughly=True)
    return tally


def test_what_nobody_has_touched_passes(shop: Path, promised: Promises):
    assert tally_of(shop, promised).findings == []
    assert len(promised.sales) > 0


ANY_SALE = "(SELECT min(id) FROM sale WHERE state = 'completed')"


@pytest.mark.parametrize(
    ("statement", "lost", "doubled"),
    [
        (f"UPDATE sale SET state = 'void' WHERE id = {ANY_SALE}", 1, 0),
        (f"UPDATE sale SET total_minor = total_minor + 1 WHERE id = {ANY_SALE}", 1, 0),
        (f"DELETE FROM outbox WHERE row_id = {ANY_SALE}", 0, 1),
        (f"DELETE FROM print_job WHERE document_id = {ANY_SALE}", 0, 1),
        ("UPDATE shift SET state = 'open' WHERE id = (SELECT min(id) FROM shift WHERE state = 'closed')", 1, 0),
    ],
)
def test_a_fact_that_was_changed_or_taken_away_is_found(
    shop: Path, promised: Promises, statement: str, lost: int, doubled: int
):
    tamper(shop, "DROP INDEX uq_shift_open", statement)
    tally = tally_of(shop, promised)
    assert (tally.lost, tally.doubled) == (lost, doubled), tally.findings


def test_a_sale_that_stands_there_twice_is_found(shop: Path, promised: Promises):
    with closing(sqlite3.connect(shop)) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(sale)")]
        others = ", ".join(name for name in columns if name not in ("id", "number"))
        twin = f"SELECT randomblob(16), 'A1-777777', {others} FROM sale WHERE id = {ANY_SALE}"
        connection.execute(f"INSERT INTO sale (id, number, {others}) {twin}")
    tally = tally_of(shop, promised)
    assert (tally.lost, tally.doubled) == (0, 3), "unpromised, without a print job and without a document"
    assert "A1-777777" in tally.findings[0]


def cart(state: str = "open", **lines: int) -> set[tuple[object, ...]]:
    return {("state", state), *(("line", name, milli) for name, milli in lines.items())}


@pytest.mark.parametrize(
    ("said", "kept", "findings"),
    [
        ([{"do": "scan", "sale": "s"}], cart(a=1000, b=1000, c=500), 0),  # done and not answered: a line more
        ([{"do": "scan", "sale": "s"}], cart(a=1000, b=3000), 0),  # or more of a line
        ([{"do": "scan", "sale": "s"}], cart(a=1000, b=1000), 0),  # or not done
        ([{"do": "scan", "sale": "s"}], cart(a=1000), 1),  # a line that was promised is gone
        ([{"do": "scan", "sale": "s"}], cart(a=1000, b=1000, c=1, d=1), 2),  # two lines more are not one scan
        ([{"do": "scan", "sale": "s"}], cart(a=1000, b=500), 2),  # less is not more
        ([{"do": "remove", "sale": "s"}], cart(a=1000), 0),
        ([{"do": "remove", "sale": "s"}], cart(), 2),
        ([{"do": "park", "sale": "s"}], cart("parked", a=1000, b=1000), 0),
        ([{"do": "park", "sale": "other"}], cart("parked", a=1000, b=1000), 2),
        ([{"do": "take", "sale": "s"}], {*cart(a=1000, b=1000), ("taken", "p", 100)}, 0),
        ([{"do": "sell", "sale": "s"}], cart(a=1000), 1),  # paid or as it was, nothing between
        ([], cart(a=1000, b=1000), 0),
        ([], cart(a=1000, b=1000, c=1), 1),
        ([], None, 1),
    ],
)
def test_a_cart_may_be_one_unanswered_step_ahead_and_no_more(
    said: list[dict[str, Any]], kept: set[tuple[object, ...]] | None, findings: int, monkeypatch: pytest.MonkeyPatch
):
    promised = Promises()
    for line in ("a", "b"):
        promised.hear({"do": "scan", "sale": "s"})
        promised.hear({"ok": "scan", "sale": "s", "line": line, "milli": 1000})
    for message in said:
        promised.hear(message)
    found = Promises(carts={"s": kept} if kept is not None else {})
    monkeypatch.setattr("app.bench.crash.check.read_promises", lambda _connection: found)
    tally = Tally()
    with closing(sqlite3.connect(":memory:")) as connection:
        check_promises(connection, promised, tally)
    assert tally.lost + tally.doubled == findings, tally.findings


def last_sheet(shop: Path) -> Path:
    return max((shop.parent / PAPER).glob("*.txt"))


def put_a_stranger_down(shop: Path) -> None:
    (shop.parent / PAPER / f"{int(last_sheet(shop).stem) + 1:04d}.txt").write_text("out of nowhere")


def print_one_twice(shop: Path) -> None:
    (shop.parent / PAPER / f"{int(last_sheet(shop).stem) + 1:04d}.txt").write_bytes(last_sheet(shop).read_bytes())


def take_one_away(shop: Path) -> None:
    last_sheet(shop).unlink()


def tear_one_unseen(shop: Path) -> None:
    (shop.parent / PAPER / f"{int(last_sheet(shop).stem) + 1:04d}.torn").write_bytes(last_sheet(shop).read_bytes()[:40])


def forget_the_bytes(shop: Path) -> None:
    digest = hashlib.sha256(last_sheet(shop).read_bytes()).digest()
    with closing(sqlite3.connect(shop)) as connection, connection:
        connection.create_function("sha256", 1, lambda body: hashlib.sha256(body or b"").digest())
        connection.execute("UPDATE print_job SET body = NULL WHERE sha256(body) = ?", (digest,))


def undo_the_sales(shop: Path) -> None:
    tamper(shop, f"UPDATE sale SET state = 'open' WHERE id = {ANY_SALE}")


def leave_two_half_sent(shop: Path) -> None:
    tamper(shop, "UPDATE print_job SET state = 'sending' WHERE id IN (SELECT id FROM print_job ORDER BY id LIMIT 2)")


def open_the_drawer(shop: Path) -> None:
    with (shop.parent / DRAWER).open("ab") as file:
        file.write(b"open\n" * 100)


@pytest.mark.parametrize(
    ("spoil", "unrecorded", "doubled_prints", "lost", "doubled"),
    [
        (lambda _shop: None, 0, 0, 0, 0),
        (put_a_stranger_down, 1, 0, 0, 0),
        (print_one_twice, 0, 1, 0, 1),
        (take_one_away, 0, 0, 1, 0),
        (forget_the_bytes, 1, 0, 0, 0),
        (tear_one_unseen, 1, 0, 1, 0),
        (undo_the_sales, 1, 0, 0, 0),
        (open_the_drawer, 0, 0, 0, 1),
    ],
)
def test_paper_that_does_not_agree_with_the_journal_is_found(
    shop: Path, spoil: Callable[[Path], None], unrecorded: int, doubled_prints: int, lost: int, doubled: int
):
    spoil(shop)
    tally, trail = Tally(), PaperTrail(shop.parent / PAPER, shop.parent / DRAWER)
    with read_only(shop) as connection:
        trail.check(connection, Promises(), tally)
        trail.check_all(connection, tally)
    found = (tally.unrecorded_prints, tally.doubled_prints, tally.lost, tally.doubled)
    assert found == (unrecorded, doubled_prints, lost, doubled), tally.findings


def test_a_job_that_a_restart_has_left_half_sent_is_found(shop: Path):
    leave_two_half_sent(shop)
    tally, trail = Tally(), PaperTrail(shop.parent / PAPER, shop.parent / DRAWER)
    with read_only(shop) as connection:
        trail.check(connection, Promises(sheets=len(list((shop.parent / PAPER).glob("*.txt")))), tally)
    assert tally.findings == ["2 print jobs are being sent: a restart has left one of them like that"]


