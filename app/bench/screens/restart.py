"""A till that begins with a cart (`sell`, and waits to be killed) or takes one up again (`go_on`, and ends).

It says `seen` on standard output when the cart is painted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.main import run_window
from ui.shell.front import Front

LOOK_MS = 2
CODES = 3


class Cashier(QObject):
    """Gives the PIN as soon as the sign-in is seen, and waits for the cart."""

    def __init__(self, front: Front, pin: str, *, codes: tuple[str, ...]) -> None:
        super().__init__()
        self._front, self._codes, self._has_opened = front, codes, False
        front.sign_in.type_in(pin)  # by keys it would be a scan: no finger is so quick
        front.sign_in.try_it()
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._look_for_page)
        self._look.start()

    def _look_for_page(self) -> None:
        """Only looks: what the window opens after the sign-in is its own business."""
        name = self._front.window.name
        page: Any = self._front.window.screen_shown  # by name: to import the pages here would be to load them too early
        if name == "shift" and self._codes and not self._has_opened:
            self._has_opened = True
            QTest.keyClick(page.cash, Qt.Key.Key_Return)
        if name != "checkout":
            return
        self._look.stop()
        self._cart = page.cart
        self._cart.viewport().installEventFilter(self)
        for code in self._codes:
            page.take_scan(code)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        if not self._cart.model().rowCount():
            return
        print("seen", flush=True)
        if not self._codes:
            QApplication.quit()


def _sell_codes(path: Path) -> tuple[str, ...]:
    from app.bench.screens.shop import goods_to_sell
    from app.wiring import open_shop

    with open_shop(path, to_write=False) as shop:
        goods = shop.ask(goods_to_sell)
        return tuple(code for code, _name in goods[len(goods) // 2 :][:CODES])


def main() -> int:
    """Open the window as the program does; called with the file, the PIN, and what to do."""
    path, pin, what = sys.argv[1:]
    codes = _sell_codes(Path(path)) if what == "sell" else ()
    kept: list[Cashier] = []
    return run_window(Path(path), language="ru", seen=lambda front: kept.append(Cashier(front, pin, codes=codes)))

