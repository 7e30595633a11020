"""Letters as keys: P is the same key, and a code the same code, whether the keyboard types Latin or Cyrillic."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent

from app.kernel.folding import other_layouts

_LATIN = {"ф": "a", "з": "p", "ы": "s", "і": "s", "е": "t", "у": "e"}
"""The keys of A, P, S, T and E in the Russian, Kazakh, Kyrgyz and Ukrainian layouts (xkeyboard-config)."""


def letter_of(event: QKeyEvent) -> str:
    """The small Latin letter of a key without Ctrl or Alt; nothing for other keys."""
    text = event.text().lower()
    found = _LATIN.get(text, text)
    return found if len(found) == 1 and found.isascii() and found.isalpha() else ""


_KAZAKH = frozenset("әңғүұқөһ")
"""Letters in the row of figures of a Kazakh keyboard; і is one too, but on a Ukrainian keyboard it is S."""
_WITH_SHIFT = str.maketrans("`-=[]\\;',./", '~_+{}|:"<>?')


def as_printed(code: str) -> str:
    """A scanned code as it is printed, where the computer's layout was Cyrillic: `ФИС-12` is `ABC-12`, `ң,қ` is `460`.

    A scanner presses the keys of Latin letters and figures; what they type is the layout's affair, so that a code with a
    Cyrillic letter in it cannot have been one.
    """
    small = code.lower()
    is_latin = any("a" <= char <= "z" for char in small)
    is_cyrillic = any("\u0400" <= char <= "\u04ff" for char in small)
    readings = other_layouts(code) if is_cyrillic and not is_latin else []
    if not readings or len(small) != len(code):
        return code
    keys = readings[-1 if _KAZAKH.intersection(small) else 0]
    pairs = zip(code, keys, strict=True)
    return "".join(key.upper().translate(_WITH_SHIFT) if char.isupper() else key for char, key in pairs)
