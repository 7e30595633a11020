"""The plot: its scale is round and holds every bar, its words have room, and touching finds the bar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ui.formats import count_text
from ui.kit.bars import Bar, Bars, scale_of


@given(
    least=st.integers(-(10**12), 10**12), more=st.integers(0, 10**12), unit=st.sampled_from([1, 100, 1000]),
    steps=st.integers(0, 5),
)
def test_a_scale_is_round_has_nought_and_holds_all(least: int, more: int, unit: int, steps: int):
    found = scale_of(least, least + more, unit=unit, steps=steps)
    assert found[0] <= min(0, least)
    assert found[-1] >= max(0, least + more)
    assert 0 in found
    assert str(found.step // unit).rstrip("0") in ("1", "2", "5")
    assert found.step % unit == 0
    assert 2 <= len(found) <= max(2, steps) + 2


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (43, [0, 10, 20, 30, 40, 50]),
        (96, [0, 20, 40, 60, 80, 100]),
    ],
)
def test_whole_pieces_have_whole_figures(most: int, told: list[int]):
    assert [value // 1000 for value in scale_of(0, most * 1000, unit=1000, steps=5)] == told


@pytest.mark.parametrize("count", [1, 7, 31, 365])
def test_every_bar_that_is_seen_can_be_touched_and_the_scale_stands_left_of_it(qtbot: QtBot, count: int):
    made = Bars("Plot", lambda number: count_text(number, "en"))
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show_bars([Bar(f"Day {place}", 1_234_500 * place, "", f"{place:02}.03") for place in range(count)], 0, unit=100)
    places = [made.place_at(x) for x in range(made.width())]
    seen = sorted(set(places) - {-1})
    assert seen == list(range(len(seen)))
    assert len(seen) == count if count < 365 else 200 < len(seen) < 365
    assert places[0] == places[-1] == -1, "neither the scale nor the edge is a bar"
    assert all(figure == count_text(value // 100, "en") for value, figure in made.scale().items())
    made.grab()  # all of it can be painted
    made.show_bars([Bar("Loss", -500, "", ""), Bar("Nothing", 0, "", "")], 1, unit=100)
    assert min(made.scale()) <= -500
    assert made.scale()[0] == "0"
    made.grab()
