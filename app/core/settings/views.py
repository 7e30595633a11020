"""Frozen answers about settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Comfort:
    """How somebody likes the screens: `theme` light or dark, `text_percent` 100, 125 or 150, `layout` touch or keyboard."""

    theme: str = "light"
    text_percent: int = 100
    layout: str = "touch"
    sounds: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the shop lies and how it is kept: for whoever has to mend it. `backed_up_at` is None where there is no backup."""

    version: str
    database: str
    log_folder: str
    backup_folder: str
    backed_up_at: datetime | None = None
