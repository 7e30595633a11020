"""What a trial is asked for, what it tells step by step, and when it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.kernel.errors import AppError
from devices.line import Deadline
from devices.options import Options

LONGEST_S = 20.0
"""No trial listens longer: the till wants its device back."""
SILENCE_S = 5.0
Mark = Literal["wait", "well", "doubt", "bad"]


def _no_secret(_option: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A device as it is declared, or as it is typed in a form. `secret` gives a secret option by its name; `language` is whose
    letters a display shows. `is_quiet`: nothing is printed or shown, no drawer opens, nothing is set."""

    kind: str
    driver: str
    address: str
    options: Options = field(default_factory=dict)
    language: str = "ru"
    secret: Callable[[str], str] = _no_secret
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was found. A step takes the place of the one before it that has the same `place`; those without one stay.

    `word` is the device's state in one word, for a list. `picks` are options to choose by what was seen: a name, and the options.
    """

    code: str
    mark: Mark = "well"
    facts: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    word: str = ""
    picks: tuple[tuple[str, Mapping[str, str]], ...] = ()


class Watch:
    """When a trial is over: after `seconds`, or when somebody stops it, from whichever thread. `silence_s`: so long nothing is
    heard before somebody is told what to look at."""

    def __init__(self, seconds: float = LONGEST_S, *, silence_s: float = SILENCE_S) -> None:
        self.silence_s = silence_s
        self._deadline, self._stopping = Deadline(seconds), threading.Event()

    def stop(self) -> None:
        """It is enough."""
        self._stopping.set()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stopping.is_set()

    @property
    def is_over(self) -> bool:
        """Whether nobody listens any more."""
        return self._stopping.is_set() or not self._deadline.left_s

    @property
    def left_s(self) -> float:
        """Seconds that are left, none where it was stopped."""
        return 0.0 if self._stopping.is_set() else self._deadline.left_s

    def rest(self, seconds: float) -> None:
        """Wait so long, and no longer than until it is over."""
        self._stopping.wait(min(seconds, self.left_s))


def fault(error: AppError, address: str, *, place: str = "") -> Step:
    """What is wrong as a step. A drawer's and a printer's fault is told by its reason: that is what somebody can mend."""
    reason = str(error.facts.get("reason") or "")
    code = reason if reason.startswith("device.") else f"trial.printer_{reason}" if reason else error.code
    return Step(code, "bad", {"address": address, **error.facts}, place=place, word=code.removeprefix("trial.printer_"))
