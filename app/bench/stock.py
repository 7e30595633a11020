"""`duken bench stock`: the list of levels over a real file of many products in three stores, beside raw sqlite3."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.bench.made_up import made_up_goods
from app.bench.till import Spread, spread, timed
from app.core.catalog.goods_import import import_goods
from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.core.stock.commands.stores import add_store
from app.core.stock.levels import BELOW_ZERO, NOTHING_LEFT, stock_list, store_totals
from app.core.stock.shown import StockRow
from app.core.stock.whereabouts import product_movements, whereabouts
from app.kernel.context import By
from app.kernel.tables import TableFile
from app.shop import Shop
from app.wiring import create_shop
from db.models.catalog import Product
from db.models.stock import StockDebt, StockLayer, StockLevel, StockMovement
from db.uow import Uow

SEED = 20261122
STORES = ("Stockroom", "Second shop")
BATCH = 2000
PAGE = 100
FROM = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
_ONE_IN = {"below_zero": 50, "nothing_left": 20}
"""So rarely a level is below zero, or nothing."""


def measure(*, products: int, rounds: int, database: Path | None = None) -> dict[str, Any]:
    """Milliseconds of each question, each for one page; `floor_page_ms` is raw sqlite3 reading the same rows."""
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as folder:
        path = database or Path(folder) / "stock.db"
        shop, _code = create_shop(path, NewShop(company="Bench", owner="Owner", owner_pin="482915"))
        with shop:
            owner = next(person for person in shop.ask(people) if person.is_owner).person_id
            source = made_up_goods(Path(folder) / "goods.tsv", products)
            import_goods(TableFile(source), shop.submit, by=By(owner), currency="KGS", demo_prices=SEED)
            filled = _fill_all(shop, By(owner))
            result = {"products": products, "stores": len(STORES) + 1, **filled, **_measured(shop, owner, rounds)}
    return result


def _fill_all(shop: Shop, by: By) -> dict[str, int]:
    """Receipts as the books hold them: movements, their layers, debts and levels, in bulk."""
    stores = [shop.place.store_id, *(shop.do(add_store, by=by, name=name) for name in STORES)]
    ids: list[UUID] = shop.ask(lambda session: list(session.scalars(select(Product.id).order_by(Product.id))))
    chance, counts = random.Random(SEED), {"levels": 0, "layers": 0}
    for first in range(0, len(ids), BATCH):
        places = [(product_id, store_id) for product_id in ids[first : first + BATCH] for store_id in stores]
        for name, count in shop.do(_fill, places=places, chance=chance, first_layer=counts["layers"] + 1).items():
            counts[name] += count
    return counts


def _fill(uow: Uow, *, places: list[tuple[UUID, UUID]], chance: random.Random, first_layer: int) -> dict[str, int]:
    rows: dict[Any, list[dict[str, Any]]] = {StockMovement: [], StockLayer: [], StockDebt: [], StockLevel: []}
    for product_id, store_id in places:
        receipts = chance.randint(1, 3)
        is_owed, is_gone = (not chance.randrange(_ONE_IN[only]) for only in (BELOW_ZERO, NOTHING_LEFT))
        on_hand = 0
        for number in range(receipts):
            milli, cost = chance.randint(1, 60) * 1000, chance.randint(500, 90_000)
            at = FROM + timedelta(days=number, seconds=len(rows[StockLevel]))
            moved = _movement(uow, product_id, store_id, milli, cost, at)
            rows[StockMovement].append(moved)
            left = 0 if is_owed or is_gone else milli
            rows[StockLayer].append({
                "id": first_layer + len(rows[StockLayer]), "product_id": product_id, "store_id": store_id,
                "arrived_at": moved["occurred_at"], "document_id": moved["document_id"], "movement_id": moved["id"],
                "number": 0, "lot_id": None, "quantity_milli": milli, "cost_minor": cost, "left_milli": left,
                "left_minor": cost if left else 0,
            })
            on_hand += milli
        if is_owed or is_gone:
            taken = -on_hand - (1000 if is_owed else 0)
            sold = _movement(uow, product_id, store_id, taken, None, FROM + timedelta(days=9))
            rows[StockMovement].append(sold)
            on_hand += taken
        if is_owed:
            rows[StockDebt].append({
                "product_id": product_id, "store_id": store_id, "occurred_at": sold["occurred_at"], "movement_id": sold["id"],
                "document_id": sold["document_id"], "is_sale": True, "quantity_milli": 1000, "carried_milli": 0, "portions": 1,
            })
        rows[StockLevel].append({"product_id": product_id, "store_id": store_id, "on_hand_milli": on_hand})
    for table, made in rows.items():
        uow.add_many(table, made)
    return {"levels": len(rows[StockLevel]), "layers": len(rows[StockLayer])}


def _movement(
    uow: Uow, product_id: UUID, store_id: UUID, milli: int, cost: int | None, at: datetime
) -> dict[str, Any]:
    return {
        "id": uow.new_id(), "product_id": product_id, "store_id": store_id, "quantity_milli": milli,
        "document_kind": "receipt" if milli > 0 else "sale", "document_id": uow.new_id(), "line_id": None, "occurred_at": at,
        "business_date": at.date(), "cost_minor": cost, "origin_document_id": None, "origin_id": None, "booked_minor": cost or 0,
    }


def _measured(shop: Shop, owner: UUID, rounds: int) -> dict[str, Any]:
    who = {"person_id": owner, "branch_id": shop.place.branch_id}
    chance = random.Random(SEED)

    def page(**asked: Any) -> Callable[[], Any]:
        return lambda: shop.ask(stock_list, **who, limit=PAGE, **asked)

    first: tuple[StockRow, ...] = page()()
    middle = shop.ask(_in_the_middle)
    words = [row.name.split()[0][:4] for row in first]
    questions: dict[str, Callable[[], Any]] = {
        "page_1_ms": page(), "page_in_the_middle_ms": page(after=middle),
        "search_ms": lambda: page(text=chance.choice(words))(), "one_store_ms": page(store_id=shop.place.store_id),
        "below_zero_ms": page(only=BELOW_ZERO), "nothing_left_ms": page(only=NOTHING_LEFT),
        "below_zero_from_the_middle_ms": page(only=BELOW_ZERO, after=middle),
        "layers_of_one_ms": lambda: shop.ask(whereabouts, product_id=chance.choice(first).product_id, **who),
        "movements_of_one_ms": lambda: shop.ask(product_movements, product_id=chance.choice(first).product_id, **who),
    }
    found: dict[str, Any] = {name: _spread(ask, rounds) for name, ask in questions.items()}
    found["store_totals_ms"] = _spread(lambda: shop.ask(store_totals, **who), max(3, rounds // 20))
    with closing(sqlite3.connect(shop.path)) as raw:
        found["floor_page_ms"] = _spread(lambda: _raw_page(raw), rounds)
    found["ratio_to_floor_p50"] = round(found["page_1_ms"]["p50"] / found["floor_page_ms"]["p50"], 1)
    found["to_reach"] = "page ≤ 100 ms"
    return found


def _spread(ask: Callable[[], Any], rounds: int) -> Spread:
    ask()
    return spread([timed(ask)[0] for _round in range(rounds)])


def _raw_page(raw: sqlite3.Connection) -> list[Any]:
    """The same page, read by the driver alone: names, levels and what their layers cost."""
    ids = raw.execute("SELECT id, name FROM product WHERE kind = 'goods' ORDER BY name, id LIMIT ?", (PAGE,)).fetchall()
    marks, names = ", ".join("?" * len(ids)), [row[0] for row in ids]
    levels = raw.execute(f"SELECT product_id, store_id, on_hand_milli FROM stock_level WHERE product_id IN ({marks})", names)
    costs = raw.execute(
        f"""SELECT product_id, store_id, sum(left_minor) FROM stock_layer WHERE product_id IN ({marks}) AND left_milli > 0
            GROUP BY product_id, store_id""", names
    )
    return [ids, levels.fetchall(), costs.fetchall()]



def _in_the_middle(session: Any) -> tuple[str, UUID]:
    row = session.execute(select(Product.name, Product.id).where(Product.name > "Н").order_by(Product.name).limit(1)).one()
    return row[0], row[1]
