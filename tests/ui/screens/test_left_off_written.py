"""What is written of where the till is: little, late, nothing about people; and what of it another version may have left."""

from __future__ import annotations

import json

import pytest
from structlog.testing import capture_logs

from app.core.setup.commands import leave_off
from app.kernel.errors import EnvironmentFailed
from db.uow import Uow
from tests.shop_floor import OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from tests.ui.screens.test_resuming import kept, open_at, signed_in


@pytest.fixture
def owner(new_hand: NewHand, shop: ShopFloor) -> Hand:
    """The owner at the checkout, after their PIN."""
    shop.open_shift()
    return signed_in(new_hand, shop, shop.owner_id, OWNER_PIN)


def test_a_scan_writes_nothing_of_where_the_till_is(owner: Hand):
    owner.till.resuming.keep_now()
    owner.settle()
    (before,) = owner.floor.rows("SELECT * FROM left_off")
    owner.floor.clock.advance(minutes=5)
    for code in ("111", "222", "333", "111"):
        owner.checkout.scan(code)
        owner.settle()
    owner.checkout.line.add(1000)
    owner.checkout.search("mi")
    owner.settle()
    assert not owner.till.resuming.waits
    owner.till.resuming.keep_now()
    owner.settle()
    assert owner.floor.rows("SELECT * FROM left_off") == [before]


def test_a_quick_hand_writes_once_and_what_does_not_change_is_not_written(owner: Hand):
    open_at(owner, "cash")
    for figure in ("1", "2", "3"):
        owner.keys(figure)
    assert owner.till.resuming.waits
    assert owner.floor.rows("SELECT * FROM left_off") == []
    owner.till.resuming.keep_now()
    owner.settle()
    assert kept(owner)[1]["typed"]["amount_minor"] == 12_300
    owner.till.window.dress_again()
    owner.settle()
    assert not owner.till.resuming.waits


def test_no_pin_and_no_name_gets_into_it(owner: Hand):
    owner.floor.customer("Aidana")
    open_at(owner, "customer")
    owner.till.errands.customer.search("Aidana")
    owner.till.errands.customer.begin_new()
    owner.till.errands.customer.edit(phone="0555123456")
    owner.settle()
    owner.till.resuming.keep_now()
    owner.settle()
    text = json.dumps(kept(owner))
    assert all(word not in text for word in ("Aidana", "0555", OWNER_PIN))


def test_what_cannot_be_kept_is_told_once_and_tried_again(
    owner: Hand, monkeypatch: pytest.MonkeyPatch
):
    def full(_uow: Uow, **_inputs: str) -> None:  # a disk that is full for a moment cannot be had here
        raise EnvironmentFailed("database.disk_full", path="shop.db")

    monkeypatch.setattr("ui.shell.resuming.leave_off", full)
    told: list[str] = []
    with capture_logs() as log:
        for screen in ("cash", "menu"):
            open_at(owner, screen)
            owner.till.resuming.keep_now()
            owner.settle()
            told.append(owner.till.window.banner.text)
            owner.till.window.banner.close_it()
    assert told[0].startswith("What is begun on the screens cannot be kept for a power cut. The disk is full")
    assert told[1] == ""
    assert [line["event"] for line in log].count("left_off_failed") == 2
    monkeypatch.undo()
    open_at(owner, "cash")
    owner.till.resuming.keep_now()
    owner.settle()
    assert kept(owner)[0] == "cash"


STRANGE = {
    "payment": '{"sale_id": 7}', "paid": "{}", "return_lines": '{"sale_id": 7, "typed": {}}', "close": '{"shift_id": []}',
    "cash": '{"typed": {"kind": 1}}', "goods": '{"typed": {"name": 1}}', "exchange": '{"exchange": {"items": 5}}',
    "somewhere": "[]", "checkout": "no json",
}


@pytest.mark.parametrize("screen", STRANGE)
def test_facts_that_another_version_left_lead_to_the_counter_or_a_clean_screen(new_hand, shop: ShopFloor, screen):
    shop.open_shift()
    shop.do(leave_off, screen=screen, facts=STRANGE[screen])
    after = signed_in(new_hand, shop, shop.owner_id, OWNER_PIN)
    assert after.till.window.name in ("checkout", "cash")
    after.checkout.scan("111")
    after.settle()
    assert after.checkout.view.line_count == 1
