"""Many labels as one job, step by step, so that a window can show how far it is and stop it half-way."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal, get_args

from app.kernel.errors import RuleBroken
from devices.labels.drawing import drawn
from devices.labels.grid import Grid, grid_for
from devices.labels.languages import epl, tspl, zpl
from devices.labels.template import Label, Template

Form = Literal["zpl", "tspl", "epl", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
MOST_COPIES = 9999
"""What every label printer can count to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label, and how often."""

    label: Label
    copies: int = 1


def batch(
    wanted: Sequence[Wanted], template: Template, out: BinaryIO, *, form: Form, dots_mm: int = 8, gap_mm: float = 2,
    grid: Grid | None = None,
) -> Generator[int]:
    """Write all of them to `out` in the words of a printer, or as sheets of paper; yields how many labels are done by now.

    Who stops asking stops the work: a PDF is then not written at all, and what a printer was to get must be thrown away.
    `gap_mm` is between two labels of a roll, `grid` (None: as many as have room on A4) for `pdf` only. Refused before the first
    step: `label.template_wrong` (a box stands out of the label), `label.count_wrong`, `label.sheet_wrong`.
    """
    if template.outside():
        raise RuleBroken("label.template_wrong", field=template.outside()[0].what)
    if not all(1 <= each.copies <= MOST_COPIES for each in wanted):
        raise RuleBroken("label.count_wrong", most=MOST_COPIES)
    if form == "pdf":
        sheet = grid or grid_for(template)
        sheet.check()
        return _on_sheets(wanted, template, out, sheet)
    return _on_a_roll(wanted, template, out, form, dots_mm, gap_mm)


def _on_sheets(wanted: Sequence[Wanted], template: Template, out: BinaryIO, grid: Grid) -> Generator[int]:
    from devices.labels.sheets import Sheets

    sheets, done = Sheets(out, template, grid), 0
    for each in wanted:
        for _copy in range(each.copies):
            sheets.put(each.label)
            done += 1
            yield done
    sheets.save()


def _on_a_roll(
    wanted: Sequence[Wanted], template: Template, out: BinaryIO, form: Form, dots_mm: int, gap_mm: float
) -> Generator[int]:
    done = 0
    for each in wanted:
        picture = drawn(each.label, template, dots_mm=dots_mm)
        if form == "zpl":
            out.write(zpl(picture, copies=each.copies))
        elif form == "tspl":
            size = {"width_mm": template.width, "height_mm": template.height, "gap_mm": gap_mm}
            out.write(tspl(picture, copies=each.copies, **size))
        else:
            out.write(epl(picture, gap_dots=round(gap_mm * dots_mm), copies=each.copies))
        done += each.copies
        yield done
