"""Tables: columns and constraints, one file a subject; no rules and no queries.

All are loaded together: a column that points at another table takes its type from there, and statements are compiled early.
"""

from __future__ import annotations

from db.models import (
    accounts,
    agents,
    audit,
    cash,
    catalog,
    company,
    devices,
    documents,
    elsewhere,
    intents,
    outbox,
    purchasing,
    sales,
    search,
    staff,
    stock,
    sync,
    tiles,
    transfers,
)

__all__ = [
    "accounts", "agents", "audit", "cash", "catalog", "company", "devices", "documents", "elsewhere", "intents", "outbox",
    "purchasing", "sales", "search", "staff", "stock", "sync", "tiles", "transfers",
]
