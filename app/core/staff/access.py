"""The question every command asks: may this person do that? A right of one's own, or one that was lent for one action."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit.commands import audit
from app.core.staff.rules import merge_roles
from app.core.staff.views import Grant
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.permissions import Right
from db.models.staff import Loan, Person, PersonRole, Role
from db.uow import Uow


def require(uow: Uow, right: Right, *, limit_ppm: int = 0) -> UUID | None:
    """Go on only if the actor may; answers who lent the right, if it was lent (the loan is used up and audited).

    `limit_ppm` is how far they want to go, for rights with a limit. Refused: `right.missing`, `right.over_limit` (as
    `NotPermitted`), `staff.nobody`, and what is wrong with a loan: `loan.not_valid`.
    """
    grant = grant_here(uow, uow.person_id)
    if grant.reaches(right, limit_ppm):
        return None
    if right in uow.lent:
        lender_id = uow.lent[right]
        _check_limit(grant_here(uow, lender_id), right, limit_ppm)
        return lender_id
    if uow.by.loan_id is None:
        if grant.allows(right):
            _check_limit(grant, right, limit_ppm)
        raise NotPermitted("right.missing", right=right)
    return _use_loan(uow, right, limit_ppm)


def keep_loan(uow: Uow) -> None:
    """A question that is kept (a first count) has done nothing yet: the right that was lent for it may still be used."""
    if uow.by.loan_id is not None and (loan := uow.session.get(Loan, uow.by.loan_id)) is not None:
        loan.used_at = None


def grant_here(uow: Uow, person_id: UUID) -> Grant:
    """A person's rights in this branch; remembered until staff changes. Refused: `staff.unknown`."""
    grant: Grant = uow.remember(
        "staff", person_id, lambda: read_grant(uow.session, person_id=person_id, branch_id=uow.place.branch_id)
    )
    return grant


def read_grant(session: Session, *, person_id: UUID, branch_id: UUID) -> Grant:
    """A person's rights in a branch, from their roles. Refused: `staff.unknown` for one who has gone."""
    person = session.get(Person, person_id)
    if person is None or person.deleted_at is not None:
        raise RuleBroken("staff.unknown")
    roles = (
        select(Role.rights)
        .join(PersonRole, PersonRole.role_id == Role.id)
        .where(
            PersonRole.person_id == person_id, PersonRole.deleted_at.is_(None), Role.deleted_at.is_(None),
            PersonRole.branch_id.is_(None) | (PersonRole.branch_id == branch_id),
        )
    )
    return merge_roles(session.scalars(roles), is_owner=person.is_owner)


def _use_loan(uow: Uow, right: Right, limit_ppm: int) -> UUID:
    """A loan is for one right, one borrower and one action; the lender's own limit still holds."""
    loan = uow.session.get(Loan, uow.by.loan_id)
    good = loan is not None and loan.right == right and loan.borrower_id == uow.by.person_id
    if loan is None or not good or loan.used_at is not None or uow.now > loan.expires_at:
        raise RuleBroken("loan.not_valid", right=right)
    if uow.get(Person, loan.lender_id).deleted_at is not None or not grant_here(uow, loan.lender_id).allows(right):
        raise RuleBroken("loan.not_valid", right=right)
    _check_limit(grant_here(uow, loan.lender_id), right, limit_ppm)
    loan.used_at = uow.now
    uow.lent[right] = loan.lender_id
    audit(uow, "right.lent", loan.id, lender_id=loan.lender_id, right=str(right))
    return loan.lender_id


def _check_limit(grant: Grant, right: Right, limit_ppm: int) -> None:
    if not grant.reaches(right, limit_ppm):
        raise NotPermitted("right.over_limit", right=right, limit_ppm=grant.rights[right], asked_ppm=limit_ppm)
