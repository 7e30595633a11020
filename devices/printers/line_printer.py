"""A receipt printer at the end of a line: it takes a whole job, or says what became of it. Its paper never mixes two receipts."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.errors import DeviceFailed
from devices.drawers import SerialDrawer
from devices.line import Line
from devices.printers.raster import MOST_ROWS
from devices.printers.status import PrinterState, ask_state

RECOVER = b"\x10\x05\x02"
"""DLE ENQ 2: forget what is in the buffer and go on after an error."""
BEHIND_S = 3.0
"""A question behind a job is read when the printer has room for it: a long receipt is still coming out meanwhile."""
WIDEST_BYTES = 104
"""Bytes in a row of dots of the widest paper (832 dots)."""
NOTHING_MORE = b"\x00" * 16
"""Before a question to a printer that may wait for the rest of a command: it would take the question for the size of a picture,
and then the next receipts for the picture."""
AFTER_A_BREAK = NOTHING_MORE + RECOVER + b"\x00" * (MOST_ROWS * WIDEST_BYTES + 16) + b"\x18\x1b@\n\x1bd\x04\x1dV\x00"
"""Ends whatever a broken job has left half said. A printer that waits for the rest of a picture takes the zeros as white; CAN
and ESC @ drop a line that was begun; the cut keeps the rest away from the next receipt. To a printer that waits for nothing
zeros are no commands."""


class LinePrinter:
    """Opens the line for each job and closes it after: other tills may share a network printer.

    `asks_state` False for printers that never answer; `told` hears every state that was found; `is_broken` where the last job of
    a program that died may have been left half said. `pulse` opens the drawer that hangs on it (an `app.ports.Drawer`).
    """

    def __init__(
        self, reach: Callable[[], Line], *, asks_state: bool = True, is_broken: bool = False,
        told: Callable[[PrinterState], None] = lambda _state: None, pulse: bytes = b"",
    ) -> None:
        self._pulse = pulse
        self._reach, self._asks, self._told, self._is_broken = reach, asks_state, told, is_broken

    def send(self, job: bytes) -> None:
        """Print the bytes of one job.

        Refused: `printer.failed` (nothing of it is on paper), `printer.unknown` (nobody knows what came out).
        """
        line = self._opened()
        try:
            self._check(line)
            self._write(line, job)
            self._check_after(line)
        finally:
            line.close()

    def open(self) -> None:
        """Open the drawer; a job of its own, so it opens without paper too. Refused: `drawer.failed`."""
        SerialDrawer(self._reach, self._pulse).open()

    def state(self) -> PrinterState:
        """What it says of itself now. A printer that cannot be reached is known to be offline."""
        try:
            line = self._reach()
        except DeviceFailed:
            return PrinterState(known=True, online=False)
        try:
            return self._asked(line)
        except DeviceFailed:
            return PrinterState(known=True, online=False)
        finally:
            line.close()

    def is_ready(self) -> bool:
        """Whether it can print now, as far as anybody knows; whoever hears its state is told."""
        state = self.state() if self._asks else self._reached()
        self._told(state)
        return not state.reason

    def _reached(self) -> PrinterState:
        """Of a printer that is never asked: whether it is there."""
        try:
            self._reach().close()
        except DeviceFailed:
            return PrinterState(known=True, online=False)
        return PrinterState(known=False)

    def _asked(self, line: Line) -> PrinterState:
        if self._is_broken:
            line.write(NOTHING_MORE)
        return ask_state(line)

    def _opened(self) -> Line:
        try:
            return self._reach()
        except DeviceFailed as error:
            self._told(PrinterState(known=True, online=False))
            raise DeviceFailed("printer.failed", reason=error.code) from error

    def _check(self, line: Line) -> None:
        """Before the first byte of the job nothing is on paper, whatever happens."""
        try:
            state = self._asked(line) if self._asks else PrinterState(known=False)
            self._told(state)
            if not state.reason and self._is_broken:
                line.write(AFTER_A_BREAK)
                self._is_broken = False
        except DeviceFailed as error:
            raise DeviceFailed("printer.failed", reason=error.code) from error
        if state.reason:
            raise DeviceFailed("printer.failed", reason=state.reason)

    def _write(self, line: Line, job: bytes) -> None:
        try:
            line.write(job)
        except DeviceFailed as error:
            self._is_broken = True
            raise DeviceFailed("printer.unknown", reason=error.code) from error

    def _check_after(self, line: Line) -> None:
        """The paper may have ended in the middle: then the printer holds the rest, and prints it with the new roll. Who is asked
        and says nothing has perhaps taken nothing: the network keeps a whole receipt for a printer that hangs."""
        if not self._asks:
            return
        try:
            state = ask_state(line, wait_s=BEHIND_S)
        except DeviceFailed:
            state = PrinterState(known=False)
        self._told(state)
        if state.reason or not state.known:
            self._is_broken = True
            raise DeviceFailed("printer.unknown", reason=state.reason or "no_answer")
