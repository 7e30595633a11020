"""Very many tills of one company, each of a branch of its own, that push a sale a second: how long each waits for its answer.

The sales are those of one real till, with ids of their own for each till and second. All tills speak from one process here,
each by its own login and connection, and say what a program says: hello once, a push a second, a page of the feed now and then.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from secrets import token_hex
from statistics import quantiles
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from psycopg import generators, sql
from psycopg.adapt import PyFormat, Transformer
from psycopg.conninfo import make_conninfo
from psycopg.types.numeric import Int4

from app.kernel.canonical import fingerprint
from app.kernel.clock import system_clock
from app.kernel.ids import IdSource, NewId
from sync.centre import HELLO, PULL, PUSH
from sync.keeping import CALLED_BY_TILLS
from sync.outbox import Document
from sync.thread import HEAR_S

_PUSH = "push"
_PUSHED = PUSH.replace("%b", "{}").format(*(f"${place}" for place in range(1, PUSH.count("%b") + 1))).encode()
LEAST_S, TILLS_A_SECOND = 3, 25
"""So long at the beginning is counted by itself, and so long again is counted: all are switched on in the same second, and
each line plans what it says, some of them in a second."""
STARVED_MS = 10_000


class Beat(NamedTuple):
    """A sale's documents as `Centre.push` has them, and as the wire has them: made before anything is measured, since each till
    has a computer of its own for that."""

    columns: tuple[list[Any], ...]
    wire: tuple[Any, ...]
    last_id: UUID


class Till:
    """One of the crowd."""

    def __init__(self, till_id: UUID, role: str, beats: Sequence[Beat]) -> None:
        self.till_id, self.role, self.beats = till_id, role, beats
        self.file_id = uuid4()
        self.took_ms: list[float] = []


def crowd(dsn: str, model: Sequence[Document], *, place: Any, tills: int) -> dict[str, Any]:
    """So many tills. `model` are the documents of one sale, sent as one transaction. Milliseconds from the sale, also
    where it waits for the till's last round, to its acknowledgement; a till is starved that waited for one of its sales longer
    than `STARVED_MS` once all had begun."""
    warm_s = max(LEAST_S, tills // TILLS_A_SECOND)
    seconds = 2 * warm_s
    made = [_till(model, place, seconds) for _number in range(tills)]
    _enrol(dsn, place, made)
    asyncio.run(_all(dsn, made, seconds))
    first = [took for till in made for took in till.took_ms[:warm_s]]
    counted = [took for till in made for took in till.took_ms[warm_s:]]
    return {
        "tills": tills, "crowd_s": seconds, "acknowledged": len(counted), "asked": tills * (seconds - warm_s),
        "ack_ms": _cuts(counted), "ack_ms_when_all_begin_at_once": _cuts(first),
        "starved": sum(1 for till in made if max(till.took_ms[warm_s:]) > STARVED_MS),
    }


def _cuts(took_ms: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(took_ms, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "max": round(max(took_ms), 1)}


async def _all(dsn: str, tills: Sequence[Till], seconds: int) -> None:
    lines = [await psycopg.AsyncConnection.connect(make_conninfo(dsn, user=till.role), autocommit=True) for till in tills]
    # All have loaded long ago: the mark counts every card.
    mark = await (await lines[0].execute("SELECT epoch, xid, 0 FROM duken.sync_mark()")).fetchone()
    began = time.perf_counter()
    together = enumerate(zip(tills, lines, strict=True))
    await asyncio.gather(*(_live(till, line, began + place / len(tills), mark) for place, (till, line) in together))
    for line in lines:
        await line.close()


async def _live(till: Till, line: psycopg.AsyncConnection[Any], begins: float, cursor: tuple[Any, ...] | None) -> None:
    """A sale each second; what has come together while an answer was awaited is told together, as a round does."""
    before: UUID | None = None
    line.pgconn.send_prepare(_PUSH.encode(), _PUSHED)
    await line.wait(generators.execute(line.pgconn))
    number, heard_at = 0, begins - HEAR_S
    while number < len(till.beats):
        await asyncio.sleep(max(0.0, begins + number - time.perf_counter()))
        if not number:
            await line.execute(HELLO, (till.file_id, before, None))
        now = time.perf_counter()
        due = till.beats[number : max(number, int(now - begins)) + 1]
        await _push(line, due, till.file_id, before)
        at = time.perf_counter()
        till.took_ms += [(at - begins - place) * 1000 for place in range(number, number + len(due))]
        before, number = due[-1].last_id, number + len(due)
        if now - heard_at < HEAR_S:
            continue
        heard_at = now
        page = await (await line.execute(PULL, (*(cursor or ()), 1000, "0", till.file_id))).fetchall()
        if page:
            cursor = (page[-1][0], page[-1][1], page[-1][2])


async def _push(line: psycopg.AsyncConnection[Any], due: Sequence[Beat], file_id: UUID, before: UUID | None) -> None:
    """By the driver's library alone: hundreds of computers' drivers would else share this one's processor."""
    together = zip(*(beat.columns for beat in due), strict=True)
    told = due[0].wire if len(due) == 1 else _wired([list(chain.from_iterable(parts)) for parts in together])
    values = [*told, None, file_id.bytes, before and before.bytes]
    line.pgconn.send_query_prepared(_PUSH.encode(), values, param_formats=[1] * len(values))
    (answer,) = await line.wait(generators.execute(line.pgconn))
    told_back = [answer.get_value(row, 1) for row in range(answer.ntuples)]
    assert set(told_back) == {b"applied"}, answer.error_message or told_back


