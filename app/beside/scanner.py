"""The scanners that are declared beside those that type: each on a thread of its own, all into one ear."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.beside.devices import Declared
from app.beside.several import Gone, Several, ToldOf
from app.core.devices.views import DeviceView

if TYPE_CHECKING:
    from devices.scanners.worker import ScannerWorker


class ScannerPart(Several["ScannerWorker"]):
    """`heard` gets each whole code, on a scanner's thread. While it is lent, codes go to whoever tries the scanner."""

    kinds = ("scanner",)

    def __init__(self, *, heard: Callable[[bytes], None], gone: Gone = lambda _names: None) -> None:
        super().__init__(gone=gone)
        self._heard = heard

    def change(self, declared: Declared) -> None:
        """As `Part`."""
        self._use(tuple(declared.get("scanner", ())))

    def _made(self, declared: DeviceView, told: ToldOf) -> ScannerWorker:
        from devices.making import scanner_worker

        return scanner_worker(declared.driver, declared.address, declared.options, heard=self._heard, told=told)
