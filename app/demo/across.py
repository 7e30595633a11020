"""Two things of the afternoon that only a company with a centre has: a customer with two cards, and goods that come back in
another town."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from app.core.cash.commands import open_shift
from app.core.parties.commands import add_customer
from app.core.parties.merging import merge_customers
from app.core.sales.across import return_state
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import ReturnItem
from app.core.setup.joining import TILL
from app.demo.desks import Desk, joined, line_of, sell
from app.demo.stage import Stage
from app.kernel.context import By
from app.kernel.i18n import _
from app.replay.play import no_receipts


def another_card(stage: Stage, second: Desk, owner: By) -> UUID:
    """She says her new telephone, which nobody finds: the second till makes a card, and sells on it."""
    card_id: UUID = second.shop.do(
        add_customer, by=owner, name="Айгүл эже", phone="+996 700 010203", credit_limit_minor=300_000
    )
    sell(stage, second, owner, "sugar", debtor_id=card_id)
    return card_id


def one_card(stage: Stage, office: Desk, second: Desk, owner: By, card_id: UUID) -> None:
    """The office sees that both are hers; the second till has not heard of that, and sells on the card that is gone."""
    office.shop.do(
        merge_customers, by=owner.confirming("customer.merge"), customer_id=card_id, into_id=stage.customers["debtor"]
    )
    sell(stage, second, owner, "tea", debtor_id=card_id)


def back_in_osh(stage: Stage, till: Desk, dsn: str, owner: By, path: Path, opened: ExitStack) -> Desk:
    """A till of another branch takes back what the first one sold this morning; the first one confirms it."""
    from sync.centre import Centre
    from sync.receipts import fetch_receipt

    osh = joined(till, dsn, owner, path, opened, stage.clock, name="Ош", prefix="OS", kind=TILL, branch="Береке · Ош")
    osh.shop.do(no_receipts, by=owner)
    osh.shop.do(open_shift, by=owner, float_minor=50_000)
    centre = Centre(osh.address)
    found = fetch_receipt(osh.shop, centre, sale_id=stage.sold["milk"])
    centre.close()
    line_id = osh.shop.ask(line_of, sale_id=found.sale_id, product_id=stage.goods["bread"])
    stage.wait(minutes=4)
    back = osh.shop.do(return_by_receipt, by=owner, items=[ReturnItem(line_id, 1000)], reason="Не подошло")
    states = []
    for desk in (osh, till, osh):
        desk.tell_and_hear()
        states.append(osh.shop.ask(return_state, return_id=back.return_id))
    assert states == ["pending", "pending", "confirmed"], "the first till has said it by itself"
    stage.tell(
        _("A till in Osh finds receipt {number} at the centre and takes back {sum} of it. The return waits until the first till "
          "hears of it; that confirms it by itself."), number=found.number, sum=stage.money(back.total_minor),
    )
    return osh
