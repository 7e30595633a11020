"""A simulated device on a pseudo-terminal: a serial port that other programs can open (Linux and macOS)."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections.abc import Callable


class PtyDevice:
    """Hands what comes to `answer`, and says by itself what `says` gives, every `every_s` seconds."""

    def __init__(
        self, answer: Callable[[bytes], bytes], *, says: Callable[[], bytes] = lambda: b"", every_s: float = 0.1
    ) -> None:
        import tty

        self._answer, self._says, self._every_s = answer, says, every_s
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._live, name="simulated-port", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"serial:{self.port}"

    def pull(self) -> None:
        """The cable is pulled; pulling twice is no fault."""
        self._stopping.set()
        self._thread.join(5)
        for end in (self._theirs, self._ours):
            with contextlib.suppress(OSError):
                os.close(end)

    def _live(self) -> None:
        os.set_blocking(self._ours, False)
        while not self._stopping.is_set():
            readable, _writable, _failed = select.select([self._ours], [], [], self._every_s)
            try:
                said = self._answer(os.read(self._ours, 256)) if readable else self._says()
                if said:
                    os.write(self._ours, said)
            except BlockingIOError:
                continue  # nobody reads: a port keeps only so much
            except OSError:
                return
