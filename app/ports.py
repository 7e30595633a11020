"""What the program asks of the world, as Protocols: a simulator and a real device are the same to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


class Printer(Protocol):
    """Puts a finished job on paper. It either takes all of it or raises DeviceFailed; it never prints half in silence."""

    def send(self, job: bytes) -> None:
        """Print the bytes of one job. Refused: `printer.failed`, `printer.unknown` (nobody knows what came out)."""


class Drawer(Protocol):
    """Opens the cash drawer."""

    def open(self) -> None:
        """Give the pulse. Refused: `drawer.failed`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a scale last said: grams (thousandths of a kilogram), whether the pan is at rest, at its zero, above or below
    what it can weigh, and how old this is by now. Only a weight at rest, neither over nor under, may be sold.
    """

    weight_milli: int
    is_stable: bool
    is_zero: bool = False
    is_over: bool = False
    is_under: bool = False
    age_ms: int = 0


class Scale(Protocol):
    """Weighs what lies on it. A driver listens by itself, on a thread of its own, and keeps only its newest frame."""

    def latest(self) -> Reading | None:
        """The newest reading, at once: it never waits for the scale. None while nothing is heard of it."""


class Pan(Protocol):
    """Where the load of a simulated scale is set; a real one has none."""

    def put(self, weight_milli: int) -> None:
        """So many grams lie on it from now on; 0 takes everything off."""


Sound = Literal["right", "wrong"]
"""What a till says without words: the goods are in the cart; look at the screen."""


class Sounder(Protocol):
    """Makes short sounds. It never waits and never fails: a sale goes on in silence."""

    def play(self, sound: Sound) -> bool:
        """Begin a sound, or leave it out while another is heard. False where this system has nothing to play it with."""


class SecretStore(Protocol):
    """The system's keyring: the only place for a secret."""

    def read(self, name: str) -> str | None:
        """The secret, or None where there is none. Refused: `secret.no_keyring`."""

    def write(self, name: str, value: str) -> None:
        """Keep it. Refused: `secret.no_keyring`."""
