"""Looks at what lies on paper: each sheet belongs to a recorded job of a finished document, and no job came out twice."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from app.bench.crash.check import Tally
from app.bench.crash.promises import Promises

Job = tuple[bytes, str, bytes, int, str]
"""Its id, the kind and id of its document, which copy it is, its state."""
_FINISHED = {
    "sale": "SELECT 1 FROM sale WHERE id = ? AND state = 'completed'",
    "return": "SELECT 1 FROM sale_return WHERE id = ?",
    "z": "SELECT 1 FROM shift JOIN shift_closing c ON c.shift_id = shift.id WHERE shift.id = ? AND state = 'closed'",
    "cash": "SELECT 1 FROM cash_operation WHERE id = ?",
    "account": "SELECT 1 FROM account_operation WHERE id = ?",
}
_IN_DOUBT = "(state IN ('unknown', 'sending') OR (state = 'sent' AND sent_at IS NULL))"


class PaperTrail:
    """Remembers from kill to kill which sheets it has looked at and which jobs it has found on them."""

    def __init__(self, paper: Path, drawer: Path) -> None:
        self._paper, self._drawer = paper, drawer
        self._seen: dict[bytes, str] = {}
        self._first_prints: dict[bytes, str] = {}
        self._settled: set[bytes] = set()
        self._strangers: set[bytes] = set()
        self._looked_at = self.torn = 0

    def check(self, connection: sqlite3.Connection, promised: Promises, tally: Tally) -> None:
        """Look at the sheets that are new, and at the jobs that say that they were printed."""
        jobs = self._unsettled(connection)
        for sheet in self._new_sheets():
            self._look_at(connection, sheet, jobs, tally)
        for job_id, _kind, _document, _copy, state in jobs.values():
            if state == "sent" and job_id not in self._settled:
                self._settled.add(job_id)
                tally.lose(f"print job {job_id.hex()} was marked as printed, and is on no paper")
        under_way = [job_id for job_id, _kind, _document, _copy, state in jobs.values() if state == "sending"]
        if len(under_way) > 1:
            tally.say(f"{len(under_way)} print jobs are being sent: a restart has left one of them like that")
        missing = promised.sheets - self._looked_at
        if missing > 0:
            tally.lose(f"{missing} sheets that had come out")
        elif missing < (-1 if promised.printing else 0):
            tally.say(f"{-missing} sheets more than the printer has spoken of")
        promised.sheets, promised.printing = self._looked_at, False
        self._check_torn(connection, tally)
        self._check_drawer(connection, tally)

    def check_all(self, connection: sqlite3.Connection, tally: Tally) -> None:
        """At the end: the journal still has the very bytes of every sheet that ever came out."""
        bodies = connection.execute("SELECT body FROM print_job WHERE body IS NOT NULL")
        recorded = {hashlib.sha256(body).digest() for (body,) in bodies}
        for digest, name in self._seen.items():
            if digest not in recorded and digest not in self._strangers:
                tally.unrecorded_prints += 1
                tally.say(f"unrecorded: the journal has no longer what is on {name}")

    def _look_at(self, connection: sqlite3.Connection, sheet: Path, jobs: dict[bytes, Job], tally: Tally) -> None:
        self._looked_at += 1
        digest = hashlib.sha256(sheet.read_bytes()).digest()
        if digest in self._seen:
            tally.doubled_prints += 1
            tally.double(f"{sheet.name} is {self._seen[digest]} once more, without COPY")
            return
        self._seen[digest] = sheet.name
        job = jobs.get(digest)
        if job is None:
            self._strangers.add(digest)
            tally.unrecorded_prints += 1
            tally.say(f"unrecorded: nobody has asked for {sheet.name}")
            return
        job_id, kind, document_id, copy, state = job
        self._settled.add(job_id)
        if state not in ("sending", "sent"):
            tally.say(f"print job {job_id.hex()} is {state}, and on {sheet.name}")
        if connection.execute(_FINISHED[kind], (document_id,)).fetchone() is None:
            tally.unrecorded_prints += 1
            tally.say(f"unrecorded: {sheet.name} is of a {kind} that is not finished")
        if copy == 0 and document_id in self._first_prints:
            tally.doubled_prints += 1
            tally.double(f"{sheet.name} and {self._first_prints[document_id]} are both first prints of {document_id.hex()}")
        elif copy == 0:
            self._first_prints[document_id] = sheet.name

    def _unsettled(self, connection: sqlite3.Connection) -> dict[bytes, Job]:
        """By the hash of their bytes: jobs that were rendered and not yet found on paper, or that are not done with.

        One that is done with and was never seen to come out (`sent_at` is empty) has its copy, and may be on no paper.
        """
        rows = connection.execute("SELECT id, state, sent_at FROM print_job").fetchall()
        waiting = [job_id for job_id, state, _at in rows if state != "sent"]
        wanted = waiting + [job_id for job_id, state, at in rows if state == "sent" and at and job_id not in self._settled]
        found: dict[bytes, Job] = {}
        for job_id in wanted:
            sql = "SELECT body, id, document_kind, document_id, copy, state FROM print_job WHERE id = ? AND body IS NOT NULL"
            for body, *job in connection.execute(sql, (job_id,)):
                found[hashlib.sha256(body).digest()] = (job[0], job[1], job[2], job[3], job[4])
        return found

    def _new_sheets(self) -> list[Path]:
        sheets = [path for path in self._paper.glob("*.txt") if path.stem.isdigit()]
        return sorted(sheets, key=lambda path: int(path.stem))[self._looked_at :]

    def _check_torn(self, connection: sqlite3.Connection, tally: Tally) -> None:
        """A piece of a sheet is of a job that is in doubt, or was until a person sent its copy: never of one that was printed."""
        torn = sorted(path for path in self._paper.glob("*.torn") if path.stem.isdigit())
        (doubted,) = connection.execute(f"SELECT count(*) FROM print_job WHERE {_IN_DOUBT}").fetchone()
        if len(torn) > doubted:
            tally.lose(f"{len(torn)} sheets were torn, and the journal doubts {doubted} jobs only")
        for sheet in torn[self.torn :]:
            piece = sheet.read_bytes()
            sql = f"SELECT 1 FROM print_job WHERE {_IN_DOUBT} AND substr(body, 1, ?) = ?"
            if connection.execute(sql, (len(piece), piece)).fetchone() is None:
                tally.unrecorded_prints += 1
                tally.say(f"unrecorded: {sheet.name} is a piece of no job that is in doubt")
        self.torn = len(torn)

    def _check_drawer(self, connection: sqlite3.Connection, tally: Tally) -> None:
        """It opens only for a job, and once: the journal is written before the pulse."""
        opened = self._drawer.read_bytes().count(b"\n") if self._drawer.exists() else 0
        (asked,) = connection.execute("SELECT count(*) FROM drawer_job WHERE state = 'sent'").fetchone()
        if opened > asked:
            tally.double(f"the drawer has opened {opened} times for {asked} jobs")
