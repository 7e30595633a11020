"""The devices of this till, as its settings declare them: each part follows what is declared of its kinds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

from app.core.devices.queries import devices_of
from app.core.devices.views import DeviceView
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.shop import Shop

Declared = Mapping[str, tuple[DeviceView, ...]]
"""By kind; nothing is declared of a kind that is missing."""
log = get_logger("devices")


class Part(Protocol):
    """One thing on the counter. Its functions are called by one thread at a time."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of device that it is made of."""

    def change(self, declared: Declared) -> None:
        """This is declared of its kinds now. What cannot be used is logged; it raises nothing."""

    def lend(self) -> AbstractContextManager[None]:
        """Let go of the port while somebody tries the device by hand; have it again after."""

    def stop(self) -> None:
        """Let go of every port and thread."""


@contextmanager
def let_go(end: Callable[[], object], begin: Callable[[], None]) -> Iterator[None]:
    """For `Part.lend`: it ends, and begins anew, also where it refuses to end."""
    try:
        end()
        yield
    finally:
        begin()


class Devices:
    """Looks at what is declared, at once and whenever that changes, and tells the parts that it concerns.

    Stop it before the shop is closed.
    """

    def __init__(self, shop: Shop, parts: Sequence[Part]) -> None:
        self._shop, self._parts, self._lock = shop, tuple(parts), threading.Lock()
        self._told: list[Declared | None] = [None] * len(self._parts)
        self.refresh()
        shop.listeners.append(self._on_commit)

    def refresh(self) -> None:
        """What has not changed goes on as it is. Refused: `database.*`."""
        with self._lock:
            declared = self._shop.ask(devices_of, till_id=self._shop.place.till_id)
            for place, part in enumerate(self._parts):
                now = {kind: tuple(each for each in declared if each.kind == kind) for kind in part.kinds}
                if now != self._told[place]:
                    self._told[place] = now
                    part.change({kind: found for kind, found in now.items() if found})

    @contextmanager
    def lent(self, *kinds: str) -> Iterator[None]:
        """Nobody of the till speaks to a device of these kinds meanwhile."""
        with self._lock, ExitStack() as lent:  # what is declared meanwhile comes after
            for part in self._parts:
                if set(kinds) & set(part.kinds):
                    lent.enter_context(part.lend())
            yield

    def stop(self) -> None:
        """Let go of everything."""
        if self._on_commit in self._shop.listeners:
            self._shop.listeners.remove(self._on_commit)
        with self._lock:
            for part in self._parts:
                part.stop()

    def _on_commit(self, topics: frozenset[str]) -> None:
        if "devices" in topics:
            threading.Thread(target=self._refresh_safely, name="devices", daemon=True).start()

    def _refresh_safely(self) -> None:
        try:
            self.refresh()
        except AppError as error:
            log.error("devices_not_changed", reason=error.code)


def nobody(_word: str) -> None:
    """Hears the word of a device's state where no window does."""


Told = Callable[[str], None]
