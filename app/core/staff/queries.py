"""Who works here and what they may do."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.staff.access import read_grant
from app.core.staff.rules import rights_from
from app.core.staff.views import Grant, PersonView, RoleView
from db.models.staff import Person, PersonRole, Role


def people(session: Session, *, with_deleted: bool = False) -> tuple[PersonView, ...]:
    """Everybody who works (or worked) here, by name, with their roles."""
    roles: dict[UUID, list[str]] = {}
    held = select(PersonRole.person_id, Role.name).join(Role, Role.id == PersonRole.role_id)
    for person_id, name in session.execute(held.where(PersonRole.deleted_at.is_(None))):
        roles.setdefault(person_id, []).append(name)
    query = select(Person).order_by(Person.name)
    if not with_deleted:
        query = query.where(Person.deleted_at.is_(None))
    return tuple(
        PersonView(row.id, row.name, row.is_owner, row.deleted_at is not None, tuple(sorted(roles.get(row.id, ()))))
        for row in session.scalars(query)
    )


def roles(session: Session) -> tuple[RoleView, ...]:
    """The company's roles and their rights."""
    query = select(Role).where(Role.deleted_at.is_(None)).order_by(Role.name)
    return tuple(RoleView(row.id, row.name, rights_from(row.rights)) for row in session.scalars(query))


def grant(session: Session, *, person_id: UUID, branch_id: UUID) -> Grant:
    """What somebody may do in a branch. Refused: `staff.unknown`."""
    return read_grant(session, person_id=person_id, branch_id=branch_id)
