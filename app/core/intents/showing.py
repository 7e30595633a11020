"""A row of the journal of intents as it crosses threads; asked for by its commands and its queries."""

from __future__ import annotations

from app.core.intents.rules import told
from app.core.intents.views import IntentView
from db.models.intents import Intent


def as_view(row: Intent) -> IntentView:
    """A row as it crosses threads."""
    said = told(row.answer)
    return IntentView(
        intent_id=row.id, kind=row.kind, document_kind=row.document_kind, document_id=row.document_id,
        amount_minor=row.amount_minor, currency=row.currency, state=row.state, device=row.device, tries=row.tries,
        payment_id=row.payment_id, reference=row.reference or "", code=str(said.get("code", "")),
        approval_code=str(said.get("approval_code", "")), masked_pan=str(said.get("masked_pan", "")),
        receipt=str(said.get("receipt", "")), link=str(said.get("link", "")), created_at=row.created_at,
        asked_at=row.asked_at, answered_at=row.answered_at,
    )
