"""Documents of another branch that were fetched because somebody needs them here: a receipt of which goods come back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from app.core.received.documents import Documents
from app.core.received.views import Told
from app.kernel.errors import RuleBroken
from db.models.sync import Received
from db.uow import Uow


def take_in_fetched(uow: Uow, *, items: Sequence[Told]) -> int:
    """Apply these documents, all or none; those that are here change nothing. Answers how many were new.

    Refused: `receipt.not_whole` (something that they point at has not come here yet).
    """
    kept = delete(Received).where(Received.id.in_([each.id for each in items]), Received.state != "applied")
    uow.session.execute(kept)
    documents = Documents(uow, was_read={})
    told = documents.fresh(items)
    documents.store(told)
    if documents.kept_back:
        (_item, _state, reason), *_rest = documents.kept_back
        raise RuleBroken("receipt.not_whole", detail=reason)
    uow.add_many(Received, [
        {
            "seq": None, "id": each.id, "till_id": each.till_id, "transaction_id": each.transaction_id, "kind": each.kind,
            "row_id": each.row_id, "format": each.format, "body": each.body, "sha256": each.sha256, "state": "applied",
            "reason": None, "at": uow.now,
        }
        for each in documents.applied
    ])
    uow.touch("sync")
    return len(documents.applied)
