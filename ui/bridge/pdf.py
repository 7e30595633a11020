"""A document as a PDF among the person's files: a copy like one on paper, so it asks for the same right and is on record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from app.core.documents.showing import save_document
from app.core.jobs.commands import give_out_again
from app.kernel.paths import documents_folder
from ui.bridge.desk import Desk


def give_out_pdf(desk: Desk, *, kind: str, document_id: UUID, done: Callable[[Path], None]) -> None:
    """Count the copy, then write it; `done` is told where it lies. A missing right is asked for, a full disk told."""

    def write(copy: int) -> None:
        desk.ask(
            save_document, done=done, document_kind=kind, document_id=document_id, language=desk.language,
            folder=documents_folder(), copy=copy,
        )

    desk.run(give_out_again, done=write, document_kind=kind, document_id=document_id)
