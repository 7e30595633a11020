"""One's own language, who is at the door, whom to ask, and whom somebody may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.cash.queries import known_coins
from app.core.documents.blocks import Centre
from app.core.documents.code_paper import save_issued_code
from app.core.documents.sample import sample_receipt
from app.core.staff.commands import add_role, change_pin, choose_language, give_role, new_recovery, remove_person, sign_in
from app.core.staff.queries import door, who_may, within_reach
from app.kernel.context import NOBODY
from app.kernel.errors import AppError, RuleBroken
from app.kernel.permissions import Right
from tests.core.test_staff import hide_names
from tests.shop_floor import CASHIER_PIN, MORNING, OWNER_PIN, ShopFloor, refused


def test_a_language_is_ones_own_and_is_spoken_at_the_next_sign_in(shop: ShopFloor):
    shop.do(choose_language, by=shop.cashier, language="ky")
    assert shop.do(sign_in, person_id=shop.cashier_id, pin=CASHIER_PIN).language == "ky"
    assert shop.do(sign_in, person_id=shop.owner_id, pin=OWNER_PIN).language == "en"
    assert shop.value("SELECT facts FROM audit_entry WHERE action = 'staff.language_chosen'") == '{"language":"ky"}'
    shop.check_books()


def test_only_a_language_that_there_is_and_only_by_somebody(shop: ShopFloor):
    with refused("shop.language", RuleBroken):
        shop.do(choose_language, language="fr")
    with refused("staff.nobody", RuleBroken):
        shop.shop.do(choose_language, by=NOBODY, language="ru")
    shop.do(remove_person, person_id=shop.cashier_id)
    with refused("staff.unknown", RuleBroken):
        shop.do(choose_language, by=shop.cashier, language="ru")


def test_the_door_knows_who_came_in_last_and_whether_names_are_shown(shop: ShopFloor):
    at_first = shop.ask(door, branch_id=shop.place.branch_id)
    assert (at_first.last_id, at_first.with_names, len(at_first.people)) == (None, True, 4)
    shop.do(sign_in, person_id=shop.cashier_id, pin=CASHIER_PIN)
    assert shop.ask(door, branch_id=shop.place.branch_id).last_id == shop.cashier_id
    hide_names(shop)
    hidden = shop.ask(door, branch_id=shop.place.branch_id)
    assert not hidden.with_names
    assert len(hidden.people) == 4


def test_who_may_names_those_who_have_a_right_and_work_here(shop: ShopFloor):
    def names(right: Right) -> list[str]:
        return [person.name for person in shop.ask(who_may, right=right, branch_id=shop.place.branch_id)]

    assert names(Right.EDIT_SETTINGS) == ["Ainura"]
    assert names(Right.EDIT_STAFF) == ["Ainura", "Marat"]
    shop.do(remove_person, person_id=shop.manager_id)
    assert names(Right.EDIT_STAFF) == ["Ainura"]


def test_within_reach_is_whom_the_commands_let_one_change(shop: ShopFloor):
    role_id = shop.do(add_role, name="keeper", rights={Right.EDIT_SETTINGS: None})
    shop.do(give_role, person_id=shop.second_cashier_id, role_id=role_id)  # may do what the manager may not
    everybody = (shop.owner_id, shop.manager_id, shop.cashier_id, shop.second_cashier_id)
    for own, by in ((shop.owner_id, shop.owner), (shop.manager_id, shop.manager)):
        reach = shop.ask(within_reach, person_id=own, branch_id=shop.place.branch_id)
        for each in everybody:
            if each != own:
                assert (each in reach) is could(shop, by, each)


def could(shop: ShopFloor, by: object, person_id: object) -> bool:
    try:
        shop.do(change_pin, by=by, person_id=person_id, new_pin="2580")  # type: ignore[arg-type]
    except AppError:
        return False
    return True


def test_coins_to_choose_from_are_those_of_the_currency_and_the_shops_own(shop: ShopFloor):
    def ask() -> tuple[int, ...]:
        return shop.ask(known_coins, currency="KGS", branch_id=shop.place.branch_id)

    usual = ask()
    assert 100 in usual
    assert 700 not in usual
    shop.setting("cash.denominations_minor", [700, 1000])
    assert ask() == tuple(sorted({*usual, 700}))


@pytest.mark.parametrize("language", ["en", "ru", "uk", "kk", "ky"])
def test_the_sample_receipt_has_the_words_that_are_being_typed(shop: ShopFloor, language: str):
    place = shop.place
    shown = shop.ask(
        sample_receipt, till_id=place.till_id, branch_id=place.branch_id, header="Best bread\nin town", footer="Come again",
        cashier="Ainura", language=language, now=MORNING,
    )
    words = [block.text for block in shown.blocks if isinstance(block, Centre)]
    assert words[-1] == "Come again"
    assert {"Best bread", "in town"} <= set(words)
    assert shown.squares
    assert shop.value("SELECT count(*) FROM sale") == 0


def test_the_paper_of_a_recovery_code_names_the_owner_whose_it_is(shop: ShopFloor, tmp_path: Path):
    code = shop.do(new_recovery, person_id=shop.owner_id)
    path = shop.ask(save_issued_code, code=code, language="en", folder=tmp_path / "papers")
    assert path.read_bytes().startswith(b"%PDF")
    assert shop.ask(save_issued_code, code=code, language="en", folder=tmp_path / "papers") == path
