"""Which customer a word of a call means."""

from __future__ import annotations

from uuid import UUID

from app.core.parties.queries import find_customers
from app.kernel.errors import RuleBroken
from app.shop import Shop


def one_customer(shop: Shop, text: str) -> UUID:
    """The one customer that an id, name, telephone or code means. Refused: `customer.unknown`, `customer.several`."""
    try:
        return UUID(text)
    except ValueError:
        pass
    found = shop.ask(find_customers, text=text) if text.strip() else ()
    exact = [each for each in found if each.goes_by(text)] or found
    if not exact:
        raise RuleBroken("customer.unknown", text=text)
    if len(exact) > 1:
        raise RuleBroken("customer.several", text=text, count=len(exact))
    customer_id: UUID = exact[0].customer_id
    return customer_id
