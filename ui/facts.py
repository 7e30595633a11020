"""An error's facts as they stand in its sentence: cleaned, shortened, formatted. Whatever a fact holds, it never fails."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.kernel.text import one_line
from ui.formats import ago_text, count_text, day_text, moment_text, money_text, percent_text, quantity_text, wait_text
from ui.wording import WORDS_OF, worded

MISSING = "…"
LONGEST = 80
LARGEST = 2**63
"""No figure of ours is larger; what is, somebody has written there, and it is shown as it is."""
PATHS = frozenset({"path"})
COUNTS = frozenset({"count", "length", "most", "pieces"})
"""Whole numbers whose thousands are parted; others are numbers of lines, codes, processes."""


class Written(dict[str, str]):
    """The facts by their names without units: `missing_minor` fills `{missing}`. A fact that is not there is “…”."""

    def __init__(self, facts: Mapping[str, Any], language: str, currency: str, zone: str | None) -> None:
        super().__init__()
        for name, value in facts.items():
            self[_without_unit(name)] = written(name, value, language, currency, zone)

    def __missing__(self, name: str) -> str:
        return MISSING


def written(name: str, value: Any, language: str, currency: str, zone: str | None = None) -> str:
    """One fact for people; its name says what it is: `_minor` money, `_milli` a quantity, `_ppm` a share."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return _figure(name, value, language, currency)
    if isinstance(value, datetime):
        return moment_text(value, language, zone)
    if isinstance(value, date):
        return day_text(value, language)
    if value is None or value == "":
        return MISSING
    if name in PATHS:
        return as_it_is(str(value))
    return shortened(worded(WORDS_OF.get(name, {}), str(value), language))


def as_it_is(path: str) -> str:
    """A path in full, since it is looked for letter by letter; only what no screen can show becomes `�`."""
    return "".join("\ufffd" if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in path)


def shortened(text: str) -> str:
    """A text from outside in one line, without what could disturb a screen or a printer, at most 80 characters."""
    line = one_line(text)
    return (line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + MISSING) or MISSING


def _without_unit(name: str) -> str:
    return name.removesuffix("_minor").removesuffix("_milli").removesuffix("_ppm")


def _figure(name: str, value: int, language: str, currency: str) -> str:
    if name.endswith("_minor"):
        return money_text(value, currency, language)
    if name.endswith("_milli"):
        return quantity_text(value, language)
    if name.endswith("_ppm"):
        return percent_text(value, language)
    if name == "seconds":
        return wait_text(value, language)
    if name == "seconds_ago":
        return ago_text(value, language)
    return count_text(value, language) if name in COUNTS else str(value)
