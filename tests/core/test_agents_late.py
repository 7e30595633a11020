"""A sale of a till that has lost the bag arrives by its document: it stands, is flagged, and comes in once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.core.agents.commands.leases import force_lease, let_go, move_lease
from app.core.agents.queries import agent_sales
from app.core.received.commands import take_in
from app.core.received.views import Cursor, TakenIn, Told
from app.kernel.canonical import canonical, fingerprint
from sync.outbox import connect_to
from tests.conftest import NewShopFloor
from tests.core.agents_floor import Field, make_field
from tests.core.test_agents import second_till
from tests.shop_floor import ShopFloor


def arrives(shop: ShopFloor, body: dict[str, Any]) -> bool:
    """The document comes out of the feed; whether it was applied."""
    shop.do(connect_to, address="host=nowhere")
    told = canonical(body)
    piece = Told(
        Cursor(UUID(int=1), 1, 1), UUID(int=2), UUID(body["till_id"]), UUID(int=3), "agent_sale.completed", UUID(body["id"]), 1,
        told, fingerprint(told),
    )
    taken: TakenIn = shop.do(take_in, items=[piece])
    assert taken.kept_back == 0
    return taken.documents == 1


def document(shop: ShopFloor) -> dict[str, Any]:
    """The last sale out of a bag, as it travels."""
    body = shop.value("SELECT body FROM outbox WHERE kind = 'agent_sale.completed' ORDER BY seq DESC LIMIT 1")
    told: dict[str, Any] = orjson.loads(body)
    return told


@pytest.fixture
def told(new_shop: NewShopFloor) -> tuple[Field, dict[str, Any]]:
    """A shop with an agent who has five bread, and a sale of three that the van made: its document, as if from another file."""
    field = make_field(new_shop())
    field.bring(("111", 5))
    field.shop.clock.now += timedelta(hours=1)
    return field, {}


def made_elsewhere(field: Field, pieces: int) -> dict[str, Any]:
    """What the van would have sent: a sale like one of ours, of its own till, with ids and a number of its own."""
    field.sell(("111", 1))
    body = document(field.shop)
    sale_id = str(body["id"])[:-4] + "beef"
    keys, (row,) = body["lines"]["keys"], body["lines"]["rows"]
    line = dict(zip(keys, row, strict=True))
    line |= {"id": str(line["id"])[:-4] + "beef", "quantity_milli": pieces * 1000, "net_minor": pieces * 3000}
    line["tax_minor"] = round(pieces * 3000 * 12 / 112)
    movement = dict(zip(body["movements"]["keys"], body["movements"]["rows"][0], strict=True))
    movement |= {"id": str(movement["id"])[:-4] + "beef", "quantity_milli": -pieces * 1000, "line_id": line["id"]}
    return {
        **body, "id": sale_id, "number": "V1-B000001", "till_id": str(field.shop.do(second_till)),
        "total_minor": pieces * 3000, "commission_minor": pieces * 300, "tax_minor": line["tax_minor"],
        "lines": {"keys": keys, "rows": [[line[key] for key in keys]]},
        "movements": {"keys": body["movements"]["keys"], "rows": [[movement[key] for key in body["movements"]["keys"]]]},
    }


@pytest.mark.parametrize(("pieces", "left", "owed"), [(3, 1, 0), (6, 0, 2000)])
def test_a_late_sale_stands_and_is_flagged_also_where_the_bag_had_less(
    told: tuple[Field, dict[str, Any]], pieces: int, left: int, owed: int
):
    field, _none = told
    shop = field.shop
    body = made_elsewhere(field, pieces)
    shop.do(force_lease, agent_id=field.agent_id, till_id=shop.place.till_id, reason="the van is gone")
    body["at"] = (shop.clock() + timedelta(minutes=5)).isoformat(timespec="microseconds")
    shop.clock.now += timedelta(hours=1)
    assert arrives(shop, body) is True
    assert arrives(shop, body) is False
    (late,) = shop.ask(agent_sales, only_late=True)
    assert (late.number, late.total_minor) == ("V1-B000001", pieces * 3000)
    assert field.left() == {"A1-T000001": left}
    assert shop.value("SELECT coalesce(sum(quantity_milli), 0) FROM stock_debt") == owed
    shop.check_books()


def test_a_sale_that_was_made_before_the_bag_was_let_go_is_not_late(told: tuple[Field, dict[str, Any]]):
    field, _none = told
    shop = field.shop
    body = made_elsewhere(field, 1)
    shop.clock.now += timedelta(hours=1)
    shop.do(let_go, by=field.by, agent_id=field.agent_id)
    shop.do(move_lease, agent_id=field.agent_id, till_id=shop.place.till_id)
    assert arrives(shop, body) is True
    assert shop.ask(agent_sales, only_late=True) == ()
    assert len(shop.ask(agent_sales)) == 2
    shop.check_books()
