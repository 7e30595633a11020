"""What a command gets: a memory that never lies, cards that travel as patches, facts, numbers, questions."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.settings.commands import store_setting
from app.core.settings.queries import setting_of
from app.core.settings.rules import RECEIPT_FOOTER
from app.core.staff.access import grant_here
from app.kernel.canonical import as_table, from_table
from app.kernel.context import NOBODY
from app.kernel.errors import AppError, NeedsConfirmation, RuleBroken, Stale
from db.models.catalog import Brand, Product
from db.models.staff import Person
from db.uow import Uow
from tests.shop_floor import ShopFloor, refused

TOPIC = "settings"


class GivenUp(AppError):
    """What a test refuses a command with."""


def body_of(row: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row["body"])
    return told


def documents(shop: ShopFloor, since: int) -> list[dict[str, Any]]:
    return shop.rows("SELECT * FROM outbox WHERE seq > ? ORDER BY seq", since)


def last_seq(shop: ShopFloor) -> int:
    return shop.value("SELECT coalesce(max(seq), 0) FROM outbox") or 0


def read_name(uow: Uow, brand_id: UUID) -> str | None:
    """What the database says, past the memory."""
    found = uow.session.execute(text("SELECT name FROM brand WHERE id = :id"), {"id": brand_id.bytes}).scalar()
    return str(found) if found is not None else None


def act(uow: Uow, *, brand_id: UUID, steps: list[str], ends_well: bool) -> list[tuple[str | None, str | None]]:
    """Reads by the memory and writes, in any order; answers (remembered, true) of each read."""
    seen = []
    for step in steps:
        if step == "read":
            seen.append((uow.remember("brand", brand_id, lambda: read_name(uow, brand_id)), read_name(uow, brand_id)))
        elif step == "keep":
            uow.keep("brand", brand_id, read_name(uow, brand_id))
        else:
            uow.session.execute(text("UPDATE brand SET name = :name WHERE id = :id"), {"name": step, "id": brand_id.bytes})
            uow.touch("brand")
    if not ends_well:
        raise GivenUp("given.up", seen=seen)
    return seen


STEPS = st.lists(st.sampled_from(["read", "read", "keep", "Ak-Suu", "Shoro", "Bereke"]), max_size=6)


@settings(max_examples=60)
@given(story=st.lists(st.tuples(STEPS, st.booleans()), max_size=6))
def test_what_is_remembered_is_always_what_is_stored(shop: ShopFloor, story):
    brand_id = shop.do(lambda uow: uow.add_card(Brand(id=uow.new_id(), name="none", deleted_at=None)).id)
    for steps, ends_well in story:
        try:
            seen = shop.do(act, brand_id=brand_id, steps=steps, ends_well=ends_well)
        except GivenUp as given_up:
            seen = given_up.facts["seen"]
        for remembered, true in seen:
            assert remembered == true


def test_what_is_remembered_is_read_once_for_all_commands(shop: ShopFloor):
    loads: list[str] = []

    def load() -> int:
        loads.append("read")
        return 7

    def ask(uow: Uow) -> int:
        return int(uow.remember("brand", "x", load))

    assert [shop.do(ask) for _ in range(4)] == [7, 7, 7, 7]
    assert loads == ["read"]


def test_what_is_only_new_makes_nobody_forget_and_is_told_all_the_same(shop: ShopFloor):
    """A shop that meets new goods all day would else read the old ones again at each sale."""
    told: list[frozenset[str]] = []
    shop.writer.on_commit = told.append
    first, second = uuid4(), uuid4()

    def both(uow: Uow) -> dict[UUID, str]:
        return uow.recall("brand", [first, second])

    def learn(uow: Uow) -> None:
        uow.keep("brand", first, "Shoro")

    def announce(uow: Uow) -> dict[UUID, str]:
        uow.announce("brand")
        uow.keep("brand", second, "Bereke")
        return both(uow)

    shop.do(learn)
    assert shop.do(announce) == shop.do(both) == {first: "Shoro", second: "Bereke"}
    assert told == [frozenset(), frozenset({"brand"}), frozenset()]
    shop.do(lambda uow: uow.touch("brand"))
    assert shop.do(both) == {}


def test_nothing_is_remembered_of_a_command_that_was_refused(shop: ShopFloor):
    def learn_and_fail(uow: Uow) -> None:
        store_setting(uow, key=RECEIPT_FOOTER.key, value="never stored")
        assert setting_of(uow, RECEIPT_FOOTER) == "never stored"
        raise GivenUp("given.up")

    assert shop.do(lambda uow: setting_of(uow, RECEIPT_FOOTER)) == ""
    with pytest.raises(GivenUp):
        shop.do(learn_and_fail)
    assert shop.do(lambda uow: setting_of(uow, RECEIPT_FOOTER)) == ""


def test_a_person_who_was_removed_in_a_refused_command_still_has_their_rights(shop: ShopFloor):
    def remove_and_fail(uow: Uow) -> None:
        uow.change_card(uow.get(Person, shop.cashier_id), deleted_at=uow.now)
        uow.touch("staff")
        with pytest.raises(RuleBroken, match="unknown"):
            grant_here(uow, shop.cashier_id)
        raise GivenUp("given.up")

    with pytest.raises(GivenUp):
        shop.do(remove_and_fail)
    assert shop.do(lambda uow: grant_here(uow, shop.cashier_id)).rights


def test_a_new_card_travels_as_its_first_patch(shop: ShopFloor):
    since = last_seq(shop)
    brand_id = shop.do(lambda uow: uow.add_card(Brand(id=uow.new_id(), name="Шоро", deleted_at=None)).id)
    (row,) = documents(shop, since)
    body = body_of(row)
    assert (row["kind"], UUID(bytes=row["row_id"]), row["format"]) == ("card", brand_id, 1)
    assert body["fields"] == {"name": "Шоро", "deleted_at": None}
    assert (body["table"], body["base_version"], body["by"]) == ("brand", 0, str(shop.owner_id))
    assert datetime.fromisoformat(body["changed_at"]) == shop.clock.now
    assert shop.row("brand", brand_id)["company_id"] == shop.place.company_id.bytes


def test_a_changed_card_travels_with_the_changed_fields_alone(shop: ShopFloor):
    since, bread = last_seq(shop), shop.goods["111"]
    changed = shop.do(lambda uow: uow.change_card(uow.get(Product, bread), name="Rye", kind="goods", article="R-1"))
    (row,) = documents(shop, since)
    assert sorted(changed) == ["article", "name"]
    assert body_of(row)["fields"] == {"article": "R-1", "name": "Rye"}
    assert (body_of(row)["base_version"], body_of(row)["is_new"]) == (0, False)  # the centre has said nothing of it yet
    assert shop.row("product", bread)["version"] == 2


def test_a_card_that_is_given_what_it_has_already_does_not_change(shop: ShopFloor):
    since, bread = last_seq(shop), shop.row("product", shop.goods["111"])
    assert shop.do(lambda uow: uow.change_card(uow.get(Product, shop.goods["111"]), name="Bread")) == []
    assert documents(shop, since) == []
    assert shop.row("product", shop.goods["111"]) == bread


def test_many_cards_at_once_travel_in_one_document(shop: ShopFloor):
    since = last_seq(shop)

    def add(uow: Uow) -> None:
        uow.add_cards(Brand, [{"id": uow.new_id(), "name": name, "deleted_at": None} for name in ("A", "B")])

    shop.do(add)
    (document,) = documents(shop, since)
    body = body_of(document)
    made = {row["name"]: str(UUID(bytes=row["id"])) for row in shop.rows("SELECT id, name FROM brand")}
    assert (document["kind"], body["table"], body["base_version"]) == ("cards", "brand", 0)
    assert from_table(body["cards"]) == [{"id": made[name], "name": name, "deleted_at": None} for name in ("A", "B")]
    assert {row["version"] for row in shop.rows("SELECT version FROM brand")} == {1}
    assert {row["company_id"] for row in shop.rows("SELECT company_id FROM brand")} == {shop.place.company_id.bytes}


def test_a_keyed_hash_of_a_pin_never_travels(shop: ShopFloor):
    for row in shop.rows("SELECT body FROM outbox"):
        assert b"pin_lookup" not in row["body"]


def test_what_was_written_together_travels_together(shop: ShopFloor):
    since = last_seq(shop)

    def two_facts(uow: Uow) -> None:
        uow.record("test", "test.one", uow.new_id(), {"n": 1})
        uow.record("test", "test.two", uow.new_id(), {"n": 2})

    shop.do(two_facts)
    shop.do(two_facts)
    first, second, third, fourth = documents(shop, since)
    assert first["transaction_id"] == second["transaction_id"] != third["transaction_id"] == fourth["transaction_id"]
    assert [row["kind"] for row in (first, second)] == ["test.one", "test.two"]


def test_a_document_is_kept_as_the_very_bytes_that_were_hashed(shop: ShopFloor):
    since = last_seq(shop)
    sha256 = shop.do(lambda uow: uow.record("test", "test.fact", uow.new_id(), {"b": "ё", "a": [1, uow.person_id]}))
    (row,) = documents(shop, since)
    assert row["body"] == f'{{"a":[1,"{shop.owner_id}"],"b":"ё"}}'.encode()
    assert row["sha256"] == sha256 == hashlib.sha256(row["body"]).digest()


def test_what_is_told_beside_a_document_that_never_comes_stops_the_command(shop: ShopFloor):
    brand_id = UUID(bytes=bytes(16))
    before = last_seq(shop)

    def tell(uow: Uow, *, is_recorded: bool) -> None:
        uow.tell_beside(brand_id, "lines", as_table(("id", "name"), [{"id": brand_id, "name": "Nomad"}]))
        if is_recorded:
            uow.record("brand", "brand.told", brand_id, {"id": brand_id})

    with pytest.raises(AssertionError, match="told beside a document that was never recorded"):
        shop.do(tell, is_recorded=False)
    assert last_seq(shop) == before
    shop.do(tell, is_recorded=True)
    (told,) = documents(shop, before)
    assert from_table(body_of(told)["lines"]) == [{"id": str(brand_id), "name": "Nomad"}]


def test_a_float_never_gets_into_a_document(shop: ShopFloor):
    from app.kernel.canonical import has_float

    shop.open_shift()
    shop.sell("111", ("444", 750), card=4000, cash=10_000)
    assert not [row["kind"] for row in shop.rows("SELECT kind, body FROM outbox") if has_float(body_of(row))]


def test_nobody_is_asked_who_they_are_before_they_must_be_somebody(shop: ShopFloor):
    assert shop.shop.do(lambda uow: uow.place.currency, by=NOBODY) == "KGS"
    with refused("staff.nobody", RuleBroken):
        shop.shop.do(lambda uow: uow.person_id, by=NOBODY)


def test_an_unknown_row_is_refused_by_its_table_and_id(shop: ShopFloor):
    missing = uuid4()
    with refused("not_found", RuleBroken, table="product", id=missing):
        shop.do(lambda uow: uow.get(Product, missing))


def test_a_question_is_asked_until_it_is_answered(shop: ShopFloor):
    def careful(uow: Uow) -> str:
        uow.confirm("sale.gift", name="tea")
        return "done"

    with refused("sale.gift", NeedsConfirmation, name="tea"):
        shop.do(careful)
    with refused("sale.gift", NeedsConfirmation):
        shop.do(careful, confirm=["cash.drawer_short"])
    assert shop.do(careful, confirm=["sale.gift"]) == "done"


@pytest.mark.parametrize(("expected", "is_stale"), [(3, False), (None, False), (2, True), (4, True), (0, True)])
def test_only_the_version_that_was_read_may_be_changed(shop: ShopFloor, expected, is_stale):
    def change(uow: Uow) -> None:
        uow.expect("product", 3, expected)

    if is_stale:
        with refused("stale", Stale, what="product", found=3, expected=expected):
            shop.do(change)
    else:
        shop.do(change)


def test_each_kind_of_document_counts_for_itself(shop: ShopFloor):
    def numbers(uow: Uow) -> list[tuple[int, str]]:
        return [uow.next_number("sale", ""), uow.next_number("cash", "K"), uow.next_number("sale", "")]

    assert shop.do(numbers) == [(1, "A1-000001"), (1, "A1-K000001"), (2, "A1-000002")]
    assert shop.do(numbers) == [(3, "A1-000003"), (2, "A1-K000002"), (4, "A1-000004")]


def test_the_business_date_is_the_shops_and_not_the_worlds(shop: ShopFloor):
    shop.clock.now = shop.clock.now.replace(hour=17, minute=59)
    assert str(shop.do(lambda uow: uow.today)) == "2026-03-02"
    shop.clock.now += timedelta(minutes=2)  # midnight in Bishkek, six in the evening in UTC
    assert str(shop.do(lambda uow: uow.today)) == "2026-03-03"


def test_a_command_has_one_moment_however_long_it_takes(shop: ShopFloor):
    def slow(uow: Uow) -> bool:
        before = uow.now
        shop.clock.advance(hours=1)
        return uow.now == before

    assert shop.do(slow)
