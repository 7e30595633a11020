"""What a branch knows of the others: their levels with their age, also when the network is gone."""

from __future__ import annotations

from datetime import timedelta

import psycopg

from app.core.sales.commands.accounts import grant_points
from app.core.stock.commands.documents import receive, write_off
from app.core.stock.elsewhere import elsewhere
from app.core.stock.shown import Elsewhere
from app.core.stock.views import StockItem
from app.core.stock.whereabouts import whereabouts
from sync.elsewhere import EVERY, hear_elsewhere
from sync.rounds import push_all
from tests.core.agents_floor import agents_day
from tests.shop_floor import ShopFloor, refused
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_pull import settle


def later(*nodes: Node) -> None:
    """So much later that levels are asked for again."""
    for node in nodes:
        node.floor.clock.advance(seconds=EVERY.seconds)


def stocked(node: Node, code: str, pieces: int) -> None:
    node.floor.do(receive, items=[StockItem(node.floor.goods[code], pieces * 1000, pieces * 100)])


def known(floor: ShopFloor, code: str = "111") -> Elsewhere:
    return floor.ask(elsewhere, product_id=floor.goods[code], branch_id=floor.shop.place.branch_id)


def test_what_lies_in_another_branch_is_known_with_its_age_and_follows_its_sales(company: Company):
    first, osh = company.first, company(branch="Osh")
    stocked(first, "111", 10)
    first.round()
    osh.round()
    (there,) = known(osh.floor).stores
    assert (there.on_hand_milli, there.branch) == (10_000, first.floor.value("SELECT name FROM branch ORDER BY id LIMIT 1"))
    assert abs(there.told_at - osh.floor.clock()) < timedelta(seconds=20)
    first.floor.open_shift(1000)
    first.floor.sell(("111", 4000))
    first.round()
    later(osh)
    osh.round()
    assert [each.on_hand_milli for each in known(osh.floor).stores] == [6000]
    later(osh)
    first.floor.do(write_off, items=[StockItem(first.floor.goods["111"], 6000)], reason="broken")
    first.round()
    osh.round()
    assert known(osh.floor).stores == ()
    assert osh.floor.value("SELECT count(*) FROM level_elsewhere") == 0
    assert known(osh.floor).oldest is not None


def test_without_a_network_the_last_known_stays_and_grows_old(company: Company):
    first, osh = company.first, company(branch="Osh")
    stocked(first, "111", 10)
    settle(first, osh)
    before = known(osh.floor)
    osh.floor.clock.advance(hours=5)
    assert known(osh.floor) == before
    assert osh.floor.clock() - before.stores[0].told_at >= timedelta(hours=5)


def test_a_branch_is_as_old_as_its_till_that_has_been_silent_for_longest(company: Company, centre: TestCentre):
    first, second, osh = company.first, company(), company(branch="Osh")
    settle(first, second, osh)
    centre.rows(
        "UPDATE duken.last_round SET at = at - interval '3 hours' WHERE till_id = %s RETURNING 1", second.floor.shop.place.till_id
    )
    later(first, osh)
    settle(first, osh)
    told = known(osh.floor).oldest
    assert told is not None
    assert timedelta(hours=2, minutes=59) < osh.floor.clock() - told < timedelta(hours=3, minutes=1)
    centre.rows("UPDATE duken.enrolment SET revoked_at = now() WHERE till_id = %s RETURNING 1", second.floor.shop.place.till_id)
    later(osh)
    osh.round()
    told = known(osh.floor).oldest
    assert told is not None
    assert osh.floor.clock() - told < timedelta(minutes=2)


def test_a_till_hears_no_levels_of_its_own_branch_and_of_no_bags_and_an_office_uses_its_books(company: Company):
    first, second, osh, office = company.first, company(), company(branch="Osh"), company(branch="Head", kind="office")
    stocked(first, "111", 50)
    first.floor.open_shift(100_000)
    agents_day(first.floor)
    settle(first, second, osh, office)
    assert second.floor.value("SELECT count(*) FROM level_elsewhere") == 0
    heard = "SELECT s.kind FROM level_elsewhere AS l JOIN store AS s ON s.id = l.store_id"
    kinds = {row["kind"] for row in osh.floor.rows(heard)}
    assert kinds == {"shop"}
    assert office.floor.value("SELECT count(*) FROM level_elsewhere") == 0
    assert [(each.store, each.on_hand_milli) for each in known(office.floor).stores] == [
        (each.store, each.on_hand_milli) for each in known(osh.floor).stores
    ]
    everywhere = {"person_id": office.floor.template.owner_id, "branch_id": office.floor.shop.place.branch_id, "everywhere": True}
    told = office.floor.ask(whereabouts, product_id=first.floor.goods["111"], **everywhere)
    assert any(place.layers for place in told.places), "an office shows the layers of all branches"
    assert told.elsewhere == Elsewhere()


