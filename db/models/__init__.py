"""Tables: columns and constraints, one file a subject; no rules and no queries."""

from __future__ import annotations

from db.models import accounts, audit, cash, catalog, company, documents, outbox, sales, search, staff, stock

__all__ = ["accounts", "audit", "cash", "catalog", "company", "documents", "outbox", "sales", "search", "staff", "stock"]
