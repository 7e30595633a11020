"""`duken bench devices`: receipts to bytes, the hand-over to the printer, a weight on the screen, a thousand labels."""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from app.core.documents.paper import slip
from app.core.documents.queries import receipt
from app.core.documents.views import Document
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import open_sale, scan
from app.demo.opening import prepare_stage
from app.kernel.slip import Slip
from app.printing import PrintThread
from app.shop import Shop
from devices.making import typesetting

LINES = 30
COLUMNS = 42
PATIENCE_S = 10.0


def measure(*, rounds: int = 200) -> dict[str, Any]:
    """Milliseconds as medians, with p95 beside them; labels in seconds."""
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as folder:
        stage = prepare_stage(Path(folder) / "shop.db", Path(folder), language="ru")
        with stage.shop as shop:
            document = _receipt(shop, stage.people["cashier"].by, stage)
            result: dict[str, Any] = {"receipt_lines": len(slip(document, COLUMNS, "ru"))}
            result |= _typeset(document, rounds)
            result |= {"handover_ms": _handover(shop, rounds)}
    result["reading_ms"] = _reading(max(20, rounds // 4))
    result["labels_1000_s"] = _labels()
    return result


def _labels() -> float:
    """A thousand different full labels on A4 sheets."""
    from devices.labels.batch import Wanted, batch
    from devices.labels.template import TEMPLATES, Label

    wanted = [
        Wanted(
            Label(
                name=f"Чай чёрный байховый листовой №{number}", price="1 234,50 KGS", old_price="1 300,00 KGS",
                barcode=f"{4600000000000 + number}", square=f"DUKEN:{number}", date="22.11.2026",
                composition="Чай чёрный, масло бергамота, кусочки цедры",
            ),
            1,
        )
        for number in range(1000)
    ]
    began = time.perf_counter()
    for _done in batch(wanted, TEMPLATES["shelf"], BytesIO(), form="pdf"):
        pass
    return round(time.perf_counter() - began, 2)


def _receipt(shop: Shop, by: Any, stage: Any) -> Document:
    """A receipt whose slip has at least thirty lines."""
    from app.core.cash.commands import open_shift
    from app.demo.goods import GOODS

    yes = by.confirming("sale.below_stock", "payment.change_large", "cash.drawer_short")
    shop.do(open_shift, by=by, float_minor=100_000)
    sale_id = shop.do(open_sale, by=by)
    for ware in [ware for ware in GOODS.values() if ware.code][:6]:
        shop.do(scan, by=yes, sale_id=sale_id, code=ware.code, quantity_milli=1000)
    done = shop.do(complete_sale, by=yes, sale_id=sale_id, payments=[Tender("cash", 1_000_000)])
    found: Document = shop.ask(receipt, number=done.number)
    return found


def _typeset(document: Document, rounds: int) -> dict[str, Any]:
    """From the document to the bytes, in both ways; the floor is Python's own encoding of the same letters."""
    ways = {
        "receipt_ms": typesetting({"mode": "codepage", "page": "cp866", "columns": str(COLUMNS)}),
        "raster_ms": typesetting({"mode": "raster", "columns": str(COLUMNS)}),
    }
    found: dict[str, Any] = {}
    for name, typeset in ways.items():
        spread = _spread(lambda typeset=typeset: typeset(slip(document, COLUMNS, "ru")), rounds)  # type: ignore[misc]
        found[name], found[f"{name}_p95"] = spread
    parts: Slip = slip(document, COLUMNS, "ru")
    letters = "\n".join(f"{getattr(part, 'left', '')}{getattr(part, 'right', '')}" for part in parts)
    found["receipt_floor_ms"] = _spread(lambda: letters.encode("cp866", "replace"), rounds)[0]
    return found


def _handover(shop: Shop, rounds: int) -> float:
    """How long whoever has stored a receipt waits for the printer's thread to know of it."""
    thread = PrintThread(shop, _NoPaper(), _NoPaper())  # never started: only the hand-over counts
    try:
        return _spread(lambda: thread._on_commit(frozenset({"print"})), rounds)[0]
    finally:
        thread.stop()


def _reading(rounds: int) -> float:
    """From a frame on a serial port (a pseudo-terminal) to the figure at the screen's side, p95."""
    if os.name == "nt":
        return float("nan")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication

    from devices.making import scale_worker
    from devices.simulators.on_pty import PtyDevice
    from devices.simulators.scale_frames import FRAMES
    from ui.bridge.scale_signals import ScaleSignals

    application = QCoreApplication.instance() or QCoreApplication([])
    grams, sent = [0], [0.0]
    port = PtyDevice(lambda _heard: b"", says=lambda: FRAMES["cas22"](grams[0], True), every_s=0.02)
    worker, signals = scale_worker("cas22", port.address, {}), ScaleSignals()
    worker.start()
    signals.use(worker)
    took = []
    try:
        for number in range(1, rounds + 1):
            grams[0], sent[0] = number * 5 + 100, time.perf_counter()
            end = sent[0] + PATIENCE_S
            while signals.view.weight_milli != grams[0]:
                application.processEvents()
                if time.perf_counter() > end:
                    raise TimeoutError("no reading came")
                threading.Event().wait(0.001)
            took.append((time.perf_counter() - sent[0]) * 1000)
    finally:
        signals.stop()
        worker.stop()
        port.pull()
    return round(statistics.quantiles(took, n=20)[-1], 1)


class _NoPaper:
    """Takes nothing; nobody asks it."""

    def send(self, job: bytes) -> None:
        """Never called."""

    def open(self) -> None:
        """Never called."""


def _spread(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and p95 in milliseconds; the first rounds warm what is kept."""
    for _round in range(5):
        act()
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 4), round(statistics.quantiles(took, n=20)[-1], 4)
