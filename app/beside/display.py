"""What shows a customer what they pay: displays of two lines on a port, and the window on a second screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.beside.devices import Declared
from app.beside.several import Gone, Several, ToldOf
from app.core.devices.views import DeviceView

if TYPE_CHECKING:
    from devices.displays.worker import DisplayWorker

WINDOW = "window"
"""The driver of a second screen: no port, only a window of ours."""
Rows = tuple[tuple[str, str], tuple[str, str]]
"""Two lines, each with its words and its figure."""


class DisplayPart(Several["DisplayWorker"]):
    """All displays show the same; while they are lent they are blank, or show what somebody tries. `window` hears the options of
    the second screen, or None where none is declared, on the thread that changed it."""

    kinds = ("display",)

    def __init__(
        self, *, gone: Gone = lambda _names: None, window: Callable[[Mapping[str, str] | None], None] = lambda _options: None,
    ) -> None:
        super().__init__(gone=gone)
        self._window = window
        self._rows: Rows = (("", ""), ("", ""))

    def show(self, rows: Rows) -> None:
        """This is to be seen now; returns at once, from any thread."""
        self._rows = rows
        for worker in tuple(self._workers):
            worker.show(*rows)

    def change(self, declared: Declared) -> None:
        """As `Part`."""
        found = tuple(declared.get("display", ()))
        self._use(tuple(each for each in found if each.driver != WINDOW))
        self._window(next((each.options for each in found if each.driver == WINDOW), None))

    def stop(self) -> None:
        """As `Part`."""
        super().stop()
        self._window(None)

    def _made(self, declared: DeviceView, told: ToldOf) -> DisplayWorker:
        from devices.making import display_worker

        return display_worker(declared.driver, declared.address, declared.options, told=told)

    def _begin(self) -> None:
        super()._begin()
        self.show(self._rows)
