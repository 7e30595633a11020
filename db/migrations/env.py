"""What Alembic runs: it opens the file that `db/migrate.py` names, and compares with our tables when it writes a new one."""

from __future__ import annotations

import sqlite3
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


def _mend_what_a_rebuild_breaks(driver: sqlite3.Connection) -> None:
    """SQLite changes a column by copying the table: its triggers go with the old one, and references are not looked at."""
    there = {name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for statement in db.facts.FACT_DDL:
        if statement.split()[2] not in there:
            driver.execute(statement)
    lost = driver.execute("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        raise RuntimeError(f"a row of {lost[0]} points at a {lost[2]} that is not there")


def _migrate(path: Path) -> None:
    engine = open_writer(path, may_create=True)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys=OFF")  # before the transaction, else SQLite does not hear it
            context.configure(
                connection=connection, target_metadata=Base.metadata, render_as_batch=True, include_object=_ours,
                transactional_ddl=True, compare_type=False,
            )
            with context.begin_transaction():
                context.run_migrations()
                _mend_what_a_rebuild_breaks(driver)
    finally:
        engine.dispose()


_migrate(Path(context.config.attributes["database"]))
