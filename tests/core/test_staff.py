"""PINs, pauses, people who come and go, and the owner's way back in."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.audit.queries import audit_lines
from app.core.staff.commands import (
    add_person,
    change_pin,
    change_setting,
    new_recovery,
    recover_owner,
    remove_person,
    sign_in,
)
from app.core.staff.queries import people
from app.core.staff.rules import check_not_locked, check_pin, new_recovery_code, pause_after, plain_recovery_code
from app.core.staff.views import SignedIn
from app.kernel.clock import ManualClock
from app.kernel.errors import NotPermitted, PinRefused, RuleBroken
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, MORNING, OWNER_PIN, ShopFloor, open_floor, refused

KEY = "k" * 64
SECOND_PIN = "9053"


def enter(shop: ShopFloor, pin: str, *, person: str = "cashier_id") -> SignedIn:
    found: SignedIn = shop.do(sign_in, person_id=getattr(shop, person), pin=pin)
    return found


def enter_nameless(shop: ShopFloor, pin: str, *, key: str = KEY) -> SignedIn:
    found: SignedIn = shop.do(sign_in, pin=pin, pin_key=key)
    return found


def fail(shop: ShopFloor, times: int, *, pin: str = "0000", **who: Any) -> PinRefused:
    """So many wrong PINs; answers the last refusal."""
    for _ in range(times):
        with pytest.raises(PinRefused) as caught:
            shop.do(sign_in, pin=pin, **who)
    return caught.value


def hide_names(shop: ShopFloor) -> None:
    """Names are not shown at sign-in; everybody has signed in once since the key was made."""
    for person, pin in (
        (shop.owner_id, OWNER_PIN), (shop.manager_id, MANAGER_PIN), (shop.cashier_id, CASHIER_PIN),
        (shop.second_cashier_id, SECOND_PIN),
    ):
        shop.do(sign_in, person_id=person, pin=pin, pin_key=KEY)
    shop.do(change_setting, key="staff.sign_in_names", value=False, pin_key=KEY)


@pytest.fixture
def nameless(shop: ShopFloor) -> ShopFloor:
    """A shop where names are not shown."""
    hide_names(shop)
    return shop


def test_who_knows_their_pin_is_let_in_and_told_what_they_may_do(shop: ShopFloor):
    found = enter(shop, CASHIER_PIN)
    assert (found.person_id, found.name) == (shop.cashier_id, "Chynara")
    assert Right.SELL in found.rights
    assert Right.EDIT_STAFF not in found.rights
    assert found.limits == {Right.DISCOUNT: 50_000}
    assert enter(shop, OWNER_PIN, person="owner_id").rights == frozenset(Right)


def test_a_pin_lies_in_the_file_only_as_an_argon2id_hash(shop: ShopFloor):
    hashes = [row["pin_hash"] for row in shop.rows("SELECT pin_hash FROM person")]
    assert all(re.fullmatch(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]+\$[^$]+", found) for found in hashes)
    assert len(set(hashes)) == 4, "each with its own salt"


def test_the_cashier_changes_without_ceremony(till: ShopFloor):
    enter(till, CASHIER_PIN)
    sale_id = till.cart("111", by=till.cashier)
    assert enter(till, SECOND_PIN, person="second_cashier_id").name == "Bakyt"
    assert till.sell("222", by=till.do(lambda uow: uow.by, by=till.cashier)).number == "A1-000001"
    assert till.total(sale_id) == 3000, "the first cashier's cart is still there"


def test_five_wrong_pins_lock_the_person_and_the_right_one_is_refused_too(shop: ShopFloor):
    assert [fail(shop, 1, person_id=shop.cashier_id).facts["tries_left"] for _ in range(4)] == [4, 3, 2, 1]
    fifth = fail(shop, 1, person_id=shop.cashier_id)
    assert (fifth.code, fifth.facts) == ("pin.locked", {"seconds": 30})
    with refused("pin.locked", RuleBroken):
        enter(shop, CASHIER_PIN)
    shop.clock.advance(seconds=29)
    with refused("pin.locked", RuleBroken):
        enter(shop, CASHIER_PIN)
    shop.clock.advance(seconds=1)
    assert enter(shop, CASHIER_PIN).name == "Chynara"


def test_a_locked_person_locks_nobody_else(shop: ShopFloor):
    fail(shop, 5, person_id=shop.cashier_id)
    assert enter(shop, SECOND_PIN, person="second_cashier_id").name == "Bakyt"


def test_each_further_wrong_pin_locks_for_twice_as_long_up_to_an_hour(shop: ShopFloor):
    fail(shop, 4, person_id=shop.cashier_id)
    pauses = []
    for _ in range(10):
        seconds = fail(shop, 1, person_id=shop.cashier_id).facts["seconds"]
        pauses.append(seconds)
        shop.clock.advance(seconds=seconds)
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    enter(shop, CASHIER_PIN)
    assert fail(shop, 1, person_id=shop.cashier_id).facts["tries_left"] == 4, "a right PIN makes good for all"


def test_a_try_while_locked_does_not_make_it_longer(shop: ShopFloor):
    fail(shop, 5, person_id=shop.cashier_id)
    for _ in range(3):
        with refused("pin.locked", RuleBroken):
            enter(shop, "0000")
    shop.clock.advance(seconds=30)
    enter(shop, CASHIER_PIN)


def test_the_count_and_the_lock_survive_a_restart(shop: ShopFloor):
    fail(shop, 5, person_id=shop.cashier_id)
    fail(shop, 4, person_id=shop.manager_id)
    path, clock = shop.path, ManualClock(shop.clock.now)
    shop.close()
    again = open_floor(path, shop.template, clock)
    try:
        with refused("pin.locked", RuleBroken):
            enter(again, CASHIER_PIN)
        assert fail(again, 1, person_id=again.manager_id).code == "pin.locked"
    finally:
        again.close()


def test_a_clock_put_back_locks_nobody_out_for_years(shop: ShopFloor):
    fail(shop, 5, person_id=shop.cashier_id)
    shop.clock.advance(hours=-24 * 365)
    enter(shop, CASHIER_PIN)


@pytest.mark.parametrize("pin", ["", "4", "61740", "0" * 5000, "６１７４", "6174\x00", "\ud800", "🍎🍎🍎🍎", "6174 "])
def test_whatever_is_typed_is_at_worst_a_wrong_pin(shop: ShopFloor, nameless: ShopFloor, pin: str):
    with refused("pin.wrong", PinRefused):
        enter(shop, pin)
    with refused("pin.wrong", PinRefused):
        enter_nameless(nameless, pin)


def test_a_wrong_pin_says_who_was_meant_and_never_what_was_typed(shop: ShopFloor):
    fail(shop, 1, pin="7351", person_id=shop.cashier_id)
    (line,) = [line for line in shop.ask(audit_lines) if line.action == "pin.wrong"]
    assert (line.subject_id, line.facts) == (shop.cashier_id, {"failed_count": 1})
    assert b"7351" not in Path(shop.path).read_bytes() + shop.path.with_name(shop.path.name + "-wal").read_bytes()


def test_without_names_a_pin_finds_its_owner(nameless: ShopFloor):
    assert enter_nameless(nameless, CASHIER_PIN).name == "Chynara"
    assert enter_nameless(nameless, MANAGER_PIN).name == "Marat"


def test_the_keyed_hash_tells_nothing_without_its_key(nameless: ShopFloor):
    lookups = [row["pin_lookup"] for row in nameless.rows("SELECT pin_lookup FROM person")]
    assert all(len(lookup) == 32 for lookup in lookups)
    with refused("pin.wrong", PinRefused):
        enter_nameless(nameless, CASHIER_PIN, key="another key")
    with refused("secret.missing", RuleBroken):
        nameless.do(sign_in, pin=CASHIER_PIN)


def test_without_names_the_till_pauses(nameless: ShopFloor):
    assert fail(nameless, 5, pin_key=KEY).code == "pin.locked"
    for pin in (CASHIER_PIN, OWNER_PIN):
        with refused("pin.locked", RuleBroken):
            enter_nameless(nameless, pin)
    nameless.clock.advance(seconds=30)
    enter_nameless(nameless, CASHIER_PIN)


def test_without_names_a_pin_that_one_knows_does_not_pay_for_more_tries(nameless: ShopFloor):
    """A cashier signs in with the own PIN between tries at the owner's: the till counts on."""
    for _ in range(4):
        fail(nameless, 1, pin_key=KEY)
        enter_nameless(nameless, CASHIER_PIN)
    assert fail(nameless, 1, pin_key=KEY).code == "pin.locked"


