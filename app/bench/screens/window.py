"""The measured window: one till over a shop with many goods, and each thing that a cashier waits for, again and again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.bench.screens.hand import FINGER_MS, Hand, Key
from app.bench.screens.shop import SEED, goods_to_sell, product_count
from app.bench.till import spread
from app.kernel.process import peak_rss_mib
from app.keyring_store import MemoryStore
from app.main import opened_till, warmed
from app.wiring import World, open_shop

SMALL = 5
LINES_A_SALE = 10
WARM = 5
"""At most so many of each are not counted: statements are compiled and prices read at the first."""


def measure_window(path: Path, *, pin: str, rounds: int, lines: int) -> dict[str, Any]:
    """All figures of a window that is open already; see `app.bench.screens.measure`."""
    with open_shop(path, to_write=False) as shop:
        goods, products = shop.ask(goods_to_sell), shop.ask(product_count)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication), "it has windows"
    with opened_till(application, path, language="ru", world=World(secrets=MemoryStore())) as till:
        warmed(till)
        till.window.resize(1366, 768)
        till.window.show()
        till.window.activateWindow()
        bench = WindowBench(Hand(till), goods, rounds=rounds)
        bench.begin(pin)
        found: dict[str, Any] = {"products": products} | bench.measure(lines)
    return found | {"peak_rss_mib": peak_rss_mib()}


class WindowBench:
    """One hand and what it measures. A cart is put aside by its own key when it is done with."""

    def __init__(self, hand: Hand, goods: Sequence[tuple[str, str]], *, rounds: int) -> None:
        self.hand, self._rounds, self._chance = hand, rounds, random.Random(SEED)
        mixed = list(goods)
        self._chance.shuffle(mixed)
        self.codes = [code for code, _name in mixed]
        names = (word for _code, name in mixed for word in name.lower().split())
        self.words = list(dict.fromkeys(word[:8] for word in names if len(word) > 4 and word.isalpha()))
        self._next, self._last = 0, ""
        self._warm = min(WARM, rounds // 6)

    def begin(self, pin: str) -> None:
        """Sign in, and open a shift if none is."""
        hand = self.hand
        hand.settle()
        hand.type(pin)
        hand.press(Key.Key_Return)
        hand.until(lambda: hand.till.window.name != "sign_in")
        hand.settle()
        if hand.till.window.name == "shift":
            hand.press(Key.Key_Return)
            hand.until(lambda: hand.till.window.name == "checkout")
            hand.settle()
        if hand.checkout.view.line_count:
            hand.press(Key.Key_F9)

    def measure(self, lines: int) -> dict[str, Any]:
        """Scans, searches, payments; then the small cart beside the large one."""
        pays = [self._sell() for _round in range(self._rounds // 3 + self._warm)][self._warm :]
        scans, opens, dones, nexts = zip(*pays, strict=True)
        small, large = self._cart(SMALL), self._cart(lines)
        return {
            "scan_ms": spread([took for sale in scans for took in sale]), "search_ms": spread(self._searches()),
            "pay_ms": spread(dones), "pay_page_ms": spread(opens), "next_customer_ms": spread(nexts),
            "cart_lines": {"small": SMALL, "large": lines}, "cart_small": small, "cart_large": large,
            "cart_ratio_p50": {name: round(large[name]["p50"] / small[name]["p50"], 2) for name in small},
        }

    def _sell(self) -> tuple[list[float], float, float, float]:
        """A sale with change: the scans, the way to the money, the payment, the way to the next customer."""
        hand, window = self.hand, self.hand.till.window
        scans = []
        for _line in range(LINES_A_SALE):
            scans.append(hand.scan(self._code()))
            hand.pause(FINGER_MS)
            hand.settle()
        opened = hand.painted(lambda: hand.key(Key.Key_F12), window.stack, lambda: window.name == "payment")
        hand.settle()
        hand.type(str(hand.checkout.view.total_minor // 100 + 100))
        paid = hand.painted(lambda: hand.key(Key.Key_Return), window.stack, lambda: window.name == "paid")
        hand.settle()
        on = hand.painted(lambda: hand.key(Key.Key_Return), window.stack, lambda: window.name == "checkout")
        hand.settle()
        return scans, _there(opened), _there(paid), _there(on)

    def _searches(self) -> list[float]:
        """As a person types: each letter of a word, from the second; counted where the list has something new to show."""
        hand, times = self.hand, list[float]()
        page: Any = hand.till.window.screen_shown
        while len(times) < self._rounds + self._warm:
            word = self._chance.choice(self.words)
            hand.type(word[:1])
            for place in range(2, len(word) + 1):
                took = self._search(word[:place], page)
                if took is not None:
                    times.append(took)
                hand.pause(FINGER_MS)
            hand.press(Key.Key_Escape)
        return times[self._warm :]

    def _search(self, text: str, page: Any) -> float | None:
        """One more letter; None where the list stays as it was, or nothing is found and there is no list."""
        hand, model, runner = self.hand, self.hand.checkout, self.hand.till.desk.runner
        before = model.view.found.hits
        took = hand.painted(
            lambda: hand.letter(text[-1]), page, lambda: model.view.found.text == text and model.view.found.hits != before,
            unless=lambda: model.view.found.text == text and runner.under_way == 0 and model.view.found.hits == before,
        )
        hand.settle()
        return took if model.view.found.hits else None

    def _cart(self, lines: int) -> dict[str, dict[str, float]]:
        """The same gestures in a cart of so many lines: one piece more or less, one line up or down, a scan."""
        hand, model = self.hand, self.hand.checkout
        while len(model.lines) < lines:
            model.scan(self._code())
            hand.settle()
        page: Any = hand.till.window.screen_shown
        found = {
            "edit": spread([self._edit(page, place) for place in range(self._rounds // 2)][self._warm :]),
            "move": spread([self._move(page, place) for place in range(self._rounds // 2)][self._warm :]),
            "scan": spread([self._scan_again() for _place in range(self._rounds // 2)][self._warm :]),
        }
        hand.press(Key.Key_F9)
        return found

    def _edit(self, page: Any, place: int) -> float:
        model, before = self.hand.checkout, self.hand.checkout.view.total_minor
        key = Key.Key_Plus if place % 2 == 0 else Key.Key_Minus
        took = self.hand.painted(lambda: self.hand.key(key), page, lambda: model.view.total_minor != before)
        self.hand.settle()
        return _there(took)

    def _move(self, page: Any, place: int) -> float:
        model, before = self.hand.checkout, self.hand.checkout.view.chosen
        step = -1 if place // (len(model.lines) - 1) % 2 == 0 else 1
        key = Key.Key_Up if step < 0 else Key.Key_Down
        viewport = page.cart.viewport()
        took = self.hand.painted(lambda: self.hand.key(key), viewport, lambda: model.view.chosen != before)
        self.hand.pause(FINGER_MS)
        return _there(took)

    def _scan_again(self) -> float:
        """Something that is in the cart already, so that it stays as long as it is."""
        took = self.hand.scan(self._last)
        self.hand.pause(FINGER_MS)
        self.hand.settle()
        return took

    def _code(self) -> str:
        self._next += 1
        self._last = self.codes[self._next % len(self.codes)]
        return self._last


def _there(took: float | None) -> float:
    assert took is not None, "it was waited for without an unless"
    return took
