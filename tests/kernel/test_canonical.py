"""A document has one form: two machines that say the same thing say the same bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.canonical import canonical, fingerprint, has_float

words = st.text(st.characters(codec="utf-8"), max_size=8)
plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | words
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=6)
documents = st.dictionaries(words, plain | st.lists(plain, max_size=4), max_size=6)


@given(documents)
def test_a_document_is_read_back_as_it_was_written(body):
    assert json.loads(canonical(body)) == body


@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_its_keys_does_not_change_a_document(body, chance):
    keys = list(body)
    chance.shuffle(keys)
    assert canonical({key: body[key] for key in keys}) == canonical(body)


def test_a_document_has_no_spaces_sorted_keys_and_letters_as_they_are():
    assert canonical({"б": "ё", "a": [1, None, True]}) == '{"a":[1,null,true],"б":"ё"}'.encode()


def test_ids_and_bytes_become_text():
    body = {"id": UUID(int=1), "sha256": b"\x00\xff"}
    assert canonical(body) == b'{"id":"00000000-0000-0000-0000-000000000001","sha256":"00ff"}'


@pytest.mark.parametrize("value", [Decimal("1.5"), 1.5, {1, 2}, object(), 2**70])
def test_what_has_no_place_in_a_document_is_refused(value):
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_a_moment_is_written_in_utc_and_a_day_as_a_day():
    told = canonical({"at": datetime(2026, 1, 1, 5, 30, tzinfo=UTC), "day": date(2026, 1, 1)})
    assert told == b'{"at":"2026-01-01T05:30:00+00:00","day":"2026-01-01"}'


@pytest.mark.parametrize("value", [1.5, 0.0, float("nan"), [1, [2.0]], {"a": ({"b": 0.1},)}])
def test_a_float_is_refused_however_deep_it_hides(value):
    with pytest.raises(TypeError, match="float"):
        canonical({"lines": [{"amount": value}]})


def test_moments_and_days_become_iso_8601():
    body = {"at": datetime(2026, 3, 2, 3, 0, 0, 5, tzinfo=UTC), "day": date(2026, 3, 2)}
    assert canonical(body) == b'{"at":"2026-03-02T03:00:00.000005+00:00","day":"2026-03-02"}'


def test_the_fingerprint_is_of_the_very_bytes():
    document = canonical({"total_minor": 15_000})
    assert fingerprint(document) == hashlib.sha256(b'{"total_minor":15000}').digest()


@given(values)
def test_a_document_of_integers_and_strings_hides_no_float(value):
    assert not has_float(value)


@pytest.mark.parametrize("value", [1.0, [1, 2.5], {"a": {"b": [{"c": 0.1}]}}, (1, (2.0,))])
def test_a_float_is_found_wherever_it_hides(value):
    assert has_float(value)
