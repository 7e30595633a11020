"""A finished sale or return as a fiscal register is told it: from the rows that were booked, in no country's words."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.core.documents.queries import receipt, return_receipt
from app.core.documents.views import Paid, ReturnedLine, SoldLine
from app.kernel.errors import RuleBroken
from app.kernel.fiscal import FiscalDocument, FiscalLine, FiscalPayment
from db.models.intents import Intent


def fiscal_document(session: Session, *, intent_id: UUID) -> FiscalDocument:
    """The document of a fiscal intent. Refused: `not_found`, `intent.not_fiscal`, what finding a receipt refuses."""
    row = session.get(Intent, intent_id)
    if row is None:
        raise RuleBroken("not_found", table="intent", id=intent_id)
    if row.kind == "fiscal_sale":
        sold = receipt(session, sale_id=row.document_id)
        return FiscalDocument(
            intent_id=intent_id, kind="sale", number=sold.number, currency=sold.head.currency, operator=sold.cashier,
            lines=tuple(_line(line) for line in sold.lines), payments=_payments(sold.payments),
            total_minor=sold.total_minor, rounding_minor=sold.rounding_minor,
        )
    if row.kind == "fiscal_return":
        back = return_receipt(session, return_id=row.document_id)
        return FiscalDocument(
            intent_id=intent_id, kind="return", number=back.number, currency=back.head.currency, operator=back.cashier,
            lines=tuple(_line(line) for line in back.lines), payments=_payments(back.refunds),
            total_minor=back.total_minor, rounding_minor=back.rounding_minor,
            origin=back.origins[0].number if len(back.origins) == 1 else "",
        )
    raise RuleBroken("intent.not_fiscal", kind=row.kind)


def _line(line: SoldLine | ReturnedLine) -> FiscalLine:
    return FiscalLine(
        name=line.name, unit=line.unit, quantity_milli=line.quantity_milli, price_minor=line.price_minor,
        sum_minor=line.net_minor, tax_ppm=line.tax_ppm, tax_minor=line.tax_minor,
        mark=line.mark or "",
    )


def _payments(paid: tuple[Paid, ...]) -> tuple[FiscalPayment, ...]:
    """What was booked by each tender, never what was handed over: the change is none of the authority's business."""
    sums: dict[str, int] = {}
    for each in paid:
        sums[each.tender] = sums.get(each.tender, 0) + each.amount_minor
    return tuple(FiscalPayment(tender, amount) for tender, amount in sums.items() if amount)
