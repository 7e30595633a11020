"""Sales out of a bag that were made at another till, as they arrive: they stand, whatever has become of the bag; one whose till
had lost the bag by then is flagged. Used inside commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.audit.commands import audit
from db.models.agents import BagLease
from db.uow import Uow


def flag_late(uow: Uow, rows: Sequence[dict[str, Any]]) -> None:
    """Say of each of these rows of `agent_sale`, which are not stored yet, whether it came late; the audit keeps those that did.
    What the bag had not is owed by it. No right is asked for: who sold had it."""
    for row in rows:
        lease = uow.session.get(BagLease, row["agent_id"])
        row["is_late"] = lease is not None and lease.till_id != row["till_id"] and lease.taken_at <= row["at"]
        if row["is_late"]:
            audit(uow, "agent_sale.late", row["id"], number=row["number"], total_minor=row["total_minor"])
