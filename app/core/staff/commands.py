"""What can be done about people: signing in, lending a right, roles, PINs, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.core.audit.commands import audit
from app.core.settings.commands import store_setting
from app.core.settings.queries import comfort_chosen, setting_of
from app.core.settings.rules import SIGN_IN_NAMES
from app.core.staff.access import grant_here, require
from app.core.staff.pins import (
    HASHER,
    check_everybody_is_found,
    check_unique,
    find_by_pin,
    guard_of,
    pin_fits,
    renew_lookup,
    wrong_try,
)
from app.core.staff.rules import (
    LOAN_LASTS,
    check_not_locked,
    check_pin,
    new_recovery_code,
    plain_recovery_code,
    rights_from,
    rights_text,
)
from app.core.staff.views import Grant, SignedIn
from app.kernel.errors import NotPermitted, PinRefused, RuleBroken
from app.kernel.i18n import LANGUAGES
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.staff import Loan, Person, PersonRole, Recovery, Role
from db.uow import Uow


def sign_in(uow: Uow, *, pin: str, person_id: UUID | None = None, pin_key: str | None = None) -> SignedIn:
    """Prove who you are by a PIN, with your name or (where names are not shown, by `pin_key`) without.

    Refused: `pin.wrong`, `pin.locked` (after five wrong ones, with growing pauses), `staff.unknown`, `secret.missing`.
    """
    person = find_by_pin(uow, pin=pin, person_id=person_id, pin_key=pin_key)
    if pin_key:
        renew_lookup(uow, person, pin=pin, pin_key=pin_key)
    audit(uow, "staff.signed_in", person.id, person_id=person.id)
    uow.touch("session")
    rights = grant_here(uow, person.id).rights
    limits = {right: limit for right, limit in rights.items() if limit is not None}
    chosen = comfort_chosen(uow.session, person_id=person.id)
    return SignedIn(person.id, person.name, person.language, frozenset(rights), limits, chosen)


def lend_right(
    uow: Uow, *, right: Right, pin: str, lender_id: UUID | None = None, pin_key: str | None = None
) -> UUID:
    """A manager's PIN lends one right to the actor for one action within three minutes; answers the loan's id.

    Refused: what `sign_in` refuses, `loan.to_oneself`, and `loan.lender_lacks` when the lender has not got it either.
    """
    borrower_id = uow.person_id
    lender = find_by_pin(uow, pin=pin, person_id=lender_id, pin_key=pin_key)
    if lender.id == borrower_id:
        raise RuleBroken("loan.to_oneself")
    if not grant_here(uow, lender.id).allows(right):
        raise RuleBroken("loan.lender_lacks", right=right, name=lender.name)
    loan = Loan(
        id=uow.new_id(), right=str(right), lender_id=lender.id, borrower_id=borrower_id,
        expires_at=uow.now + LOAN_LASTS, used_at=None,
    )
    uow.add(loan)
    audit(uow, "right.offered", loan.id, lender_id=lender.id, right=str(right))
    return loan.id


def add_person(
    uow: Uow, *, name: str, pin: str, role_id: UUID | None = None, everywhere: bool = False,
    language: str | None = None, pin_key: str | None = None,
) -> UUID:
    """Somebody new, with a role in this branch or everywhere.

    Refused: `right.missing`, `text.empty`, `text.too_long`, `pin.malformed`, `pin.too_simple`, `pin.taken`, `not_found`.
    """
    require(uow, Right.EDIT_STAFF)
    person_id = store_person(uow, name=name, pin=pin, language=language, is_owner=False, pin_key=pin_key)
    if role_id is not None:
        _store_person_role(uow, person_id, role_id, None if everywhere else uow.place.branch_id)
    return person_id


def store_person(
    uow: Uow, *, name: str, pin: str, language: str | None, is_owner: bool, pin_key: str | None
) -> UUID:
    """The part of `add_person` that needs no right: first run makes the owner with it."""
    check_pin(pin)
    person = Person(
        id=uow.new_id(), name=name_of(name), language=language, is_owner=is_owner, pin_hash=HASHER.hash(pin),
        pin_lookup=check_unique(uow, pin=pin, pin_key=pin_key, but=None), deleted_at=None,
    )
    uow.add_card(person)
    uow.touch("staff")
    audit(uow, "staff.added", person.id, owner=is_owner)
    return person.id


def change_pin(uow: Uow, *, person_id: UUID, new_pin: str, old_pin: str | None = None, pin_key: str | None = None) -> None:
    """One's own PIN by the old one, or another's with the right to edit staff.

    Refused: `pin.wrong`, `pin.locked`, `right.missing`, `pin.malformed`, `pin.too_simple`, `pin.taken`, `staff.unknown`.
    """
    if person_id == uow.person_id:  # a till that was left alone must not give its person away
        person = find_by_pin(uow, pin=old_pin or "", person_id=person_id, pin_key=None)
    else:
        person = _require_power_over(uow, person_id)
    _store_pin(uow, person, new_pin, pin_key)
    audit(uow, "staff.pin_changed", person_id)


def choose_language(uow: Uow, *, language: str) -> None:
    """Whoever acts is spoken to in this language from now on, at every till.

    Refused: `shop.language`, `staff.nobody`, `staff.unknown`.
    """
    if language not in LANGUAGES:
        raise RuleBroken("shop.language", language=language)
    grant_here(uow, uow.person_id)
    uow.change_card(uow.get(Person, uow.person_id), language=language)
    audit(uow, "staff.language_chosen", uow.person_id, language=language)


def remove_person(uow: Uow, *, person_id: UUID) -> None:
    """Somebody leaves: they can no longer sign in; what they did keeps their name.

    Refused: `right.missing`, `staff.last_owner`, `staff.unknown`.
    """
    person = _require_power_over(uow, person_id)
    if person.is_owner and _owners(uow) == 1:
        raise RuleBroken("staff.last_owner")
    uow.change_card(person, deleted_at=uow.now)
    person.pin_lookup = None
    uow.touch("staff")
    audit(uow, "staff.removed", person_id)


def add_role(uow: Uow, *, name: str, rights: Mapping[Right, int | None]) -> UUID:
    """A role made by the company.

    Refused: `right.missing`, `right.giving_more_than_own`, `text.empty`, `role.limit_not_allowed`, `role.limit_out_of_range`.
    """
    require(uow, Right.EDIT_ROLES)
    _check_own(uow, name, rights)
    return store_role(uow, name=name, rights=rights)


def store_role(uow: Uow, *, name: str, rights: Mapping[Right, int | None]) -> UUID:
    """The part of `add_role` that needs no right: first run makes cashier and manager with it."""
    role = uow.add_card(Role(id=uow.new_id(), name=name_of(name), rights=rights_text(rights), deleted_at=None))
    uow.touch("staff")
    audit(uow, "role.added", role.id)
    return role.id


def change_role(uow: Uow, *, role_id: UUID, rights: Mapping[Right, int | None]) -> None:
    """Give a role other rights; whoever has it feels it at the next action. Refused: as `add_role`, `not_found`."""
    require(uow, Right.EDIT_ROLES)
    role = uow.get(Role, role_id)
    has = Grant(rights_from(role.rights))
    _check_own(uow, role.name, {right: limit for right, limit in rights.items() if not has.reaches(right, limit)})
    uow.change_card(role, rights=rights_text(rights))
    uow.touch("staff")
    audit(uow, "role.changed", role_id, rights=sorted(str(right) for right in rights))


def give_role(uow: Uow, *, person_id: UUID, role_id: UUID, everywhere: bool = False) -> None:
    """A person gets a role in this branch, or everywhere.

    Refused: `right.missing`, `right.giving_more_than_own`, `staff.unknown`, `not_found`.
    """
    require(uow, Right.EDIT_STAFF)
    grant_here(uow, person_id)
    _store_person_role(uow, person_id, role_id, None if everywhere else uow.place.branch_id)


def take_role(uow: Uow, *, person_id: UUID, role_id: UUID) -> None:
    """A person loses a role here (and everywhere). Refused: `right.missing`, `right.owner_only`, `staff.unknown`, `not_found`."""
    _require_power_over(uow, person_id)
    held = select(PersonRole).where(
        PersonRole.person_id == person_id, PersonRole.role_id == role_id, PersonRole.deleted_at.is_(None)
    )
    rows = list(uow.session.scalars(held))
    if not rows:
        raise RuleBroken("not_found", table="person_role", id=role_id)
    for row in rows:
        uow.change_card(row, deleted_at=uow.now)
    uow.touch("staff")
    audit(uow, "staff.role_taken", person_id, role=role_id)


def new_recovery(uow: Uow, *, person_id: UUID) -> str:
    """An owner has a fresh recovery code printed; the one before stops working. Refused: `right.owner_only`, `staff.unknown`."""
    grant_here(uow, person_id)
    if person_id != uow.person_id or not uow.get(Person, person_id).is_owner:
        raise NotPermitted("right.owner_only")
    return store_recovery(uow, person_id=person_id)


def store_recovery(uow: Uow, *, person_id: UUID) -> str:
    """The part of `new_recovery` that needs no right: first run calls it."""
    code = new_recovery_code()
    old = select(Recovery).where(Recovery.person_id == person_id, Recovery.used_at.is_(None))
    for row in uow.session.scalars(old):
        row.used_at = uow.now
    uow.add(
        Recovery(
            id=uow.new_id(), person_id=person_id, code_hash=HASHER.hash(plain_recovery_code(code)),
            created_at=uow.now, used_at=None,
        )
    )
    audit(uow, "recovery.issued", person_id)
    return code


def recover_owner(uow: Uow, *, code: str, new_pin: str, pin_key: str | None = None) -> str:
    """An owner who lost the PIN: the printed code sets a new one, once. Answers the next code, to be printed.

    Without a key (another computer, a keyring that does not answer) nobody can be found by a PIN alone: then names are shown at
    sign-in from now on, so that the owner gets in.
    Refused: `recovery.wrong` (counted like a PIN), `pin.locked`, `pin.malformed`, `pin.too_simple`, `pin.taken`.
    """
    check_pin(new_pin)
    guard = guard_of(uow, uow.place.branch_id)
    check_not_locked(guard.locked_until, uow.now)
    unused = select(Recovery).join(Person, Person.id == Recovery.person_id)
    for row in uow.session.scalars(unused.where(Recovery.used_at.is_(None), Person.deleted_at.is_(None))):
        if pin_fits(row.code_hash, plain_recovery_code(code)):
            guard.failed_count, guard.locked_until = 0, None
            person = uow.get(Person, row.person_id)
            if not (pin_key or setting_of(uow, SIGN_IN_NAMES)):
                store_setting(uow, key=SIGN_IN_NAMES.key, value=True)
            _store_pin(uow, person, new_pin, pin_key)
            audit(uow, "recovery.used", person.id, person_id=person.id)
            return store_recovery(uow, person_id=person.id)
    raise PinRefused("recovery.wrong", tries_left=wrong_try(uow, guard, person_id=None))


def change_setting(uow: Uow, *, key: str, value: Any, pin_key: str | None = None) -> None:
    """Give a setting of this shop its value; `pin_key` is asked for where names are to be hidden at sign-in.

    Refused: `right.missing`, what `store_setting` refuses; hiding names also `secret.missing`, `staff.not_found_by_pin`.
    """
    require(uow, Right.EDIT_SETTINGS)
    if key == SIGN_IN_NAMES.key and value is False:
        check_everybody_is_found(uow, pin_key=pin_key)
    store_setting(uow, key=key, value=value)


def _store_pin(uow: Uow, person: Person, new_pin: str, pin_key: str | None) -> None:
    check_pin(new_pin)
    lookup = check_unique(uow, pin=new_pin, pin_key=pin_key, but=person.id)
    uow.change_card(person, pin_hash=HASHER.hash(new_pin))
    person.pin_lookup = lookup
    guard = guard_of(uow, person.id)
    guard.failed_count, guard.locked_until = 0, None
    uow.touch("staff")


def _require_power_over(uow: Uow, person_id: UUID) -> Person:
    """Editing staff is not a way to become more: an owner's PIN and place are an owner's business, and who may do
    something that I may not is out of my reach (their new PIN would be mine). A lent right does not change that.
    """
    require(uow, Right.EDIT_STAFF)
    theirs, own = grant_here(uow, person_id), grant_here(uow, uow.person_id)
    person = uow.get(Person, person_id)
    if person.is_owner and not uow.get(Person, uow.person_id).is_owner:
        raise NotPermitted("right.owner_only")
    for right, limit in theirs.rights.items():
        if not own.reaches(right, limit):
            raise NotPermitted("right.missing", right=right)
    return person


def _store_person_role(uow: Uow, person_id: UUID, role_id: UUID, branch_id: UUID | None) -> None:
    role = uow.get(Role, role_id)
    _check_own(uow, role.name, rights_from(role.rights))
    uow.add_card(
        PersonRole(id=uow.new_id(), person_id=person_id, role_id=role_id, branch_id=branch_id, deleted_at=None)
    )
    uow.touch("staff")
    audit(uow, "staff.role_given", person_id, role=role_id)


def _check_own(uow: Uow, role: str, rights: Mapping[Right, int | None]) -> None:
    """Nobody gives away (to themselves either) what they have not got. Refused: `right.giving_more_than_own`."""
    own = grant_here(uow, uow.person_id)
    if not all(own.reaches(right, limit) for right, limit in rights.items()):
        raise NotPermitted("right.giving_more_than_own", role=role)


def _owners(uow: Uow) -> int:
    count = select(func.count()).select_from(Person).where(Person.is_owner, Person.deleted_at.is_(None))
    return uow.session.scalar(count) or 0
