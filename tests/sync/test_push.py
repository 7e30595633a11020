"""What happened at a till reaches the centre exactly once, whole transactions together, and nobody else's rows are touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.bench.fifo import make_products
from app.core.jobs.queries import sync_state
from app.core.verify.queries import verify
from app.kernel.errors import RuleBroken
from db.travelling import fact_tables
from sync.centre import Centre, Hole
from sync.keeping import enrol, revoke
from sync.outbox import Answer, Document, connect_to, next_batch, note_answers
from sync.rounds import push_all
from tests.every_document import make_every_document
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Dial, TestCentre

COMPLETED = {
    "sale": "WHERE state = 'completed'",
    "sale_line": "WHERE NOT removed AND sale_id IN (SELECT id FROM sale WHERE state = 'completed')",
}
"""Only what is over travels."""


@pytest.fixture
def link(shop: ShopFloor, centre: TestCentre, dial: Dial) -> Centre:
    """The shop's connection; it has told nothing yet."""
    address = centre.let_in(shop)
    shop.do(connect_to, address=address)
    return dial(address)


def send_all(shop: ShopFloor, link: Centre, *, most: int = 1000) -> dict[str, int]:
    """Push until nothing waits; how often each answer came."""
    outcomes: dict[str, int] = {}
    while batch := shop.ask(next_batch, most=most):
        answers = link.push(batch)
        for answer in answers:
            outcomes[answer.outcome] = outcomes.get(answer.outcome, 0) + 1
        shop.do(note_answers, batch=batch, answers=answers)
    return outcomes


def test_a_day_with_every_kind_of_document_arrives_row_by_row(shop: ShopFloor, centre: TestCentre, link: Centre):
    make_every_document(shop)
    count = shop.value("SELECT count(*) FROM outbox")
    assert send_all(shop, link) == {"applied": count}
    for name in sorted(fact_tables()):
        here = shop.value(f"SELECT count(*) FROM {name} {COMPLETED.get(name, '')}")
        assert centre.value(f"SELECT count(*) FROM duken.{name}") == here, name
    sums = "SELECT sum(total_minor), sum(tax_minor) FROM {}sale {}"
    assert centre.rows(sums.format("duken.", ""))[0] == tuple(shop.rows(sums.format("", "WHERE state = 'completed'"))[0].values())
    assert shop.ask(verify).is_clean


def test_what_was_sent_before_is_answered_again_and_changes_nothing(shop: ShopFloor, centre: TestCentre, link: Centre):
    make_every_document(shop)
    batch = shop.ask(next_batch)
    assert {answer.outcome for answer in link.push(batch)} == {"applied"}
    before = centre.rows("SELECT count(*), sum(amount_minor) FROM duken.payment")
    assert {answer.outcome for answer in link.push(batch)} == {"known"}
    assert centre.rows("SELECT count(*), sum(amount_minor) FROM duken.payment") == before
    assert centre.value("SELECT count(*) FROM duken.document") == len(batch)


def test_batches_end_where_a_transaction_ends(shop: ShopFloor, link: Centre):
    make_every_document(shop)
    seen = set[bytes]()
    while batch := shop.ask(next_batch, most=3):
        transactions = {document.transaction_id for document in batch}
        assert not transactions & seen
        seen |= transactions
        shop.do(note_answers, batch=batch, answers=link.push(batch))


def test_an_answer_that_was_lost_is_asked_for_again(till: ShopFloor, centre: TestCentre, dial: Dial):
    till.do(connect_to, address=centre.let_in(till))
    link = dial(centre.let_in(till))
    till.sell("111")
    link.push(till.ask(next_batch))  # the answer never comes: nothing is noted
    till.sell("222")
    assert send_all(till, link)["applied"] > 0
    assert centre.value("SELECT count(*) FROM duken.sale") == 2


def test_the_same_id_with_other_bytes_is_kept_apart_and_the_first_stays(till: ShopFloor, centre: TestCentre, link_till: Centre):
    sale = till.sell("111")
    batch = till.ask(next_batch)
    link_till.push(batch)
    (told,) = [document for document in batch if document.kind == "sale.completed"]
    forged = told.body.replace(b'"total_minor":3000', b'"total_minor":1000')
    other = told._replace(body=forged, sha256=hashlib.sha256(forged).digest())
    (answer,) = link_till.push([other])
    assert answer.outcome == "quarantined"
    assert centre.value("SELECT total_minor FROM duken.sale WHERE id = %s", sale.sale_id) == 3000
    kept = centre.rows("SELECT q.body, d.body FROM duken.quarantine AS q JOIN duken.document AS d USING (company_id, id)")
    assert kept == [(forged, told.body)]


@pytest.fixture
def link_till(till: ShopFloor, centre: TestCentre, dial: Dial) -> Centre:
    address = centre.let_in(till)
    till.do(connect_to, address=address)
    return dial(address)


