"""The cart keeps its rows as pictures; what is seen is what would be painted without them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QImage

from tests.ui.screens.conftest import Hand
from ui.pages.checkout.cart import CartView


def seen(hand: Hand, monkeypatch: pytest.MonkeyPatch, *, with_pictures: bool) -> QImage:
    monkeypatch.setattr(CartView, "has_pictures", with_pictures)
    return hand.screen.cart.grab().toImage()


@pytest.mark.parametrize("width", [1024, 1366])
def test_every_change_of_the_cart_is_seen(hand: Hand, monkeypatch: pytest.MonkeyPatch, width: int):
    hand.till.window.resize(width, 768)

    def is_true() -> bool:
        return seen(hand, monkeypatch, with_pictures=True) == seen(hand, monkeypatch, with_pictures=False)

    looks: list[QImage] = []
    for code in ("111", "222", "333", "888", "111", "666"):
        hand.scan(code)
        hand.settle()
        assert is_true()
        looks.append(seen(hand, monkeypatch, with_pictures=True))
    assert all(before != after for before, after in pairwise(looks)), "each scan is seen"
    for act in (
        lambda: hand.checkout.line.add(1000), lambda: hand.checkout.choose(1), lambda: hand.checkout.discount(ppm=100_000),
        lambda: hand.checkout.line.remove(), lambda: hand.till.window.resize(width + 60, 700), lambda: hand.desk.speak("ky"),
    ):
        before = seen(hand, monkeypatch, with_pictures=True)
        act()
        hand.settle()
        assert is_true()
        assert seen(hand, monkeypatch, with_pictures=True) != before, "it is seen"
