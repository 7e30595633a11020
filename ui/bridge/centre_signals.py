"""How telling the centre goes, brought to the UI thread; and the wish of a person who does not want to wait, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from app.core.sales.views import SoldSale
from app.kernel.context import By
from app.ports import CentreNow


class Fetch(Protocol):
    """Fetches a receipt of any branch from the centre; it waits for the network, so never on the UI thread. Refused:
    `receipt.unknown`, and whatever speaking to the centre refuses."""

    def __call__(self, *, number: str | None, sale_id: UUID | None) -> SoldSale: ...


def _nobody() -> None:
    """Where nothing tells a centre."""


class Claim(Protocol):
    """Asks the centre for an agent's bag before something is sold out of it; it waits for the network, so never on the UI thread.
    Where nobody answers it lets the sale go on. Refused: `agents.bag_elsewhere`."""

    def __call__(self, *, agent_id: UUID, by: By) -> None: ...


class CentreSignals(QObject):
    """`now` is what was heard last, None before; `hurry` asks for a round at once and never waits. `fetch` gets a receipt from
    the centre, `claim` an agent's bag; None where nothing tells one.

    Signals:
        changed: it goes otherwise.
    """

    changed = Signal()
    _told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.now: CentreNow | None = None
        self.hurry: Callable[[], None] = _nobody
        self.fetch: Fetch | None = None
        self.claim: Claim | None = None
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def use(self, hurry: Callable[[], None], fetch: Fetch | None = None, claim: Claim | None = None) -> None:
        """Somebody tells a centre, or will as soon as one is connected."""
        self.hurry, self.fetch, self.claim = hurry, fetch, claim

    def tell(self, now: CentreNow) -> None:
        """From whichever thread speaks to the centre."""
        self._told.emit(now)

    def _take(self, now: CentreNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()