def test_without_names_wrong_pins_of_long_ago_are_forgotten(nameless: ShopFloor):
    fail(nameless, 4, pin_key=KEY)
    nameless.clock.advance(minutes=6)
    enter_nameless(nameless, CASHIER_PIN)
    assert fail(nameless, 4, pin_key=KEY).code == "pin.wrong"


def test_who_is_locked_by_name_is_locked_without_it_too(nameless: ShopFloor):
    fail(nameless, 5, person_id=nameless.cashier_id)
    with refused("pin.locked", RuleBroken):
        enter_nameless(nameless, CASHIER_PIN)


def test_two_people_never_have_the_same_pin_where_names_are_not_shown(nameless: ShopFloor):
    with refused("pin.taken", RuleBroken):
        nameless.do(add_person, name="Nurlan", pin=CASHIER_PIN, pin_key=KEY)
    with refused("pin.taken", RuleBroken):
        nameless.do(change_pin, person_id=nameless.second_cashier_id, new_pin=CASHIER_PIN, pin_key=KEY)
    nameless.do(change_pin, person_id=nameless.cashier_id, new_pin=CASHIER_PIN, pin_key=KEY)


def test_where_names_are_not_shown_nobody_is_added_whom_nobody_could_find(nameless: ShopFloor):
    with refused("secret.missing", RuleBroken):
        nameless.do(add_person, name="Nurlan", pin="2580")


