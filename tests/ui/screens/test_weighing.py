"""Weighing in place: by keyboard and by touch, once a load, and never in the way of a scan."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.core.catalog.commands import Pack, add_code
from app.core.settings.views import Comfort
from app.core.staff.commands import change_role
from app.kernel.permissions import Right
from devices.simulators.scale import SimulatedScale
from tests.shop_floor import CASHIER_PIN, OWNER_PIN, ShopFloor
from tests.ui.screens.conftest import Hand, NewHand
from ui.bridge.scale_signals import ABSENT, DEAD, EMPTY, OVER, STEADY, ScaleSignals


class Scale:
    """The scale on the counter and its signals; `rests` waits until it has been seen in a state."""

    def __init__(self, hand: Hand, signals: ScaleSignals, device: SimulatedScale) -> None:
        self.hand, self.signals, self.device = hand, signals, device

    def put(self, grams: int, *, state: str = STEADY) -> None:
        self.device.put(grams)
        self.rests(state, grams)

    def rests(self, state: str, grams: int | None = None) -> None:
        def is_there() -> bool:
            view = self.signals.view
            return view.state == state and grams in (None, view.weight_milli)

        self.hand.qtbot.waitUntil(is_there, timeout=5000)
        self.hand.settle()


@pytest.fixture
def scale(hand: Hand) -> Iterator[Scale]:
    """A simulated scale at the till of `hand`, and nothing on it."""
    device = SimulatedScale()
    signals = hand.till.scale
    signals.use(device, pan=device)
    made = Scale(hand, signals, device)
    made.rests(EMPTY)
    yield made
    signals.stop()


def apples(hand: Hand) -> list[tuple[int, str]]:
    lines = "SELECT quantity_milli, weight_source FROM sale_line WHERE name = 'Apples' AND NOT removed ORDER BY position"
    rows = hand.floor.rows(lines)
    return [(row["quantity_milli"], row["weight_source"]) for row in rows]


def test_apples_are_weighed_by_keyboard_without_leaving_the_scan_line(hand: Hand, scale: Scale):
    hand.keys("apples")
    hand.press(Qt.Key.Key_Return)
    assert hand.screen.asking.words == "Put the goods on the scale."
    scale.put(742)
    assert hand.screen.asking.figure == "0.742 kg"
    assert hand.screen.pay.detail.startswith("89.04")
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(742, "scale")]
    assert not hand.checkout.view.is_asked
    assert hand.till.window.name == "checkout"


def test_apples_are_weighed_by_touch_with_the_green_key(hand: Hand, scale: Scale):
    hand.checkout.search("apples")
    hand.settle()
    hand.screen._hits.picked.emit(hand.checkout.view.found.chosen)
    scale.put(500)
    hand.touch(hand.screen.pay)
    assert apples(hand) == [(500, "scale")]


def test_a_weight_that_moves_is_not_taken(hand: Hand, scale: Scale):
    hand.checkout.scan("444")
    hand.settle()
    assert hand.checkout.view.weighing.wanted is not None
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == []
    scale.put(16_000, state=OVER)
    hand.press(Qt.Key.Key_Return)
    assert hand.screen.asking.words == "Too heavy for this scale."
    assert apples(hand) == []


def test_the_same_load_is_taken_again_only_by_who_insists(hand: Hand, scale: Scale):
    scale.put(742)
    for _time in range(2):
        hand.checkout.scan("444")
        hand.settle()
        hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(742, "scale")]
    assert hand.checkout.view.weighing.is_doubted
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(742, "scale"), (742, "scale")]


def test_a_scale_that_was_cleared_carries_a_new_load(hand: Hand, scale: Scale):
    for grams in (742, 300):
        scale.put(grams)
        hand.checkout.scan("444")
        hand.settle()
        hand.press(Qt.Key.Key_Return)
        scale.put(0, state=EMPTY)
    assert apples(hand) == [(742, "scale"), (300, "scale")]


def test_a_scan_while_something_is_weighed_is_not_lost(hand: Hand, scale: Scale):
    hand.checkout.scan("444")
    hand.settle()
    hand.floor.do(add_code, product_id=hand.floor.goods["111"], pack=Pack(code="4600000000008"))
    hand.scan("4600000000008")
    assert hand.checkout.view.weighing.wanted is not None
    assert [line.name for line in hand.checkout.lines.values()] == ["Bread"]


def test_two_weighed_goods_that_are_scanned_wait_for_each_other(hand: Hand, scale: Scale):
    hand.checkout.scan("444")
    hand.checkout.scan("444")
    hand.settle()
    assert hand.checkout.view.weighing.waiting == 1
    scale.put(250)
    hand.press(Qt.Key.Key_Return)
    assert hand.checkout.view.weighing.wanted is not None
    hand.press(Qt.Key.Key_Escape)
    assert hand.checkout.view.weighing.wanted is None
    assert apples(hand) == [(250, "scale")]


def test_with_a_dead_scale_the_weight_is_typed(hand: Hand, scale: Scale):
    scale.device.dead = True
    scale.rests(DEAD)
    hand.checkout.scan("444")
    hand.settle()
    assert hand.screen.asking.words == "The scale does not answer: type the weight, then Enter."
    hand.keys("0,35")
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(350, "typed")]


def test_a_till_without_a_scale_asks_for_the_weight_on_the_keypad(hand: Hand):
    assert hand.till.scale.view.state == ABSENT
    hand.checkout.scan("444")
    hand.settle()
    assert hand.screen.asking.words == "There is no scale here: type the weight, then Enter."
    for key in "1,5":
        hand.screen._type(key)
    hand.touch(hand.screen.pay)
    assert apples(hand) == [(1500, "typed")]


def test_who_may_not_type_weights_is_asked_for_somebody_who_may(new_hand: NewHand, shop: ShopFloor):
    shop.open_shift()
    role_id = UUID(bytes=shop.value("SELECT id FROM role WHERE name = 'cashier'"))
    shop.do(change_role, role_id=role_id, rights={Right.SELL: None})
    hand = new_hand(shop)
    hand.sit_down(shop.cashier_id, CASHIER_PIN)
    hand.till.window.open("checkout")
    hand.checkout.scan("444")
    hand.settle()
    hand.keys("1")
    hand.press(Qt.Key.Key_Return)
    (missing,) = hand.missing
    missing.lend(shop.owner_id, OWNER_PIN)
    hand.settle()
    assert apples(hand) == [(1000, "typed")]


def test_a_line_is_weighed_again_with_f5(hand: Hand, scale: Scale):
    scale.put(742)
    hand.checkout.scan("444")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    scale.put(0, state=EMPTY)
    scale.put(800)
    hand.press(Qt.Key.Key_F5)
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(800, "scale")]


def test_paying_waits_for_what_is_on_the_scale(hand: Hand, scale: Scale):
    hand.checkout.scan("111")
    hand.checkout.scan("444")
    hand.settle()
    hand.press(Qt.Key.Key_F12)
    assert hand.till.window.name == "checkout"
    assert "weighed" in hand.till.window.banner.text


def test_the_line_of_states_shows_the_weight_and_its_panel_loads_the_simulated_scale(hand: Hand, scale: Scale):
    hand.press(Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    panel = hand.till.counter.panel
    assert panel is not None
    hand.keys("0,742")
    hand.press(Qt.Key.Key_Return)
    scale.rests(STEADY, 742)
    assert any("0.742 kg" in state.words and "simulated" in state.words for state in hand.till.window.status.right)


def test_weighing_goes_on_in_the_other_layout(hand: Hand, scale: Scale):
    scale.put(742)
    hand.checkout.scan("444")
    hand.settle()
    hand.desk.settle_in(Comfort(layout="keyboard"))
    hand.settle()
    assert hand.screen.asking.figure == "0.742 kg"
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(742, "scale")]


def test_the_container_is_not_paid_for(hand: Hand, scale: Scale):
    hand.checkout.scan("444")
    hand.settle()
    scale.put(45)
    hand.press(Qt.Key.Key_F5)
    assert hand.screen.asking.words == "This is the container: put the goods into it."
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == []
    scale.put(0, state=EMPTY)  # it is filled beside the scale
    scale.put(787)
    assert hand.screen.asking.figure == "0.742 kg"
    assert hand.screen.asking.tare.text() == "Tare 0.045"
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(742, "scale")]
    scale.put(0, state=EMPTY)
    scale.put(300)
    hand.checkout.scan("444")
    hand.settle()
    assert hand.screen.asking.figure == "0.3 kg"


def test_a_tare_that_is_known_is_typed_and_an_empty_scale_takes_it_away(hand: Hand, scale: Scale):
    hand.checkout.scan("444")
    hand.settle()
    scale.put(500)
    hand.keys("0,012")
    hand.press(Qt.Key.Key_F5)
    assert hand.screen.asking.figure == "0.488 kg"
    hand.keys("99999")
    hand.press(Qt.Key.Key_F5)
    assert hand.screen.asking.figure == "0.488 kg"
    scale.put(0, state=EMPTY)
    hand.touch(hand.screen.asking.tare)
    assert hand.screen.asking.tare.text() == "Tare"


def test_a_tare_that_is_heavier_than_what_lies_there_is_said(hand: Hand, scale: Scale):
    hand.checkout.scan("444")
    hand.settle()
    scale.put(500)
    hand.keys("5")
    hand.press(Qt.Key.Key_F5)
    assert hand.screen.asking.words.startswith("Lighter than the tare")
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == []


def test_what_is_put_on_top_is_weighed_alone_and_without_a_doubt(hand: Hand, scale: Scale):
    scale.put(742)
    hand.checkout.scan("444")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    hand.checkout.scan("444")
    hand.settle()
    hand.press(Qt.Key.Key_F5)
    scale.put(1000)
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(742, "scale"), (258, "scale")]


@pytest.mark.parametrize(("state", "reason"), [("dead", "scale_silent"), ("over", "scale_refused"), ("steady", "beside_scale")])
def test_why_a_weight_was_typed_stands_in_the_journal(hand: Hand, scale: Scale, state: str, reason: str):
    if state == "dead":
        scale.device.dead = True
        scale.rests(DEAD)
    else:
        scale.put(16_000 if state == "over" else 400, state=state)
    hand.checkout.scan("444")
    hand.settle()
    hand.keys("0,5")
    hand.press(Qt.Key.Key_Return)
    assert apples(hand) == [(500, "typed")]
    (told,) = hand.floor.rows("SELECT facts FROM audit_entry WHERE action = 'sale.weight_typed'")
    assert f'"weight_reason":"{reason}"' in told["facts"].replace(" ", "")
