"""The five languages: sentences are written in English and found in a catalogue (gettext); ru, uk, kk, ky beside it."""

from __future__ import annotations

import gettext
from functools import cache

from app.kernel.paths import RESOURCES
from app.kernel.po_file import read_words

LANGUAGES = ("ru", "en", "uk", "kk", "ky")
LOCALE_FOLDER = RESOURCES / "locale"


def _(text: str) -> str:
    """Marks a text for translation where it is written; `translated` finds it in a person's language later."""
    return text


def translated(text: str, language: str) -> str:
    """The text in that language; in English where the catalogue has not got it."""
    return catalogue(language).gettext(text) if text else ""


def counted(one: str, many: str, number: int, language: str) -> str:
    """The form that goes with a number (Russian has three)."""
    return catalogue(language).ngettext(one, many, number)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """A language's catalogue: the compiled file, or (in a source tree) its text."""
    folder = LOCALE_FOLDER / language / "LC_MESSAGES"
    compiled, source = folder / "duken.mo", folder / "duken.po"
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with open(compiled, "rb") as file:
            return gettext.GNUTranslations(file)
    return read_words(source) if source.exists() else gettext.NullTranslations()