def _wired(columns: Sequence[list[Any]]) -> tuple[Any, ...]:
    return tuple(Transformer().dump_sequence(columns, [PyFormat.BINARY] * len(columns)))


def _till(model: Sequence[Document], place: Any, seconds: int) -> Till:
    till_id = uuid4()
    beats, now = [], system_clock()
    new_id = IdSource(lambda: now)
    for second in range(seconds):
        new_id.tick(now + timedelta(seconds=second))
        beats.append(_beat(model, place.till_id, till_id, new_id))
    return Till(till_id, f"duken_{till_id.hex}", beats)


def _beat(model: Sequence[Document], old_till: UUID, till_id: UUID, new_id: NewId) -> Beat:
    """The same sale with other ids, as a till makes them at that second: in order of time, since by ids at random an index is
    written all over. Canonical as before, since an id has its length."""
    own = {UUID(bytes=each.row_id) for each in model} | {id_ for each in model for id_ in _row_ids(each)}
    other = {str(id_): str(new_id()) for id_ in own} | {str(old_till): str(till_id)}
    other |= {told: token_hex(32) for each in model if each.kind == "audit" for told in _hashes(each)}
    transaction_id, documents = new_id().bytes, []
    for each in model:
        text = each.body.decode()
        for old, new in other.items():
            text = text.replace(old, new)
        body = text.encode()
        row_id = UUID(other.get(str(UUID(bytes=each.row_id)), str(new_id()))).bytes
        documents.append(each._replace(
            id=new_id().bytes, transaction_id=transaction_id, row_id=row_id, body=body, sha256=fingerprint(body)
        ))
    columns = tuple(map(list, zip(*(
        (UUID(bytes=each.id), UUID(bytes=each.transaction_id), each.kind, UUID(bytes=each.row_id), Int4(each.format), each.body,
         each.sha256) for each in documents
    ), strict=True)))
    return Beat(columns, _wired(columns), UUID(bytes=documents[-1].id))


def _row_ids(document: Document) -> set[UUID]:
    """The ids of a document's own rows: the number of a receipt too must be another."""
    told = json.loads(document.body)
    found = {UUID(told["id"])} if "id" in told else set()
    for part in told.values():
        if isinstance(part, dict) and "keys" in part and "id" in part["keys"]:
            place = part["keys"].index("id")
            found |= {UUID(row[place]) for row in part["rows"]}
    return found


def _hashes(document: Document) -> list[str]:
    """Of the journal's entries: another till's are others."""
    entries = json.loads(document.body)["entries"]
    place = entries["keys"].index("hash")
    return [row[place] for row in entries["rows"]]


def _enrol(dsn: str, place: Any, tills: Sequence[Till]) -> None:
    """All of them in one go: `enrol` would connect for each."""
    with psycopg.connect(dsn) as connection:
        for till in tills:
            name = sql.Identifier(till.role)
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA duken TO {}").format(name))
            for function in CALLED_BY_TILLS:
                called = sql.Identifier("duken", function)
                connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(called, name))
            connection.execute(
                "INSERT INTO duken.enrolment (role_name, company_id, branch_id, till_id, kind) VALUES (%s, %s, %s, %s, 'till')",
                (till.role, place.company_id, uuid4(), till.till_id),  # a branch each: else each would hear all the others
            )
