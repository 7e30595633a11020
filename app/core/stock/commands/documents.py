"""Documents about stock: received, sent back, written off, found, there from the beginning; and taken back by another.

Each posts its movements at once and is never edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.staff.access import require
from app.core.stock.costs import check_cost, check_extra, shares_of_extra
from app.core.stock.posted import TAKEN_BACK_BY
from app.core.stock.posting import Head, Line, Named, batch_of, check_items, check_order, on_hand_of, post, store_of
from app.core.stock.views import StockItem
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of, note_of
from db.models.catalog import Product
from db.models.stock import StockDocument, StockMovement
from db.uow import Uow

CAUSES = ("broken", "expired", "lost", "own_use", "other")
"""Why goods are written off; the last one with a text."""


def receive(
    uow: Uow, *, items: Sequence[StockItem], reason: str = "", supplier_id: UUID | None = None, extra_minor: int = 0,
    order_id: UUID | None = None, store_id: UUID | None = None, at: datetime | None = None,
) -> UUID:
    """Goods come in from a supplier. `extra_minor` (carriage, duty) is shared out over the lines by their value; `order_id` is
    the order that they answer; `at` when it happened, if that was not now.

    Refused: `right.missing`, `stock.nothing`, `quantity.*`, `stock.not_goods`, `stock.product_gone`, `stock.cost_negative`,
    `stock.cost_too_large`, `stock.extra_out_of_range`, `stock.in_the_future`, `stock.order_closed`, `text.too_long`,
    `not_found`. Asks: `stock.no_cost`.
    """
    require(uow, Right.RECEIVE_STOCK)
    check_order(uow, order_id)
    head = Head(
        "receipt", note_of(reason) or "", store_id, supplier_id=supplier_id, order_id=order_id, extra_minor=extra_minor, at=at
    )
    return post(uow, head, _brought(uow, items, extra_minor))


def open_balances(
    uow: Uow, *, items: Sequence[StockItem], reason: str = "", store_id: UUID | None = None, at: datetime | None = None
) -> UUID:
    """What was there before the books began. Refused and asked: as `receive`."""
    require(uow, Right.RECEIVE_STOCK)
    return post(uow, Head("opening", note_of(reason) or "", store_id, at=at), _brought(uow, items, 0))


def find_goods(
    uow: Uow, *, items: Sequence[StockItem], reason: str, store_id: UUID | None = None, at: datetime | None = None
) -> UUID:
    """Goods turn up that the books did not know: they come in at no cost, unless one is given. Refused: as `receive`."""
    require(uow, Right.RECEIVE_STOCK)
    known = check_items(uow, items)
    return post(uow, Head("found", name_of(reason, field="reason"), store_id, at=at), _costed(items, known, 0))


def write_off(
    uow: Uow, *, items: Sequence[StockItem], reason: str = "", cause: str = "other", store_id: UUID | None = None,
    at: datetime | None = None,
) -> UUID:
    """Goods are gone: `cause` says why, and where it is `other` a text does.

    Refused: `right.missing`, `stock.nothing`, `quantity.*`, `stock.not_goods`, `stock.product_gone`,
    `stock.unknown_cause`, `stock.in_the_future`, `text.*`, `not_found`. Asks: `stock.more_than_there`.
    """
    require(uow, Right.WRITE_OFF_STOCK)
    if cause not in CAUSES:
        raise RuleBroken("stock.unknown_cause", cause=cause)
    known = check_items(uow, items)
    why = name_of(reason, field="reason") if cause == "other" else note_of(reason) or ""
    _ask_more_than_there(uow, store_id, items, known)
    return post(uow, Head("write_off", why, store_id, cause=cause, at=at), _taken(items))


def return_to_supplier(
    uow: Uow, *, items: Sequence[StockItem], reason: str = "", supplier_id: UUID | None = None, store_id: UUID | None = None,
    at: datetime | None = None,
) -> UUID:
    """Goods go back to who supplied them; what they cost is what FIFO takes. Refused and asked: as `write_off`."""
    require(uow, Right.WRITE_OFF_STOCK)
    _ask_more_than_there(uow, store_id, items, check_items(uow, items))
    return post(uow, Head("supplier_return", note_of(reason) or "", store_id, supplier_id=supplier_id, at=at), _taken(items))


def undo_document(uow: Uow, *, document_id: UUID, reason: str = "") -> UUID:
    """Take a document back by another, today: what it took comes back into the very layers; what it brought goes out again,
    the very goods at their own cost, and where some of these are gone, the oldest. Asked where there are too few:
    `stock.goes_below_zero`.

    Refused: `right.missing`, `not_found`, `stock.taken_back` (once is enough), `stock.cannot_take_back` (orders, and what takes
    back itself), `text.too_long`.
    """
    document = uow.get(StockDocument, document_id)
    if document.kind not in TAKEN_BACK_BY:
        raise RuleBroken("stock.cannot_take_back", number=document.number)
    require(uow, TAKEN_BACK_BY[document.kind])
    by = select(StockDocument.number).where(StockDocument.takes_back_id == document_id)
    if (other := uow.session.scalar(by)) is not None:
        raise RuleBroken("stock.taken_back", number=document.number, by=other)
    moves = select(StockMovement).where(StockMovement.document_id == document_id).order_by(StockMovement.id)
    movements = uow.session.scalars(moves).all()
    _ask_below_zero(uow, document.store_id, movements)
    head = Head("undo", note_of(reason) or "", document.store_id, supplier_id=None, takes_back_id=document_id)
    lines = [
        Line(
            move.product_id, -move.quantity_milli, -move.quantity_milli,
            origin=(document_id, move.id),
        )
        for move in movements
    ]
    return post(uow, head, lines)


def _brought(uow: Uow, items: Sequence[StockItem], extra_minor: int) -> list[Line]:
    known = check_items(uow, items)
    lines = _costed(items, known, extra_minor)
    free = [known[line.product_id].name for line in lines if not line.cost_minor]
    if free:
        uow.confirm("stock.no_cost", name=free[0], count=len(free))
    return lines


def _costed(items: Sequence[StockItem], known: dict[UUID, Named], extra_minor: int) -> list[Line]:
    check_extra(extra_minor)
    for item in items:
        check_cost(item.cost_minor, name=known[item.product_id].name)
    shares = shares_of_extra(extra_minor, [item.cost_minor for item in items], [item.quantity_milli for item in items])
    lines = []
    for item, share in zip(items, shares, strict=True):
        check_cost(item.cost_minor + share, name=known[item.product_id].name)
        lines.append(
            Line(
                item.product_id, item.quantity_milli, item.quantity_milli, item.cost_minor + share, share,
                batch_of(item.batch), item.expires_on,
            )
        )
    return lines


def _taken(items: Sequence[StockItem]) -> list[Line]:
    return [Line(item.product_id, item.quantity_milli, -item.quantity_milli) for item in items]


def _ask_more_than_there(uow: Uow, store_id: UUID | None, items: Sequence[StockItem], known: dict[UUID, Named]) -> None:
    """More of something is to go than the books have: they may be wrong, or the hand that typed it."""
    place, wanted = store_of(uow, store_id), dict[UUID, int]()
    for item in items:
        wanted[item.product_id] = wanted.get(item.product_id, 0) + item.quantity_milli
    for product_id, asked_milli in wanted.items():
        on_hand_milli = on_hand_of(uow, product_id, place)
        if asked_milli > on_hand_milli:
            name = known[product_id].name
            uow.confirm("stock.more_than_there", name=name, on_hand_milli=on_hand_milli, asked_milli=asked_milli)


def _ask_below_zero(uow: Uow, store_id: UUID, movements: Sequence[StockMovement]) -> None:
    """Goods that a document has brought and that have gone since cannot go out again: the level would be below zero."""
    out: dict[UUID, int] = {}
    for move in movements:
        out[move.product_id] = out.get(move.product_id, 0) + move.quantity_milli
    for product_id, quantity_milli in out.items():
        if quantity_milli > 0:
            on_hand = on_hand_of(uow, product_id, store_id)
            if on_hand < quantity_milli:
                name = uow.get(Product, product_id).name
                uow.confirm("stock.goes_below_zero", name=name, on_hand_milli=on_hand, quantity_milli=quantity_milli)
