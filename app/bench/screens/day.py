"""A day at the window for the watchdog: many customers, all ways to put goods in, money and change, returns, X and Z."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.bench.screens.hand import Hand, Key
from app.bench.screens.shop import SEED
from ui.pages.checkout.tiles import Tile

MOST_LINES = 20
RETURN_EVERY, X_EVERY = 20, 50


def play_own_day(hand: Hand, codes: Sequence[str], words: Sequence[str], *, sales: int) -> dict[str, Any]:
    """So many customers, then the Z; the watchdog's longest stretch in all of it."""
    assert hand.till.watchdog is not None, "a window that is open has one"
    stalls: list[tuple[str, int]] = []
    hand.till.watchdog.begin_again()
    hand.till.watchdog.rest()
    hand.till.watchdog.stalled.connect(lambda milliseconds: stalls.append((hand.till.window.name, round(milliseconds))))
    started = time.perf_counter()
    day = Day(hand, codes, words)
    for number in range(1, sales + 1):
        day.serve(number)
    day.close()
    return {
        "blocked_ms_max": round(hand.till.watchdog.worst_ms, 1), "blocked_over_50_ms": stalls, "day_sales": sales,
        "day_s": round(time.perf_counter() - started, 1),
    }


class Day:
    """One cashier's."""

    def __init__(self, hand: Hand, codes: Sequence[str], words: Sequence[str]) -> None:
        self._hand, self._codes, self._words, self._chance = hand, codes, words, random.Random(SEED)
        self._number = ""

    def serve(self, number: int) -> None:
        """One customer, and now and then what comes between two."""
        for _line in range(self._chance.randint(1, MOST_LINES)):
            self._put_in()
        self._pay()
        if number % RETURN_EVERY == 0:
            self._take_back()
        if number % X_EVERY == 0:
            self._look_at_x()

    def close(self) -> None:
        """Count a little, see the difference, close the shift."""
        self._go("menu", Key.Key_4, "close")
        self._hand.type("2")
        for step in ("compare", "done"):
            self._hand.press(Key.Key_F12)
            self._hand.until(lambda step=step: self._hand.till.close.view.step == step or self._answer())  # type: ignore[misc]
            self._hand.settle()
            self._hand.until(lambda step=step: step == "done" or self._hand.till.close.view.can_close)  # type: ignore[misc]
        self._hand.press(Key.Key_F12)
        self._hand.settle()

    def _put_in(self) -> None:
        hand, way = self._hand, self._chance.random()
        if way < 0.8:
            hand.scan(self._chance.choice(self._codes))
            hand.settle()
        elif way < 0.9:
            hand.type(self._chance.choice(self._words)[:5])
            hand.press(Key.Key_Return if hand.checkout.view.hits else Key.Key_Escape)
            hand.press(Key.Key_Escape)
        else:
            tiles = [tile for tile in hand.till.window.screen_shown.findChildren(Tile) if tile.isVisible()]
            if tiles:
                hand.touch(self._chance.choice(tiles))
            hand.press(Key.Key_Escape)

    def _pay(self) -> None:
        hand = self._hand
        if not hand.checkout.view.can_pay:
            hand.scan(self._codes[0])
            hand.settle()
        hand.press(Key.Key_F12)
        way = self._chance.random()
        if way < 0.5:
            hand.type(str(hand.checkout.view.total_minor // 100 + 500))
        elif way < 0.8:
            hand.press(Key.Key_2, Qt.KeyboardModifier.AltModifier)
        hand.press(Key.Key_Return)
        hand.until(lambda: hand.till.window.name == "paid")
        hand.settle()
        assert hand.till.payment is not None
        assert hand.till.payment.view.done is not None
        self._number = hand.till.payment.view.done.number
        hand.press(Key.Key_Return)

    def _take_back(self) -> None:
        """The last receipt, whole, the first reason."""
        hand = self._hand
        hand.press(Key.Key_F7)
        hand.type(self._number)
        hand.press(Key.Key_Return)
        hand.until(lambda: hand.till.window.name == "return_lines")
        hand.settle()
        hand.press(Key.Key_A)
        hand.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
        hand.press(Key.Key_Return)
        hand.until(lambda: hand.till.window.name == "given_back" or self._answer())
        hand.press(Key.Key_Return)
        hand.until(lambda: hand.till.window.name == "checkout")
        hand.settle()

    def _look_at_x(self) -> None:
        self._go("menu", Key.Key_3, "x")
        self._hand.press(Key.Key_Escape)
        self._hand.until(lambda: self._hand.till.window.name == "checkout")

    def _go(self, menu: str, key: Qt.Key, name: str) -> None:
        window = self._hand.till.window
        window.open(menu)
        self._hand.settle()
        self._hand.press(key)
        self._hand.until(lambda: window.name == name)
        self._hand.settle()

    def _answer(self) -> bool:
        """Yes to whatever is asked."""
        banner = self._hand.till.window.banner
        buttons = [each for each in banner.findChildren(QAbstractButton) if each.isVisible()]
        if not banner.isHidden() and len(buttons) > 1:
            buttons[0].click()
        return False
