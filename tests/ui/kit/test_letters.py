"""Codes from a scanner whose computer types Cyrillic are read as they are printed."""

from __future__ import annotations

import pytest

from ui.kit.letters import as_printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("4606453849072", "4606453849072"), ("abc-12", "abc-12"), ("ФИС-12", "ABC-12"), ("фис-12", "abc-12"),
        ("вглутЖ1Ж", "duken:1:"), ("ң,қ,ғңі8ңһ.ә", "46065438" + "4=72"), ("ІЇЄ", 'S}"'), ("", ""), ("ѣѣѣѣ", "ѣѣѣѣ"),
        ("Аabc", "Аabc"),
    ],
)
def test_a_code_is_what_is_printed_whatever_the_layout(typed: str, printed: str):
    assert as_printed(typed) == printed
