"""Which bars a code is drawn as, module by module. Pure; the bars themselves come from python-barcode."""

from __future__ import annotations


def has_right_check_digit(code: str) -> bool:
    """EAN-8, UPC-A and EAN-13: the last digit belongs to the others (GS1 General Specifications, 7.9)."""
    if not (code.isascii() and code.isdigit() and len(code) in (8, 12, 13)):
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code[:-1]), 1))
    return (10 - total % 10) % 10 == int(code[-1])


def modules_of(code: str) -> str:
    """`1` for each dark module and `0` for each light one, without the quiet zones. Raises ValueError for what has no bars."""
    from barcode import EAN8, EAN13, Code128

    if has_right_check_digit(code):
        symbol = EAN8(code[:-1]) if len(code) == 8 else EAN13(code.rjust(13, "0")[:-1])
        return str(symbol.build()[0]).replace("G", "1")
    if not code or not all(" " <= char <= "~" for char in code):
        raise ValueError("Code 128 has no sign for it")
    return str(Code128(code).build()[0])


QUIET = 10
"""Light modules that must stand on both sides."""
