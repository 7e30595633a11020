"""Hearing what others have told: the first load of all cards, table by table, then the feed, page by page. What is taken in at
once is so little that no till command waits for it longer than a few milliseconds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from functools import partial
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.received.cards import card_tables
from app.core.received.commands import (
    begin_load,
    begin_to_find,
    find_goods_of,
    keep_back,
    note_loaded,
    read_items,
    refuse_kept,
    take_in,
    take_in_first,
    try_again,
)
from app.core.received.queries import goods_by_length, to_try_again
from app.core.received.views import CardNow, Cursor, TakenIn, Told
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.log import get_logger
from db.models.cash import Shift
from db.models.company import Installation
from db.models.sync import SyncTarget
from sync.centre import Centre
from sync.outbox import CENTRE
from sync.refusals import Refusals
from sync.rounds import OverError, Stopped, Store

HELD_S, AIMED_S, FIXED_S = 0.006, 0.0045, 0.001
"""So long the writer may be held at once, and so long it is meant to be: whoever works beside adds to it. About so long a
transaction takes whatever is in it."""
CALM_S = 0.03
"""So long in a first load while no shift is open here: nobody sells, and each transaction costs the disk much."""
LOOKED_BACK = 12
"""The cost of so many holds is remembered."""
FIRST, MOST = 40, 800
"""How many pieces are taken in at once to begin with, and at most."""
LEAST_CARDS = 20
"""So many cards of a first load never take long; fewer would only wait for the disk."""
_SHIFT_HERE = select(Shift.id).join(Installation, Installation.till_id == Shift.till_id).where(Shift.state == "open")
_SEARCH = "search"
"""The last part of a first load: the goods are made findable."""
_refusals = Refusals(get_logger("sync"))
NO_PIECES_FAULT = (EnvironmentFailed, OverError, CancelledError)
"""The disk is full or gone, the thread is to end, the shop is closed."""


class Place(NamedTuple):
    """How far this program has heard."""

    cursor: Cursor
    cards_xid: int
    is_loaded: bool
    loaded_table: str | None
    loaded_id: UUID | None
    file_id: UUID


class _Pace:
    """How many pieces fit into the time for which the writer may be held; found out as they go. What others do on the machine
    only adds to what a piece costs: of the last few the cheaper ones are believed. After a hold of thrice the time half as many
    are tried at once."""

    def __init__(self, least: int = 1) -> None:
        self.size, self._least, self._aimed_s = FIRST, least, AIMED_S
        self._costs = deque[float](maxlen=LOOKED_BACK)

    def learn(self, took_s: float, count: int) -> None:
        self._costs.append(max(took_s - FIXED_S, took_s / 4) / count)
        most = self.size // 2 if took_s > 4 * self._aimed_s else self.size + self.size // 4 + 1
        self.size = max(self._least, min(MOST, most, self._fitting()))

    def aim(self, aimed_s: float) -> None:
        """From now on holds are meant to be so long."""
        if aimed_s < self._aimed_s and self._costs:
            self.size = max(self._least, min(self.size, int(self.size * aimed_s / self._aimed_s)))
        self._aimed_s = aimed_s

    def _fitting(self) -> int:
        cheap_s = sorted(self._costs)[len(self._costs) // 6]
        return int((self._aimed_s - FIXED_S) / cheap_s)


class _Timed(Protocol):
    def __call__(self, command: Callable[..., Any], /, **inputs: Any) -> Any: ...


def place(session: Session, *, target: str = CENTRE) -> Place:
    """How far the centre was heard. Refused: `centre.not_connected`."""
    row = session.get(SyncTarget, target)
    if row is None:
        raise RuleBroken("centre.not_connected")
    cursor = Cursor(row.feed_epoch, row.feed_xid, row.feed_seq)
    file_id = session.scalars(select(Installation.database_id)).one()
    return Place(cursor, row.cards_xid, row.is_loaded, row.loaded_table, row.loaded_id, file_id)


def pull_all(store: Store, centre: Centre, *, most: int = 1000, stopped: Stopped = lambda: False) -> TakenIn:
    """Take in everything that others have told, until there is nothing more; `stopped` is asked between steps. What was taken in
    stays so, and the next call goes on behind it.

    Refused: what `Centre.pull` refuses; of `centre.other_epoch` it begins anew by itself.
    """
    try:
        return _pull_all(store, centre, most, stopped)
    except RuleBroken as error:
        if error.code != "centre.other_epoch":
            raise
    _begin(store, centre)
    return _pull_all(store, centre, most, stopped)


def _pull_all(store: Store, centre: Centre, most: int, stopped: Stopped) -> TakenIn:
    where: Place = store.ask(place)
    heard = TakenIn()
    if not where.is_loaded:
        if where.cursor.epoch is None:
            _begin(store, centre)
        heard = _load(store, centre, stopped)
        if stopped():
            return heard
        where = store.ask(place)
    pace, cursor = _Pace(), where.cursor
    while not stopped():
        page = centre.pull(cursor, most=most, cards_xid=where.cards_xid, file_id=where.file_id)
        if page.is_last:
            break
        heard = heard.plus(_take_in(store, pace, page.items, stopped))
        if stopped():
            return heard
        cursor = page.cursor
        if not page.items or page.items[-1].cursor != cursor:
            store.do(_move, cursor=cursor)
    return heard.plus(_try_again(store, stopped))


def _begin(store: Store, centre: Centre) -> None:
    mark = centre.mark()
    store.do(begin_load, cursor=Cursor(mark.epoch, 0, 0), cards_xid=mark.xid)


def _load(store: Store, centre: Centre, stopped: Stopped) -> TakenIn:
    """The cards as they stand, parents first; from where it was left off."""
    heard, pace = TakenIn(), _Pace(LEAST_CARDS)
    where: Place = store.ask(place)
    tables = list(card_tables())
    begin = tables.index(where.loaded_table) if where.loaded_table in tables else len(tables) if where.loaded_table else 0
    for table in tables[begin:]:
        after = where.loaded_id if table == where.loaded_table else None
        while not stopped() and (cards := centre.first(table, after=after)):
            after = cards[-1].id
            pace.aim(store.ask(meant_to_be_held))
            heard = heard.plus(_load_table(store, pace, table, cards, stopped))
        if stopped():
            return heard
    _make_findable(store, pace, stopped)
    return heard


def _make_findable(store: Store, pace: _Pace, stopped: Stopped) -> None:
    """The search learns all goods at the end; where it was cut off, it goes through them again and leaves what is findable."""
    if stopped():
        return
    store.do(begin_to_find, table=_SEARCH)
    goods: list[bytes] = store.ask(goods_by_length)
    at = 0
    while at < len(goods) and not stopped():
        pace.aim(store.ask(meant_to_be_held))
        part = goods[at : at + pace.size]
        _timed(store, pace)(find_goods_of, items=part)
        at += len(part)
    if at == len(goods):
        store.do(note_loaded)


def meant_to_be_held(session: Session) -> float:
    """For how many seconds at once, in a first load: short where somebody sells."""
    return AIMED_S if session.scalar(_SHIFT_HERE) else CALM_S


def _load_table(store: Store, pace: _Pace, table: str, cards: Sequence[CardNow], stopped: Stopped) -> TakenIn:
    heard, at = TakenIn(), 0
    while at < len(cards) and not stopped():
        part = cards[at : at + pace.size]
        heard = heard.plus(_tried(store, pace, part, partial(take_in_first, table=table)))
        at += len(part)
    return heard


def _take_in(store: Store, pace: _Pace, items: Sequence[Told | CardNow], stopped: Stopped) -> TakenIn:
    heard, at = TakenIn(), 0
    while at < len(items) and not stopped():
        part = items[at : at + pace.size]
        heard = heard.plus(_tried(store, pace, part, take_in))
        at += len(part)
    return heard


def _tried(store: Store, pace: _Pace, items: Sequence[Told | CardNow], command: Callable[..., TakenIn]) -> TakenIn:
    """All of them, or what the books cannot take is kept back by itself: one piece never stops the others. What is the fault of
    the disk, or the end of the program, is raised: no piece is to blame."""
    try:
        taken: TakenIn = _timed(store, pace)(command, items=items, read=read_items(items))
        return taken
    except NO_PIECES_FAULT:
        raise
    except Exception as error:
        if len(items) == 1:
            _refusals.note(items[0].kind if isinstance(items[0], Told) else items[0].table, error)
            store.do(keep_back, item=items[0], reason=f"{type(error).__name__}: {error}")
            return TakenIn(kept_back=1)
    half = len(items) // 2
    return _tried(store, pace, items[:half], command).plus(_tried(store, pace, items[half:], command))


def _try_again(store: Store, stopped: Stopped) -> TakenIn:
    """What waited for something that has come meanwhile; as long as anything of it can be applied."""
    heard = TakenIn()
    while not stopped():
        gained, after = 0, None
        while not stopped() and (ids := store.ask(to_try_again, after=after, most=50)):
            after = ids[-1]
            taken = _tried_again(store, ids)
            heard = heard.plus(TakenIn(taken.cards, taken.documents, taken.rows, 0))
            gained += len(ids) - taken.kept_back
        if not gained:
            break
    return heard


def _tried_again(store: Store, ids: Sequence[UUID]) -> TakenIn:
    """As `_tried`, of what waited."""
    try:
        taken: TakenIn = store.do(try_again, ids=ids)
        return taken
    except NO_PIECES_FAULT:
        raise
    except Exception as error:
        if len(ids) == 1:
            _refusals.note("waited", error)
            store.do(refuse_kept, row_id=ids[0], reason=f"{type(error).__name__}: {error}")
            return TakenIn(kept_back=1)
    half = len(ids) // 2
    return _tried_again(store, ids[:half]).plus(_tried_again(store, ids[half:]))


def _timed(store: Store, pace: _Pace) -> _Timed:
    def run(command: Callable[..., Any], /, **inputs: Any) -> Any:
        started = time.perf_counter()
        result = store.do(command, **inputs)
        pace.learn(time.perf_counter() - started, len(inputs["items"]))
        return result

    return run


def _move(uow: Any, *, cursor: Cursor, target: str = CENTRE) -> None:
    """The rest of a page was not for this reader."""
    row = uow.session.get_one(SyncTarget, target)
    row.feed_epoch, row.feed_xid, row.feed_seq = cursor
