"""A label as dots: Roboto's letters, bars in whole dots, QR squares in whole dots. Nothing leaves its box."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from devices.labels.layout import PLAIN, STRONG, Words, as_picture, font, laid_out
from devices.labels.template import Label, Template

_WHITE, _BLACK = 1, 0


def drawn(label: Label, template: Template, *, dots_mm: int = 8) -> Image.Image:
    """The label in black on white; `dots_mm` 8 is 203 dpi, 12 is 300 dpi. A row is a whole number of bytes."""
    width = round(template.width * dots_mm)
    picture = Image.new("1", (width + -width % 8, round(template.height * dots_mm)), _WHITE)
    for part in laid_out(label, template, dots_mm=dots_mm):
        if isinstance(part, Words):
            _write(picture, part)
        else:
            picture.paste(as_picture(part), (part.x, part.y))
    return picture


def as_png(label: Label, template: Template, *, dots_mm: int = 8) -> bytes:
    """The label as a picture, for a screen that shows it before it is printed: dot for dot what the printer gets."""
    out = io.BytesIO()
    drawn(label, template, dots_mm=dots_mm).save(out, "PNG")
    return out.getvalue()


def _write(picture: Image.Image, words: Words) -> None:
    shapes, x = _shapes(STRONG if words.strong else PLAIN, words.size), words.x
    for char in words.text:
        shape, left, above, advance = shapes[char]
        if shape is not None:
            picture.paste(_BLACK, (x + left, words.base + above), shape)
        x += advance
    if words.crossed:
        above, thick = words.stroke
        line = (words.x, words.base - above, words.x + words.length, words.base - above)
        ImageDraw.Draw(picture).line(line, fill=_BLACK, width=thick)


_Shape = tuple[Image.Image | None, int, int, int]
"""A letter's dots (None: a blank), where they stand from its place on the line, and how far it is to the next letter."""


class _Shapes(dict[str, _Shape]):
    """The letters of one font, each drawn once: a shop's labels say the same letters a hundred thousand times."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__()
        self._font = font(name, size)

    def __missing__(self, char: str) -> _Shape:
        left, top, right, bottom = (round(side) for side in self._font.getbbox(char, mode="1", anchor="ls"))
        shape = None
        if right > left and bottom > top:
            shape = Image.new("1", (right - left, bottom - top), 0)
            pen = ImageDraw.Draw(shape)
            pen.fontmode = "1"
            pen.text((-left, -top), char, font=self._font, fill=1, anchor="ls")
        self[char] = cut = (shape, left, top, round(self._font.getlength(char, mode="1")))
        return cut


@lru_cache(64)
def _shapes(name: str, size: int) -> _Shapes:
    return _Shapes(name, size)
