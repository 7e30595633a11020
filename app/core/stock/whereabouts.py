"""One product: the layers behind each figure, who took of a layer, and its movements with the level that each left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select, tuple_
from sqlalchemy.orm import Session

from app.core.stock.elsewhere import elsewhere, has_their_books
from app.core.stock.levels import sees_cost, stores_shown
from app.core.stock.papers import corrections, document_numbers
from app.core.stock.shown import (
    DebtView,
    DocumentName,
    Elsewhere,
    LayerView,
    MovementView,
    StoreLayers,
    StoreView,
    Taker,
    Whereabouts,
)
from app.kernel.errors import RuleBroken
from db.models.catalog import Product, Unit
from db.models.stock import StockDebt, StockLayer, StockLevel, StockMovement, StockPortion, StockWaiting

_ZERO: ColumnElement[int] = literal_column("0")
"""Not a bound value: only then SQLite sees that the index of open layers will do."""
MOST_LAYERS = 50
"""A figure is shown with so many layers, those that are taken next; of the rest it is said how many they are."""


class Older(NamedTuple):
    """Where the next page of movements begins: before the last one, when so much lay there."""

    occurred_at: datetime
    movement_id: UUID
    level_milli: int


def whereabouts(
    session: Session, *, product_id: UUID, person_id: UUID, branch_id: UUID, everywhere: bool = False
) -> Whereabouts:
    """Where each piece of a product is, store by store, and what it cost; `everywhere`: in other branches too, as far as their
    books are here. Stores that never held it are left out. Refused: `not_found`."""
    row = session.execute(
        select(Product.name, Unit.code).join(Unit, Unit.id == Product.unit_id).where(Product.id == product_id)
    ).one_or_none()
    if row is None:
        raise RuleBroken("not_found", table="product", id=product_id)
    levels = select(StockLevel.store_id, StockLevel.on_hand_milli).where(StockLevel.product_id == product_id)
    on_hand = {row[0]: row[1] for row in session.execute(levels)}
    in_books = everywhere and has_their_books(session)
    stores = [
        store for store in stores_shown(session, branch_id=None if in_books else branch_id) if store.store_id in on_hand
    ]
    layers, debts = _open_layers(session, product_id, stores), _open_debts(session, product_id, stores)
    documents = _documents(
        session, product_id, {*(each.document_id for each in layers), *(each.document_id for each in debts)}
    )
    sums, is_shown = _sums(session, product_id), sees_cost(session, person_id=person_id, branch_id=branch_id)

    def place(store: StoreView) -> StoreLayers:
        here = tuple(_layer(each, documents, is_shown) for each in layers if each.store_id == store.store_id)
        owed = tuple(
            DebtView(documents[each.document_id], each.occurred_at, each.quantity_milli)
            for each in debts if each.store_id == store.store_id
        )
        count, milli, minor, owed_milli = sums.get(store.store_id, (0, 0, 0, 0))
        return StoreLayers(
            store, on_hand[store.store_id], minor if is_shown else None, here, owed, owed_milli, count - len(here),
            milli - sum(each.left_milli for each in here),
        )

    is_waiting = session.get(StockWaiting, product_id) is not None
    others = Elsewhere() if in_books else elsewhere(session, product_id=product_id, branch_id=branch_id)
    return Whereabouts(product_id, row[0], row[1], tuple(map(place, stores)), is_waiting, others)


def takers(session: Session, *, layer_id: int, person_id: UUID, branch_id: UUID, limit: int = 100) -> tuple[Taker, ...]:
    """Who took of a layer, the latest first; nobody of one that is gone, since the layers were made anew."""
    layer = session.get(StockLayer, layer_id)
    if layer is None:
        return ()
    query = (
        select(
            StockMovement.document_kind, StockMovement.document_id, StockMovement.occurred_at, StockPortion.quantity_milli,
            StockPortion.cost_minor, StockPortion.back_milli,
        )
        .join(
            StockPortion,
            (StockPortion.document_id == StockMovement.document_id) & (StockPortion.movement_id == StockMovement.id),
        )
        .where(StockMovement.product_id == layer.product_id, StockPortion.layer_id == layer_id)
        .order_by(StockMovement.occurred_at.desc(), StockMovement.id.desc())
        .limit(limit)
    )
    rows = list(session.execute(query))
    names = document_numbers(session, (row[1] for row in rows))
    is_shown = sees_cost(session, person_id=person_id, branch_id=branch_id)
    return tuple(
        Taker(DocumentName(kind, document_id, names.get(document_id, "")), at, milli, cost if is_shown else None, back)
        for kind, document_id, at, milli, cost, back in rows
    )


def product_movements(
    session: Session, *, product_id: UUID, person_id: UUID, branch_id: UUID, store_id: UUID | None = None,
    older: Older | None = None, limit: int = 100,
) -> tuple[MovementView, ...]:
    """A page of a product's movements in a store, or in all of the branch, the latest first; each says what it left behind."""
    stores = [store_id] if store_id else [store.store_id for store in stores_shown(session, branch_id=branch_id)]
    moves = StockMovement
    query = select(
        moves.id, moves.document_kind, moves.document_id, moves.store_id, moves.occurred_at, moves.quantity_milli,
        moves.booked_minor,
    ).where(moves.product_id == product_id, moves.store_id.in_(stores))
    if older is not None:
        before = tuple_(older.occurred_at, older.movement_id, types=[moves.occurred_at.type, moves.id.type])
        query = query.where(tuple_(moves.occurred_at, moves.id) < before)
    rows = list(session.execute(query.order_by(moves.occurred_at.desc(), moves.id.desc()).limit(limit)))
    names = document_numbers(session, (row[2] for row in rows))
    is_shown = sees_cost(session, person_id=person_id, branch_id=branch_id)
    corrected = corrections(session, [row[2] for row in rows]) if is_shown else {}
    level = older.level_milli if older is not None else _level(session, product_id, stores)
    found = []
    for movement_id, kind, document_id, of_store, at, milli, booked in rows:
        costs = (booked, corrected.get((document_id, movement_id), 0)) if is_shown else (None, None)
        document = DocumentName(kind, document_id, names.get(document_id, ""))
        found.append(MovementView(movement_id, document, of_store, at, milli, level, *costs))
        level -= milli
    return tuple(found)


