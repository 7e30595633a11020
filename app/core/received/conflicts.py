"""Fields of cards that two tills have set differently: what they are in words, and a person who says which value counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit.commands import audit
from app.core.catalog.search import Entry, index_products, remove_products
from app.core.jobs.queries import sync_state
from app.core.jobs.views import SyncState
from app.core.parties.commands import folded_of
from app.core.received.cards import TOPICS, card_tables
from app.core.received.queries import kept_back
from app.core.received.values import read
from app.core.received.views import OpenView
from app.core.sales.across import unsettled_returns
from app.core.sales.views import ReturnStanding
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.ports import LostValue
from db.base import Base
from db.models.accounts import Customer
from db.models.catalog import Product, ProductCode
from db.models.company import Till
from db.travelling import STAYS
from db.uow import Uow

_EDIT: Mapping[str, Right] = {
    **dict.fromkeys(("price", "price_list", "tax_rate"), Right.EDIT_PRICES),
    **dict.fromkeys(
        ("product", "product_code", "category", "brand", "unit", "set_part", "scale_layout", "tile_page", "stock_minimum"),
        Right.EDIT_GOODS,
    ),
    "customer": Right.EDIT_CUSTOMERS, "supplier": Right.RECEIVE_STOCK, "person": Right.EDIT_STAFF,
    "person_role": Right.EDIT_STAFF, "role": Right.EDIT_ROLES, "agent": Right.EDIT_AGENTS, "bag_lease": Right.MOVE_BAG,
}
"""By table what one must be allowed to do; else to change settings."""
_OTHERWISE_TOPICS = ("catalog",)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A field that two tills have set: `name` is what the card is called here (empty: not here yet), `kept` and `lost` the values
    (of an id its row's name), `till` who lost it, `rule` what decided. `is_here`: this till has heard of it and may settle it."""

    id: UUID
    table: str
    row_id: UUID
    field: str
    rule: str
    name: str
    kept: Any
    lost: Any
    till: str
    at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class CentreState:
    """All that the centre's page shows of what is stored here: `told` is None where no centre is connected."""

    told: SyncState | None
    conflicts: tuple[ConflictView, ...]
    kept_back: tuple[OpenView, ...]
    returns: tuple[ReturnStanding, ...] = ()


def centre_state(session: Session, *, lost: Sequence[LostValue] = ()) -> CentreState:
    """How far the centre was told, what tills disagree about (as the centre said it last), what came and does not stand here, and
    the returns across branches that are not confirmed."""
    told = sync_state(session)
    returns = unsettled_returns(session) if told is not None else ()
    return CentreState(told, conflicts_in_words(session, lost=lost), kept_back(session), returns)


def conflicts_in_words(session: Session, *, lost: Sequence[LostValue]) -> tuple[ConflictView, ...]:
    """The same, with the names that things have here."""
    tills = {row[0]: row[1] for row in session.execute(select(Till.id, Till.name))}
    return tuple(_view(session, each, tills) for each in lost)


def settle_conflict(uow: Uow, *, table: str, row_id: UUID, field: str, value: Any) -> None:
    """This value counts, the one that was lost or the one that was kept: it is stated anew and travels, and the conflict is over.
    `value` is as the centre says it.

    Refused: `right.missing` (of what the card is: goods, prices, customers …), `not_found`, `conflict.unusable` (it does not fit
    here any more: another has taken the code, for example).
    """
    lender_id = require(uow, _right_for(table, field))
    known = card_tables().get(table)
    if known is None or field not in known.__table__.columns or field in ("id", "company_id", "version", *STAYS.get(table, ())):
        raise RuleBroken("conflict.unusable", detail=f"{table}.{field}")
    row: Any = uow.get(known, row_id)
    try:
        meant = read(known, {field: value})[field]
        _must_fit(uow, known.__table__.columns[field], meant)
        uow.set_card(row, **{field: meant})
        uow.flush()
    except (ValueError, TypeError, KeyError, IntegrityError) as error:
        raise RuleBroken("conflict.unusable", detail=str(error).splitlines()[0][:100]) from error
    _make_findable(uow, row)
    uow.touch("sync", *TOPICS.get(table, _OTHERWISE_TOPICS))
    audit(uow, "card.settled", getattr(row, "product_id", row_id), lender_id=lender_id, fields=[field])


def _must_fit(uow: Uow, column: Any, value: Any) -> None:
    """Refused (ValueError): nothing where something must stand, and the id of a row that is not here."""
    if value is None and not column.nullable:
        raise ValueError("it may not be empty")
    for key in column.foreign_keys if value is not None else ():
        if uow.session.scalar(select(key.column).where(key.column == value)) is None:
            raise ValueError(f"no such {key.column.table.name}")


def _right_for(table: str, field: str) -> Right:
    if field == "credit_limit_minor":
        return Right.EDIT_CREDIT_LIMIT
    return _EDIT.get(table, Right.EDIT_SETTINGS)


def _make_findable(uow: Uow, row: Any) -> None:
    """What is searched is made of the cards."""
    if isinstance(row, Customer):
        row.folded = folded_of(row.name, row.phone)
    elif isinstance(row, Product | ProductCode):
        product = uow.get(Product, row.product_id) if isinstance(row, ProductCode) else row
        codes = select(ProductCode.code).where(ProductCode.product_id == product.id, ProductCode.deleted_at.is_(None))
        if product.deleted_at is not None:
            remove_products(uow.session, [product.id])
        else:
            found = tuple(uow.session.scalars(codes))
            index_products(uow.session, [Entry(product.id, product.name, product.article, found)])


def _view(session: Session, lost: LostValue, tills: Mapping[UUID, str]) -> ConflictView:
    table = card_tables().get(lost.table)
    row = session.get(table, lost.row_id) if table is not None else None
    kept, other = ((_value_name(session, table, lost.field, value)) for value in (lost.kept, lost.lost))
    return ConflictView(
        lost.id, lost.table, lost.row_id, lost.field, lost.rule, _name_of(session, row), kept, other,
        tills.get(lost.lost_by, ""), lost.at, row is not None,
    )


def _name_of(session: Session, row: Any) -> str:
    """What a card is called: by its own name, else by that of what it belongs to."""
    if row is None:
        return ""
    for column in ("name", "key"):
        if getattr(row, column, None):
            return str(getattr(row, column))
    for column in row.__table__.columns:
        for key in column.foreign_keys:
            found = _name_of_row(session, key.column.table.name, getattr(row, column.name))
            if found:
                return found
    return ""


def _value_name(session: Session, table: type[Base] | None, field: str, value: Any) -> Any:
    """Of an id the name of its row; anything else as it is."""
    column = table.__table__.columns.get(field) if table is not None else None
    for key in column.foreign_keys if column is not None and isinstance(value, str) else ():
        return _name_of_row(session, key.column.table.name, UUID(value)) or value
    return value


def _name_of_row(session: Session, table: str, row_id: UUID | None) -> str:
    columns = Base.metadata.tables[table].c
    if row_id is None or "name" not in columns:
        return ""
    return session.scalar(select(columns.name).where(columns.id == row_id)) or ""
