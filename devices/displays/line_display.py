"""A customer display of two lines at the end of a line: CD5220, or Epson's ESC/POS set for displays (DM-D).

Sources: the manuals of PosX XP8200 and Epson P07303 (CD5220: ESC Q A, ESC Q B, CLR, ESC @). *Unverified*: the ESC/POS set (US $,
US MD1, ESC t), and the number of the table of letters, which differs by maker: `start` is sent as it is, once, before the first
text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices.line import Line
from devices.printers.pages import CodePage, code_page, spelled_out

Kind = Literal["cd5220", "escpos"]
CLEAR, INIT, RETURN = b"\x0c", b"\x1b@", b"\r"
UPPER, LOWER = b"\x1bQA", b"\x1bQB"
OVERWRITE, NO_CURSOR, SELECT_TABLE, MOVE = b"\x1f\x01", b"\x1fC\x00", b"\x1bt", b"\x1f$"
COLUMNS = 20


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """How a display is set. `start` None: what its kind usually wants."""

    kind: Kind = "cd5220"
    columns: int = COLUMNS
    page: str = "cp866"
    slot: int | None = None
    start: bytes | None = None


class LineDisplay:
    """Owns its line. Each text is shown as a whole or, where the line fails, not surely at all: the next one begins anew."""

    def __init__(self, line: Line, settings: DisplaySettings | None = None) -> None:
        self._line, self._settings = line, settings or DisplaySettings()
        self._page = code_page(self._settings.page, slot=self._settings.slot)
        self._is_ready = False

    def show(self, top: str, bottom: str = "") -> None:
        """Two lines, each exactly as wide as the display. Refused: `device.gone`, `device.stuck`."""
        rows = [row_of(text, self._page, self._settings.columns) for text in (top, bottom)]
        if self._settings.kind == "cd5220":
            self._say(UPPER + rows[0] + RETURN + LOWER + rows[1] + RETURN)
        else:
            self._say(b"".join(MOVE + bytes((1, number)) + row for number, row in enumerate(rows, 1)))

    def clear(self) -> None:
        """Nothing on it. Refused: as `show`."""
        self._say(CLEAR)

    def _say(self, words: bytes) -> None:
        was_ready, self._is_ready = self._is_ready, False
        self._line.write(words if was_ready else self._start() + words)
        self._is_ready = True

    def _start(self) -> bytes:
        """CAN ends a text that a program before us may have left half said."""
        if self._settings.start is not None:
            return self._settings.start
        if self._settings.kind == "cd5220":
            return b"\x18" + INIT
        return INIT + OVERWRITE + NO_CURSOR + SELECT_TABLE + bytes((self._page.slot,))


def row_of(text: str, page: CodePage, columns: int) -> bytes:
    """Exactly so many bytes: a text in the display's table, cut or filled with blanks after it was encoded."""
    return _plain(text, page)[:columns].ljust(columns)


def _plain(text: str, page: CodePage) -> bytes:
    """With the blanks that it has inside (figures stand in columns), and nothing that a display would obey."""
    words = text.replace("\u00a0", " ").replace("\u202f", " ").split(" ")
    return b" ".join(spelled_out(word, page) for word in words)


def two_sides(left: str, right: str, columns: int = COLUMNS) -> str:
    """Words at the left, a figure at the right; the figure stays whole, the words are cut."""
    room = columns - len(right) - 1
    if room <= 0:
        return right[:columns]
    return f"{left[:room].ljust(room)} {right}"
