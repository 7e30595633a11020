"""Questions see one committed state, wait for nobody, and can write nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.errors import EnvironmentFailed, RuleBroken
from db.uow import Uow
from tests.db.looking import tables_of
from tests.shop_floor import ShopFloor, refused


def count_brands(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM brand")).scalar_one())


def add_brand(uow: Uow, *, name: str) -> None:
    sql = "INSERT INTO brand (id, name, version, company_id) VALUES (:id, :name, 1, :company)"
    values = {"id": uow.new_id().bytes, "name": name, "company": uow.place.company_id.bytes}
    uow.session.execute(text(sql), values)


def test_a_question_sees_the_last_commit_and_nothing_of_what_is_being_written(shop: ShopFloor):
    is_in, may_go = threading.Event(), threading.Event()

    def write_slowly(uow: Uow) -> None:
        add_brand(uow, name="Shoro")
        uow.session.flush()
        is_in.set()
        assert may_go.wait(20)

    writing = shop.submit(write_slowly)
    assert is_in.wait(20)
    try:
        assert shop.ask(count_brands) == 0
    finally:
        may_go.set()
    writing.result(20)
    assert shop.ask(count_brands) == 1


def test_one_question_sees_one_state_even_when_the_till_sells_meanwhile(shop: ShopFloor):
    def ask_twice(session: Session) -> tuple[int, int]:
        first = count_brands(session)
        shop.do(add_brand, name="Shoro")
        return first, count_brands(session)

    assert shop.ask(ask_twice) == (0, 0)
    assert shop.ask(count_brands) == 1


@pytest.mark.parametrize(
    "sql", ["DELETE FROM brand", "UPDATE company SET name = 'x'", "DROP TABLE audit_entry", "CREATE TABLE x (y)", "VACUUM"]
)
def test_a_question_can_change_nothing(shop: ShopFloor, sql):
    before = tables_of(shop.path)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        shop.ask(lambda session: session.execute(text(sql)))
    assert isinstance(caught.value, EnvironmentFailed) or "VACUUM" in sql
    assert tables_of(shop.path) == before


def test_many_screens_may_ask_at_once(shop: ShopFloor):
    together, answers = threading.Barrier(8), []

    def ask_together(session: Session) -> int:
        found = count_brands(session)
        together.wait(20)
        return found

    screens = [threading.Thread(target=lambda: answers.append(shop.ask(ask_together))) for _ in range(8)]
    for screen in screens:
        screen.start()
    for screen in screens:
        screen.join(20)
    assert answers == [0] * 8


def test_questions_of_screens_have_threads_of_their_own_and_are_finished_before_the_end(shop: ShopFloor):
    may_go, names = threading.Event(), []

    def ask_slowly(session: Session) -> int:
        names.append(threading.current_thread().name)
        assert may_go.wait(20)
        return count_brands(session)

    running = [shop.readers.ask_later(ask_slowly) for _ in range(2)]
    closing = threading.Thread(target=shop.close)
    closing.start()
    may_go.set()
    closing.join(20)
    assert [future.result(0) for future in running] == [0, 0]
    assert all(name.startswith("ask") for name in names)


def test_a_question_behind_the_end_is_cancelled_like_a_command(shop: ShopFloor):
    shop.close()
    assert shop.readers.ask_later(count_brands).cancelled()


def test_a_refusal_and_a_bug_come_out_of_a_question_as_they_are(shop: ShopFloor):
    def refuse(_session: Session) -> Any:
        raise RuleBroken("not_found", table="sale")

    def stumble(_session: Session) -> Any:
        raise ZeroDivisionError

    with refused("not_found", RuleBroken, table="sale"):
        shop.ask(refuse)
    with pytest.raises(ZeroDivisionError):
        shop.ask(stumble)
    assert shop.ask(count_brands) == 0, "and the next question is answered"
