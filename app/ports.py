"""What the program asks of the world, as Protocols: a simulator and a real device are the same to it."""

from __future__ import annotations

from typing import Protocol


class Printer(Protocol):
    """Puts a finished job on paper. It either takes all of it or raises DeviceFailed; it never prints half in silence."""

    def send(self, job: bytes) -> None:
        """Print the bytes of one job. Refused: `printer.failed`, `printer.unknown` (nobody knows what came out)."""


class Drawer(Protocol):
    """Opens the cash drawer."""

    def open(self) -> None:
        """Give the pulse. Refused: `drawer.failed`."""


class SecretStore(Protocol):
    """The system's keyring: the only place for a secret."""

    def read(self, name: str) -> str | None:
        """The secret, or None where there is none. Refused: `secret.no_keyring`."""

    def write(self, name: str, value: str) -> None:
        """Keep it. Refused: `secret.no_keyring`."""
