"""Trials of what speaks by itself tell a device that is silent from one that is not understood."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from devices.simulators.on_pty import PtyDevice
from devices.simulators.scale_frames import FRAMES
from devices.trials.steps import Trial, Watch
from devices.trials.trying import steps

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
WEIGHT = FRAMES["and18"](742, True)


@pytest.fixture
def plugged() -> Iterator[ExitStack]:
    """What is plugged in, and pulled when the test ends."""
    with ExitStack() as stack:
        yield stack


def speaking(plugged: ExitStack, says: Callable[[], bytes]) -> PtyDevice:
    device = PtyDevice(lambda _data: b"", says=says, every_s=0.02)
    plugged.callback(device.pull)
    return device


@pytest.mark.parametrize(("kind", "driver", "whole"), [("scanner", "serial", b"4006381333931\r"), ("scale", "and18", WEIGHT)])
def test_what_is_understood_and_then_silent_is_not_called_garbled(plugged: ExitStack, kind: str, driver: str, whole: bytes):
    listens, to_say = threading.Event(), [whole]
    port = speaking(plugged, lambda: to_say.pop() if listens.is_set() and to_say else b"")
    watch, told = Watch(silence_s=0.3), list[str]()
    for step in steps(Trial(kind, driver, port.address), watch):
        listens.set()
        told.append(step.code)
        if {"trial.code", "trial.scale_rest"} & set(told) and step.code.endswith(("_silent", "_garbled")):
            watch.stop()
    assert {"trial.code", "trial.scale_rest"} & set(told), told
    assert told[-1] == f"trial.{kind}_silent"


@pytest.mark.parametrize(("kind", "driver"), [("scanner", "serial"), ("scale", "and18")])
def test_noise_that_comes_after_a_silence_is_told_too(plugged: ExitStack, kind: str, driver: str):
    is_told = threading.Event()
    port = speaking(plugged, lambda: b"\x91\x92" if is_told.is_set() else b"")
    watch, told = Watch(silence_s=0.3), list[str]()
    for step in steps(Trial(kind, driver, port.address), watch):
        told.append(step.code)
        if step.code.endswith("_silent"):
            is_told.set()
        if step.code.endswith("_garbled"):
            watch.stop()
    assert told[1:] == [f"trial.{kind}_silent", f"trial.{kind}_garbled"]
