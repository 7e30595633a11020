"""What a shop puts around its receipts on a printer: a logo at the head, and the code that finds them again."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image

from app.kernel.errors import RuleBroken
from app.kernel.log import get_logger
from app.kernel.slip import Bars, Picture, Slip, SlipPart, Square

MOST_ROWS = 240
MOST_BYTES, MOST_DOTS = 8_000_000, 40_000_000
"""Of the file, and of the picture in it: nobody's logo is a poster."""
log = get_logger("printer")


def dressed(slip: Slip, *, code: str, logo: str, dots: int) -> Slip:
    """The slip with its logo and with the code that is wanted: `qr`, `bars`, `both` or `none`. Where nothing finds a document
    again, nothing is put there; a logo that cannot be read is left out: no receipt waits for it."""
    found = tuple(part for each in slip for part in _coded(each, code))
    if not logo:
        return found
    try:
        return (Picture(logo_of(logo, dots)), *found)
    except RuleBroken:
        log.error("logo_not_usable", path=logo)
        return found


def _coded(part: SlipPart, code: str) -> tuple[SlipPart, ...]:
    if not isinstance(part, Square) or not part.number:
        return (part,)
    bars = Bars(part.number)
    wanted: dict[str, tuple[SlipPart, ...]] = {"qr": (part,), "bars": (bars,), "both": (part, bars), "none": ()}
    return wanted[code]


def logo_of(path: str, dots: int) -> bytes:
    """The picture in that file in black dots on white, at most as wide as the paper, as PNG. Refused: `device.wrong_option`."""
    try:
        found = Path(path).stat()
        return _drawn(path, found.st_mtime_ns, found.st_size, dots)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:  # Pillow's own for broken files
        raise RuleBroken("device.wrong_option", option="logo", value=path[:40]) from error


@lru_cache(4)
def _drawn(path: str, _changed_ns: int, size: int, dots: int) -> bytes:
    if size > MOST_BYTES:
        raise ValueError("a file that large is no logo")
    with Image.open(path) as opened:
        if opened.width * opened.height > MOST_DOTS:
            raise ValueError("a picture that large is no logo")
        seen = opened.convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    share = min(dots / flat.width, MOST_ROWS / flat.height, 1.0)
    small = flat.resize((max(1, round(flat.width * share)), max(1, round(flat.height * share))))
    out = io.BytesIO()
    small.convert("1").save(out, "PNG")  # dithered by Floyd and Steinberg
    return out.getvalue()
