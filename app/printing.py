"""Carries queued jobs to the printer and the drawer. No sale waits for it, and it never prints anything twice by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from uuid import UUID

from app.core.documents.paper import text_bytes
from app.core.documents.queries import document_for_job
from app.core.documents.views import Document
from app.core.intents.queries import is_being_registered
from app.core.jobs.commands import (
    mark_drawer_failed,
    mark_drawer_opened,
    mark_failed,
    mark_printed,
    mark_unknown,
    requeue_failed,
    store_rendered,
)
from app.core.jobs.queries import waiting_drawers, waiting_prints
from app.core.jobs.views import PrintJobView
from app.core.settings.queries import read_setting
from app.core.settings.rules import RECEIPT_COLUMNS
from app.kernel.errors import AppError, DeviceFailed, EnvironmentFailed
from app.kernel.log import get_logger
from app.ports import Drawer, Printer
from app.shop import Shop
from db.writer import PRIORITY_JOB

CHANGE_FIRST_S = 0.08
"""So long the paper waits after the drawer: the change is on the screen by then, and no printer begins so quickly."""
SIGN_S = 3.0
"""So long the paper waits for the sign of a fiscal register that answers."""
AGAIN_S = 5.0
"""So often a printer that has failed is asked whether it can print again."""
LAST_S = 3.0
"""So long after the end of the program's work what is queued still goes out: the Z of who closes shift and window at once."""
TOPICS = frozenset({"print", "drawer"})
Typeset = Callable[[Document, int, str], bytes]
"""A document in so many columns and a language, as the bytes of a job for the printer that is there."""
log = get_logger("printing")


def as_text(document: Document, columns: int, language: str) -> bytes:
    """For a printer that takes plain lines."""
    return text_bytes(document, columns=columns, language=language)


