"""The process that is killed: a nursery that imports the program once, and for each line on its input forks a life of the till.

What it says goes out as one JSON line a write, so that a kill never leaves half a promise. Nothing here cleans up.
"""

from __future__ import annotations

import json
import os
import random
import sys
import traceback
from pathlib import Path
from typing import Any

from app.bench.crash.goods import read_range
from app.bench.crash.till import RestlessTill, dawdle
from app.kernel.errors import DeviceFailed
from app.kernel.log import configure
from app.printing import PrintThread
from app.wiring import open_shop
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter

PAPER, DRAWER = "paper", "drawer.txt"
"""Beside the database: the printer's sheets, and a line for each time that the drawer has opened."""


DIES = 0.06
"""How often the printer itself dies in the middle of a sheet, at any byte; the till goes on."""


class TellingPrinter:
    """The printer, which says when it begins, and when a sheet has come out or a piece of one."""

    def __init__(self, printer: FilePrinter, *, chance: random.Random) -> None:
        self._printer, self._chance = printer, chance

    def send(self, job: bytes) -> None:
        """Print one job. Refused: as the printer does."""
        tell({"do": "paper"})
        dawdle(self._chance)
        if self._chance.random() < DIES:
            self._printer.die_at = self._chance.randrange(len(job))
        try:
            self._printer.send(job)
        except DeviceFailed:
            tell({"ok": "torn"})
            raise
        dawdle(self._chance)
        tell({"ok": "paper"})


def tell(message: dict[str, Any]) -> None:
    """One line, in one write: a pipe takes it as a whole or not at all (POSIX: up to PIPE_BUF)."""
    os.write(1, json.dumps(message).encode() + b"\n")


def live(database: Path, seed: int) -> None:
    """One life: open the shop for real, print beside the till, sell until killed."""
    tell({"do": "start", "process": os.getpid()})
    with open_shop(database) as shop:
        tell({"ok": "start"})
        printer = TellingPrinter(FilePrinter(database.parent / PAPER), chance=random.Random(seed + 1))
        printing = PrintThread(shop, printer, FileDrawer(database.parent / DRAWER))
        printing.start()
        RestlessTill(shop, read_range(shop), chance=random.Random(seed), tell=tell).work()


def nurse(database: Path) -> None:
    """Fork a life for each seed that comes in, and say how it ended. Ends when nobody asks for more.

    The dead are buried only when the next life is asked for: until then nobody else has that process number, and a kill that
    comes late hits nobody.
    """
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            _live_and_die(database, int(line))
        end = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        tell({"dead": process, "killed_by": end.si_status if end and end.si_code == os.CLD_KILLED else None})
        sys.stdin.readline()
        os.waitpid(process, 0)


def _live_and_die(database: Path, seed: int) -> None:
    try:
        live(database, seed)
    except BrokenPipeError:
        os._exit(0)  # whoever was counting has gone
    except BaseException:
        traceback.print_exc()
    os._exit(3)


def main() -> None:
    """`python -m app.bench.crash.child DATABASE`, seeds on standard input."""
    configure(None)
    nurse(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
