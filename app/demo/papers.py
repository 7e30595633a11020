"""What the demo's printer has printed, named by document, with a PDF beside each. It prints nothing past the journal."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.documents.paper import text_bytes
from app.core.documents.pdf import pdf_bytes
from app.core.documents.queries import document_for_job
from app.core.documents.views import Document, XView, ZView
from app.kernel.whole_file import whole_file
from app.printing import print_waiting
from app.shop import Shop
from db.models.documents import PrintJob
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter

COLUMNS = 42
Job = tuple[UUID, str, UUID, int]


class Papers:
    """`receipts/NNNN-NUMBER.txt` is the very sheet that came out of the printer; `.pdf` is the same document."""

    def __init__(self, shop: Shop, folder: Path, drawer: Path, *, language: str) -> None:
        self._shop, self.folder, self._language = shop, folder, language
        self.printer, self.drawer = FilePrinter(folder), FileDrawer(drawer)
        self.columns = COLUMNS
        self._filed: set[UUID] = set()
        self.files: list[str] = []

    def collect(self) -> None:
        """Print what is queued and file the sheets in the order in which they came out."""
        print_waiting(self._shop, self.printer, self.drawer, columns=self.columns, language=self._language)
        self.file()

    def file(self) -> None:
        """Name the sheets that lie in the printer's tray, by whomever they were printed."""
        fresh = [job for job in self._shop.ask(_printed) if job[0] not in self._filed]
        sheets = sorted(path for path in self.folder.glob("*.txt") if path.stem.isdigit())
        assert len(fresh) == len(sheets), "each job is one sheet of paper"
        for sheet, (job_id, kind, document_id, copy) in zip(sheets, fresh, strict=True):
            document = self._shop.ask(document_for_job, document_kind=kind, document_id=document_id, copy=copy)
            self._file(document, sheet.read_bytes())
            sheet.unlink()
            self._filed.add(job_id)

    def show(self, document: Document) -> None:
        """A report that is only looked at: no fact stands behind an X, so the journal has no job for it."""
        self._file(document, text_bytes(document, columns=self.columns, language=self._language))

    def times_opened(self) -> int:
        """How often the drawer has opened."""
        return self.drawer.times_opened()

    def _file(self, document: Document, sheet: bytes) -> None:
        name = f"{len(self.files) + 1:04d}-{number_of(document)}"
        for ending, body in (("txt", sheet), ("pdf", pdf_bytes(document, language=self._language))):
            with whole_file(self.folder / f"{name}.{ending}") as file:
                file.write(body)
        self.files.append(name)


def number_of(document: Document) -> str:
    """A document's number as part of a file's name; a copy says so."""
    if isinstance(document, XView | ZView):
        name = f"{'X' if isinstance(document, XView) else 'Z'}-{document.report.number}"
    else:
        name = document.number
    return f"{name}-copy{document.copy}" if document.copy else name


def _printed(session: Session) -> list[Job]:
    query = select(PrintJob.id, PrintJob.document_kind, PrintJob.document_id, PrintJob.copy).where(PrintJob.state == "sent")
    return list(session.execute(query.order_by(PrintJob.id)))
