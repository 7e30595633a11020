"""A label as dots: Roboto's letters, bars in whole dots, QR squares in whole dots. Nothing leaves its box."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from devices.labels.layout import PLAIN, STRONG, Words, as_picture, font, laid_out
from devices.labels.template import Label, Template

_WHITE, _BLACK = 1, 0


def drawn(label: Label, template: Template, *, dots_mm: int = 8) -> Image.Image:
    """The label in black on white; `dots_mm` 8 is 203 dpi, 12 is 300 dpi. A row is a whole number of bytes."""
    width = round(template.width * dots_mm)
    picture = Image.new("1", (width + -width % 8, round(template.height * dots_mm)), _WHITE)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    for part in laid_out(label, template, dots_mm=dots_mm):
        if isinstance(part, Words):
            _write(pen, part)
        else:
            picture.paste(as_picture(part), (part.x, part.y))
    return picture


def as_png(label: Label, template: Template, *, dots_mm: int = 8) -> bytes:
    """The label as a picture, for a screen that shows it before it is printed: dot for dot what the printer gets."""
    out = io.BytesIO()
    drawn(label, template, dots_mm=dots_mm).save(out, "PNG")
    return out.getvalue()


def _write(pen: ImageDraw.ImageDraw, words: Words) -> None:
    letters = font(STRONG if words.strong else PLAIN, words.size)
    pen.text((words.x, words.base), words.text, font=letters, fill=_BLACK, anchor="ls")
    if words.crossed:
        above, thick = words.stroke
        pen.line((words.x, words.base - above, words.x + words.length, words.base - above), fill=_BLACK, width=thick)
