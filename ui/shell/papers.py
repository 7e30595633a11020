"""The papers of what was just done: once more from the printer, or as a PDF to be sent to whoever asks for one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.core.jobs.commands import print_again
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.bridge.pdf import give_out_pdf
from ui.pages.payment.outcome import OutcomePage

if TYPE_CHECKING:
    from ui.shell.window import Window


class Papers:
    """Answers the keys of an `OutcomePage` with a sentence in the window."""

    def __init__(self, desk: Desk, window: Window) -> None:
        self._desk, self._window = desk, window

    def offer(self, page: OutcomePage, *documents: tuple[str, UUID]) -> None:
        """These documents (kind, id) are what its keys print and save."""
        for kind, document_id in documents:
            page.print_wanted.connect(partial(self._print, kind, document_id))
            page.save_wanted.connect(partial(self._save, kind, document_id))

    def _print(self, kind: str, document_id: UUID) -> None:
        words = self._desk.say(_("It is printed again."))
        self._desk.run(print_again, done=lambda _job: self._tell(words), document_kind=kind, document_id=document_id)

    def _save(self, kind: str, document_id: UUID) -> None:
        give_out_pdf(self._desk, kind=kind, document_id=document_id, done=self._saved)

    def _saved(self, path: Path) -> None:
        self._tell(self._desk.say(_("Saved: {path}")).format(path=path))

    def _tell(self, words: str) -> None:
        self._window.say(words, kind="primary")
