"""`duken bench fifo`: random moves into a real file, compared with a naive oracle to the minor unit; and what a sale costs beside
many layers."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from app.bench.fifo_oracle import Books, Happened, Heap, oracle
from app.bench.fifo_story import FROM, fifo_story
from app.core.agents.commands.people import make_agent
from app.core.setup.commands import NewShop
from app.core.staff.commands import add_person
from app.core.stock.anew import project_next_waiting
from app.core.stock.commands.stores import add_store
from app.core.stock.moves import store_movements
from app.core.verify.layers import CHECK
from app.core.verify.queries import verify
from app.kernel.context import By
from app.shop import Shop
from app.wiring import create_shop
from db.models.catalog import Product, Unit
from db.uow import Uow

BATCH = 25
"""So many movements arrive together."""
LAYERS = (10, 1_000, 100_000)
SALES = 300


def measure(*, moves: int, seed: int, products: int, database: Path | None = None) -> dict[str, Any]:
    """Play `moves` random movements of so many products, compare everything, and time sales beside 10 to 100,000 layers."""
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as folder:
        path = database or Path(folder) / "fifo.db"
        shop, _code = create_shop(path, NewShop(company="Bench", owner="Owner", owner_pin="482915"))
        with shop:
            by = By(shop.ask(_owner))
            goods = shop.do(make_products, by=by, count=products + len(LAYERS))
            bags = [_bag(shop, by, number) for number in (1, 2, 3)]
            stores = [shop.place.store_id, *(shop.do(add_store, by=by, name=f"Store {number}") for number in (2, 3, 4))]
            story = fifo_story(moves, seed=seed, products=goods[:products], stores=stores, bags=bags)
            result = _compared(shop, story)
            result["moves_of_agents_bags"] = sum(row["store_id"] in bags for row in story)
            about_stock = ("layers_are_the_level", "cost_goes_in_and_out", "level_is_sum_of_movements", CHECK)
            found = [each for each in shop.ask(verify).findings if each.check in about_stock]
            result["verify_of_stock"] = "broken" if found else "clean"
            result |= _sales_beside_layers(shop, goods[products:])
    return result


def _bag(shop: Shop, by: By, number: int) -> UUID:
    person_id = shop.do(add_person, by=by, name=f"Agent {number}", pin=f"{582_917 + 1237 * number}")
    bag_id: UUID = shop.do(make_agent, by=by, person_id=person_id)
    return bag_id


def _compared(shop: Shop, rows: list[dict[str, Any]]) -> dict[str, Any]:
    began = time.perf_counter()
    for first in range(0, len(rows), BATCH):
        shop.do(_take_in, rows=rows[first : first + BATCH])
    projected = 0
    while shop.do(project_next_waiting):
        projected += 1
    took_s = time.perf_counter() - began
    expected = oracle([happened(row) for row in rows])
    return {
        "moves": len(rows), "products_projected_by_the_job": projected, "took_s": round(took_s, 1),
        "moves_per_s": round(len(rows) / took_s), "differences": len(shop.ask(differences, expected=expected)),
    }


def happened(row: dict[str, Any]) -> Happened:
    """A movement's row as the oracle is told of it."""
    return Happened(
        row["document_id"], row["id"], row["product_id"], row["store_id"], row["occurred_at"], row["quantity_milli"],
        row["document_kind"], row["cost_minor"], row["origin_id"],
    )


def differences(session: Any, *, expected: Books) -> list[str]:
    """What the stored book says otherwise than the oracle: a cost, what is left of a layer, what is owed, or what an outflow
    took of which layer."""
    driver = session.connection().connection.driver_connection
    costs = driver.execute(
        """SELECT m.id, m.booked_minor + coalesce(sum(c.delta_minor), 0) FROM stock_movement m
           LEFT JOIN cost_correction c ON c.document_id = m.document_id AND c.movement_id = m.id GROUP BY m.document_id, m.id"""
    )
    found = _unlike("cost", {UUID(bytes=row[0]): row[1] for row in costs}, dict(expected.costs))
    left: dict[tuple[UUID, UUID], list[tuple[int, int]]] = {}
    for product, store, milli, minor in driver.execute(_LEFT):
        left.setdefault((UUID(bytes=product), UUID(bytes=store)), []).append((milli, minor))
    heaps = {place: _left_of(each) for place, each in expected.heaps.items()}
    found += _unlike("left", left, {place: each for place, each in heaps.items() if each})
    owed = driver.execute("SELECT product_id, store_id, sum(quantity_milli) FROM stock_debt GROUP BY 1, 2")
    found += _unlike("owed", {(UUID(bytes=row[0]), UUID(bytes=row[1])): row[2] for row in owed}, dict(expected.owed))
    took: dict[UUID, list[TakenOf]] = {}
    for taker, document, movement, *figures in driver.execute(_TOOK):
        took.setdefault(UUID(bytes=taker), []).append((UUID(bytes=document), UUID(bytes=movement), *figures))
    return found + _unlike("took", took, taken_of(expected))


