"""How many pieces are taken in at once: heavy ones in smaller parts, and what others do beside shrinks nothing for long."""

from __future__ import annotations

from sync.pulling import AIMED_S, CALM_S, FIXED_S, HELD_S, MOST, _Pace


def settled(pace: _Pace, cost_s: float, *, times: int = 60, disturbed: int = 0) -> int:
    """The size after so many holds, of which each `disturbed`th took twice as long for no fault of the pieces."""
    for number in range(times):
        took_s = FIXED_S + pace.size * cost_s
        pace.learn(took_s * (2 if disturbed and number % disturbed == 0 else 1), pace.size)
    return pace.size


def test_a_hold_is_as_long_as_it_is_meant_to_be():
    size = settled(_Pace(), 0.0005)
    assert size == int((AIMED_S - FIXED_S) / 0.0005)
    assert FIXED_S + size * 0.0005 < HELD_S


def test_a_machine_that_is_busy_now_and_then_shrinks_nothing():
    assert settled(_Pace(), 0.0005, disturbed=3) == settled(_Pace(), 0.0005)


def test_heavier_pieces_are_soon_taken_in_smaller_parts():
    pace = _Pace()
    before = settled(pace, 0.0001)
    pace.learn(before * 0.001, before)
    assert pace.size <= before // 2
    assert FIXED_S + settled(pace, 0.001, times=20) * 0.001 < HELD_S


def test_there_is_a_least_and_a_most():
    assert settled(_Pace(20), 0.01) == 20
    assert settled(_Pace(), 0.01) == 1
    assert settled(_Pace(), 0.000001) == MOST


def test_nobody_sells_and_then_somebody_does():
    pace = _Pace()
    pace.aim(CALM_S)
    assert settled(pace, 0.0005) == int((CALM_S - FIXED_S) / 0.0005)
    pace.aim(AIMED_S)
    assert FIXED_S + pace.size * 0.0005 < HELD_S, "the very next hold is a short one"
    assert settled(pace, 0.0005) == int((AIMED_S - FIXED_S) / 0.0005)
