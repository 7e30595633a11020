"""What others have told the centre, page by page: a cursor, cards as they stand, documents as they were sent."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID


class Cursor(NamedTuple):
    """How far the feed was read. `epoch` is the centre's: after it was restored elsewhere its numbers mean nothing any more."""

    epoch: UUID | None = None
    xid: int = 0
    seq: int = 0


class Told(NamedTuple):
    """A document of another till, as it was sent."""

    id: UUID
    till_id: UUID
    kind: str
    format: int
    body: bytes
    sha256: bytes


class CardNow(NamedTuple):
    """A card as it stands at the centre: `ver` counts its changes there."""

    table: str
    id: UUID
    ver: int
    fields: dict[str, Any]


class Page(NamedTuple):
    """Part of the feed, in its order, and the cursor behind it; an empty one ends it for now."""

    cursor: Cursor
    items: tuple[Told | CardNow, ...]
    is_last: bool


def page_of(rows: list[tuple[Any, ...]], before: Cursor) -> Page:
    """A page of the rows that `sync_pull` answers with."""
    if not rows:
        return Page(before, (), is_last=True)
    items: list[Told | CardNow] = []
    for _epoch, _xid, _seq, table, row_id, ver, till_id, kind, form, body, sha256, fields in rows:
        if table == "document":
            items.append(Told(row_id, till_id, kind, form, body, sha256))
        elif table is not None:
            items.append(CardNow(table, row_id, ver, fields))
    epoch, xid, seq, *_rest = rows[-1]
    return Page(Cursor(epoch, int(xid), seq), tuple(items), is_last=False)
