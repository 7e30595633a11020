"""One more till or office of a company that is there: what it is told on paper (a ticket), and how its own file begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.staff.access import require
from app.core.staff.commands import store_recovery
from app.kernel.certificates import certificates_in
from app.kernel.context import Place
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.company import Branch, Company, Installation, Till
from db.models.staff import Person, Recovery
from db.models.stock import Store
from db.uow import Uow

TILL, OFFICE = "till", "office"
_IDS = frozenset({"company_id", "branch_id", "till_id", "store_id", "database_id"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a new till must know before its first load: who and where it is, where its centre is (never with a password), and the
    certificate of the authority that vouches for it (PEM; empty where none is needed, and in tickets of before)."""

    place: Place
    kind: str
    company: str
    branch: str
    store: str
    till: str
    address: str
    certificate: str = ""

    def to_text(self) -> str:
        """As it is handed over."""
        return json.dumps(asdict(self), default=str, indent=1, ensure_ascii=False)


def ticket_of(text: str) -> Ticket:
    """A ticket as it was handed over. Refused: `ticket.unreadable` with the name of what lacks or does not fit, also where its
    certificate is none."""
    try:
        told = _read(text)
        place = _place(told.get("place"))
        names = [each.name for each in fields(Ticket) if each.name not in ("place", "certificate")]
        words = {name: _fitting(told, name, str) for name in names}
        if words["kind"] not in (TILL, OFFICE):
            raise ValueError("kind")
        pem = str(told.get("certificate") or "")
        return Ticket(place=place, **words, certificate=pem and certificates_in(pem))
    except ValueError as error:
        raise RuleBroken("ticket.unreadable", detail=str(error)[:100]) from error


def _read(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("JSON") from error
    if not isinstance(told, dict):
        raise ValueError("JSON")
    return told


def _place(told: object) -> Place:
    if not isinstance(told, dict):
        raise ValueError("place")
    names = [each.name for each in fields(Place)]
    for name in told.keys() - set(names):
        raise ValueError(f"place.{name}")
    return Place(**{name: _fitting(told, name, int if name == "day_change_hour" else str, "place.") for name in names})


def _fitting(told: Mapping[str, Any], name: str, kind: type, path: str = "") -> Any:
    """That value of a ticket, an id as one. Raises `ValueError` with its name."""
    value = told.get(name)
    if type(value) is not kind:
        raise ValueError(path + name)
    if name not in _IDS:
        return value
    try:
        return UUID(str(value))
    except ValueError:
        raise ValueError(path + name) from None


def add_till(
    uow: Uow, *, name: str, prefix: str, branch: str | None = None, store: str | None = None, kind: str = TILL, address: str = "",
) -> Ticket:
    """One more till (or office) of this company: of this branch and its store, or of the branch of that name; where none has it,
    one is made with a store of its own. Its documents are numbered behind `prefix`, which no other till of the company has.

    Refused: `right.missing`, `shop.prefix`, `till.prefix_taken`, `text.*`.
    """
    require(uow, Right.EDIT_SETTINGS)
    if not (prefix.isascii() and prefix.isalnum() and prefix == prefix.upper() and 1 <= len(prefix) <= 6):
        raise RuleBroken("shop.prefix", prefix=prefix)
    taken = uow.session.scalars(select(Till.prefix)).all()
    if any(known.rstrip("abcdefghijklmnopqrstuvwxyz") == prefix for known in taken):
        raise RuleBroken("till.prefix_taken", prefix=prefix)
    here, where = uow.get(Branch, uow.place.branch_id), uow.get(Store, uow.place.store_id)
    if branch is not None:
        here, where = _branch_named(uow, name_of(branch), name_of(store or branch), like=here)
    till_id = uow.new_id()
    uow.add_card(Till(id=till_id, branch_id=here.id, store_id=where.id, name=name_of(name, field="till"), prefix=prefix))
    uow.touch("settings")
    audit(uow, "till.added", till_id, name=name, prefix=prefix)
    place = Place(
        company_id=uow.place.company_id, branch_id=here.id, till_id=till_id, store_id=where.id, database_id=uow.new_id(),
        currency=uow.place.currency, zone=here.zone, day_change_hour=here.day_change_hour, language=here.language, prefix=prefix,
    )
    company = uow.get(Company, uow.place.company_id).name
    return Ticket(place, kind, company, here.name, where.name, name, address)


def _branch_named(uow: Uow, branch: str, store: str, *, like: Branch) -> tuple[Branch, Store]:
    """The branch of that name and the store that its tills sell from; made where there is none, in our zone and language."""
    known = uow.session.scalar(select(Branch).where(Branch.name == branch).order_by(Branch.id).limit(1))
    if known is not None:
        of_branch = select(Store).where(Store.branch_id == known.id, Store.kind == "shop", Store.deleted_at.is_(None))
        return known, uow.session.scalars(of_branch.order_by(Store.id).limit(1)).one()
    made = Branch(
        id=uow.new_id(), name=branch, address=None, zone=like.zone, day_change_hour=like.day_change_hour, language=like.language,
    )
    uow.add_card(made)
    uow.session.flush()
    where = Store(id=uow.new_id(), branch_id=made.id, name=store, kind="shop", person_id=None, deleted_at=None)
    uow.add_card(where)
    uow.session.flush()
    return made, where


def join_company(uow: Uow, *, ticket: Ticket) -> None:
    """The first rows of a new till's file: who and where it is; the centre has them. Refused: `shop.exists`."""
    if uow.session.scalar(select(Installation.id)) is not None:
        raise RuleBroken("shop.exists")
    place = ticket.place
    for row in (
        Company(id=place.company_id, name=ticket.company, currency=place.currency, version=1),
        Branch(
            id=place.branch_id, name=ticket.branch, address=None, zone=place.zone, day_change_hour=place.day_change_hour,
            language=place.language, version=1,
        ),
        Store(
            id=place.store_id, branch_id=place.branch_id, name=ticket.store, kind="shop", person_id=None, deleted_at=None,
            version=1,
        ),
        Till(
            id=place.till_id, branch_id=place.branch_id, store_id=place.store_id, name=ticket.till, prefix=place.prefix, version=1
        ),
        Installation(
            id=1, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id, database_id=place.database_id,
            installed_at=uow.now,
        ),
    ):
        uow.add(row)
        uow.session.flush()
    uow.touch("settings")
    audit(uow, "shop.joined", place.till_id, prefix=place.prefix)


def let_owner_in(uow: Uow) -> str:
    """A recovery code for the owner of a till that has just joined: PINs never travel, so nobody could sign in. Once: whoever has
    a PIN here, or a code, gives the next.

    Refused: `shop.exists` (somebody can get in already), `not_found` (the first load has not brought an owner yet).
    """
    owner = uow.session.scalar(
        select(Person).where(Person.is_owner, Person.deleted_at.is_(None)).order_by(Person.id).limit(1)
    )
    if owner is None:
        raise RuleBroken("not_found", table="person", id=uow.place.till_id)
    has_pin = uow.session.scalar(select(Person.id).where(Person.pin_hash != "").limit(1))
    if has_pin is not None or uow.session.scalar(select(Recovery.id).limit(1)) is not None:
        raise RuleBroken("shop.exists")
    return store_recovery(uow, person_id=owner.id)
