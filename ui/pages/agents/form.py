"""Goods with a quantity each, before something is done with them: handed over, taken back, accepted, approved. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.core.agents.views import AllocationView

HAND_OVER, TAKE_BACK, ANSWER, APPROVE, SOLD_BACK = "hand_over", "take_back", "answer", "approve", "sold_back"
DRAFTS = (HAND_OVER, TAKE_BACK)
"""Forms that goods are scanned into; the others have the lines of a document."""
PIECE = 1000


@dataclass(frozen=True, slots=True)
class FormLine:
    """`key` is the product of a draft, the line of a transfer or a sale, the product of a request. `most_milli` is what there is
    of it (None: not known yet), `back_milli` what came back before, `taken_of` the transfers that a sold line took of."""

    key: UUID
    product_id: UUID
    name: str
    unit: str
    milli: int
    most_milli: int | None = None
    back_milli: int = 0
    taken_of: tuple[AllocationView, ...] = ()


@dataclass(frozen=True, slots=True)
class FormView:
    """`subject_id` is the transfer, request or sale; `is_open`: its quantities may still be said. `state` is the document's."""

    kind: str
    subject_id: UUID | None = None
    number: str = ""
    at: datetime | None = None
    person: str = ""
    note: str = ""
    state: str = ""
    is_open: bool = True
    lines: tuple[FormLine, ...] = ()
    chosen: UUID | None = None

    @property
    def is_draft(self) -> bool:
        """Goods may be added."""
        return self.kind in DRAFTS

    @property
    def place(self) -> int:
        """Where the chosen line stands, or −1."""
        return next((at for at, line in enumerate(self.lines) if line.key == self.chosen), -1)

    @property
    def line(self) -> FormLine | None:
        """The chosen line."""
        return self.lines[self.place] if self.place >= 0 else None

    @property
    def pieces(self) -> int:
        """How many pieces altogether."""
        return sum(line.milli for line in self.lines) // PIECE

    def walked_to(self, place: int) -> FormView:
        """With the line chosen that stands there, or the nearest."""
        if not self.lines:
            return self
        return replace(self, chosen=self.lines[max(0, min(len(self.lines) - 1, place))].key)

    def with_quantity(self, milli: int) -> FormView:
        """With so much of the chosen line; nothing takes it out of a draft."""
        if self.is_draft and milli == 0:
            return self.without_chosen()
        lines = tuple(replace(line, milli=milli) if line.key == self.chosen else line for line in self.lines)
        return replace(self, lines=lines)

    def with_more(self, line: FormLine) -> FormView:
        """With so much more of a product; the newest stands first."""
        before = next((each for each in self.lines if each.key == line.key), None)
        if before is None:
            return replace(self, lines=(line, *self.lines), chosen=line.key)
        lines = tuple(replace(each, milli=each.milli + line.milli) if each is before else each for each in self.lines)
        return replace(self, lines=lines, chosen=line.key)

    def without_chosen(self) -> FormView:
        """Without the chosen line; the next one is chosen."""
        place = self.place
        lines = tuple(line for line in self.lines if line.key != self.chosen)
        return replace(self, lines=lines, chosen=None).walked_to(place)

    @property
    def is_all(self) -> bool:
        """All that there is of each line is taken."""
        return all(line.milli == line.most_milli for line in self.lines)

    def all_or_nothing(self) -> FormView:
        """All that there is of each line, or nothing where that is so already."""
        is_all = self.is_all
        return replace(self, lines=tuple(replace(line, milli=0 if is_all else line.most_milli or 0) for line in self.lines))

    def knowing(self, there: dict[UUID, int]) -> FormView:
        """With how much there is of each product."""
        lines = tuple(replace(line, most_milli=there.get(line.product_id, 0)) for line in self.lines)
        return replace(self, lines=lines)
