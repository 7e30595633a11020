"""The way of a receipt from its commit to the paper: never lost, never twice by itself, and no sale waits for it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.core.cash.commands import open_drawer
from app.core.jobs.commands import (
    doubt_interrupted,
    mark_unknown,
    print_again,
    queue_print,
    retry_print,
    store_rendered,
)
from app.core.jobs.queries import waiting_drawers, waiting_prints
from app.kernel.clock import ManualClock
from app.kernel.errors import DeviceFailed
from app.printing import PrintThread, open_drawers, print_waiting
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter
from tests.shop_floor import MORNING, ShopFloor, open_floor, refused

Start = Callable[[], PrintThread]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def printer(tmp_path: Path) -> FilePrinter:
    return FilePrinter(tmp_path / "paper")


@pytest.fixture
def drawer(tmp_path: Path) -> FileDrawer:
    return FileDrawer(tmp_path / "drawer.txt")


def one_pass(till: ShopFloor, printer: FilePrinter, drawer: FileDrawer) -> int:
    return print_waiting(till.shop, printer, drawer, columns=32, language="en")


def states(till: ShopFloor) -> list[str]:
    return [row["state"] for row in till.rows("SELECT state FROM print_job ORDER BY id")]


def jobs(till: ShopFloor, state: str) -> list[UUID]:
    return [job.job_id for job in till.ask(waiting_prints, states=(state,))]


def problems(till: ShopFloor) -> list[str | None]:
    return [row["problem"] for row in till.rows("SELECT problem FROM print_job ORDER BY id")]


def numbers(printer: FilePrinter) -> list[str]:
    """The receipt numbers on paper, each with a star if it is a copy."""
    return [
        next(word for word in sheet.split() if word.startswith("A1-")) + ("*" if "COPY" in sheet else "")
        for sheet in (body.decode() for body in printer.paper())
    ]


def test_a_sale_is_printed_once_in_order_and_the_drawer_opens_for_cash(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer
):
    till.sell("111")
    till.sell("222", card=9990)
    assert one_pass(till, printer, drawer) == 2
    assert one_pass(till, printer, drawer) == 0
    assert (numbers(printer), states(till), drawer.times_opened()) == (["A1-000001", "A1-000002"], ["sent", "sent"], 1)


def test_what_is_on_paper_is_what_the_journal_keeps(till: ShopFloor, printer: FilePrinter, drawer: FileDrawer):
    till.sell("111")
    till.sell("333")
    one_pass(till, printer, drawer)
    assert [row["body"] for row in till.rows("SELECT body FROM print_job ORDER BY id")] == printer.paper()
    assert b"Bread" in printer.paper()[0]
    assert all(till.value("SELECT sent_at FROM print_job") for _ in range(2))


def test_a_stuck_drawer_keeps_no_receipt_and_is_not_opened_later(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer
):
    drawer.stuck = True
    till.sell("111")
    assert one_pass(till, printer, drawer) == 1
    drawer.stuck = False
    assert one_pass(till, printer, drawer) == 0
    assert (drawer.times_opened(), till.value("SELECT state FROM drawer_job")) == (0, "failed")


def test_a_printer_without_paper_keeps_no_drawer_and_loses_nothing(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer
):
    printer.out_of_paper = True
    for _ in range(3):
        till.sell("111")
    assert one_pass(till, printer, drawer) == 0
    assert (states(till), drawer.times_opened()) == (["failed", "queued", "queued"], 3)
    assert problems(till)[0] == "printer.failed"
    printer.out_of_paper = False
    (failed,) = jobs(till, "failed")
    till.do(retry_print, job_id=failed)
    assert one_pass(till, printer, drawer) == 3
    assert numbers(printer) == ["A1-000001", "A1-000002", "A1-000003"]  # none was on paper, so none is a copy
    assert problems(till) == [None] * 3


def test_a_printer_that_dies_in_the_middle_leaves_a_doubt_that_only_a_person_settles(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer, tmp_path: Path
):
    printer.die_at = 40
    till.sell("111")
    assert one_pass(till, printer, drawer) == 0
    torn = (tmp_path / "paper" / "0001.torn").read_bytes()
    assert (states(till), problems(till), len(torn)) == (["unknown"], ["printer.unknown"], 40)
    assert till.value("SELECT body FROM print_job").startswith(torn)
    assert one_pass(till, printer, drawer) == 0
    till.do(retry_print, job_id=jobs(till, "unknown")[0])
    assert one_pass(till, printer, drawer) == 1
    assert numbers(printer) == ["A1-000001*"]


def test_a_failed_job_keeps_its_first_bytes(till: ShopFloor, printer: FilePrinter, drawer: FileDrawer):
    printer.fail_next = 1
    till.sell("111")
    one_pass(till, printer, drawer)
    first = till.value("SELECT body FROM print_job")
    till.setting("receipt.footer", "Other words")
    till.do(retry_print, job_id=jobs(till, "failed")[0])
    one_pass(till, printer, drawer)
    assert printer.paper() == [first]


def test_a_job_without_a_document_fails_with_its_code_and_the_next_goes_on(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer
):
    till.do(queue_print, document_kind="sale", document_id=uuid4())
    till.do(queue_print, document_kind="poster", document_id=uuid4())
    till.sell("111")
    assert one_pass(till, printer, drawer) == 1
    assert states(till) == ["failed", "failed", "sent"]
    assert problems(till) == ["receipt.unknown", "document.unknown_kind", None]


def test_a_receipt_that_no_code_can_draw_does_not_stop_the_next(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer
):
    till.sell("111")
    till.sell("222")
    (first, _second) = jobs(till, "queued")

    class Eccentric(FileDrawer):
        def open(self) -> None:
            raise ZeroDivisionError("a driver's own bug")

    assert print_waiting(till.shop, printer, Eccentric(drawer.path), columns=42, language="xx") == 0
    assert problems(till) == ["print.cannot_render"] * 2
    till.do(retry_print, job_id=first)
    assert one_pass(till, printer, drawer) == 1


def test_a_driver_with_a_bug_of_its_own_leaves_a_doubt(till: ShopFloor, drawer: FileDrawer):
    class Crashing:
        def send(self, job: bytes) -> None:
            raise ZeroDivisionError(len(job))

    till.sell("111")
    assert print_waiting(till.shop, Crashing(), drawer, columns=42, language="en") == 0
    assert states(till) == ["unknown"]


def test_a_reprint_says_copy_and_counts_on(till: ShopFloor, printer: FilePrinter, drawer: FileDrawer):
    done = till.sell("111")
    one_pass(till, printer, drawer)
    for _ in range(2):
        till.do(print_again, document_kind="sale", document_id=done.sale_id)
        one_pass(till, printer, drawer)
    assert ["*** COPY" in sheet.decode() for sheet in printer.paper()] == [False, True, True]
    assert "*** COPY 2 ***" in printer.paper()[2].decode()


def test_every_document_of_a_day_comes_out(till: ShopFloor, printer: FilePrinter, drawer: FileDrawer):
    done = till.sell("111")
    till.give_back(done.sale_id)
    till.do(open_drawer, reason="coins")
    till.close_shift()
    assert one_pass(till, printer, drawer) == 3
    assert "Z report 1" in printer.paper()[2].decode()
    assert (drawer.times_opened(), till.ask(waiting_drawers)) == (3, ())


def test_the_printer_and_its_numbers_survive_a_restart(printer: FilePrinter, tmp_path: Path):
    printer.send(b"one")
    again = FilePrinter(tmp_path / "paper")
    again.send("два".encode())
    assert again.paper() == [b"one", "два".encode()]
    assert sorted(path.name for path in (tmp_path / "paper").iterdir()) == ["0001.txt", "0002.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be made a file there while it is open")
def test_a_disk_that_fails_under_the_simulators_is_a_device_that_failed(printer: FilePrinter, drawer: FileDrawer):
    printer.folder.rmdir()
    with refused("printer.unknown", DeviceFailed):
        printer.send(b"one")
    drawer.path.mkdir()
    with refused("drawer.failed", DeviceFailed):
        drawer.open()


def test_a_job_that_was_interrupted_is_in_doubt_after_the_restart(
    till: ShopFloor, printer: FilePrinter, drawer: FileDrawer, tmp_path: Path
):
    done = till.sell("111")
    till.sell("222")
    till.do(store_rendered, job_id=jobs(till, "queued")[0], body=b"half of it")
    after = till.power_cut(tmp_path / "after")
    with after.shop:
        assert states(after) == ["unknown", "queued"]
        assert one_pass(after, printer, drawer) == 1  # the second was never begun
        after.do(retry_print, job_id=jobs(after, "unknown")[0])
        assert one_pass(after, printer, drawer) == 1
    assert numbers(printer) == ["A1-000002", f"{done.number}*"]
    assert drawer.times_opened() == 0  # nobody may be standing at the till


KILLED_WHILE_PRINTING = """
import os, signal, sys
from pathlib import Path
from app.printing import print_waiting
from app.wiring import open_shop
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter

