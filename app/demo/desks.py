"""The tills and the office of the demo's afternoon: how each joins, sells, tells and hears."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import open_sale, scan
from app.core.sales.views import Completed
from app.core.setup.joining import add_till
from app.demo.goods import GOODS
from app.demo.stage import Stage
from app.kernel.clock import Clock
from app.kernel.context import By
from app.kernel.errors import EnvironmentFailed
from app.shop import Shop
from app.telling import let_another_in
from app.wiring import World, join_shop
from db.models.sales import Sale, SaleLine
from sync.outbox import connect_to

SEED = 20260303
CUT = "postgresql://till@127.0.0.1:1/duken"
"""Where nobody is: the cable leads there when it is cut."""


@dataclass
class Desk:
    """A till or an office with its own file; `address` is the centre's."""

    name: str
    shop: Shop
    address: str

    def tell_and_hear(self, *, is_cut: bool = False) -> bool:
        """A round; False: the centre was not reached."""
        from sync.centre import Centre
        from sync.rounds import one_round

        centre = Centre(CUT if is_cut else self.address)
        try:
            one_round(self.shop, centre)
        except EnvironmentFailed:
            return False
        finally:
            centre.close()
        return True


def sell(stage: Stage, desk: Desk, by: By, *keys: str, debtor_id: UUID | None = None) -> Completed:
    """These goods, by card, or on that customer's debt."""
    stage.wait(minutes=6)
    sale_id: UUID = desk.shop.do(open_sale, by=by, customer_id=debtor_id)
    for key in keys:
        desk.shop.do(scan, by=by, sale_id=sale_id, code=GOODS[key].code)
    total: int = desk.shop.ask(lambda session: session.get_one(Sale, sale_id).total_minor)
    paid = [Tender("debt" if debtor_id else "card", total)]
    done: Completed = desk.shop.do(complete_sale, by=by, sale_id=sale_id, payments=paid)
    return done


def joined(
    first: Desk, dsn: str, owner: By, path: Path, opened: ExitStack, clock: Clock, *, name: str, prefix: str, kind: str,
    branch: str | None = None,
) -> Desk:
    """One more of the company, that has loaded what it should know."""
    ticket = first.shop.do(add_till, by=owner, name=name, prefix=prefix, kind=kind, branch=branch)
    ticket, _password = let_another_in(first.shop, dsn, ticket, keyring=no_keyring)
    world = World(clock=clock, random_bytes=Random(f"{SEED}/{prefix}").randbytes)
    shop = opened.enter_context(join_shop(path, ticket, world=world))
    shop.do(connect_to, address=ticket.address)
    desk = Desk(name, shop, ticket.address)
    desk.tell_and_hear()
    return desk


def line_of(session: Session, *, sale_id: UUID, product_id: UUID) -> UUID:
    """The line of that sale that has this good."""
    return session.scalars(select(SaleLine.id).where(SaleLine.sale_id == sale_id, SaleLine.product_id == product_id)).one()


def no_keyring() -> None:
    """A centre on this machine asks for no password."""
    return None
