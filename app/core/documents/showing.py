"""A stored document for a screen, and as a PDF in a folder of the person's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.documents.blocks import Block, Code
from app.core.documents.layout import blocks, title
from app.core.documents.pdf import pdf_bytes
from app.core.documents.qr import Matrix, qr_matrix
from app.core.documents.queries import document_for_job
from app.kernel.whole_file import whole_file

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen shows of a document: its title, what stands on the paper, and the squares of its codes by what they say."""

    document_id: UUID
    title: str
    blocks: tuple[Block, ...]
    squares: Mapping[str, Matrix] = field(default_factory=dict)


def shown_document(session: Session, *, document_kind: str, document_id: UUID, language: str) -> Shown:
    """A sale, return, Z, cash order or account receipt as its paper. Refused: as `document_for_job`."""
    document = document_for_job(session, document_kind=document_kind, document_id=document_id)
    found = blocks(document, language=language, with_symbol=True)
    return Shown(document_id, title(document, language=language), found, squares_of(found))


def squares_of(found: Sequence[Block]) -> dict[str, Matrix]:
    """Of each QR code on a paper."""
    return {block.content: qr_matrix(block.content) for block in found if isinstance(block, Code)}


def save_document(
    session: Session, *, document_kind: str, document_id: UUID, language: str, folder: Path, copy: int = 0
) -> Path:
    """Write a document as a PDF into a folder, which is made if need be; answers where it lies. The same copy of a document has
    the same name and the same bytes. Refused: as `document_for_job`; `file.cannot_write`.
    """
    document = document_for_job(session, document_kind=document_kind, document_id=document_id, copy=copy)
    return write_paper(pdf_bytes(document, language=language), folder=folder, name=title(document, language=language))


def write_paper(body: bytes, *, folder: Path, name: str, ending: str = "pdf") -> Path:
    """A file under a name without what files must not be called, whole or not at all. Refused: `file.cannot_write`."""
    path = folder / f"{_UNSAFE.sub('_', name).strip(' .')}.{ending}"
    with whole_file(path, make_folder=True) as file:
        file.write(body)
    return path
