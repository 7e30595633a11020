"""What can go wrong between any two steps of a round, as a seed says: the line, its answer, the power of the till."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.clock import Clock
from app.kernel.errors import EnvironmentFailed
from app.shop import Shop
from sync.centre import Centre


class PowerCut(BaseException):
    """The till is gone in the midst of a round: all that it had in memory is lost."""


@dataclass
class Weather:
    """How often things go wrong; nothing does when it is `calm`."""

    chance: random.Random
    is_calm: bool = False
    line: float = 0.12
    power: float = 0.02

    def strikes(self, how_often: float) -> bool:
        """Whether it happens now."""
        return not self.is_calm and self.chance.random() < how_often


class UnsureCentre(Centre):
    """A real line to a real centre: a request may not get there, may be done without an answer, or may arrive twice."""

    def __init__(self, address: str, weather: Weather, tick: Callable[[], None]) -> None:
        super().__init__(address)
        self._weather, self._tick = weather, tick

    def _asked(
        self, query: str, values: Sequence[Any] = (), *, size_bytes: int = 0, binary: bool = False
    ) -> list[tuple[Any, ...]]:
        self._tick()
        more: dict[str, Any] = {"size_bytes": size_bytes, "binary": binary}
        if self._weather.strikes(self._weather.line):
            raise EnvironmentFailed("centre.unreachable", detail="the request was lost")
        if self._weather.strikes(self._weather.line / 3):
            super()._asked(query, values, **more)
        answer = super()._asked(query, values, **more)
        if self._weather.strikes(self._weather.line / 2):
            raise EnvironmentFailed("centre.unreachable", detail="the answer was lost")
        return answer


class UnsureStore:
    """A till's store as a round sees it; between two of its steps the power may go."""

    def __init__(self, shop: Shop, weather: Weather) -> None:
        self._shop, self._weather = shop, weather

    @property
    def clock(self) -> Clock:
        """As `Store`."""
        return self._shop.clock

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any:
        """As `Store`."""
        self._step()
        return self._shop.ask(query, **inputs)

    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any:
        """As `Store`."""
        self._step()
        return self._shop.do(command, **inputs)

    def _step(self) -> None:
        if self._weather.strikes(self._weather.power):
            raise PowerCut
