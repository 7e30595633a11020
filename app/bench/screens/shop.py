"""Makes a shop with many goods (`python -m app.bench.screens.shop FILE GOODS PIN`) and says what it has: the codes to scan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.catalog.goods_import import import_goods
from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.kernel.context import By
from app.kernel.tables import TableFile
from app.wiring import create_shop
from db.models.catalog import Price, Product, ProductCode, Unit

SEED = 20261121


def make_shop(path: Path, source: Path, pin: str) -> None:
    """One owner, and all goods of a price list with invented prices."""
    shop, _code = create_shop(path, NewShop(company="Bench", owner="Owner", owner_pin=pin, language="ru"))
    with shop:
        owner = next(person for person in shop.ask(people) if person.is_owner)
        import_goods(TableFile(source), shop.submit, by=By(owner.person_id), currency=shop.place.currency, demo_prices=SEED)


def goods_to_sell(session: Session) -> list[tuple[str, str]]:
    """Codes and names of goods that are counted, have a price and a code that no scale prints, in the order of their codes."""
    one_in_ten = func.substr(ProductCode.code, -2, 1) == "7"  # all would be the larger part of the memory that is measured
    query = (
        select(ProductCode.code, Product.name)
        .join(Product, Product.id == ProductCode.product_id)
        .join(Price, Price.product_id == Product.id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(Unit.decimals == 0, func.length(ProductCode.code) >= 8, ProductCode.code.not_like("2%"), one_in_ten)
        .order_by(ProductCode.code)
    )
    return [(code, name) for code, name in session.execute(query)]


def product_count(session: Any) -> int:
    """How many goods there are."""
    return session.scalar(select(func.count()).select_from(Product)) or 0


if __name__ == "__main__":
    make_shop(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
