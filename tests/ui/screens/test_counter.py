"""The checkout's keys and figures, in both layouts: what a cashier does all day, and what they take back."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.core.catalog.commands import add_product, remove_product
from app.core.jobs.commands import mark_failed
from app.core.settings.views import Comfort
from app.ports import Sound
from sync.outbox import connect_to
from tests.ui.screens.conftest import Hand
from ui.kit.status import PICTURES, SHORT, WHOLE
from ui.kit.theme import THEME
from ui.kit.tokens import LIGHT

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(params=["touch", "keyboard"])
def layout(request: pytest.FixtureRequest, hand: Hand) -> str:
    """Both ways to work."""
    hand.desk.settle_in(Comfort(layout=request.param))
    hand.settle()
    return str(request.param)


@pytest.fixture
def bread_and_milk(hand: Hand) -> Hand:
    """Two lines, the milk chosen."""
    for code in ("111", "222"):
        hand.checkout.scan(code)
        hand.settle()
    return hand


def lines(hand: Hand) -> dict[str, tuple[int, int]]:
    """Name → quantity and sum."""
    return {line.name: (line.quantity_milli, line.sum_minor) for line in hand.checkout.lines.values()}


def test_every_key_edits_the_chosen_line_in_both_layouts(bread_and_milk: Hand, layout: str):
    hand = bread_and_milk
    hand.press(Qt.Key.Key_F4)
    hand.keys("3")
    assert hand.screen.asking.figure == "3"
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    hand.keys("100")
    hand.press(Qt.Key.Key_Return)
    assert lines(hand)["Milk"] == (3000, 30_000)
    hand.press(Qt.Key.Key_Plus)
    hand.press(Qt.Key.Key_Minus)
    hand.press(Qt.Key.Key_Minus)
    assert lines(hand)["Milk"] == (2000, 20_000)
    hand.press(Qt.Key.Key_Up)
    hand.press(Qt.Key.Key_Delete)
    assert list(lines(hand)) == ["Milk"]


def test_a_discount_is_a_share_or_a_sum_of_the_line_or_of_all(bread_and_milk: Hand):
    hand = bread_and_milk
    for presses, typed, line_minor, receipt_minor in (
        (1, "10", 999, 0), (2, "20", 2000, 0), (3, "10", 2000, 1099), (4, "5,50", 2000, 550), (2, "10%", 999, 550),
    ):
        for _press in range(presses):
            hand.press(Qt.Key.Key_F8)
        hand.keys(typed)
        hand.press(Qt.Key.Key_Return)
        view = hand.checkout.view
        assert (view.line_discount_minor, view.receipt_discount_minor) == (line_minor, receipt_minor), (presses, typed)


def test_a_discount_by_touch_chooses_its_kind_and_is_set_with_the_green_key(bread_and_milk: Hand):
    hand = bread_and_milk
    hand.touch(hand.screen.discount)
    hand.touch(hand.screen.asking.kinds["receipt_discount_sum"])
    for key in "30":
        hand.screen._type(key)
    hand.touch(hand.screen.pay)
    assert hand.checkout.view.receipt_discount_minor == 3000
    assert hand.till.window.name == "checkout"


def test_a_figure_that_was_typed_first_is_taken_at_once(bread_and_milk: Hand, layout: str):
    bread_and_milk.keys("5")
    bread_and_milk.press(Qt.Key.Key_F4)
    assert lines(bread_and_milk)["Milk"][0] == 5000


def test_escape_forgets_what_is_asked_for_and_keeps_the_cart(bread_and_milk: Hand, layout: str):
    hand = bread_and_milk
    hand.press(Qt.Key.Key_F4)
    hand.keys("9")
    hand.press(Qt.Key.Key_Escape)
    assert not hand.checkout.view.is_asked
    assert hand.screen.box.text() == ""
    assert lines(hand)["Milk"][0] == 1000


def test_a_deleted_line_is_offered_back_and_ctrl_z_brings_it(bread_and_milk: Hand):
    hand = bread_and_milk
    hand.press(Qt.Key.Key_Delete)
    assert "Milk was taken out" in hand.till.window.banner.text
    hand.press(Qt.Key.Key_Z, CTRL)
    assert set(lines(hand)) == {"Bread", "Milk"}


def test_a_deleted_line_comes_back_by_touch(bread_and_milk: Hand):
    hand = bread_and_milk
    hand.touch(hand.screen.delete)
    undo = next(button for button in hand.till.window.banner.findChildren(QAbstractButton) if button.text() == "Undo")
    hand.touch(undo)
    assert set(lines(hand)) == {"Bread", "Milk"}


def test_ctrl_z_takes_the_last_lines_one_after_the_other(bread_and_milk: Hand, layout: str):
    bread_and_milk.press(Qt.Key.Key_Z, CTRL)
    assert list(lines(bread_and_milk)) == ["Bread"]
    bread_and_milk.press(Qt.Key.Key_Z, CTRL)
    assert lines(bread_and_milk) == {}


def test_goods_without_a_card_are_sold_by_ins_and_a_price(hand: Hand, layout: str):
    hand.press(Qt.Key.Key_Insert)
    assert hand.checkout.view.entry == "asked_price"
    hand.keys("250")
    hand.press(Qt.Key.Key_Return)
    assert lines(hand) == {"Souvenir": (1000, 25_000)}


def test_a_price_that_is_typed_before_ins_is_taken_at_once(hand: Hand):
    hand.keys("250")
    hand.press(Qt.Key.Key_Insert)
    assert lines(hand) == {"Souvenir": (1000, 25_000)}


def test_of_several_goods_without_a_price_one_is_chosen(hand: Hand):
    hand.floor.do(add_product, name="Bouquet", unit_id=hand.floor.units["pcs"], barcodes=[])
    hand.press(Qt.Key.Key_Insert)
    assert [hit.name for hit in hand.checkout.view.found.hits] == ["Bouquet", "Souvenir"]
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    hand.keys("40")
    hand.press(Qt.Key.Key_Return)
    assert lines(hand) == {"Souvenir": (1000, 4000)}


def test_where_no_goods_ask_for_a_price_some_can_be_created(hand: Hand):
    hand.floor.do(remove_product, product_id=hand.floor.goods["777"])
    hand.press(Qt.Key.Key_Insert)
    assert "Other goods" in hand.till.window.banner.text


def test_scanned_goods_without_a_price_ask_for_it_in_place(hand: Hand):
    hand.checkout.scan("777")
    hand.settle()
    hand.keys("12,5")
    hand.press(Qt.Key.Key_Return)
    assert lines(hand) == {"Souvenir": (1000, 1250)}


def test_the_layout_changes_in_the_middle_of_a_sale_and_is_kept(bread_and_milk: Hand):
    hand = bread_and_milk
    hand.press(Qt.Key.Key_L, CTRL)
    assert not hand.screen.is_for_fingers
    assert set(lines(hand)) == {"Bread", "Milk"}
    assert hand.floor.value("SELECT value FROM person_choice WHERE key = 'screen.layout'") == '"keyboard"'
    hand.press(Qt.Key.Key_L, CTRL)
    assert hand.screen.is_for_fingers


def test_with_a_keyboard_frequent_goods_have_numbers(hand: Hand):
    hand.floor.sell("222", cash=10_000)
    hand.desk.settle_in(Comfort(layout="keyboard"))
    hand.settle()
    assert hand.screen.numbered.buttons[0].accessibleName() == "Milk"  # a shop that has sold little fills up behind it
    hand.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert list(lines(hand)) == ["Milk"]


@pytest.mark.parametrize("percent", [100, 150])
def test_no_button_of_the_checkout_is_too_small_or_out_of_sight(bread_and_milk: Hand, layout: str, percent: int):
    hand = bread_and_milk
    window = hand.till.window
    window.resize(1024, 768)
    hand.desk.settle_in(Comfort(layout=layout, text_percent=percent))
    hand.settle()
    assert (window.width(), window.height()) == (1024, 768)
    for button in hand.screen.findChildren(QAbstractButton):
        if button.isVisible():
            assert min(button.width(), button.height()) >= 48, button.text()
            corner = button.mapTo(window, button.rect().bottomRight())
            assert corner.x() < 1024, button.text()
            assert corner.y() < 768, button.text()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    THEME.use(application, colours=LIGHT)


def test_the_line_of_states_says_less_where_there_is_less_room_and_never_nothing(hand: Hand):
    hand.floor.do(connect_to, address="postgresql://till@localhost:1/duken")
    hand.settle()
    line = hand.till.window.status
    assert hand.desk.person is not None
    levels = []
    for width in (1900, 520, 240):
        line.resize(width, line.height())
        levels.append(line.level)
    assert levels == [WHOLE, SHORT, PICTURES]
    everything = line.accessibleName()
    assert all(part in everything for part in ("Till 1", "shift 1", hand.desk.person.name, "Printer", "Centre"))


def test_a_paper_that_did_not_come_out_is_printed_again_from_the_line_of_states(bread_and_milk: Hand):
    hand = bread_and_milk
    hand.press(Qt.Key.Key_F12)
    hand.press(Qt.Key.Key_Return)
    job_id = hand.floor.value("SELECT id FROM print_job")
    hand.floor.do(mark_failed, job_id=UUID(bytes=job_id), problem="paper_out")
    hand.settle()
    assert {state.name: state.ink for state in hand.till.window.status.right}["printer"] == "bad"
    hand.touch(hand.till.window.status)
    panel = hand.till.counter.panel
    assert panel is not None
    again = next(button for button in panel.findChildren(QAbstractButton) if button.text() == "Print again")
    hand.touch(again)
    assert hand.floor.value("SELECT state FROM print_job WHERE id = ?", job_id) == "queued"
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.counter.panel is None


class Ear:
    """Hears what the till plays."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []

    def play(self, sound: Sound) -> bool:
        self.heard.append(sound)
        return True


def test_a_right_and_a_wrong_scan_are_heard_unless_somebody_wants_silence(hand: Hand):
    ear = Ear()
    hand.till.counter.sounds.use(ear)
    for code in ("111", "999999"):
        hand.checkout.scan(code)
        hand.settle()
    assert ear.heard == ["right", "wrong"]
    hand.desk.settle_in(Comfort(sounds=False))
    hand.checkout.scan("111")
    hand.settle()
    assert ear.heard == ["right", "wrong"]


@pytest.mark.parametrize("discounted", [False, True])
def test_the_total_is_never_cut_however_large_the_letters(bread_and_milk: Hand, layout: str, discounted: bool):
    hand = bread_and_milk
    hand.till.window.resize(1024, 768)
    hand.desk.settle_in(Comfort(layout=layout, text_percent=150))
    hand.checkout.line.add(9_998_000)
    if discounted:
        hand.checkout.discount(fixed_minor=1000)
        hand.checkout.discount(fixed_minor=1000, whole=True)
    hand.settle()
    total = next(part for part in hand.screen.findChildren(QLabel) if part.text() == hand.screen.pay.detail)
    assert total.width() >= total.fontMetrics().horizontalAdvance(total.text())
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    THEME.use(application, colours=LIGHT)
