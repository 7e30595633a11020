"""Breaking text into lines by its width, and making any text safe for paper. Pure; a word is never lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from app.kernel.text import one_line

Measure = Callable[[str], float]
"""The width of a text, in columns or in points."""

MOST_MARKS = 2
"""Accents on one letter; more of them are a prank that would print over the neighbours."""


SHAPELESS = "\ufffd"
"""What stands for a character that has no shape (U+FFFD); each kind of paper has a sign of its own for it."""

_PICTURE = "\u2190-\u2bff\U0001f000-\U0001ffff"
_JOINED = re.compile(f"(?<=[{_PICTURE}\ufe0f])\u200d[{_PICTURE}]|(?<=\\S)[\U0001f3fb-\U0001f3ff]")
"""What makes one picture of several: all behind a joiner (man, woman, girl: a family), and the colour of a skin."""
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2015\u2018-\u2026\u20ac\u20b4\u20b8\u20bd\u2116\u2212]*"
)
"""Letters and signs of one column each that stand as they are: nearly every line of a receipt; all others are looked at one by
one."""


def printable(text: str) -> str:
    """Text that paper can carry: one line, no control or direction characters, of a joined picture the first.

    What has no shape becomes `SHAPELESS`.
    """
    clean = one_line(text)
    if clean.isascii() or _PLAIN.fullmatch(clean):
        return clean
    return " ".join("".join(_printable_characters(_JOINED.sub("", clean))).split())


def cells(text: str) -> int:
    """How many columns a text takes on a printer: East Asian wide letters and emoji two, combining marks none (UAX #11)."""
    return len(text) if text.isascii() or _PLAIN.fullmatch(text) else sum(map(_cell, text))


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """Lines that are no wider than `width`, broken between words; only a word that is wider than a line is broken itself."""
    words = text.split()
    if words and measure(whole_line := " ".join(words)) <= width:
        return [whole_line]
    space = measure(" ")
    lines: list[str] = []
    line: list[str] = []
    used: float = 0
    for word in words:
        needed = measure(word)
        if line and used + space + needed <= width:
            line.append(word)
            used += space + needed
            continue
        if line:
            lines.append(" ".join(line))
        *whole, rest = _pieces(word, width, measure) if needed > width else (word,)
        lines += whole
        line, used = [rest], measure(rest)
    if line:
        lines.append(" ".join(line))
    return lines


def _pieces(word: str, width: float, measure: Measure) -> Iterator[str]:
    """A word in pieces that fit; an accent stays with its letter, and at least one letter stands in each."""
    piece: list[str] = []
    used: float = 0
    for char in word:
        needed = measure(char)
        if piece and used + needed > width:
            yield "".join(piece)
            piece, used = [], 0
        piece.append(char)
        used += needed
    yield "".join(piece)


def _printable_characters(text: str) -> Iterator[str]:
    marks = MOST_MARKS  # a mark without a letter before it has nothing to stand on
    for char in text:
        kind = _kind(char)
        if kind == "mark":
            marks += 1
            if marks <= MOST_MARKS:
                yield char
        elif kind != "nothing":
            marks = 0
            yield SHAPELESS if kind == "unknown" else char


@lru_cache(4096)
def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        # Variation selectors would turn a narrow sign into a wide picture behind our back.
        return "nothing" if 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF else "mark"
    if category in ("Cf", "Cc", "Cs"):
        return "nothing"
    return "unknown" if category in ("Co", "Cn") else "letter"


@lru_cache(4096)
def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
