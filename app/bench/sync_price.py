"""A part of `duken bench sync`: a price is changed at one till; how long it takes until it stands in the files of others, told
and heard by the program's own threads at their own pace."""

from __future__ import annotations

import queue
import random
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.conninfo import make_conninfo
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.catalog.commands import set_price
from app.core.setup.joining import add_till
from app.kernel.context import By
from app.ports import CentreNow
from app.shop import Shop
from app.telling import Telling
from app.wiring import join_shop
from db.models.catalog import Price, Product
from sync.centre import Centre
from sync.keeping import enrol
from sync.outbox import connect_to
from sync.rounds import one_round

SEED = 20261123
TILLS = 3
PATIENCE_S = 60


def price_on_all_tills(shop: Shop, by: By, dsn: str, folder: Path, *, edits: int) -> dict[str, Any]:
    """Three more tills join; then so many times a price is changed here. Milliseconds from its command to the last of the three
    that has it."""
    chance = random.Random(SEED)
    with ExitStack() as opened:
        others = [_another(opened, shop, by, dsn, folder, number) for number in range(TILLS)]
        heard = queue.SimpleQueue[int]()
        for number, other in enumerate(others):
            other.listeners.append(partial(_note, heard, number))
        for each in (shop, *others):
            _tells_and_listens(opened, each)
        product_id = shop.ask(_good)
        took_ms = []
        for number in range(edits):
            time.sleep(chance.random())  # at any moment of their paces
            took_ms.append(_changed(shop, by, product_id, 100_000 + number, others, heard))
    return {"price_on_all_tills_ms": {"p50": round(statistics.median(took_ms)), "max": round(max(took_ms))}}


def _another(opened: ExitStack, shop: Shop, by: By, dsn: str, folder: Path, number: int) -> Shop:
    """A till of another branch: cards are all that it hears. It has loaded them."""
    ticket = shop.do(add_till, by=by, name=f"Price {number}", prefix=f"P{number}", branch="Prices")
    _round(shop, dsn, shop.place.till_id)
    place = ticket.place
    role = enrol(dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id)
    other = opened.enter_context(join_shop(folder / f"price-{number}.db", ticket))
    other.do(connect_to, address=make_conninfo(dsn, user=role))
    _round(other, dsn, place.till_id)
    return other


def _round(shop: Shop, dsn: str, till_id: UUID) -> None:
    centre = Centre(make_conninfo(dsn, user=f"duken_{till_id.hex}"))
    try:
        one_round(shop, centre)
    finally:
        centre.close()


def _tells_and_listens(opened: ExitStack, shop: Shop) -> None:
    """As the program does; from now on nothing that is hinted is missed."""
    done = queue.SimpleQueue[None]()

    def told(now: CentreNow) -> None:
        if now.state == "idle" and now.succeeded_at:
            done.put(None)

    opened.callback(Telling(shop, keyring=lambda: None, told=told).stop)
    for _time in range(2):  # the first round, and the one with which it began to listen
        done.get(timeout=PATIENCE_S)


def _changed(
    shop: Shop, by: By, product_id: UUID, price_minor: int, others: Sequence[Shop], heard: queue.SimpleQueue[int]
) -> float:
    began = time.perf_counter()
    shop.do(set_price, by=by, product_id=product_id, price_minor=price_minor)
    waiting = set(range(len(others)))
    while waiting:
        number = heard.get(timeout=PATIENCE_S)
        if others[number].ask(_price_of, product_id=product_id) == price_minor:
            waiting.discard(number)
    return (time.perf_counter() - began) * 1000


def _note(heard: queue.SimpleQueue[int], number: int, _topics: frozenset[str]) -> None:
    heard.put(number)


def _good(session: Session) -> UUID:
    return session.scalars(select(Product.id).order_by(Product.id).limit(1)).one()


def _price_of(session: Session, *, product_id: UUID) -> int | None:
    return session.scalars(select(Price.price_minor).where(Price.product_id == product_id)).one_or_none()
