"""What Alembic runs: it opens the file that `db/migrate.py` names, and compares with our tables when it writes a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import context

import db.facts
import db.models
from db.base import Base
from db.engine import open_writer
from db.models.search import SHADOW_TABLES

DECLARED = (db.facts, db.models)
"""Imported for the tables and triggers that they declare."""


def _ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    return not (kind == "table" and name in SHADOW_TABLES)


def _migrate(path: Path) -> None:
    engine = open_writer(path, may_create=True)
    try:
        with engine.connect() as connection:
            context.configure(
                connection=connection, target_metadata=Base.metadata, render_as_batch=True, include_object=_ours,
                transactional_ddl=True, compare_type=False,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        engine.dispose()


_migrate(Path(context.config.attributes["database"]))
