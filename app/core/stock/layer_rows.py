"""Layers, portions and debts as the file has them: the statements that read and write them, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, select, tuple_, update

from app.core.stock.rules import SALE_KINDS, Debt, Layer, Portion
from db.models.catalog import Product
from db.models.stock import StockDebt, StockLayer, StockMovement, StockPortion
from db.prepared import Prepared

_tables: list[Any] = [table.__table__ for table in (StockLayer, StockPortion, StockDebt, StockMovement)]
_layers, _portions, _debts, _moves = _tables
_of_layer = [_layers.c[name] for name in (
    "id", "arrived_at", "document_id", "movement_id", "number", "lot_id", "quantity_milli", "cost_minor", "left_milli",
    "left_minor", "product_id", "store_id",
)]
_IS_OPEN = _layers.c.left_milli > literal_column("0")
"""Written out: a bound nought is no proof that the index of open layers will do, and SQLite would prepare anew each time."""
_open_layers = (
    select(*_of_layer)
    .where(_layers.c.product_id == bindparam("product"), _layers.c.store_id == bindparam("store"), _IS_OPEN)
    .order_by(_layers.c.arrived_at, _layers.c.movement_id, _layers.c.number)
)
_after_layer = tuple_(_layers.c.arrived_at, _layers.c.movement_id, _layers.c.number) > tuple_(
    bindparam("after_at"), bindparam("after_movement"), bindparam("after_number")
)
OPEN = Prepared(_open_layers), Prepared(_open_layers.where(_after_layer))
_heads = _layers.alias("head")
_products: Any = Product.__table__
OLDEST = Prepared(
    select(*_of_layer).where(
        _layers.c.id.in_(
            select(
                select(_heads.c.id)
                .where(
                    _heads.c.store_id == bindparam("store"), _heads.c.product_id == _products.c.id,
                    _heads.c.left_milli > literal_column("0"),
                )
                .order_by(_heads.c.arrived_at, _heads.c.movement_id, _heads.c.number).correlate(_products).scalar_subquery()
            ).where(_products.c.id.in_(bindparam("products", expanding=True)))
        )
    )
)
"""The oldest open layer of each of these products in one store: the first row is all that a value of one row is."""
LAYER = Prepared(select(*_of_layer).where(_layers.c.id == bindparam("wanted")))
LAST_ROW = Prepared(select(func.max(_layers.c.id)))
PORTIONS = Prepared(
    select(_portions.c.number, _portions.c.layer_id, _portions.c.quantity_milli, _portions.c.cost_minor,
           _portions.c.back_milli, _portions.c.back_minor)
    .where(_portions.c.document_id == bindparam("document"), _portions.c.movement_id == bindparam("movement"))
    .order_by(_portions.c.number)
)
_of_debt = [_debts.c[name] for name in (
    "document_id", "movement_id", "product_id", "store_id", "occurred_at", "is_sale", "quantity_milli", "carried_milli",
    "portions",
)]
_is_debt = (
    _debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"),
    _debts.c.occurred_at == bindparam("at"), _debts.c.movement_id == bindparam("movement"),
)
_open_debts = (
    select(*_of_debt)
    .where(_debts.c.product_id == bindparam("product"), _debts.c.store_id == bindparam("store"))
    .order_by(_debts.c.occurred_at, _debts.c.movement_id)
)
_after_debt = tuple_(_debts.c.occurred_at, _debts.c.movement_id) > tuple_(bindparam("after_at"), bindparam("after_movement"))
OWED = Prepared(_open_debts), Prepared(_open_debts.where(_after_debt))
DEBT = Prepared(select(*_of_debt).where(*_is_debt))
MOVEMENT = Prepared(
    select(_moves.c.product_id, _moves.c.store_id, _moves.c.occurred_at)
    .where(_moves.c.document_id == bindparam("document"), _moves.c.id == bindparam("movement"))
)
LATEST_SALE = Prepared(
    select(_moves.c.document_id, _moves.c.id)
    .where(
        _moves.c.product_id == bindparam("product"), _moves.c.store_id == bindparam("store"),
        _moves.c.document_kind.in_([literal_column(f"'{kind}'") for kind in SALE_KINDS]),
        select(1).where(_portions.c.document_id == _moves.c.document_id, _portions.c.movement_id == _moves.c.id).exists(),
    )
    .order_by(_moves.c.occurred_at.desc(), _moves.c.id.desc())
)
LAYERS_OF = Prepared(
    select(_layers.c.id).where(_layers.c.movement_id == bindparam("movement"), _layers.c.document_id == bindparam("document"))
    .order_by(_layers.c.number)
)
LAYER_LEFT = Prepared(
    update(_layers).where(_layers.c.id == bindparam("wanted"))
    .values(left_milli=bindparam("milli"), left_minor=bindparam("minor"))
)
PORTION_BACK = Prepared(
    update(_portions)
    .where(
        _portions.c.document_id == bindparam("document"), _portions.c.movement_id == bindparam("movement"),
        _portions.c.number == bindparam("which"),
    )
    .values(back_milli=bindparam("milli"), back_minor=bindparam("minor"))
)
DEBT_LEFT = Prepared(
    update(_debts).where(*_is_debt)
    .values(quantity_milli=bindparam("milli"), carried_milli=bindparam("carried"), portions=bindparam("count"))
)
DEBT_DONE = Prepared(delete(_debts).where(*_is_debt))


def layer_of(row: Sequence[Any]) -> Layer:
    """A layer of its row, as `LAYER` and the others that read layers give it."""
    row_id, at, document_id, movement_id, number, lot_id, milli, minor, left_milli, left_minor, product_id, store_id = row
    return Layer(
        (at, movement_id, number), (document_id, movement_id), (product_id, store_id), lot_id, milli, minor, left_milli,
        left_minor, row_id,
    )


def layer_row(layer: Layer) -> dict[str, Any]:
    """A layer as its row, in the order of the table's columns."""
    at, movement_id, number = layer.order
    return {
        "id": layer.row_id, "product_id": layer.place[0], "store_id": layer.place[1], "arrived_at": at,
        "document_id": layer.key[0], "movement_id": movement_id, "number": number, "lot_id": layer.lot_id,
        "quantity_milli": layer.quantity_milli, "cost_minor": layer.cost_minor, "left_milli": layer.left_milli,
        "left_minor": layer.left_minor,
    }


def portion_row(portion: Portion) -> dict[str, Any]:
    """A portion as its row, in the order of the table's columns."""
    return {
        "document_id": portion.key[0], "movement_id": portion.key[1], "number": portion.number,
        "layer_id": portion.layer.row_id, "quantity_milli": portion.quantity_milli, "cost_minor": portion.cost_minor,
        "back_milli": portion.back_milli, "back_minor": portion.back_minor,
    }


def debt_of(row: Sequence[Any]) -> Debt:
    """A debt of its row, as `DEBT` and `OWED` give it."""
    document_id, movement_id, product_id, store_id, at, is_sale, quantity_milli, carried_milli, portions = row
    key, place = (document_id, movement_id), (product_id, store_id)
    return Debt(key, place, at, bool(is_sale), quantity_milli, carried_milli, portions)


def debt_row(debt: Debt) -> dict[str, Any]:
    """A debt as its row, in the order of the table's columns."""
    return {
        "product_id": debt.place[0], "store_id": debt.place[1], "occurred_at": debt.at, "movement_id": debt.key[1],
        "document_id": debt.key[0], "is_sale": debt.is_sale, "quantity_milli": debt.quantity_milli,
        "carried_milli": debt.carried_milli, "portions": debt.portions,
    }
