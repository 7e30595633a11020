"""Ids are made where the row is born: each is new, in the order of time, whatever the clock does."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.clock import ManualClock
from app.kernel.ids import IdSource

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def source(clock: ManualClock, seed: int = 1) -> IdSource:
    return IdSource(clock, random.Random(seed).randbytes)


def test_an_id_is_a_uuid_of_version_7_with_its_time_in_front():
    new_id = source(ManualClock(START))()
    assert (new_id.version, new_id.variant) == (7, RFC_4122)
    assert new_id.int >> 80 == int(START.timestamp() * 1000)


@given(st.lists(st.integers(-3600, 3600), min_size=1, max_size=200))
def test_each_id_is_larger_than_the_last_however_the_clock_jumps(jumps):
    clock = ManualClock(START)
    new_id = source(clock)
    made = []
    for jump in jumps:
        clock.now += timedelta(seconds=jump)
        made.append(new_id())
    assert all(earlier < later for earlier, later in pairwise(made))


def test_more_ids_in_a_millisecond_than_the_counter_holds_stay_in_order():
    new_id = source(ManualClock(START))
    made = [new_id() for _ in range(10_000)]
    assert all(earlier < later for earlier, later in pairwise(made))
    assert all(each.version == 7 for each in made)


def test_two_tills_in_the_same_millisecond_make_different_ids():
    clock = ManualClock(START)
    first, second = source(clock, seed=1), source(clock, seed=2)
    assert not {first() for _ in range(100)} & {second() for _ in range(100)}


def test_the_same_seed_and_clock_replay_the_same_ids():
    assert [source(ManualClock(START))() for _ in range(3)] == [source(ManualClock(START))() for _ in range(3)]
