"""The one place where a stock document becomes a fact: its row, its lines, what moves, and the bytes that travel.

Used inside commands of this subject; it never asks for a right, its callers have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.catalog.rules import check_quantity
from app.core.stock.moves import BROUGHT_TOLD, MOVEMENT_TOLD, move_goods
from app.core.stock.views import Moved, StockItem
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.period import business_date
from app.kernel.text import note_of
from db.models.catalog import Product, Unit
from db.models.purchasing import Supplier
from db.models.stock import StockDocument, StockLevel, StockLine, Store
from db.uow import Uow, plain

PREFIX = {
    "receipt": "P", "found": "N", "write_off": "W", "supplier_return": "B", "opening": "L", "count": "I", "order": "Q",
    "order_close": "E", "undo": "U",
}
"""What stands before the numbers of each kind."""
_AT_ONCE = 500
LONG_AGO = timedelta(days=366)
"""What is said to have happened before that is asked about: a year that was mistyped stands first in every layer's queue."""
_LINE_TOLD = (
    "id", "product_id", "quantity_milli", "cost_minor", "extra_minor", "batch", "expires_on", "expected_milli", "counted_milli",
)
MOST_BATCH = 60


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself; `at` is None for what happens now."""

    kind: str
    reason: str = ""
    store_id: UUID | None = None
    supplier_id: UUID | None = None
    order_id: UUID | None = None
    takes_back_id: UUID | None = None
    cause: str | None = None
    extra_minor: int = 0
    at: datetime | None = None


class Line(NamedTuple):
    """One line: how much it is about, and how much it moves (+ in, − out)."""

    product_id: UUID
    quantity_milli: int
    moves_milli: int
    cost_minor: int | None = None
    extra_minor: int = 0
    batch: str | None = None
    expires_on: date | None = None
    expected_milli: int | None = None
    counted_milli: int | None = None
    origin: tuple[UUID, UUID] | None = None


class Named(NamedTuple):
    """What a document has to know of a product."""

    kind: str
    name: str
    is_gone: bool
    unit: str
    decimals: int


def post(uow: Uow, head: Head, lines: Sequence[Line]) -> UUID:
    """Store the document with its lines and movements. Refused: `not_found`, `stock.in_the_future`.
    Asks: `stock.long_ago`."""
    store_id, at = store_of(uow, head.store_id), moment_of(uow, head.at)
    if at < uow.now - LONG_AGO:
        uow.confirm("stock.long_ago", happened_at=at)
    document_id, (_number, number) = uow.new_id(), uow.next_number(head.kind, PREFIX[head.kind])
    day = uow.today if head.at is None else business_date(at, zone=uow.place.zone, day_change_hour=uow.place.day_change_hour)
    row: dict[str, Any] = {
        "id": document_id, "number": number, "kind": head.kind, "branch_id": uow.place.branch_id, "store_id": store_id,
        "supplier_id": supplier_of(uow, head.supplier_id), "order_id": head.order_id, "takes_back_id": head.takes_back_id,
        "cause": head.cause, "reason": head.reason, "extra_minor": head.extra_minor, "line_count": len(lines),
        "person_id": uow.person_id, "at": at, "posted_at": uow.now, "business_date": day,
    }
    told = {name: plain(value) for name, value in row.items()}
    uow.add_many(StockDocument, [row])
    rows = [_line_row(uow, document_id, line) for line in lines]
    uow.add_many(StockLine, rows)
    moved = move_goods(
        uow, _moves(lines, rows), document_kind=head.kind, document_id=document_id, store_id=store_id, at=head.at,
    )
    brings = any(line.moves_milli > 0 or line.origin is not None for line in lines)
    sha256 = uow.record(
        "stock", f"stock.{head.kind}", document_id,
        {
            **told, "lines": as_table(_LINE_TOLD, [{**line, "expires_on": plain(line["expires_on"])} for line in rows]),
            "movements": as_table(BROUGHT_TOLD if brings else MOVEMENT_TOLD, moved),
        },
    )
    audit(uow, f"stock.{head.kind}", document_id, number=number, sha256=sha256)
    return document_id


def _line_row(uow: Uow, document_id: UUID, line: Line) -> dict[str, Any]:
    return {
        "document_id": document_id, "id": uow.new_id(), "product_id": line.product_id, "quantity_milli": line.quantity_milli,
        "cost_minor": line.cost_minor, "extra_minor": line.extra_minor, "batch": line.batch, "expires_on": line.expires_on,
        "expected_milli": line.expected_milli, "counted_milli": line.counted_milli,
    }


def _moves(lines: Sequence[Line], rows: Sequence[dict[str, Any]]) -> list[Moved]:
    """An outflow costs what FIFO finds; an inflow what its line says, or what it puts back did."""
    return [
        Moved(line.product_id, line.moves_milli, row["id"], line.cost_minor if line.moves_milli > 0 else None, line.origin)
        for line, row in zip(lines, rows, strict=True)
    ]


def moment_of(uow: Uow, at: datetime | None) -> datetime:
    """When it happened. Refused: `stock.in_the_future`."""
    if at is not None and at > uow.now:
        raise RuleBroken("stock.in_the_future", happened_at=at)
    return at or uow.now


def store_of(uow: Uow, store_id: UUID | None) -> UUID:
    """A store of this branch, its first if none is named. Refused: `not_found`."""
    if store_id is None or store_id == uow.place.store_id:
        return uow.place.store_id
    store = uow.get(Store, store_id)
    if store.branch_id != uow.place.branch_id or store.deleted_at is not None or store.kind != "shop":
        raise RuleBroken("not_found", table="store", id=store_id)
    return store_id


def on_hand_of(uow: Uow, product_id: UUID, store_id: UUID) -> int:
    """How much the books have of a product in a store at this moment."""
    found = select(StockLevel.on_hand_milli).where(StockLevel.product_id == product_id, StockLevel.store_id == store_id)
    return uow.session.scalar(found) or 0


def supplier_of(uow: Uow, supplier_id: UUID | None) -> UUID | None:
    """A supplier who is still there. Refused: `not_found`."""
    if supplier_id is not None and uow.get(Supplier, supplier_id).deleted_at is not None:
        raise RuleBroken("not_found", table="supplier", id=supplier_id)
    return supplier_id


def check_items(uow: Uow, items: Sequence[StockItem]) -> dict[UUID, Named]:
    """Goods that a document may be about, by id. Refused: `stock.nothing`, `not_found`, `stock.not_goods`,
    `stock.product_gone`, `quantity.*`."""
    if not items:
        raise RuleBroken("stock.nothing")
    known = products_of(uow, {item.product_id for item in items})
    for item in items:
        product = check_product(known, item.product_id)
        check_quantity(item.quantity_milli, decimals=product.decimals, unit=product.unit)
    return known


def check_product(known: dict[UUID, Named], product_id: UUID) -> Named:
    """Refused: `not_found`, `stock.not_goods`, `stock.product_gone`."""
    product = known.get(product_id)
    if product is None:
        raise RuleBroken("not_found", table="product", id=product_id)
    if product.kind != "goods":
        raise RuleBroken("stock.not_goods", name=product.name)
    if product.is_gone:
        raise RuleBroken("stock.product_gone", name=product.name, product_id=product_id)
    return product


def products_of(uow: Uow, product_ids: set[UUID]) -> dict[UUID, Named]:
    """What is known of these products, also of those that are deleted."""
    query = select(Product.id, Product.kind, Product.name, Product.deleted_at, Unit.code, Unit.decimals)
    query, wanted, known = query.join(Unit, Unit.id == Product.unit_id), sorted(product_ids), {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in uow.session.execute(query.where(Product.id.in_(wanted[start : start + _AT_ONCE]))):
            known[row.id] = Named(row.kind, row.name, row.deleted_at is not None, row.code, row.decimals)
    return known


def batch_of(text: str | None) -> str | None:
    """A batch as it is stored. Refused: `text.too_long`."""
    return note_of(text, field="batch", most=MOST_BATCH)


def check_order(uow: Uow, order_id: UUID | None) -> None:
    """Refused: `not_found` (no order of that id), `stock.order_closed`."""
    if order_id is None:
        return
    order = uow.get(StockDocument, order_id)
    if order.kind != "order":
        raise RuleBroken("not_found", table="stock_document", id=order_id)
    closing = select(StockDocument.id).where(StockDocument.order_id == order_id, StockDocument.kind == "order_close")
    if uow.session.scalar(closing) is not None:
        raise RuleBroken("stock.order_closed", number=order.number)
