"""Settings: declared once, of one kind and range, felt at the next action, and no secret among them."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from app.core.settings.queries import read_setting, setting_of, settings_view
from app.core.settings.rules import DECLARED, PIN_KEY, RECEIPT_COLUMNS, RECEIPT_HEADER
from app.core.staff.commands import change_setting
from app.kernel.clock import ManualClock
from app.kernel.errors import NotPermitted, RuleBroken
from app.kernel.settings import PERSON, SECRET, SHOP
from db.models.company import SettingValue
from db.uow import Uow
from tests.db.looking import tables_of
from tests.shop_floor import ShopFloor, open_floor, refused


def value_of(shop: ShopFloor, key: str) -> Any:
    return shop.do(lambda uow: setting_of(uow, DECLARED[key]))


@pytest.mark.parametrize("setting", DECLARED.values(), ids=list(DECLARED))
def test_a_default_is_a_value_that_would_be_accepted(setting):
    assert type(setting.default) is setting.kind
    assert setting.accepts(setting.default)
    assert setting.scope in (SHOP, SECRET, PERSON)


def test_a_setting_that_nobody_changed_has_its_default(shop: ShopFloor):
    assert {key: value_of(shop, key) for key in DECLARED} == {key: setting.default for key, setting in DECLARED.items()}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cash.step_minor", 100), ("cash.denominations_minor", [100, 500]), ("cash.blind_count", False), ("receipt.columns", 32),
        ("receipt.header", "Дүкөн «Береке» 🍎\n=1+1"), ("backup.folder", "D:\\Backups"), ("cash.denominations_minor", []),
    ],
)
def test_a_changed_setting_is_felt_at_the_next_action_and_after_a_restart(shop: ShopFloor, key: str, value: Any):
    value_of(shop, key)
    shop.setting(key, value)
    assert value_of(shop, key) == value
    assert shop.ask(settings_view, branch_id=shop.place.branch_id)[key] == value
    path = shop.path
    shop.close()
    again = open_floor(path, shop.template, ManualClock(shop.clock.now))
    assert value_of(again, key) == value
    again.close()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cash.step_minor", 0), ("cash.step_minor", 100_001), ("cash.step_minor", "1"), ("cash.step_minor", 1.0),
        ("cash.step_minor", True), ("cash.step_minor", None), ("cash.blind_count", 1), ("cash.blind_count", "false"),
        ("receipt.columns", 40), ("receipt.header", "x" * 401), ("receipt.header", b"x"), ("receipt.footer", "\ud800"),
        ("cash.denominations_minor", [0]), ("cash.denominations_minor", ["1"]), ("cash.denominations_minor", [True]),
        ("cash.denominations_minor", (1, 2)), ("cash.denominations_minor", [10**10]), ("backup.folder", "x" * 10_000),
    ],
)
def test_a_value_of_another_kind_or_range_is_refused(shop: ShopFloor, key: str, value: Any):
    before = tables_of(shop.path)
    with refused("settings.wrong_value", RuleBroken, key=key):
        shop.setting(key, value)
    assert tables_of(shop.path) == before


def test_an_unknown_setting_is_refused(shop: ShopFloor):
    with refused("settings.unknown", RuleBroken, key="colour"):
        shop.setting("colour", "red")


def test_a_secret_goes_to_the_keyring_and_never_into_the_file(shop: ShopFloor):
    with refused("settings.secret_in_keyring", RuleBroken, key=PIN_KEY.key):
        shop.setting(PIN_KEY.key, "k" * 64)
    assert PIN_KEY.key not in shop.ask(settings_view, branch_id=shop.place.branch_id)


def test_only_who_may_changes_a_setting(shop: ShopFloor):
    for by in (shop.cashier, shop.manager):
        with refused("right.missing", NotPermitted):
            shop.do(change_setting, by=by, key="receipt.columns", value=32)


def test_the_shops_value_comes_before_the_companys(shop: ShopFloor):
    def store_for(uow: Uow, *, branch_id: Any, value: int) -> None:
        uow.add_card(SettingValue(id=uow.new_id(), branch_id=branch_id, key="receipt.columns", value=json.dumps(value)))
        uow.touch("settings")

    shop.do(store_for, branch_id=uuid4(), value=48)
    assert value_of(shop, "receipt.columns") == 42, "another shop's"
    shop.do(store_for, branch_id=None, value=48)
    assert value_of(shop, "receipt.columns") == 48
    shop.setting("receipt.columns", 32)
    assert value_of(shop, "receipt.columns") == 32
    assert shop.ask(read_setting, setting=RECEIPT_COLUMNS, branch_id=uuid4()) == 48


def test_a_change_is_audited_and_travels_and_the_same_value_again_does_not(shop: ShopFloor):
    documents = shop.documents()
    shop.setting("receipt.columns", 32)
    *_at_set_up, entry = shop.audit("setting.changed")
    assert json.loads(entry["facts"]) == {"key": "receipt.columns", "value": "32"}
    shop.setting("receipt.columns", 48)
    assert shop.documents() == documents + 2
    shop.setting("receipt.columns", 48)
    assert shop.documents() == documents + 2


def test_no_receipt_is_queued_where_the_shop_does_not_want_it(till: ShopFloor):
    till.setting("receipt.auto_print", False)
    till.sell("111")
    assert till.rows("SELECT 1 FROM print_job WHERE document_kind = 'sale'") == []
    till.setting("receipt.auto_print", True)
    till.sell("111")
    assert len(till.rows("SELECT 1 FROM print_job WHERE document_kind = 'sale'")) == 1


def test_a_header_is_text_whatever_it_says(shop: ShopFloor):
    shop.setting(RECEIPT_HEADER.key, "'); DROP TABLE setting; --\x1b@")
    assert value_of(shop, RECEIPT_HEADER.key) == "'); DROP TABLE setting; --\x1b@"
