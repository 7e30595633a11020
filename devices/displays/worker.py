"""The one owner of a customer display: shows the newest text, forgets older ones, and shows it again to one that came back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from app.kernel.errors import DeviceFailed
from app.kernel.log import get_logger
from devices.displays.line_display import DisplaySettings, LineDisplay, two_sides
from devices.line import Line
from devices.port_owner import PAUSES_S

AGAIN_S = 15.0
"""So often the same text is shown again: a display that was switched off and on stands blank, and cannot say so."""
log = get_logger("display")


class Row(NamedTuple):
    """Words at the left and a figure at the right; the figure stays whole."""

    left: str = ""
    right: str = ""

    def across(self, columns: int) -> str:
        """As it stands on a display of so many letters."""
        return two_sides(self.left, self.right, columns) if self.right else self.left


class DisplayWorker(threading.Thread):
    """`show` returns at once, whatever the display does: what it holds is one text, and the newest wins. `told` hears the code of
    what keeps the display from showing (`device.*`) or nothing, on this thread; `problem` is what was told last."""

    def __init__(
        self, reach: Callable[[], Line], settings: DisplaySettings, *, told: Callable[[str], None] = lambda _problem: None,
        again_s: float = AGAIN_S, pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        super().__init__(name="display-port", daemon=True)
        self._reach, self._settings, self._told = reach, settings, told
        self._again_s, self._pauses_s = again_s, pauses_s
        self._news = threading.Condition()
        self._text, self._is_new, self._is_over = (Row(), Row()), False, False
        self._line: Line | None = None
        self._display: LineDisplay | None = None
        self.problem: str | None = None

    def show(self, top: tuple[str, str], bottom: tuple[str, str] = ("", "")) -> None:
        """This is what a customer shall see now: of each line its words and its figure."""
        with self._news:
            self._text, self._is_new = (Row(*top), Row(*bottom)), True
            self._news.notify()

    def run(self) -> None:
        """Until `stop`. Nothing that a display or its cable does ends it."""
        tries = 0
        while not self._is_over:
            try:
                self._show_newest()
            except DeviceFailed as error:
                tries = self._lost(error.code, tries)
            except Exception:  # a driver's bug is a display that shows nothing; the till goes on
                log.exception("display_broken")
                tries = self._lost("device.gone", tries)
            else:
                tries = 0
                self._say("")
                self._wait_for_news()
        self._let_go()

    def stop(self, timeout_s: float = 3) -> None:
        """Nothing stands on it any more, and the port is free; returns when that is so, or when the time is over."""
        with self._news:
            self._is_over = True
            self._news.notify()
        if self.is_alive():
            self.join(timeout_s)

    def _show_newest(self) -> None:
        with self._news:
            (top, bottom), self._is_new = self._text, False
        if self._display is None:
            self._line = self._reach()
            self._display = LineDisplay(self._line, self._settings)
        columns = self._settings.columns
        self._display.show(top.across(columns), bottom.across(columns))

    def _wait_for_news(self) -> None:
        with self._news:
            self._news.wait_for(lambda: self._is_new or self._is_over, self._again_s)

    def _lost(self, problem: str, tries: int) -> int:
        self._close()
        self._say(problem)
        with self._news:
            self._news.wait_for(lambda: self._is_over, self._pauses_s[min(tries, len(self._pauses_s) - 1)])
        return tries + 1

    def _let_go(self) -> None:
        try:
            if self._display is not None:
                self._display.clear()
        except DeviceFailed:
            log.info("display_left_as_it_was")
        self._close()

    def _close(self) -> None:
        line, self._line, self._display = self._line, None, None
        if line is not None:
            line.close()

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            log.info("display_state", problem=problem or "none")
            self._told(problem)
