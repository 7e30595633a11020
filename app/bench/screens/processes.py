"""Processes that start as the program does, measured from outside: to the sign-in, to an empty window, to a cart that is back."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESTART = "import app.cli.calling, app.cli.window_verbs; from app.bench.screens.restart import main; main()"
"""What the verb `run` loads belongs to a start."""
PATIENCE_S = 60


class Processes:
    """Each kind is started once before it is measured, so that its files are compiled and in the system's cache.

    A start of the program with nothing compiled is the first one after an installation, and no other.
    """

    def __init__(self, path: Path, pin: str) -> None:
        self._path, self._pin = path, pin

    def measure_start(self, times: int) -> dict[str, Any]:
        """From the process's start to the sign-in painted with its people; and the floor, Python and Qt painting one widget."""
        starts = self._several([sys.executable, "-m", "app", "run", "--db", str(self._path), "--until-seen"], times)
        floors = self._several([sys.executable, str(HERE / "floor.py")], times)
        return {
            "start_ms": _middle(starts), "qt_floor_ms": _middle(floors), "start_all_ms": starts, "qt_floor_all_ms": floors,
        }

    def measure_restart(self, times: int) -> dict[str, Any]:
        """A till with a cart is killed; from the next process's start to the cart painted, with a PIN typed in no time."""
        command = [sys.executable, "-c", RESTART, str(self._path), self._pin]
        self._killed([*command, "sell"])
        back = self._several([*command, "go_on"], times)
        return {"restart_ms": _middle(back), "restart_all_ms": back}

    def _several(self, command: list[str], times: int) -> list[int]:
        self._until_told(command)
        return sorted(self._until_told(command) for _time in range(times))

    def _until_told(self, command: list[str]) -> int:
        """Milliseconds until the process writes its first line."""
        started = time.perf_counter()
        with self._process(command) as process:
            told = _first_line(process)
            took = time.perf_counter() - started
            process.wait(PATIENCE_S)
        if not told.strip() or process.returncode > 0:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode} and said {told!r}")
        return round(took * 1000)

    def _killed(self, command: list[str]) -> None:
        """A process that is killed as soon as it has told that its cart is seen."""
        with self._process(command) as process:
            told = _first_line(process)
            process.kill()
        if not told.strip():
            raise RuntimeError("the till that was to be killed never showed its cart")

    def _process(self, command: list[str]) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["QT_QPA_PLATFORM"] = "offscreen"
        return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    """What it says first; nothing if it does not in time, and it is ended then."""
    assert process.stdout is not None, "it is a pipe"
    late = threading.Timer(PATIENCE_S, process.kill)
    late.start()
    told = process.stdout.readline()
    late.cancel()
    return told


def _middle(times_ms: list[int]) -> int:
    return round(statistics.median(times_ms))
