"""A sentence covers nothing that is needed while it is read: the customer, the chosen line, the sums, the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings.views import Comfort
from tests.ui.screens.conftest import Hand
from ui.kit.theme import THEME
from ui.kit.tokens import LIGHT

Key = Qt.Key


def box(hand: Hand, part: QWidget) -> QRect:
    """Where a part stands in the window."""
    return QRect(part.mapTo(hand.till.window, part.rect().topLeft()), part.size())


def banner(hand: Hand) -> QRect:
    assert hand.till.window.banner.text
    return box(hand, hand.till.window.banner)


def chosen_line(hand: Hand) -> QRect:
    cart = hand.screen.cart
    line = cart.visualRect(cart.currentIndex())
    return QRect(cart.viewport().mapTo(hand.till.window, line.topLeft()), line.size())


@pytest.fixture(params=[("touch", 100), ("touch", 150), ("keyboard", 100), ("keyboard", 150)])
def full(hand: Hand, request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Hand]:
    """The smallest window, with more lines than there is room for."""
    layout, percent = request.param
    hand.till.window.resize(1024, 768)
    hand.desk.settle_in(Comfort(layout=layout, text_percent=percent))
    for code in ("111", "222", "333", "888", "555", "666"):
        hand.checkout.scan(code)
    hand.settle()
    yield hand
    THEME.use(qapp, colours=LIGHT, percent=100)


def test_at_the_checkout_it_takes_its_room_from_the_end_of_the_cart(full: Hand):
    window = full.till.window
    before = [box(full, full.screen.pay), box(full, full.screen.banner_room.parentWidget())]
    full.scan("4600711200049")
    customer, cart = full.screen._receipt._customer, full.screen.cart
    place = banner(full)
    for needed in (box(full, customer), box(full, full.screen.box), box(full, full.screen.pay), box(full, cart)):
        assert not place.intersects(needed)
    assert box(full, cart).contains(chosen_line(full))
    assert box(full, full.screen._receipt).contains(place)
    keys = [key for key in window.banner.findChildren(QWidget) if key.accessibleName() in ("Create it", "All right")]
    assert all(place.contains(box(full, key)) for key in keys)
    window.banner.close_it()
    full.settle()
    assert full.screen.banner_room.isHidden()
    assert [box(full, full.screen.pay), box(full, full.screen.banner_room.parentWidget())] == before


def test_at_the_payment_it_lies_over_the_title_and_no_sum(full: Hand):
    full.press(Key.Key_F12)
    full.scan("4600711200049")
    full.scan("4600711200056")
    place = banner(full)
    for needed in (full.screen._due, full.screen.handed, full.screen.take, *full.screen.handing.tenders.values()):
        assert not place.intersects(box(full, needed))


def test_a_standing_sentence_goes_along_to_the_next_screen_and_back(full: Hand):
    full.scan("4600711200049")
    there = banner(full)
    room = full.screen.banner_room
    full.till.window.open("menu")
    full.settle()
    assert banner(full) != there
    assert room.isHidden()
    full.till.window.open("checkout")
    full.settle()
    assert banner(full) == there
    full.till.window.resize(1366, 768)
    full.settle()
    assert box(full, full.screen._receipt).contains(banner(full))
    full.desk.speak("ru")
    full.settle()
    assert box(full, full.screen._receipt).contains(banner(full))


def test_what_passes_does_not_go_along(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.checkout.scan("222")
    hand.settle()
    hand.press(Key.Key_Delete)
    assert "was taken out" in hand.till.window.banner.text
    hand.press(Key.Key_F12)
    assert hand.till.window.banner.text == ""
