"""Puts the parts together; the only module that knows everyone. Opens, makes and restores shops."""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.settings.rules import PIN_KEY
from app.core.setup.queries import last_moment, read_place
from app.kernel.clock import Clock, system_clock
from app.kernel.context import Place
from app.kernel.errors import EnvironmentFailed, NeedsConfirmation
from app.kernel.ids import IdSource
from app.kernel.paths import default_backups
from app.ports import SecretStore
from app.shop import Shop
from db.backup import good_backups, list_backups, newest_of_all, replaced_files, series_of
from db.engine import open_reader, open_writer
from db.errors import translate
from db.lock import ProgramLock
from db.migrate import known_revision, revision_of, upgrade
from db.migrations import HEAD
from db.models.company import Installation, NumberSeries, Till
from db.models.documents import DrawerJob, PrintJob
from db.reader import Readers
from db.restore import is_foreign, restore_backup, set_aside, was_here
from db.uow import Uow
from db.writer import Writer

if TYPE_CHECKING:
    from app.core.setup.commands import NewShop
    from app.core.setup.joining import Ticket


@dataclass(frozen=True, slots=True)
class World:
    """What is handed in: time, chance, the keyring. Tests and the simulation hand in their own."""

    clock: Clock = system_clock
    random_bytes: Callable[[int], bytes] = os.urandom
    secrets: SecretStore | None = None


REAL_WORLD = World()


def open_shop(
    path: Path, *, world: World = REAL_WORLD, backups: Path | None = None, to_write: bool = True, lock: ProgramLock | None = None
) -> Shop:
    """Open a shop's database: lock, migrate (after a backup), start the writer. A `lock` that is held already goes to the shop.

    Refused: `program.running`, `shop.missing` (no first run yet), `shop.gone` (there was one), `database.*`, `backup.*`. When the
    file is damaged or gone, `backup` is the newest good one, or None. What no Duken has written is not touched, and gets no
    lock beside it.
    """
    folder = backups or default_backups(path)
    is_there = _is_there(path)
    if is_there and is_foreign(path) and newest_of_all(path, folder) is None:
        raise EnvironmentFailed("database.not_ours", path=str(path))
    try:
        if not is_there or _is_blank(path):
            raise EnvironmentFailed("shop.missing", path=str(path))
        if to_write:
            lock = lock or _locked(path)
        return _open(path, folder, world, lock)
    except EnvironmentFailed as error:
        _release(lock)
        lost = _as_a_loss(error, path, folder, is_there=is_there)
        if lost is None:
            raise
        raise lost from error
    except BaseException:
        _release(lock)
        raise


def _as_a_loss(error: EnvironmentFailed, path: Path, folder: Path, *, is_there: bool) -> EnvironmentFailed | None:
    """What is damaged or missing gets the newest backup into its facts. Where a shop has been, an empty file is damage, and none
    is a loss: another refusal, or None."""
    if error.code not in ("database.damaged", "shop.missing"):
        return None
    newest = newest_of_all(path, folder)
    error.facts |= {"path": str(path), "backup": str(newest.path) if newest else None}
    if error.code == "shop.missing" and is_there and newest:
        return EnvironmentFailed("database.damaged", **error.facts, detail="empty")
    if error.code == "shop.missing" and not is_there and (newest or was_here(path)):
        return EnvironmentFailed("shop.gone", **error.facts)
    return None


def create_shop(
    path: Path, shop: NewShop, *, world: World = REAL_WORLD, backups: Path | None = None, yes: Collection[str] = ()
) -> tuple[Shop, str]:
    """The first run: a new database with a company in it. Answers the open shop and the owner's recovery code.

    A first run that was cut off may be repeated. Asks `shop.was_here` (unless `yes` holds it) where a shop's file is gone but
    its backups, or what was set aside, are there: it should be brought back, not begun anew. Refused: `shop.exists`,
    `program.running`, `database.*` and what `set_up_shop` refuses; then no file is left behind.
    """
    from app.core.setup.commands import check_shop

    check_shop(shop)
    _make_folder(path)
    if _is_there(path) and is_foreign(path):
        raise EnvironmentFailed("database.not_ours", path=str(path))
    _ask_about_the_lost(path, backups or default_backups(path), yes)
    lock = _locked(path)
    try:
        if not _is_there(path):
            set_aside(path, world.clock())  # the log of a file that is gone: a new file would throw it away
        if known_revision(path) is not None and _place_in(path) is not None:
            raise EnvironmentFailed("shop.exists", path=str(path))
        return _create(path, shop, world, backups or default_backups(path), lock)
    except BaseException:
        _release(lock)
        raise


