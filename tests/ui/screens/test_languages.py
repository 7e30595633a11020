"""Another language while somebody works: every word is another, and nothing that is typed or scanned is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.screens.conftest import Hand


def words(hand: Hand) -> set[str]:
    """What a screen reader would read of the whole window."""
    return {part.accessibleName() for part in hand.till.window.findChildren(QWidget) if part.isVisible()}


def test_every_screen_changes_its_words_at_once(hand: Hand):
    for screen in ("checkout", "menu", "cash", "goods", "customer", "receipts", "settings", "close", "help", "parked"):
        hand.desk.speak("en")
        hand.till.window.open(screen)
        hand.settle()
        before = words(hand)
        hand.till.house.mine.speak("uk")
        hand.settle()
        assert hand.till.window.name == screen
        assert len(words(hand) - before) > 1, screen


def test_a_cart_and_a_form_survive_another_language_and_theme(hand: Hand):
    hand.checkout.scan("222")
    hand.settle()
    hand.till.house.mine.speak("kk")
    hand.till.house.mine.choose("theme", "dark")
    hand.settle()
    assert [line.name for line in hand.checkout.lines.values()] == ["Milk"]
    assert hand.screen.pay.isEnabled()
    hand.till.window.open("cash")
    hand.settle()
    hand.keys("50")
    hand.screen.reason.setText("from the safe")
    hand.till.house.mine.speak("ky")
    hand.settle()
    assert (hand.screen.sum.value(), hand.screen.reason.text()) == (5000, "from the safe")
    hand.till.window.open("goods")
    hand.settle()
    hand.till.errands.goods.begin_new(barcode="5555")
    hand.till.errands.goods.edit(name="Jam")
    hand.till.house.mine.speak("ru")
    hand.settle()
    assert hand.screen.name.text() == "Jam"


def test_in_mid_payment_the_money_that_is_typed_stays(hand: Hand):
    hand.checkout.scan("222")
    hand.settle()
    hand.checkout.pay()
    hand.settle()
    hand.keys("200")
    before = hand.payment.view
    hand.till.house.mine.speak("ru")
    hand.settle()
    assert hand.till.window.name == "payment"
    assert hand.payment.view == before
    assert (before.handed_minor, hand.screen.handed.text()) == (20_000, "200")
    hand.payment.take()
    hand.settle()
    assert hand.till.window.name == "paid"


def test_what_was_scanned_during_payment_is_told_in_the_language_that_is_spoken_now(hand: Hand):
    hand.checkout.scan("222")
    hand.settle()
    hand.checkout.pay()
    hand.settle()
    hand.scan("4600000000015")
    hand.settle()
    assert "not sold: 4600000000015" in hand.till.window.banner.text
    hand.till.house.mine.speak("ru")
    hand.settle()
    assert "4600000000015" in hand.till.window.banner.text
    assert "not sold" not in hand.till.window.banner.text
