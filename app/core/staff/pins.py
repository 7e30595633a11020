"""Checking a PIN: slow on purpose (argon2id), counted, and paused after five wrong ones. Used inside commands only."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.settings.queries import setting_of
from app.core.settings.rules import PIN_KEY, SIGN_IN_NAMES
from app.core.staff.rules import FORGOTTEN_AFTER, TRIES_BEFORE_PAUSE, check_not_locked, keyed_pin, pause_after
from app.kernel.errors import PinRefused, RuleBroken
from db.models.staff import Person, PinGuard
from db.uow import Uow

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id with 19 MiB and two passes: the OWASP cheat sheet's minimum, about 20 ms on a till."""


def find_by_pin(uow: Uow, *, pin: str, person_id: UUID | None, pin_key: str | None) -> Person:
    """Who it is: the named person with their PIN, or (without a name) whoever has this PIN.

    Refused: `pin.wrong`, `pin.locked`, `staff.unknown`, `secret.missing`. A wrong try is counted even so.
    """
    if person_id is not None:
        return _named(uow, person_id, pin)
    if not pin_key:
        raise RuleBroken("secret.missing", secret=PIN_KEY.key)
    return _nameless(uow, pin, pin_key)


def pin_fits(pin_hash: str, pin: str) -> bool:
    """Whether this PIN (or recovery code) made that hash. What is not plain letters and digits never did."""
    if not (pin.isascii() and pin.isalnum()):
        return False
    try:
        return HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def check_unique(uow: Uow, *, pin: str, pin_key: str | None, but: UUID | None) -> bytes | None:
    """The PIN's keyed hash, where one can be made. Refused: `pin.taken`, when somebody else here has this PIN, and
    `secret.missing`, when names are not shown at sign-in and there is no key to find this person by.
    """
    if not pin_key:
        if not setting_of(uow, SIGN_IN_NAMES):
            raise RuleBroken("secret.missing", secret=PIN_KEY.key)
        return None
    lookup = keyed_pin(pin_key, pin)
    if _is_taken(uow, lookup, but):
        raise RuleBroken("pin.taken")
    return lookup


def check_everybody_is_found(uow: Uow, *, pin_key: str | None) -> None:
    """Whether names may be hidden at sign-in. Refused: `secret.missing` (no key to find anybody by), and
    `staff.not_found_by_pin` with the names of those whose PIN was not seen since there is a key, or is another's too.
    """
    if not pin_key:
        raise RuleBroken("secret.missing", secret=PIN_KEY.key, setting=SIGN_IN_NAMES.key)
    lost = select(Person.name).where(Person.pin_lookup.is_(None), Person.deleted_at.is_(None)).order_by(Person.name)
    names = list(uow.session.scalars(lost))
    if names:
        raise RuleBroken("staff.not_found_by_pin", names=", ".join(names), count=len(names))


def renew_lookup(uow: Uow, person: Person, *, pin: str, pin_key: str) -> None:
    """After a good PIN: somebody who came before there was a key (or with a key of another machine) is found by it from
    now on. Where two have the same PIN the second keeps signing in by name.
    """
    lookup = keyed_pin(pin_key, pin)
    if person.pin_lookup != lookup and not _is_taken(uow, lookup, person.id):
        person.pin_lookup = lookup


def _is_taken(uow: Uow, lookup: bytes, but: UUID | None) -> bool:
    taken = select(Person.id).where(Person.pin_lookup == lookup, Person.deleted_at.is_(None), Person.id != but)
    return uow.session.scalar(taken) is not None


def _named(uow: Uow, person_id: UUID, pin: str) -> Person:
    person = uow.session.get(Person, person_id)
    if person is None or person.deleted_at is not None:
        raise RuleBroken("staff.unknown")
    guard = guard_of(uow, person.id)
    check_not_locked(guard.locked_until, uow.now)
    if not pin_fits(person.pin_hash, pin):
        raise PinRefused("pin.wrong", tries_left=wrong_try(uow, guard, person_id=person.id))
    guard.failed_count, guard.locked_until = 0, None
    return person


def _nameless(uow: Uow, pin: str, pin_key: str) -> Person:
    """Nobody can be blamed for a wrong PIN here, so it is the till that pauses."""
    guard = guard_of(uow, uow.place.till_id)
    check_not_locked(guard.locked_until, uow.now)
    found = select(Person).where(Person.pin_lookup == keyed_pin(pin_key, pin), Person.deleted_at.is_(None))
    person = uow.session.scalar(found)
    if person is None or not pin_fits(person.pin_hash, pin):
        raise PinRefused("pin.wrong", tries_left=wrong_try(uow, guard, person_id=None))
    own = guard_of(uow, person.id)
    check_not_locked(own.locked_until, uow.now)
    if guard.locked_until is None or uow.now - guard.locked_until > FORGOTTEN_AFTER:
        guard.failed_count, guard.locked_until = 0, None  # else whoever knows one PIN could try all others in between
    own.failed_count, own.locked_until = 0, None
    return person


def guard_of(uow: Uow, owner_id: UUID) -> PinGuard:
    """The counter of wrong tries of a person or a till."""
    guard = uow.session.get(PinGuard, owner_id)
    return guard or uow.add(PinGuard(owner_id=owner_id, failed_count=0, locked_until=None))


def wrong_try(uow: Uow, guard: PinGuard, *, person_id: UUID | None) -> int:
    """Count a wrong try; how many are left before the pause. Refused: `pin.locked`, when it was one too many.

    The caller says what was wrong, as `PinRefused` too: a count that is rolled back would let a thief try for ever.
    """
    guard.failed_count += 1
    pause = pause_after(guard.failed_count)
    guard.locked_until = uow.now + (pause or timedelta(0))
    audit(uow, "pin.wrong", person_id, failed_count=guard.failed_count)
    if pause:
        raise PinRefused("pin.locked", seconds=int(pause.total_seconds()))
    return TRIES_BEFORE_PAUSE - guard.failed_count
