"""Labels on sheets of paper: codes are read back from the page, letters are letters, places are kept, and it can be stopped."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.kernel.errors import RuleBroken
from devices.labels.batch import Wanted, batch
from devices.labels.grid import Grid, grid_for
from devices.labels.template import TEMPLATES, Label, Template
from tests.devices.reading_labels import codes_in, pages_of
from tests.devices.test_labels import MILK


def sheets(labels: list[Wanted], template: Template = TEMPLATES["shelf"], grid: Grid | None = None) -> bytes:
    out = io.BytesIO()
    assert list(batch(labels, template, out, form="pdf", grid=grid))[-1] == sum(each.copies for each in labels)
    return out.getvalue()


def test_codes_are_read_back_from_the_page_and_words_are_words():
    pdf = sheets([Wanted(MILK)])
    (page,) = pages_of(pdf)
    assert codes_in(page) == {("EAN13", MILK.barcode), ("QRCode", MILK.square)}
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for words in (MILK.name, MILK.price, MILK.old_price, MILK.composition, MILK.date):
        assert words in text


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_place_of_a_full_sheet_has_its_own_label(name: str):
    grid = grid_for(TEMPLATES[name])
    codes = [f"A{place:03d}" for place in range(grid.places + 1)]
    first, second = pages_of(sheets([Wanted(Label("Нан", "25,00", barcode=code)) for code in codes], TEMPLATES[name]))
    assert codes_in(first) == {("Code128", code) for code in codes[:-1]}
    assert codes_in(second) == {("Code128", codes[-1])}


def test_a_sheet_that_was_begun_is_used_from_its_first_free_place():
    grid = Grid(2, 5, edge_x=10, edge_y=12, gap_x=4, gap_y=3, first=10)
    first, second = pages_of(sheets([Wanted(MILK, 2)], grid=grid))
    for page, place in ((first, 9), (second, 0)):
        x, y = grid.corner(place)
        box = page.point(lambda dot: 255 - dot).getbbox()
        assert box is not None
        assert x * 12 <= box[0] < box[2] <= (x + grid.cell[0]) * 12
        assert y * 12 <= box[1] < box[3] <= (y + grid.cell[1]) * 12


def test_a_label_that_is_too_large_for_its_place_is_made_smaller_and_still_read():
    (page,) = pages_of(sheets([Wanted(MILK, 4)], grid=Grid(4, 8)))
    assert ("EAN13", MILK.barcode) in codes_in(page)


@pytest.mark.parametrize(
    ("grid", "field"),
    [
        (Grid(0, 8), "columns"), (Grid(30, 8), "columns"), (Grid(3, 0), "rows"), (Grid(3, 90), "rows"),
        (Grid(3, 8, first=25), "first"), (Grid(3, 8, first=0), "first"), (Grid(3, 8, edge_x=-1), "edge"),
        (Grid(3, 8, gap_y=-1), "gap"), (Grid(1, 1, edge_x=101), "columns"), (Grid(3, 8, edge_x=float("nan")), "edge"),
        (Grid(10**9, 8), "columns"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_with_the_field_that_is_wrong(grid: Grid, field: str):
    out = io.BytesIO()
    with pytest.raises(RuleBroken) as refused:
        batch([Wanted(MILK)], TEMPLATES["small"], out, form="pdf", grid=grid)
    assert (refused.value.code, refused.value.facts) == ("label.sheet_wrong", {"field": field})


def test_who_stops_asking_has_no_half_file():
    out = io.BytesIO()
    steps = batch([Wanted(MILK, 1000)], TEMPLATES["small"], out, form="pdf")
    assert [next(steps), next(steps)] == [1, 2]
    steps.close()
    assert not out.getvalue()


def test_the_same_labels_are_the_same_bytes():
    assert sheets([Wanted(MILK, 3)]) == sheets([Wanted(MILK, 3)])


@given(text=st.text(max_size=60))
@settings(deadline=None, max_examples=30)
def test_any_text_comes_onto_paper_and_the_file_can_be_read(text: str):
    pdf = sheets([Wanted(Label(text, text, text, text, text, text, text))])
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
