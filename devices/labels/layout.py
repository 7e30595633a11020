"""Where each letter, bar and square of a label stands, in whole dots: one layout for printers' dots and for sheets of paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from font_roboto import font_files
from PIL import Image, ImageFont

from devices.codes import QUIET, modules_of
from devices.labels.template import Box, Label, Template

SMALLEST = 9
"""Dots; smaller letters are nobody's to read."""
MISSING = "\u25ca"
"""A lozenge, ◊: what stands for a character that Roboto has not, as on receipts."""
PLAIN, STRONG = "Roboto", "RobotoBold"
LEADING = 1.15
"""From line to line, in sizes of the letters."""
_MEASURED = 100
_LONGEST_TEXT = 2000
"""Letters; no label has room for more, and nobody waits while a pasted book is measured."""
_LONGEST_CODE_TEXT = 60


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: from `x` on, standing on `base`, `length` dots long; struck through where it is `crossed`."""

    text: str
    x: int
    base: int
    size: int
    length: int
    strong: bool = False
    crossed: bool = False

    @property
    def stroke(self) -> tuple[int, int]:
        """How far above the base it is struck through, and how thick."""
        return round(self.size * 0.33), max(2, self.size // 10)


@dataclass(frozen=True, slots=True)
class Modules:
    """Bars or squares: rows of `1` and `0`, each sign `side` dots wide and `tall` dots high."""

    rows: tuple[str, ...]
    x: int
    y: int
    side: int
    tall: int


def laid_out(label: Label, template: Template, *, dots_mm: int) -> Iterator[Words | Modules]:
    """The parts of a label, none outside its box. What is empty has no part."""
    for box in template.boxes:
        text = cleaned(getattr(label, box.what), STRONG if box.strong else PLAIN)
        if not text:
            continue
        place = Place(*(round(side * dots_mm) for side in (box.x, box.y, box.width, box.height)))
        if box.what == "barcode":
            yield from _bars(getattr(label, box.what), place)
        elif box.what == "square":
            yield from _square(getattr(label, box.what), place)
        else:
            yield from _words(box, text, place, round(box.size * dots_mm))


@dataclass(frozen=True, slots=True)
class Place:
    """A box in dots."""

    x: int
    y: int
    width: int
    height: int


def cleaned(text: str, name: str) -> str:
    """One line of letters that the font can draw: control characters part words, what has no shape is left out, `MISSING`
    stands for what the font has not. A space that does not break (in a sum) stays one."""
    flat = unicodedata.normalize("NFC", text[:_LONGEST_TEXT]).translate(_drawables(name))
    return " ".join(part for part in flat.split(" ") if part)


class _Drawable(dict[int, str]):
    """For `str.translate`: each character, or what one font draws for it; found once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._letters = font(name, 24)
        self._nothing = bytes(self._letters.getmask("\uffff"))

    def __missing__(self, code: int) -> str:
        self[code] = drawn = self._of(chr(code))
        return drawn

    def _of(self, char: str) -> str:
        if char in "\u00a0\u202f":
            return "\u00a0"
        if not char.isprintable():
            return " " if char.isspace() or char < " " else ""
        if char == " " or bytes(self._letters.getmask(char)) != self._nothing:
            return char
        return "" if unicodedata.combining(char) else MISSING


@lru_cache(2)
def _drawables(name: str) -> _Drawable:
    return _Drawable(name)


