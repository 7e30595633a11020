"""Noise into every driver that listens: no exception comes out, and no weight that no scale has sent."""

from __future__ import annotations

import random
import time
from typing import Any

from app.kernel.errors import DeviceFailed
from devices.line import Deadline

PART = 256
"""Bytes that come at once: less than a driver keeps, so that it looks at every one."""
ROUND_S = 0.2
MEGABYTE = 1_000_000


class NoiseLine:
    """A `devices.line.Line` on which somebody leans on the keys of another protocol: so many bytes, then the cable is pulled."""

    def __init__(self, count: int, chance: random.Random) -> None:
        self.left, self._chance = count, chance

    def write(self, data: bytes) -> None:
        """Nobody hears it."""

    def read(self, wait_s: float) -> bytes:
        """Refused: `device.gone`, when all is sent."""
        if self.left <= 0:
            raise DeviceFailed("device.gone", address="noise")
        self.left -= PART
        return self._chance.randbytes(PART)

    def clear(self) -> None:
        """More comes anyway."""

    def close(self) -> None:
        """It stays."""


def measure(*, megabytes: int, seed: int = 1) -> dict[str, Any]:
    """All of it, shared out over the scales' protocols, the scanner and the printer's answers. `noise_weights` and `noise_errors`
    must be nought."""
    from devices.scales.protocols import PROTOCOLS

    listeners = [*PROTOCOLS, "scanner", "printer"]
    share, chance = megabytes * MEGABYTE // len(listeners), random.Random(seed)
    weights, errors, began = 0, [], time.perf_counter()
    for name in listeners:
        line = NoiseLine(share, chance)
        listen = _LISTENERS.get(name, _scale)
        try:
            weights += listen(name, line)
        except Exception as error:  # what this is here to find
            errors.append(f"{name}: {error!r}")
    took = time.perf_counter() - began
    return {
        "noise_mb": megabytes, "noise_s": round(took, 1), "noise_weights": weights, "noise_errors": len(errors),
        "noise_error_list": errors,
    }


def _scale(name: str, line: NoiseLine) -> int:
    """How many weights came out."""
    from devices.scales.protocols import PROTOCOLS

    conversation, found = PROTOCOLS[name].conversation(), 0
    try:
        while True:
            reading = conversation.take(line, Deadline(ROUND_S))
            found += reading is not None and reading.weight_milli is not None  # a state without a figure sells nothing
    except DeviceFailed:
        return found


def _scanner(_name: str, line: NoiseLine) -> int:
    """A scanner's codes may be anything; whatever one says is read without a fault."""
    from app.kernel.scan import read_code
    from devices.scanners.reader import ScannerReader

    reader = ScannerReader(line)
    try:
        while True:
            code = reader.read(ROUND_S)
            if code is not None:
                read_code(code)
    except DeviceFailed:
        return 0


def _printer(_name: str, line: NoiseLine) -> int:
    """A printer that talks nonsense when it is asked how it is."""
    from devices.printers.status import ask_state

    try:
        while True:
            ask_state(line, wait_s=0.01)
    except DeviceFailed:
        return 0


_LISTENERS = {"scanner": _scanner, "printer": _printer}
