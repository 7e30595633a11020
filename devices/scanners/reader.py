"""Gets whole codes from a serial or USB-CDC scanner. It would rather lose a code than put two together or hand out half a one."""

from __future__ import annotations

from typing import Literal

from devices.line import Deadline, Line

Ending = Literal["suffix", "silence"]
_ENDS = (b"\r", b"\n")
GAP_S: dict[Ending, float] = {"suffix": 0.5, "silence": 0.08}
"""A scanner sends a code in one go: at 9600 bits a second a letter takes a thousandth of a second."""
LONGEST = 4096


class ScannerReader:
    """Owns nothing but what the line has begun to say; each opened line has its own.

    `ending` is how the scanner is set: *suffix* (CR, LF or both behind each code; the sure way), or *silence* (nothing: a code
    ends when nothing more comes for `gap_s`). With a suffix, a pause in the middle of a code spoils it: all up to the next suffix
    is thrown away, since nobody knows whether that is its rest or another code.
    """

    def __init__(self, line: Line, *, ending: Ending = "suffix", gap_s: float | None = None) -> None:
        self._line, self._ending = line, ending
        self._gap_s = GAP_S[ending] if gap_s is None else gap_s
        self._kept, self._is_spoiled = b"", False

    def read(self, wait_s: float) -> bytes | None:
        """The next whole code without its suffix; None where none came in so many seconds (a code that has begun is waited for
        `gap_s` longer, and goes on with the next reading). Refused: what the line refuses (`device.gone`)."""
        deadline, latest = Deadline(wait_s), Deadline(wait_s + self._gap_s)
        while True:
            code = self._whole()
            if code is not None:
                return code
            if (not self._kept and not deadline.left_s and wait_s > 0) or not latest.left_s:
                return None
            came = self._line.read(self._gap_s if self._kept else deadline.left_s)
            self._kept += came
            if came:
                continue
            code = self._paused()
            if code is not None or not deadline.left_s:
                return code

    def _whole(self) -> bytes | None:
        """The first code that has ended. Empty ones (CR, then LF) are none."""
        while True:
            ends = [place for place in map(self._kept.find, _ENDS) if place >= 0]
            if not ends:
                break
            code, self._kept = self._kept[: min(ends)], self._kept[min(ends) + 1 :]
            was_spoiled, self._is_spoiled = self._is_spoiled, False
            if code and not was_spoiled and len(code) <= LONGEST:
                return code
        if len(self._kept) > LONGEST:
            self._kept, self._is_spoiled = b"", True
        return None

    def _paused(self) -> bytes | None:
        """Nothing came for a while: the end of a code, or of nothing."""
        code, self._kept = self._kept, b""
        if not code:
            return None
        if self._ending == "suffix":
            self._is_spoiled = True
            return None
        was_spoiled, self._is_spoiled = self._is_spoiled, False
        return None if was_spoiled else code
