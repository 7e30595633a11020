"""Very many tills of one company, each of a branch of its own, that push a sale a second: how long each waits for its answer.

The sales are those of one real till, with ids of their own for each till and second. All tills speak from one process here,
each by its own login and connection, and say what a program says: hello once, a push a second, a page of the feed every ten.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from secrets import token_hex
from statistics import quantiles
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.kernel.canonical import fingerprint
from sync.centre import HELLO, PULL, PUSH
from sync.keeping import CALLED_BY_TILLS
from sync.outbox import Document
from sync.thread import HEAR_S

_PUSH = PUSH.replace("%b", "%s")
WARM_S = 3
"""So long at the beginning is not counted: connections plan their statements."""


class Beat(NamedTuple):
    """A sale's documents as the wire has them, made before anything is measured: each till has a computer of its own for that."""

    values: tuple[str, ...]
    last_id: str


class Till:
    """One of the crowd."""

    def __init__(self, till_id: UUID, role: str, beats: Sequence[Beat]) -> None:
        self.till_id, self.role, self.beats = till_id, role, beats
        self.file_id = uuid4()
        self.took_ms: list[float] = []
        self.late = 0


def crowd(dsn: str, model: Sequence[Document], *, place: Any, tills: int, seconds: int) -> dict[str, Any]:
    """So many tills, so long. `model` are the documents of one sale, sent as one transaction. Milliseconds from the beginning
    of a round to the acknowledgement; a till is starved that has acknowledged fewer than nine of ten of its sales."""
    made = [_till(model, place, seconds) for _number in range(tills)]
    _enrol(dsn, place, made)
    asyncio.run(_all(dsn, made, seconds))
    counted = [took for till in made for took in till.took_ms]
    cuts = quantiles(counted, n=100, method="inclusive")
    return {
        "tills": tills, "crowd_s": seconds, "acknowledged": len(counted), "asked": tills * (seconds - WARM_S),
        "ack_ms": {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "max": round(max(counted), 1)},
        "starved": sum(1 for till in made if len(till.took_ms) < 0.9 * (seconds - WARM_S)),
    }


async def _all(dsn: str, tills: Sequence[Till], seconds: int) -> None:
    lines = [await psycopg.AsyncConnection.connect(make_conninfo(dsn, user=till.role), autocommit=True) for till in tills]
    began = time.perf_counter()
    beats = (_live(till, line, began + place / len(tills)) for place, (till, line) in enumerate(zip(tills, lines, strict=True)))
    await asyncio.gather(*beats)
    for line in lines:
        await line.close()


async def _live(till: Till, line: psycopg.AsyncConnection[Any], begins: float) -> None:
    """A sale each second; one that comes late does not make the next one wait longer than it must."""
    before: str | None = None
    cursor = await (await line.execute("SELECT epoch, xid, 0 FROM duken.sync_mark()")).fetchone()
    for number, beat in enumerate(till.beats):
        pause = begins + number - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        at = time.perf_counter()
        if not number:
            await line.execute(HELLO, (till.file_id, before, None))
        answers = await (await line.execute(_PUSH, (*beat.values, None, till.file_id, before), prepare=True)).fetchall()
        took_s = time.perf_counter() - at
        assert all(answer[1] == "applied" for answer in answers), answers
        before = beat.last_id
        if number >= WARM_S:
            till.took_ms.append(took_s * 1000)
        if number % HEAR_S:
            continue
        page = await (await line.execute(PULL, (*(cursor or ()), 1000, "0", till.file_id))).fetchall()
        if page:
            cursor = (page[-1][0], page[-1][1], page[-1][2])


def _till(model: Sequence[Document], place: Any, seconds: int) -> Till:
    till_id = uuid4()
    return Till(till_id, f"duken_{till_id.hex}", [_beat(model, place.till_id, till_id) for _second in range(seconds)])


def _beat(model: Sequence[Document], old_till: UUID, till_id: UUID) -> Beat:
    """The same sale with other ids; canonical as before, since an id has its length."""
    own = {UUID(bytes=each.row_id) for each in model} | {id_ for each in model for id_ in _row_ids(each)}
    other = {str(id_): str(uuid4()) for id_ in own} | {str(old_till): str(till_id)}
    other |= {told: token_hex(32) for each in model if each.kind == "audit" for told in _hashes(each)}
    transaction_id, documents = uuid4().bytes, []
    for each in model:
        text = each.body.decode()
        for old, new in other.items():
            text = text.replace(old, new)
        body = text.encode()
        row_id = UUID(other.get(str(UUID(bytes=each.row_id)), str(uuid4()))).bytes
        documents.append(each._replace(
            id=uuid4().bytes, transaction_id=transaction_id, row_id=row_id, body=body, sha256=fingerprint(body)
        ))
    return Beat(_as_arrays(documents), str(UUID(bytes=documents[-1].id)))


def _as_arrays(documents: Sequence[Document]) -> tuple[str, ...]:
    """What `Centre.push` says of them, as PostgreSQL writes arrays."""
    ids, transactions, kinds, row_ids, formats, bodies, hashes = zip(*(
        (UUID(bytes=each.id), UUID(bytes=each.transaction_id), each.kind, UUID(bytes=each.row_id), each.format,
         f'"\\\\x{each.body.hex()}"', f'"\\\\x{each.sha256.hex()}"') for each in documents
    ), strict=True)
    columns = (ids, transactions, kinds, row_ids, formats, bodies, hashes)
    return tuple("{" + ",".join(map(str, column)) + "}" for column in columns)


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
