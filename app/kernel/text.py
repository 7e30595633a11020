"""Names that come from outside made safe to store, print and put into a spreadsheet; nothing is ever executed."""

from __future__ import annotations

import re
import unicodedata

from app.kernel.errors import RuleBroken

MAX_NAME = 200
MAX_NOTE = 1000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*(?:[ -/]*[@-~])?"  # a colour, a move of the cursor; one that was cut off has no end
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])(?:[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c))?"  # a title, a link; else its start
)
"""What a terminal would obey (ECMA-48): CSI, OSC and other strings. Each begins with a control character and holds no
other, so that the time to look for them grows with the text and no quicker."""
_DROPPED = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Direction marks, and lone surrogates: bytes that were no text."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def one_line(text: str) -> str:
    """Text without control characters and what they command, direction overrides, lone surrogates or runs of white space; NFC.

    Of `\\x1b[31mred\\x1b[0m` stays `red`: without its first character the rest would look like a part of the name.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    if not plain.isprintable():  # neither a control character nor a mark is: most names have none and are done here
        plain = _DROPPED.sub("", plain)
        if _CONTROL.search(plain):
            plain = _CONTROL.sub(" ", _SEQUENCE.sub("", plain))
        plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.split())


def name_of(text: str, *, field: str = "name", most: int = MAX_NAME) -> str:
    """A name as it is stored. Refused: `text.empty` (also of letters that nobody can see), `text.too_long`."""
    clean = one_line(text)
    if not clean or not (clean.isprintable() or any(char.isprintable() and char != " " for char in clean)):
        raise RuleBroken("text.empty", field=field)
    if len(clean) > most:
        raise RuleBroken("text.too_long", field=field, length=len(clean), most=most)
    return clean


def note_of(text: str | None, *, field: str = "reason", most: int = MAX_NOTE) -> str | None:
    """A remark, or nothing. Refused: `text.too_long`."""
    clean = one_line(text or "")
    if len(clean) > most:
        raise RuleBroken("text.too_long", field=field, length=len(clean), most=most)
    return clean or None


def spreadsheet_text(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: `=1+1` gets an apostrophe (OWASP, CSV injection)."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
