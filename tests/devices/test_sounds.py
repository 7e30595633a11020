"""Sounds: one at a time, never waited for, and never a reason for a sale to stop."""

from __future__ import annotations

import io
import threading
import wave
from pathlib import Path

import pytest

from devices.sounds.player import SOUNDS, SystemSounder
from devices.sounds.tones import wav_of


class Speaker:
    """A loudspeaker that plays as long as it is told to, and remembers what it was given."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)

    def __call__(self, file: Path) -> None:
        assert file.read_bytes()[:4] == b"RIFF"
        self.heard.append(file.stem)
        self.begun.release()
        assert self.go_on.acquire(timeout=10)


@pytest.mark.parametrize("sound", SOUNDS)
def test_a_sound_is_a_short_wav_file_that_begins_and_ends_softly(sound):
    with wave.open(io.BytesIO(wav_of(sound))) as made:
        frames, seconds = made.readframes(made.getnframes()), made.getnframes() / made.getframerate()
    assert seconds < 0.5
    assert abs(int.from_bytes(frames[:2], "little", signed=True)) < 300
    assert abs(int.from_bytes(frames[-2:], "little", signed=True)) < 3000


def test_quick_scans_make_no_queue_of_sounds():
    speaker = Speaker()
    sounder = SystemSounder(speaker)
    assert sounder.play("right")
    assert speaker.begun.acquire(timeout=10)
    for _scan in range(20):
        sounder.play("right")
    speaker.go_on.release()
    sounder.stop()
    assert speaker.heard == ["right"]


def test_a_wrong_scan_is_heard_after_the_sound_of_the_right_one_before_it():
    speaker = Speaker()
    sounder = SystemSounder(speaker)
    sounder.play("right")
    assert speaker.begun.acquire(timeout=10)
    sounder.play("wrong")
    sounder.play("right")
    speaker.go_on.release()
    assert speaker.begun.acquire(timeout=10)
    speaker.go_on.release()
    sounder.stop()
    assert speaker.heard == ["right", "wrong"]


def test_a_player_that_fails_is_not_asked_again():
    failed = threading.Event()

    def broken(_file: Path) -> None:
        failed.set()
        raise OSError("no sound card")

    sounder = SystemSounder(broken)
    assert sounder.play("wrong")
    assert failed.wait(10)
    sounder.stop()
    assert not sounder.play("right")