class PlugPulled(FilePrinter):
    def send(self, job):
        if sys.argv[3] == "after":
            super().send(job)
        os.kill(os.getpid(), signal.SIGKILL)

shop = open_shop(Path(sys.argv[1]))
folder = Path(sys.argv[2])
print_waiting(shop, PlugPulled(folder / "paper"), FileDrawer(folder / "drawer.txt"), columns=32, language="en")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal on Windows")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_program_killed_at_the_printer_prints_nothing_twice_by_itself(till: ShopFloor, tmp_path: Path, moment: str):
    till.sell("111")
    till.sell("222")
    path = till.shop.path
    till.shop.close()
    command = [sys.executable, "-c", KILLED_WHILE_PRINTING, str(path), str(tmp_path), moment]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    printer, drawer = FilePrinter(tmp_path / "paper"), FileDrawer(tmp_path / "drawer.txt")
    on_paper = 1 if moment == "after" else 0
    assert len(printer.paper()) == on_paper
    after = open_floor(path, till.template, ManualClock(MORNING))
    with after.shop:
        assert states(after) == ["unknown", "queued"]
        if on_paper:  # nothing is on paper that the journal does not know
            assert printer.paper() == [after.rows("SELECT body FROM print_job ORDER BY id")[0]["body"]]
        assert one_pass(after, printer, drawer) == 1
        after.do(retry_print, job_id=jobs(after, "unknown")[0])
        assert one_pass(after, printer, drawer) == 1
        assert numbers(printer) == [*["A1-000001"] * on_paper, "A1-000002", "A1-000001*"]
        assert states(after) == ["sent"] * 3  # the doubtful one, the other, and the copy
        assert set(printer.paper()) <= {row["body"] for row in after.rows("SELECT body FROM print_job")}, "all is on record"
        after.check_books()


def test_only_a_doubtful_or_failed_job_is_sent_again(till: ShopFloor):
    till.sell("111")
    (job_id,) = jobs(till, "queued")
    with refused("print.not_retriable", state="queued"):
        till.do(retry_print, job_id=job_id)
    till.do(store_rendered, job_id=job_id, body=b"x")
    with refused("print.not_queued", state="sending"):
        till.do(store_rendered, job_id=job_id, body=b"y")
    till.do(mark_unknown, job_id=job_id, problem="printer.unknown")
    assert till.do(doubt_interrupted) == 0


def test_a_stopped_thread_leaves_the_rest_in_the_queue(till: ShopFloor, printer: FilePrinter, drawer: FileDrawer):
    for _ in range(3):
        till.sell("111")
    left = iter([False, True])
    assert print_waiting(till.shop, printer, drawer, columns=32, language="en", stopping=lambda: next(left)) == 1
    assert states(till) == ["sent", "queued", "queued"]
    thread = PrintThread(till.shop, printer, drawer)
    thread.stop()  # never started: nothing to wait for
    assert (open_drawers(till.shop, drawer), drawer.times_opened()) == (0, 3)  # nobody waits for paper to get at the cash
