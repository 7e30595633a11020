"""Frozen answers about settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comfort:
    """How somebody likes the screens: `theme` light or dark, `text_percent` 100, 125 or 150, `layout` touch or keyboard."""

    theme: str = "light"
    text_percent: int = 100
    layout: str = "touch"
    sounds: bool = True
