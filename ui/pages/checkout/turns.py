"""Scans in their order: the first opens the sale, and the next must find it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Turns:
    """What is put in waits while the one before is opening the sale; with a sale there, nothing waits."""

    def __init__(self, has_sale: Callable[[], bool]) -> None:
        self._has_sale = has_sale
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_opening = False

    def add(self, put: Callable[[], None]) -> None:
        """Do it in its turn."""
        self._waiting.append(put)
        if not self._is_opening:
            self.go_on()

    def go_on(self) -> None:
        """The one before is in the cart, or was refused."""
        self._is_opening = False
        while self._waiting and not self._is_opening:
            self._is_opening = not self._has_sale()
            self._waiting.popleft()()
