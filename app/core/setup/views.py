"""Frozen answers about the till itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOffView:
    """A screen's name (empty: none is known) and what it needs to stand there again, as JSON.

    `has_shift`: a shift is open now.
    """

    screen: str
    facts: str
    has_shift: bool