def _ask_about_the_lost(path: Path, folder: Path, yes: Collection[str]) -> None:
    """Asks `shop.was_here`, with the newest backup if there is one."""
    if "shop.was_here" in yes or _has_a_shop(path):
        return
    newest = newest_of_all(path, folder)
    if (newest or was_here(path)) and not _has_a_shop(path):  # another first run may have made it meanwhile, with what is beside
        raise NeedsConfirmation("shop.was_here", path=str(path), backup=str(newest.path) if newest else None)


def _has_a_shop(path: Path) -> bool:
    return _is_there(path) and not _is_blank(path)


def _is_blank(path: Path) -> bool:
    """Whether nothing has ever been stored in a file that is there: neither by us nor by another program."""
    if path.stat().st_size and path.with_name(path.name + ".lock").exists():
        return False  # one of ours; it is looked into later
    try:
        return revision_of(path) is None
    except EnvironmentFailed:
        return False


def _create(path: Path, shop: NewShop, world: World, backups: Path, lock: ProgramLock) -> tuple[Shop, str]:
    from app.core.setup.commands import set_up_shop

    new_id = IdSource(world.clock, world.random_bytes)
    place = Place(
        company_id=new_id(), branch_id=new_id(), till_id=new_id(), store_id=new_id(), database_id=new_id(),
        currency=shop.currency, zone=shop.zone, day_change_hour=shop.day_change_hour, language=shop.language,
        prefix=shop.prefix,
    )
    key = pin_key(world, place.branch_id)
    return _begun(path, place, world, new_id, backups, lock, lambda running: running.do(set_up_shop, shop=shop, pin_key=key))


def _join(path: Path, ticket: Ticket, world: World, backups: Path, lock: ProgramLock) -> Shop:
    from app.core.setup.joining import join_company

    new_id = IdSource(world.clock, world.random_bytes)
    running, _none = _begun(
        path, ticket.place, world, new_id, backups, lock, lambda running: running.do(join_company, ticket=ticket)
    )
    return running


def _begun(
    path: Path, place: Place, world: World, new_id: IdSource, backups: Path, lock: ProgramLock, begin: Callable[[Shop], Any]
) -> tuple[Shop, Any]:
    """A new file with its tables, and what `begin` put into it; else no file."""
    running: Shop | None = None
    try:
        upgrade(path, backups=backups, now=world.clock())
        running = _start(path, place, world, new_id, lock, backups)
        answer = begin(running)
    except BaseException:
        if running is not None:
            running.lock = None  # the caller lets it go
            running.close()
        remove_new(path)
        raise
    return running, answer


def remove_new(path: Path) -> None:
    """The file of a shop that has only begun, in which nothing has happened; it is closed."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def join_shop(path: Path, ticket: Ticket, *, world: World = REAL_WORLD, backups: Path | None = None) -> Shop:
    """A new file for one more till or office of a company that is there: it knows who and where it is, and nothing else until
    its first load. Refused: `shop.exists`, `program.running`, `database.*`; then no file is left behind."""
    _make_folder(path)
    if _is_there(path) and is_foreign(path):
        raise EnvironmentFailed("database.not_ours", path=str(path))
    lock = _locked(path)
    try:
        if known_revision(path) is not None and _place_in(path) is not None:
            raise EnvironmentFailed("shop.exists", path=str(path))
        return _join(path, ticket, world, backups or default_backups(path), lock)
    except BaseException:
        _release(lock)
        raise


def restore_shop(source: Path, path: Path, *, world: World = REAL_WORLD) -> Path | None:
    """Put a backup in the place of the database; it becomes another database, with another series of numbers.

    The centre would otherwise believe that it knows this till's next sales. Answers where the old file is kept.
    Refused: `program.running`, `backup.not_found`, `backup.unreadable` (with the `others` that would do), `backup.failed`,
    `database.newer`, `database.is_folder`.
    """
    _make_folder(path)
    _is_there(path)
    with ProgramLock(path):
        used = [series_of(file) for file in (path, *replaced_files(path)) if file.exists()]
        for folder in {default_backups(path), source.parent}:
            used += [series_of(backup.path) or "" for backup in list_backups(folder, stem=path.stem)]

        def become_another(fresh: Path) -> None:
            with open_shop(fresh, world=world) as shop:
                shop.do(_become_another, source=source.name, used=used)

        try:
            return restore_backup(source, path, now=world.clock(), prepare=become_another)
        except EnvironmentFailed as error:
            if error.code == "backup.unreadable":
                others = good_backups(path, default_backups(path), source.parent)
                error.facts["others"] = [str(other.path) for other in others]
            raise


def take_over(path: Path, *, world: World = REAL_WORLD) -> str:
    """A copy of a shop's file becomes a file of its own that goes on as its till, with another series of numbers; at its next
    word to the centre the other one may speak no more. Answers the new prefix. Refused: what `open_shop` refuses."""
    used = [series_of(backup.path) for backup in list_backups(default_backups(path), stem=path.stem)]
    with open_shop(path, world=world) as shop:
        shop.do(_become_another, source=path.name, used=used)
    with open_shop(path, world=world, to_write=False) as shop:
        return shop.place.prefix


def pin_key(world: World, branch_id: UUID) -> str | None:
    """The key of the PINs' keyed hash from the keyring, made at first use; None where there is no keyring."""
    if world.secrets is None:
        return None
    name = f"{PIN_KEY.key}.{branch_id}"
    found = world.secrets.read(name)
    if found is None:
        found = secrets.token_hex(32)
        world.secrets.write(name, found)
    return found