def test_two_people_with_the_same_pin_can_still_sign_in_by_name(shop: ShopFloor):
    twin = shop.do(add_person, name="Nurlan", pin=CASHIER_PIN)
    for person_id in (shop.cashier_id, twin):
        assert shop.do(sign_in, person_id=person_id, pin=CASHIER_PIN, pin_key=KEY).person_id == person_id
    assert enter_nameless(shop, CASHIER_PIN).person_id == shop.cashier_id


def test_a_new_machine_with_a_new_key_finds_everybody_after_they_signed_in_once(nameless: ShopFloor):
    nameless.do(sign_in, person_id=nameless.cashier_id, pin=CASHIER_PIN, pin_key="new")
    assert enter_nameless(nameless, CASHIER_PIN, key="new").name == "Chynara"


def test_who_left_cannot_do_anything_and_keeps_their_name_on_what_they_did(till: ShopFloor):
    till.sell("111", by=till.cashier)
    till.do(remove_person, by=till.manager, person_id=till.cashier_id)
    with refused("staff.unknown", RuleBroken):
        enter(till, CASHIER_PIN)
    with refused("staff.unknown", RuleBroken):
        till.cart("111", by=till.cashier)
    assert [person.name for person in till.ask(people)] == ["Ainura", "Bakyt", "Marat"]
    assert [person.name for person in till.ask(people, with_deleted=True) if person.is_deleted] == ["Chynara"]
    (sold,) = [line for line in till.ask(audit_lines) if line.action == "sale.completed"]
    assert sold.person == "Chynara"
    with refused("staff.unknown", RuleBroken):
        till.do(remove_person, person_id=till.cashier_id)


def test_the_pin_of_somebody_who_left_is_free(nameless: ShopFloor):
    nameless.do(remove_person, person_id=nameless.cashier_id)
    with refused("pin.wrong", PinRefused):
        enter_nameless(nameless, CASHIER_PIN)
    newcomer = nameless.do(add_person, name="Nurlan", pin=CASHIER_PIN, pin_key=KEY)
    assert enter_nameless(nameless, CASHIER_PIN).person_id == newcomer


