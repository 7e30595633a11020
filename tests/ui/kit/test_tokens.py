"""The look as figures: every pair of ink and ground can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.tokens import LEAST_CONTRAST, TEXT_PAIRS, THEMES, Colours, contrast, mixed

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_its_ground(theme: Colours):
    poor = [
        (ink, ground, round(contrast(getattr(theme, ink), getattr(theme, ground)), 2)) for ink, ground in TEXT_PAIRS
        if contrast(getattr(theme, ink), getattr(theme, ground)) < LEAST_CONTRAST
    ]
    assert poor == []


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction_and_a_mix_lies_between(one: str, other: str):
    assert contrast(one, other) == contrast(other, one) >= 1
    assert mixed(one, other, 0.0) == other
    assert mixed(one, other, 1.0) == one
