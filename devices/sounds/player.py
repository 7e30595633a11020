"""Plays sounds off the caller's thread, one at a time: whoever scans quickly hears a sound, not a queue of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from app.kernel.log import get_logger
from app.ports import Sound
from devices.sounds.tones import wav_of

LONGEST_SECONDS = 2
PLAYERS = (("paplay",), ("pw-play",), ("aplay", "-q"), ("afplay",))
"""Programs of Linux (PulseAudio, PipeWire, ALSA) and macOS that play a file; the first that is there is taken."""
SOUNDS: tuple[Sound, ...] = ("right", "wrong")
log = get_logger("sounds")

Play = Callable[[Path], None]


class SystemSounder:
    """Begins silent: files and thread are made with the first sound. `stop` ends both."""

    def __init__(self, play: Play | None = None) -> None:
        self._play = play if play is not None else _play_of_this_system()
        self._next: Sound | None = None
        self._is_playing = self._is_stopping = False
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def play(self, sound: Sound) -> bool:
        """Begin a sound; while another is heard only a wrong scan is kept for after it. False: nothing here can play."""
        if self._play is None:
            return False
        with self._wake:
            if sound == "wrong" or (not self._is_playing and self._next is None):
                self._next = sound
            if self._thread is None and not self._is_stopping:
                self._thread = threading.Thread(target=self._play_on, name="sounds", daemon=True)
                self._thread.start()
            self._wake.notify()
        return True

    def stop(self) -> None:
        """No sound begins any more; returns when the last one is over."""
        with self._wake:
            self._is_stopping, self._next = True, None
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()

    def _play_on(self) -> None:
        with tempfile.TemporaryDirectory(prefix="duken-sounds-", ignore_cleanup_errors=True) as folder:
            try:
                files = {sound: _written(Path(folder), sound) for sound in SOUNDS}
            except OSError:  # a full disk silences the till, and stops nothing
                log.warning("no_sound", exc_info=True)
                self._play = None
                return
            while (sound := self._wait()) is not None:
                self._play_one(files[sound])

    def _wait(self) -> Sound | None:
        with self._wake:
            self._is_playing = False
            while self._next is None and not self._is_stopping:
                self._wake.wait()
            sound, self._next = self._next, None
            self._is_playing = sound is not None
            return sound

    def _play_one(self, file: Path) -> None:
        play = self._play
        try:
            if play is not None:
                play(file)
        except (OSError, RuntimeError, subprocess.SubprocessError):  # no sound card, a player that hangs: beep from now on
            log.warning("no_sound", exc_info=True)
            self._play = None


def _written(folder: Path, sound: Sound) -> Path:
    file = folder / f"{sound}.wav"
    file.write_bytes(wav_of(sound))
    return file


def _play_of_this_system() -> Play | None:
    if sys.platform == "win32":
        import winsound

        return lambda file: winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
    found = next((command for command in PLAYERS if shutil.which(command[0])), None)
    if found is None:
        return None

    def play(file: Path) -> None:
        quiet = subprocess.DEVNULL
        subprocess.run(
            [*found, str(file)], check=True, timeout=LONGEST_SECONDS, stdin=quiet, stdout=quiet, stderr=quiet
        )

    return play
