"""What other branches have, as the centre says it: asked at the end of a round, not of each, and stored in little pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.received.elsewhere import elsewhere_state, forget_elsewhere, note_ages, take_in_accounts, take_in_levels
from app.kernel.errors import RuleBroken
from app.kernel.log import get_logger
from sync.centre import Centre, Totals
from sync.rounds import Stopped, Store

EVERY = timedelta(seconds=30)
"""Not more often: a till that sells has a round after each sale."""
AT_ONCE = 100
"""Rows for which the writer is held."""
_OLDER_CENTRE = ("centre.no_right", "centre.refused")
"""How one that does not know of this yet answers."""
log = get_logger("sync")
_Asked = Callable[..., Totals | None]


def hear_elsewhere(store: Store, centre: Centre, *, stopped: Stopped = lambda: False) -> None:
    """Ask for levels and accounts of other branches, if that is due. Call it when this till has told all that it had. When they
    were told is noted last: what is stored then is at least so new. Of a centre that knows nothing of this nothing is heard.

    Refused: what `Centre.levels` refuses.
    """
    state = store.ask(elsewhere_state)
    if stopped() or (state.at is not None and timedelta() <= store.clock() - state.at < EVERY):
        return
    try:
        ages = centre.round_over()
        _read(store, centre.levels, take_in_levels, state.epoch, state.levels_seq, stopped)
        _hear_accounts(store, centre, stopped)
    except RuleBroken as error:
        if error.code not in _OLDER_CENTRE:
            raise
        log.warning("nothing_of_other_branches", reason=error.code)
        return
    if not stopped():
        store.do(note_ages, ages_s=ages.branches, hears_all=ages.hears_all)


def hear_accounts(store: Store, centre: Centre) -> None:
    """What other branches have put on accounts, now: entries of theirs have just come here, and must not count twice. Of a centre
    that knows nothing of this nothing is heard. Refused: what `Centre.accounts` refuses."""
    try:
        _hear_accounts(store, centre, lambda: False)
    except RuleBroken as error:
        if error.code not in _OLDER_CENTRE:
            raise


def _hear_accounts(store: Store, centre: Centre, stopped: Stopped) -> None:
    state = store.ask(elsewhere_state)  # reading levels may have begun another epoch
    _read(store, centre.accounts, take_in_accounts, state.epoch, state.accounts_seq, stopped)


def _read(
    store: Store, ask: _Asked, take_in: Callable[..., Any], epoch: UUID | None, after: int, stopped: Stopped
) -> None:
    while not stopped() and (page := ask(epoch, after)) is not None:
        if page.epoch != epoch:
            while store.do(forget_elsewhere, epoch=page.epoch, most=AT_ONCE):
                pass
        for start in range(0, len(page.rows), AT_ONCE):
            store.do(take_in, rows=page.rows[start : start + AT_ONCE], seq=None)
        store.do(take_in, rows=(), seq=page.seq)
        epoch, after = page.epoch, page.seq
