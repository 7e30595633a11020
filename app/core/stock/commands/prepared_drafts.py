"""Drafts that begin with lines: what an order still brings, what runs low, a lot that has gone bad. People go on with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from app.core.stock.commands.drafts import add_draft_line, change_draft, change_draft_line, open_draft
from app.core.stock.posting import products_of
from app.core.stock.purchases import order_lines
from app.core.stock.views import Sending
from app.kernel.errors import RuleBroken
from app.kernel.money import round_ratio
from db.models.purchasing import StockDraft, StockDraftLine
from db.models.stock import StockDocument
from db.uow import Uow


def receive_order(uow: Uow, *, order_id: UUID, draft_id: UUID | None = None) -> UUID:
    """A receipt of what an order still brings, with its supplier and the costs that were agreed: the draft that answers it
    already, else a new one. With `draft_id` that draft answers the order; where it has no lines yet it gets those of the order.

    Refused: `right.missing`, `not_found`, `stock.order_closed`, `stock.draft_posted`.
    """
    order = uow.session.get(StockDocument, order_id)
    if order is None or order.kind != "order":
        raise RuleBroken("not_found", table="stock_document", id=order_id)
    found = draft_id or _waiting(uow, "receipt", order.store_id, order_id)
    if found is None:
        found = open_draft(
            uow, kind="receipt", order_id=order_id, supplier_id=order.supplier_id, store_id=order.store_id
        )
    else:
        change_draft(uow, draft_id=found, order_id=order_id)
        if uow.get(StockDraft, found).supplier_id is None:
            change_draft(uow, draft_id=found, supplier_id=order.supplier_id)
    if not _has_lines(uow, found):
        _put_order(uow, found, order_id)
    return found


def order_goods_listed(uow: Uow, *, items: Sequence[Sending], store_id: UUID | None = None) -> UUID:
    """An order of these goods, in the draft that is begun for this store, if there is one. What stands in it already stays as
    somebody has typed it. Refused: as `add_draft_line`."""
    place = store_id or uow.place.store_id
    draft_id = _waiting(uow, "order", place) or open_draft(uow, kind="order", store_id=place)
    there = set(uow.session.scalars(select(StockDraftLine.product_id).where(StockDraftLine.draft_id == draft_id)))
    for item in items:
        if item.product_id not in there:
            add_draft_line(uow, draft_id=draft_id, product_id=item.product_id, quantity_milli=item.quantity_milli)
    return draft_id


def write_off_lot(
    uow: Uow, *, product_id: UUID, quantity_milli: int, batch: str | None = None, expires_on: date | None = None,
    store_id: UUID | None = None,
) -> UUID:
    """A write-off of what has gone bad, in the draft that is begun for that in this store, if there is one; the same lot is in it
    once. Refused: as `add_draft_line`."""
    place = store_id or uow.place.store_id
    draft_id = _waiting(uow, "write_off", place, cause="expired") or open_draft(
        uow, kind="write_off", cause="expired", store_id=place
    )
    line = uow.session.scalar(
        select(StockDraftLine.id).where(
            StockDraftLine.draft_id == draft_id, StockDraftLine.product_id == product_id,
            StockDraftLine.batch.is_not_distinct_from(batch), StockDraftLine.expires_on.is_not_distinct_from(expires_on),
        )
    )
    if line is None:
        add_draft_line(
            uow, draft_id=draft_id, product_id=product_id, quantity_milli=quantity_milli, batch=batch, expires_on=expires_on
        )
    else:
        change_draft_line(uow, line_id=line, quantity_milli=quantity_milli)
    return draft_id


def _put_order(uow: Uow, draft_id: UUID, order_id: UUID) -> None:
    """Each product as far as it is still to come; what was deleted meanwhile is left out."""
    lines = [line for line in order_lines(uow.session, [order_id]).get(order_id, ()) if line.open_milli]
    known = products_of(uow, {line.product_id for line in lines})
    for line in lines:
        if not known[line.product_id].is_gone:
            cost = None if line.cost_minor is None else round_ratio(line.cost_minor * 1000, line.ordered_milli)
            add_draft_line(
                uow, draft_id=draft_id, product_id=line.product_id, quantity_milli=line.open_milli, cost_minor=cost
            )


def _waiting(
    uow: Uow, kind: str, store_id: UUID, order_id: UUID | None = None, *, cause: str | None = None
) -> UUID | None:
    """The newest draft of that kind that is not posted yet."""
    query = select(StockDraft.id).where(
        StockDraft.kind == kind, StockDraft.store_id == store_id, StockDraft.posted_id.is_(None),
        StockDraft.order_id.is_not_distinct_from(order_id),
    )
    if cause is not None:
        query = query.where(StockDraft.cause == cause)
    return uow.session.scalar(query.order_by(StockDraft.id.desc()))


def _has_lines(uow: Uow, draft_id: UUID) -> bool:
    query = select(func.count()).select_from(StockDraftLine).where(StockDraftLine.draft_id == draft_id)
    return bool(uow.session.scalar(query))
