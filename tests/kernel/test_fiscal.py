"""The fiscal clock by country, and a document that is told again as it was told first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.fiscal import (
    LIMIT_HOURS,
    FiscalDocument,
    FiscalLine,
    FiscalPayment,
    as_text,
    fiscal_clock,
    from_text,
)

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def after(hours: float, country: str = "KZ", **more):
    return fiscal_clock(country=country, first_unsent_at=NOW - timedelta(hours=hours), now=NOW, **more)


def test_nothing_waits_and_no_time_runs():
    clock = fiscal_clock(country="KZ", first_unsent_at=None, now=NOW)
    assert (clock.state, clock.used_hours, clock.left_hours) == ("in_step", 0, None)


@pytest.mark.parametrize(
    ("hours", "state", "left"),
    [(0, "counting", 72), (53.9, "counting", 18), (54, "soon", 18), (71.9, "soon", 0), (72, "over", 0), (500, "over", 0)],
)
def test_kazakhstan_has_three_days(hours, state, left):
    assert (after(hours).state, after(hours).left_hours) == (state, left)


def test_ukraine_counts_the_month_too():
    assert after(10, "UA").left_hours == 26
    assert after(10, "UA", earlier_this_month=timedelta(hours=150)).left_hours == 8
    assert after(10, "UA", earlier_this_month=timedelta(hours=158)).state == "over"


def test_a_country_without_a_known_limit_only_counts():
    assert (after(1000, "KG").state, after(1000, "KG").used_hours, after(1000, "KG").left_hours) == ("no_limit", 1000, None)


def test_a_clock_that_was_moved_back_has_used_no_time():
    assert after(-5).used_hours == 0
    assert after(-5).left_hours == 72


@given(st.sampled_from(sorted(LIMIT_HOURS)), st.integers(0, 2000))
def test_the_time_that_is_left_never_grows_while_it_waits(country, hours):
    now, later = after(hours, country), after(hours + 1, country)
    assert now.left_hours is not None
    assert later.left_hours is not None
    assert later.left_hours <= now.left_hours
    assert now.used_hours + now.left_hours <= max(LIMIT_HOURS[country], now.used_hours)


@given(st.text(max_size=20), st.integers(1, 10**9), st.integers(-100, 100))
def test_a_document_is_told_again_as_it_was_told_first(name, minor, rounding):
    document = FiscalDocument(
        UUID(int=7), "sale", "A1-000001", "KZT", name, (FiscalLine(name, "kg", 750, minor, minor, 120_000, 3),),
        (FiscalPayment("cash", minor + rounding),), minor, rounding,
    )
    assert from_text(as_text(document)) == document
