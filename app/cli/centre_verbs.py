"""Verbs for whoever runs the centre: install, upgrade, check, let a till in or out, and a centre to try things with."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app.cli.frame import As, Db, Json, Lang, actor, answer, app, note, opened, say, verb
from app.kernel.errors import EnvironmentFailed
from app.kernel.i18n import _

if TYPE_CHECKING:
    from sync.companies import CompanyState

_MOST_SAID = 20
centre = typer.Typer(no_args_is_help=True, help="The central PostgreSQL, for its owner.")
app.add_typer(centre, name="centre")
Dsn = Annotated[str, typer.Option("--dsn", metavar=_("ADDRESS"), help="Where it is: postgresql://owner@host/database.")]


@centre.command()
@verb
def install(dsn: Dsn, as_json: Json = False, lang: Lang = "") -> None:
    """Make the centre's schema in this database; what is there already stays."""
    from sync.keeping import install as make

    state = make(dsn)
    words = _("The centre is at step {installed} of {newest} (PostgreSQL {server}).")
    answer(state, say(words, installed=state.installed, newest=state.newest, server=state.server))


@centre.command()
@verb
def upgrade(dsn: Dsn, as_json: Json = False, lang: Lang = "") -> None:
    """Bring the centre up to date; tills that are older go on working."""
    from sync.keeping import check as look
    from sync.keeping import install as make

    before, state = look(dsn), make(dsn)
    words = say(_("From step {before} to step {installed}."), before=before.installed, installed=state.installed)
    answer({"before": before.installed, **asdict(state)}, words)


@centre.command()
@verb
def check(dsn: Dsn, as_json: Json = False, lang: Lang = "") -> None:
    """Whether the centre is sound: up to date, and no table without its guard. Exit code 1 where it is not. It also says of each
    company what was not applied, what two tills have set differently, and which numbers lack."""
    from sync.companies import companies
    from sync.keeping import check as look

    state = look(dsn)
    words = say(_("Step {installed} of {newest}, tills and offices that may speak: {enrolled}, documents: {documents}."),
                installed=state.installed, newest=state.newest, enrolled=state.enrolled, documents=state.documents)
    if state.unguarded:
        words += "\n" + say(_("Tables without their guard: {tables}."), tables=", ".join(state.unguarded))
    found = companies(dsn)
    told = [{**asdict(each), "holes": [hole._asdict() for hole in each.holes]} for each in found]
    answer({**asdict(state), "is_sound": state.is_sound, "companies": told}, "\n".join((words, *_company_lines(found))))
    if not state.is_sound:
        raise typer.Exit(1)


def _company_lines(found: Sequence[CompanyState]) -> Iterator[str]:
    """All of them together, then those that somebody should look at."""
    counts = ("rejected", "quarantined", "parked", "conflicts", "missing")
    words = _("Not taken over: {rejected}; set aside: {quarantined}; waiting: {parked}; set differently by two: {conflicts}; "
              "numbers that lack: {missing}.")
    yield say(words, **{name: sum(getattr(each, name) for each in found) for name in counts})
    for each in [each for each in found if not each.is_clean][:_MOST_SAID]:
        yield f"{each.name or each.id}: " + say(words, **{name: getattr(each, name) for name in counts})
        yield from (
            "    " + say(_("Numbers that the centre lacks: {series}{first} to {series}{last}"), **hole._asdict())
            for hole in each.holes
        )


