"""A figure that was copied from elsewhere, as programs and people write them: taken only where it can be read in one way."""

from __future__ import annotations

import re

_UNIT = r"(?:[^\W\d_]{1,4}\.?|[€$£₸₴₽⃀])?"
_SPACE = "[ \u00a0\u202f\u2009]"
_COPIED = re.compile(
    rf"\s*{_UNIT}\s*"
    rf"(?P<whole>[0-9]{{1,3}}(?:(?P<group>{_SPACE}|[.,'’])[0-9]{{3}})(?:(?P=group)[0-9]{{3}})*|[0-9]*)"
    rf"(?:(?P<mark>[.,])(?P<part>[0-9]*))?"
    rf"\s*{_UNIT}\s*"
)


def pasted_figure(text: str, *, decimals: int) -> str | None:
    """Its digits with a point before at most `decimals` places, without groups and without the money's name around it.

    `1 234,50 сом`, `1,234.50` and `1.234.567` are clear. None for what is no figure, is below zero, has more places, or could be
    two figures: `1,234` is a thousand to some and a unit with three places to others.
    """
    found = _COPIED.fullmatch(text)
    if found is None:
        return None
    whole, group, mark, part = (found[name] or "" for name in ("whole", "group", "mark", "part"))
    if group and group in ".,":
        if mark == group:
            return None
        if not mark and whole.count(group) == 1:  # grouped, or with places?
            whole, _point, part = whole.partition(group)
            mark = group
            if decimals != len(part):
                return None
    digits = re.sub("[^0-9]", "", whole)
    if not digits + part or len(part) > decimals:
        return None
    return f"{digits}.{part}" if mark else digits
