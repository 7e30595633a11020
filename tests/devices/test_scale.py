"""The simulated scale behaves like one that stands on a counter."""

from __future__ import annotations

from app.ports import Reading
from devices.simulators.scale import SWING_PERCENT, SimulatedScale


def looked_at(scale: SimulatedScale) -> list[Reading]:
    """As many readings as it takes to come to rest, and one more."""
    found = [scale.latest() for _look in range(len(SWING_PERCENT) + 1)]
    assert all(reading is not None for reading in found)
    return [reading for reading in found if reading is not None]


def test_a_new_load_swings_past_its_weight_and_comes_to_rest():
    scale = SimulatedScale()
    scale.put(742)
    *moving, last = looked_at(scale)
    assert not any(reading.is_stable for reading in moving)
    assert max(reading.weight_milli for reading in moving) > 742
    assert (last.weight_milli, last.is_stable, last.is_zero) == (742, True, False)


def test_an_empty_pan_is_at_its_zero():
    last = looked_at(SimulatedScale())[-1]
    assert (last.weight_milli, last.is_stable, last.is_zero) == (0, True, True)


def test_too_much_and_a_lifted_pan_are_said():
    scale = SimulatedScale(capacity_milli=6000)
    scale.put(6005)
    assert looked_at(scale)[-1].is_over
    scale.put(-80)
    last = looked_at(scale)[-1]
    assert last.is_under
    assert not last.is_zero


def test_a_dead_scale_says_nothing_and_weighs_again_when_it_is_back():
    scale = SimulatedScale()
    scale.put(500)
    scale.dead = True
    assert scale.latest() is None
    scale.dead = False
    assert looked_at(scale)[-1].weight_milli == 500
