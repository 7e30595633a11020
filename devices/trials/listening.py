"""Trials of what speaks by itself: a scale's weight is told as it changes, a scanner's codes as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from devices.line import Deadline, Line, LineSettings
from devices.making import ending_of, reach
from devices.options import line_settings
from devices.registry import driver
from devices.trials.steps import Step, Trial, Watch

ROUND_S, REST_S, QUIET_S = 0.6, 0.05, 2.0
CODES_KEPT = 100
"""No hand scans more in one trial."""


class Ear:
    """A line that counts what comes over it: a device that is heard and not understood has another fault than a silent one.
    `count` is of what came since something was understood.
    """

    def __init__(self, line: Line) -> None:
        self._line, self.count = line, 0

    def write(self, data: bytes) -> None:
        """As `Line`."""
        self._line.write(data)

    def read(self, wait_s: float) -> bytes:
        """As `Line`."""
        came = self._line.read(wait_s)
        self.count += len(came)
        return came

    def clear(self) -> None:
        """As `Line`."""
        self._line.clear()

    def close(self) -> None:
        """As `Line`."""
        self._line.close()


def scale(trial: Trial, watch: Watch) -> Iterator[Step]:
    """Each reading, for as long as it runs; of a quiet trial the first one. Refused: `device.*`."""
    from devices.scales.protocols import PROTOCOLS
    from devices.scales.worker import as_port

    driver("scale", trial.driver)
    protocol = PROTOCOLS[trial.driver]
    ear = Ear(reach(trial.address, line_settings(trial.options, protocol.usual))())
    try:
        conversation, silence = protocol.conversation(), Silence(trial, watch, "trial.scale")
        yield Step("trial.listening", "wait", place="live")
        while not watch.is_over and not silence.is_too_long:
            frame = conversation.take(ear, Deadline(min(ROUND_S, watch.left_s)))
            if frame is not None:
                reading = as_port(frame)
                silence.end()
                ear.count = 0
                yield _weighed(reading.weight_milli, is_known=frame.weight_milli is not None, over=reading.is_over,
                               under=reading.is_under, stable=reading.is_stable)
                if trial.is_quiet:
                    return
            elif silence.is_news(ear.count):
                yield silence.step(ear.count)
            watch.rest(REST_S)
        if trial.is_quiet:
            yield silence.step(ear.count)
    finally:
        ear.close()


def _weighed(grams: int, *, is_known: bool, over: bool, under: bool, stable: bool) -> Step:
    if over or under:
        return Step("trial.scale_over" if over else "trial.scale_under", "doubt", place="live", word="ready")
    if not is_known:
        return Step("trial.scale_no_weight", "doubt", place="live", word="ready")
    code = "trial.scale_rest" if stable else "trial.scale_moving"
    return Step(code, "well" if stable else "wait", {"weight_milli": grams}, place="live", word="ready")


def scanner(trial: Trial, watch: Watch) -> Iterator[Step]:
    """Each code that comes, with what it says; of a quiet trial only whether its port is there. Refused: `device.*`."""
    from devices.scanners.reader import ScannerReader

    ending = ending_of(trial.options)
    ear = Ear(reach(trial.address, line_settings(trial.options, LineSettings()))())
    try:
        if trial.is_quiet:
            yield Step("trial.reached", place="live", word="reached")
            return
        reader, silence, count = ScannerReader(ear, ending=ending), Silence(trial, watch, "trial.scanner"), 0
        yield Step("trial.scan_now", "wait", place="live")
        while not watch.is_over and count < CODES_KEPT:
            code = reader.read(min(ROUND_S, watch.left_s))
            if code is not None:
                count += 1
                silence.end()
                ear.count = 0
                yield _scanned(code)
                yield Step("trial.scan_more", "wait", {"count": count}, place="live", word="ready")
            elif silence.is_news(ear.count):
                yield silence.step(ear.count)
    finally:
        ear.close()


def _scanned(sent: bytes) -> Step:
    from app.kernel.scan import read_code

    scan = read_code(sent)
    facts = {
        "code": scan.code or sent.hex(" ").upper(), "gtin": scan.gtin, "batch": scan.batch, "expiry": scan.expiry,
        "weight_milli": scan.weight_milli, "price": str(scan.price or ""), "is_marking": scan.is_marking,
    }
    return Step("trial.code" if scan.code else "trial.code_unreadable", "well" if scan.code else "doubt", facts)


class Silence:
    """How long nothing that makes sense was heard. It is told once until something is, and again where noise comes at last."""

    def __init__(self, trial: Trial, watch: Watch, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet, self._name, self._clock = trial.is_quiet, name, clock
        self._longest_s = QUIET_S if trial.is_quiet else watch.silence_s
        self._since, self._told = clock(), ""

    def end(self) -> None:
        """Something was heard."""
        self._since, self._told = self._clock(), ""

    @property
    def is_too_long(self) -> bool:
        """Nobody waits longer than this for a quiet trial."""
        return self._quiet and self._clock() - self._since > self._longest_s

    def is_news(self, heard: int) -> bool:
        """It is time to say so, after so many bytes that made no sense."""
        is_long = self._clock() - self._since >= self._longest_s
        return not self._quiet and is_long and self._told not in (self._code(heard), self._code(1))

    def step(self, heard: int) -> Step:
        """`…_silent`, or `…_garbled` where bytes have come."""
        self._told = self._code(heard)
        return Step(self._told, "bad", {"seconds": round(self._longest_s)}, place="live", word="silent")

    def _code(self, heard: int) -> str:
        return f"{self._name}_garbled" if heard else f"{self._name}_silent"
