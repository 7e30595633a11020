"""Names at sign-in are hidden only where everybody is found without them, and no owner is ever locked out by it."""

from __future__ import annotations

from typing import Any

from app.core.staff.commands import change_pin, change_setting, new_recovery, recover_owner, remove_person, sign_in
from app.kernel.errors import PinRefused, RuleBroken
from tests.core.test_staff import KEY, SECOND_PIN, enter, enter_nameless, hide_names
from tests.shop_floor import MANAGER_PIN, OWNER_PIN, ShopFloor, refused


def test_names_are_hidden_only_where_there_is_a_key_and_everybody_is_found_by_it(shop: ShopFloor):
    hide: dict[str, Any] = {"key": "staff.sign_in_names", "value": False}
    with refused("secret.missing", RuleBroken, setting="staff.sign_in_names"):
        shop.do(change_setting, **hide)
    with refused("staff.not_found_by_pin", RuleBroken, names="Ainura, Bakyt, Chynara, Marat"):
        shop.do(change_setting, **hide, pin_key=KEY)
    for person, pin in ((shop.owner_id, OWNER_PIN), (shop.manager_id, MANAGER_PIN), (shop.second_cashier_id, SECOND_PIN)):
        shop.do(sign_in, person_id=person, pin=pin, pin_key=KEY)
    shop.do(change_pin, person_id=shop.cashier_id, new_pin=MANAGER_PIN)  # two share a PIN: here nobody can tell
    shop.do(sign_in, person_id=shop.cashier_id, pin=MANAGER_PIN, pin_key=KEY)
    with refused("staff.not_found_by_pin", RuleBroken, names="Chynara", count=1):
        shop.do(change_setting, **hide, pin_key=KEY)
    shop.do(remove_person, person_id=shop.cashier_id)
    shop.do(change_setting, **hide, pin_key=KEY)
    assert enter_nameless(shop, MANAGER_PIN).name == "Marat"
    shop.setting("staff.sign_in_names", True)


def test_without_a_key_the_recovery_code_shows_the_names_again_and_the_owner_gets_in(shop: ShopFloor):
    hide_names(shop)
    code = shop.do(new_recovery, person_id=shop.owner_id)
    shop.do(recover_owner, code=code, new_pin="2580")
    assert shop.value("SELECT value FROM setting WHERE key = 'staff.sign_in_names'") == "true"
    enter(shop, "2580", person="owner_id")
    assert shop.value("SELECT pin_lookup FROM person WHERE is_owner") is None


def test_a_wrong_recovery_code_shows_no_names(shop: ShopFloor):
    hide_names(shop)
    with refused("recovery.wrong", PinRefused):
        shop.do(recover_owner, code="AAAAA-BBBBB-CCCCC-DDDDD", new_pin="2580")
    assert shop.value("SELECT value FROM setting WHERE key = 'staff.sign_in_names'") == "false"
