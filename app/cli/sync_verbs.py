"""Verbs about telling the centre: once now, and how far it was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import Db, Json, Lang, answer, app, database, fact, opened, say, spoken, verb, words_of
from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken
from app.kernel.i18n import _
from app.shop import Shop

sync = typer.Typer(no_args_is_help=True, help="What the centre has been told.")
app.add_typer(sync, name="sync")


@sync.command()
@verb
def once(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """Tell the centre all that waits, and take in what others have told it, now. Exit code 1 where something was not applied."""
    from sync.rounds import one_round

    with opened(db, to_write=True) as shop:
        with _noted(shop), closing(linked(shop)) as centre:
            done = one_round(shop, centre)
        waiting = sync_state_of(shop).waiting
    data = {
        "documents": done.told, "outcomes": done.outcomes, "troubles": done.troubles, "waiting": waiting,
        "heard": {"cards": done.cards, "documents": done.documents, "kept_back": done.kept_back},
    }
    words = [
        say(_("Told: {documents}. Not applied: {troubles}. Still to tell: {waiting}."), documents=done.told,
            troubles=done.troubles, waiting=waiting),
        say(_("Heard: cards {cards}, documents {documents}. Kept for later: {kept}."), cards=done.cards,
            documents=done.documents, kept=done.kept_back),
    ]
    answer(data, "\n".join(words))
    if done.troubles:
        raise typer.Exit(1)


@sync.command()
@verb
def status(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """What waits to be told, when the centre last answered, why it does not go if it does not, and what was not applied."""
    from ui.centre_words import STATES, reason_text, what_text

    with opened(db, to_write=False) as shop:
        state = sync_state_of(shop)
        last = "—" if state.succeeded_at is None else fact("succeeded_at", state.succeeded_at)
        lines = [say(_("To tell: {waiting}. The centre last answered: {last}."), waiting=state.waiting, last=last)]
        if state.failed:
            why = words_of(state.failed, state.failed_detail)
            lines.append(say(_("Since {moment} it does not go: {why}"), moment=fact("failed_at", state.failed_at), why=why))
        lines += [
            say(_("Not applied: {what}: {state}. {reason}"), what=what_text(each, spoken()), state=say(STATES[each.state]),
                reason=reason_text(each, spoken())).rstrip()
            for each in state.troubles
        ]
        answer(state, "\n".join(lines))


@sync.command()
@verb
def join(
    ticket: Annotated[Path, typer.Argument(metavar=_("FILE"), help="The ticket that `centre add-till` has written.")],
    secret: Annotated[bool, typer.Option("--password", help="Ask for the password that was said with the ticket.")] = False,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Make this computer one more till or office of a company that is there: a new file at --db, with all its cards from the
    centre. Says the owner's recovery code, by which the owner comes in and gives PINs: those never travel. A load that was cut
    off goes on when this is done again."""
    from app.cli.asking import asked_line
    from app.core.setup.joining import OFFICE, TILL, let_owner_in, ticket_of
    from app.keyring_store import usable_keyring
    from app.telling import connect_joined, password_name, password_of
    from app.wiring import join_shop
    from sync.centre import Centre
    from sync.rounds import one_round

    told = ticket_of(_text_of(ticket))
    password = asked_line(_("Password: ")) if secret else None
    path = database(db)
    is_new = True
    try:
        shop = join_shop(path, told)
    except EnvironmentFailed as error:
        if error.code != "shop.exists":
            raise
        shop, is_new = opened(db, to_write=True), False
        if shop.place.till_id != told.place.till_id:
            shop.close()
            raise
    with _unless_used(path, told.till, is_new=is_new), shop:
        address = connect_joined(shop, told)
        store = usable_keyring() if password else None
        if password and store is not None:
            store.write(password_name(told.place.till_id), password)
        with _noted(shop), closing(Centre(address, password=password or password_of(shop, usable_keyring))) as centre:
            done = one_round(shop, centre)
        code = shop.do(let_owner_in)
    told_as = {
        TILL: _("This computer is the till {till} of {company} now. Cards: {cards}. "
                "The owner's recovery code, shown once: {code}"),
        OFFICE: _("This computer is the office {till} of {company} now. Cards: {cards}. "
                  "The owner's recovery code, shown once: {code}"),
    }
    said = say(told_as.get(told.kind, told_as[TILL]), till=told.till, company=told.company, cards=done.cards, code=code)
    answer({"till": told.till, "kind": told.kind, "company": told.company, "cards": done.cards, "recovery_code": code}, said)


@contextmanager
def _unless_used(path: Path, till: str, *, is_new: bool) -> Iterator[None]:
    """By one ticket one computer joins: of another nothing is left behind. Refused: `ticket.used`."""
    from app.wiring import remove_new

    try:
        yield
    except RuleBroken as error:
        if error.code != "centre.copy" or not is_new:
            raise
        remove_new(path)
        raise RuleBroken("ticket.used", till=till) from error


@contextmanager
def _noted(shop: Shop) -> Iterator[None]:
    """What an attempt is refused with is kept, and that it went."""
    from sync.outbox import note_attempt

    try:
        yield
    except AppError as error:
        with suppress(AppError):  # of the disk: the first refusal is what is told
            shop.do(note_attempt, failed=error.code, detail=str(error.facts.get("detail", "")))
        raise
    shop.do(note_attempt)


def linked(shop: Shop) -> Any:
    """This shop's line to its centre, to be closed. Refused: `centre.not_connected`, `secret.no_keyring`."""
    from app.keyring_store import usable_keyring
    from app.telling import password_of
    from sync.centre import Centre

    return Centre(sync_state_of(shop).address, password=password_of(shop, usable_keyring))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed("file.cannot_read", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise RuleBroken("ticket.unreadable", detail="UTF-8") from error


def sync_state_of(shop: Shop) -> Any:
    """How far the centre was told. Refused: `centre.not_connected`."""
    from app.core.jobs.queries import sync_state

    state = shop.ask(sync_state)
    if state is None:
        raise RuleBroken("centre.not_connected")
    return state
