"""Names from outside are made harmless before they are stored, printed or put into a spreadsheet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import RuleBroken
from app.kernel.text import MAX_NAME, MAX_NOTE, name_of, note_of, one_line, spreadsheet_text
from tests.shop_floor import refused

anything = st.text(st.characters(), max_size=60)  # lone surrogates, controls, direction marks and all
STARTS = "\x1b\x90\x98\x9b\x9d\x9e\x9f"
"""What begins a sequence for a terminal (ECMA-48)."""
without_sequences = st.text(st.characters(exclude_characters=STARTS), max_size=60)
JAMO = "".join(map(chr, range(0x1100, 0x1200)))  # they join to one letter across what stood between them
words = st.text(st.characters(categories=["L", "Nd", "Zs"], exclude_characters=JAMO), max_size=8)
colours = st.builds(
    "{}{}{}{}".format, st.sampled_from(["\x1b[", "\x9b"]), st.text("0123456789:;<=>?", max_size=6),
    st.text(" !\"#$%&'()*+,-./", max_size=2), st.characters(min_codepoint=0x40, max_codepoint=0x7E),
)
titles = st.builds(
    "{}{}{}".format, st.sampled_from(["\x1b]", "\x9d", "\x1bP", "\x90", "\x1bX", "\x1b^", "\x1b_"]), words,
    st.sampled_from(["\x07", "\x1b\\", "\x9c"]),
)
OVERRIDES = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


@given(anything)
def test_one_line_has_no_control_characters_no_overrides_and_no_lone_surrogates(text):
    clean = one_line(text)
    assert not {unicodedata.category(char) for char in clean} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(clean) & set(OVERRIDES)
    clean.encode("utf-8")


@given(without_sequences)
def test_one_line_keeps_every_other_letter(text):
    kept = [char for char in text if unicodedata.category(char) != "Cs" and char not in OVERRIDES]
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in kept)
    assert one_line(text) == " ".join(unicodedata.normalize("NFC", spaced).split())


@given(anything)
def test_one_line_is_composed_and_cleaning_it_again_changes_nothing(text):
    clean = one_line(text)
    assert one_line(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == " ".join(clean.split())


@given(st.lists(st.tuples(words, st.one_of(colours, titles)), max_size=6))
def test_what_is_meant_for_a_terminal_vanishes_whole_and_the_words_stay(pieces):
    assert one_line("".join(word + sequence for word, sequence in pieces)) == one_line("".join(word for word, _ in pieces))


@given(words, st.sampled_from(["\x1b]0;", "\x1bP", "\x9d", "\x1b_", "\x1b", "\x1b["]), words)
def test_a_sequence_that_never_ends_swallows_no_word(before, start, after):
    letters = [char for char in one_line(after) if not char.isascii()]
    kept = one_line(before + start + after)
    assert all(char in kept for char in letters)
    assert kept.startswith(one_line(before))


def test_a_hundred_thousand_starts_of_sequences_are_cleaned_at_once():
    for start in (*STARTS, "\x1b]", "\x1b[", "\x1b[;", "\x1b[ "):
        assert "\x1b" not in one_line(start * 100_000 + "Tea")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"), ("\x1b[1;38;5;196mСыр\x1b[m 45%", "Сыр 45%"), ("Sour\x1b[1mdough\x1b[0m", "Sourdough"),
        ("\x1b]0;owned\x07Tea", "Tea"), ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"), ("\x9b31mred", "red"),
        ("\x1b]0;no end", "0;no end"), ("Tea\x1b[31", "Tea"), ("Хлеб\x1b[5 Чай", "Хлеб Чай"), ("\x1b\u202e[31mred", "red"),
        ("Tea [31m]", "Tea [31m]"), ("a\x1bb", "a b"), ("\x1b[2J\x1b[H", ""),
    ],
)
def test_colours_and_titles_for_a_terminal_leave_no_tail(text, clean):
    assert one_line(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Хлеб\tбелый\r\nсвежий ", "Хлеб белый свежий"), ("Й".encode().decode(), "Й"), ("и\u0306", "й"),
        ("a\u202ebc", "abc"), ("tea 🍵", "tea 🍵"), ("ширина\u00a0ткани", "ширина ткани"), ("\x1b@\x1dV", "@ V"),
        ("x\ud800y", "xy"), ("и\u200e\u0306", "й"), ("Ңанның өзү", "Ңанның өзү"), ("a\x00b", "a b"),
    ],
)
def test_these_names_become_these(text, clean):
    assert one_line(text) == clean


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u202e\u200f", "\x00", "\u200b", "\u200d \u00ad", "\u2060"])
def test_a_name_of_nothing_is_refused(text):
    with refused("text.empty", RuleBroken, field="title"):
        name_of(text, field="title")


def test_a_name_of_ten_thousand_characters_is_refused_with_its_length():
    with refused("text.too_long", RuleBroken, field="name", length=10_000, most=MAX_NAME):
        name_of("x" * 10_000)


def test_a_name_may_be_as_long_as_is_said():
    assert len(name_of("я" * MAX_NAME)) == MAX_NAME


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_a_remark_may_be_left_out(text):
    assert note_of(text) is None


def test_a_remark_that_is_too_long_is_refused():
    with refused("text.too_long", RuleBroken, field="reason", most=MAX_NOTE):
        note_of("x" * (MAX_NOTE + 1))


@given(anything)
def test_a_spreadsheet_never_takes_text_for_a_formula(text):
    shown = spreadsheet_text(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown in (text, "'" + text)


def test_a_formula_in_a_name_stays_text():
    assert spreadsheet_text("=1+1") == "'=1+1"
    assert spreadsheet_text("Milk 1+1") == "Milk 1+1"
