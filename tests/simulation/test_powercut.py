"""The power cut simulator: a careful store survives every cut, a careless one is found out, and the model is exact."""

from __future__ import annotations

import random
import select
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.bench.disk import Weather
from app.bench.powercut import PowercutReport, Recorder, recording, trial
from app.bench.vfs import find_library, watching
from app.kernel.errors import EnvironmentFailed

TABLES = """
    CREATE TABLE sale (id INTEGER PRIMARY KEY, till INTEGER, lines INTEGER);
    CREATE TABLE line (sale INTEGER, position INTEGER, goods TEXT, PRIMARY KEY (sale, position));
    CREATE INDEX line_goods ON line (goods);
    CREATE TABLE cash (till INTEGER PRIMARY KEY, lines INTEGER);
    INSERT INTO cash VALUES (1, 0), (2, 0);
"""


@pytest.fixture(autouse=True)
def _skip_where_sqlite_is_out_of_reach(tmp_path: Path) -> None:
    try:
        with recording(tmp_path / "probe.db"):
            pass
    except EnvironmentFailed as error:
        pytest.skip(f"{error.code}: {error.facts['reason']}")


def open_store(path: Path, *, synchronous: str = "FULL", journal: str = "WAL") -> sqlite3.Connection:
    """A cache of 4 pages spills into the log before the commit; a checkpoint every 6 pages restarts the log often."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    for pragma in (f"journal_mode={journal}", f"synchronous={synchronous}", "wal_autocheckpoint=6", "cache_size=4"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def create(path: Path, **options: str) -> None:
    with closing(open_store(path, **options)) as connection:
        connection.executescript(f"BEGIN; {TABLES} COMMIT;")


def sell(connection: sqlite3.Connection, sale: int, *, till: int = 1, commit: bool = True) -> None:
    """One sale, one transaction: small most times, now and then one of many pages."""
    lines = 60 if sale % 9 == 0 else sale % 4 + 1
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO sale VALUES (?, ?, ?)", (sale, till, lines))
    goods = ((sale, position, f"{position * sale * 7919 % 1000:03}" * 70) for position in range(lines))
    connection.executemany("INSERT INTO line VALUES (?, ?, ?)", goods)
    connection.execute("UPDATE cash SET lines = lines + ? WHERE till = ?", (lines, till))
    connection.execute("COMMIT" if commit else "ROLLBACK")


def sell_many(path: Path, disk: Recorder, *, sales: int, **options: str) -> None:
    with closing(open_store(path, **options)) as connection:
        for sale in range(1, sales + 1):
            if sale % 7 == 0:
                sell(connection, sale * 9, commit=False)
            sell(connection, sale)
            disk.acknowledge(sale)


def check(image: Path, promised: list[int]) -> None:
    """Whole, with every promised sale, at most one more for each till, and no half sale."""
    if not image.exists():
        assert not promised, "lost: the whole database"
        return
    with closing(sqlite3.connect(image)) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # only to be quick: the image is thrown away
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "damaged"
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'cash'").fetchone():
            assert not promised, "lost: the tables"
            return
        stored = dict(connection.execute("SELECT id, lines FROM sale"))
        found = dict(connection.execute("SELECT sale, count(*) FROM line GROUP BY sale"))
        by_till = {1: 0, 2: 0} | dict(connection.execute("SELECT till, sum(lines) FROM sale GROUP BY till"))
        assert stored == found, "half a sale"
        assert by_till == dict(connection.execute("SELECT till, lines FROM cash")), "half a sale: the cash"
        assert not set(promised) - set(stored), f"lost: {sorted(set(promised) - set(stored))}"
        assert len(stored) - len(promised) <= 2, "more than was sold"


def cut_power(tmp_path: Path, *, cuts: int = 150, sales: int = 60, seed: int = 1, **options: str) -> PowercutReport:
    path = tmp_path / "shop.db"
    create(path, **options)
    return trial(
        path, lambda disk: sell_many(path, disk, sales=sales, **options), check,
        folder=tmp_path / "cuts", cuts=cuts, seed=seed,
    )


def kinds_of(report: PowercutReport) -> set[str]:
    """What the check complained of: "AssertionError: lost: [7]" is of the kind "lost"."""
    return {loss.reason.split(":")[1].strip().splitlines()[0] for loss in report.losses}


def test_a_store_that_syncs_each_commit_keeps_every_promise(tmp_path: Path) -> None:
    report = cut_power(tmp_path, cuts=300)
    assert report.losses == ()
    assert (report.cuts, report.acknowledged) == (300, 60)
    assert report.amid_checkpoint >= 90, "the hard places were really visited"
    assert not list((tmp_path / "cuts").iterdir()), "images that passed are thrown away"


def test_no_instant_of_a_short_run_is_unsafe(tmp_path: Path) -> None:
    path, rng = tmp_path / "shop.db", random.Random(2)
    create(path)
    with recording(path) as disk:
        sell_many(path, disk, sales=10)
        for at in range(disk.mark() + 1):
            check(disk.crash_image(tmp_path / f"cut-{at}", rng=rng, at=at), disk.acknowledged(at))


def test_a_store_that_never_syncs_is_found_damaged(tmp_path: Path) -> None:
    report = cut_power(tmp_path, synchronous="OFF", cuts=60)
    assert "lost" in kinds_of(report)
    assert kinds_of(report) & {"damaged", "half a sale", "database disk image is malformed"}
    assert all(loss.image.parent.exists() for loss in report.losses), "what failed is kept for whoever wants to look"


def test_a_store_that_syncs_only_at_checkpoints_is_found_forgetful_but_never_damaged(tmp_path: Path) -> None:
    report = cut_power(tmp_path, synchronous="NORMAL")
    assert report.losses
    assert kinds_of(report) == {"lost"}


def test_a_rollback_journal_forgets_without_a_sync_of_its_folder_and_the_simulator_knows(tmp_path: Path) -> None:
    """`synchronous=EXTRA` exists for this very case (sqlite.org/pragma.html#pragma_synchronous)."""
    for synchronous in ("FULL", "EXTRA"):
        folder = tmp_path / synchronous
        folder.mkdir()
        report = cut_power(folder, synchronous=synchronous, journal="DELETE", sales=12, cuts=60)
        assert kinds_of(report) == ({"lost"} if synchronous == "FULL" else set())


def test_a_database_cut_while_it_is_created_is_empty_or_whole(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"

    def first_day(disk: Recorder) -> None:
        create(path)
        sell_many(path, disk, sales=3)

    assert trial(path, first_day, check, folder=tmp_path / "cuts", cuts=150, seed=3).losses == ()


def test_two_tills_and_a_reader_in_threads_are_recorded_in_one_order(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    create(path)
    done = threading.Event()

    def till(disk: Recorder, number: int) -> None:
        with closing(open_store(path)) as connection:
            for sale in range(1, 31):
                sell(connection, sale * 2 + number - 1, till=number)
                disk.acknowledge(sale * 2 + number - 1)

    def read() -> None:
        with closing(sqlite3.connect(path)) as connection:
            while not done.is_set():
                connection.execute("SELECT sum(lines) FROM sale").fetchone()

    def run(disk: Recorder) -> None:
        reader = threading.Thread(target=read)
        tills = [threading.Thread(target=till, args=(disk, number)) for number in (1, 2)]
        for thread in (reader, *tills):
            thread.start()
        for thread in tills:
            thread.join()
        done.set()
        reader.join()

    report = trial(path, run, check, folder=tmp_path / "cuts", cuts=100, seed=4)
    assert (report.acknowledged, report.losses) == (60, ())


def test_the_record_is_exact_to_the_byte(tmp_path: Path) -> None:
    path, rng = tmp_path / "shop.db", random.Random(5)
    create(path)
    with recording(path) as disk, closing(open_store(path)) as connection:

        def compare(name: str, weather: Weather) -> None:
            image = disk.crash_image(tmp_path / name, rng=rng, weather=weather)
            live = tmp_path / "live.db"  # by another process: to close the file in this one would drop SQLite's locks
            subprocess.run(["cp", path, live], check=True)
            assert image.read_bytes() == live.read_bytes()
            assert Path(f"{image}-wal").read_bytes() == Path(f"{path}-wal").read_bytes()

        for sale in range(1, 25):
            sell(connection, sale)
            compare(f"cut-{sale}", Weather.EVERYTHING)
        size = path.stat().st_size
        for statement in ("DELETE FROM line", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.execute(statement).fetchall()
        assert path.stat().st_size < size, "both files were truncated"
        compare("small", Weather.EVERYTHING)
        sell(connection, 25)
        compare("synced", Weather.NOTHING)


def test_what_was_never_synced_is_gone_when_nothing_survives(tmp_path: Path) -> None:
    path, rng = tmp_path / "shop.db", random.Random(6)
    create(path)
    with recording(path) as disk:
        sell_many(path, disk, sales=12, synchronous="OFF")
        image = disk.crash_image(tmp_path / "cut", rng=rng, weather=Weather.NOTHING)
        with closing(sqlite3.connect(image)) as connection:
            assert connection.execute("SELECT count(*) FROM sale").fetchone() == (0,)


def test_the_same_seed_makes_the_same_image_also_after_going_back(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    create(path)
    with recording(path) as disk:
        sell_many(path, disk, sales=12, synchronous="OFF")
        positions = (disk.mark(), disk.mark() // 2, disk.mark())
        images = [
            disk.crash_image(tmp_path / str(number), rng=random.Random(7), at=at, weather=Weather.SHUFFLED)
            for number, at in enumerate(positions)
        ]
    first, middle, last = ((image.read_bytes(), Path(f"{image}-wal").exists()) for image in images)
    assert first == last != middle


def test_a_torn_write_harms_only_its_own_sectors(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    create(path)
    with recording(path) as disk, closing(open_store(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        sell(connection, 1)
        synced = Path(f"{path}-wal").read_bytes()
        connection.execute("PRAGMA synchronous=OFF")
        sell(connection, 2)
        outcomes = set()
        for seed in range(40):
            image = disk.crash_image(tmp_path / str(seed), rng=random.Random(seed))
            log = Path(f"{image}-wal").read_bytes()
            assert log.startswith(synced), "what was synced stays as it was"
            outcomes.add(log)
        assert len(outcomes) > 15, "chance has many ideas"


def test_after_the_recording_open_connections_work_on_unseen(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    create(path)
    with recording(path) as disk:
        connection = open_store(path)
        sell(connection, 1)
        seen = disk.mark()
    with closing(connection):
        sell(connection, 2)
        with closing(open_store(path)) as other:
            sell(other, 3)
    check(path, [1, 2, 3])
    assert disk.mark() == seen > 0


def test_other_databases_of_the_process_are_left_alone(tmp_path: Path) -> None:
    with recording(tmp_path / "shop.db") as disk:
        create(tmp_path / "other.db")
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.executescript(TABLES)
        assert disk.mark() == 0


def test_a_recording_within_a_recording_sees_its_own_database_only(tmp_path: Path) -> None:
    with recording(tmp_path / "one.db") as one, recording(tmp_path / "two.db") as two:
        create(tmp_path / "two.db")
        assert (one.mark(), two.mark() > 0) == (0, True)
        create(tmp_path / "one.db")
        assert one.mark() == two.mark()


def test_a_file_replaced_behind_sqlite_spoils_the_recording_aloud(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    create(path)
    with recording(path) as disk:
        shutil.copyfile(path, tmp_path / "copy.db")
        (tmp_path / "copy.db").replace(path)
        with closing(open_store(path)), pytest.raises(RuntimeError, match="replaced"):
            disk.mark()


def test_a_witness_that_fails_hurts_nobody_but_itself(tmp_path: Path) -> None:
    """A recording on a full disk: the store must not notice, and the recording must not pretend."""
    path, failures = tmp_path / "shop.db", []

    class Clumsy:
        def knows(self, path: str) -> bool:
            return True

        def failed(self, error: BaseException) -> None:
            failures.append(error)

        def __getattr__(self, name: str) -> Any:
            raise OSError("no space left")

    with watching(Clumsy()):
        create(path)
        with closing(open_store(path)) as connection:
            sell(connection, 1)
    check(path, [1])
    assert failures


def test_a_disk_that_refuses_spoils_the_recording_aloud(tmp_path: Path) -> None:
    """In a process of its own, for the limit on the size of files holds for all of them."""
    script = f"""
import resource, sqlite3, sys
from pathlib import Path
from app.bench.powercut import recording
path = Path({str(tmp_path / "shop.db")!r})
with recording(path) as disk:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bulk (bytes BLOB)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        connection.execute("INSERT INTO bulk VALUES (zeroblob(1000000))")
        connection.commit()
        sys.exit("the disk took it all")
    except sqlite3.Error:
        pass
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    try:
        disk.mark()
        sys.exit("the recording pretends")
    except OSError as error:
        print(error)
    connection.close()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("extension", "reason"), [("no such file", "not_loadable"), (None, None)])
def test_a_sqlite_out_of_reach_is_said_by_a_code(extension: str | None, reason: str | None) -> None:
    with pytest.raises(EnvironmentFailed) as caught:
        find_library(extension or getattr(select, "__file__", None))
    assert caught.value.code == "bench.powercut_unsupported"
    assert caught.value.facts["reason"] == (reason or "linked_statically")
