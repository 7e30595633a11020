"""Where the program keeps its files on this machine; nothing here creates a folder by being imported."""

from __future__ import annotations

from pathlib import Path

import platformdirs

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def default_database() -> Path:
    """The shop's file, in the place that the operating system gives to a program's data."""
    return Path(platformdirs.user_data_dir("duken", appauthor=False)) / "shop.db"


def default_backups(database: Path) -> Path:
    """Where backups go unless the shop chose a second disk: a folder beside the database."""
    return database.parent / "backups"


def centre_certificate(database: Path) -> Path:
    """Whose word is believed on who the centre is: a certificate beside the database, which moves with it."""
    real = database.resolve()
    return real.with_name(f"{real.name}.centre.crt")


def log_folder() -> Path:
    """Where the log is written."""
    return Path(platformdirs.user_log_dir("duken", appauthor=False))


def documents_folder() -> Path:
    """Where a person looks for what they have saved: a folder of ours among their documents."""
    return Path(platformdirs.user_documents_dir()) / "Duken"
