"""The devices of this till, as its settings declare them; a simulated counter where nothing is declared. Made anew when they
change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.devices.queries import devices_of
from app.core.devices.views import DeviceView
from app.core.documents.paper import slip
from app.core.documents.views import Document
from app.core.jobs.queries import waiting_prints
from app.kernel.errors import AppError, DeviceFailed
from app.kernel.log import get_logger
from app.ports import Drawer, Pan, Printer, Reading, Scale
from app.printing import Typeset, as_text
from app.shop import Shop

if TYPE_CHECKING:
    from devices.scales.worker import ScaleWorker

log = get_logger("devices")


@dataclass(frozen=True, slots=True)
class Paper:
    """A printer, the drawer that hangs on it, and how a document becomes bytes for it."""

    printer: Printer
    drawer: Drawer
    typeset: Typeset


class Devices:
    """`printer`, `drawer` and `scale` stay the same objects while what stands behind them changes with the settings.

    `printer_told` hears the word of the printer's state (`ready`, `paper_low`, `paper_out`, `cover_open`, `offline`, …), on the
    thread that prints; `changed` that something else is declared now, with the pan of the simulated scale or None. Stop it before
    the shop is closed.
    """

    def __init__(
        self, shop: Shop, *, printer_told: Callable[[str], None] = lambda _word: None,
        changed: Callable[[Pan | None], None] = lambda _pan: None,
    ) -> None:
        self._shop, self._told, self._changed, self._lock = shop, printer_told, changed, threading.Lock()
        self._pan: Pan | None = None
        self._simulated: Scale | None = None
        self._worker: ScaleWorker | None = None
        self._declared: tuple[DeviceView, ...] = ()
        self._paper = self._simulated_paper()
        self._change_scale(None)
        self.scale = _Scale(self)
        self.refresh()
        shop.listeners.append(self._on_commit)

    @property
    def pan(self) -> Pan | None:
        """Where the load of the simulated scale is set; None beside a real one."""
        return None if self._worker is not None else self._pan

    def refresh(self) -> None:
        """Look at what is declared; what has not changed goes on as it is."""
        declared = self._shop.ask(devices_of, till_id=self._shop.place.till_id)
        with self._lock:
            before = {each.kind: each for each in self._declared}
            now = {each.kind: each for each in declared}
            if before.get("printer") != now.get("printer"):
                self._paper = self._paper_of(now.get("printer"))
            if before.get("scale") != now.get("scale"):
                self._change_scale(now.get("scale"))
            self._declared = declared

    def stop(self) -> None:
        """Let go of every port."""
        if self._on_commit in self._shop.listeners:
            self._shop.listeners.remove(self._on_commit)
        with self._lock:
            if self._worker is not None:
                self._worker.stop()

    # what the printing thread holds

    def send(self, job: bytes) -> None:
        """As `app.ports.Printer`."""
        self._paper.printer.send(job)

    def open(self) -> None:
        """As `app.ports.Drawer`."""
        self._paper.drawer.open()

    def typeset(self, document: Document, columns: int, language: str) -> bytes:
        """As the printer of now wants it."""
        return self._paper.typeset(document, columns, language)

    def reading(self) -> Reading | None:
        """What the scale of now says."""
        worker = self._worker
        if worker is not None:
            return worker.latest()
        return self._simulated.latest() if self._simulated is not None else None

    def _on_commit(self, topics: frozenset[str]) -> None:
        if "devices" in topics:
            threading.Thread(target=self._refresh_safely, name="devices", daemon=True).start()

    def _refresh_safely(self) -> None:
        try:
            self.refresh()
        except AppError as error:
            log.error("devices_not_changed", reason=error.code)
        self._told("")
        self._changed(self.pan)

    def _paper_of(self, declared: DeviceView | None) -> Paper:
        if declared is None:
            return self._simulated_paper()
        from devices.registry import columns_of, receipt_printer, typesetting

        in_doubt = bool(self._shop.ask(waiting_prints, states=("unknown",), limit=1))
        options = declared.options
        try:
            printer = receipt_printer(
                declared.driver, declared.address, options, is_broken=in_doubt, told=lambda state: self._told(state.word)
            )
            columns, made = columns_of(options), typesetting(options)
        except AppError as error:  # stored by another version of the program: it prints nothing rather than anything
            log.error("printer_not_usable", reason=error.code)
            nothing = _Unusable(error.code)
            return Paper(nothing, nothing, as_text)
        return Paper(printer, printer, lambda document, _columns, language: made(slip(document, columns, language)))

    def _simulated_paper(self) -> Paper:
        """Into a folder beside the shop's file."""
        from devices.simulators.drawer import FileDrawer
        from devices.simulators.printer import FilePrinter

        folder = self._shop.path.with_name(self._shop.path.name + ".paper")
        return Paper(FilePrinter(folder), FileDrawer(folder / "drawer.txt"), as_text)

    def _change_scale(self, declared: DeviceView | None) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
        if declared is None:
            from devices.simulators.scale import SimulatedScale

            self._simulated = self._pan = SimulatedScale()
            return
        from devices.registry import scale_worker

        try:
            self._worker = scale_worker(declared.driver, declared.address, declared.options)
            self._worker.start()
        except AppError as error:
            self._simulated = None
            log.error("scale_not_usable", reason=error.code)


class _Scale:
    """The scale of now."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def latest(self) -> Reading | None:
        return self._devices.reading()


class _Unusable:
    """A printer that cannot be spoken to as it is declared: everything waits for a person."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def send(self, job: bytes) -> None:
        raise DeviceFailed("printer.failed", reason=self._reason)

    def open(self) -> None:
        raise DeviceFailed("drawer.failed", reason=self._reason)
