"""An owner's recovery code as a sheet of paper: what it is, what it is for, and where to keep it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.core.documents.blocks import Block, Centre, Pair, Rule, Text
from app.core.documents.pdf import A4, blocks_pdf
from app.core.documents.showing import write_paper
from app.core.documents.wrapping import printable
from app.kernel.i18n import _, translated


def save_recovery_code(*, company: str, owner: str, code: str, language: str, folder: Path) -> Path:
    """Write the sheet as a PDF into a folder, which is made if need be; answers where it lies. Refused: `file.cannot_write`."""
    name = translated(_("Recovery code"), language)
    blocks = tuple(_sheet(company=company, owner=owner, code=code, language=language))
    body = blocks_pdf(blocks, name=name, author=company, language=language, paper=A4)
    return write_paper(body, folder=folder, name=f"{name} {company[:40]}")


def _sheet(*, company: str, owner: str, code: str, language: str) -> Iterator[Block]:
    yield Centre(printable(company), strong=True)
    yield Rule()
    yield Centre(translated(_("Recovery code"), language))
    yield Centre(code, strong=True, large=True)
    yield Rule()
    yield Pair(translated(_("Owner"), language), printable(owner))
    why = _(
        "Whoever has this code can set a new PIN for the owner. Keep this paper where only the owner gets at it, "
        "and delete the file that it was printed from."
    )
    yield Text(translated(why, language))
