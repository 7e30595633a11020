"""In which language a person is answered: --lang, else DUKEN_LANG, else the system's. It never guesses a sixth."""

from __future__ import annotations

import locale
import os
from collections.abc import Sequence

import typer

from app.kernel.errors import AppError, RuleBroken
from app.kernel.i18n import LANGUAGES

_OPTION = "--lang"


class Refused(typer.BadParameter):
    """An option's value that one of our own refusals fits: it is told in our words, as a wrong call."""

    def __init__(self, refusal: AppError) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def known_language(asked: str) -> str:
    """What --lang named, in small letters. Refused: `shop.language`, as a wrong call."""
    if asked and asked.lower() not in LANGUAGES:
        raise Refused(RuleBroken("shop.language", language=asked))
    return asked.lower()


def language_of(words: Sequence[str]) -> str:
    """The language of a call that is not understood yet: what stands behind --lang in it, if that is a language."""
    for place, word in enumerate(words):
        asked = word.removeprefix(f"{_OPTION}=") if word.startswith(f"{_OPTION}=") else ""
        if word == _OPTION:
            asked = words[place + 1] if place + 1 < len(words) else ""
        if asked.lower() in LANGUAGES:
            return asked.lower()
    return system_language()


def system_language() -> str:
    """DUKEN_LANG, else what the system speaks (LC_ALL, LC_MESSAGES, LANG; on Windows its region); else English."""
    told = [os.environ.get(name) for name in ("DUKEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    wished = next((name for name in told if name), None) or locale.getlocale()[0] or "en"
    short = "kk" if wished.lower().startswith("kazakh") else wished[:2].lower()  # Windows writes the name in full
    return short if short in LANGUAGES else "en"
