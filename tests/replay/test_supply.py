"""A replay with stock: twelve parts on twelve firsts at 60 % of the first price, and costs that add up to the penny."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.core.stock.cost_sums import CostSums, cost_sums
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.period import zone_info
from app.replay.play import Player, demand_of
from app.replay.rows import SalesFile
from app.replay.supply import Demand, deliveries
from app.wiring import World, create_shop

YEAR = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,TEA,Tea,7,2010-12-01 08:26:00,0,17850,UK
1,MUG,Mug,3,2010-12-01 08:26:00,2.55,17850,UK
2,TEA,Tea,20,2011-01-02 09:00:00,1.99,17850,UK
C3,TEA,Tea,-4,2011-01-03 09:00:00,1.99,17850,UK
4,TEA,broken,-2,2011-02-01 09:00:00,0,,UK
5,MUG,found,9,2011-02-02 09:00:00,0,,UK
6,MUG,Mug,1,2011-02-03 09:00:00,2.55,,UK
6,MUG,Mug,-1,2011-02-03 09:00:00,2.55,,UK
7,MUG,Mug,11,2011-11-30 09:00:00,3,,UK
"""
"""Invoice 6 is refused: a line of a sale that takes less than nothing."""


@pytest.fixture
def played(tmp_path: Path) -> Any:
    (tmp_path / "year.csv").write_text(YEAR)
    sales = SalesFile(tmp_path / "year.csv", zone="Europe/London", digits=2)
    plan = sales.plan()
    new = NewShop(company="Replay", owner="Owner", owner_pin="482915", currency="GBP", zone="Europe/London")
    shop, _code = create_shop(tmp_path / "shop.db", new, world=World(clock=ManualClock(plan.start or datetime.now(UTC))))
    with shop:
        player = Player(shop, owner_id=shop.ask(people)[0].person_id)
        yield player.play(sales, plan, with_stock=True), shop, demand_of(sales, plan)


def test_what_is_received_is_what_the_year_takes_at_60_percent_of_the_first_price(played: Any):
    done, shop, demand = played
    assert [(row.invoice, row.reason) for row in done.rejected] == [("6", "replay.sale_below_zero")]
    assert demand.taken_milli == {"TEA": 29_000, "MUG": 14_000}
    assert (demand.cost_minor("TEA"), demand.cost_minor("MUG")) == (119, 153)
    sums: CostSums = shop.ask(cost_sums)
    assert sums.received_cost_minor == 29 * 119 + 14 * 153
    assert shop.ask(verify).is_clean


def test_costs_add_up_to_the_penny(played: Any):
    _done, shop, _demand = played
    sums: CostSums = shop.ask(cost_sums)
    assert sums.unsettled_lines == 0
    assert sums.returned_cost_minor > 0
    taken = sums.sold_cost_minor + sums.written_off_cost_minor + sums.left_cost_minor
    assert sums.received_cost_minor + sums.returned_cost_minor == taken


@given(taken=st.integers(1, 100_000))
def test_the_twelve_parts_are_the_whole(taken: int):
    demand = Demand({"a": taken * 1000}, {"a": "A"}, {}, datetime(2010, 12, 1, 9, tzinfo=UTC))
    parts = [demand.part_milli("a", number) for number in range(1, 13)]
    assert sum(parts) == taken * 1000
    assert max(parts) - min(parts) <= 1000
    assert parts[0] == taken // 12 * 1000


def test_they_come_at_midnight_of_the_shop_on_twelve_firsts():
    demand = Demand({"a": 12_000}, {"a": "A"}, {}, datetime(2010, 12, 17, 9, tzinfo=UTC))
    zone = zone_info("Europe/London")
    moments = [delivery.moment.astimezone(zone) for delivery in deliveries(demand, zone)]
    assert [(moment.year, moment.month, moment.day, moment.hour) for moment in moments] == [
        (2010 + month // 12, month % 12 + 1, 1, 0) for month in range(11, 23)
    ]
