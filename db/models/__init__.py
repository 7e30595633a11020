"""Tables: columns and constraints, one file a subject; no rules and no queries. `db/facts.py` loads them all."""