def print_waiting(
    shop: Shop, printer: Printer, drawer: Drawer, *, columns: int, language: str, typeset: Typeset = as_text,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """One pass over what is queued, oldest first, the drawer before each job. Answers how many jobs came out on paper.

    A drawer that fails keeps no receipt, a printer that fails keeps no drawer. A job that cannot be rendered is failed
    with its code, and the next goes on. A printer that fails ends the pass: what is still queued stays queued, so that an
    empty roll does not turn a whole morning into failures. Refused: `database.*`.
    """
    printed = 0
    while not stopping():
        open_drawers(shop, drawer)
        job = next(iter(shop.ask(waiting_prints, limit=1)), None)
        if job is None:
            break
        body = _journaled(shop, job, lambda document: typeset(document, columns, language))
        if body is None:
            continue
        if not _sent(shop, printer, job.job_id, body):
            break
        printed += 1
    return printed


def open_drawers(shop: Shop, drawer: Drawer) -> int:
    """Open the drawer for each job that asks for it. Answers how often it has opened. Refused: `database.*`.

    It is written down before the pulse: after a crash the drawer stays shut rather than opening before a stranger.
    """
    opened = 0
    for job_id in shop.ask(waiting_drawers):
        shop.do(mark_drawer_opened, priority=PRIORITY_JOB, job_id=job_id)
        try:
            drawer.open()
            opened += 1
        except Exception as error:
            log.warning("drawer_failed", reason=_reason(error))
            shop.do(mark_drawer_failed, priority=PRIORITY_JOB, job_id=job_id)
    return opened


class PrintThread(threading.Thread):
    """Prints beside the till: wakes when a job is queued, and never dies of a device or a document.

    After a printer's failure it waits until a job is queued anew (a sale, or a person's *print again*); where `is_ready` says
    whether the printer can print, it asks every few seconds, and what has surely not come out goes by itself. Stop it before the
    shop is closed.
    """

    def __init__(
        self, shop: Shop, printer: Printer, drawer: Drawer, *, columns: int | None = None, language: str | None = None,
        typeset: Typeset = as_text, is_ready: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(name="printing", daemon=True)
        self._typeset, self._is_ready, self._has_failed = typeset, is_ready, False
        self._shop, self._printer, self._drawer = shop, printer, drawer
        self._columns, self._language = columns, language
        self._wake, self._stopping, self._latest = threading.Event(), threading.Event(), 0.0
        self._held: frozenset[UUID] = frozenset()
        self._told = threading.Event()
        self._wake.set()  # what was queued before the start is printed too
        shop.listeners.append(self._on_commit)

    def _on_commit(self, topics: frozenset[str]) -> None:
        if topics & TOPICS:
            self._wake.set()
        if "intent" in topics:
            self._told.set()

    def run(self) -> None:
        while True:
            is_news = self._wake.wait(AGAIN_S if self._has_failed else None)
            self._wake.clear()
            try:
                if not is_news:
                    self._try_again()
                self._work()
                self._has_failed = self._is_ready is not None and self._is_held_up()
            except AppError as error:
                log.error("printing_interrupted", reason=error.code)  # the next news tries again
            except Exception:
                log.exception("printing_interrupted")
            if self._stopping.is_set():
                return

    def stop(self, timeout_s: int = 5) -> None:
        """End after what is queued, or after `LAST_S` and the job in hand. One that hangs in its printer is left to the next
        start, which puts it in doubt."""
        self._latest = time.monotonic() + LAST_S
        self._stopping.set()
        self._told.set()
        self._wake.set()
        if self._on_commit in self._shop.listeners:
            self._shop.listeners.remove(self._on_commit)
        if self.is_alive():
            self.join(timeout_s)

    def _work(self) -> None:
        open_drawers(self._shop, self._drawer)
        self._stopping.wait(CHANGE_FIRST_S)
        before = self._queued()
        if before <= self._held:
            return
        self._await_signs()
        columns = self._columns or self._shop.ask(
            read_setting, setting=RECEIPT_COLUMNS, branch_id=self._shop.place.branch_id
        )
        language = self._language or self._shop.place.language
        print_waiting(
            self._shop, self._printer, self._drawer, columns=columns, language=language, typeset=self._typeset,
            stopping=self._is_late,
        )
        self._held = self._queued() & before  # left over by a printer that failed; what came meanwhile is news

    def _try_again(self) -> None:
        if self._is_ready is not None and self._is_ready():
            self._held = frozenset()
            self._shop.do(requeue_failed, priority=PRIORITY_JOB)

    def _is_held_up(self) -> bool:
        failed = self._shop.ask(waiting_prints, states=("failed",))
        return bool(self._held) or any(job.problem == "printer.failed" for job in failed)

    def _await_signs(self) -> None:
        """A receipt that its fiscal register answers at once carries the sign; where it does not answer, no paper waits long."""
        end = time.monotonic() + SIGN_S
        while not self._stopping.is_set() and (left_s := end - time.monotonic()) > 0:
            self._told.clear()
            ids = {job.document_id for job in self._shop.ask(waiting_prints, limit=1000)}
            if not self._shop.ask(is_being_registered, document_ids=ids, now=self._shop.clock()):
                return
            self._told.wait(left_s)

    def _is_late(self) -> bool:
        return self._stopping.is_set() and time.monotonic() > self._latest

    def _queued(self) -> frozenset[UUID]:
        return frozenset(job.job_id for job in self._shop.ask(waiting_prints, limit=1000))


def _journaled(shop: Shop, job: PrintJobView, rendered: Callable[[Document], bytes]) -> bytes | None:
    """The bytes to send, once the journal says that they are being sent; None when there is nothing to send."""
    try:
        document = shop.ask(
            document_for_job, document_kind=job.document_kind, document_id=job.document_id, copy=job.copy, now=shop.clock()
        )
        body: bytes = shop.do(store_rendered, priority=PRIORITY_JOB, job_id=job.job_id, body=rendered(document))
        return body
    except EnvironmentFailed:
        raise
    except AppError as error:
        if error.code != "print.not_queued":  # else somebody was faster, and the job is theirs
            _fail(shop, job.job_id, error.code)
    except Exception:
        log.exception("cannot_render", kind=job.document_kind, job=str(job.job_id))
        _fail(shop, job.job_id, "print.cannot_render")
    return None


def _sent(shop: Shop, printer: Printer, job_id: UUID, body: bytes) -> bool:
    """Whether it is on paper. What may be, and what surely is not, are told apart: only the second is safe to send again."""
    try:
        printer.send(body)
    except Exception as error:
        surely_not = isinstance(error, DeviceFailed) and error.code == "printer.failed"
        log.warning("printer_failed", surely_not=surely_not, reason=_reason(error))
        if surely_not:
            _fail(shop, job_id, "printer.failed")
        else:
            shop.do(mark_unknown, priority=PRIORITY_JOB, job_id=job_id, problem="printer.unknown")
        return False
    shop.do(mark_printed, priority=PRIORITY_JOB, job_id=job_id)
    return True


def _fail(shop: Shop, job_id: UUID, problem: str) -> None:
    shop.do(mark_failed, priority=PRIORITY_JOB, job_id=job_id, problem=problem)


def _reason(error: Exception) -> str:
    return str(error.facts.get("reason", error.code)) if isinstance(error, AppError) else repr(error)
