"""The code on a receipt: a text that finds the sale again, and its squares. Draws nothing itself, and needs no Pillow."""

from __future__ import annotations

from uuid import UUID

Matrix = tuple[tuple[bool, ...], ...]
"""Rows of squares, True is dark; without the quiet zone of 4 squares that must stay free around it (ISO/IEC 18004)."""

_BEGINNING = "duken:1:"


def qr_text(*, sale_id: UUID, number: str, total_minor: int) -> str:
    """`duken:1:<sale id, 32 hex digits>:<number>:<total in minor units>`; 1 is the format. The text of a sale never changes.

    The id finds the sale; number and total let a person (or a till that has not got the sale yet) see what it is about.
    """
    return f"{_BEGINNING}{sale_id.hex}:{number}:{total_minor}"


def sale_of_qr(text: str) -> UUID | None:
    """Which sale a scanned code stands for; None for a code that is none of ours."""
    parts = text.strip().split(":")
    if not text.strip().startswith(_BEGINNING) or len(parts) != 5:
        return None
    try:
        return UUID(parts[2])
    except ValueError:
        return None


def qr_matrix(text: str) -> Matrix:
    """The squares of a code; error correction M (15 % may be dirty) keeps 62 letters in 33 × 33 squares."""
    from qrcode import QRCode  # late: it takes 50 ms that a till need not spend before its first PDF
    from qrcode.constants import ERROR_CORRECT_M

    code = QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    return tuple(tuple(bool(square) for square in row) for row in code.get_matrix())