@centre.command()
@verb
def enrol(
    dsn: Dsn, office: Annotated[bool, typer.Option("--office", help="It is an office: it reads all branches.")] = False,
    root_cert: Annotated[Path | None, typer.Option(
        "--root-cert", metavar=_("FILE"), help="The certificate of the authority that vouches for the centre; it is kept here.",
    )] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Let this shop's till in: it gets a login of its own, which may call the functions of tills and nothing else. Its password
    is made here and kept in the system's keyring. A centre on another machine needs --root-cert."""
    from app.keyring_store import usable_keyring
    from app.telling import let_in

    with opened(db, to_write=True) as shop:
        found = let_in(shop, dsn, keyring=usable_keyring, certificate=root_cert, kind="office" if office else None)
    answer(found._asdict(), say(_("This computer is known to the centre as {role}."), role=found.role))


@centre.command("add-till")
@verb
def add_one(
    dsn: Dsn,
    name: Annotated[str, typer.Option("--name", metavar=_("NAME"), help="What it is called, for example: Till 2.")],
    prefix: Annotated[str, typer.Option("--prefix", metavar=_("PREFIX"), help="What stands before its receipt numbers: B1.")],
    ticket: Annotated[Path, typer.Option("--ticket", "-o", metavar=_("FILE"), help="Where its ticket is written.")],
    branch: Annotated[str | None, typer.Option(
        "--branch", metavar=_("NAME"), help="Of this branch; a new one is made where there is none.",
    )] = None,
    office: Annotated[bool, typer.Option("--office", help="It is an office: it reads all branches.")] = False,
    root_cert: Annotated[Path | None, typer.Option(
        "--root-cert", metavar=_("FILE"),
        help="The certificate of the authority that vouches for the centre, for the ticket; else the one that is kept here.",
    )] = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """One more till or office of this company: its card is made here and told, it gets a login at the centre, and a ticket by
    which another computer joins (`sync join`). Its password is said once and is not in the ticket."""
    from app.core.setup.joining import OFFICE, TILL, add_till
    from app.keyring_store import usable_keyring
    from app.telling import let_another_in, owner_address
    from sync.keeping import check as looked_at

    if not os.access(ticket.parent, os.W_OK) or ticket.is_dir():
        raise EnvironmentFailed("file.cannot_write", path=str(ticket))
    with opened(db, to_write=True) as shop:
        dsn = owner_address(shop, dsn, certificate=root_cert)
        looked_at(dsn)  # before anything is made that cannot be taken back: the numbers of a till are its own for good
        kind = OFFICE if office else TILL
        made = shop.do(add_till, by=actor(shop, person), name=name, prefix=prefix, branch=branch, kind=kind)
        made, password = let_another_in(shop, dsn, made, keyring=usable_keyring)
    ticket.write_text(made.to_text(), encoding="utf-8")
    words = say(_("The ticket of {till} is in {path}."), till=made.till, path=str(ticket))
    if password is not None:
        words += "\n" + say(_("Its password, said once: {password}"), password=password)
    answer({"till_id": made.place.till_id, "ticket": str(ticket), "password": password}, words)


def _till_of(text: str) -> UUID:
    return UUID(text.removeprefix("duken_"))


@centre.command()
@verb
def revoke(
    dsn: Dsn,
    till: Annotated[UUID | None, typer.Option(
        "--till", metavar=_("TILL"), parser=_till_of,
        help="Which one: its name at the centre (duken_…) or its id; without it the till of --db.",
    )] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Let a till out, one that was stolen for example: it may no longer speak to the centre; what it has said stays."""
    from sync.keeping import revoke as let_out

    if till is None:
        with opened(db, to_write=False) as shop:
            till = shop.place.till_id
    role = let_out(dsn, till_id=till)
    words = _("{role} may no longer speak to the centre. What it has said stays.")
    answer({"role": role, "till_id": till}, say(words, role=role))


@centre.command()
@verb
def dev(
    folder: Annotated[Path, typer.Argument(metavar=_("FOLDER"), help="Where it keeps what it has.")] = Path("duken-centre"),
    once: Annotated[bool, typer.Option("--once", help="Only make it and say where it is; do not stay.")] = False,
    as_json: Json = False, lang: Lang = "",
) -> None:
    """Start a centre to try things with, out of the developer's packages; it runs until Ctrl-C."""
    from sync.embedded import EmbeddedServer
    from sync.keeping import install as make

    server = EmbeddedServer(folder)
    try:
        state = make(server.dsn)
        answer({"dsn": server.dsn, **asdict(state)}, server.dsn)
        if not once:
            note(_("It runs until Ctrl-C."))
        while not once:
            time.sleep(1)
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