def test_ones_own_pin_is_changed_by_the_old_one(shop: ShopFloor):
    shop.do(change_pin, by=shop.cashier, person_id=shop.cashier_id, old_pin=CASHIER_PIN, new_pin="2580")
    enter(shop, "2580")
    fail(shop, 1, pin=CASHIER_PIN, person_id=shop.cashier_id)


@pytest.mark.parametrize("old_pin", ["0000", None])
def test_a_till_that_was_left_alone_does_not_give_its_person_away(shop: ShopFloor, old_pin: str | None):
    for by, person_id in ((shop.cashier, shop.cashier_id), (shop.owner, shop.owner_id)):
        with refused("pin.wrong", PinRefused):
            shop.do(change_pin, by=by, person_id=person_id, old_pin=old_pin, new_pin="2580")
    assert len(shop.audit("pin.wrong")) == 2, "and it is counted"


def test_a_manager_gives_a_cashier_a_new_pin_which_also_unlocks_them(shop: ShopFloor):
    fail(shop, 5, person_id=shop.cashier_id)
    shop.do(change_pin, by=shop.manager, person_id=shop.cashier_id, new_pin="2580")
    enter(shop, "2580")
    with refused("right.missing", NotPermitted):
        shop.do(change_pin, by=shop.cashier, person_id=shop.second_cashier_id, new_pin="2581")


def test_the_last_owner_cannot_leave(shop: ShopFloor):
    with refused("staff.last_owner", RuleBroken):
        shop.do(remove_person, person_id=shop.owner_id)


@pytest.mark.parametrize("pin", ["", "123", "1" * 13, "12a4", "１２３４", " 4729", "47\n29"])
def test_a_pin_is_four_to_twelve_digits(pin: str):
    with refused("pin.malformed", RuleBroken):
        check_pin(pin)


@pytest.mark.parametrize("pin", ["1111", "000000", "1234", "9876", "0123456789", "7777777"])
def test_a_pin_that_is_guessed_first_is_refused(pin: str):
    with refused("pin.too_simple", RuleBroken):
        check_pin(pin)


@given(st.integers(0, 5000))
def test_a_pause_never_gets_shorter_and_never_longer_than_an_hour(count: int):
    now, after = pause_after(count) or timedelta(0), pause_after(count + 1) or timedelta(0)
    assert timedelta(0) <= now <= after <= timedelta(hours=1)
    check_not_locked(MORNING, MORNING)


