"""The small shop that is tormented: a few dozen goods, a customer who may owe, cash rounded to whole som."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.catalog.commands import add_product, add_tax_rate, set_parts
from app.core.parties.commands import add_customer
from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.kernel.context import By
from app.kernel.money import MAX_MINOR
from app.shop import Shop
from app.wiring import create_shop
from db.models.accounts import Customer
from db.models.catalog import ProductCode, Unit

PIECES, WEIGHED = 30, 6
SET_CODE, SERVICE_CODE = "900", "901"


@dataclass(frozen=True, slots=True)
class Range:
    """What the till finds in the shop: who acts, what is sold by the piece and by weight, who may owe."""

    by: By
    pieces: tuple[str, ...]
    weighed: tuple[str, ...]
    customer_id: UUID


def make_shop(path: Path, *, seed: int) -> None:
    """A new shop at `path`, closed again. Refused: what `create_shop` refuses."""
    rng = random.Random(seed)
    shop, _code = create_shop(path, NewShop(company="Crash", owner="Owner", owner_pin="482915"))
    with shop:
        by = By(next(person for person in shop.ask(people) if person.is_owner).person_id)
        units = shop.ask(_units)
        tax_id = shop.do(add_tax_rate, by=by, name="12 %", ppm=120_000)
        goods = [
            shop.do(
                add_product, by=by, name=f"Goods {number}", unit_id=units["pcs" if number < PIECES else "kg"],
                barcodes=[str(100 + number)], price_minor=rng.randrange(500, 90_000),
                tax_rate_id=tax_id if number % 3 else None,
            )
            for number in range(PIECES + WEIGHED)
        ]
        box = shop.do(add_product, by=by, name="Box", kind="set", unit_id=units["pcs"], barcodes=[SET_CODE], price_minor=55_555)
        shop.do(set_parts, by=by, set_id=box, parts=[(goods[0], 2000), (goods[PIECES], 350)])
        shop.do(
            add_product, by=by, name="Delivery", kind="service", unit_id=units["pcs"], barcodes=[SERVICE_CODE], price_minor=15_000
        )
        shop.do(add_customer, by=by, name="Debtor", credit_limit_minor=MAX_MINOR)


def read_range(shop: Shop) -> Range:
    """What `make_shop` has put into the shop."""
    by = By(next(person for person in shop.ask(people) if person.is_owner).person_id)
    codes = shop.ask(_codes)
    weighed = tuple(str(100 + number) for number in range(PIECES, PIECES + WEIGHED))
    return Range(by, tuple(code for code in codes if code not in weighed), weighed, shop.ask(_customer))


def _units(session: Session) -> dict[str, UUID]:
    return dict(session.execute(select(Unit.code, Unit.id)).all())


def _codes(session: Session) -> list[str]:
    return list(session.scalars(select(ProductCode.code).order_by(ProductCode.code)))


def _customer(session: Session) -> UUID:
    return session.scalars(select(Customer.id)).one()
