"""What card terminals and fiscal registers were asked: a journal of intents, local to the till."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = "kind IN ('card_payment', 'card_refund', 'fiscal_sale', 'fiscal_return')"
STATES = "state IN ('new', 'asked', 'approved', 'declined', 'unknown', 'given_up')"


def upgrade() -> None:
    """One table with its indexes; nothing that is there changes."""
    op.create_table(
        "intent",
        sa.Column("id", db.types.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document_kind", sa.String(), nullable=False),
        sa.Column("document_id", db.types.Id(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("payment_id", db.types.Id(), nullable=True),
        sa.Column("origin_id", db.types.Id(), nullable=True),
        sa.Column("request", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("person_id", db.types.Id(), nullable=True),
        sa.Column("created_at", db.types.Moment(), nullable=False),
        sa.Column("asked_at", db.types.Moment(), nullable=True),
        sa.Column("answered_at", db.types.Moment(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_intent_kind")),
        sa.CheckConstraint(STATES, name=op.f("ck_intent_state")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_intent_amount_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intent")),
    )
    is_open = sa.text("state <> 'approved'")
    is_not_booked = sa.text("kind = 'card_payment' AND payment_id IS NULL")
    has_reference = sa.text("reference IS NOT NULL")
    op.create_index("ix_intent_document", "intent", ["document_id"], unique=False)
    op.create_index("ix_intent_open", "intent", ["state"], unique=False, sqlite_where=is_open)
    op.create_index("ix_intent_not_booked", "intent", ["state"], unique=False, sqlite_where=is_not_booked)
    op.create_index("ix_intent_reference", "intent", ["reference"], unique=False, sqlite_where=has_reference)
