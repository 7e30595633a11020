"""What a person may have meant, as patterns in the texts of products, and what the trigram index can say of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from app.kernel.folding import LETTERS, fold_code

Reading = tuple[str, ...]
"""Words, or patterns, that must all be there."""
Need = tuple[Reading, ...]
"""One typed word in each way to read it (as typed, in another layout, mended): one of them must be there."""
Grade = Sequence[Need]
"""All that a product must have to be an answer of this goodness; a grade without needs has no answers."""

_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_CODE_DIGITS = str.maketrans("0123456789", _SUBSCRIPTS)
_MOST_NEEDS = 4  # the others are only checked: four words leave few products
_MOST_GRAMS = 4  # of one word


def code_of(text: str) -> str:
    """A barcode or article as it stands in a product's text, without its marks; empty if there is nothing to read."""
    return fold_code(text).translate(_CODE_DIGITS)


def any_of(patterns: Iterable[str]) -> Need:
    """One of these patterns must be there."""
    return tuple((pattern,) for pattern in dict.fromkeys(patterns))


def beginnings(phrases: Iterable[str], needs: Grade) -> list[Grade]:
    """Names that begin with a whole phrase, with a phrase, with one of the words; then words that begin so."""
    openings = [f"^ {phrase}" for phrase in phrases if phrase]
    whole = [opening + " " for opening in openings if len(opening) > 4]
    starts = [tuple(tuple(" " + word for word in reading) for reading in need) for need in needs]
    opened = any_of("^" + start for need in starts for reading in need for start in reading)
    first = [*starts, opened] if len(needs) > 1 or not openings else []
    return [[any_of(whole)], [any_of(openings)], first, starts]


def satisfies(text: str, grade: Grade) -> bool:
    """Whether a product's text has all that a grade asks for."""
    return bool(grade) and all(any(all(pattern in text for pattern in reading) for reading in need) for need in grade)


def check_sql(grade: Grade) -> tuple[str, list[str]]:
    """The same as `satisfies`, as a condition on `e.text` and its parameters."""
    needs = [" OR ".join(" AND ".join(["instr(e.text, ?)"] * len(reading)) for reading in need) for need in grade]
    return " AND ".join(f"({need})" for need in needs), [text for need in grade for reading in need for text in reading]


def match_of(grade: Grade) -> str:
    """What the index can say about a grade, in the language of FTS5; empty if nothing. `satisfies` says the rest.

    Only of words of three letters and more; asking for the short ones too was slower on 100,000 real goods.
    """
    longest = sorted(grade, key=lambda need: -min(map(len, map("".join, need)), default=0))[:_MOST_NEEDS]
    return " AND ".join(f"({grams})" for grams in map(_need_grams, longest) if grams)


def short_match_of(grade: Grade) -> str:
    """The same where `match_of` is empty: two characters begin some trigram. A single one is looked for without the index."""
    for need in grade:
        readings = [_reading_grams(reading) or _short_grams(reading) for reading in need]
        if all(readings):
            return " OR ".join(f"({reading})" for reading in readings)
    return ""


def _need_grams(need: Need) -> str:
    readings = list(map(_reading_grams, need))
    return " OR ".join(f"({reading})" for reading in readings) if all(readings) else ""


def _reading_grams(reading: Reading) -> str:
    return " AND ".join(filter(None, map(_grams, reading)))


def _short_grams(reading: Reading) -> str:
    pairs = [pattern for pattern in reading if len(pattern) == 2 and pattern[1] in LETTERS]
    return " OR ".join(f'"{pair}{char}"' for pair in pairs[:1] for char in LETTERS + " .")


def _grams(pattern: str) -> str:
    """A few trigrams that every text with this pattern has; empty for fewer than three characters."""
    if pattern[0] in _SUBSCRIPTS or (pattern[0] == "#" and len(pattern) > 3):
        grams = _code_grams(pattern.lstrip("#"))
    else:
        grams = [pattern[:3]] if pattern[0] == "^" else []
        words = [word for word in pattern.strip("^ ").split() if len(word) > 2]
        for word in words[:_MOST_NEEDS] or [pattern]:
            grams += _word_grams(word)
        if pattern[0] == " " and (len(pattern) < 6 or not words[0].isalpha()):
            grams.append(pattern[:3])
    return " AND ".join(f'"{gram}"' for gram in dict.fromkeys(grams) if len(gram) == 3)


def _word_grams(word: str) -> list[str]:
    """Those inside a word are rarer than those with the space at its ends."""
    places = islice(range(len(word) - 3, 0, -3), _MOST_GRAMS)
    return [*(word[place : place + 3] for place in places), word[:3]]


def _code_grams(code: str) -> list[str]:
    """The last digits of a barcode are rarer than the first, its country."""
    last = len(code) - 3
    places = {*islice(range(last, 0, -3), _MOST_GRAMS), min(1, last)}
    return [code[place : place + 3] for place in sorted(places, reverse=True) if place >= 0]
