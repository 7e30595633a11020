"""Verbs about telling the centre: once now, and how far it was told."""

from __future__ import annotations

from typing import Any

import typer

from app.cli.frame import Db, Json, Lang, answer, app, fact, opened, say, verb
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from app.shop import Shop

sync = typer.Typer(no_args_is_help=True, help="What the centre has been told.")
app.add_typer(sync, name="sync")


@sync.command()
@verb
def once(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """Tell the centre all that waits, now. Exit code 1 where something was not applied."""
    from app.keyring_store import usable_keyring
    from app.telling import password_of
    from sync.centre import Centre
    from sync.rounds import push_all

    with opened(db, to_write=True) as shop:
        centre = Centre(_state(shop).address, password=password_of(shop, usable_keyring))
        try:
            told = push_all(shop, centre)
        finally:
            centre.close()
        waiting = _state(shop).waiting
    data = {"documents": told.documents, "outcomes": told.outcomes, "troubles": told.troubles, "waiting": waiting}
    answer(data, say(_("Told: {documents}. Not applied: {troubles}. Still to tell: {waiting}."), **{
        name: data[name] for name in ("documents", "troubles", "waiting")}))
    if told.troubles:
        raise typer.Exit(1)


@sync.command()
@verb
def status(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """What waits to be told, when the centre last answered, and what it did not apply."""
    with opened(db, to_write=False) as shop:
        state = _state(shop)
        last = "—" if state.succeeded_at is None else fact("succeeded_at", state.succeeded_at)
        lines = [say(_("To tell: {waiting}. The centre last answered: {last}."), waiting=state.waiting, last=last)]
        lines += [
            say(_("Not applied: {kind} ({state}) {reason}"), kind=each.kind, state=each.state, reason=each.reason or "")
            for each in state.troubles
        ]
        answer(state, "\n".join(lines))


def _state(shop: Shop) -> Any:
    from app.core.jobs.queries import sync_state

    state = shop.ask(sync_state)
    if state is None:
        raise RuleBroken("centre.not_connected")
    return state
