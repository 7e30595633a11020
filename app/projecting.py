"""Projects layers anew beside the till: of products with a late fact and a long history, and after the update to layers."""

from __future__ import annotations

import threading

from app.core.stock.anew import project_next_waiting
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.shop import Shop
from db.writer import PRIORITY_JOB

TOPIC = "stock_waiting"
AGAIN_S = 600
"""After a fault of the disk, and once in a while whatever was told."""
log = get_logger("projecting")


class ProjectingThread(threading.Thread):
    """One product at a time, each in its own command behind those of the people; it wakes when a product waits."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(name="projecting", daemon=True)
        self._shop = shop
        self._wake, self._stopping = threading.Event(), False
        shop.listeners.append(self._on_commit)

    def _on_commit(self, topics: frozenset[str]) -> None:
        if TOPIC in topics:
            self._wake.set()

    def run(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            self._wake.clear()
            self._project_all()
            self._wake.wait(timeout=AGAIN_S)

    def _project_all(self) -> None:
        try:
            while self._shop.do(project_next_waiting, priority=PRIORITY_JOB):
                if self._stopping:
                    return
        except AppError as error:
            log.error("cannot_project", reason=error.code)

    def stop(self) -> None:
        """After the product that is under way; the others wait in the file."""
        self._stopping = True
        self._wake.set()
        if self.is_alive():
            self.join()
