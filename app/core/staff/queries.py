"""Who works here and what they may do."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit.queries import audit_lines
from app.core.audit.views import AuditLine
from app.core.settings.queries import read_setting
from app.core.settings.rules import SIGN_IN_NAMES
from app.core.staff.access import read_grant
from app.core.staff.rules import rights_from
from app.core.staff.views import Door, Grant, PersonView, RoleView
from app.kernel.errors import NotPermitted
from app.kernel.permissions import Right
from db.models.audit import AuditEntry
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


def door(session: Session, *, branch_id: UUID) -> Door:
    """What the sign-in of a branch needs; where names are hidden the people are there too, for a computer without a key."""
    came = select(AuditEntry.person_id).where(AuditEntry.action == "staff.signed_in").order_by(AuditEntry.seq.desc())
    with_names = read_setting(session, SIGN_IN_NAMES, branch_id=branch_id)
    return Door(people(session), session.scalar(came.limit(1)), with_names)


def who_may(session: Session, *, right: Right, branch_id: UUID) -> tuple[PersonView, ...]:
    """Those who have a right in a branch, by name: whom to ask for it."""
    grants = ((person, read_grant(session, person_id=person.person_id, branch_id=branch_id)) for person in people(session))
    return tuple(person for person, grant_of_theirs in grants if grant_of_theirs.allows(right))


def within_reach(session: Session, *, person_id: UUID, branch_id: UUID) -> frozenset[UUID]:
    """Whose PIN, roles and place somebody may change: no owner's unless an owner's, and nobody's who may do more than they."""
    found = {person.person_id: person for person in people(session)}
    grants = {each: read_grant(session, person_id=each, branch_id=branch_id) for each in found}
    own, is_owner = grants[person_id], found[person_id].is_owner
    return frozenset(
        each for each, theirs in grants.items()
        if (is_owner or not found[each].is_owner) and all(own.reaches(right, limit) for right, limit in theirs.rights.items())
    )


def roles(session: Session) -> tuple[RoleView, ...]:
    """The company's roles and their rights."""
    query = select(Role).where(Role.deleted_at.is_(None)).order_by(Role.name)
    return tuple(RoleView(row.id, row.name, rights_from(row.rights)) for row in session.scalars(query))


def grant(session: Session, *, person_id: UUID, branch_id: UUID) -> Grant:
    """What somebody may do in a branch. Refused: `staff.unknown`."""
    return read_grant(session, person_id=person_id, branch_id=branch_id)


def check_right(session: Session, *, person_id: UUID, branch_id: UUID, right: Right) -> None:
    """For what is done beside any command of ours: a backup, a restore, a look. Refused: `right.missing`, `staff.unknown`."""
    if not read_grant(session, person_id=person_id, branch_id=branch_id).allows(right):
        raise NotPermitted("right.missing", right=right)


def journal(
    session: Session, *, person_id: UUID, branch_id: UUID, limit: int = 100, before_seq: int | None = None
) -> tuple[AuditLine, ...]:
    """The audit's latest entries, newest first, for who may see them. Refused: `right.missing`, `staff.unknown`."""
    check_right(session, person_id=person_id, branch_id=branch_id, right=Right.SEE_AUDIT)
    return audit_lines(session, limit=limit, before_seq=before_seq)
