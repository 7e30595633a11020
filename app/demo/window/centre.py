"""The centre's page on the demo day: the shop is connected to a centre that is not there, and taken from it again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.demo.window.counter import Counter, Key
from db.models.catalog import Price
from db.models.sync import OutboxTrouble, SyncTarget
from db.uow import Uow
from sync.centre import Conflict
from sync.outbox import Answer, connect_to, next_batch, note_answers
from sync.thread import SyncNow

NOWHERE = "postgresql://till@localhost:1/duken"
TOLD = 3
"""After so many sales the centre went away."""


def look_at_the_centre(at: Counter) -> None:
    """The first sales were told: one waits for another document, one was refused. Then the centre was gone; the rest waits."""
    shop, owner = at.stage.shop, at.stage.people["owner"].by
    shop.do(connect_to, by=owner, address=NOWHERE)
    waiting = shop.ask(next_batch)
    sales = [each for each in waiting if each.kind == "sale.completed"]
    gone_at = next(place for place, each in enumerate(waiting) if each.transaction_id == sales[TOLD].transaction_id)
    batch = waiting[:gone_at]
    said = {sales[0].id: ("parked", "DK020"), sales[1].id: ("rejected", "23514")}
    answers = [Answer(UUID(bytes=each.id), *said.get(each.id, ("applied", None))) for each in batch]
    shop.do(note_answers, by=owner, batch=batch, answers=answers)
    at.hand.until(lambda: at.till.states.told is not None, what="the centre's light")
    at.open_menu()
    at.press(Key.Key_F12)
    at.hand.until(lambda: at.till.house.centre.view.is_known, what="how far the centre was told")
    _disagree(at)
    at.take("centre")
    while at.window.name != "checkout":
        at.press(Key.Key_Escape)
    shop.do(_forget, by=owner)
    at.hand.until(lambda: at.till.states.told is None, what="the line without a centre")


def _disagree(at: Counter) -> None:
    """Another till has set the price of the same good meanwhile; the centre has said so, and the price is meant."""
    shop, model = at.stage.shop, at.till.house.centre
    price: Price = shop.ask(_a_price)
    kept, till_id = price.price_minor, shop.place.till_id
    lost = Conflict(UUID(int=1), "price", price.id, "price_minor", "centre", kept, kept + 500, till_id, 2, shop.clock())
    at.till.states.centre.tell(SyncNow("idle", succeeded_at=shop.clock(), conflicts=(lost,), moved=48, took_s=0.6))
    at.hand.until(lambda: bool(model.view.conflicts), what="what tills disagree about")
    while model.view.conflict is None:
        at.press(Key.Key_Up)


def _a_price(session: Session) -> Price:
    found = session.scalars(select(Price).order_by(Price.price_minor.desc(), Price.id)).first()
    assert found is not None, "there are goods"
    session.expunge(found)
    return found


def _forget(uow: Uow) -> None:
    """The shop tells nobody, as before."""
    for table in (OutboxTrouble, SyncTarget):
        uow.session.execute(delete(table))
    uow.touch("sync")