def _bars(code: str, place: Place) -> Iterator[Words | Modules]:
    """As wide as whole dots allow, the code in letters below. What has no bars, or no room for them, stands as letters alone."""
    try:
        modules = modules_of(code)
    except ValueError:
        modules = ""
    side = place.width // (len(modules) + 2 * QUIET) if modules else 0
    text, size = cleaned(code, PLAIN)[:_LONGEST_CODE_TEXT], max(SMALLEST, place.height // 5)
    while size > SMALLEST and _length(text, PLAIN, size) > place.width:
        size -= 1
    text = text if _length(text, PLAIN, size) <= place.width else _shortened(text, PLAIN, size, place.width)
    if side:
        left = place.x + (place.width - len(modules) * side) // 2
        yield Modules((modules,), left, place.y, side, place.height - size - 2)
    length = round(_length(text, PLAIN, size))
    yield Words(text, place.x + (place.width - length) // 2, place.y + place.height - max(1, size // 5), size, length)


def _square(text: str, place: Place) -> Iterator[Modules]:
    rows = _squares_of(text)
    dots = min(place.width, place.height) // len(rows) if rows else 0
    if dots:
        yield Modules(rows, place.x, place.y, dots, dots)


def _squares_of(text: str) -> tuple[str, ...]:
    """With a quiet zone of two; nothing where it is more than a code can hold. One mask for all: to choose the fairest of
    eight takes ten times as long, and any of them is read."""
    import qrcode
    from qrcode.exceptions import DataOverflowError

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=2)
    code.add_data(text.encode("utf-8", "replace"))
    try:
        matrix = code.get_matrix()
    except (DataOverflowError, ValueError):
        return ()
    return tuple("".join("1" if dark else "0" for dark in line) for line in matrix)


def _words(box: Box, text: str, place: Place, size: int) -> Iterator[Words]:
    name = STRONG if box.strong else PLAIN
    size, lines = _fitted(text, name, place.width, place.height, size)
    ascent = font(name, size).getmetrics()[0]
    for number, line in enumerate(lines):
        length = round(_length(line, name, size))
        x = place.x + (place.width - length if box.right else 0)
        yield Words(line, x, place.y + round(number * size * LEADING) + ascent, size, length, box.strong, box.crossed)


def _fitted(text: str, name: str, width: int, height: int, size: int) -> tuple[int, list[str]]:
    """The largest letters in which all of it has room; where even the smallest have not, what fits, with an ellipsis."""
    words, size = text.split(" "), max(1, min(size, round(height / LEADING)))
    shares = [_share(word, name) for word in words]
    space = _share(" ", name)
    while True:
        lines = _wrapped(words, shares, space, width / size)
        most = max(1, int(height / (size * LEADING)))
        if len(lines) <= most and all(_length(line, name, size) <= width for line in lines):
            return size, lines
        if size <= SMALLEST:
            return size, _cut(lines, most, name, size, width)
        size -= 1 if size < 3 * SMALLEST else max(1, size // 20)


def _wrapped(words: list[str], shares: list[float], space: float, width: float) -> list[str]:
    """Lines between words, by widths in sizes of the letters."""
    lines, line, used = [], [words[0]], shares[0]
    for word, share in zip(words[1:], shares[1:], strict=True):
        if used + space + share > width:
            lines.append(" ".join(line))
            line, used = [word], share
        else:
            line.append(word)
            used += space + share
    return [*lines, " ".join(line)]


def _cut(lines: list[str], most: int, name: str, size: int, width: int) -> list[str]:
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += " " + lines[most]
    return [line if _length(line, name, size) <= width else _shortened(line, name, size, width) for line in kept]


def _shortened(line: str, name: str, size: int, width: int) -> str:
    while line and _length(line + "…", name, size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


@lru_cache(8192)
def _share(text: str, name: str) -> float:
    """How wide a word is, in sizes of the letters."""
    return _length(text, name, _MEASURED) / _MEASURED


def _length(text: str, name: str, size: int) -> float:
    """How many dots a line takes: the sum of its letters, as they are cut in whole dots, each measured once."""
    letters = _letters(name, size)
    return sum([letters[char] for char in text])


class _Letters(dict[str, float]):
    """How wide each letter of one font is."""

    def __init__(self, letters: ImageFont.FreeTypeFont) -> None:
        super().__init__()
        self._font = letters

    def __missing__(self, char: str) -> float:
        self[char] = width = self._font.getlength(char, mode="1")
        return width


@lru_cache(256)
def _letters(name: str, size: int) -> _Letters:
    return _Letters(font(name, size))


@lru_cache(256)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Roboto in that many dots."""
    return ImageFont.truetype(font_files[name], size, layout_engine=ImageFont.Layout.BASIC)


def as_picture(part: Modules) -> Image.Image:
    """The bars or squares in black on white."""
    wide, high = len(part.rows[0]), len(part.rows)
    small = Image.frombytes("L", (wide, high), "".join(part.rows).translate(_PAPER).encode("latin-1"))
    return small.convert("1", dither=Image.Dither.NONE).resize((wide * part.side, high * part.tall), Image.Resampling.NEAREST)


_PAPER = {ord("1"): "\x00", ord("0"): "\xff"}
