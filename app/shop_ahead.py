"""A shop that is still being opened: what is asked of it meanwhile waits, in order, and goes to it when it has come."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.shop import Shop

Going = Callable[["Shop"], "Future[Any]"]


class ShopAhead:
    """Lives on one thread until the shop has come; from then on whatever comes from any thread goes straight to it."""

    def __init__(self) -> None:
        self._shop: Shop | None = None
        self._waiting: list[tuple[Going, Future[Any]]] = []

    def submit(self, command: Callable[..., Any], /, **inputs: Any) -> Future[Any]:
        """As `Shop.submit`."""
        return self._go(lambda shop: shop.submit(command, **inputs))

    def ask_later(self, query: Callable[..., Any], /, **inputs: Any) -> Future[Any]:
        """As `Readers.ask_later`."""
        return self._go(lambda shop: shop.readers.ask_later(query, **inputs))

    def arrive(self, shop: Shop) -> None:
        """It is open: what waits is done first."""
        waiting, self._waiting = self._waiting, []
        for going, future in waiting:
            going(shop).add_done_callback(partial(_hand_over, future))
        self._shop = shop

    def _go(self, going: Going) -> Future[Any]:
        if self._shop is not None:
            return going(self._shop)
        future = Future[Any]()
        self._waiting.append((going, future))
        return future


def _hand_over(future: Future[Any], done: Future[Any]) -> None:
    if done.cancelled():
        future.cancel()
        future.set_running_or_notify_cancel()
    elif (error := done.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(done.result())