def test_a_transaction_that_cannot_be_applied_is_rejected_as_a_whole_and_the_others_go_on(
    till: ShopFloor, centre: TestCentre, link_till: Centre
):
    till.sell("111")
    bad = till.sell("222")
    till.sell("333")
    batch = list(till.ask(next_batch))
    place = next(n for n, document in enumerate(batch) if document.row_id == bad.sale_id.bytes)
    broken = batch[place].body.replace(b'"total_minor":', b'"total_minor":"x",""  :')[:-1]
    batch[place] = batch[place]._replace(body=broken, sha256=hashlib.sha256(broken).digest())
    answers = {answer.id.bytes: answer for answer in link_till.push(batch)}
    rejected = [document for document in batch if answers[document.id].outcome == "rejected"]
    assert {document.transaction_id for document in rejected} == {batch[place].transaction_id}
    assert {document.kind for document in rejected} == {"sale.completed", "audit"}
    assert centre.value("SELECT count(*) FROM duken.sale") == 2
    assert centre.value("SELECT count(*) FROM duken.document WHERE state = 'rejected' AND reason <> ''") == len(rejected)
    till.do(note_answers, batch=batch, answers=list(answers.values()))
    assert till.value("SELECT count(*) FROM outbox_trouble WHERE state = 'rejected'") == len(rejected)
    assert till.ask(next_batch) == ()


def test_what_a_shorter_batch_has_noted_is_not_noted_again_by_a_longer_one(till: ShopFloor):
    till.do(connect_to, address="host=/run/pg")
    till.sell("111")
    batch = till.ask(next_batch)
    answers = [Answer(UUID(bytes=each.id), "rejected", "DK010") for each in batch]
    assert till.do(note_answers, batch=batch[:1], answers=answers) == 1
    assert till.do(note_answers, batch=batch, answers=answers) == len(batch) - 1 > 0
    assert till.rows("SELECT seq FROM outbox_trouble ORDER BY seq") == [{"seq": each.seq} for each in batch]


def test_bytes_that_do_not_match_their_hash_are_rejected(till: ShopFloor, centre: TestCentre, link_till: Centre):
    till.sell("111")
    batch = [document._replace(sha256=bytes(32)) for document in till.ask(next_batch)]
    assert {answer.outcome for answer in link_till.push(batch)} == {"rejected"}
    assert centre.value("SELECT count(*) FROM duken.sale") == 0


