"""What the writer remembers between transactions, so that a scan need not ask again; dropped when its topic is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Memory:
    """Values by (topic, key). Sound only because one thread writes: nobody else can change what they were read from."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, Any], Any] = {}

    def get(self, topic: str, key: Any) -> Any:
        """The value, or `MISSING`."""
        return self._values.get((topic, key), MISSING)

    def settle(self, fresh: dict[tuple[str, Any], Any], stale: set[str]) -> None:
        """After a commit: forget what its topics made stale, keep what it learned."""
        if stale:
            self._values = {name: value for name, value in self._values.items() if name[0] not in stale}
        self._values.update(fresh)


MISSING: Any = object()
Loader = Callable[[], Any]
