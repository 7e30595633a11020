"""What a product, a price and a code must be. Pure."""

from __future__ import annotations

from app.kernel.barcode import has_right_check_digit, is_gtin
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR
from app.kernel.text import one_line

MAX_PRICE_MINOR = 10**11
MAX_QUANTITY_MILLI = 999_999_999
MAX_SCALE_CODE = 9_999_999_999
"""Ten digits: all that stand between a prefix of two and the check digit."""
KINDS = ("goods", "service", "set")


def check_price(price_minor: int) -> None:
    """Refused: `price.negative`, `price.too_large`."""
    if price_minor < 0:
        raise RuleBroken("price.negative", price_minor=price_minor)
    if price_minor > min(MAX_PRICE_MINOR, MAX_MINOR):
        raise RuleBroken("price.too_large", most_minor=MAX_PRICE_MINOR)


def check_quantity(quantity_milli: int, *, decimals: int, unit: str) -> None:
    """Refused: `quantity.not_positive`, `quantity.too_large`, `quantity.not_whole` (more decimals than the unit has)."""
    if quantity_milli <= 0:
        raise RuleBroken("quantity.not_positive")
    if quantity_milli > MAX_QUANTITY_MILLI:
        raise RuleBroken("quantity.too_large", most=MAX_QUANTITY_MILLI // 1000)
    if quantity_milli % 10 ** (3 - decimals):
        raise RuleBroken("quantity.not_whole", unit=unit, decimals=decimals)


def clean_code(code: str) -> str:
    """A barcode as it is stored and looked up. Refused: `code.empty`, `code.too_long`."""
    clean = one_line(code).replace(" ", "")
    if not clean:
        raise RuleBroken("code.empty")
    if len(clean) > 128:
        raise RuleBroken("code.too_long", length=len(clean), most=128)
    return clean


def check_barcode(code: str) -> None:
    """A code that looks like an EAN must end in its check digit. Refused: `code.wrong_check_digit`."""
    if is_gtin(code) and not has_right_check_digit(code):
        raise RuleBroken("code.wrong_check_digit", code=code)
