"""What the customer sees while the cashier works: each line with the total, what is due, the change; and it takes no key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.sales.commands.drafts import discount_line
from tests.ui.screens.conftest import Hand
from ui.bridge.display_signals import Rows

Key = Qt.Key


@pytest.fixture
def rows(hand: Hand) -> list[Rows]:
    """What was shown on the displays, one after the other."""
    shown: list[Rows] = []
    hand.till.states.displays.use(shown.append)
    return shown


def seen(hand: Hand, rows: list[Rows]) -> Rows:
    hand.qtbot.waitUntil(lambda: not hand.till.customer._behind.isActive())
    return rows[-1]


def test_the_displays_follow_a_sale_from_the_first_line_to_the_thanks(hand: Hand, rows: list[Rows]):
    assert seen(hand, rows) == (("Bereke", ""), ("Welcome!", ""))
    hand.scan("111222")
    assert seen(hand, rows) == (("Bereke", ""), ("Welcome!", ""))  # nothing was sold
    hand.checkout.scan("111")
    hand.settle()
    assert seen(hand, rows) == (("Bread", "30.00"), ("Total", "30.00"))
    hand.checkout.scan("222")
    hand.settle()
    total = hand.till.customer.figure(hand.checkout.view.total_minor)
    assert seen(hand, rows)[1] == ("Total", total)
    hand.press(Key.Key_F12)
    assert seen(hand, rows) == (("To pay", total), ("", ""))
    hand.keys("500")
    hand.settle()
    assert seen(hand, rows) == (("To pay", total), ("Received", "500.00"))
    hand.press(Key.Key_Return)
    change = hand.payment.view.done.change_minor if hand.payment.view.done else 0
    assert change
    assert seen(hand, rows) == (("Change", hand.till.customer.figure(change)), ("Thank you!", ""))
    hand.press(Key.Key_Return)
    assert seen(hand, rows) == (("Bereke", ""), ("Welcome!", ""))


def test_it_speaks_the_language_of_the_shop_and_not_that_of_the_cashier(hand: Hand, rows: list[Rows]):
    hand.desk.speak("kk")
    hand.checkout.scan("111")
    hand.settle()
    assert seen(hand, rows)[1][0] == hand.till.customer.say("Total")
    assert hand.desk.place.language != "kk"


@pytest.fixture
def second_screen(hand: Hand) -> Iterator[Hand]:
    hand.till.states.displays.tell_window({"screen": "any"})
    hand.qtbot.waitUntil(lambda: hand.till.second_screen.shown is not None)
    yield hand
    hand.till.second_screen.end()


def test_the_window_for_customers_leaves_the_keyboard_where_it_is(second_screen: Hand):
    hand, shown = second_screen, second_screen.till.second_screen.shown
    assert shown is not None
    assert shown.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert QApplication.activeWindow() is hand.till.window
    hand.checkout.scan("111")
    hand.settle()
    hand.floor.do(discount_line, line_id=hand.checkout.lines[1].line_id, fixed_minor=500)
    hand.settle()
    hand.qtbot.waitUntil(lambda: hand.till.customer.view.discount_minor == 500)
    assert shown.grab().toImage().pixelColor(4, 4) != shown.grab().toImage().pixelColor(shown.width() - 4, 4)


def test_it_goes_when_it_is_declared_no_more_and_with_the_till(second_screen: Hand):
    hand = second_screen
    hand.till.states.displays.tell_window(None)
    hand.qtbot.waitUntil(lambda: hand.till.second_screen.shown is None)
    hand.till.states.displays.tell_window({"screen": "any"})
    hand.qtbot.waitUntil(lambda: hand.till.second_screen.shown is not None)
    hand.till.window.close()
    assert hand.till.second_screen.shown is None


def test_where_there_is_no_second_screen_it_stays_away(hand: Hand):
    hand.till.states.displays.tell_window({"screen": "second"})
    hand.settle()
    assert hand.till.states.displays.window == {"screen": "second"}
    assert hand.till.second_screen.shown is None


def test_a_scanner_on_a_port_is_heard_as_one_that_types_wherever_somebody_is(hand: Hand):
    scanners = hand.till.states.scanners
    scanners.hear(b"111")
    hand.settle()
    assert [line.name for line in hand.checkout.lines.values()] == ["Bread"]
    hand.press(Key.Key_F12)
    scanners.hear(b"222")
    hand.settle()
    assert "Scanned during payment and not sold: 222." in hand.till.window.banner.text


def test_a_scanner_or_display_that_is_gone_stands_in_the_line_at_the_bottom(hand: Hand):
    states = hand.till.states
    usual = [state.name for state in states.right]
    states.scanners.tell_gone(("hand scanner",))
    states.displays.tell_gone(("display",))
    hand.settle()
    assert [state.name for state in states.right] == ["scanner", "display", *usual]
    hand.till.counter.show_states()
    hand.settle()
    assert hand.till.counter.panel is not None
    hand.till.counter.panel.close_it()
    states.scanners.tell_gone(())
    states.displays.tell_gone(())
    hand.settle()
    assert [state.name for state in states.right] == usual


def test_what_is_painted_line_by_line_is_what_is_painted_as_a_whole(second_screen: Hand):
    hand, shown = second_screen, second_screen.till.second_screen.shown
    assert shown is not None
    for code in ("111", "222", "333", "111"):
        hand.checkout.scan(code)
        hand.settle()
        hand.qtbot.waitUntil(lambda: not hand.till.customer._behind.isActive())
        hand.settle()
        so_far = shown.screen().grabWindow(shown.winId()).toImage()
        assert so_far == shown.grab().toImage()
