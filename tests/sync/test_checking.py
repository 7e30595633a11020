"""Do a till and the centre agree: counted, added up and hashed by table and day, and each difference named to the row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from app.core.catalog.commands import change_product, set_price
from app.core.jobs.queries import sync_state
from app.core.received.cards import card_tables
from app.core.received.queries import kept_back
from db.travelling import fact_tables
from sync.checking import Agreement, Column, Difference, check
from sync.compared import compared, rows_here
from sync.pulling import pull_all
from sync.rounds import push_all
from tests.every_document import make_every_document
from tests.sync.conftest import Company, Node, TestCentre
from tests.sync.test_pull import settle, take_back_in_another_branch


def checked(node: Node) -> Agreement:
    return check(node.floor, node.link)


def named(found: Agreement) -> list[tuple[str, str, str]]:
    return [(each.table, each.id, each.cause) for each in found.differences]


def receipts(found: list[Difference]) -> list[str | None]:
    """The numbers of the receipts that these rows are of."""
    return [each.document.number for each in found if each.document is not None and each.document.kind == "sale.completed"]


def sold(company: Company) -> Node:
    """A till whose day is told."""
    company.first.floor.open_shift(1000)
    company.first.floor.sell("111")
    company.first.floor.sell("222")
    company.first.round()
    return company.first


def test_after_a_day_with_every_kind_of_document_till_and_office_agree_with_the_centre(company: Company):
    first, second, office = company.first, company(), company(kind="office", branch="Osh")
    make_every_document(first.floor)
    take_back_in_another_branch(first, office)
    settle(first, second, office)
    for node in (first, second, office):
        found = checked(node)
        assert (found.agrees, found.differences, found.not_compared, found.holes) == (True, [], (), ())
        counted = {each.table: each.here for each in found.tables}
        assert all(each.here == each.there for each in found.tables)
        assert {name for name in fact_tables() if not counted[name]} == set()
        assert counted["product"] > 0


def test_a_row_that_was_changed_at_the_centre_is_named_with_what_each_side_says(company: Company, centre: TestCentre):
    first = sold(company)
    row_id, number = centre.rows("SELECT id, number FROM duken.sale ORDER BY number LIMIT 1")[0]
    centre.rows(
        "UPDATE duken.sale SET total_minor = total_minor + 1, business_date = business_date + 1 WHERE id = %s RETURNING 1", row_id
    )
    found = checked(first)
    assert not found.agrees
    (sale, *lines) = [each for each in found.differences if each.table == "sale"]
    assert not lines
    assert (sale.id, sale.cause) == (str(row_id), "differs")
    assert receipts([sale]) == [number]
    assert Column("total_minor", 3000, 3001) in sale.columns
    assert {each.name for each in sale.columns} == {"total_minor", "business_date"}


def test_a_row_that_is_gone_at_the_centre_or_here_is_named(company: Company, centre: TestCentre):
    first = sold(company)
    (gone, kept) = (row_id for (row_id,) in centre.rows("SELECT id FROM duken.payment ORDER BY id"))
    centre.rows("DELETE FROM duken.payment WHERE id = %s RETURNING 1", gone)
    first.floor.do(delete_payment, payment_id=kept)
    found = checked(first)
    assert named(found) == [("payment", str(gone), "only_here"), ("payment", str(kept), "only_there")]
    assert receipts(found.differences) == [number for (number,) in centre.rows("SELECT number FROM duken.sale ORDER BY number")]
    assert found.causes == {"only_here": 1, "only_there": 1}


def delete_payment(uow, *, payment_id: UUID) -> None:
    """As somebody with another program would."""
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'payment'"
    for (name,) in uow.driver.execute(triggers).fetchall():
        uow.driver.execute(f"DROP TRIGGER {name}")
    uow.driver.execute("DELETE FROM payment WHERE id = ?", (payment_id.bytes,))


def test_what_is_not_told_yet_is_explained_and_names_its_receipt(company: Company):
    first = sold(company)
    sale = first.floor.sell("333")
    found = checked(first)
    assert (found.agrees, set(found.causes)) == (True, {"unsent"})
    (row,) = [each for each in found.differences if each.table == "sale"]
    assert (row.id, receipts([row])) == (str(sale.sale_id), [first.floor.value("SELECT max(number) FROM sale")])
    assert "audit_entry" in {each.table for each in found.differences}
    first.round()
    assert checked(first).differences == []


def test_what_others_told_and_was_not_heard_yet_is_explained(company: Company):
    first, second = company.first, company()
    settle(second)
    sold(company)
    first.floor.do(set_price, product_id=first.floor.goods["111"], price_minor=4000)
    first.floor.do(change_product, product_id=first.floor.goods["222"], name="Kefir")
    push_all(first.floor, first.link)
    found = checked(second)
    assert (found.agrees, set(found.causes)) == (True, {"not_heard_yet"})
    assert {"sale", "payment", "price", "product"} <= {each.table for each in found.differences}
    pull_all(second.floor, second.link)
    assert checked(second).differences == []


def test_a_till_compares_nothing_of_another_branch_and_an_office_all(company: Company):
    first, other = company.first, company(branch="Osh")
    office = company(kind="office")
    settle(other, office)
    other.floor.open_shift(1000)
    other.floor.sell("111")
    sold(company)
    settle(first, other, office)
    for node, sales in ((first, 2), (other, 1), (office, 3)):
        found = checked(node)
        assert found.differences == []
        assert [(each.here, each.there) for each in found.tables if each.table == "sale"] == [(sales, sales)]


def test_what_the_centre_has_rejected_is_not_under_way(company: Company, centre: TestCentre):
    first = sold(company)
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE duken.sale ADD CONSTRAINT no_more CHECK (total_minor < 100) NOT VALID")
    sale = first.floor.sell("111")
    first.round()
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE duken.sale DROP CONSTRAINT no_more")
    first.floor.sell("111")
    first.round()
    found = checked(first)
    assert (found.agrees, "rejected" in found.causes) == (False, True)
    assert ("sale", str(sale.sale_id), "rejected") in named(found)
    assert found.holes, "its number lacks there"
    assert first.floor.ask(sync_state).refused > 0


def test_what_came_and_could_not_be_stored_is_kept_back(company: Company):
    first, second = company.first, company()
    settle(second)
    second.floor.do(refuse_sales)
    sold(company)
    settle(first, second)
    assert second.floor.ask(kept_back)
    found = checked(second)
    assert (found.agrees, set(found.causes)) == (False, {"kept_back"})
    assert {each.detail for each in found.differences} == {"refused"}


def refuse_sales(uow) -> None:
    uow.driver.execute("CREATE TRIGGER no_sales BEFORE INSERT ON sale BEGIN SELECT RAISE(ABORT, 'no more sales'); END")


def test_of_two_prices_for_the_same_thing_the_one_that_lost_is_no_difference_to_mend(company: Company):
    first, second = company.first, company()
    settle(second)
    souvenir = first.floor.goods["777"]
    first.floor.do(set_price, product_id=souvenir, price_minor=100)
    second.floor.clock.advance(minutes=1)
    second.floor.do(set_price, product_id=souvenir, price_minor=200)
    settle(first, second)
    for node in (first, second):
        found = checked(node)
        assert (found.agrees, dict(found.causes)) == (True, {"twin": 1})


@pytest.mark.parametrize("days", [(0, 0), (1, 2), (-3, -1)])
def test_only_the_days_that_are_asked_for_are_compared(company: Company, centre: TestCentre, days: tuple[int, int]):
    first = sold(company)
    today = centre.value("SELECT max(business_date) FROM duken.sale")
    centre.rows("UPDATE duken.sale SET total_minor = 1 RETURNING 1")
    since, until = (today.fromordinal(today.toordinal() + each) for each in days)
    found = check(first.floor, first.link, since=since, until=until)
    assert found.agrees is (days != (0, 0))


class TellsMeanwhile:
    """A till that tells the centre in the middle of a check, as its own thread may."""

    def __init__(self, node: Node) -> None:
        self._node, self.clock = node, node.floor.clock

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any:
        answer = self._node.floor.ask(query, **inputs)
        if query is rows_here:
            push_all(self._node.floor, self._node.link)
        return answer

    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any:
        raise AssertionError("a check changes nothing")


def test_what_is_told_in_the_middle_of_a_check_is_no_difference_to_mend(company: Company):
    first = sold(company)
    first.floor.sell("333")
    found = check(TellsMeanwhile(first), first.link)
    assert found.agrees
    assert set(found.causes) <= {"unsent"}
    assert checked(first).differences == []


def test_a_column_that_only_one_side_knows_is_not_compared_and_said(company: Company, centre: TestCentre):
    first = sold(company)
    with psycopg.connect(centre.dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE duken.sale ADD COLUMN of_tomorrow text DEFAULT 'x'")
        connection.execute("ALTER TABLE duken.payment DROP COLUMN tendered_minor")
        connection.execute("DROP TABLE duken.gift_card")
    found = checked(first)
    assert (found.agrees, found.differences) == (True, [])
    assert {"sale.of_tomorrow", "payment.tendered_minor", "gift_card.code"} <= set(found.not_compared)
    assert "gift_card" not in {each.table for each in found.tables}


@pytest.mark.parametrize("wanted", [
    {"table": "enrolment", "columns": [["role_name", None]], "day": [], "sums": []},
    {"table": "document", "columns": [["id", None]], "day": [], "sums": []},
    {"table": "sale", "columns": [["id::text, (SELECT 1)", None]], "day": [], "sums": []},
    {"table": "sale", "columns": [["id", "'), (SELECT body FROM duken.document)--"]], "day": ["id; SELECT 1"], "sums": []},
    {"table": "sale", "columns": [["id", None]], "day": ["id", "enrolment", "enrolled_at"], "sums": []},
    {"table": "sale", "columns": [["id", None]], "day": ["id", "document", "arrived_at"], "sums": []},
    {"table": "sale", "columns": [], "day": [], "sums": []},
    {"table": "sale\" --", "columns": [["id", None]], "day": [], "sums": []},
])
def test_nothing_that_a_till_says_is_run_and_of_other_tables_nothing_is_told(
    company: Company, centre: TestCentre, wanted: dict[str, Any]
):
    first = sold(company)
    with psycopg.connect(centre.let_in(first.floor), autocommit=True) as connection:
        for call in ("sync_sums(%s)", "sync_rows(%s, NULL, NULL, 10)", "sync_texts(%s, ARRAY['x'])"):
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(f"SELECT * FROM duken.{call}".encode(), [Jsonb(wanted)])
            assert refused.value.sqlstate == "DK030"


def test_another_company_is_neither_counted_nor_told(company: Company, centre: TestCentre):
    first = sold(company)
    before = centre.value("SELECT count(*) FROM duken.sale")
    centre.rows("UPDATE duken.sale SET company_id = gen_random_uuid() WHERE id = (SELECT id FROM duken.sale LIMIT 1) RETURNING 1")
    (of,) = [each for each in compared(first.link.columns()) if each.table == "sale"]
    sums = first.link.sums(of)
    assert sum(each.count for each in sums.values()) == before - 1
    assert sum(len(first.link.rows(of, day)) for day in sums) == before - 1


def test_every_fact_has_a_day_and_no_card_has_one(company: Company):
    """Without one all rows of a table would be asked for as soon as one of them differs."""
    plan = list(compared(company.first.link.columns()))
    assert {each.table for each in plan if not each.day} == {each.table for each in plan if each.is_card} == set(card_tables())
    assert len(plan) == len(fact_tables()) + len(card_tables())
