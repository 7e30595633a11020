"""The chain: what a row's hash covers."""

from __future__ import annotations

import hashlib
from uuid import UUID

from app.kernel.canonical import canonical

FORMAT = 1
"""How a row is hashed; a later way gets a later number, and old rows are still hashed in theirs."""

GENESIS = bytes(32)
"""What the first row is chained to."""


def row_hash(
    previous: bytes, *, seq: int, at: int, company_id: UUID, till_id: UUID, person_id: UUID | None,
    lender_id: UUID | None, action: str, subject_id: UUID | None, facts: str,
) -> bytes:
    """SHA-256 over the previous hash and every column of the row in canonical form; `at` in microseconds since 1970."""
    body = {
        "format": FORMAT, "seq": seq, "at": at, "company": company_id, "till": till_id, "person": person_id, "lender": lender_id,
        "action": action, "subject": subject_id, "facts": facts,
    }
    return hashlib.sha256(previous + canonical(body)).digest()
