"""A slip as a picture: every letter of every language as Roboto draws it, where no table of letters can be trusted.

One bit a dot, sent in pieces of at most 100 rows: cheap printers lose what does not fit their memory.
"""

from __future__ import annotations

import io
from functools import lru_cache

from font_roboto import font_files
from PIL import Image, ImageDraw, ImageFont

from app.kernel.slip import Bars, Line, Picture, Row, Slip, SlipPart, Square
from devices.codes import QUIET, modules_of

MOST_ROWS = 100
"""Rows of dots in one piece (GS v 0)."""
MISSING = "\u25ca"
"""What stands for a letter that Roboto has not: a lozenge, as on PDF."""
_PLAIN, _STRONG = "Roboto", "RobotoBold"
_QR_SIDE, _QR_EDGE, _QR_MASK = 6, 2, 2
_MODULE, _BARS_HIGH = 2, 80
_INVERTED = bytes(255 - byte for byte in range(256))


class Drawing:
    """Draws the parts of a slip in black on white, `dots` wide; a row never is wider than the paper."""

    def __init__(self, *, dots: int = 576, columns: int = 48) -> None:
        self.dots = dots - dots % 8
        self._size = max(12, round(self.dots / columns * 1.75))
        self._row = round(self._size * 1.3)

    def slip(self, slip: Slip) -> Image.Image:
        """All of it, one part under the other."""
        pictures = [self.part(part) for part in slip]
        whole = Image.new("1", (self.dots, sum(picture.height for picture in pictures) or 1), 1)
        y = 0
        for picture in pictures:
            whole.paste(picture, (0, y))
            y += picture.height
        return whole

    def part(self, part: SlipPart) -> Image.Image:
        """A row, a line across, a code or a picture."""
        match part:
            case Row():
                return self._text(part)
            case Line():
                return self._line()
            case Square():
                return self._square(part.content)
            case Bars():
                return self._bars(part.content)
            case Picture():
                return self._picture(part.png)

    def _text(self, row: Row) -> Image.Image:
        picture = Image.new("1", (self.dots, self._row * (2 if row.large else 1)), 1)
        left, right = row.left.lstrip(" "), row.right
        inset = 0 if row.centre else (len(row.left) - len(left)) * self._size // 2
        letters = self.fitting(row)
        room = letters.width(left)
        letters.write(picture, (self.dots - room) // 2 if row.centre else inset, left)
        letters.write(picture, self.dots - letters.width(right), right)
        return picture

    def fitting(self, row: Row) -> Letters:
        """The usual size, or one that is small enough for a line of wide letters."""
        size = round(self._size * (1.6 if row.large else 1))
        while True:
            letters = _letters(_STRONG if row.strong else _PLAIN, size)
            needed = letters.width(row.left.lstrip(" ")) + letters.width(row.right) + (size if row.right else 0)
            if size <= 6 or needed <= self.dots:
                return letters
            size -= 1

    def _line(self) -> Image.Image:
        picture = Image.new("1", (self.dots, self._row // 2), 1)
        ImageDraw.Draw(picture).line((0, self._row // 4, self.dots, self._row // 4), fill=0, width=2)
        return picture

    def _square(self, content: str) -> Image.Image:
        import qrcode

        # one mask for all: finding the best of eight takes as long as the rest of the receipt twice, and scanners read them all
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=_QR_EDGE, mask_pattern=_QR_MASK)
        code.add_data(content)
        matrix = code.get_matrix()
        side = max(1, min(_QR_SIDE, self.dots // len(matrix)))
        small = Image.new("1", (len(matrix), len(matrix)), 1)
        small.putdata([0 if dark else 255 for line in matrix for dark in line])
        large = small.resize((len(matrix) * side,) * 2, Image.Resampling.NEAREST)
        picture = Image.new("1", (self.dots, large.height), 1)
        picture.paste(large, ((self.dots - large.width) // 2, 0))
        return picture

    def _bars(self, content: str) -> Image.Image:
        """With their text below; what has no bars, or no room for them, is its text alone."""
        words = self._text(Row(content, centre=True))
        try:
            modules = modules_of(content)
        except ValueError:
            return words
        side = min(_MODULE, self.dots // (len(modules) + 2 * QUIET))
        if not side:
            return words
        small = Image.new("1", (len(modules), 1), 1)
        small.putdata([0 if module == "1" else 255 for module in modules])
        bars = small.resize((len(modules) * side, _BARS_HIGH), Image.Resampling.NEAREST)
        picture = Image.new("1", (self.dots, _BARS_HIGH + words.height), 1)
        picture.paste(bars, ((self.dots - bars.width) // 2, 0))
        picture.paste(words, (0, _BARS_HIGH))
        return picture

    def _picture(self, png: bytes) -> Image.Image:
        """In the middle of the paper; what is wider is cut."""
        with Image.open(io.BytesIO(png)) as opened:
            inner = opened.convert("1")
        picture = Image.new("1", (self.dots, inner.height), 1)
        picture.paste(inner, ((self.dots - inner.width) // 2, 0))
        return picture


def raster_bytes(picture: Image.Image) -> bytes:
    """The picture as pieces of `GS v 0`: black is 1, a row is a whole number of bytes. The width must be a multiple of 8."""
    body, wide = picture.tobytes().translate(_INVERTED), picture.width // 8
    pieces = []
    for first in range(0, picture.height, MOST_ROWS):
        rows = min(MOST_ROWS, picture.height - first)
        head = b"\x1dv0\x00" + wide.to_bytes(2, "little") + rows.to_bytes(2, "little")
        pieces.append(head + body[first * wide : (first + rows) * wide])
    return b"".join(pieces)


def raster_job(slip: Slip, *, columns: int, dots: int = 576, cut: str = "full") -> bytes:
    """The whole job as a picture. Raises KeyError for another `cut`."""
    from devices.printers.escpos import CHINESE_OFF, CUTS, INIT

    return INIT + CHINESE_OFF + raster_bytes(Drawing(dots=dots, columns=columns).slip(slip)) + CUTS[cut]


class Letters:
    """One font in one size: each letter is drawn once, and printed from then on as it was cut."""

    def __init__(self, name: str, size: int) -> None:
        self._font = ImageFont.truetype(font_files[name], size, layout_engine=ImageFont.Layout.BASIC)
        self._nothing = bytes(self._font.getmask("\uffff"))
        self._cut: dict[str, tuple[Image.Image, int]] = {}

    def width(self, text: str) -> int:
        """How many dots the text takes."""
        return sum(self._of(char)[1] for char in text)

    def write(self, picture: Image.Image, x: int, text: str) -> None:
        """Black letters from `x` on, in the middle of the picture's height."""
        for char in text:
            mask, advance = self._of(char)
            picture.paste(0, (x, (picture.height - mask.height) // 2), mask)
            x += advance

    def has(self, char: str) -> bool:
        """Whether the font can draw it."""
        return char.isspace() or bytes(self._font.getmask(char)) != self._nothing

    def _of(self, char: str) -> tuple[Image.Image, int]:
        found = self._cut.get(char)
        if found is None:
            found = self._cut[char] = self._cutting(char if self.has(char) else MISSING)
        return found

    def _cutting(self, char: str) -> tuple[Image.Image, int]:
        ascent, descent = self._font.getmetrics()
        advance = round(self._font.getlength(char))
        mask = Image.new("1", (max(1, advance + 2), ascent + descent), 0)
        pen = ImageDraw.Draw(mask)
        pen.fontmode = "1"
        pen.text((0, 0), char, font=self._font, fill=1)
        return mask, advance


@lru_cache(32)
def _letters(name: str, size: int) -> Letters:
    return Letters(name, size)
