"""One command is one transaction on one thread: all of it is on the disk, or nothing happened."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app.core.audit.commands import audit
from app.core.catalog.commands import change_product
from app.core.staff.commands import sign_in
from app.kernel.errors import AppError, NeedsConfirmation, PinRefused, RuleBroken, Stale
from db.models.catalog import Brand
from db.uow import Uow
from db.writer import PRIORITY_JOB, PRIORITY_SYNC, PRIORITY_UI
from tests.db.looking import tables_of
from tests.shop_floor import ShopFloor, refused


def write_much(uow: Uow, *, then: Callable[[Uow], Any]) -> str:
    """A card, a fact, an audit row and a number, and then whatever the test wants."""
    uow.add_card(Brand(id=uow.new_id(), name="Ak-Suu", deleted_at=None))
    uow.record("test", "test.fact", uow.new_id(), {"word": "written"})
    audit(uow, "test.done")
    _number, text = uow.next_number("cash", "K")
    then(uow)
    return text


def fail(error: BaseException) -> Callable[[Uow], Any]:
    def then(_uow: Uow) -> None:
        raise error

    return then


def break_a_constraint(uow: Uow) -> None:
    uow.add_many(Brand, [{"id": None, "name": None, "version": 1, "deleted_at": None}])


@contextmanager
def busy(shop: ShopFloor) -> Iterator[None]:
    """The writer is in the middle of a command for as long as this lasts: what is submitted now waits in the queue."""
    is_in, may_go = threading.Event(), threading.Event()

    def hold(_uow: Uow) -> None:
        is_in.set()
        assert may_go.wait(20)

    held = shop.submit(hold)
    assert is_in.wait(20)
    try:
        yield
    finally:
        may_go.set()
        held.result(20)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("then", "error"),
    [
        (fail(RuleBroken("text.empty", field="name")), RuleBroken),
        (fail(NeedsConfirmation("sale.gift")), NeedsConfirmation),
        (fail(ZeroDivisionError()), ZeroDivisionError),
        (break_a_constraint, Exception),
    ],
    ids=["refused", "asked", "a bug", "a constraint"],
)
def test_a_command_that_does_not_end_well_leaves_nothing_behind(shop: ShopFloor, then, error):
    before = tables_of(shop.path)
    with pytest.raises(error):
        shop.do(write_much, then=then)
    assert tables_of(shop.path) == before


def test_a_constraint_of_the_database_is_a_bug_and_not_the_disks_fault(shop: ShopFloor):
    with pytest.raises(Exception, match="constraint") as caught:
        shop.do(write_much, then=break_a_constraint)
    assert not isinstance(caught.value, AppError)


def test_a_command_that_ends_well_is_there_as_a_whole(shop: ShopFloor):
    before = tables_of(shop.path)
    shop.do(write_much, then=lambda _uow: None)
    after = tables_of(shop.path)
    grown = {name for name in after if len(after[name]) > len(before[name])}
    assert grown == {"brand", "outbox", "audit_entry", "number_series"}
    assert len(after["outbox"]) - len(before["outbox"]) == 3, "the card's patch, the fact and the audit of both"


@settings(max_examples=25)
@given(ends=st.lists(st.sampled_from(["ok", "refused", "bug"]), max_size=12))
def test_numbers_have_no_gaps_whatever_was_refused_between(shop: ShopFloor, ends):
    ways = {"ok": lambda _uow: None, "refused": fail(RuleBroken("text.empty", field="x")), "bug": fail(KeyError("x"))}
    given_before = len(shop.rows("SELECT 1 FROM audit_entry WHERE action = 'test.done'"))
    numbers = []
    for end in ends:
        try:
            numbers.append(shop.do(write_much, then=ways[end]))
        except (RuleBroken, KeyError):
            assert end != "ok"
    assert numbers == [f"A1-K{given_before + place:06d}" for place in range(1, len(numbers) + 1)]


def test_a_wrong_pin_is_refused_and_still_counted(shop: ShopFloor):
    told: list[frozenset[str]] = []
    shop.writer.on_commit = told.append
    with pytest.raises(PinRefused):
        shop.do(sign_in, person_id=shop.cashier_id, pin="0000")
    assert shop.value("SELECT failed_count FROM pin_guard WHERE owner_id = ?", shop.cashier_id) == 1
    assert len(shop.audit("pin.wrong")) == 1
    assert len(told) == 1, "what was kept was told"


def test_the_till_overtakes_jobs_and_jobs_overtake_sync(shop: ShopFloor):
    order: list[str] = []

    def note(_uow: Uow, *, word: str) -> None:
        order.append(word)

    with busy(shop):
        waiting = [
            shop.submit(note, priority=priority, word=f"{name}{place}")
            for place in (1, 2)
            for name, priority in (("sync", PRIORITY_SYNC), ("job", PRIORITY_JOB), ("till", PRIORITY_UI))
        ]
    for future in waiting:
        future.result(20)
    assert order == ["till1", "till2", "job1", "job2", "sync1", "sync2"]


def test_a_command_that_was_cancelled_in_the_queue_is_never_run(shop: ShopFloor):
    before = tables_of(shop.path)
    with busy(shop):
        given_up = shop.submit(write_much, then=lambda _uow: None)
        assert given_up.cancel()
    shop.do(lambda _uow: None)
    assert tables_of(shop.path) == before
    with pytest.raises(CancelledError):
        given_up.result(0)


def test_a_command_that_runs_cannot_be_cancelled_any_more(shop: ShopFloor):
    futures: list[Future[Any]] = []
    is_known, answers = threading.Event(), []

    def cancel_me(uow: Uow) -> str:
        assert is_known.wait(20)
        answers.append(futures[0].cancel())
        return write_much(uow, then=lambda _uow: None)

    futures.append(shop.submit(cancel_me))
    is_known.set()
    assert futures[0].result(20) == "A1-K000001"
    assert answers == [False]


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), MemoryError(), RecursionError()])
def test_whatever_a_command_dies_of_the_next_one_is_answered(shop: ShopFloor, error: BaseException):
    broken = shop.submit(write_much, then=fail(error))
    assert broken.exception(20) is error
    assert shop.submit(write_much, then=lambda _uow: None).result(20) == "A1-K000001"


def test_a_listener_that_fails_does_not_undo_the_sale(shop: ShopFloor):
    def deaf(_topics: frozenset[str]) -> None:
        raise ConnectionError("the window is gone")

    shop.writer.on_commit = deaf
    with capture_logs() as log:
        assert shop.do(write_much, then=lambda _uow: None) == "A1-K000001"
        assert shop.do(write_much, then=lambda _uow: None) == "A1-K000002"
    assert [entry["event"] for entry in log] == ["listener_failed"] * 2


def test_news_come_after_the_commit_and_only_of_what_is_stored(shop: ShopFloor):
    seen: list[tuple[frozenset[str], int]] = []
    shop.writer.on_commit = lambda topics: seen.append((topics, shop.value("SELECT count(*) FROM brand")))
    shop.do(write_much, then=lambda uow: uow.touch("catalog"))
    with pytest.raises(RuleBroken):
        shop.do(write_much, then=fail(RuleBroken("text.empty", field="x")))
    assert seen == [(frozenset({"test", "catalog"}), 1)]


def test_commands_of_many_threads_run_one_at_a_time_on_the_writers_own(shop: ShopFloor):
    inside, most, threads = 0, 0, set()

    def count(uow: Uow) -> int:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        threads.add(threading.current_thread().name)
        number, _text = uow.next_number("cash", "K")
        inside -= 1
        return number

    numbers: list[int] = []
    people = [
        threading.Thread(target=lambda: numbers.extend(shop.do(count) for _ in range(10))) for _ in range(6)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    assert (most, threads, sorted(numbers)) == (1, {"db-writer"}, list(range(1, 61)))


def test_closing_finishes_what_is_queued(shop: ShopFloor):
    with busy(shop):
        waiting = [shop.submit(write_much, then=lambda _uow: None, priority=PRIORITY_SYNC) for _ in range(3)]
        closing = threading.Thread(target=shop.close)
        closing.start()
    closing.join(20)
    assert [future.result(0) for future in waiting] == ["A1-K000001", "A1-K000002", "A1-K000003"]


def test_a_command_after_closing_does_not_wait_for_ever(shop: ShopFloor):
    shop.close()
    late = shop.submit(write_much, then=lambda _uow: None)
    with pytest.raises(CancelledError):
        late.result(timeout=0.5)


def moments(shop: ShopFloor) -> list[int]:
    return [row["at"] for row in shop.audit("test.done")]


@settings(max_examples=25)
@given(steps=st.lists(st.integers(-300, 900), min_size=1, max_size=12))
def test_a_clock_that_goes_a_little_back_never_makes_a_later_fact_earlier(shop: ShopFloor, steps):
    latest = shop.clock.now = max([shop.clock.now, *(_EPOCH + timedelta(microseconds=at) for at in moments(shop))])
    for seconds in steps:
        shop.clock.now = max(latest - timedelta(minutes=5), shop.clock.now + timedelta(seconds=seconds))
        shop.do(write_much, then=lambda _uow: None)
        latest = max(latest, shop.clock.now)
    assert moments(shop) == sorted(moments(shop))


def test_a_clock_that_was_really_put_back_is_believed(shop: ShopFloor):
    shop.do(write_much, then=lambda _uow: None)
    shop.clock.advance(minutes=-6)
    shop.do(write_much, then=lambda _uow: None)
    first, second = moments(shop)
    assert first - second == 6 * 60 * 1_000_000


def test_what_happened_before_a_restart_counts_for_the_clock_too(shop: ShopFloor, tmp_path):
    shop.clock.advance(minutes=3)
    shop.do(write_much, then=lambda _uow: None)
    with shop.power_cut(tmp_path / "again").shop as again:
        again.clock.now -= timedelta(minutes=2)  # type: ignore[attr-defined]
        again.do(write_much, then=lambda _uow: None)
        rows = again.ask(lambda session: session.connection().exec_driver_sql(
            "SELECT at FROM audit_entry WHERE action = 'test.done' ORDER BY seq"
        ).scalars().all())
    assert rows == sorted(rows)


def test_who_changes_what_somebody_else_has_changed_meanwhile_is_told(shop: ShopFloor):
    bread = shop.goods["111"]
    version = shop.row("product", bread)["version"]
    shop.do(change_product, product_id=bread, name="Rye bread", version=version)
    before = tables_of(shop.path)
    with refused("stale", Stale, found=version + 1, expected=version):
        shop.do(change_product, product_id=bread, name="White bread", version=version)
    assert tables_of(shop.path) == before
    shop.do(change_product, product_id=bread, name="White bread", version=version + 1)
    assert shop.row("product", bread)["name"] == "White bread"


def test_a_slow_command_is_named_in_the_log(shop: ShopFloor, monkeypatch):
    ticks = itertools.count(0, 0.3)
    monkeypatch.setattr("db.writer.time.perf_counter", lambda: next(ticks))
    with capture_logs() as log:
        shop.do(write_much, then=lambda _uow: None)
    assert [(entry["event"], entry["command"], entry["took_ms"]) for entry in log] == [("slow_command", "write_much", 300)]
