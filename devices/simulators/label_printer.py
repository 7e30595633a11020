"""A simulated label printer: hears ZPL, TSPL or EPL as `devices.labels` speaks them, and has each label as a picture.

It knows only labels that are drawn (`^GFA`, `BITMAP`, `GW`); what else it hears it forgets, as a printer does with words that it
does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_KEPT = 8_000_000
_HEADS = {
    "zpl": re.compile(rb"\^XA.*?\^GFA,(\d+),\d+,(\d+),", re.DOTALL),
    "tspl": re.compile(rb"BITMAP 0,0,(\d+),(\d+),0,"), "epl": re.compile(rb"GW0,0,(\d+),(\d+),"),
}
_TAILS = {
    "zpl": re.compile(rb"\s*\^FS\^PQ(\d+)\^XZ"), "tspl": re.compile(rb"\r\nPRINT 1,(\d+)\r\n"), "epl": re.compile(rb"\nP(\d+)\n"),
}
_INVERTED = bytes(255 - byte for byte in range(256))


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """Dots as rows of bytes (white is 1), `row` bytes each, and how often it came out."""

    dots: bytes
    row: int
    copies: int

    def picture(self) -> Image.Image:
        """As it came out."""
        from PIL import Image

        return Image.frombytes("1", (self.row * 8, len(self.dots) // self.row), self.dots)


class LabelPrinter:
    """`labels` are those that came out. It says nothing; label printers never do unless they are asked."""

    def __init__(self, form: str) -> None:
        self._form, self._heard = form, b""
        self.labels: list[PrintedLabel] = []

    def feed(self, data: bytes, _reply: Callable[[bytes], None] = lambda _answer: None) -> None:
        """Bytes from the host; half a label waits for its rest."""
        self._heard = (self._heard + data)[-MOST_KEPT:]
        while self._take_one():
            pass

    def _take_one(self) -> bool:
        head = _HEADS[self._form].search(self._heard)
        if head is None:
            return False
        first, second = int(head[1]), int(head[2])
        row, size = (second, first * 2) if self._form == "zpl" else (first, first * second)  # ZPL writes two figures a byte
        end = head.end() + size
        tail = _TAILS[self._form].match(self._heard, end)
        if tail is None or row == 0:
            is_whole = len(self._heard) > end + 64
            self._heard = self._heard[head.end() :] if is_whole or row == 0 else self._heard  # no label: its words are forgotten
            return is_whole
        body = self._heard[head.end() : end]
        try:
            dots = bytes.fromhex(body.decode("ascii")).translate(_INVERTED) if self._form == "zpl" else body
        except ValueError:  # no figures: no label
            self._heard = self._heard[tail.end() :]
            return True
        self.labels.append(PrintedLabel(dots, row, int(tail[1])))
        self._heard = self._heard[tail.end() :]
        return True
