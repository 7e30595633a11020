"""`duken bench crash`: a till that is killed and cut off from power over and over, and whoever keeps count of its promises."""

from __future__ import annotations

from app.bench.crash.rounds import measure

__all__ = ["measure"]
