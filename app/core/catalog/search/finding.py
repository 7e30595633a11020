"""Finds products for what has been typed so far, best first. Refuses nothing and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.catalog.search.hunt import Hunt
from app.core.catalog.search.patterns import Grade, any_of, beginnings, code_of
from app.core.catalog.search.typos import seek_typos
from app.kernel.folding import fold, other_layouts

_MOST_TYPED = 256  # no name is longer; what stands behind is not read
_FEW = 5  # so many good answers for a single word, and no typo is suspected
_LONG_CODE = 6  # so many digits are a barcode rather than a size


def find(session: Session, text: str, *, limit: int = 30) -> list[UUID]:
    """Products for what has been typed so far, best first, at most `limit`; refuses nothing.

    An exact code; names that begin with it; words that begin with it; the same in another keyboard layout; inside words
    and codes; with a typo. Within each of these, shorter names first.
    """
    hunt = Hunt(session.connection(), limit)
    typed = _read(hunt, text.strip()[:_MOST_TYPED])
    is_sure = _seek_code(hunt, typed)
    is_sure |= _seek_words(hunt, typed)
    _seek_part_of_code(hunt, typed)
    for reading in (typed.text, *typed.layouts):
        if not is_sure and not hunt.is_full:
            seek_typos(hunt, list(dict.fromkeys(fold(reading).split())))
            is_sure = bool(hunt.found)
    if typed.others != typed.needs:
        hunt.take(typed.others)
    return [UUID(bytes=product) for product in hunt.found.values()]


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed, and how it may be read: `needs` has its words, `others` the same with all readings of each."""

    text: str
    layouts: list[str]
    codes: list[str]
    needs: Grade
    others: Grade


def _read(hunt: Hunt, text: str) -> _Typed:
    layouts = other_layouts(text)
    tokens = text.split()
    others = [_other_texts(token) for token in tokens]
    codes = [f"#{code}$" for code in map(code_of, (text, *layouts)) if code]
    possible = hunt.possible(
        {**{other: tuple(other.split()) for other in chain(*others)}, **{code: (code,) for code in codes}}
    )
    needs = [((word,),) for word in dict.fromkeys(fold(text).split())]
    known = [[other for other in more if other in possible] for more in others]
    return _Typed(text, layouts, [code for code in codes if code in possible], needs, _other_needs(tokens, known) or needs)


def _other_texts(token: str) -> list[str]:
    """Readings of one word; one that falls into crumbs was not meant."""
    texts = [fold(token, twins=False), *map(fold, other_layouts(token))]
    return [text for text in texts if text != fold(token) and max(map(len, text.split()), default=0) >= min(3, len(token))]


def _other_needs(tokens: list[str], others: list[list[str]]) -> Grade:
    """Each typed word in all readings that lead somewhere; nothing when there are no others.

    A single letter alone does not make another layout likely, and a size written with spaces is one word.
    """
    plain = [fold(token) for token in tokens]
    is_likely = any(len(text) > 1 or len(tokens) == 1 for text in chain(*others))
    if not is_likely or " ".join(filter(None, plain)) != fold(" ".join(tokens)):
        return []
    texts = [dict.fromkeys([text, *more]) for text, more in zip(plain, others, strict=True)]
    readings = [tuple(tuple(text.split()) for text in more if text) for more in texts]
    return list(dict.fromkeys(filter(None, readings)))


def _seek_code(hunt: Hunt, typed: _Typed) -> bool:
    """Whether somebody has exactly this code. Many digits are a barcode rather than a part of a name."""
    hunt.take([any_of(typed.codes)])
    is_known = bool(hunt.found)
    if len(typed.text) >= _LONG_CODE and typed.text.isdecimal():
        _seek_part_of_code(hunt, typed)
    return is_known


def _seek_part_of_code(hunt: Hunt, typed: _Typed) -> None:
    code = code_of(typed.text)
    if len(code) > 2 and any(char.isdigit() for char in typed.text):
        part = [any_of([code])]
        hunt.seek([[any_of([f"#{code}"])], part], widest=part)


def _seek_words(hunt: Hunt, typed: _Typed) -> bool:
    """Whether there are so many answers in which words begin as typed that no typo need be suspected."""
    grades = beginnings([fold(typed.text)], typed.needs)
    if typed.others != typed.needs:
        grades += beginnings(map(fold, typed.layouts), typed.others)
    counts = hunt.seek([*grades, typed.needs, _with_codes(typed.needs)], widest=_with_codes(typed.others))
    return counts[len(grades) - 1] >= (_FEW if len(typed.needs) == 1 else 1)


def _with_codes(needs: Grade) -> Grade:
    """The same, where digits among other words may also stand in a code."""
    if len(needs) == 1:
        return needs
    return [(*need, (code_of(need[0][0]),)) if need[0][0].isdigit() and len(need[0][0]) > 2 else need for need in needs]
