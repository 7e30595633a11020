"""No two kinds of document begin their numbers alike: a number that is read out names one paper."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from app.core.stock.posting import PREFIX

ROOT = Path(__file__).parents[2]
_GIVEN = re.compile(r'next_number\("(\w+)", "(\w*)"\)')


def test_no_two_kinds_of_document_begin_their_numbers_alike():
    given = dict(PREFIX)
    for path in (ROOT / "app").rglob("*.py"):
        given |= dict(_GIVEN.findall(path.read_text("utf-8")))
    assert len(given) > len(PREFIX) + 5
    assert [prefix for prefix, count in Counter(given.values()).items() if count > 1] == []
