"""What a scanned code says: GTIN, batch, expiry, weight, price. Pure; the bytes of the scan are kept as they came.

Sources: ISO/IEC 15424 (AIM identifiers `]d2`), GS1 General Specifications (application identifiers; read by biip). What has no
AIM identifier and could be plain digits is never taken for GS1: biip would read `4006381333931` as (400)6381333931.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.barcode import has_right_check_digit
from app.kernel.money import round_ratio

GS = b"\x1d"
"""FNC1 as scanners send it: parts the fields of a GS1 code. A fiscal register wants it where it was."""
GS1_SYMBOLS = frozenset({"]C1", "]d2", "]d5", "]d8", "]e0", "]Q3", "]Q4", "]J1"})
"""GS1-128, GS1 DataMatrix (square, with ECI, long), GS1 DataBar, GS1 QR, GS1 DotCode."""
_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_AIM_TEXT = re.compile(r"\][A-Za-z][0-9A-Za-z]", re.ASCII)
_WITH_GTIN = re.compile(r"01([0-9]{14}).", re.ASCII | re.DOTALL)
"""What is GS1 without saying so: longer than any EAN, and its GTIN has the right check digit."""
_LONGEST_GS1 = 500


@dataclass(frozen=True, slots=True)
class Scan:
    """`raw` is what the scanner sent, `body` the same without its AIM identifier (`aim`): for marking codes, with every GS in it.

    `code` is what goods are looked up by: the GTIN as it stands in a price list where there is one, else the text; empty where
    the bytes are no text. `weight_milli` is in grams, `price` in the country's money.
    """

    raw: bytes
    body: bytes
    code: str
    aim: str = ""
    gtin: str = ""
    serial: str = ""
    batch: str = ""
    expiry: date | None = None
    weight_milli: int | None = None
    price: Decimal | None = None

    @property
    def is_marking(self) -> bool:
        """One single piece of goods: its `mark` goes to the fiscal register as it is."""
        return bool(self.gtin and self.serial)

    @property
    def mark(self) -> str:
        """The marking code without the FNC1 that some scanners send before it; empty for any other code."""
        return self.body.decode("utf-8").strip(" \t\r\n").lstrip("\x1d") if self.is_marking else ""

    @property
    def piece(self) -> str:
        """What all scans of one marked piece begin with, whether they bring its signature or not."""
        head = f"01{self.gtin}21{self.serial}"
        return head if self.mark.startswith(head) else self.mark

    @property
    def shelf_codes(self) -> tuple[str, ...]:
        """The GTIN as price lists write it, likeliest first: EAN-13 or EAN-8, UPC-A, all 14 digits."""
        short = [self.gtin[zeros:] for zeros in (1, 2, 6) if self.gtin.startswith("0" * zeros)]
        return tuple(dict.fromkeys((self.code, *short, self.gtin)))


def without_symbol(code: str) -> str:
    """A code as screens take it: without its AIM identifier, unless that says that there is more in it than a number."""
    found = _AIM_TEXT.match(code)
    return code if found is None or found[0] in GS1_SYMBOLS else code[3:]


def plain_code(code: str) -> str:
    """What a person is shown of a scan, and what a card of goods gets for its code: the GTIN as it stands under the bars, or the
    text. Loads nothing."""
    text = (code[3:] if _AIM_TEXT.match(code) else code).strip(" \t\r\n\x1d")
    found = _WITH_GTIN.match(text)
    if found is not None and has_right_check_digit(found[1]):
        return _shelf_code(found[1])
    return text.replace("\x1d", "")


def read_code(raw: bytes | str) -> Scan:
    """What a scan says. Never raises: bytes that are no text have no `code`, and keep what they are in `raw`."""
    sent = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    aim = _AIM.match(sent)
    body = sent[3:] if aim else sent
    symbol = aim[0].decode("ascii") if aim else ""
    text = _text(body)
    if text is None:
        return Scan(sent, body, "", symbol)
    known = _fields(text) if _is_gs1(text, symbol) else {}
    return Scan(sent, body, _shelf_code(known.get("gtin", "")) or text.replace("\x1d", ""), symbol, **known)


def _text(body: bytes) -> str | None:
    """The letters, or None for what is none; GS may be between them, white space around them."""
    try:
        text = body.decode("utf-8").strip(" \t\r\n")
    except UnicodeDecodeError:
        return None
    return text if text.replace("\x1d", "").isprintable() else None


def _is_gs1(text: str, symbol: str) -> bool:
    if len(text) > _LONGEST_GS1 or not text.isascii():
        return False
    if symbol in GS1_SYMBOLS:
        return True
    found = _WITH_GTIN.match(text.lstrip("\x1d"))
    return found is not None and has_right_check_digit(found[1])


def _fields(text: str) -> dict[str, Any]:
    """By the names of `Scan`; nothing where the code does not follow GS1."""
    from biip.gs1_messages import GS1Message  # late: 100 ms that a scan of plain digits need not wait for

    try:
        elements = GS1Message.parse(text.strip("\x1d")).element_strings
        return _named((each.ai.ai, each.value, each.date) for each in elements)
    except Exception:  # biip's own errors, and whatever a code that nobody foresaw makes of its dates and figures
        return {}


def _named(elements: Iterable[tuple[str, str, date | None]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for number, value, day in elements:
        name, found = _meaning(number, value, day)
        if name:
            fields.setdefault(name, found)
    return fields


def _meaning(number: str, value: str, day: date | None) -> tuple[str, Any]:
    if number in ("01", "02"):
        return ("gtin", value) if has_right_check_digit(value) else ("", None)
    if number in ("10", "21"):
        return ("batch" if number == "10" else "serial"), value
    if number == "17" and day is not None:
        return "expiry", day
    if number.startswith("310"):
        return "weight_milli", round_ratio(int(value) * 1000, 10 ** int(number[3]))
    if number.startswith("392"):
        return "price", Decimal(value).scaleb(-int(number[3]))
    return "", None


def _shelf_code(gtin: str) -> str:
    """A GTIN of 14 digits as it stands under the bars: EAN-13, or EAN-8."""
    if not gtin.startswith("0"):
        return gtin
    return gtin[6:] if gtin.startswith("000000") else gtin[1:]
