"""A cash drawer with a box of its own on a serial or USB port: some bytes open it. One on a printer is opened by the printer."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.errors import DeviceFailed, RuleBroken
from devices.line import Line

PULSE = b"\x07"
"""BEL; most boxes take any byte."""
MOST_BYTES = 32


class SerialDrawer:
    """Opens the line for each pulse and closes it after."""

    def __init__(self, reach: Callable[[], Line], pulse: bytes = PULSE) -> None:
        self._reach, self._pulse = reach, pulse

    def open(self) -> None:
        """Give the pulse. Refused: `drawer.failed` with the reason (whether it has opened, nobody can hear)."""
        try:
            line = self._reach()
            try:
                line.write(self._pulse)
            finally:
                line.close()
        except DeviceFailed as error:
            raise DeviceFailed("drawer.failed", reason=error.code) from error


def pulse_of(text: str) -> bytes:
    """The bytes that a shop has set, written as `07` or `1B 70 00 19 19`. Refused: `drawer.pulse_wrong`."""
    try:
        pulse = bytes.fromhex(text)
    except ValueError:
        pulse = b""
    if not 1 <= len(pulse) <= MOST_BYTES:
        raise RuleBroken("drawer.pulse_wrong", text=text[:40])
    return pulse
