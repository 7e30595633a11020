"""Tables of letters of receipt printers, and which neighbour stands for a letter that a table lacks. Never `?`, never garbage.

A neighbour is one letter wide, so that no column moves. What has no neighbour (other scripts, pictures) is None: the line is then
drawn instead of typed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True)
class CodePage:
    """`codec` is Python's name of the table; `slot` the number by which the printer calls it (ESC t n)."""

    name: str
    codec: str
    slot: int
    _near: _Near = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_near", _Near(self.codec))

    def encoded(self, text: str) -> bytes | None:
        """The line in this table, one byte a letter; None where a letter has neither a place nor a neighbour in it.

        Control characters are dropped: no name may open the drawer.
        """
        if not text.isprintable():
            text = "".join(char for char in text if char.isprintable() or char in NEIGHBOURS)
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError:
            pass
        try:
            return unicodedata.normalize("NFC", text).translate(self._near).encode(self.codec)
        except UnicodeEncodeError:
            return None


class _Near(dict[int, str]):
    """For `str.translate`: each letter, or what stands for it in a table; found once."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self._codec = codec

    def __missing__(self, code: int) -> str:
        char = chr(code)
        near = (char, NEIGHBOURS.get(char, ""), _bare(char))
        self[code] = found = next((letter for letter in near if self._has(letter)), char)
        return found

    def _has(self, char: str) -> bool:
        try:
            return bool(char.encode(self._codec))
        except UnicodeEncodeError:
            return False


NEIGHBOURS = {
    "ң": "н", "Ң": "Н", "ө": "о", "Ө": "О", "ү": "у", "Ү": "У", "қ": "к", "Қ": "К", "ғ": "г", "Ғ": "Г", "ұ": "у", "Ұ": "У",
    "һ": "h", "Һ": "H", "ә": "а", "Ә": "А", "і": "i", "І": "I", "ї": "i", "Ї": "I", "є": "е", "Є": "Е", "ґ": "г", "Ґ": "Г",
    "ў": "у", "Ў": "У", "₸": "T", "₽": "P", "₴": "г", "€": "E", "№": "N", "—": "-", "–": "-", "−": "-", "‑": "-", "‒": "-",
    "―": "-", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "‚": ",", "…": ".", "•": "*", "·": ".",
    "×": "x", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "°": "o", "ß": "s", "æ": "a", "ø": "o", "ł": "l", "ı": "i",
    "\ufffd": "*",
}
"""A letter, and the one that stands for it where a table lacks it. Documented in docs/DEVICES.md; tests hold both together."""


def _bare(char: str) -> str:
    """`é` without its accent; nothing for what is no letter with an accent."""
    parts = unicodedata.normalize("NFD", char)
    return parts[0] if len(parts) > 1 else ""


PAGES = {"cp866": ("CP866", 17), "cp1251": ("CP1251", 46), "rk1048": ("KZ1048", 53)}
"""By the name that a shop chooses: Python's codec, and Epson's slot. Other makers have other slots (`profiles.slots_of`)."""


@lru_cache(64)
def code_page(name: str, *, slot: int | None = None) -> CodePage:
    """The table of that name, at the slot of the printer (None: Epson's); the same one for all jobs, since it learns.
    Raises KeyError for a name that there is not."""
    codec, epson = PAGES[name]
    return CodePage(name, codec.lower(), epson if slot is None else slot)


def spelled_out(text: str, page: CodePage) -> bytes:
    """One line for what has only a table and cannot draw (a display, a scale): control characters part words, a letter that has
    neither a place nor a neighbour is `*`."""
    flat = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    whole = page.encoded(flat)
    return whole if whole is not None else b"".join(page.encoded(char) or b"*" for char in flat)
