"""Which business day a moment belongs to: the shop's own zone and the hour at which its day changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.kernel.errors import RuleBroken


def business_date(moment: datetime, *, zone: str, day_change_hour: int = 0) -> date:
    """The shop's day: with a day change at 4, a sale at 02:30 still belongs to yesterday. Refused: `period.unknown_zone`."""
    local = moment.astimezone(zone_info(zone))
    return (local - timedelta(hours=day_change_hour)).date() if day_change_hour else local.date()


def zone_info(zone: str) -> ZoneInfo:
    """The time zone of an IANA name. Refused: `period.unknown_zone`."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RuleBroken("period.unknown_zone", zone=zone) from error
