"""How lengths and letters grow with the size of text that somebody has chosen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.kit.theme import SCALES, THEME, font, px, type_px
from ui.kit.tokens import CHANGE, HUGE, LARGE, LIGHT, SMALL, TARGET, TITLE


@pytest.fixture
def scaled(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    THEME.use(qapp, colours=LIGHT)


def test_small_letters_grow_whole_room_by_half_and_totals_a_little(scaled: QApplication):
    THEME.use(scaled, colours=LIGHT, percent=150)
    assert [type_px(size) for size in (SMALL, LARGE)] == [20, 26]
    assert type_px(TITLE) > 30
    assert [type_px(size) for size in (HUGE, CHANGE)] == [48, 62]
    assert px(TARGET) == 60
    assert font(LARGE).pixelSize() == 26


@pytest.mark.parametrize("percent", SCALES)
def test_what_is_larger_stays_larger_and_nothing_shrinks(scaled: QApplication, percent: int):
    THEME.use(scaled, colours=LIGHT, percent=percent)
    sizes = [type_px(size) for size in range(SMALL, 2 * CHANGE)]
    assert sizes == sorted(sizes)
    assert all(now >= before for now, before in zip(sizes, range(SMALL, 2 * CHANGE), strict=True))
