"""Documents about stock: a receipt, a write-off, goods that were found. Each posts its movements at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.catalog.rules import check_quantity
from app.core.staff.access import require
from app.core.stock.moves import BROUGHT_TOLD, MOVEMENT_TOLD, move_goods
from app.core.stock.views import Moved, StockItem
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.catalog import Product, Unit
from db.models.stock import StockDocument
from db.uow import Uow, plain

_SIGN = {"receipt": 1, "found": 1, "write_off": -1}
_PREFIX = {"receipt": "P", "found": "N", "write_off": "W"}


def receive(uow: Uow, *, items: Sequence[StockItem], reason: str) -> UUID:
    """Goods come in. Refused: `right.missing`, `stock.nothing`, `quantity.*`, `text.empty`, `stock.not_goods`, `not_found`."""
    require(uow, Right.RECEIVE_STOCK)
    return _post(uow, "receipt", items, reason)


def write_off(uow: Uow, *, items: Sequence[StockItem], reason: str) -> UUID:
    """Goods are gone: broken, expired, lost. Refused: as `receive`."""
    require(uow, Right.WRITE_OFF_STOCK)
    return _post(uow, "write_off", items, reason)


def find_goods(uow: Uow, *, items: Sequence[StockItem], reason: str) -> UUID:
    """Goods turn up that the books did not know: a receipt at no cost. Refused: as `receive`."""
    require(uow, Right.RECEIVE_STOCK)
    return _post(uow, "found", items, reason)


def _post(uow: Uow, kind: str, items: Sequence[StockItem], reason: str) -> UUID:
    if not items:
        raise RuleBroken("stock.nothing")
    _check(uow, items)
    document_id = uow.new_id()
    _number, text = uow.next_number(kind, _PREFIX[kind])
    why = name_of(reason, field="reason")
    uow.add_many(
        StockDocument,
        [
            {
                "id": document_id, "number": text, "kind": kind, "branch_id": uow.place.branch_id,
                "store_id": uow.place.store_id, "reason": why, "line_count": len(items), "person_id": uow.person_id,
                "at": uow.now, "business_date": uow.today,
            }
        ],
    )
    moves = [_moved(item, _SIGN[kind]) for item in items]
    rows = move_goods(uow, moves, document_kind=kind, document_id=document_id)
    sha256 = uow.record(
        "stock", f"stock.{kind}", document_id,
        {
            "id": document_id, "number": text, "reason": why, "person_id": uow.person_id, "at": plain(uow.now),
            "business_date": plain(uow.today), "branch_id": uow.place.branch_id,
            "movements": as_table(BROUGHT_TOLD if _SIGN[kind] > 0 else MOVEMENT_TOLD, rows),
        },
    )
    audit(uow, f"stock.{kind}", document_id, number=text, sha256=sha256)
    return document_id


def _moved(item: StockItem, sign: int) -> Moved:
    return Moved(item.product_id, sign * item.quantity_milli, None, item.cost_minor if sign > 0 else None)


def _check(uow: Uow, items: Sequence[StockItem]) -> None:
    wanted = {item.product_id for item in items}
    query = select(Product.id, Product.kind, Product.name, Unit.code, Unit.decimals).join(Unit, Unit.id == Product.unit_id)
    known = {row.id: row for row in uow.session.execute(query.where(Product.id.in_(wanted)))}
    for item in items:
        product = known.get(item.product_id)
        if product is None:
            raise RuleBroken("not_found", table="product", id=item.product_id)
        if product.kind != "goods":
            raise RuleBroken("stock.not_goods", name=product.name)
        check_quantity(item.quantity_milli, decimals=product.decimals, unit=product.code)
