"""Frozen answers of the verification."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: which check, which row, what was found and what should be there."""

    check: str
    subject: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at (check → rows) and everything that was found."""

    checked: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        return not self.findings
