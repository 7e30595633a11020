"""Whatever becomes of the line: selling goes on, nothing is marked before the centre has it, and in the end all is there once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal
from uuid import UUID

import pytest

from app.core.catalog.commands import set_price
from app.kernel.errors import AppError, EnvironmentFailed
from db.travelling import fact_tables
from sync.centre import Centre
from sync.line import Limits
from sync.outbox import connect_to, next_batch, note_answers
from sync.rounds import push_all
from tests.every_document import make_every_document
from tests.shop_floor import ShopFloor
from tests.sync.conftest import Dial, TestCentre
from tests.sync.proxy import Proxy, socket_of, through
from ui.messages import sentence_of

QUICK = Limits(connect_s=1, answer_s=0.5, ping_s=0.5)
"""For a network that says nothing: how long is waited before that is believed."""
SUMS = {
    "sale": "sum(total_minor), sum(tax_minor)",
    "sale_line": "sum(net_minor), sum(tax_minor), sum(discount_minor), sum(quantity_milli)",
    "payment": "sum(amount_minor)",
    "stock_movement": "sum(quantity_milli)",
}
OVER = {
    "sale": "WHERE state = 'completed'",
    "sale_line": "WHERE NOT removed AND sale_id IN (SELECT id FROM sale WHERE state = 'completed')",
}
"""Only what is over travels."""


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with Proxy(socket_of(server)) as made:
        yield made


@pytest.fixture
def link(till: ShopFloor, centre: TestCentre, proxy: Proxy, dial: Dial) -> Centre:
    """The till's connection by way of the proxy; it has told nothing yet."""
    address = through(centre.let_in(till), proxy)
    till.do(connect_to, address=address)
    return dial(address, limits=QUICK)


def marked(till: ShopFloor) -> int:
    """How far the till believes that it was answered."""
    found: int = till.value("SELECT answered_seq FROM sync_target")
    return found


def all_marked_is_there(till: ShopFloor, centre: TestCentre) -> None:
    """Nothing is marked before the centre has committed it."""
    told = till.rows("SELECT id FROM outbox WHERE seq <= ?", marked(till))
    there = {row for (row,) in centre.rows("SELECT id FROM duken.document WHERE state = 'applied'")}
    assert {UUID(bytes=row["id"]) for row in told} <= there


def all_is_there_once(till: ShopFloor, centre: TestCentre) -> None:
    """The same documents, the same rows and the same sums, here and there."""
    assert till.ask(next_batch) == ()
    here = {UUID(bytes=row["id"]) for row in till.rows("SELECT id FROM outbox")}
    there = centre.rows("SELECT id FROM duken.document WHERE state = 'applied'")
    assert {row for (row,) in there} == here
    assert centre.value("SELECT count(*) FROM duken.document") == len(here)
    for name in sorted(fact_tables()):
        asked = f"SELECT count(*), {SUMS.get(name, '0')} FROM "
        known = tuple(till.rows(f"{asked}{name} {OVER.get(name, '')}")[0].values())
        assert centre.rows(f"{asked}duken.{name}")[0] == known, name
    till.check_books()


def refused(act: Any, *inputs: Any) -> AppError:
    with pytest.raises(AppError) as found:
        act(*inputs)
    return found.value


