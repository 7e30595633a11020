"""What can be asked while a sale is being paid: what is due, and what would come of a payment."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.devices.queries import has_device
from app.core.intents.queries import intents_of
from app.core.parties.queries import customer
from app.core.payments.rules import denominations, likely_sums, settle
from app.core.payments.views import Tender
from app.core.sales.views import PaymentOffer, Quote
from app.core.settings.queries import read_setting
from app.core.settings.rules import CASH_STEP, DENOMINATIONS
from app.kernel.errors import RuleBroken
from app.kernel.money import round_cash_minor
from db.models.sales import PendingPayment, Sale


def payment_offer(session: Session, *, sale_id: UUID) -> PaymentOffer:
    """What is due for an open sale. Refused: `not_found`."""
    sale = _sale(session, sale_id)
    taken = tuple(
        (row.id, row.tender, row.amount_minor)
        for row in session.scalars(select(PendingPayment).where(PendingPayment.sale_id == sale_id).order_by(PendingPayment.id))
    )
    left = sale.total_minor - sum(amount for _id, _tender, amount in taken)
    due = round_cash_minor(left, read_setting(session, CASH_STEP, branch_id=sale.branch_id))
    chosen: list[int] = read_setting(session, DENOMINATIONS, branch_id=sale.branch_id)
    notes = denominations(sale.currency, chosen)
    whose = customer(session, customer_id=sale.customer_id) if sale.customer_id else None
    asked = intents_of(session, document_id=sale_id)
    back = [each for each in asked if each.kind == "card_refund" and each.state in ("new", "asked", "unknown")]
    return PaymentOffer(
        sale_id, sale.total_minor, left, due, likely_sums(due, notes), whose, taken,
        by_terminal=has_device(session, till_id=sale.till_id, kind="card_terminal"),
        card=next((each for each in reversed(asked) if each.kind == "card_payment"), None),
        card_back=back[-1] if back else None,
        charged=tuple(
            (payment_id, each.intent_id) for payment_id, _tender, _minor in taken for each in asked
            if each.payment_id == payment_id and each.state == "approved"
        ),
    )


def payment_quote(session: Session, *, sale_id: UUID, tender: str, amount_minor: int) -> Quote:
    """What would come of paying the rest of a sale so; stores nothing. Refused: as `settle`, but for too little; `not_found`."""
    offer = payment_offer(session, sale_id=sale_id)
    step = read_setting(session, CASH_STEP, branch_id=_sale(session, sale_id).branch_id)
    debt = offer.customer.debt_minor + amount_minor if offer.customer is not None and tender == "debt" else None
    try:
        settled = settle(offer.left_minor, [Tender(tender, amount_minor)], cash_step_minor=step)
    except RuleBroken as error:
        if error.code == "payment.too_little":
            return Quote(0, 0, int(error.facts["missing_minor"]), debt)
        raise
    return Quote(settled.change_minor, settled.rounding_minor, 0, debt)


def _sale(session: Session, sale_id: UUID) -> Sale:
    sale = session.get(Sale, sale_id)
    if sale is None:
        raise RuleBroken("not_found", table="sale", id=sale_id)
    return sale
