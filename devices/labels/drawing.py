"""A label as dots: Roboto's letters, bars in whole dots, QR squares in whole dots. Nothing leaves its box."""

from __future__ import annotations

from functools import lru_cache

from font_roboto import font_files
from PIL import Image, ImageDraw, ImageFont

from devices.labels.codes import QUIET, modules_of
from devices.labels.template import Box, Label, Template

SMALLEST = 9
"""Dots; smaller letters are nobody's to read."""
_PLAIN, _STRONG = "Roboto", "RobotoBold"
_WHITE, _BLACK = 1, 0


def drawn(label: Label, template: Template, *, dots_mm: int = 8) -> Image.Image:
    """The label in black on white; `dots_mm` 8 is 203 dpi, 12 is 300 dpi. A row is a whole number of bytes."""
    width = round(template.width * dots_mm)
    picture = Image.new("1", (width + -width % 8, round(template.height * dots_mm)), _WHITE)
    for box in template.boxes:
        text = getattr(label, box.what)
        if not text:
            continue
        x, y, wide, high = (round(side * dots_mm) for side in (box.x, box.y, box.width, box.height))
        part = _part(box, text, wide, high, dots_mm)
        picture.paste(part, (x, y))
    return picture


def _part(box: Box, text: str, width: int, height: int, dots_mm: int) -> Image.Image:
    if box.what == "barcode":
        return _bars(text, width, height)
    if box.what == "square":
        return _square(text, min(width, height))
    return _words(box, text, width, height, round(box.size * dots_mm))


def _bars(code: str, width: int, height: int) -> Image.Image:
    """As wide as whole dots allow, the code in letters below. What has no bars, or no room for them, stands as letters alone."""
    part = Image.new("1", (width, height), _WHITE)
    font = _font(_PLAIN, max(SMALLEST, height // 5))
    try:
        modules = modules_of(code)
    except ValueError:
        modules = ""
    side = width // (len(modules) + 2 * QUIET) if modules else 0
    pen = ImageDraw.Draw(part)
    pen.fontmode = "1"
    if side:
        bars = Image.new("1", (len(modules), 1), _WHITE)
        bars.putdata([_BLACK if module == "1" else 255 for module in modules])
        tall = bars.resize((len(modules) * side, height - font.size - 2), Image.Resampling.NEAREST)
        part.paste(tall, ((width - tall.width) // 2, 0))
    pen.text((width // 2, height - 1), code[:60], font=font, anchor="ms", fill=_BLACK)
    return part


def _square(text: str, side: int) -> Image.Image:
    import qrcode

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    matrix = code.get_matrix()
    part = Image.new("1", (side, side), _WHITE)
    dots = side // len(matrix)
    if dots:
        small = Image.new("1", (len(matrix), len(matrix)), _WHITE)
        small.putdata([_BLACK if dark else 255 for line in matrix for dark in line])
        part.paste(small.resize((len(matrix) * dots,) * 2, Image.Resampling.NEAREST), (0, 0))
    return part


def _words(box: Box, text: str, width: int, height: int, size: int) -> Image.Image:
    part = Image.new("1", (width, height), _WHITE)
    pen = ImageDraw.Draw(part)
    pen.fontmode = "1"
    font, lines = _fitted(text, _STRONG if box.strong else _PLAIN, width, height, size)
    step = round(font.size * 1.15)
    for place, line in enumerate(lines):
        length = round(font.getlength(line))
        x = width - length if box.right else 0
        pen.text((x, place * step), line, font=font, fill=_BLACK, anchor="la")
        if box.crossed:
            middle = place * step + round(font.size * 0.6)
            pen.line((x, middle, x + length, middle), fill=_BLACK, width=max(2, round(font.size) // 10))
    return part


def _fitted(text: str, name: str, width: int, height: int, size: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which all of it has room; where even the smallest have not, what fits, with an ellipsis."""
    size = min(size, height)
    while True:
        font = _font(name, size)
        lines = _wrapped(text, font, width)
        most = max(1, int(height // (size * 1.15)))
        if len(lines) <= most and all(font.getlength(line) <= width for line in lines):
            return font, lines
        if size <= SMALLEST:
            return font, [_shortened(line, font, width, more=place == most - 1 < len(lines) - 1) for place, line in
                          enumerate(lines[:most])]
        size -= 1


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _shortened(line: str, font: ImageFont.FreeTypeFont, width: int, *, more: bool) -> str:
    if not more and font.getlength(line) <= width:
        return line
    while line and font.getlength(line + "…") > width:
        line = line[:-1]
    return line.rstrip() + "…"


@lru_cache(128)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_files[name], size, layout_engine=ImageFont.Layout.BASIC)
