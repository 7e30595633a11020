"""Documents that are being written: scanned into, line by line, by whoever stands at the shelf; posted in one command.

A draft is local and says nothing to anybody until it is posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from app.core.catalog.price_lists import default_price_list
from app.core.catalog.queries import scanned
from app.core.catalog.rules import check_quantity
from app.core.staff.access import require
from app.core.stock.commands.documents import (
    CAUSES,
    open_balances,
    receive,
    return_to_supplier,
    write_off,
)
from app.core.stock.commands.orders import order_goods
from app.core.stock.commands.transfers import send_transfer
from app.core.stock.costs import check_cost, check_extra, cost_of_line
from app.core.stock.counting import Counted, check_counted, check_scope, post_count
from app.core.stock.posting import batch_of, check_order, check_product, moment_of, on_hand_of, products_of, store_of, supplier_of
from app.core.stock.transferring import store_here
from app.core.stock.views import Sending, StockItem
from app.kernel.errors import RuleBroken
from app.kernel.keep import KEEP, Keep
from app.kernel.permissions import Right
from app.kernel.text import note_of
from db.models.catalog import Category
from db.models.purchasing import DRAFT_KINDS, StockDraft, StockDraftLine
from db.uow import Uow

_RIGHT = {
    "write_off": Right.WRITE_OFF_STOCK, "supplier_return": Right.WRITE_OFF_STOCK, "transfer": Right.TRANSFER_STOCK,
}
MOST_LINES = 5000


def open_draft(
    uow: Uow, *, kind: str, supplier_id: UUID | None = None, order_id: UUID | None = None, category_id: UUID | None = None,
    cause: str | None = None, reason: str = "", extra_minor: int = 0, store_id: UUID | None = None, at: datetime | None = None,
    to_store_id: UUID | None = None,
) -> UUID:
    """Begin a receipt, a write-off, a return to a supplier, opening balances, a count (of a category, or of all), an order or a
    transfer to another store.

    Refused: `right.missing`, `stock.unknown_kind`, `stock.unknown_cause`, `stock.order_closed`, `stock.extra_out_of_range`,
    `stock.in_the_future`, `text.too_long`, `not_found`.
    """
    if kind not in DRAFT_KINDS:
        raise RuleBroken("stock.unknown_kind", kind=kind)
    require(uow, _RIGHT.get(kind, Right.RECEIVE_STOCK))
    check_order(uow, order_id)
    if category_id is not None:
        uow.must_exist(Category, category_id)
    row = uow.add(
        StockDraft(
            id=uow.new_id(), kind=kind, store_id=store_of(uow, store_id), person_id=uow.person_id, opened_at=uow.now,
            supplier_id=None, order_id=order_id, category_id=category_id, cause=None, reason="", extra_minor=0,
            happened_at=None, posted_id=None, to_store_id=None,
        )
    )
    _tell(uow, row, supplier_id=supplier_id, cause=cause, reason=reason, extra_minor=extra_minor, at=at, to_store_id=to_store_id)
    uow.touch("stock_draft")
    return row.id


def change_draft(
    uow: Uow, *, draft_id: UUID, supplier_id: UUID | Keep | None = KEEP, cause: str | Keep | None = KEEP,
    reason: str | Keep = KEEP, extra_minor: int | Keep = KEEP, at: datetime | Keep | None = KEEP,
    order_id: UUID | Keep | None = KEEP, store_id: UUID | Keep | None = KEEP, category_id: UUID | Keep | None = KEEP,
    to_store_id: UUID | Keep | None = KEEP,
) -> None:
    """Change what is given of a draft's head; its store and the category that is counted only while it has no lines.

    Refused: as `open_draft`; `stock.draft_posted`, `stock.draft_begun`.
    """
    draft = _open(uow, draft_id)
    given = {
        "supplier_id": supplier_id, "cause": cause, "reason": reason, "extra_minor": extra_minor, "at": at,
        "to_store_id": to_store_id,
    }
    _tell(uow, draft, **{name: value for name, value in given.items() if value is not KEEP})
    if not isinstance(order_id, Keep):
        check_order(uow, order_id)
        draft.order_id = order_id
    if not (isinstance(store_id, Keep) and isinstance(category_id, Keep)):
        _change_scope(uow, draft, store_id, category_id)
    uow.touch("stock_draft")


def _change_scope(uow: Uow, draft: StockDraft, store_id: UUID | Keep | None, category_id: UUID | Keep | None) -> None:
    """What is scanned already belongs to the store and the category in which it was scanned."""
    if _count_lines(uow, draft.id):
        raise RuleBroken("stock.draft_begun")
    if not isinstance(store_id, Keep):
        draft.store_id = store_of(uow, store_id)
    if not isinstance(category_id, Keep):
        if category_id is not None:
            uow.must_exist(Category, category_id)
        draft.category_id = category_id


def add_draft_line(
    uow: Uow, *, draft_id: UUID, product_id: UUID | None = None, code: str | None = None, quantity_milli: int | None = None,
    cost_minor: int | None = None, cost_is_of_one: bool = True, batch: str | None = None, expires_on: date | None = None,
) -> UUID:
    """A product, or what a scanned code stands for: one more of it where it is in the draft already (of the same lot), else a
    line of its own. Without a quantity it is one, or what the code says (a box of twelve).

    Refused: `right.missing`, `not_found`, `stock.draft_posted`, `stock.not_goods`, `stock.product_gone`, `stock.cost_*`,
    `stock.not_in_count`, `stock.draft_full`, `quantity.*`, `text.too_long`, and what a scanned code is refused for.
    """
    draft = _open(uow, draft_id)
    found_id, milli, told_batch, told_expiry = _meant(uow, product_id, code)
    product = check_product(products_of(uow, {found_id}), found_id)
    quantity, lot = quantity_milli or milli, (batch_of(batch) or told_batch, expires_on or told_expiry)
    if draft.kind == "count":
        check_scope(uow, {found_id: quantity}, draft.category_id)
        lot = (None, None)
    check_quantity(quantity, decimals=product.decimals, unit=product.unit)
    if cost_minor is not None:
        check_cost(cost_minor, name=product.name)
    line = _line_of(uow, draft_id, found_id, *lot)
    if line is None:
        line = _new_line(uow, draft_id, found_id, *lot)
    check_quantity(line.quantity_milli + quantity, decimals=product.decimals, unit=product.unit)
    line.quantity_milli += quantity
    if cost_minor is not None:
        line.cost_minor, line.cost_is_of_one = cost_minor, cost_is_of_one
    _note_level(uow, draft, line)
    uow.touch("stock_draft")
    return line.id


def change_draft_line(
    uow: Uow, *, line_id: UUID, quantity_milli: int | Keep = KEEP, cost_minor: int | Keep | None = KEEP,
    cost_is_of_one: bool | Keep = KEEP, batch: str | Keep | None = KEEP, expires_on: date | Keep | None = KEEP,
) -> None:
    """Change what is given of a line; of a count, 0 means that there is none. Refused: as `add_draft_line`."""
    line = uow.get(StockDraftLine, line_id)
    draft = _open(uow, line.draft_id)
    product = products_of(uow, {line.product_id})[line.product_id]
    if not isinstance(quantity_milli, Keep):
        if draft.kind == "count":
            check_counted(product, quantity_milli)
        else:
            check_quantity(quantity_milli, decimals=product.decimals, unit=product.unit)
        line.quantity_milli = quantity_milli
        _note_level(uow, draft, line)
    if not isinstance(cost_minor, Keep):
        if cost_minor is not None:
            check_cost(cost_minor, name=product.name)
        line.cost_minor = cost_minor
    if not isinstance(cost_is_of_one, Keep):
        line.cost_is_of_one = cost_is_of_one
    if not isinstance(batch, Keep):
        line.batch = batch_of(batch)
    if not isinstance(expires_on, Keep):
        line.expires_on = expires_on
    uow.touch("stock_draft")


def remove_draft_line(uow: Uow, *, line_id: UUID) -> None:
    """The line is no longer in the draft. Refused: `right.missing`, `not_found`, `stock.draft_posted`."""
    line = uow.get(StockDraftLine, line_id)
    _open(uow, line.draft_id)
    uow.session.delete(line)
    uow.touch("stock_draft")


def drop_draft(uow: Uow, *, draft_id: UUID) -> None:
    """The draft is given up; nothing has happened. Refused: `right.missing`, `not_found`, `stock.draft_posted`."""
    draft = _open(uow, draft_id)
    _forget_lines(uow, draft_id)
    uow.session.delete(draft)
    uow.touch("stock_draft")


def post_draft(uow: Uow, *, draft_id: UUID, uncounted: str | None = None) -> UUID:
    """The draft becomes a document, once: who posts it again gets the same one. `uncounted`: see `count_goods`.

    Refused and asked: what the document's own command refuses and asks; `stock.no_target` (a transfer to nowhere).
    """
    draft = uow.get(StockDraft, draft_id)
    require(uow, _RIGHT.get(draft.kind, Right.RECEIVE_STOCK))
    if draft.posted_id is not None:
        return draft.posted_id
    lines = uow.session.scalars(
        select(StockDraftLine).where(StockDraftLine.draft_id == draft_id).order_by(StockDraftLine.id)
    ).all()
    draft.posted_id = _post_count(uow, draft, lines, uncounted) if draft.kind == "count" else _post(uow, draft, lines)
    _forget_lines(uow, draft_id)
    uow.touch("stock_draft")
    return draft.posted_id


def _post(uow: Uow, draft: StockDraft, lines: Sequence[StockDraftLine]) -> UUID:
    items = [
        StockItem(
            line.product_id, line.quantity_milli,
            cost_of_line(line.cost_minor or 0, line.quantity_milli, is_of_one=line.cost_is_of_one), line.batch, line.expires_on,
        )
        for line in lines
    ]
    said: dict[str, Any] = {"items": items, "reason": draft.reason, "store_id": draft.store_id}
    if draft.kind == "order":
        return order_goods(uow, supplier_id=draft.supplier_id, **said)
    if draft.kind == "transfer":
        return _send(uow, draft, lines)
    said["at"] = draft.happened_at
    if draft.kind == "write_off":
        return write_off(uow, cause=draft.cause or "other", **said)
    if draft.kind == "supplier_return":
        return return_to_supplier(uow, supplier_id=draft.supplier_id, **said)
    if draft.kind == "opening":
        return open_balances(uow, **said)
    return receive(uow, supplier_id=draft.supplier_id, order_id=draft.order_id, extra_minor=draft.extra_minor, **said)


def _send(uow: Uow, draft: StockDraft, lines: Sequence[StockDraftLine]) -> UUID:
    if draft.to_store_id is None:
        raise RuleBroken("stock.no_target")
    items = [Sending(line.product_id, line.quantity_milli) for line in lines]
    return send_transfer(
        uow, to_store_id=draft.to_store_id, items=items, from_store_id=draft.store_id, note=draft.reason or None
    )


def _post_count(uow: Uow, draft: StockDraft, lines: Sequence[StockDraftLine], uncounted: str | None) -> UUID:
    require(uow, Right.WRITE_OFF_STOCK)
    counted = [
        Counted(line.product_id, line.quantity_milli, line.expected_milli or 0, line.counted_at or draft.opened_at)
        for line in lines
    ]
    return post_count(
        uow, counted, store_id=draft.store_id, category_id=draft.category_id, uncounted=uncounted, reason=draft.reason
    )


def _open(uow: Uow, draft_id: UUID) -> StockDraft:
    draft = uow.get(StockDraft, draft_id)
    require(uow, _RIGHT.get(draft.kind, Right.RECEIVE_STOCK))
    if draft.posted_id is not None:
        raise RuleBroken("stock.draft_posted")
    return draft


def _tell(uow: Uow, draft: StockDraft, **given: Any) -> None:
    if given.get("cause") is not None and given["cause"] not in CAUSES:
        raise RuleBroken("stock.unknown_cause", cause=given["cause"])
    if "supplier_id" in given:
        draft.supplier_id = supplier_of(uow, given["supplier_id"])
    if "cause" in given:
        draft.cause = given["cause"]
    if "reason" in given:
        draft.reason = note_of(given["reason"]) or ""
    if "extra_minor" in given:
        check_extra(given["extra_minor"])
        draft.extra_minor = given["extra_minor"]
    if given.get("to_store_id") is not None:
        store_here(uow, given["to_store_id"])
    if "to_store_id" in given:
        draft.to_store_id = given["to_store_id"]
    if "at" in given:
        draft.happened_at = given["at"] and moment_of(uow, given["at"])


def _meant(uow: Uow, product_id: UUID | None, code: str | None) -> tuple[UUID, int, str | None, date | None]:
    """Which product, how much of it, and of which lot, as far as the code says so."""
    if product_id is not None:
        return product_id, 1000, None, None
    price_list_id: UUID = uow.remember("price_list", "default", lambda: default_price_list(uow.session))
    found = scanned(uow.driver, code=code or "", price_list_id=price_list_id)
    said = found.said
    batch, expiry = (said.batch or None, said.expiry) if said is not None else (None, None)
    return found.sellable.product_id, found.quantity_milli, batch, expiry


def _line_of(
    uow: Uow, draft_id: UUID, product_id: UUID, batch: str | None, expires_on: date | None
) -> StockDraftLine | None:
    query = select(StockDraftLine).where(StockDraftLine.draft_id == draft_id, StockDraftLine.product_id == product_id)
    same = query.where(
        StockDraftLine.batch.is_not_distinct_from(batch), StockDraftLine.expires_on.is_not_distinct_from(expires_on)
    )
    return uow.session.scalars(same.order_by(StockDraftLine.id)).first()


def _new_line(uow: Uow, draft_id: UUID, product_id: UUID, batch: str | None, expires_on: date | None) -> StockDraftLine:
    if _count_lines(uow, draft_id) >= MOST_LINES:
        raise RuleBroken("stock.draft_full", most=MOST_LINES)
    line = StockDraftLine(
        id=uow.new_id(), draft_id=draft_id, product_id=product_id, quantity_milli=0, cost_minor=None, cost_is_of_one=True,
        batch=batch, expires_on=expires_on, expected_milli=None, counted_at=None,
    )
    return uow.add(line)


def _count_lines(uow: Uow, draft_id: UUID) -> int:
    query = select(func.count()).select_from(StockDraftLine).where(StockDraftLine.draft_id == draft_id)
    return uow.session.scalar(query) or 0


def _note_level(uow: Uow, draft: StockDraft, line: StockDraftLine) -> None:
    """A count keeps what the books say at the very moment, so that what is sold meanwhile does not spoil it."""
    if draft.kind == "count":
        line.expected_milli, line.counted_at = on_hand_of(uow, line.product_id, draft.store_id), uow.now


def _forget_lines(uow: Uow, draft_id: UUID) -> None:
    uow.session.flush()
    uow.session.execute(delete(StockDraftLine).where(StockDraftLine.draft_id == draft_id))