@pytest.mark.parametrize("answers", [False, True], ids=["on the way there", "on the way back"])
def test_a_line_that_is_cut_anywhere_loses_nothing_and_doubles_nothing(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre, answers: bool
):
    till.sell("111")
    push_all(till, link)
    before = proxy.answered if answers else proxy.sent
    till.sell("222", "333")
    push_all(till, link)
    size = (proxy.answered if answers else proxy.sent) - before
    cuts = 0
    for part in range(12):
        till.sell("111", "222")
        proxy.cut_after(size * part // 4, answers=answers)
        try:
            push_all(till, link)
        except EnvironmentFailed:
            cuts += 1
        all_marked_is_there(till, centre)
        proxy.clear()
        if part % 3 == 0:  # else it waits for the next cut, with what is sold meanwhile
            push_all(till, link)
            all_is_there_once(till, centre)
    assert 3 < cuts < 12
    push_all(till, link)
    all_is_there_once(till, centre)


def test_only_the_answer_is_lost(till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre):
    link.holes()  # the line is there
    till.sell("111")
    waiting = len(till.ask(next_batch))
    hello = link.hello

    def greeted_only(*told: Any, **more: Any) -> bool:
        said = hello(*told, **more)
        proxy.drop_answer()  # the next one is the answer to the batch
        return said

    link.hello = greeted_only  # type: ignore[method-assign]
    assert refused(push_all, till, link).code == "centre.unreachable"
    link.hello = hello  # type: ignore[method-assign]
    assert proxy.lost_answers == 1
    assert (marked(till), centre.value("SELECT count(*) FROM duken.document")) == (0, waiting), "it has it, and nobody knows"
    till.sell("222")
    told = push_all(till, link)
    assert told.outcomes["known"] == waiting
    all_is_there_once(till, centre)


@pytest.mark.parametrize(("copy_comes", "answered"), [("before", "known"), ("after", "applied")])
def test_a_request_that_is_delivered_twice_is_done_once(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre, copy_comes: Literal["before", "after"], answered: str
):
    before = push_all(till, link).documents
    till.sell("111", "222")
    till.do(set_price, product_id=till.goods["333"], price_minor=26_000)
    waiting = len(till.ask(next_batch))
    proxy.duplicate(copy_comes)
    assert push_all(till, link).outcomes == {answered: waiting}
    (copy,) = proxy.copies
    found = (copy.count(b"known"), copy.count(b"applied"))
    assert found == ((before + waiting, 0) if copy_comes == "after" else (before, waiting)), "the centre has done the copy too"
    nothing_is_doubled(till, centre, price_minor=26_000)
    till.sell("333")  # and it is nobody's copy
    assert push_all(till, link).outcomes.keys() == {"applied"}
    nothing_is_doubled(till, centre, price_minor=26_000)


def test_a_copy_that_comes_late_undoes_nothing(till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre):
    for price_minor in (26_000, 27_000):
        till.do(set_price, product_id=till.goods["333"], price_minor=price_minor)
        till.sell("333")
        push_all(till, link)
    till.do(set_price, product_id=till.goods["333"], price_minor=28_000)
    till.sell("111")
    push_all(till, link)
    proxy.say_again()
    (copy,) = proxy.copies
    assert copy.count(b"known") == till.value("SELECT count(*) FROM outbox"), "the centre has done it"
    nothing_is_doubled(till, centre, price_minor=28_000)


def nothing_is_doubled(till: ShopFloor, centre: TestCentre, *, price_minor: int) -> None:
    """All is there once, also in the feed; nothing is quarantined, no two tills disagree, and tea has that price."""
    all_is_there_once(till, centre)
    assert centre.value("SELECT count(*) FROM duken.quarantine") == 0
    assert centre.value("SELECT count(*) FROM duken.conflict") == 0
    fed = "SELECT count(*) FROM duken.feed GROUP BY table_name, row_id, ver HAVING count(*) > 1"
    assert centre.rows(fed) == []
    assert centre.value("SELECT price_minor FROM duken.price WHERE product_id = %s", till.goods["333"]) == price_minor


def test_a_day_with_every_kind_of_document_over_a_line_that_breaks_again_and_again(
    shop: ShopFloor, centre: TestCentre, proxy: Proxy, dial: Dial
):
    address = through(centre.let_in(shop), proxy)
    shop.do(connect_to, address=address)
    make_every_document(shop)
    tries, link = 0, dial(address)
    while shop.ask(next_batch):
        proxy.clear()
        proxy.cut_after(30_000)
        try:
            push_all(shop, link, most=7)
        except EnvironmentFailed:
            tries += 1
        all_marked_is_there(shop, centre)
    assert tries > 3
    proxy.clear()
    push_all(shop, link)
    all_is_there_once(shop, centre)


def test_a_slow_line_and_a_late_one_bring_everything(till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre):
    till.sell("111", "222")
    proxy.delay(0.01)
    push_all(till, link)
    till.sell("333")
    proxy.clear()
    proxy.slow(400_000)
    push_all(till, link)
    all_is_there_once(till, centre)


def test_a_big_batch_gets_the_time_that_a_slow_line_needs(till: ShopFloor, centre: TestCentre, proxy: Proxy, dial: Dial):
    address = through(centre.let_in(till), proxy)
    till.do(connect_to, address=address)
    link = dial(address, limits=Limits(answer_s=0.2, least_bytes_per_s=20_000))
    for _time in range(3):
        till.sell("111", "222", "333")
    link.holes()
    size = sum(len(each.body) for each in till.ask(next_batch))
    proxy.slow(60_000)
    assert size / 60_000 > 0.2, "longer than an answer may take by itself"
    push_all(till, link)
    all_is_there_once(till, centre)


@pytest.mark.parametrize("is_open", [True, False], ids=["that is there", "that is to be made"])
def test_a_black_hole_on_a_line(till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre, is_open: bool):
    if is_open:
        link.holes()
    proxy.black_hole()
    till.sell("111")
    assert refused(push_all, till, link).code == "centre.unreachable"
    assert (marked(till), centre.value("SELECT count(*) FROM duken.document")) == (0, 0)
    proxy.clear()
    push_all(till, link)
    all_is_there_once(till, centre)


def test_selling_goes_on_while_the_network_swallows_everything(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, dial: Dial
):
    address = through(centre.let_in(till), proxy)
    till.do(connect_to, address=address)
    link = dial(address)
    link.holes()
    till.sell("111")
    proxy.black_hole()
    with ThreadPoolExecutor(1) as pool:
        telling = pool.submit(refused, push_all, till, link)
        for _time in range(5):
            till.sell("222", "333")
        assert not telling.done(), "it waits for an answer; the counter does not"
        link.hang_up()
        assert telling.result().code == "centre.unreachable"
    proxy.clear()
    push_all(till, link)
    all_is_there_once(till, centre)


def test_a_line_that_was_cut_while_it_rested_is_noticed_before_it_is_used(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, dial: Dial
):
    address = through(centre.let_in(till), proxy)
    till.do(connect_to, address=address)
    link = dial(address, limits=Limits(rest_s=0))
    link.holes()
    proxy.cut()
    till.sell("111")
    push_all(till, link)
    all_is_there_once(till, centre)
    proxy.black_hole()
    proxy.clear()  # a firewall has forgotten the line
    till.sell("111")
    push_all(till, link)
    all_is_there_once(till, centre)


def test_the_same_batch_twice_at_once_is_there_once(till: ShopFloor, centre: TestCentre, proxy: Proxy, dial: Dial):
    """A till that gave up waiting sends again while the centre is still at work on the first."""
    address = through(centre.let_in(till), proxy)
    till.do(connect_to, address=address)
    for _time in range(20):
        till.sell("111", "222")
    batch = till.ask(next_batch)
    links = [dial(address) for _each in range(3)]

    def push(link: Centre) -> set[str]:
        try:
            return {answer.outcome for answer in link.push(batch)}
        except AppError as error:
            return {error.code}  # told to try again: that is all right too

    with ThreadPoolExecutor(3) as pool:
        outcomes = set[str]().union(*pool.map(push, links))
    assert "applied" in outcomes
    assert outcomes <= {"applied", "known"}
    answers = links[0].push(batch)
    assert {answer.outcome for answer in answers} == {"known"}
    till.do(note_answers, batch=batch, answers=answers)
    all_is_there_once(till, centre)


def test_whatever_is_missing_it_is_the_same_sentence(
    till: ShopFloor, centre: TestCentre, proxy: Proxy, link: Centre, dial: Dial
):
    """The name, the route, the centre itself, or only its answer."""
    guarded = "dbname=x user=x connect_timeout=1 sslmode=verify-full"
    said = [
        refused(dial(address, limits=QUICK).holes)
        for address in (f"host=nowhere.invalid {guarded}", f"host=203.0.113.1 {guarded}")
    ]
    proxy.refuse()
    said.append(refused(link.holes))
    proxy.clear()
    proxy.black_hole()
    said.append(refused(link.holes))
    proxy.clear()
    link.holes()
    proxy.drop_answer()
    said.append(refused(link.holes))
    sentences = {sentence_of(each.code, {**each.facts, "detail": "…"}, "en", "KGS") for each in said}
    assert sentences == {"The centre does not answer (…). What happened here is kept and sent when it does."}
    assert all("\n" not in each.facts["detail"] for each in said)
    till.sell("111")
    push_all(till, link)
    all_is_there_once(till, centre)
