"""Before something is sold out of a bag that is not this till's yet, the centre is asked for it, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject

from app.kernel.errors import AppError
from ui.bridge.centre_signals import CentreSignals
from ui.bridge.desk import Desk
from ui.bridge.long_work import LongWork

Go = Callable[[], None]
Refused = Callable[[AppError], None]
First = Callable[[Go, Refused], None]
"""What is done before a sale: it calls one of the two, later, or at once."""


def at_once(go: Go, _refused: Refused) -> None:
    """Where nobody has to be asked."""
    go()


class BagClaim(QObject):
    """One question at a time: a till sells out of one bag."""

    def __init__(self, desk: Desk, centre: CentreSignals) -> None:
        super().__init__()
        self._desk, self._centre = desk, centre
        self._work = LongWork()
        self._work.ended.connect(self._answered)
        self._next: tuple[Go, Refused] | None = None

    def first(self, agent_id: UUID, till_id: UUID | None, go: Go, refused: Refused) -> None:
        """Go on at once where the bag is this till's (`till_id` has it) or there is no centre; else when the centre has given it,
        or has not answered. Refused: `agents.bag_elsewhere`."""
        claim, by = self._centre.claim, self._desk.by
        if claim is None or till_id == self._desk.place.till_id or self._work.is_under_way:
            go()
            return
        self._next = go, refused
        self._work.start(lambda _told, _stopping: claim(agent_id=agent_id, by=by), name="bag")

    def _answered(self, _none: object, error: Exception | None) -> None:
        if self._next is None:
            return
        (go, refused), self._next = self._next, None
        if isinstance(error, AppError) and error.code == "agents.bag_elsewhere":
            refused(error)
        else:
            go()
