"""How somebody likes the screens: chosen by themselves, kept at this till, touching nobody else."""

from __future__ import annotations

import pytest

from app.core.settings.commands import choose
from app.core.staff.commands import change_setting, sign_in
from app.core.staff.views import SignedIn
from app.kernel.errors import RuleBroken
from tests.shop_floor import OWNER_PIN, ShopFloor


def signed_in(shop: ShopFloor) -> SignedIn:
    person: SignedIn = shop.do(sign_in, pin=OWNER_PIN, person_id=shop.owner_id)
    return person


def test_what_was_never_chosen_is_not_told(shop: ShopFloor) -> None:
    assert signed_in(shop).comfort == {}


def test_a_choice_comes_back_at_the_next_sign_in_and_can_be_made_again(shop: ShopFloor) -> None:
    for percent in (150, 125):
        shop.do(choose, key="screen.text_percent", value=percent)
    shop.do(choose, key="screen.theme", value="dark")
    assert signed_in(shop).comfort == {"text_percent": 125, "theme": "dark"}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("screen.theme", "pink", "settings.wrong_value"), ("screen.text_percent", True, "settings.wrong_value"),
        ("cash.step_minor", 5, "settings.unknown"), ("staff.pin_key", "x", "settings.unknown"),
        ("no.such", 1, "settings.unknown"),
    ],
)
def test_only_ones_own_comfort_is_chosen_and_only_what_there_is(shop: ShopFloor, key: str, value: object, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        shop.do(choose, key=key, value=value)
    assert refused.value.code == code


def test_a_persons_comfort_is_no_setting_of_the_shop(shop: ShopFloor) -> None:
    with pytest.raises(RuleBroken) as refused:
        shop.do(change_setting, key="screen.theme", value="dark")
    assert refused.value.code == "settings.unknown"
