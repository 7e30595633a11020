"""Reads a catalogue of words as text (.po), as GNU gettext defines it; quick enough to be done at each start."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from pathlib import Path

_PLURALS = "plural-forms:"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Words(gettext.NullTranslations):
    """A language's words by the English ones; where one is missing, English is answered."""

    def __init__(self, words: dict[str, str], forms: dict[str, list[str]], form_of: Callable[[int], int]) -> None:
        super().__init__()
        self._words, self._forms, self._form_of = words, forms, form_of

    def gettext(self, message: str) -> str:
        return self._words.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._forms.get(msgid1)
        return forms[self._form_of(n)] if forms else (msgid1 if n == 1 else msgid2)


def read_words(path: Path) -> Words:
    """The words of a file. What is marked fuzzy or not translated yet is left out, and so is English."""
    words: dict[str, str] = {}
    forms: dict[str, list[str]] = {}
    form_of: Callable[[int], int] = int
    for entry in _entries(path.read_text(encoding="utf-8")):
        message = entry.get("msgid", "")
        if not message:
            form_of = _form_of(entry.get("msgstr", ""))
        elif "msgid_plural" in entry:
            found = [entry[name] for name in entry if name.startswith("msgstr[")]
            forms |= {message: found} if all(found) else {}
        elif entry.get("msgstr"):
            words[message] = entry["msgstr"]
    return Words(words, forms, form_of)


def _entries(text: str) -> Iterator[dict[str, str]]:
    """What stands between two empty lines, by its keywords."""
    entry: dict[str, str] = {}
    keyword, is_fuzzy = "", False
    for line in (*text.split("\n"), ""):  # not splitlines: a word may hold U+2028
        if line.startswith('"'):
            entry[keyword] += _plain(line[1:-1])
        elif line.startswith("msg"):
            keyword, _space, quoted = line.partition(" ")
            entry[keyword] = _plain(quoted[1:-1])
        elif line.startswith("#,"):
            is_fuzzy = "fuzzy" in line
        elif not line:
            if entry and not is_fuzzy:
                yield entry
            entry, is_fuzzy = {}, False


def _plain(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted
    letters = iter(quoted)
    return "".join(_ESCAPES.get(after := next(letters, ""), after) if letter == "\\" else letter for letter in letters)


def _form_of(header: str) -> Callable[[int], int]:
    """Which form a number takes, from the line `Plural-Forms: nplurals=3; plural=(…);`."""
    for line in header.splitlines():
        if line.lower().startswith(_PLURALS):
            rule = line.partition("plural=")[2].split("plural=")[-1].rstrip("; ")
            form_of: Callable[[int], int] = gettext.c2py(rule)
            return form_of
    return lambda number: int(number != 1)
