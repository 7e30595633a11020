"""The centre's schema in numbered steps; each is run once, in order, and only ever adds."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Step(NamedTuple):
    """One file: its number, its name without the number, its SQL."""

    number: int
    name: str
    sql: str


def steps() -> list[Step]:
    """All steps in their order."""
    found = []
    for path in sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        number, _underscore, name = path.stem.partition("_")
        found.append(Step(int(number), name, path.read_text(encoding="utf-8")))
    return found
