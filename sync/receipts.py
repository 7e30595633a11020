"""A receipt of another branch, fetched from the centre so that its goods can come back here; and what the goods' branch says of
such returns."""

from __future__ import annotations

from uuid import UUID

from app.core.received.fetched import take_in_fetched
from app.core.sales.across import to_answer
from app.core.sales.commands.answers import answer_return
from app.core.sales.queries import sold_sale
from app.core.sales.views import SoldSale
from app.kernel.errors import RuleBroken
from sync.centre import Centre
from sync.elsewhere import hear_accounts
from sync.rounds import Stopped, Store


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


def answer_returns(store: Store, *, stopped: Stopped = lambda: False) -> int:
    """Say of each return that another branch has made of this till's sales whether it is confirmed; answers how many were said.
    Call it when all is heard: what was said already, also by a file of this till that is gone, is not said again."""
    said = 0
    for return_id in store.ask(to_answer):
        if stopped():
            break
        said += store.do(answer_return, return_id=return_id) is not None
    return said