def _open(path: Path, backups: Path, world: World, lock: ProgramLock | None) -> Shop:
    try:
        revision = known_revision(path)
        if revision is None:
            raise EnvironmentFailed("shop.missing", path=str(path))
        if lock is not None:
            upgrade(path, backups=backups, now=world.clock())
        elif revision != HEAD:  # who only reads changes nothing, and this program reads no older tables
            raise EnvironmentFailed("database.older", path=str(path), found=revision, known=HEAD)
        place = _place_in(path)
        if place is None:
            raise EnvironmentFailed("shop.missing", path=str(path))
        shop = _start(path, place, world, IdSource(world.clock, world.random_bytes), lock, backups)
    except Exception as error:
        known = translate(error, str(path))
        if known is None:
            raise
        raise known from error
    if lock is not None:
        _settle_interrupted(shop)
    return shop


def _start(path: Path, place: Place, world: World, new_id: IdSource, lock: ProgramLock | None, backups: Path) -> Shop:
    reader = open_reader(path, beside_writer=lock is not None)
    engine = open_writer(path) if lock is not None else reader
    try:
        with Session(reader) as session:
            last = last_moment(session)
    except BaseException:
        reader.dispose()
        raise
    if last is not None:
        new_id.start_after(last)
    writer = Writer(engine, path=path, place=place, clock=world.clock, new_id=new_id, last_moment=last)
    return Shop(path, place, world.clock, new_id, writer, Readers(reader, path=path), (engine, reader), lock, backups)


def _place_in(path: Path) -> Place | None:
    reader = open_reader(path)
    try:
        with Session(reader) as session:
            return read_place(session)
    finally:
        reader.dispose()


def _settle_interrupted(shop: Shop) -> None:
    from app.core.intents.commands import doubt_interrupted_intents
    from app.core.jobs.commands import doubt_interrupted

    try:
        shop.do(doubt_interrupted)
        shop.do(doubt_interrupted_intents)
    except BaseException:
        shop.lock = None  # the caller lets it go
        shop.close()
        raise


def _become_another(uow: Uow, *, source: str, used: Sequence[str | None]) -> None:
    """A restored file must not go on with the identity and the numbers of the one that may have sold meanwhile.

    Its documents are numbered anew behind another prefix (A1 → A1b → A1c …); shifts count on, under that prefix.
    """
    from app.core.audit.commands import audit

    row = uow.session.get_one(Installation, 1)
    row.database_id = uow.new_id()
    till = uow.get(Till, row.till_id)
    uow.change_card(till, prefix=next_prefix(till.prefix, used))
    for statement in (
        delete(NumberSeries).where(NumberSeries.kind != "shift"),
        update(PrintJob).where(PrintJob.state.in_(("queued", "sending"))).values(state="unknown"),  # printed since, or not
        update(DrawerJob).where(DrawerJob.state == "queued").values(state="sent"),
    ):
        uow.session.execute(statement.execution_options(synchronize_session=False))
    audit(uow, "backup.restored", row.database_id, source=source, prefix=till.prefix)


def next_prefix(prefix: str, used: Sequence[str | None] = ()) -> str:
    """The series after this one and all that were used here: A1 → A1b, A1b → A1c, A1z → A1zb.

    None among them is a file that nobody can read any more: it may have been one further on.
    """
    base = prefix.rstrip(ascii_lowercase)
    family = [known for known in used if known and known.rstrip(ascii_lowercase) == base]
    latest = max([prefix, *family], key=lambda known: (len(known), known))
    for _ in range(1 + sum(known is None for known in used)):
        last = latest[-1]
        latest = latest[:-1] + chr(ord(last) + 1) if last in ascii_lowercase[:-1] else latest + "b"
    return latest


def _locked(path: Path) -> ProgramLock:
    lock = ProgramLock(path)
    lock.acquire()
    return lock


def _release(lock: ProgramLock | None) -> None:
    if lock is not None:
        lock.release()


def _is_there(path: Path) -> bool:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise EnvironmentFailed("database.cannot_open", path=str(path), detail=str(error)) from error
    if stat.S_ISDIR(status.st_mode):
        raise EnvironmentFailed("database.is_folder", path=str(path))
    return True


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFailed("database.cannot_open", path=str(path.parent), detail=str(error)) from error


assert sqlite3.sqlite_version_info >= (3, 35), "RETURNING and trigram search need SQLite 3.35"
