"""What the sign-in shows, read straight from the file: the first sight of a start does not wait for the store to be opened.

Loading the mapper and all tables is half of a start. These few rows need neither; `tests/ui/screens/test_first_sight.py` holds
them against what the store's own questions answer.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from app.core.settings.rules import SIGN_IN_NAMES
from app.core.staff.views import Door, PersonView
from app.kernel.context import Place
from app.kernel.errors import EnvironmentFailed
from db.lock import ProgramLock

BUSY_S = 0.2

_PLACE = """
    SELECT i.company_id, i.branch_id, i.till_id, t.store_id, i.database_id, c.currency, b.zone, b.day_change_hour, b.language,
        t.prefix, b.name, t.name
    FROM installation i JOIN company c ON c.id = i.company_id JOIN branch b ON b.id = i.branch_id JOIN till t ON t.id = i.till_id
"""
_PEOPLE = "SELECT id, name, is_owner FROM person WHERE deleted_at IS NULL ORDER BY name"
_ROLES = """
    SELECT held.person_id, role.name FROM person_role held JOIN role ON role.id = held.role_id WHERE held.deleted_at IS NULL
    ORDER BY role.name
"""
_LAST = "SELECT person_id FROM audit_entry WHERE action = 'staff.signed_in' ORDER BY seq DESC LIMIT 1"
_SETTING = 'SELECT value FROM setting WHERE "key" = ? AND (branch_id IS NULL OR branch_id = ?) ORDER BY branch_id IS NULL LIMIT 1'


@dataclass(frozen=True, slots=True)
class FirstSight:
    """Whose till this is, what shop and till are called, and who may come in.

    `lock` is held for whoever opens the store next, so that no second program shows a sign-in meanwhile.
    """

    place: Place
    shop: str
    till: str
    door: Door
    lock: ProgramLock | None = field(default=None, compare=False)


def first_sight(path: Path) -> FirstSight | None:
    """Look into a shop's file; None wherever anything is not as usual (no file, another program has it, another form of the
    rows): then the store is opened first, and says what is wrong. Nothing is written; what is seen comes with the program's
    lock, which goes to `open_shop`."""
    lock = ProgramLock(path)
    if not path.is_file() or not lock.path.exists():
        return None
    sight = None
    try:
        lock.acquire()
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)) as file:
            sight = _looked(file, lock)
    except (EnvironmentFailed, sqlite3.Error, ValueError, TypeError):
        pass
    if sight is None:
        lock.release()
    return sight


def _looked(file: sqlite3.Connection, lock: ProgramLock) -> FirstSight | None:
    row = file.execute(_PLACE).fetchone()
    if row is None:
        return None
    company_id, branch_id, till_id, store_id, database_id = (UUID(bytes=each) for each in row[:5])
    currency, zone, hour, language, prefix, shop, till = row[5:]
    place = Place(
        company_id=company_id, branch_id=branch_id, till_id=till_id, store_id=store_id, database_id=database_id,
        currency=currency, zone=zone, day_change_hour=hour, language=language, prefix=prefix,
    )
    return FirstSight(place, shop, till, _door(file, place.branch_id), lock)


def _door(file: sqlite3.Connection, branch_id: UUID) -> Door:
    roles: dict[bytes, list[str]] = {}
    for person_id, name in file.execute(_ROLES):
        roles.setdefault(person_id, []).append(name)
    people = tuple(
        PersonView(UUID(bytes=key), name, bool(is_owner), False, tuple(roles.get(key, ())))
        for key, name, is_owner in file.execute(_PEOPLE)
    )
    last = _only(file.execute(_LAST).fetchone())
    with_names = _only(file.execute(_SETTING, (SIGN_IN_NAMES.key, branch_id.bytes)).fetchone())
    return Door(
        people, UUID(bytes=last) if last else None, SIGN_IN_NAMES.default if with_names is None else json.loads(with_names)
    )


def _only(row: tuple[Any, ...] | None) -> Any:
    return None if row is None else row[0]
