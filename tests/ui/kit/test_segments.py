"""Keys beside each other: no row of them is ragged, whatever the room."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from ui.kit.segments import Segments


@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("width", [120, 200, 330, 460, 900])
def test_every_row_takes_all_of_the_room(qtbot: QtBot, count: int, width: int):
    made = Segments([(place, f"Choice {place}") for place in range(count)])
    qtbot.addWidget(made)
    made.resize(width, 300)
    made.show()
    made._grid.activate()
    rows: dict[int, list[tuple[int, int]]] = {}
    for key in made.keys.values():
        rows.setdefault(key.y(), []).append((key.x(), key.x() + key.width()))
    lengths = [len(row) for row in rows.values()]
    assert lengths == sorted(lengths, reverse=True), "the last row is the short one"
    for row in rows.values():
        assert row[0][0] == 0
        assert row[-1][1] >= made.width() - len(row), "it reaches the other edge"
        assert all(left[1] <= right[0] for left, right in pairwise(row))