def test_another_companys_till_sees_nothing_and_changes_nothing(
    till: ShopFloor, centre: TestCentre, link_till: Centre, dial: Dial
):
    till.sell("111")
    batch = till.ask(next_batch)
    link_till.push(batch)
    stranger, other = uuid4(), uuid4()
    role = enrol(centre.dsn, company_id=other, branch_id=uuid4(), till_id=stranger)
    address = make_conninfo(centre.dsn, user=role)
    answers = dial(address).push(batch)  # a captured batch, sent by somebody else: it names another till
    assert {answer.outcome for answer in answers} & {"rejected"}
    assert centre.value("SELECT count(*) FROM duken.sale WHERE company_id = %s", other) == 0
    assert centre.value("SELECT count(*) FROM duken.sale") == 1
    with psycopg.connect(address, autocommit=True) as connection:
        for question in ("SELECT * FROM duken.sale", "SELECT * FROM duken.document", "SELECT duken.put_product(NULL, NULL)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(question.encode())


def test_a_till_that_was_let_go_is_told_so(till: ShopFloor, centre: TestCentre, link_till: Centre):
    revoke(centre.dsn, till_id=till.shop.place.till_id)
    till.sell("111")
    with pytest.raises(RuleBroken) as refused:
        link_till.push(till.ask(next_batch))
    assert refused.value.code == "centre.not_enrolled"


def test_more_than_sixteen_megabytes_at_once_are_refused(link_till: Centre):
    body = b"x" * (17 * 1024 * 1024)
    huge = Document(1, UUID(int=1).bytes, UUID(int=2).bytes, "sale.completed", UUID(int=3).bytes, 1, body, bytes(32))
    with pytest.raises(RuleBroken) as refused:
        link_till.push([huge])
    assert refused.value.code == "centre.too_much"


def test_a_child_whose_parent_has_not_come_is_parked_and_applied_when_it_comes(
    till: ShopFloor, centre: TestCentre, link_till: Centre
):
    customer_id = till.customer("Gulnara")
    sold = till.sell("111", customer_id=customer_id)
    till.give_back(sold.sale_id)
    batch = till.ask(next_batch)
    late = [document for document in batch if document.kind == "card" and document.row_id == customer_id.bytes]
    early = [document for document in batch if document.transaction_id != late[0].transaction_id]
    answers = {answer.id.bytes: answer.outcome for answer in link_till.push(early)}
    parked = {document.kind for document in early if answers[document.id] == "parked"}
    assert parked == {"sale.completed", "return.completed", "audit"}
    assert centre.rows("SELECT missing_table FROM duken.parking ORDER BY 1") == [("customer",), ("customer",)]
    assert centre.value("SELECT count(*) FROM duken.sale") == 0
    link_till.push(late)
    assert centre.value("SELECT count(*) FROM duken.parking") == 0
    assert centre.rows("SELECT (SELECT count(*) FROM duken.sale), (SELECT count(*) FROM duken.sale_return)") == [(1, 1)]
    assert {answer.outcome for answer in link_till.push(early)} == {"known"}


def test_what_was_parked_leaves_the_list_once_it_is_applied(till: ShopFloor, centre: TestCentre, link_till: Centre):
    customer_id = till.customer("Gulnara")
    till.sell("111", customer_id=customer_id)
    batch = till.ask(next_batch)
    late = [document for document in batch if document.row_id == customer_id.bytes]
    early = [document for document in batch if document.transaction_id != late[0].transaction_id]
    answers = [*link_till.push(early), *(Answer(UUID(bytes=each.id), "applied", None) for each in batch if each not in early)]
    till.do(note_answers, batch=batch, answers=answers)
    assert {trouble.state for trouble in till.ask(sync_state).troubles} == {"parked"}
    push_all(till, link_till)
    assert len(till.ask(sync_state).troubles) == 2  # its parent has still not come
    link_till.push(late)
    push_all(till, link_till)
    assert till.ask(sync_state).troubles == ()


def test_a_document_may_name_its_columns_in_an_order_of_its_own(till: ShopFloor, centre: TestCentre, link_till: Centre):
    till.sell("111", "222")
    turned, lacking = till.sell("222", "333"), till.sell("555")
    batch = list(till.ask(next_batch))
    places = {document.row_id: place for place, document in enumerate(batch) if document.kind == "sale.completed"}

    def rewrite(sale_id: UUID, change: Callable[[dict[str, Any]], None]) -> None:
        place = places[sale_id.bytes]
        told = json.loads(batch[place].body)
        change(told["lines"])
        body = json.dumps(told, separators=(",", ":")).encode()
        batch[place] = batch[place]._replace(body=body, sha256=hashlib.sha256(body).digest())

    def turn(lines: dict[str, Any]) -> None:
        for row in (lines["keys"], *lines["rows"]):
            row.append(row.pop(0))

    def lack(lines: dict[str, Any]) -> None:
        turn(lines)
        lines["rows"][0][lines["keys"].index("product_id")] = str(UUID(int=7))

    rewrite(turned.sale_id, turn)
    rewrite(lacking.sale_id, lack)
    answers = {answer.id.bytes: answer.outcome for answer in link_till.push(batch)}
    assert answers[batch[places[turned.sale_id.bytes]].id] == "applied"
    assert answers[batch[places[lacking.sale_id.bytes]].id] == "parked"
    assert centre.rows("SELECT missing_table, missing_id FROM duken.parking") == [("product", UUID(int=7))]
    told = "SELECT sale_id, product_id, name, net_minor FROM {}sale_line ORDER BY id"
    here = [tuple(row.values()) for row in till.rows(told.format("")) if row["sale_id"] != lacking.sale_id.bytes]
    there = [(sale.bytes, product.bytes, *more) for sale, product, *more in centre.rows(told.format("duken."))]
    assert (there, len(there)) == (here, 4)


def test_a_sale_looks_its_goods_up_and_does_not_read_all_that_there_are(till: ShopFloor, centre: TestCentre, link_till: Centre):
    till.do(make_products, count=1500)
    till.sell("111", "222", "333")
    send_all(till, link_till)
    with psycopg.connect(centre.dsn) as connection:
        run = connection.execute
        run("ANALYZE duken.product")
        run("SET plan_cache_mode = force_generic_plan")  # as sync_push has it: a plan for any batch, and not for this one
        asked = "SELECT count(*) FROM duken.missing_of('sale.completed', %s, ARRAY[%s::jsonb])"
        (company_id, body), = run("SELECT company_id, body FROM duken.document WHERE kind = 'sale.completed'").fetchall()
        assert run(asked, (company_id, body.decode())).fetchall() == [(0,)]
        read = run("SELECT pg_stat_get_xact_tuples_returned('duken.product'::regclass)").fetchall()
        assert read == [(0,)], "rows read from the table's beginning"
        lacking = body.decode().replace(str(till.goods["222"]), str(UUID(int=7)))
        found = run("SELECT * FROM duken.missing_of('sale.completed', %s, ARRAY[%s::jsonb])", (company_id, lacking))
        assert found.fetchall() == [("product", UUID(int=7))]


def test_numbers_that_have_not_come_are_named(till: ShopFloor, link_till: Centre):
    for _time in range(5):
        till.sell("111")
    batch = till.ask(next_batch)
    sales = [document for document in batch if document.kind == "sale.completed"]
    kept_back = {document.transaction_id for document in (sales[1], sales[2])}
    link_till.push([document for document in batch if document.transaction_id not in kept_back])
    assert link_till.holes() == [Hole("A1-", 2, 3)]
    link_till.push(batch)
    assert link_till.holes() == []
