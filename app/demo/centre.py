"""The afternoon: a second till and an office join by way of a real centre, the cable is cut, all go on; then it is mended, and
everywhere stands the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core.cash.commands import open_shift
from app.core.catalog.commands import set_price
from app.core.jobs.queries import sync_state
from app.core.parties.queries import customer
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import ReturnItem
from app.core.setup.joining import OFFICE, TILL
from app.core.verify.queries import verify
from app.demo.across import another_card, back_in_osh, one_card
from app.demo.desks import Desk, joined, line_of, no_keyring, sell
from app.demo.folder import BRANCH_FILE, OFFICE_FILE, SECOND_FILE
from app.demo.goods import GOODS
from app.demo.stage import Stage
from app.kernel.context import By
from app.kernel.errors import EnvironmentFailed
from app.kernel.i18n import _
from app.replay.play import no_receipts
from app.shop import Shop
from app.telling import let_in
from db.models.catalog import Price, ProductCode
from db.models.sales import Sale, SaleReturn
from db.models.sync import OutboxTrouble, SyncTarget
from db.uow import Uow

NEW_PRICE = 5_200


def the_afternoon(stage: Stage, out: Path) -> dict[str, Any] | None:
    """Play it; the files of the others are made in `out`. Answers what stands where at the end; None where there is no
    PostgreSQL in this installation (the day says so)."""
    try:
        with a_centre() as dsn, ExitStack() as opened:
            return _witha_centre(stage, out, dsn, opened)
    except EnvironmentFailed as error:
        if error.code != "centre.no_embedded":
            raise
        stage.tell(_("Here would come a second till and an office; PostgreSQL is not in this installation."))
        return None


def _witha_centre(stage: Stage, out: Path, dsn: str, opened: ExitStack) -> dict[str, Any]:
    stage.wait(minutes=35)
    owner = stage.people["owner"].by
    till = Desk("till 1", stage.shop, let_in(stage.shop, dsn, keyring=no_keyring).address)
    till.tell_and_hear()
    second = joined(till, dsn, owner, out / SECOND_FILE, opened, stage.clock, name="2", prefix="A2", kind=TILL)
    office = joined(till, dsn, owner, out / OFFICE_FILE, opened, stage.clock, name="Офис", prefix="OF", kind=OFFICE)
    desks = (till, second, office)
    stage.tell(
        _("After lunch a second till and an office join: {goods} goods and the morning's {sales} receipts are there."),
        goods=len(GOODS), sales=office.shop.ask(_receipts),
    )
    second.shop.do(no_receipts, by=owner)
    second.shop.do(open_shift, by=owner, float_minor=100_000)
    first = sell(stage, second, owner, "milk", "tea")
    card_id = another_card(stage, second, owner)
    for desk in (second, till, office):
        desk.tell_and_hear()
    stage.tell(
        _("Receipt {number} of the second till stands at the first one, and in the office."), number=first.number,
    )
    osh = back_in_osh(stage, till, dsn, owner, out / BRANCH_FILE, opened)
    waiting = _while_the_cable_is_cut(stage, desks, owner, card_id)
    for _time in range(2):
        for desk in (*desks, osh):
            desk.tell_and_hear()
    result = _compared(desks, dsn, (stage.customers["debtor"], card_id))
    stage.tell(
        _("{customer} had two cards: the office merged them while the cable was cut, and the second till sold on the one that "
          "was gone. Now she has one card everywhere, and owes {debt}."),
        customer="Айгүл эже", debt=stage.money(result["centre"]["debt_minor"]),
    )
    stage.tell(
        _("The cable is mended. {waiting} documents go over, none twice: {sales} receipts and {sum} at both tills, in the office "
          "and at the centre."),
        waiting=waiting, sales=result["centre"]["receipts"], sum=stage.money(result["centre"]["sales_minor"]),
    )
    for desk in (*desks, osh):
        desk.shop.do(forget)
    return result


def _while_the_cable_is_cut(stage: Stage, desks: tuple[Desk, Desk, Desk], owner: By, card_id: UUID) -> int:
    """Nobody waits for it; answers how many documents do."""
    _till, second, office = desks
    sell(stage, second, owner, "tea")
    sell(stage, second, owner, "milk", "milk")
    line_id = stage.shop.ask(line_of, sale_id=stage.sold["milk"], product_id=stage.goods["milk"])
    second.shop.do(return_by_receipt, by=owner, items=[ReturnItem(line_id, 1000)], reason="Не подошло")
    office.shop.do(set_price, by=owner, product_id=stage.goods["tea"], price_minor=NEW_PRICE)
    one_card(stage, office, second, owner, card_id)
    reached = [desk.tell_and_hear(is_cut=True) for desk in desks]
    assert not any(reached), "it is cut"
    waiting: int = sum(desk.shop.ask(_waiting) for desk in desks)
    stage.wait(minutes=40)
    stage.tell(
        _("The cable is cut. The second till sells on and takes back what the first one sold; the office sets a price. "
          "{waiting} documents wait."), waiting=waiting,
    )
    return waiting


def _compared(desks: tuple[Desk, ...], dsn: str, cards: tuple[UUID, UUID]) -> dict[str, Any]:
    """Receipts, their sum, the price of tea and the debt of a customer on both her cards, at each, and at the centre; whether all
    books hold, and all is equal."""
    import psycopg

    here = {desk.name: desk.shop.ask(_standing, card_id=cards[1]) for desk in desks}
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM duken.sale), (SELECT sum(total_minor) FROM duken.sale)::bigint, "
            "(SELECT coalesce(sum(total_minor), 0) FROM duken.sale_return)::bigint, "
            "(SELECT price_minor FROM duken.price WHERE product_id = %s), "
            "(SELECT sum(amount_minor) FROM duken.account_entry WHERE account = 'debt' AND owner_id = ANY(%s))::bigint",
            (_tea(desks[0].shop), list(cards)),
        ).fetchone()
    assert row is not None
    there = dict(zip(("receipts", "sales_minor", "returns_minor", "tea_minor", "debt_minor"), row, strict=True))
    clean = all(desk.shop.ask(verify).is_clean for desk in desks)
    return {"centre": there, "desks": here, "is_equal": all(each == there for each in here.values()), "verified": clean}


def _standing(session: Session, *, card_id: UUID) -> dict[str, int]:
    receipts, total = session.execute(
        select(func.count(), func.coalesce(func.sum(Sale.total_minor), 0)).where(Sale.state == "completed")
    ).one()
    returned = session.scalar(select(func.coalesce(func.sum(SaleReturn.total_minor), 0))) or 0
    price = session.scalar(select(Price.price_minor).where(Price.product_id == _tea_in(session)))
    debt = customer(session, customer_id=card_id).debt_minor
    return {"receipts": receipts, "sales_minor": total, "returns_minor": returned, "tea_minor": price or 0, "debt_minor": debt}


def _tea(shop: Shop) -> UUID:
    found: UUID = shop.ask(_tea_in)
    return found


def _tea_in(session: Session) -> UUID:
    return session.scalars(select(ProductCode.product_id).where(ProductCode.code == GOODS["tea"].code)).one()


def _receipts(session: Session) -> int:
    return session.scalar(select(func.count()).where(Sale.state == "completed")) or 0


def _waiting(session: Session) -> int:
    state = sync_state(session, most=0)
    return 0 if state is None else state.waiting


def forget(uow: Uow) -> None:
    """The centre of the demo is gone when the day is over: the files tell nobody."""
    for table in (OutboxTrouble, SyncTarget):
        uow.session.execute(delete(table))
    uow.touch("sync")


@contextmanager
def a_centre() -> Iterator[str]:
    """A server of our own with a centre in it; what it has is gone afterwards."""
    from sync.embedded import EmbeddedServer
    from sync.keeping import install

    with tempfile.TemporaryDirectory(prefix="duken-demo-", ignore_cleanup_errors=True) as folder:
        server = EmbeddedServer(Path(folder) / "centre")
        try:
            install(server.dsn)
            yield server.dsn
        finally:
            server.stop()