def older_than(last: MovementView) -> Older:
    """Where the page after this movement begins."""
    return Older(last.occurred_at, last.movement_id, last.level_milli - last.quantity_milli)


def _level(session: Session, product_id: UUID, stores: Sequence[UUID]) -> int:
    query = select(func.sum(StockLevel.on_hand_milli)).where(
        StockLevel.product_id == product_id, StockLevel.store_id.in_(stores)
    )
    return session.scalar(query) or 0


def _open_layers(session: Session, product_id: UUID, stores: Sequence[StoreView]) -> list[StockLayer]:
    """Of each store those that are taken next."""
    found: list[StockLayer] = []
    for store in stores:
        query = select(StockLayer).where(
            StockLayer.product_id == product_id, StockLayer.store_id == store.store_id, StockLayer.left_milli > _ZERO
        )
        in_order = query.order_by(StockLayer.arrived_at, StockLayer.movement_id, StockLayer.number)
        found += session.scalars(in_order.limit(MOST_LAYERS))
    return found


def _open_debts(session: Session, product_id: UUID, stores: Sequence[StoreView]) -> list[StockDebt]:
    """Of each store the oldest."""
    found: list[StockDebt] = []
    for store in stores:
        query = select(StockDebt).where(StockDebt.product_id == product_id, StockDebt.store_id == store.store_id)
        found += session.scalars(query.order_by(StockDebt.occurred_at, StockDebt.movement_id).limit(MOST_LAYERS))
    return found


def _sums(session: Session, product_id: UUID) -> dict[UUID, tuple[int, int, int, int]]:
    """By store: how many layers are open, how much is left of them, what that cost; and how much is owed."""
    layers = (
        select(StockLayer.store_id, func.count(), func.sum(StockLayer.left_milli), func.sum(StockLayer.left_minor))
        .where(StockLayer.product_id == product_id, StockLayer.left_milli > _ZERO)
        .group_by(StockLayer.store_id)
    )
    found = {row[0]: (row[1], row[2], row[3], 0) for row in session.execute(layers)}
    debts = select(StockDebt.store_id, func.sum(StockDebt.quantity_milli)).where(StockDebt.product_id == product_id)
    for store_id, owed in session.execute(debts.group_by(StockDebt.store_id)):
        found[store_id] = (*found.get(store_id, (0, 0, 0))[:3], owed)
    return found


def _layer(layer: StockLayer, documents: dict[UUID, DocumentName], is_shown: bool) -> LayerView:
    cost, left = (layer.cost_minor, layer.left_minor) if is_shown else (None, None)
    document = documents[layer.document_id]
    return LayerView(layer.id, layer.arrived_at, document, layer.quantity_milli, cost, layer.left_milli, left)


def _documents(session: Session, product_id: UUID, ids: set[UUID]) -> dict[UUID, DocumentName]:
    """Documents that have moved this product."""
    moves = StockMovement
    query = select(moves.document_id, moves.document_kind).where(moves.document_id.in_(ids), moves.product_id == product_id)
    kinds = {row[0]: row[1] for row in session.execute(query)}
    names = document_numbers(session, ids)
    return {each: DocumentName(kinds.get(each, ""), each, names.get(each, "")) for each in ids}
