"""Days and moments as people type them into a stock document."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from app.kernel.context import Place
from app.kernel.errors import RuleBroken
from app.kernel.period import business_date, zone_info

DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y")
_AT = " %H:%M"
_FIRST_YEAR = 2000
"""No book goes back further; an earlier one is a slip."""


def day_typed(text: str) -> date | None:
    """`31.12.2026`, and two other ways; None for nothing. Refused: `stock.date_malformed`."""
    plain = text.strip()
    if not plain:
        return None
    for form in DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise RuleBroken("stock.date_malformed", text=plain[:40])


def moment_typed(text: str, place: Place, now: datetime) -> datetime | None:
    """A day with or without its time; without it the day's beginning: whatever was sold on that day came later. None for nothing,
    and for today. Refused: `stock.date_malformed`."""
    plain = " ".join(text.split())
    day, hour = _day_and_hour(plain)
    if day is None or (
        hour is None and day == business_date(now, zone=place.zone, day_change_hour=place.day_change_hour)
    ):
        return None
    if day.year < _FIRST_YEAR:
        raise RuleBroken("stock.date_malformed", text=plain[:40])
    return datetime.combine(day, hour or time(place.day_change_hour), zone_info(place.zone)).astimezone(UTC)


def _day_and_hour(text: str) -> tuple[date | None, time | None]:
    for form in DAYS:
        try:
            found = datetime.strptime(text, form + _AT)  # noqa: DTZ007
        except ValueError:
            continue
        return found.date(), found.time()
    return day_typed(text), None


def day_as_typed(day: date | None) -> str:
    """As it stands in its field."""
    return day.strftime(DAYS[0]) if day is not None else ""


def moment_as_typed(moment: datetime | None, place: Place) -> str:
    """As it stands in its field; without the time where that is the day's beginning."""
    if moment is None:
        return ""
    local = moment.astimezone(zone_info(place.zone))
    is_whole_day = (local.hour, local.minute) == (place.day_change_hour, 0)
    return local.strftime(DAYS[0] if is_whole_day else DAYS[0] + _AT)