class TestRecovery:
    """The code that was printed at first run."""

    def test_it_sets_a_new_pin_once_and_gives_the_next_code(self, shop: ShopFloor):
        code = shop.do(new_recovery, person_id=shop.owner_id)
        following = shop.do(recover_owner, by=shop.cashier, code=code, new_pin="2580")
        enter(shop, "2580", person="owner_id")
        with refused("recovery.wrong", PinRefused):
            shop.do(recover_owner, code=code, new_pin="3690")
        shop.do(recover_owner, code=following, new_pin="3690")
        enter(shop, "3690", person="owner_id")
        used = [line for line in shop.ask(audit_lines) if line.action == "recovery.used"]
        assert [line.person for line in used] == ["Ainura", "Ainura"]

    def test_it_may_be_typed_as_people_type(self, shop: ShopFloor):
        code = shop.do(new_recovery, person_id=shop.owner_id)
        shop.do(recover_owner, code=f"  {code.lower().replace('-', ' ')}\n", new_pin="2580")
        enter(shop, "2580", person="owner_id")

    def test_it_lets_an_owner_in_who_is_locked(self, shop: ShopFloor):
        code = shop.do(new_recovery, person_id=shop.owner_id)
        fail(shop, 5, person_id=shop.owner_id)
        shop.do(recover_owner, code=code, new_pin="2580")
        enter(shop, "2580", person="owner_id")

    def test_wrong_codes_are_counted_and_pause(self, shop: ShopFloor):
        code = shop.do(new_recovery, person_id=shop.owner_id)
        for _ in range(4):
            with refused("recovery.wrong", PinRefused):
                shop.do(recover_owner, code="AAAAA-BBBBB-CCCCC-DDDDD", new_pin="2580")
        with refused("pin.locked", PinRefused, seconds=30):
            shop.do(recover_owner, code="\ud800", new_pin="2580")
        with refused("pin.locked", RuleBroken):
            shop.do(recover_owner, code=code, new_pin="2580")
        shop.clock.advance(seconds=30)
        shop.do(recover_owner, code=code, new_pin="2580")

    def test_a_pin_that_cannot_be_does_not_use_it_up(self, nameless: ShopFloor):
        code = nameless.do(new_recovery, person_id=nameless.owner_id)
        for pin, refusal in (("1111", "pin.too_simple"), ("x", "pin.malformed"), (CASHIER_PIN, "pin.taken")):
            with refused(refusal, RuleBroken):
                nameless.do(recover_owner, code=code, new_pin=pin, pin_key=KEY)
        nameless.do(recover_owner, code=code, new_pin="2580", pin_key=KEY)
        assert enter_nameless(nameless, "2580").name == "Ainura"

    def test_a_new_code_replaces_the_one_before(self, shop: ShopFloor):
        old = shop.do(new_recovery, person_id=shop.owner_id)
        shop.do(new_recovery, person_id=shop.owner_id)
        with refused("recovery.wrong", PinRefused):
            shop.do(recover_owner, code=old, new_pin="2580")

    def test_only_an_owner_gets_a_code_and_only_their_own(self, shop: ShopFloor):
        for by, person_id in ((shop.manager, shop.owner_id), (shop.manager, shop.manager_id), (shop.owner, shop.manager_id)):
            with refused("right.owner_only", NotPermitted):
                shop.do(new_recovery, by=by, person_id=person_id)

    def test_it_is_stored_as_a_hash_and_has_a_hundred_bits(self, shop: ShopFloor):
        code = shop.do(new_recovery, person_id=shop.owner_id)
        plain = plain_recovery_code(code)
        assert re.fullmatch(r"[A-HJ-NP-Z2-9]{20}", plain)
        (stored,) = shop.rows("SELECT code_hash FROM recovery WHERE used_at IS NULL")
        assert stored["code_hash"].startswith("$argon2id$")
        for ending in ("", "-wal"):
            assert plain.encode() not in shop.path.with_name(shop.path.name + ending).read_bytes()

    def test_no_two_codes_are_the_same(self):
        assert len({new_recovery_code() for _ in range(200)}) == 200


def test_somebody_who_never_was_is_unknown(shop: ShopFloor):
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (sign_in, {"pin": "0000"}), (change_pin, {"new_pin": "2580"}), (remove_person, {}), (new_recovery, {}),
    ]
    for command, inputs in attempts:
        with refused("staff.unknown", RuleBroken):
            shop.do(command, person_id=uuid4(), **inputs)


def test_a_person_is_added_by_who_may_and_by_nobody_else(shop: ShopFloor):
    with refused("right.missing", NotPermitted, right=Right.EDIT_STAFF):
        shop.do(add_person, by=shop.cashier, name="Nurlan", pin="2580")
    with refused("right.missing", NotPermitted, right=Right.EDIT_SETTINGS):
        shop.do(change_setting, by=shop.manager, key="staff.sign_in_names", value=False)
    person_id = shop.do(add_person, by=shop.manager, name="Нурлан 🍎 =1+1\n", pin="2580")
    assert [person.name for person in shop.ask(people) if person.person_id == person_id] == ["Нурлан 🍎 =1+1"]
    for name, code in (("\u200e\t", "text.empty"), ("Н" * 10_000, "text.too_long")):
        with refused(code, RuleBroken):
            shop.do(add_person, by=shop.manager, name=name, pin="2581")
