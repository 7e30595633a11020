"""Letters as keys: P is the same key whether the keyboard types Latin or Cyrillic."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent

_LATIN = {"ф": "a", "з": "p", "ы": "s", "і": "s", "е": "t", "у": "e"}
"""The keys of A, P, S, T and E in the Russian, Kazakh, Kyrgyz and Ukrainian layouts (xkeyboard-config)."""


def letter_of(event: QKeyEvent) -> str:
    """The small Latin letter of a key without Ctrl or Alt; nothing for other keys."""
    text = event.text().lower()
    found = _LATIN.get(text, text)
    return found if len(found) == 1 and found.isascii() and found.isalpha() else ""
