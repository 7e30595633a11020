"""Documents that are being written, as a screen shows them; of a count never what the books say: it is blind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.core.stock.costs import cost_of_line
from app.core.stock.purchase_views import DraftLineView, DraftView
from app.kernel.errors import RuleBroken
from db.models.catalog import Category, Product, Unit
from db.models.purchasing import StockDraft, StockDraftLine, Supplier
from db.models.staff import Person
from db.models.stock import StockDocument, Store


def stock_drafts(session: Session, *, kind: str | None = None) -> tuple[DraftView, ...]:
    """The drafts that are not posted yet, the newest first, without their lines."""
    query = _drafts().where(StockDraft.posted_id.is_(None)).order_by(StockDraft.id.desc())
    if kind is not None:
        query = query.where(StockDraft.kind == kind)
    return tuple(_view(row, ()) for row in session.execute(query))


def stock_draft(session: Session, *, draft_id: UUID) -> DraftView:
    """A draft with its lines, the newest first. Refused: `not_found` (also of one that was posted)."""
    row = session.execute(_drafts().where(StockDraft.id == draft_id, StockDraft.posted_id.is_(None))).first()
    if row is None:
        raise RuleBroken("not_found", table="stock_draft", id=draft_id)
    return _view(row, _lines(session, draft_id))


def _view(row: Row[*tuple[Any, ...]], lines: tuple[DraftLineView, ...]) -> DraftView:
    values: tuple[Any, ...] = (*row, lines)
    return DraftView(*values)


def _drafts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            StockDraft.id, StockDraft.kind, StockDraft.opened_at, Person.name, Store.name, StockDraft.supplier_id, Supplier.name,
            StockDraft.order_id, StockDraft.category_id, Category.name, StockDraft.cause, StockDraft.reason,
            StockDraft.extra_minor, StockDraft.happened_at, StockDraft.store_id, StockDocument.number,
            StockDraft.to_store_id,
        )
        .join(Person, Person.id == StockDraft.person_id)
        .join(Store, Store.id == StockDraft.store_id)
        .outerjoin(Supplier, Supplier.id == StockDraft.supplier_id)
        .outerjoin(Category, Category.id == StockDraft.category_id)
        .outerjoin(StockDocument, StockDocument.id == StockDraft.order_id)
    )


def _lines(session: Session, draft_id: UUID) -> tuple[DraftLineView, ...]:
    query = (
        select(StockDraftLine, Product.name, Unit.code, Unit.decimals)
        .join(Product, Product.id == StockDraftLine.product_id)
        .join(Unit, Unit.id == Product.unit_id)
        .where(StockDraftLine.draft_id == draft_id)
        .order_by(StockDraftLine.id.desc())
    )
    return tuple(_line(*row) for row in session.execute(query))


def _line(line: StockDraftLine, name: str, unit: str, decimals: int) -> DraftLineView:
    cost = line.cost_minor
    whole = None if cost is None else cost_of_line(cost, line.quantity_milli, is_of_one=line.cost_is_of_one)
    return DraftLineView(
        line.id, line.product_id, name, unit, decimals, line.quantity_milli, cost, line.cost_is_of_one, whole, line.batch,
        line.expires_on,
    )
