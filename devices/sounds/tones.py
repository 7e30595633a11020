"""The two sounds as WAV files, made by code: a high short one for a right scan, two low ones for a wrong one."""

from __future__ import annotations

import io
import math
import wave
from array import array

from app.ports import Sound

RATE = 22_050
LOUDEST = 11_000
FADE_SECONDS = 0.006
"""A tone that begins or ends at once clicks."""
TONES: dict[Sound, tuple[tuple[int, float], ...]] = {"right": ((1760, 0.07),), "wrong": ((330, 0.13), (0, 0.05), (262, 0.2))}
"""(hertz, seconds) one after the other; 0 hertz is silence."""


def wav_of(sound: Sound) -> bytes:
    """A mono WAV file of 16 bits."""
    samples = array("h")
    for hertz, seconds in TONES[sound]:
        samples.extend(_tone(hertz, seconds))
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes(samples.tobytes())
    return file.getvalue()


def _tone(hertz: int, seconds: float) -> array[int]:
    count, fade = round(seconds * RATE), FADE_SECONDS * RATE
    swings = 2 * math.pi * hertz / RATE
    return array("h", (
        round(LOUDEST * math.sin(swings * at) * min(1.0, at / fade, (count - at) / fade)) for at in range(count)
    ))
