"""Which goods a document's lines move: products themselves, sets by their parts, services not at all. Used inside commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.stock.moves import move_goods, parts_of_sets
from app.core.stock.views import Moved
from app.kernel.money import extend_minor
from db.models.catalog import Product
from db.prepared import Prepared
from db.uow import Uow

_NOT_GOODS = Prepared(
    select(Product.id, Product.kind).where(
        Product.id.in_(bindparam("product_ids", expanding=True)), Product.kind != "goods"
    )
)


def take_goods(
    uow: Uow, lines: Sequence[dict[str, Any]], *, document_kind: str, document_id: UUID, store_id: UUID, sign: int
) -> list[dict[str, object]]:
    """Move what lines (product_id, quantity_milli, id) say: `sign` −1 out of the store, +1 into it. Answers the rows."""
    ids = list({line["product_id"] for line in lines})
    special: dict[UUID, str] = dict(_NOT_GOODS.rows(uow.driver, product_ids=ids))  # type: ignore[arg-type]
    if not special:
        moves = [Moved(line["product_id"], sign * line["quantity_milli"], line["id"]) for line in lines]
    else:
        parts = parts_of_sets(uow, [product_id for product_id, kind in special.items() if kind == "set"])
        moves = [move for line in lines for move in _moves_of(line, special, parts, sign)]
    return move_goods(uow, moves, document_kind=document_kind, document_id=document_id, store_id=store_id)


def _moves_of(
    line: dict[str, Any], special: dict[UUID, str], parts: dict[UUID, list[tuple[UUID, int]]], sign: int
) -> list[Moved]:
    kind = special.get(line["product_id"], "goods")
    if kind == "goods":
        return [Moved(line["product_id"], sign * line["quantity_milli"], line["id"])]
    return [
        Moved(part_id, sign * extend_minor(line["quantity_milli"], per_set), line["id"])
        for part_id, per_set in parts.get(line["product_id"], ())
    ]
