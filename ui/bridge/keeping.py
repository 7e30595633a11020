"""What the program around the screens can tell of the shop's file; handed in by whoever opened it."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from app.core.settings.views import Kept


class Keeping(Protocol):
    """Its functions may wait for a disk: they are asked like queries, never called on the UI thread."""

    def look(self, session: Any) -> Kept:
        """Where everything lies, and when it was last saved."""

    def back_up(self, session: Any, *, person_id: UUID) -> Kept:
        """A backup now. Refused: `right.missing`, `backup.failed`, `database.*`."""
