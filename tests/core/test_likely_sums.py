"""The sums that the payment screen offers as keys: what people really hold out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.payments.rules import denominations, likely_sums

SOM = denominations("KGS")


@pytest.mark.parametrize(
    ("due", "likely"),
    [(25_000, (25_000, 50_000, 100_000, 200_000)), (12_300, (12_300, 15_000, 20_000, 50_000)),
     (191_100, (191_100, 200_000, 500_000)), (500_000, (500_000,)), (0, ()), (-100, ())],
)
def test_after_the_sum_itself_come_those_with_fewer_notes_and_then_single_ones(due: int, likely: tuple[int, ...]):
    assert likely_sums(due, SOM) == likely


@given(st.integers(min_value=1, max_value=10**9))
def test_the_sum_itself_comes_first_and_the_others_grow(due: int):
    likely = likely_sums(due, SOM)
    assert likely[0] == due
    assert list(likely) == sorted(set(likely))
    assert len(likely) <= 4
