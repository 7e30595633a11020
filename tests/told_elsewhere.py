"""What another branch would have told of goods that were sold here: its documents, made of this till's own under other names."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from app.core.received.fetched import take_in_fetched
from app.core.received.views import Cursor, Told
from app.core.setup.joining import add_till
from app.kernel.canonical import FORMAT, fingerprint
from tests.shop_floor import ShopFloor

_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

def hear_the_same_return_of_another_branch(floor: ShopFloor, return_id: UUID) -> UUID:
    """The same goods of the same sale came back in Osh too, in a shift of its own, and it is heard here; answers the return's
    id."""
    return _hear(floor, "sale_return", "return.completed", return_id)


def hear_the_same_sale_of_another_branch(floor: ShopFloor, sale_id: UUID) -> UUID:
    """The same was sold in Osh too, and its receipt was fetched; answers that sale's id."""
    return _hear(floor, "sale", "sale.completed", sale_id)


def _hear(floor: ShopFloor, table: str, kind: str, own_id: UUID) -> UUID:
    place, told = floor.shop.place, list[Told]()
    shift_id = UUID(bytes=floor.row(table, own_id)["shift_id"])
    prefix = f"Z{floor.value('SELECT count(*) FROM till')}"
    there = floor.do(add_till, name=f"Till {prefix} in Osh", prefix=prefix, branch="Osh").place
    names = {
        str(own).encode(): str(new).encode()
        for own, new in ((place.branch_id, there.branch_id), (place.till_id, there.till_id))
    }
    for document, row_id in (("shift.opened", shift_id), (kind, own_id)):
        (row,) = floor.rows("SELECT body FROM outbox WHERE kind = ? AND row_id = ?", document, row_id)
        names |= {known.encode(): str(uuid4()).encode() for known in _stated(json.loads(row["body"]))}
        body = _ID.sub(partial(_renamed, names), row["body"])
        body = body.replace(f"{place.prefix}-".encode(), f"{prefix}-".encode())
        renamed = UUID(names[str(row_id).encode()].decode())
        told.append(Told(Cursor(), uuid4(), there.till_id, uuid4(), document, renamed, FORMAT, body, fingerprint(body)))
    assert floor.do(take_in_fetched, items=told) == 2
    return told[1].row_id


def _renamed(names: dict[bytes, bytes], found: re.Match[bytes]) -> bytes:
    return names.get(found.group(), found.group())


def _stated(body: dict[str, Any]) -> list[str]:
    """The ids of the rows that a document states."""
    tables = [part for part in body.values() if isinstance(part, dict) and "id" in part["keys"]]
    return [body["id"], *(row[table["keys"].index("id")] for table in tables for row in table["rows"])]
