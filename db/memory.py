"""What the writer remembers between transactions, so that a scan need not ask again; dropped when its topic is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Memory:
    """Values by (topic, key). Sound only because one thread writes: nobody else can change what they were read from."""

    def __init__(self) -> None:
        self._values: dict[str, dict[Any, Any]] = {}

    def of(self, topic: str) -> dict[Any, Any]:
        """What is remembered under a topic, by key; not to be changed."""
        return self._values.get(topic, _NOTHING)

    def settle(self, fresh: dict[str, dict[Any, Any]], stale: set[str]) -> None:
        """After a commit: forget what its topics made stale, keep what it learned (of one topic so many values at most)."""
        for topic in stale:
            self._values.pop(topic, None)
        for topic, learned in fresh.items():
            known = self._values.setdefault(topic, {})
            if len(known) + len(learned) > MOST_OF_A_TOPIC:
                known.clear()
            known.update(learned)


MISSING: Any = object()
_NOTHING: dict[Any, Any] = {}
MOST_OF_A_TOPIC = 10_000
"""A shop's cards may be a hundred thousand; those that are sold again and again are far fewer."""
Loader = Callable[[], Any]
