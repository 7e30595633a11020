"""The one owner of a scanner's port: hands on whole codes, each once, and reaches again what was pulled."""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.line import Line
from devices.port_owner import PAUSES_S, PortOwner
from devices.scanners.reader import ScannerReader

LISTEN_S = 0.25
"""So long it listens before it looks whether it shall stop."""


class ScannerWorker(PortOwner):
    """`heard` gets each whole code without its suffix, `told` the code of what keeps the scanner from being heard (`device.*`) or
    nothing; both on this thread, and neither may wait. `reach` opens the line, `begin` makes a new reader for each: what a line
    had begun to say goes with it, so that no half code is put together with another. `problem` is what was told last, None before
    the scanner was reached for.
    """

    def __init__(
        self, reach: Callable[[], Line], begin: Callable[[Line], ScannerReader], *, heard: Callable[[bytes], None],
        told: Callable[[str], None] = lambda _problem: None, clock: Callable[[], float] = time.monotonic,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        super().__init__(reach, name="scanner", told=told, clock=clock, pauses_s=pauses_s)
        self._begin, self._heard = begin, heard

    def _listen(self, line: Line) -> None:
        reader = self._begin(line)
        self._say("")
        while not self._stopping.is_set():
            code = reader.read(LISTEN_S)
            if code is not None and not self._stopping.is_set():
                self._heard(code)
