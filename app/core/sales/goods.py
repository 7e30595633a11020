"""Which goods a document's lines move: products themselves, sets by the goods in them, services never. Used inside commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.stock.moves import move_goods, parts_of_sets
from app.core.stock.views import Moved
from app.kernel.money import extend_minor, round_ratio
from db.models.catalog import Product
from db.models.sales import SaleLine
from db.models.stock import StockMovement
from db.prepared import Prepared
from db.uow import Uow

_NOT_GOODS = Prepared(
    select(Product.id, Product.kind).where(
        Product.id.in_(bindparam("product_ids", expanding=True)), Product.kind != "goods"
    )
)

_MOVED = Prepared(
    select(StockMovement.id, StockMovement.product_id, StockMovement.line_id).where(
        StockMovement.document_id == bindparam("sale"), StockMovement.line_id.is_not(None)
    )
)
_TAKEN = Prepared(
    select(StockMovement.product_id, StockMovement.quantity_milli, SaleLine.quantity_milli)
    .join(SaleLine, SaleLine.id == StockMovement.line_id)
    .where(StockMovement.document_id == bindparam("sale"), StockMovement.line_id == bindparam("line"))
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
        parts |= _parts_that_were_taken(uow, lines, special)
        moves = [move for line in lines for move in _moves_of(line, special, parts, sign)]
    if sign > 0:
        moves = _with_origins(uow, lines, moves)
    return move_goods(uow, moves, document_kind=document_kind, document_id=document_id, store_id=store_id)


def _with_origins(uow: Uow, lines: Sequence[dict[str, Any]], moves: Sequence[Moved]) -> list[Moved]:
    """What comes back of a sale says which movement it puts back: the very layers get it."""
    sold = {line["id"]: (line["sale_id"], line["sale_line_id"]) for line in lines if line.get("sale_line_id")}
    known: dict[tuple[UUID, UUID], UUID] = {}
    for sale_id in {sale_id for sale_id, _line_id in sold.values()}:
        for movement_id, product_id, line_id in _MOVED.rows(uow.driver, sale=sale_id):
            known[line_id, product_id] = movement_id
    found = []
    for move in moves:
        sale_id, sale_line_id = sold.get(move.line_id, (None, None)) if move.line_id else (None, None)
        movement_id = known.get((sale_line_id, move.product_id)) if sale_line_id else None
        found.append(move._replace(origin=(sale_id, movement_id)) if sale_id and movement_id else move)
    return found


def _moves_of(
    line: dict[str, Any], special: dict[UUID, str], parts: dict[UUID, list[tuple[UUID, int]]], sign: int
) -> list[Moved]:
    kind = special.get(line["product_id"], "goods")
    if kind == "goods":
        return [Moved(line["product_id"], sign * line["quantity_milli"], line["id"])]
    per_unit = parts.get(line.get("sale_line_id") or line["product_id"], ())
    return [
        Moved(part_id, sign * extend_minor(line["quantity_milli"], per_set), line["id"]) for part_id, per_set in per_unit
    ]


def _parts_that_were_taken(
    uow: Uow, lines: Sequence[dict[str, Any]], special: dict[UUID, str]
) -> dict[UUID, list[tuple[UUID, int]]]:
    """By sold line: what one set took when it was sold; it may have been put together otherwise since."""
    taken: dict[UUID, list[tuple[UUID, int]]] = {}
    for line in lines:
        sold_id = line.get("sale_line_id")
        if sold_id is None or special.get(line["product_id"]) != "set":
            continue
        rows = _TAKEN.rows(uow.driver, sale=line["sale_id"], line=sold_id)
        taken[sold_id] = [(product_id, round_ratio(-moved * 1000, sold_milli)) for product_id, moved, sold_milli in rows]
    return taken
