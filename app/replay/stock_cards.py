"""The products and customers that an invoice names: made on first sight, inside the invoice's own transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.core.catalog.search import Entry, index_products
from app.core.staff.access import require
from app.kernel.permissions import Right
from app.replay.rows import Invoice
from db.models.accounts import Customer
from db.models.catalog import Product, Unit
from db.uow import Uow


@dataclass
class Cards:
    """Ids by the file's own codes, which are case-sensitive. What an invoice made counts only once it is stored."""

    products: dict[str, UUID] = field(default_factory=dict)
    customers: dict[str, UUID] = field(default_factory=dict)

    def learn(self, made: Cards) -> None:
        """Take over what a stored invoice has made."""
        self.products |= made.products
        self.customers |= made.customers


def cards_for(uow: Uow, invoice: Invoice, known: Cards) -> Cards:
    """The ids of all that the invoice names; what is new is stored. Refused: `right.missing`, `text.too_long`."""
    wanted = {line.code: line.description for line in reversed(invoice.lines)}
    made = Cards({code: known.products[code] for code in wanted if code in known.products})
    fresh = [code for code in wanted if code not in made.products]
    if fresh:
        require(uow, Right.EDIT_GOODS)
        made.products |= _add_products(uow, {code: wanted[code] for code in fresh})
    if invoice.customer:
        made.customers[invoice.customer] = known.customers.get(invoice.customer) or _add_customer(uow, invoice.customer)
    return made


def _add_products(uow: Uow, wanted: dict[str, str]) -> dict[str, UUID]:
    unit_id = uow.remember("unit", "pcs", lambda: uow.session.scalar(select(Unit.id).where(Unit.code == "pcs")))
    ids = {code: uow.new_id() for code in wanted}
    rows = [
        {
            "id": ids[code], "kind": "goods", "name": name or code, "article": code[:60], "category_id": None,
            "brand_id": None, "unit_id": unit_id, "tax_rate_id": None, "scale_code": None, "deleted_at": None,
        }
        for code, name in wanted.items()
    ]
    uow.add_cards(Product, rows)
    index_products(uow.session, [Entry(ids[code], name or code, code, ()) for code, name in wanted.items()])
    uow.announce("catalog")
    return ids


def _add_customer(uow: Uow, number: str) -> UUID:
    require(uow, Right.EDIT_CUSTOMERS)
    customer_id = uow.new_id()
    row = {
        "id": customer_id, "code": number, "name": number, "phone": None, "note": None, "folded": number,
        "credit_limit_minor": None, "deleted_at": None, "merged_into_id": None, "may_be_written_to": False,
    }
    uow.add_cards(Customer, [row])
    uow.announce("customer")
    return customer_id
