"""The feed as it comes off the wire: pages of documents and cards, with the cursor behind each piece."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from app.core.received.views import CardNow, Cursor, Told


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
    seen: set[UUID] = set()
    for epoch, xid, seq, table, row_id, ver, till_id, transaction_id, kind, about_id, form, body, sha256, fields in rows:
        behind = Cursor(epoch, int(xid), seq)
        if table == "document" and row_id in seen:
            continue  # told to two branches, and this reader hears both
        if table == "document":
            seen.add(row_id)
            items.append(Told(behind, row_id, till_id, transaction_id, kind, about_id, form, body, sha256))
        elif table is not None:
            items.append(CardNow(behind, table, row_id, ver, fields))
    epoch, xid, seq, *_rest = rows[-1]
    return Page(Cursor(epoch, int(xid), seq), tuple(items), is_last=False)
