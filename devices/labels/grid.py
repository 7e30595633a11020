"""How labels stand on a sheet of paper: columns and rows, edges and gaps, and the first place that is still free. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.errors import RuleBroken
from devices.labels.template import Template

A4 = (210.0, 297.0)
SMALLEST = 10.0
"""Millimetres: no label is narrower or lower."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of labels; lengths in millimetres. `first` is the place of the first label, from 1 on, row by row: a sheet that was
    begun is used up."""

    columns: int
    rows: int
    edge_x: float = 8
    edge_y: float = 8
    gap_x: float = 2
    gap_y: float = 2
    first: int = 1
    width: float = A4[0]
    height: float = A4[1]

    @property
    def places(self) -> int:
        """On one sheet."""
        return self.columns * self.rows

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of one place."""
        columns, rows = max(1, self.columns), max(1, self.rows)
        wide = (self.width - 2 * self.edge_x - (columns - 1) * self.gap_x) / columns
        return wide, (self.height - 2 * self.edge_y - (rows - 1) * self.gap_y) / rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of a place, from 0 on, seen from the sheet's upper left corner."""
        row, column = divmod(place, self.columns)
        wide, high = self.cell
        return self.edge_x + column * (wide + self.gap_x), self.edge_y + row * (high + self.gap_y)

    def check(self) -> None:
        """Refused: `label.sheet_wrong` with the `field` that is wrong (`columns`, `rows`, `edge`, `gap`, `first`)."""
        wrong = next((field for field, is_right in self._rules() if not is_right), None)
        if wrong is not None:
            raise RuleBroken("label.sheet_wrong", field=wrong)

    def _rules(self) -> tuple[tuple[str, bool], ...]:
        has_columns, has_rows = 1 <= self.columns <= 100, 1 <= self.rows <= 100
        return (
            ("edge", self.edge_x >= 0 and self.edge_y >= 0),
            ("gap", 0 <= self.gap_x <= self.width and 0 <= self.gap_y <= self.height),
            ("columns", has_columns and self.cell[0] >= SMALLEST), ("rows", has_rows and self.cell[1] >= SMALLEST),
            ("first", 1 <= self.first <= self.places),
        )


def grid_for(template: Template, *, edge: float = 8, gap: float = 2, first: int = 1) -> Grid:
    """As many labels of that size as have room on A4; `check` says whether the lengths can be."""
    if not (0 <= edge < A4[0] and 0 <= gap < A4[0]):
        return Grid(1, 1, edge, edge, gap, gap, first)
    columns = max(1, int((A4[0] - 2 * edge + gap) // (template.width + gap)))
    rows = max(1, int((A4[1] - 2 * edge + gap) // (template.height + gap)))
    return Grid(columns, rows, edge, edge, gap, gap, first)
