"""The receipt printer with the drawer: those that are declared; a folder beside the shop's file where none is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.beside.devices import Declared, Told, log, nobody
from app.core.devices.views import DeviceView
from app.core.documents.paper import slip
from app.core.documents.views import Document
from app.core.jobs.queries import waiting_prints
from app.kernel.errors import AppError, DeviceFailed
from app.ports import Drawer, Printer
from app.printing import Typeset, as_text
from app.shop import Shop


@dataclass(frozen=True, slots=True)
class Paper:
    """A printer, the drawer that hangs on it, and how a document becomes bytes for it."""

    printer: Printer
    drawer: Drawer
    typeset: Typeset
    is_ready: Callable[[], bool]


class PaperPart:
    """An `app.ports.Printer` and an `app.ports.Drawer`; stays the same object while what stands behind it changes.

    `told` hears the word of the printer's state (`ready`, `paper_low`, `paper_out`, `cover_open`, `offline`, …) on the thread
    that prints, and "" when another printer is declared. A drawer that is declared for itself opens instead of the printer's.
    """

    kinds = ("printer", "drawer")

    def __init__(self, shop: Shop, *, told: Told = nobody) -> None:
        self._shop, self._told, self._busy = shop, told, threading.Lock()
        self._paper = self._simulated()
        self._drawer: Drawer = self._paper.drawer

    def send(self, job: bytes) -> None:
        """As `app.ports.Printer`."""
        with self._busy:
            self._paper.printer.send(job)

    def is_ready(self) -> bool:
        """Whether the printer can print now, as far as it says; it is asked."""
        with self._busy:
            return self._paper.is_ready()

    def open(self) -> None:
        """As `app.ports.Drawer`."""
        with self._busy:
            self._drawer.open()

    def typeset(self, document: Document, columns: int, language: str) -> bytes:
        """As the printer of now wants it."""
        return self._paper.typeset(document, columns, language)

    def change(self, declared: Declared) -> None:
        """As `Part`."""
        printers, drawers = declared.get("printer", ()), declared.get("drawer", ())
        self._paper = self._paper_of(printers[0]) if printers else self._simulated()
        self._drawer = _drawer_of(drawers[0]) if drawers else self._paper.drawer
        self._told("")

    @contextmanager
    def lend(self) -> Iterator[None]:
        """As `Part`; what is to be printed waits."""
        with self._busy:
            yield

    def stop(self) -> None:
        """As `Part`: a line is open only while a job goes over it."""

    def _paper_of(self, declared: DeviceView) -> Paper:
        from devices.making import columns_of, receipt_printer, typesetting

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
            return Paper(nothing, nothing, as_text, lambda: False)
        return Paper(
            printer, printer, lambda document, _columns, language: made(slip(document, columns, language)), printer.is_ready
        )

    def _simulated(self) -> Paper:
        from devices.simulators.drawer import FileDrawer
        from devices.simulators.printer import FilePrinter

        folder = self._shop.path.with_name(self._shop.path.name + ".paper")
        printer = FilePrinter(folder)
        return Paper(printer, FileDrawer(folder / "drawer.txt"), as_text, printer.is_ready)


def _drawer_of(declared: DeviceView) -> Drawer:
    from devices.making import drawer

    try:
        return drawer(declared.driver, declared.address, declared.options)
    except AppError as error:
        log.error("drawer_not_usable", reason=error.code)
        return _Unusable(error.code)


class _Unusable:
    """What cannot be spoken to as it is declared: everything waits for a person."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def send(self, job: bytes) -> None:
        raise DeviceFailed("printer.failed", reason=self._reason)

    def open(self) -> None:
        raise DeviceFailed("drawer.failed", reason=self._reason)
