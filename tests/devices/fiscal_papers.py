"""Documents for the tests of fiscal registers."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from app.kernel.fiscal import FiscalDocument, FiscalLine, FiscalPayment

LINES = (
    FiscalLine("Чай", "pcs", 2000, 25_000, 50_000, 0, 0),
    FiscalLine("Алма", "kg", 750, 12_000, 8_500, 120_000, 911),
)


def document(intent_id: UUID | None = None, kind: Any = "sale", lines: tuple[FiscalLine, ...] = LINES) -> FiscalDocument:
    total = sum(line.sum_minor for line in lines)
    paid = (FiscalPayment("cash", total - 10_000), FiscalPayment("card", 10_000))
    return FiscalDocument(intent_id or uuid4(), kind, "A1-000001", "KZT", "Aida", lines, paid, total)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda kids: st.lists(kids, max_size=3) | st.dictionaries(
        st.sampled_from(["Data", "Errors", "Code", "CheckNumber", "fiscalParams", "fiscalDocumentSign", "error", "code"]), kids
    ),
    max_leaves=12,
)
