"""How a page of quick goods is written down, and what a picture must be. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from app.kernel.errors import RuleBroken

MOST_ARRANGED = 60
MOST_OFF = 200
MOST_PICTURE_BYTES = 64 * 1024
_OFF = "-"
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def check_page(arranged: Sequence[UUID], off: Sequence[UUID]) -> None:
    """Refused: `tiles.too_many`, `tiles.twice`."""
    if len(arranged) > MOST_ARRANGED:
        raise RuleBroken("tiles.too_many", most=MOST_ARRANGED)
    if len(off) > MOST_OFF:
        raise RuleBroken("tiles.too_many", most=MOST_OFF)
    if len({*arranged, *off}) < len(arranged) + len(off):
        raise RuleBroken("tiles.twice")


def check_picture(image: bytes) -> None:
    """Refused: `picture.too_large`, `picture.unreadable` (neither JPEG nor PNG)."""
    if len(image) > MOST_PICTURE_BYTES:
        raise RuleBroken("picture.too_large", most=MOST_PICTURE_BYTES // 1024)
    if not image.startswith(_BEGINNINGS):
        raise RuleBroken("picture.unreadable")


def written(arranged: Sequence[UUID], off: Sequence[UUID]) -> str:
    """A page as the database keeps it: a list of ids in their order, with a minus before those that are kept off."""
    return json.dumps([*map(str, arranged), *(f"{_OFF}{product_id}" for product_id in off)], separators=(",", ":"))


def read(text: str) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """What `written` wrote: arranged, and kept off."""
    ids: list[str] = json.loads(text)
    arranged = tuple(UUID(each) for each in ids if not each.startswith(_OFF))
    return arranged, tuple(UUID(each.removeprefix(_OFF)) for each in ids if each.startswith(_OFF))
