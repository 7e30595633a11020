"""`duken bench agents`: a year of agents through the program's own commands, and how long their report of it takes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.bench.fifo import make_products
from app.core.agents.analytics import agents_report
from app.core.agents.commands.handing import accept, hand_over
from app.core.agents.commands.people import make_agent
from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.queries import agents as agents_of
from app.core.agents.settling import settlements
from app.core.agents.views import BagItem
from app.core.setup.commands import NewShop
from app.core.staff.commands import add_person
from app.core.stock.commands.documents import receive
from app.core.stock.views import Sending, StockItem
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.context import By
from app.shop import Shop
from app.wiring import World, create_shop, open_shop
from db.models.staff import Person

FROM = datetime(2025, 1, 1, 6, 0, tzinfo=UTC)
PRODUCTS, PIECES = 20, 3
"""A day of an agent: so many products, so many pieces of each go over, and as many are sold: one of an older transfer each."""
ROUNDS = 7


def measure(*, agents: int, days: int, database: Path | None = None) -> dict[str, Any]:
    """Play the days of so many agents, and ask for the report of all of it, of a month, and of one agent. A `database` that is
    there already is only asked: playing a year takes longer by far."""
    if database is not None and database.exists():
        with open_shop(database, world=World(clock=ManualClock(FROM + timedelta(days=days)))) as shop:
            bags = [each.agent_id for each in shop.ask(agents_of)]
            return {"seconds_to_play": None, **_measured(shop, bags, days)}
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as folder:
        clock = ManualClock(FROM)
        new = NewShop(company="Bench", owner="Owner", owner_pin="482915")
        shop, _code = create_shop(database or Path(folder) / "agents.db", new, world=World(clock=clock))
        with shop:
            by = By(shop.ask(_owner))
            goods = shop.do(make_products, by=by, count=PRODUCTS)
            need = agents * (days + 1) * PIECES * 1000
            shop.do(receive, by=by, items=[StockItem(each, need, need) for each in goods], reason="bench")
            bags = [_agent(shop, by, number) for number in range(agents)]
            began = time.perf_counter()
            for _day in range(days):
                for bag in bags:
                    _play(shop, by, bag, goods)
                clock.advance(minutes=24 * 60)
            return {"seconds_to_play": round(time.perf_counter() - began), **_measured(shop, bags, days)}


def _measured(shop: Shop, bags: list[UUID], days: int) -> dict[str, Any]:
    first, last = FROM.date(), FROM.date() + timedelta(days=days)
    result: dict[str, Any] = {"allocations": shop.ask(_allocations)}
    for name, ask in (
        ("report_of_the_year_ms", lambda: shop.ask(agents_report, first=first, last=last)),
        ("report_of_a_month_ms", lambda: shop.ask(agents_report, first=first, last=first + timedelta(days=30))),
        ("report_of_an_agent_ms", lambda: shop.ask(agents_report, first=first, last=last, agent_id=bags[0])),
        ("settlements_ms", lambda: shop.ask(settlements)),
    ):
        result[name] = _took_ms(ask)
    result["verify"] = "clean" if shop.ask(verify).is_clean else "broken"
    return result


def _took_ms(act: Callable[[], object]) -> int:
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return round(median(took) * 1000)


def _agent(shop: Shop, by: By, number: int) -> UUID:
    person_id = shop.do(add_person, by=by, name=f"Agent {number}", pin=f"{582_917 + 1237 * number}")
    agent_id: UUID = shop.do(make_agent, by=by, person_id=person_id, commission_ppm=100_000)
    return agent_id


def _play(shop: Shop, by: By, bag: UUID, goods: list[UUID]) -> None:
    """Goods over and accepted, then sold. The first day leaves two pieces of each, so that later sales take of two transfers."""
    is_first = not shop.ask(_has_sold, agent_id=bag)
    goods_over = [Sending(each, PIECES * 1000) for each in goods]
    shop.do(accept, by=by, transfer_id=shop.do(hand_over, by=by, agent_id=bag, items=goods_over))
    pieces = 1 if is_first else PIECES
    shop.do(sell_from_bag, by=by, agent_id=bag, items=[BagItem(each, pieces * 1000, 5000) for each in goods])


def _has_sold(session: Session, *, agent_id: UUID) -> bool:
    query = text("SELECT 1 FROM agent_sale WHERE agent_id = :agent LIMIT 1")
    return session.execute(query, {"agent": agent_id.bytes}).first() is not None


def _allocations(session: Session) -> int:
    query = "SELECT count(*) FROM stock_portion p JOIN agent_sale s ON s.id = p.document_id"
    return session.execute(text(query)).scalar() or 0


def _owner(session: Session) -> UUID | None:
    return session.scalar(select(Person.id))
