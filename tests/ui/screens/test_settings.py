"""Settings with hands: one's own in the middle of a sale, the shop's with its refusals, people who come and go."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.backup_keeper import Keeping
from app.core.settings.rules import COMFORT
from app.core.staff.commands import sign_in
from app.kernel.errors import NotPermitted
from tests.core.test_staff import KEY, hide_names
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from tests.ui.screens.test_close import shown
from ui.kit.theme import THEME
from ui.pages.settings.mine_model import KEYS
from ui.wording import LANGUAGE_NAMES


def open_part(hand: Hand, part: str) -> None:
    hand.till.house.keeping = hand.till.house.keeping or Keeping(hand.floor.shop, version="0.test")
    hand.till.window.open("settings")
    hand.settle()
    hand.touch(hand.screen.tabs[part])


@pytest.fixture
def seated(new_hand: NewHand, shop: ShopFloor):
    """Somebody at the checkout, by their name in the template."""

    def sit(who: str, pin: str) -> Hand:
        shop.open_shift(by=getattr(shop, who))
        hand = new_hand(shop, pin_key=KEY)
        hand.till.states.ask()
        hand.settle()
        hand.sit_down(getattr(shop.template, f"{who}_id"), pin)
        hand.till.window.open("checkout")
        hand.settle()
        return hand

    return sit


def setting(hand: Hand, key: str) -> str:
    return str(hand.floor.value("SELECT value FROM setting WHERE key = ?", key))


# --- one's own ---


def test_language_and_theme_are_two_gestures_from_the_checkout_by_touch(seated):
    hand = seated("cashier", CASHIER_PIN)
    hand.checkout.scan("111")
    hand.settle()
    hand.touch(hand.till.window.person)
    hand.touch(hand.till.house.own.keys["1"])
    assert hand.desk.language == "ru"
    assert hand.screen.quantity.text() == "Количество"
    assert [line.name for line in hand.checkout.lines.values()] == ["Bread"]
    hand.touch(hand.till.window.person)
    hand.touch(hand.till.house.own.keys["7"])
    assert (THEME.colours.name, hand.till.window.name) == ("dark", "checkout")
    assert [line.name for line in hand.checkout.lines.values()] == ["Bread"]


def test_and_two_keys_by_keyboard(seated):
    hand = seated("cashier", CASHIER_PIN)
    hand.press(Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    hand.press(Qt.Key.Key_5)
    assert hand.desk.language == "ky"
    hand.press(Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    hand.press(Qt.Key.Key_0)
    assert THEME.percent == 150


def test_what_was_chosen_is_there_at_the_next_sign_in_and_nobody_elses(seated):
    hand = seated("cashier", CASHIER_PIN)
    hand.till.house.mine.speak("kk")
    hand.till.house.mine.choose("text_percent", 125)
    hand.till.house.mine.choose("sounds", False)
    hand.settle()
    hand.till.change_person()
    hand.settle()
    hand.sit_down(hand.floor.template.manager_id, MANAGER_PIN)
    assert (hand.desk.comfort.text_percent, hand.desk.comfort.sounds, THEME.percent) == (100, True, 100)
    hand.sit_down(hand.floor.template.cashier_id, CASHIER_PIN)
    assert (hand.desk.language, hand.desk.comfort.text_percent, hand.desk.comfort.sounds) == ("kk", 125, False)
    assert not hand.faults


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
def test_every_language_is_chosen_by_a_key_in_its_own_words(hand: Hand, language: str):
    open_part(hand, "mine")
    hand.touch(hand.screen.part.languages.keys[language])
    assert hand.desk.language == language
    assert hand.screen.part.languages.keys[language].look == "chosen"


def test_each_choice_applies_at_once(hand: Hand):
    open_part(hand, "mine")
    hand.touch(hand.screen.part.choices["layout"].keys["keyboard"])
    hand.touch(hand.screen.part.choices["theme"].keys["dark"])
    assert (hand.desk.comfort.layout, hand.desk.comfort.theme) == ("keyboard", "dark")
    assert hand.floor.value("SELECT count(*) FROM person_choice") == 2


def test_the_panel_knows_every_setting_of_a_person():
    assert {key: name for name, key in KEYS.items()} == COMFORT


def test_another_cashier_is_one_key_in_the_panel_and_settings_another(seated):
    hand = seated("cashier", CASHIER_PIN)
    hand.touch(hand.till.window.person)
    hand.touch(hand.till.house.own.settings)
    assert hand.till.window.name == "settings"
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "checkout"
    hand.touch(hand.till.window.person)
    hand.press(Qt.Key.Key_F11)
    assert (hand.till.window.name, hand.desk.person) == ("sign_in", None)


def test_ones_own_pin_is_changed_by_the_one_before(hand: Hand):
    open_part(hand, "mine")
    hand.touch(hand.screen.part.pin)
    for pin in ("0001", "2580", "2580"):
        hand.keys(pin)
        hand.press(Qt.Key.Key_Return)
    sheet = hand.screen.part.pin_sheet
    assert sheet.wrong.text() == "The PIN is wrong. Tries left: 4."
    assert sheet.old.text() == ""
    for pin in (OWNER_PIN, "2580", "2580"):
        hand.keys(pin)
        hand.press(Qt.Key.Key_Return)
    assert not hand.till.window.is_asking
    assert "The PIN is changed." in shown(hand)
    hand.floor.do(sign_in, person_id=hand.floor.owner_id, pin="2580")


def test_an_owner_has_a_new_recovery_code_and_it_stays_until_it_is_written_down(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ui.pages.settings.mine_model.documents_folder", lambda: tmp_path)
    open_part(hand, "mine")
    hand.touch(hand.screen.part.code)
    panel = hand.screen.part.code_sheet.panel
    assert panel.code.text() == hand.till.house.mine.view.code != ""
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.is_asking
    hand.touch(panel.save)
    assert list(tmp_path.glob("*.pdf"))
    hand.touch(panel.done)
    assert hand.till.house.mine.view.code == ""
    assert not hand.till.window.is_asking


def test_a_cashier_is_offered_no_recovery_code(seated):
    hand = seated("cashier", CASHIER_PIN)
    open_part(hand, "mine")
    assert not hand.screen.part.code.isVisible()


# --- the shop's ---


@pytest.mark.parametrize("part", ["receipt", "cash", "keeping", "people"])
def test_without_the_right_a_part_says_who_may(seated, part: str):
    hand = seated("cashier", CASHIER_PIN)
    open_part(hand, part)
    assert "You may not change this." in shown(hand)
    assert "Ainura" in shown(hand)


def test_words_of_the_receipt_are_seen_on_paper_while_they_are_typed_and_stored_by_the_green_key(hand: Hand):
    open_part(hand, "receipt")
    assert not hand.screen.save.isEnabled()
    hand.screen.part.header.setPlainText("Fresh every day")
    hand.settle()
    assert "Fresh every day" in hand.screen.part.paper.accessibleDescription()
    assert hand.floor.rows("SELECT 1 FROM setting WHERE key = 'receipt.header'") == []
    hand.touch(hand.screen.save)
    assert setting(hand, "receipt.header") == '"Fresh every day"'
    assert not hand.screen.save.isEnabled()


def test_typed_words_survive_another_language_and_a_way_elsewhere_but_not_another_person(hand: Hand):
    open_part(hand, "receipt")
    hand.screen.part.footer.setPlainText("Come again")
    hand.till.house.mine.speak("ru")
    hand.settle()
    assert hand.screen.part.footer.toPlainText() == "Come again"
    hand.press(Qt.Key.Key_Escape)
    hand.till.window.open("settings")
    hand.settle()
    assert hand.screen.part.footer.toPlainText() == "Come again"
    assert hand.screen.save.isEnabled()
    hand.till.change_person()
    hand.sit_down(hand.floor.owner_id, OWNER_PIN)
    open_part(hand, "receipt")
    assert hand.screen.part.footer.toPlainText() == ""


def test_a_paste_of_a_megabyte_is_cut_and_odd_letters_are_kept(hand: Hand):
    open_part(hand, "receipt")
    QApplication.clipboard().setText("я😀‮" * 300_000)
    hand.screen.part.header.paste()
    hand.settle()
    assert len(hand.screen.part.header.toPlainText()) <= 400
    hand.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert setting(hand, "receipt.header") != '""'
    assert not hand.faults


def test_switches_are_stored_as_they_are_touched(hand: Hand):
    open_part(hand, "cash")
    hand.touch(hand.screen.part.switches["cash.blind_count"].keys[False])
    assert setting(hand, "cash.blind_count") == "false"
    assert hand.screen.part.switches["cash.blind_count"].keys[False].look == "chosen"
    open_part(hand, "receipt")
    hand.touch(hand.screen.part.switches["receipt.columns"].keys[32])
    assert setting(hand, "receipt.columns") == "32"


def test_a_smallest_coin_of_nothing_is_refused_beside_its_field(hand: Hand):
    open_part(hand, "cash")
    hand.screen.part.step.setText("0")
    hand.touch(hand.screen.save)
    assert "does not suit" in hand.screen.part.rows["cash.step_minor"].wrong.text()
    assert not hand.faults
    hand.screen.part.step.setText("5")
    assert hand.screen.part.rows["cash.step_minor"].wrong.text() == ""
    hand.touch(hand.screen.save)
    assert setting(hand, "cash.step_minor") == "500"


def test_coins_are_taken_out_and_added_and_one_always_stays(hand: Hand):
    open_part(hand, "cash")
    part = hand.screen.part
    hand.touch(part.coins.keys[300])
    part.new_coin.setText("7")
    hand.touch(part.add)
    chosen = hand.till.house.shop.view.chosen_coins
    assert 300 not in chosen
    assert 700 in chosen
    for coin in chosen:
        hand.till.house.shop.turn_coin(coin)
        hand.settle()
    assert len(hand.till.house.shop.view.chosen_coins) == 1


def test_names_are_hidden_only_where_everybody_is_found_and_the_refusal_names_them(seated):
    hand = seated("owner", OWNER_PIN)
    open_part(hand, "keeping")
    hand.touch(hand.screen.part.switches["staff.sign_in_names"].keys[False])
    assert "Chynara" in hand.screen.part.rows["staff.sign_in_names"].wrong.text()
    hide_names(hand.floor)
    hand.settle()
    assert hand.screen.part.switches["staff.sign_in_names"].keys[False].look == "chosen"


def test_a_backup_is_made_by_hand_into_the_folder_that_was_chosen(hand: Hand, tmp_path: Path):
    open_part(hand, "keeping")
    hand.till.house.shop.take_folder(tmp_path / "stick")
    hand.settle()
    hand.touch(hand.screen.part.now)
    assert list((tmp_path / "stick").rglob("*.backup.db"))
    assert str(tmp_path / "stick") in hand.screen.part.figures.lines[0].note


def test_a_folder_that_cannot_be_written_is_told_beside_the_backups(hand: Hand, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    open_part(hand, "keeping")
    hand.screen.part.folder.setText(str(tmp_path / "file"))
    hand.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hand.touch(hand.screen.part.now)
    assert hand.screen.part.backups.wrong.text() != ""
    assert hand.screen.part.now.isEnabled()


def test_a_backup_needs_its_right(shop: ShopFloor):
    keeping = Keeping(shop.shop, version="0")
    with pytest.raises(NotPermitted):
        shop.ask(keeping.back_up, person_id=shop.template.cashier_id)
    assert shop.ask(keeping.back_up, person_id=shop.template.manager_id).backed_up_at is not None


def test_the_folder_is_picked_in_a_panel_of_our_own(hand: Hand, tmp_path: Path):
    open_part(hand, "keeping")
    hand.touch(hand.screen.part.pick)
    dialog = hand.screen.part.dialog
    dialog.fileSelected.emit(str(tmp_path))
    hand.settle()
    assert setting(hand, "backup.folder") == f'"{tmp_path}"'
    dialog.close()


def test_parts_are_reached_by_keys(hand: Hand):
    open_part(hand, "mine")
    hand.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert hand.till.house.part == "cash"


# --- people ---
