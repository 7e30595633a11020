"""A receipt that was never sold, to see how the shop's papers look before its words are stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.documents.layout import blocks, title
from app.core.documents.parts import letterhead
from app.core.documents.qr import qr_text
from app.core.documents.showing import Shown, squares_of
from app.core.documents.views import Paid, ReceiptView, SoldLine
from app.kernel.i18n import _, translated

_NOTHING = UUID(int=0)
_GOODS = ((_("Bread"), 2000, 3000, 6000), (_("Milk"), 1000, 9000, 9000))
"""Name, quantity (milli), price and sum (minor)."""
_TOTAL_MINOR = 15_000


def sample_receipt(
    session: Session, *, till_id: UUID, branch_id: UUID, header: str, footer: str, cashier: str, language: str, now: datetime
) -> Shown:
    """The paper of a made-up sale with these words at its top and end; nothing is stored."""
    head = replace(letterhead(session, till_id=till_id, branch_id=branch_id), header=header, footer=footer)
    lines = tuple(
        SoldLine(place, translated(name, language), None, "pcs", quantity, price, total, 0, 0, total, total, 0, 0)
        for place, (name, quantity, price, total) in enumerate(_GOODS, 1)
    )
    total_minor, number = _TOTAL_MINOR, "A1-000000"
    receipt = ReceiptView(
        sale_id=_NOTHING, head=head, number=number, shift_number=1, at=now, business_date=now.date(), cashier=cashier,
        customer=None, lines=lines, gross_minor=total_minor, line_discount_minor=0, receipt_discount_minor=0,
        total_minor=total_minor, rounding_minor=0, due_minor=total_minor, tax_minor=0, taxes=(),
        payments=(Paid("cash", total_minor, total_minor, 0, None),), corrections=(), accounts=(),
        qr=qr_text(sale_id=_NOTHING, number=number, total_minor=total_minor), copy=0,
    )
    found = blocks(receipt, language=language, with_symbol=True)
    return Shown(_NOTHING, title(receipt, language=language), found, squares_of(found))

