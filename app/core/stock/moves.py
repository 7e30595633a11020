"""The one place where goods move: facts, and the levels that follow them. FIFO layers will be projected from here.

Used inside commands of this and other subjects; it never asks for a right, its callers have.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from app.core.stock.views import Moved
from db.models.catalog import Product, SetPart
from db.models.stock import StockLevel, StockMovement
from db.prepared import Prepared
from db.uow import Uow

_level = insert(StockLevel.__table__)  # type: ignore[arg-type]
_ADD_TO_LEVEL = Prepared(
    _level.on_conflict_do_update(
        index_elements=["product_id", "store_id"],
        set_={"on_hand_milli": StockLevel.__table__.c.on_hand_milli + _level.excluded.on_hand_milli},
    )
)
_PARTS = Prepared(
    select(SetPart.set_id, SetPart.product_id, SetPart.quantity_milli)
    .join(Product, Product.id == SetPart.product_id)
    .where(
        SetPart.set_id.in_(bindparam("set_ids", expanding=True)), SetPart.deleted_at.is_(None), Product.kind == "goods"
    )
)


def move_goods(
    uow: Uow, moves: Sequence[Moved], *, document_kind: str, document_id: UUID, store_id: UUID | None = None
) -> list[dict[str, object]]:
    """Store movements and bring the levels up to date; answers the rows, for the document that travels."""
    store = store_id or uow.place.store_id
    rows: list[dict[str, object]] = [
        {
            "id": uow.new_id(), "product_id": move.product_id, "store_id": store, "quantity_milli": move.quantity_milli,
            "document_kind": document_kind, "document_id": document_id, "line_id": move.line_id,
            "occurred_at": uow.now, "business_date": uow.today,
        }
        for move in moves
        if move.quantity_milli
    ]
    if rows:
        uow.add_many(StockMovement, rows)
        levels = [
            {"product_id": row["product_id"], "store_id": store, "on_hand_milli": row["quantity_milli"]} for row in rows
        ]
        _ADD_TO_LEVEL.run_many(uow.driver, levels)
        uow.touch("stock")
    return rows


def parts_of_sets(uow: Uow, set_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    """What one of each set takes from stock: (product, quantity in milli). A service in it is of no stock."""
    parts: dict[UUID, list[tuple[UUID, int]]] = {}
    if set_ids:
        for set_id, product_id, quantity_milli in _PARTS.rows(uow.driver, set_ids=list(set_ids)):
            parts.setdefault(set_id, []).append((product_id, quantity_milli))
    return parts


MOVEMENT_TOLD = ("id", "product_id", "store_id", "quantity_milli", "line_id")
"""What of a movement stands in a document that travels; the document says the rest."""
