"""The feed loses nothing, whoever commits late; a reader gets what is his to read, and nothing twice."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.core.catalog.commands import set_price
from app.core.received.views import CardNow, Cursor, Told
from app.kernel.errors import RuleBroken
from sync.centre import Centre
from sync.keeping import enrol
from sync.outbox import connect_to
from sync.rounds import push_all
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Dial, TestCentre

WRITERS, EACH = 8, 25
BEGINNING = Cursor()


def read_all(link: Centre, cursor: Cursor = BEGINNING, *, most: int = 1000) -> tuple[list[Told | CardNow], Cursor]:
    found: list[Told | CardNow] = []
    while not (page := link.pull(cursor, most=most)).is_last:
        found += page.items
        cursor = page.cursor
    return found, cursor


@pytest.fixture
def sender(till: ShopFloor, centre: TestCentre, dial: Dial) -> Centre:
    address = centre.let_in(till)
    till.do(connect_to, address=address)
    return dial(address)


Beside = Callable[..., Centre]


@pytest.fixture
def beside(till: ShopFloor, centre: TestCentre, dial: Dial) -> Beside:
    """Another reader of the same company."""

    def make(*, kind: str = "till", branch_id: UUID | None = None) -> Centre:
        place = till.shop.place
        role = enrol(
            centre.dsn, company_id=place.company_id, branch_id=branch_id or place.branch_id, till_id=uuid4(), kind=kind
        )
        return dial(make_conninfo(centre.dsn, user=role))

    return make


def test_another_till_of_the_branch_reads_everything_once_and_page_by_page(till: ShopFloor, sender: Centre, beside: Beside):
    till.sell("111")
    push_all(till, sender)
    reader = beside()
    found, cursor = read_all(reader, most=7)
    documents = [each for each in found if isinstance(each, Told)]
    sent = till.rows("SELECT id, body FROM outbox WHERE kind NOT IN ('card', 'cards', 'audit')")
    assert {each.id: each.body for each in documents} == {UUID(bytes=row["id"]): row["body"] for row in sent}
    assert len(documents) == len(sent)
    cards = {(each.table, each.id) for each in found if isinstance(each, CardNow)}
    whole, _end = read_all(reader)
    told = [(each.table, each.id) for each in whole if isinstance(each, CardNow)]
    assert (len(told), set(told)) == (len(cards), cards), "each card once a page, as it stands"
    assert read_all(reader, cursor) == ([], cursor)


def test_who_reads_what(till: ShopFloor, sender: Centre, beside: Beside):
    till.sell("111")
    push_all(till, sender)
    own, _cursor = read_all(sender)
    assert [each for each in own if isinstance(each, Told)] == [], "a till's own documents do not come back to it"
    elsewhere, _cursor = read_all(beside(branch_id=uuid4()))
    assert [each for each in elsewhere if isinstance(each, Told)] == []
    assert {each.table for each in elsewhere if isinstance(each, CardNow)} >= {"product", "price", "person"}
    office, _cursor = read_all(beside(kind="office", branch_id=uuid4()))
    assert "sale.completed" in {each.kind for each in office if isinstance(each, Told)}


def test_what_another_branch_tells_takes_no_room_in_a_page(till: ShopFloor, sender: Centre, beside: Beside):
    push_all(till, sender)
    elsewhere = beside(branch_id=uuid4())
    _all, cursor = read_all(elsewhere)
    for _sale in range(5):
        till.sell("111")
    till.do(set_price, product_id=till.goods["111"], price_minor=5000)
    push_all(till, sender)
    page = elsewhere.pull(cursor, most=1)
    assert [getattr(each, "table", None) for each in page.items] == ["price"], "the sales before it are no part of it"
    assert elsewhere.pull(page.cursor, most=1).is_last


def test_a_card_comes_as_it_stands_now(till: ShopFloor, sender: Centre, beside: Beside):
    push_all(till, sender)
    _all, cursor = read_all(beside())
    for price in (5000, 6000, 7000):
        till.do(set_price, product_id=till.goods["111"], price_minor=price)
    push_all(till, sender)
    found, _cursor = read_all(beside(), cursor)
    (price_card,) = [each for each in found if isinstance(each, CardNow)]
    assert (price_card.table, price_card.fields["price_minor"], price_card.ver) == ("price", 7000, 4)


def test_a_cursor_of_another_epoch_begins_anew(till: ShopFloor, sender: Centre):
    with pytest.raises(RuleBroken) as refused:
        sender.pull(Cursor(uuid4(), 5, 5))
    assert refused.value.code == "centre.other_epoch"


def test_a_reader_by_serial_number_loses_rows_and_ours_does_not(
    till: ShopFloor, centre: TestCentre, sender: Centre, beside: Beside
):
    """Eight writers, a third of them slow to commit, some that roll back; two readers at once."""
    push_all(till, sender)
    place, over = till.shop.place, Event()
    reader = beside()
    _before, start = read_all(reader)
    feed = (
        "INSERT INTO duken.feed (company_id, till_id, table_name, row_id, ver) VALUES (%s, %s, 'unit', %s, 1)"
    )
    card = (
        "INSERT INTO duken.card (company_id, table_name, id, ver, fields, field_ver) VALUES (%s, 'unit', %s, 1, '{}', '{}')"
    )

    def write(number: int) -> set[UUID]:
        chance, kept = random.Random(number), set[UUID]()
        with psycopg.connect(centre.dsn) as connection:
            for _time in range(EACH):
                ids = [uuid4() for _row in range(2)]
                for row_id in ids:
                    connection.execute(card, (place.company_id, row_id))
                    connection.execute(feed, (place.company_id, place.till_id, row_id))
                if chance.random() < 0.3:
                    time.sleep(chance.random() / 100)  # a commit that comes late is what this is about
                if chance.random() < 0.05:
                    connection.rollback()
                else:
                    connection.commit()
                    kept.update(ids)
        return kept

    def read_naively() -> set[UUID]:
        seen, last = set[UUID](), -1
        with psycopg.connect(centre.dsn, autocommit=True) as connection:
            while True:
                is_over = over.is_set()
                new = connection.execute("SELECT seq, row_id FROM duken.feed WHERE seq > %s ORDER BY seq", (last,)).fetchall()
                seen |= {row_id for _seq, row_id in new}
                last = max((seq for seq, _row_id in new), default=last)
                if is_over and not new:
                    return seen

    def read_as_we_do() -> list[UUID]:
        cursor, found = start, list[UUID]()
        while True:
            is_over = over.is_set()
            page = reader.pull(cursor, most=3)
            if page.is_last and is_over:
                return found
            cursor = page.cursor
            found += [each.id for each in page.items]

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        naive, ours = pool.submit(read_naively), pool.submit(read_as_we_do)
        kept = set[UUID]().union(*pool.map(write, range(WRITERS)))
        over.set()
        lost, found = kept - naive.result(), ours.result()
    assert lost, "a reader by serial number passes over what commits late"
    assert set(found) == kept
    assert len(found) == len(kept), "nothing twice"
