"""Time-ordered ids (UUID version 7), made where the row is born; nobody has to ask a server for a name."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, SafeUUID

from app.kernel.clock import Clock

NewId = Callable[[], UUID]
_COUNTER_END = 1 << 12
_VERSION, _VARIANT = 7 << 76, 2 << 62
_TAIL = (1 << 62) - 1
_POOL = struct.Struct(">1024Q")
_UNKNOWN = SafeUUID.unknown
_new: Any = UUID.__new__
_set_int: Any = UUID.__dict__["int"].__set__  # past UUID's own refusal to be changed, and quicker than by name
_set_is_safe: Any = UUID.__dict__["is_safe"].__set__


class IdSource:
    """UUIDs of version 7 (RFC 9562 §5.7, method 1: a 12-bit counter in `rand_a`); each is larger than the last.

    A clock that is moved back does not disturb the order: the last time goes on being used. The clock is read by `tick`,
    once a transaction, and whenever the counter is used up. Used by one thread.
    """

    def __init__(self, clock: Clock, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._clock, self._random_bytes = clock, random_bytes
        self._now_ms, self._counter = 0, 0
        self._pool: list[int] = []
        self.tick()

    def start_after(self, moment: datetime) -> None:
        """No id is smaller than one made at that moment: what a file already holds, whatever the clock says now."""
        self._now_ms = max(self._now_ms, int(moment.timestamp() * 1000) + 1)

    def tick(self, moment: datetime | None = None) -> None:
        """The ids from here on carry this moment, else what the clock says."""
        now_ms = int((moment or self._clock()).timestamp() * 1000)
        if now_ms > self._now_ms:
            self._now_ms, self._counter = now_ms, 0

    def __call__(self) -> UUID:
        if self._counter == _COUNTER_END:
            self._now_ms, self._counter = self._now_ms + 1, 0
        if not self._pool:
            self._pool = list(_POOL.unpack(self._random_bytes(_POOL.size)))
        number = self._now_ms << 80 | _VERSION | self._counter << 64 | _VARIANT | self._pool.pop() & _TAIL
        self._counter += 1
        return uuid_of(number)


def uuid_of(number: int) -> UUID:
    """`UUID(int=…)` without its checks, for numbers that we have built or stored ourselves: a sale has a hundred of them."""
    made: UUID = _new(UUID)
    _set_int(made, number)
    _set_is_safe(made, _UNKNOWN)
    return made
