"""Text at 150 % on the smallest window: nothing of what is pressed is cut off, too small or out of sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from app.core.sales.views import PaymentOffer
from tests.ui.screens.conftest import Hand
from ui.kit.buttons import Button
from ui.kit.tokens import TARGET


def large(hand: Hand, *, language: str, layout: str = "touch") -> None:
    hand.till.window.resize(1024, 768)
    hand.desk.settle_in(replace(hand.desk.comfort, text_percent=150, layout=layout))
    hand.desk.speak(language)
    hand.settle()


def is_whole(hand: Hand, part: QWidget) -> bool:
    return hand.screen.rect().contains(QRect(part.mapTo(hand.screen, QPoint(0, 0)), part.size()))


def has_room(key: Button) -> bool:
    return key.height() >= TARGET and key.width() >= TARGET and (key.has_two_lines() or key.least_width() <= key.width())


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_tender_and_likely_sum_can_be_read_and_touched(hand: Hand, language: str):
    hand.scan("111")
    large(hand, language=language)
    hand.checkout.pay()
    hand.settle()
    offer = hand.payment.view.offer
    assert isinstance(offer, PaymentOffer)
    hand.payment._show(offer=replace(offer, likely_minor=(84_600, 85_000, 90_000, 100_000)))
    handing = hand.screen.handing
    handing.show_tenders("cash", held={"points": 1_234_500, "prepayment": 2_500_000})
    hand.settle()
    assert len(handing._likely._keys) == 4
    for key in (*handing.tenders.values(), *handing._likely._keys):
        assert has_room(key), (key.text(), key.size())
    for part in (hand.screen._due, handing._change, hand.screen.take):
        assert is_whole(hand, part)


def test_the_keyboards_checkout_shows_eight_of_its_keys(hand: Hand):
    large(hand, language="ru", layout="keyboard")
    shown = [key for key in hand.screen._side.keys._keys if key.isVisible()]
    assert len(shown) >= 8
    assert all(has_room(key) for key in shown)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("entry", ["discount", "receipt_discount_sum", "quantity", "price", "weight"])
def test_what_is_asked_for_stands_above_the_keypad(hand: Hand, language: str, entry: str):
    large(hand, language=language)
    if entry == "weight":
        hand.keys("apples")
        hand.press(Qt.Key.Key_Return)
    else:
        hand.scan("111")
        hand.checkout.ask_for(entry)
        hand.settle()
    hand.keys("3")
    hand.settle()
    panel, side = hand.screen.asking, hand.screen._side
    assert panel.figure.startswith("3")
    kinds = panel.kinds.values() if "discount" in entry else ()
    for part in (panel._title, panel._figure, panel._cross, *kinds, *side.keypad.findChildren(Button), hand.screen.pay):
        assert part.isVisible()
        assert is_whole(hand, part)
    assert all(has_room(key) for key in kinds)
    hand.touch(panel._cross)
    hand.settle()
    assert not panel.isVisible()
