"""A moment belongs to one business day: the shop's own, in its zone, changing at its hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import RuleBroken
from app.kernel.period import business_date, zone_info
from tests.shop_floor import refused

moments = st.integers(946_684_800, 4_102_358_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
zones = st.sampled_from(["Asia/Bishkek", "Asia/Almaty", "Europe/Kyiv", "Europe/Moscow", "America/New_York", "Asia/Kathmandu"])


@pytest.mark.parametrize(
    ("moment", "zone", "hour", "day"),
    [
        (datetime(2026, 3, 1, 17, 59, tzinfo=UTC), "Asia/Bishkek", 0, date(2026, 3, 1)),
        (datetime(2026, 3, 1, 18, 0, tzinfo=UTC), "Asia/Bishkek", 0, date(2026, 3, 2)),
        (datetime(2026, 3, 1, 20, 30, tzinfo=UTC), "Asia/Bishkek", 4, date(2026, 3, 1)),
        (datetime(2026, 3, 1, 22, 0, tzinfo=UTC), "Asia/Bishkek", 4, date(2026, 3, 2)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Kyiv", 0, date(2026, 3, 29)),
        (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), "Europe/Moscow", 0, date(2027, 1, 1)),
    ],
)
def test_this_moment_is_of_this_day(moment, zone, hour, day):
    assert business_date(moment, zone=zone, day_change_hour=hour) == day


@given(moments, zones, st.integers(0, 12))
def test_the_day_changes_once_in_a_day_and_at_its_hour(moment, zone, hour):
    local = moment.astimezone(zone_info(zone))
    day = business_date(moment, zone=zone, day_change_hour=hour)
    assert day == (local.date() if local.hour >= hour else local.date() - timedelta(days=1))


@given(moments, zones, st.integers(0, 12), st.integers(0, 48 * 3600))
def test_a_later_moment_is_never_of_an_earlier_day_but_for_the_hour_that_comes_twice(moment, zone, hour, seconds):
    later = moment + timedelta(seconds=seconds)
    first, second = (business_date(each, zone=zone, day_change_hour=hour) for each in (moment, later))
    turned_back = later.astimezone(zone_info(zone)).utcoffset() < moment.astimezone(zone_info(zone)).utcoffset()
    assert first <= second or turned_back


@pytest.mark.parametrize("zone", ["Bishkek", "", "../etc/passwd", "Asia/Atlantis", "\x00"])
def test_a_zone_that_does_not_exist_is_refused(zone):
    with refused("period.unknown_zone", RuleBroken, zone=zone):
        zone_info(zone)
