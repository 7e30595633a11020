"""The thread that tells the centre: soon when there is something, patient when nobody is there, and gone when it should be."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.jobs.queries import sync_state
from app.core.received.views import Cursor, Told
from sync.centre import Centre
from sync.ear import Ear
from sync.line import Limits
from sync.outbox import connect_to, next_batch, note_answers
from sync.pauses import PACE, Pace, growing
from sync.rounds import Round, one_round
from sync.thread import AT_WORK_S, MOST_REST_S, RESTS_LONGER, SyncNow, SyncThread, rest_after
from tests.conftest import NewShopFloor
from tests.shop_floor import ShopFloor
from tests.sync.conftest import TestCentre
from tests.sync.proxy import Proxy, socket_of, through
from tests.sync.waiting import PATIENCE_S, QUICK, STEADY, TestTime

Begin = Callable[..., tuple[SyncThread, TestTime]]


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with Proxy(socket_of(server)) as made:
        yield made


@pytest.fixture
def begin(till: ShopFloor, centre: TestCentre, proxy: Proxy) -> Iterator[Begin]:
    """Starts the thread of the till, by way of the proxy; it ends with the test."""
    threads: list[SyncThread] = []

    def start(*, limits: Limits = QUICK, **options: Any) -> tuple[SyncThread, TestTime]:
        address = through(centre.let_in(till), proxy)
        till.do(connect_to, address=address)
        time = TestTime()
        threads.append(SyncThread(till.shop, Centre(address, limits=limits), waiter=time, pace=STEADY, **options))
        threads[-1].start()
        return threads[-1], time

    yield start
    for thread in threads:
        thread.stop()
        assert not thread.is_alive()


def ear_at(address: str, company_id: UUID) -> Callable[[Callable[[], None]], Ear]:
    return lambda heard: Ear(address, company_id=company_id, heard=heard, limits=QUICK)


def test_it_rests_longer_while_somebody_works():
    assert rest_after(0.004, since_work_s=60) == 0.004
    assert rest_after(0.004, since_work_s=AT_WORK_S / 2) == 0.004 * RESTS_LONGER
    assert rest_after(3, since_work_s=60) == MOST_REST_S


def test_what_waits_is_told_and_then_it_rests(till: ShopFloor, centre: TestCentre, begin: Begin):
    till.sell("111")
    thread, time = begin()
    seen = list[SyncNow]()
    thread.subscribe(seen.append)
    assert time.rests() == STEADY.gap_s
    assert till.ask(next_batch) == ()
    assert centre.value("SELECT count(*) FROM duken.sale") == 1
    now = thread.now
    assert (now.state, now.lag, now.failed, now.failures, now.until) == ("idle", 0, "", 0, None)
    assert now.succeeded_at == till.clock()
    time.passes()
    assert time.rests() == STEADY.usual_s - STEADY.gap_s
    time.passes()
    assert time.rests() == STEADY.gap_s, "the next round"
    assert seen[-2].state == "working"
    assert seen[-1] == thread.now


def test_a_round_says_how_much_it_moved_and_what_tills_disagree_about(till: ShopFloor, centre: TestCentre, begin: Begin):
    place = till.shop.place
    centre.rows(
        "INSERT INTO duken.conflict (company_id, table_name, row_id, field, rule, kept, lost, lost_by, ver) "
        "VALUES (%s, 'product', %s, 'name', 'person', '\"Bread\"', '\"Baton\"', %s, 1) RETURNING 1",
        place.company_id, till.goods["111"], place.till_id,
    )
    told = len(till.ask(next_batch))
    thread, time = begin()
    time.rests()
    assert [(each.field, each.kept, each.lost) for each in thread.now.conflicts or ()] == [("name", "Bread", "Baton")]
    assert thread.now.moved >= told > 0


def test_a_sale_is_told_at_once_and_an_open_cart_is_not(till: ShopFloor, centre: TestCentre, proxy: Proxy, begin: Begin):
    _thread, time = begin()
    time.rests()
    time.passes()
    time.rests()
    sent = proxy.sent
    till.cart("111")
    assert time.rests() == STEADY.gap_s
    time.passes()
    while (rests_s := time.rests()) == STEADY.gap_s:  # each commit by itself
        time.passes()
    assert time.now() + rests_s == STEADY.usual_s, "its own pace is kept"
    assert proxy.sent == sent, "nobody spoke to the centre"
    till.sell("222")
    while not centre.value("SELECT count(*) FROM duken.sale"):
        if time.rests() == STEADY.gap_s:
            time.passes()
    assert till.ask(next_batch) == ()


def test_a_hint_of_the_centre_begins_a_round(till: ShopFloor, centre: TestCentre, proxy: Proxy, begin: Begin):
    place, rounds = till.shop.place, queue.Queue[None]()

    def turn(store: Any, link: Centre, *, stopped: Callable[[], bool]) -> Round:
        rounds.put(None)
        return one_round(store, link, stopped=stopped)

    thread, time = begin(turn=turn, ear=ear_at(through(centre.let_in(till), proxy), place.company_id))
    rounds.get(timeout=PATIENCE_S)
    next_round(rounds, time)  # it listens from now on, and asks what was said before
    for _time in range(3):
        centre.rows("SELECT duken.hint(%s)", place.company_id)
        next_round(rounds, time)
    thread.stop()
    assert rounds.empty(), "one hint, one round"


def test_a_sale_of_one_till_is_at_the_other_by_one_hint(
    till: ShopFloor, new_shop: NewShopFloor, centre: TestCentre, begin: Begin
):
    _thread, time = begin()
    time.rests()
    time.passes()
    other, found, cursor = new_shop(), queue.Queue[Told](), Cursor()
    address = centre.let_in(till, till_id=uuid4())

    def turn(_store: Any, link: Centre, *, stopped: Callable[[], bool]) -> Any:
        nonlocal cursor
        while not (page := link.pull(cursor)).is_last and not stopped():
            cursor = page.cursor
            for each in page.items:
                if isinstance(each, Told) and each.kind == "sale.completed":
                    found.put(each)

    reader = SyncThread(
        other.shop, Centre(address), pace=Pace(usual_s=1000, gap_s=0), turn=turn, ear=ear_at(address, till.shop.place.company_id)
    )
    listening = queue.Queue[SyncNow]()
    reader.subscribe(lambda now: listening.put(now) if now.state == "idle" and now.succeeded_at else None)
    reader.start()
    for _time in range(2):  # its first round, and that of having begun to listen
        listening.get(timeout=PATIENCE_S)
    sold = till.sell("111")
    while till.value("SELECT answered_seq FROM sync_target") < till.value("SELECT max(seq) FROM outbox"):
        if time.rests() == STEADY.gap_s:
            time.passes()
    centre.rows("SELECT duken.hint(%s)", till.shop.place.company_id)
    told = found.get(timeout=PATIENCE_S)
    assert str(sold.sale_id) in told.body.decode()
    reader.stop()
    assert not reader.is_alive()


def next_round(rounds: queue.Queue[None], time: TestTime) -> None:
    """It begins by itself: only the gap behind the last one passes."""
    while rounds.empty():
        if time.rests() == STEADY.gap_s:
            time.passes()
    rounds.get()


def test_who_listens_can_only_listen(till: ShopFloor, centre: TestCentre):
    place, heard = till.shop.place, queue.Queue[None]()
    ear = Ear(centre.let_in(till), company_id=place.company_id, heard=lambda: heard.put(None), limits=QUICK)
    assert ear._line.ready().execute("SHOW transaction_read_only").fetchone() == ("on",)
    ear.start()
    ear.listen()
    heard.get(timeout=PATIENCE_S)  # it listens from here on
    found = centre.rows("SELECT query FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND state = 'idle'")
    assert found == [(f'LISTEN "duken_{place.company_id.hex}"',)]
    ear.stop()
    ear.join(PATIENCE_S)
    assert not ear.is_alive()


def test_an_ear_that_was_cut_says_so_and_listens_again_when_told(till: ShopFloor, centre: TestCentre, proxy: Proxy):
    place, heard = till.shop.place, queue.Queue[None]()
    address = through(centre.let_in(till), proxy)
    ear = Ear(address, company_id=place.company_id, heard=lambda: heard.put(None), limits=QUICK)
    ear.start()
    ear.listen()
    heard.get(timeout=PATIENCE_S)
    proxy.refuse()
    heard.get(timeout=PATIENCE_S)  # whether the centre is there shows in a round
    ear.listen()  # it is not: nobody is asked to look again
    proxy.clear()
    ear.listen()
    heard.get(timeout=PATIENCE_S)
    centre.rows("SELECT duken.hint(%s)", UUID(int=5))  # another company's
    for _time in range(2):
        centre.rows("SELECT duken.hint(%s)", place.company_id)
        heard.get(timeout=PATIENCE_S)
    ear.stop()
    ear.join(PATIENCE_S)
    assert heard.empty()


def test_a_centre_that_is_gone_is_left_alone_for_longer_and_longer_and_one_try_brings_it_back(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, begin: Begin
):
    proxy.refuse()
    till.sell("111")
    thread, time = begin()
    pauses, since = [], None
    for failures in range(1, 6):
        pauses.append(time.rests())
        now = thread.now
        assert (now.state, now.failed, now.failures) == ("waiting", "centre.unreachable", failures)
        assert now.lag == till.value("SELECT count(*) FROM outbox")
        assert now.until is not None
        assert (now.until - till.clock()).total_seconds() == pauses[-1]
        till.sell("222")  # it sells on, and no sale makes it try sooner
        assert time.asked.empty()
        kept = till.ask(sync_state)
        since = since or kept.failed_at
        assert (kept.failed, kept.failed_at) == ("centre.unreachable", since), "also for who asks tomorrow"
        if failures < 5:
            time.passes()
    assert pauses == [2, 4, 8 + 30, 16 + 30, 32 + 30], "after three failures nobody is bothered for a while"
    proxy.clear()
    time.passes()
    assert time.rests() == STEADY.gap_s
    assert (thread.now.state, thread.now.failures, thread.now.lag) == ("idle", 0, 0)
    kept = till.ask(sync_state)
    assert (kept.failed, kept.failed_detail, kept.failed_at) == ("", "", None)
    assert centre.value("SELECT count(*) FROM duken.sale") == 6
    proxy.refuse()
    thread.hurry()
    assert time.rests() == 2, "it begins anew with short pauses"


def test_a_person_who_wants_it_now_need_not_wait(till: ShopFloor, proxy: Proxy, begin: Begin):
    proxy.refuse()
    thread, time = begin()
    for _try in range(4):
        time.rests()
        time.passes()
    time.rests()
    proxy.clear()
    thread.hurry()
    assert time.rests() == STEADY.gap_s
    assert thread.now.state == "idle"


def test_a_bug_in_a_round_does_not_end_it(till: ShopFloor, begin: Begin):
    def broken(*_inputs: Any, **_options: Any) -> Any:
        raise ZeroDivisionError

    thread, time = begin(turn=broken)
    assert time.rests() == 2
    assert (thread.now.failed, thread.now.detail) == ("bug", "ZeroDivisionError")
    time.passes()
    assert time.rests() == 4


@pytest.mark.timeout(60)  # an answer is waited for longer than that
@pytest.mark.parametrize("is_open", [True, False], ids=["that is there", "that is to be made"])
def test_it_stops_at_once_in_the_midst_of_a_network_that_swallows_everything(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, begin: Begin, is_open: bool
):
    endless = Limits(connect_s=100, answer_s=1000)
    till.sell("111")
    if not is_open:
        proxy.black_hole()
    thread, time = begin(limits=endless)
    if is_open:
        time.rests()
        proxy.black_hole()
        till.sell("222")
        thread.hurry()
    swallowed = proxy.swallowed.get(timeout=PATIENCE_S)
    assert swallowed
    thread.stop()
    assert not thread.is_alive()
    assert thread.now.state == "ended"
    till.sell("333")  # the store is nobody's but the till's


@pytest.mark.parametrize("step", ["ask", "do"])
def test_after_stop_the_store_is_not_touched_any_more(till: ShopFloor, begin: Begin, step: str):
    """The answer comes in the moment in which the program ends: it is not noted, and the batch is sent again."""
    till.sell("111")
    answered, may_go, touched = threading.Event(), threading.Event(), list[str]()

    def turn(store: Any, centre: Centre, *, stopped: Callable[[], bool]) -> None:
        batch = store.ask(next_batch)
        answers = centre.push(batch)
        answered.set()
        may_go.wait(PATIENCE_S)
        if step == "do":
            store.do(note_answers, batch=batch, answers=answers)
        else:
            store.ask(next_batch)
        touched.append(step)

    thread, _time = begin(turn=turn)
    answered.wait(PATIENCE_S)
    thread.stop(timeout_s=0)
    may_go.set()
    thread.join(PATIENCE_S)
    assert touched == []
    assert thread.now.failed == ""
    assert till.value("SELECT answered_seq FROM sync_target") == 0


def test_pauses_grow_and_are_not_the_same_for_all():
    for failures in range(1, 12):
        found = {growing(failures) for _time in range(50)}
        assert min(found) >= 1
        assert max(found) <= min(60, 2**failures)
        assert len(found) > 25
    assert PACE.failures > 1
