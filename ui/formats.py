"""Money, quantities, shares and moments as people of a language write them (Babel). It computes nothing and never rounds."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol, get_decimal_symbol

from app.kernel.money import minor_digits
from app.kernel.period import zone_info

MINUS = "\u2212"
"""As wide as a plus, and never taken for a dash; paper keeps the hyphen, which every code page has."""


@lru_cache(4000)  # a screen says the same sums again and again, and each takes a fifth of a millisecond
def money_text(amount_minor: int, currency: str, language: str) -> str:
    """Minor units of a currency (ISO 4217), with it: `1 234,50 KGS`, `£12.34`. Letters stand behind, as on every paper."""
    digits = minor_digits(currency)
    amount = Decimal(f"{amount_minor}e-{digits}")
    is_letters = get_currency_symbol(currency, language).isalpha()
    pattern = "#,##0.00\u00a0¤" if is_letters else _money_pattern(language)
    text = format_currency(amount, currency, _with_decimals(pattern, digits), language, currency_digits=False)
    return text.replace("-", MINUS)


@lru_cache(1000)
def quantity_text(quantity_milli: int, language: str) -> str:
    """Thousandths of a unit with as many decimals as are needed: `2`, `0,25`."""
    return format_decimal(Decimal(f"{quantity_milli}e-3"), "#,##0.###", language).replace("-", MINUS)


@cache
def decimal_mark(language: str) -> str:
    """What stands between whole and part: a comma, or a point in English."""
    return get_decimal_symbol(language)


def percent_text(ppm: int, language: str) -> str:
    """Parts per million as percent with as many decimals as are needed: `12,5 %`."""
    return format_percent(Decimal(f"{ppm}e-6"), _percent_pattern(language), language)


def count_text(count: int, language: str) -> str:
    """A whole number with its thousands parted: `100 000`."""
    return format_decimal(count, locale=language)


def day_text(day: date, language: str) -> str:
    """A day with its month in letters, so that nobody takes it for the month."""
    return format_date(day, "medium", language)


def moment_text(moment: datetime, language: str, zone: str | None = None) -> str:
    """Day and time on the clock of a zone (IANA), or of this computer where none is given."""
    local = moment.astimezone(zone_info(zone) if zone else None)
    return f"{day_text(local.date(), language)}, {format_time(local.time(), 'short', locale=language)}"


def time_text(moment: datetime, language: str, zone: str | None = None) -> str:
    """Only the time on that clock: in a list that is all of one day."""
    return format_time(moment.astimezone(zone_info(zone) if zone else None).time(), "short", locale=language)


def short_moment_text(moment: datetime, beside: datetime, language: str, zone: str | None = None) -> str:
    """Day and time beside another moment; only the time where that is of the same day."""
    place = zone_info(zone) if zone else None
    is_same_day = moment.astimezone(place).date() == beside.astimezone(place).date()
    return (time_text if is_same_day else moment_text)(moment, language, zone)


def wait_text(seconds: int, language: str) -> str:
    """How long until something may be tried again: `in 30 seconds`, `через 2 минуты`; never less than is left."""
    whole = max(1, seconds)
    for step in (60, 3600):
        whole = -(-whole // step) * step if whole > step else whole
    return format_timedelta(timedelta(seconds=whole), threshold=1, add_direction=True, locale=language)


def ago_text(seconds: float, language: str) -> str:
    """How long ago, in whole minutes, hours or days: `12 minutes ago`, `2 дня назад`; never younger than it is."""
    whole = max(60, math.ceil(seconds))
    for step in (60, 3600, 86_400):
        whole = -(-whole // step) * step if whole > step else whole
    return format_timedelta(timedelta(seconds=-whole), threshold=1, add_direction=True, locale=language)


@cache
def _money_pattern(language: str) -> str:
    pattern: str = Locale.parse(language).currency_formats["standard"].pattern
    return pattern


def _with_decimals(pattern: str, digits: int) -> str:
    return pattern.replace("0.00", "0." + "0" * digits if digits else "0")


@cache
def _percent_pattern(language: str) -> str:
    pattern: str = Locale.parse(language).percent_formats[None].pattern
    return pattern.replace("#,##0", "#,##0.####")
