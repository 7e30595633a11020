"""The thread that prints beside the till wakes when there is something, rests when a printer fails, ends with nothing left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.cash.commands import open_drawer
from app.core.intents.commands import mark_answered, mark_asked
from app.core.intents.queries import waiting_intents
from app.core.intents.views import FISCAL_KINDS
from app.core.jobs.commands import retry_print
from app.ports import FiscalAnswer
from app.printing import PrintThread
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter
from tests.devices.test_printing import jobs, numbers, states
from tests.shop_floor import ShopFloor

Start = Callable[[], PrintThread]


class Watched(FilePrinter):
    """Tells a waiting test when something came out or failed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.done = threading.Semaphore(0)

    def send(self, job: bytes) -> None:
        try:
            super().send(job)
        finally:
            self.done.release()


class WatchedDrawer(FileDrawer):
    """The same for a drawer."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.done = threading.Semaphore(0)

    def open(self) -> None:
        super().open()
        self.done.release()


@pytest.fixture
def drawer_watched(tmp_path: Path) -> WatchedDrawer:
    return WatchedDrawer(tmp_path / "drawer.txt")


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "paper")


@pytest.fixture
def start(till: ShopFloor, watched: Watched, drawer_watched: WatchedDrawer):
    threads: list[PrintThread] = []

    def begin() -> PrintThread:
        threads.append(PrintThread(till.shop, watched, drawer_watched))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.stop()
        assert not thread.is_alive()


def test_the_thread_prints_what_waited_and_then_what_is_sold(
    till: ShopFloor, watched: Watched, drawer_watched: WatchedDrawer, start: Start
):
    till.sell("111")
    thread = start()
    assert watched.done.acquire(timeout=30)
    till.sell("222")
    assert watched.done.acquire(timeout=30)
    thread.stop()
    assert (numbers(watched), states(till), drawer_watched.times_opened()) == (["A1-000001", "A1-000002"], ["sent", "sent"], 2)
    assert max(map(len, watched.paper()[0].decode().splitlines())) == 42  # the shop's own setting


def test_the_thread_does_not_turn_a_morning_without_paper_into_failures(
    till: ShopFloor, watched: Watched, drawer_watched: WatchedDrawer, start: Start
):
    watched.out_of_paper = True
    for _ in range(5):
        till.sell("111")
    start()
    assert watched.done.acquire(timeout=30)
    for _ in range(3):  # each wakes the thread again, and the second that is done proves that the first is over
        till.do(open_drawer, reason="coins")
    for _ in range(5 + 3):
        assert drawer_watched.done.acquire(timeout=30)
    assert states(till) == ["failed", *["queued"] * 4]
    watched.out_of_paper = False
    till.do(retry_print, job_id=jobs(till, "failed")[0])
    for _ in range(5):
        assert watched.done.acquire(timeout=30)
    assert numbers(watched) == [f"A1-00000{number}" for number in range(1, 6)]


def test_a_new_sale_wakes_the_thread_after_a_failure(
    till: ShopFloor, watched: Watched, start: Start
):
    watched.fail_next = 1
    till.sell("111")
    till.sell("222")
    start()
    assert watched.done.acquire(timeout=30)
    till.sell("333")
    for _ in range(2):
        assert watched.done.acquire(timeout=30)
    assert numbers(watched) == ["A1-000002", "A1-000003"]


def test_what_is_queued_when_the_program_ends_still_comes_out(till: ShopFloor, watched: Watched, start: Start):
    for _ in range(10):
        start().stop()
        thread = start()
        till.sell("111")
        thread.stop()
    assert states(till) == ["sent"] * 10


def test_the_paper_waits_a_moment_for_the_sign_of_a_register_that_answers(till: ShopFloor, watched: Watched, start: Start):
    till.device("fiscal_register", driver="webkassa", address="http://127.0.0.1:1")
    till.sell("111", cash=3000)
    (intent_id,) = till.ask(waiting_intents, kinds=FISCAL_KINDS)
    till.do(mark_asked, intent_id=intent_id, device="register")
    start()
    till.do(mark_answered, intent_id=intent_id, answer=FiscalAnswer("approved", sign="7000001"))
    assert watched.done.acquire(timeout=10)
    assert "7000001" in watched.paper()[0].decode()
