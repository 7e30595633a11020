"""In which line of the file the fault of an invoice stands that the till has refused."""

from __future__ import annotations

from app.core.catalog.rules import check_price, check_quantity
from app.kernel.errors import AppError, RuleBroken
from app.replay.rows import Invoice, InvoiceLine, Trouble


def trouble_of(invoice: Invoice, error: AppError, *, sign: int) -> Trouble:
    """What a refused invoice is listed as: the line that is to blame where one can be named, else its first.

    `sign` is -1 for documents whose quantities the file writes with a minus.
    """
    for line in invoice.lines:
        try:
            check_quantity(sign * line.quantity_milli, decimals=0, unit="pcs")
            check_price(line.price_minor)
        except RuleBroken as found:
            if found.code == error.code:
                return Trouble(invoice.number, line.line, _sign_of(line, sign) or error.code, error.facts)
    return Trouble(invoice.number, invoice.first_line, error.code, error.facts)


def _sign_of(line: InvoiceLine, sign: int) -> str:
    """What is wrong with a quantity whose sign is that of the other kind of document; nothing, where it is not."""
    if sign * line.quantity_milli >= 0:
        return ""
    return "replay.return_above_zero" if line.quantity_milli > 0 else "replay.sale_below_zero"
