"""A receipt of another branch, fetched from the centre so that its goods can come back here."""

from __future__ import annotations

from uuid import UUID

from app.core.received.fetched import take_in_fetched
from app.core.sales.queries import sold_sale
from app.core.sales.views import SoldSale
from app.kernel.errors import RuleBroken
from sync.centre import Centre
from sync.elsewhere import hear_accounts
from sync.rounds import Store


def fetch_receipt(store: Store, centre: Centre, *, number: str | None = None, sale_id: UUID | None = None) -> SoldSale:
    """The sale with that number (or id), of whichever branch, with all that came back of it anywhere by now.

    Refused: `receipt.unknown` (the centre has none such), `receipt.not_whole`, what `Centre.find_receipt` refuses.
    """
    told = centre.find_receipt(number=number, sale_id=sale_id)
    if not told:
        raise RuleBroken("receipt.unknown", number=number or "")
    store.do(take_in_fetched, items=told)
    hear_accounts(store, centre)
    found: SoldSale = store.ask(sold_sale, number=number, sale_id=sale_id)
    return found
