"""The papers of what was just done: once more from the printer, or as a PDF to be sent to whoever asks for one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.kernel.i18n import _
from ui.bridge.copies import Copies
from ui.bridge.desk import Desk
from ui.pages.payment.outcome import OutcomePage

if TYPE_CHECKING:
    from ui.shell.window import Window


class Papers:
    """Answers the keys of an `OutcomePage` with a sentence in the window."""

    def __init__(self, desk: Desk, window: Window) -> None:
        self._desk, self._window, self._copies = desk, window, Copies(desk)

    def offer(self, page: OutcomePage, *documents: tuple[str, UUID], is_printed: bool = True) -> None:
        """These documents (kind, id) are what its keys print and save; `is_printed`: a paper came by itself."""
        words = self._desk.say(_("It is printed again.") if is_printed else _("It is being printed."))
        for kind, document_id in documents:
            page.print_wanted.connect(partial(self._print, kind, document_id, words))
            page.save_wanted.connect(partial(self._save, kind, document_id))

    def _print(self, kind: str, document_id: UUID, words: str) -> None:
        self._copies.print_again(kind=kind, document_id=document_id, done=lambda: self._tell(words))

    def _save(self, kind: str, document_id: UUID) -> None:
        self._copies.save(kind=kind, document_id=document_id, done=self._saved)

    def _saved(self, path: Path) -> None:
        self._tell(self._desk.say(_("Saved: {path}")).format(path=path))

    def _tell(self, words: str) -> None:
        self._window.say(words, kind="primary")
