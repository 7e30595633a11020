"""A document as a PDF among the person's files: a copy like one on paper, so it asks for the same right and is on record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from app.core.documents.showing import save_document
from app.core.jobs.commands import give_out_again
from app.kernel.errors import AppError
from app.kernel.paths import documents_folder
from ui.bridge.desk import Desk


def give_out_pdf(
    desk: Desk, *, kind: str, document_id: UUID, done: Callable[[Path], None], over: Callable[[], None]
) -> None:
    """Count the copy, then write it; `done` is told where it lies. A missing right is asked for, a full disk told.

    `over` hears, before that, that nothing is under way any more.
    """

    def saved(path: Path) -> None:
        over()
        done(path)

    def failed(error: AppError) -> None:
        over()
        desk.runner.refused.emit(error)

    def write(copy: int) -> None:
        desk.ask(
            save_document, done=saved, failed=failed, document_kind=kind, document_id=document_id, language=desk.language,
            folder=documents_folder(), copy=copy,
        )

    desk.run(give_out_again, done=write, failed=failed, unanswered=over, document_kind=kind, document_id=document_id)
