"""The scale that is declared, on a thread of its own; a simulated one where none is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from app.beside.devices import Declared, let_go, log
from app.core.devices.views import DeviceView
from app.kernel.errors import AppError
from app.ports import Pan, Reading, Scale

if TYPE_CHECKING:
    from devices.scales.worker import ScaleWorker


class ScalePart:
    """An `app.ports.Scale`; stays the same object while what stands behind it changes.

    `changed` hears that another one stands there, with the pan of the simulated scale or None, on the thread that changed it.
    """

    kinds = ("scale",)

    def __init__(self, *, changed: Callable[[Pan | None], None] = lambda _pan: None) -> None:
        self._changed = changed
        self._declared: DeviceView | None = None
        self._worker: ScaleWorker | None = None
        self._simulated: Scale | None = None
        self.pan: Pan | None = None
        """Where the load of the simulated scale is set; None beside a real one."""

    def latest(self) -> Reading | None:
        """As `app.ports.Scale`."""
        worker = self._worker
        if worker is not None:
            return worker.latest()
        return self._simulated.latest() if self._simulated is not None else None

    def change(self, declared: Declared) -> None:
        """As `Part`."""
        self._end()
        self._declared = next(iter(declared.get("scale", ())), None)
        self.pan, self._simulated = None, None
        if self._declared is None:
            from devices.simulators.scale import SimulatedScale

            self._simulated = self.pan = SimulatedScale()
        self._begin()
        self._changed(self.pan)

    def lend(self) -> AbstractContextManager[None]:
        """As `Part`; the till hears no weight meanwhile."""
        return let_go(self._end, self._begin)

    def stop(self) -> None:
        """As `Part`."""
        self._end()
        self._declared = None

    def _begin(self) -> None:
        declared = self._declared
        if declared is None:
            return
        from devices.making import scale_worker

        try:
            worker = scale_worker(declared.driver, declared.address, declared.options)
        except AppError as error:  # stored by another version of the program
            log.error("scale_not_usable", reason=error.code)
            return
        worker.start()
        self._worker = worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
