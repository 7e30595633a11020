"""Suppliers: from whom goods are bought."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.keep import KEEP, Keep
from app.kernel.permissions import Right
from app.kernel.text import name_of, note_of
from db.models.purchasing import Supplier
from db.uow import Uow


def add_supplier(uow: Uow, *, name: str, phone: str | None = None, note: str | None = None) -> UUID:
    """Somebody new from whom goods are bought. Refused: `right.missing`, `text.*`, `supplier.known`."""
    require(uow, Right.RECEIVE_STOCK)
    cleaned = name_of(name)
    _refuse_known(uow, cleaned, but=None)
    row = Supplier(
        id=uow.new_id(), name=cleaned, phone=note_of(phone, field="phone", most=40), note=note_of(note, field="note"),
        deleted_at=None,
    )
    uow.add_card(row)
    uow.touch("supplier")
    return row.id


def change_supplier(
    uow: Uow, *, supplier_id: UUID, name: str | Keep = KEEP, phone: str | Keep | None = KEEP, note: str | Keep | None = KEEP
) -> None:
    """Change what is given; None empties a phone or a note. Refused: `right.missing`, `not_found`, `text.*`, `supplier.known`."""
    require(uow, Right.RECEIVE_STOCK)
    row = uow.get(Supplier, supplier_id)
    given = {
        "name": name if name is KEEP else name_of(name),
        "phone": phone if phone is KEEP else note_of(phone, field="phone", most=40),
        "note": note if note is KEEP else note_of(note, field="note"),
    }
    meant = {field: value for field, value in given.items() if value is not KEEP}
    if "name" in meant:
        _refuse_known(uow, str(meant["name"]), but=supplier_id)
    if uow.change_card(row, **meant):
        uow.touch("supplier")


def remove_supplier(uow: Uow, *, supplier_id: UUID) -> None:
    """Nothing is bought there any more; what was bought keeps the name. Refused: `right.missing`, `not_found`."""
    require(uow, Right.RECEIVE_STOCK)
    uow.change_card(uow.get(Supplier, supplier_id), deleted_at=uow.now)
    uow.touch("supplier")


def _refuse_known(uow: Uow, name: str, *, but: UUID | None) -> None:
    same = select(Supplier.id).where(Supplier.name == name, Supplier.deleted_at.is_(None), Supplier.id != but)
    if uow.session.scalar(same) is not None:
        raise RuleBroken("supplier.known", name=name)
