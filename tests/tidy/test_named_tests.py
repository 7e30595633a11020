"""Tests that pages name are there: who reads that a fault has a test must find it."""

from __future__ import annotations

import re

import pytest

from tests.tidy.repository import files, python_files, text

NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
PAGES = [name for name in files() if name.endswith(".md") and NAMED.search(text(name) or "")]


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page):
    tests = [(name.split("/")[-1], text(name) or "") for name in python_files("tests")]
    named = NAMED.findall(text(page) or "")
    missing = [
        f"{file}::{name}" for file, name in named
        if not any(there == file and f"def {name}(" in written for there, written in tests)
    ]
    assert missing == [], "the page names tests that are not there"
