"""Frozen answers of the verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is about, as people know it: a document with number and moment, a product or a customer by name.

    `kind` is a document's (`sale`, `return`, `shift`, …) or a table's; `line` is the name on one of its lines.
    """

    kind: str
    number: str | None
    at: datetime | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: which check, which row, what was found and what should be there, exactly.

    `figure` says which column, and its ending how it is written (`_minor`, `_milli`); `problem` is the kind of finding where
    it is not about a figure. `about` is filled by the verification from `row_id`.
    """

    check: str
    subject: str
    found: str
    expected: str
    figure: str = ""
    problem: str = "figure"
    row_id: UUID | None = None
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at (check → rows) and everything that was found."""

    checked: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        return not self.findings
