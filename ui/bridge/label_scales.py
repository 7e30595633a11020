"""Scales that print labels as screens know them: which there are, what they have not got yet, and telling it to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

OUTCOMES = ("new", "changed", "sent", "unchanged", "refused", "unknown", "unsent", "left")
"""`new` and `changed` wait to be sent; `unknown`: it went out and nobody knows whether it arrived; `unsent`: it never went out;
`left`: the scale still has it, though it is not sold any more."""
WELL = frozenset({"new", "changed", "sent", "unchanged"})
"""Nobody has to do anything about these."""


@dataclass(frozen=True, slots=True)
class LabelScale:
    """One that is declared; `is_file`: its own program takes the goods from a file at that address."""

    key: str
    name: str
    address: str
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """What becomes of one product: its number in the scale, one of `OUTCOMES`, why, and what the scale itself has answered."""

    plu: int | None
    name: str
    price_minor: int | None
    outcome: str
    code: str = ""
    detail: str = ""


class ScaleLoader(Protocol):
    """Asked like queries, or called on a thread of long work."""

    def scales(self, session: Any) -> tuple[LabelScale, ...]:
        """The label scales of this till."""

    def difference(self, session: Any, *, key: str) -> tuple[ScaleRow, ...]:
        """What a scale would be told now; it is not asked. Refused: `not_found`."""

    def load(
        self, *, key: str, everything: bool, told: Callable[[ScaleRow], None], stopping: Callable[[], bool]
    ) -> tuple[ScaleRow, ...]:
        """Tell it; `told` hears each row as it comes. Refused: `not_found`, `file.cannot_write`."""
