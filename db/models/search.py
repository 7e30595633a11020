"""What the product search looks in: derived from products, never travels, and can be made again at any time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base

SHADOW_TABLES = (
    "search_gram", "search_gram_data", "search_gram_idx", "search_gram_content", "search_gram_docsize", "search_gram_config",
)
"""The full-text index and the tables that SQLite keeps for it: Alembic must not take them for ours."""

SEARCH_DDL: tuple[str, ...] = (
    # Trigrams without places (detail=none): half the size, and each find is checked against the text anyway.
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_gram USING fts5("
    "text, content='search_entry', content_rowid='id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)",
)


class SearchEntry(Base):
    """One product. The id begins with the length of the name, so that the index itself gives shorter names first.

    `text` is `^ молоко 0.5л #₄₆₀₀₀₀₀₀₀₀₀₁₇$#apt₁$`: every place where a part may begin or end has its own mark.
    """

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    product_id: Mapped[UUID] = mapped_column(unique=True)
    text: Mapped[str]


class SearchWord(Base):
    """The words of all names and how many products use each: what a typo may have been meant for."""

    __tablename__ = "search_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    word: Mapped[str] = mapped_column(primary_key=True)
    uses: Mapped[int]


@event.listens_for(Base.metadata, "after_create")
def _create_index(_metadata: Any, connection: Connection, **_: Any) -> None:
    """With `create_all`; a migration runs the same statements itself."""
    for statement in SEARCH_DDL:
        connection.exec_driver_sql(statement)
