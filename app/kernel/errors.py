"""Errors carry a code and facts, never a sentence: the sentence is chosen by `ui/messages.py`."""

from __future__ import annotations

from typing import Any


class AppError(Exception):
    """An expected failure. Everything else that escapes is a bug: saved data is safe, the person sees an id."""

    family = "app"
    keeps_work = False

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.facts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.facts!r})"


class RuleBroken(AppError):
    """The user can put it right: the till is closed, the stock is short."""

    family = "rule"


class PinRefused(RuleBroken):
    """A PIN was wrong. What was written stays written: a rolled-back counter would let a thief try for ever."""

    keeps_work = True


class NeedsConfirmation(AppError):
    """Allowed, if the user says so; the command is then run again with this code in `By.confirmed`."""

    family = "confirm"


class NotPermitted(AppError):
    """A right is missing; somebody who has it may lend it for one action by their PIN."""

    family = "permission"


class Stale(AppError):
    """Somebody else changed it meanwhile: show the new state and ask again."""

    family = "stale"


class DeviceFailed(AppError):
    """A device did not answer or refused; the sale does not wait for it."""

    family = "device"


class EnvironmentFailed(AppError):
    """Disk, keyring, network, another program. Nobody here is to blame; it may pass."""

    family = "environment"


def _rebuild(family: type[AppError], code: str, facts: dict[str, Any]) -> AppError:
    return family(code, **facts)
