"""Labels as screens know them: which there are, where they can go, how one looks, and making many of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.core.catalog.views import ProductView

SHEETS = "pdf"
"""The destination that is sheets of paper, and always there."""


@dataclass(frozen=True, slots=True)
class LabelGoods:
    """Goods that want labels: how many, and what only a person knows (the price before, what they are made of)."""

    product: ProductView
    copies: int = 1
    old_price_minor: int | None = None
    composition: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """A label printer by its id, or `SHEETS`."""

    key: str
    name: str


class LabelMaker(Protocol):
    """Its functions draw and wait for devices: they are asked like queries, or called on a thread of long work."""

    @property
    def templates(self) -> tuple[str, ...]:
        """The labels that there are, by name."""

    def destinations(self, session: Any) -> tuple[Destination, ...]:
        """The label printers of this till; not the sheets."""

    def picture(self, session: Any, *, goods: LabelGoods, template: str, language: str) -> bytes:
        """How a label looks, as PNG."""

    def make(
        self, goods: Sequence[LabelGoods], *, template: str, to: str, language: str, first: int,
        told: Callable[[int], None], stopping: Callable[[], bool],
    ) -> Path | None:
        """All labels, one kind of goods after the other; `told` hears how many goods are done. `first` is the first free place of
        the sheet. Answers where the sheets lie (None: on a printer, or stopped). Refused: `label.*`, `device.*`, `file.*`."""