TakenOf = tuple[UUID, UUID, int, int, int, int, int]
"""Part of an outflow: the document and movement that brought the layer, which of its layers, how many at what cost, and how
many of them at what cost have come back or gone on."""
_TOOK = """SELECT p.movement_id, l.document_id, l.movement_id, l.number,
           p.quantity_milli, p.cost_minor, p.back_milli, p.back_minor
           FROM stock_portion p JOIN stock_layer l ON l.id = p.layer_id ORDER BY p.document_id, p.movement_id, p.number"""
_LEFT = """SELECT product_id, store_id, left_milli, left_minor FROM stock_layer WHERE left_milli > 0
           ORDER BY arrived_at, movement_id, number"""


def taken_of(books: Books) -> dict[UUID, list[TakenOf]]:
    """What each outflow took of which heap by the oracle, in its order; who took nothing is left out."""
    return {
        movement: [
            (took.heap.document, took.heap.movement, took.heap.part, took.quantity, took.cost, took.gone, took.gone_cost)
            for took in each
            if took.heap is not None
        ]
        for movement, each in books.took.items()
        if each
    }


def _left_of(heaps: list[Heap]) -> list[tuple[int, int]]:
    ordered = sorted(heaps, key=lambda heap: (heap.when, heap.movement, heap.part))
    return [(heap.left, heap.worth) for heap in ordered if heap.left]


def _unlike(what: str, found: dict[Any, Any], expected: dict[Any, Any]) -> list[str]:
    keys = [key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)]
    return [f"{what} of {key}: {found.get(key)} and not {expected.get(key)}" for key in keys]


def _sales_beside_layers(shop: Shop, products: Sequence[UUID]) -> dict[str, Any]:
    """Milliseconds of the stock part of one sale (one line, one piece) of a product with so many stored layers."""
    found: dict[str, Any] = {}
    for product_id, count in zip(products, LAYERS, strict=True):
        for first in range(0, count, 2000):
            shop.do(_fill, product_id=product_id, first=first, count=min(2000, count - first))
    taken: dict[int, list[float]] = {count: [] for count in LAYERS}
    for number in range(SALES):  # in turn: whatever else the machine does falls on all alike
        for product_id, count in zip(products, LAYERS, strict=True):
            taken[count].append(shop.do(_one_sale, product_id=product_id, number=number))
    for count in LAYERS:
        found[f"sale_ms_beside_{count}_layers"] = round(median(taken[count]), 4)
    found["ratio"] = round(found[f"sale_ms_beside_{LAYERS[-1]}_layers"] / found[f"sale_ms_beside_{LAYERS[0]}_layers"], 2)
    return found


def _fill(uow: Uow, *, product_id: UUID, first: int, count: int) -> None:
    at = FROM + timedelta(days=400, seconds=first)
    rows = [_movement(uow, product_id, 1_000_000, at + timedelta(seconds=number), cost=1_000) for number in range(count)]
    store_movements(uow, rows)


def _one_sale(uow: Uow, *, product_id: UUID, number: int) -> float:
    rows = [_movement(uow, product_id, -1000, FROM + timedelta(days=900, seconds=number))]
    began = time.perf_counter()
    store_movements(uow, rows)
    return (time.perf_counter() - began) * 1000


def _movement(uow: Uow, product_id: UUID, milli: int, at: Any, cost: int | None = None) -> dict[str, Any]:
    return {
        "id": uow.new_id(), "product_id": product_id, "store_id": uow.place.store_id, "quantity_milli": milli,
        "document_kind": "receipt" if milli > 0 else "sale", "document_id": uow.new_id(), "line_id": None, "occurred_at": at,
        "business_date": at.date(), "cost_minor": cost, "origin_document_id": None, "origin_id": None, "booked_minor": 0,
    }


def make_products(uow: Uow, *, count: int) -> list[UUID]:
    """So many products of pieces."""
    unit_id = uow.session.query(Unit.id).filter(Unit.code == "pcs").scalar()
    ids = [uow.new_id() for _number in range(count)]
    uow.add_cards(
        Product,
        [
            {
                "id": product_id, "kind": "goods", "name": f"Product {number}", "article": f"F{number}", "category_id": None,
                "brand_id": None, "unit_id": unit_id, "tax_rate_id": None, "scale_code": None, "deleted_at": None,
            }
            for number, product_id in enumerate(ids)
        ],
    )
    return ids


def _take_in(uow: Uow, *, rows: list[dict[str, Any]]) -> None:
    store_movements(uow, rows, from_elsewhere=True)


def _owner(session: Any) -> UUID:
    found: UUID = session.connection().exec_driver_sql("SELECT id FROM person").scalar()
    return UUID(bytes=found)  # type: ignore[arg-type]
