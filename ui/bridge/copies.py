"""Copies of documents, on paper or as a file: five quick presses are one copy."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from app.core.jobs.commands import print_again
from app.kernel.errors import AppError
from ui.bridge.desk import Desk
from ui.bridge.pdf import give_out_pdf

SAME_PRESS_S = 1.0
"""A press so soon after another wants the same copy."""


class Copies:
    """A key does nothing while what it asked for is under way, nor within a second of its last press."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._clock = desk, clock
        self._under_way: set[tuple[str, UUID]] = set()
        self._pressed: dict[tuple[str, UUID], float] = {}

    def print_again(self, *, kind: str, document_id: UUID, done: Callable[[], None]) -> None:
        """Once more on paper; it says that it is a copy. A missing right is asked for."""
        if not self._begins("paper", document_id):
            return

        def over() -> None:
            self._under_way.discard(("paper", document_id))

        def printed(_job: UUID) -> None:
            over()
            done()

        def failed(error: AppError) -> None:
            over()
            self._desk.runner.refused.emit(error)

        self._desk.run(
            print_again, done=printed, failed=failed, unanswered=over, document_kind=kind, document_id=document_id
        )

    def save(self, *, kind: str, document_id: UUID, done: Callable[[Path], None]) -> None:
        """As a PDF among the person's files; `done` is told where it lies."""
        if self._begins("file", document_id):
            over = self._under_way.discard
            give_out_pdf(
                self._desk, kind=kind, document_id=document_id, done=done, over=lambda: over(("file", document_id))
            )

    def _begins(self, way: str, document_id: UUID) -> bool:
        what, now = (way, document_id), self._clock()
        self._pressed = {each: at for each, at in self._pressed.items() if now - at < SAME_PRESS_S}
        is_same_press = what in self._pressed or what in self._under_way
        self._pressed[what] = now
        if is_same_press:
            return False
        self._under_way.add(what)
        return True
