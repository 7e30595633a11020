"""Which receipt is meant by what was scanned or typed: its code, its number, or only the end of its number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from app.core.documents.qr import sale_of_qr
from app.kernel.folding import other_layouts

LONGEST = 200
_FIGURES = 6
_NUMBER = re.compile(r"(?:([^\W_]{1,20})[\s\-–—_./]+)?0*([0-9]{1,12})")
_TWINS = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")


@dataclass(frozen=True, slots=True)
class Meant:
    """One of the two is set: the sale itself (from a code), or the number of a receipt."""

    sale_id: UUID | None = None
    number: str | None = None


def receipt_meant(text: str, *, prefix: str) -> Meant | None:
    """`duken:1:…` of a receipt's code, also from a scanner whose computer types Russian; `A1-000012`, `а1 12` (with a
    Cyrillic А), or `12`, which is a receipt of this till (`prefix`). None for anything else.
    """
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        return None
    for reading in (plain, *(each.replace(";", ":") for each in other_layouts(plain))):
        sale_id = sale_of_qr(reading)
        if sale_id is not None:
            return Meant(sale_id=sale_id)
    number = _NUMBER.fullmatch(plain.upper())
    if number is None:
        return None
    till = (number[1] or prefix).translate(_TWINS)
    return Meant(number=f"{till}-{number[2]:0>{_FIGURES}}")