def test_levels_come_page_by_page_each_change_once(company: Company, centre: TestCentre):
    first, osh = company.first, company(branch="Osh")
    for code in ("111", "222", "333"):
        stocked(first, code, 5)
    first.round()
    pages, epoch, after = [], None, 0
    while (page := osh.link.levels(epoch, after, most=2)) is not None:
        pages.append(page.rows)
        epoch, after = page.epoch, page.seq
    assert sorted(milli for rows in pages for _store, _product, milli in rows) == [5000, 5000, 5000]
    assert len(pages) == 2
    stocked(first, "222", 1)
    push_all(first.floor, first.link)
    page = osh.link.levels(epoch, after)
    assert page is not None
    assert page.rows == ((first.floor.shop.place.store_id, first.floor.goods["222"], 6000),)
    assert centre.value("SELECT count(*) FROM duken.level_change") == 0


def test_a_centre_that_counts_anew_is_believed_from_the_beginning(company: Company, centre: TestCentre):
    first, osh = company.first, company(branch="Osh")
    stocked(first, "111", 10)
    stocked(first, "222", 10)
    settle(first, osh)
    centre.rows("DELETE FROM duken.level WHERE product_id = %s RETURNING 1", first.floor.goods["222"])
    centre.rows("UPDATE duken.level SET seq = -seq RETURNING 1")
    centre.rows("SELECT setval('duken.told_seq', 1)")
    centre.rows("UPDATE duken.level SET seq = nextval('duken.told_seq') RETURNING 1")
    centre.rows("UPDATE duken.centre SET epoch = gen_random_uuid() RETURNING 1")
    later(osh)
    osh.round()
    assert [each.on_hand_milli for each in known(osh.floor).stores] == [10_000]
    assert known(osh.floor, "222").stores == ()


def test_a_centre_that_knows_nothing_of_it_stops_no_round(company: Company, centre: TestCentre):
    first, osh = company.first, company(branch="Osh")
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("ALTER FUNCTION duken.sync_round_over RENAME TO gone")
    first.round()
    osh.round()
    assert known(osh.floor) == Elsewhere()


def test_another_company_sees_and_changes_nothing_and_who_was_let_out_is_refused(company: Company, centre: TestCentre):
    first, stranger = company.first, company(branch="Osh")
    first.floor.open_shift(100_000)
    field = agents_day(first.floor)
    first.floor.do(grant_points, customer_id=first.floor.customer(), amount_minor=100, reason="birthday")
    stocked(first, "111", 10)
    settle(first, stranger)
    number = first.floor.sell("111").number
    first.round()
    till_id = stranger.floor.shop.place.till_id
    centre.rows("UPDATE duken.enrolment SET company_id = gen_random_uuid() WHERE till_id = %s RETURNING 1", till_id)
    link, held = stranger.link, "SELECT fields FROM duken.card WHERE table_name = 'bag_lease' ORDER BY id"
    before = centre.rows(held)
    assert (link.levels(None, 0), link.accounts(None, 0), link.find_receipt(number=number)) == (None, None, [])
    assert link.take_bag(field.agent_id, at=first.floor.clock()) is None
    assert link.round_over().branches == {}
    assert centre.rows(held) == before
    centre.rows("UPDATE duken.enrolment SET revoked_at = now() WHERE till_id = %s RETURNING 1", till_id)
    asked = (
        link.round_over, lambda: link.levels(None, 0), lambda: link.accounts(None, 0), lambda: link.find_receipt(number=number),
        lambda: link.take_bag(field.agent_id, at=first.floor.clock()),
    )
    for ask in asked:
        with refused("centre.not_enrolled"):
            ask()


def test_a_till_that_sells_does_not_ask_after_each_sale(company: Company, centre: TestCentre):
    first = company.first
    first.round()
    at = centre.value("SELECT at FROM duken.last_round")
    first.floor.clock.advance(seconds=1)
    first.round()
    assert centre.value("SELECT at FROM duken.last_round") == at
    first.floor.clock.advance(hours=-8760)
    hear_elsewhere(first.floor, first.link)
    assert centre.value("SELECT at FROM duken.last_round") > at
