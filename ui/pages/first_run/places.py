"""Currencies and time zones as Babel names them, and which this computer suggests. It reads files: not on the UI thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_symbol, get_territory_currencies

from app.kernel.errors import RuleBroken
from app.kernel.folding import fold
from app.kernel.i18n import translated
from app.kernel.money import is_currency
from app.kernel.period import zone_info

_NEAR = ("KGS", "KZT", "RUB", "UAH", "UZS", "BYN", "USD", "EUR")
"""They stand first in the list; everybody else finds theirs by typing."""
_COUNTRY_OF_LANGUAGE = {"ru": "RU", "uk": "UA", "kk": "KZ", "ky": "KG"}
_CAPITAL_ZONES = {
    "KZ": "Asia/Almaty", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
"""Where a country has several zones: the one in which most of its people live."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of many to choose from: its words, what stands below and at the right, and the letters by which it is found."""

    key: str
    words: str
    note: str = ""
    figure: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, in the words of one language."""

    language: str = ""
    currencies: tuple[Option, ...] = ()
    zones: tuple[Option, ...] = ()

    def currency(self, key: str) -> str:
        """What a currency is called, with its code."""
        return next((f"{option.words} ({key})" for option in self.currencies if option.key == key), key)

    def zone(self, key: str) -> str:
        """What a zone is called, with its distance from UTC."""
        found = next((option for option in self.zones if option.key == key), None)
        return f"{found.words} ({found.figure})" if found else key


def prepare_language(*, language: str) -> str:
    """Have a language's words ready, so that the screen can change to it at once; answers the language."""
    translated("Yes", language)
    zone_info("UTC")
    return language


def choices(*, language: str, now: datetime) -> Choices:
    """Every currency in use and every zone, in the words of a language."""
    locale = Locale.parse(language)
    return Choices(language, tuple(_currencies(locale, language)), tuple(_zones(locale, now)))


def proposal(*, language: str, region: str, zone: str) -> tuple[str, str]:
    """The currency and the zone to begin with: of the country that this computer's clock, else its language, speaks of.

    `region` is a locale's name (`ru_KG`), `zone` an IANA name; either may be empty or mean nothing.
    """
    known = known_zone(zone)
    country = _country_of(known) or _country_in(region) or _COUNTRY_OF_LANGUAGE.get(language, "KG")
    currency = next((code for code in get_territory_currencies(country) if is_currency(code)), "KGS")
    return currency, known or _zone_of(country)


def zone_for(*, currency: str, zone: str) -> str:
    """The zone to go with another currency: the one there is if it is used there, else that of the currency's country."""
    countries = [country for country in _countries() if currency in get_territory_currencies(country)]
    if _country_of(zone) in countries:
        return zone
    main = next((country for country in countries if currency.startswith(country)), None)  # KZT is Kazakhstan's, EUR is many's
    return _zone_of(main) if main else zone


def known_zone(zone: str) -> str:
    """A zone's name as our list has it, or nothing (a computer that has been told no place says UTC)."""
    found: str = get_global("zone_aliases").get(zone, zone)
    return found if _country_of(found) else ""


def found(options: tuple[Option, ...], typed: str) -> tuple[Option, ...]:
    """Those that have every typed word in them."""
    words = fold(typed[:100]).split()
    return tuple(option for option in options if all(word in option.search for word in words)) if words else options


def _currencies(locale: Locale, language: str) -> Iterator[Option]:
    named = [(str(name), str(code)) for code, name in locale.currencies.items() if is_currency(code)]
    order = {code: place for place, code in enumerate(_NEAR)}
    for name, code in sorted(named, key=lambda one: (order.get(one[1], len(order)), one[0].casefold())):
        symbol = get_currency_symbol(code, language)
        words = name[:1].upper() + name[1:]
        yield Option(code, words, note=code, figure=symbol if symbol != code else "", search=fold(f"{name} {code} {symbol}"))


def _zones(locale: Locale, now: datetime) -> Iterator[Option]:
    made = [option for zone, country in _countries_of_zones() if (option := _zone(locale, zone, country, now)) is not None]
    near = {zone: place for place, zone in enumerate(zone for code in ("KG", "KZ", "RU", "UA") for zone in _zones_in(code))}
    yield from sorted(made, key=lambda option: (near.get(option.key, len(near)), option.words.casefold()))


def _zone(locale: Locale, zone: str, country: str, now: datetime) -> Option | None:
    try:
        offset = now.astimezone(zone_info(zone)).utcoffset() or timedelta(0)
    except RuleBroken:
        return None
    names = locale.time_zones.get(zone) or {}
    city = str(names.get("city") or zone.rsplit("/", 1)[-1].replace("_", " "))
    where = str(locale.territories.get(country, country))
    figure = _utc(offset)
    return Option(zone, city, note=where, figure=figure, search=fold(f"{city} {where} {zone.replace('/', ' ')} {figure}"))


def _utc(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


@cache
def _countries_of_zones() -> tuple[tuple[str, str], ...]:
    """(zone, country) of every zone that lies in a country."""
    return tuple((zone, country) for zone, country in get_global("zone_territories").items() if country not in ("001", "ZZ"))


@cache
def _countries() -> tuple[str, ...]:
    return tuple(dict.fromkeys(country for _zone, country in _countries_of_zones()))


def _zones_in(country: str) -> list[str]:
    return [zone for zone, where in _countries_of_zones() if where == country]


def _zone_of(country: str) -> str:
    return _CAPITAL_ZONES.get(country) or next(iter(_zones_in(country)), "Asia/Bishkek")


def _country_of(zone: str) -> str:
    return dict(_countries_of_zones()).get(zone, "")


def _country_in(region: str) -> str:
    """`ru_KG.UTF-8` → `KG`."""
    country = region.replace("-", "_").partition("_")[2][:2].upper()
    return country if country in _countries() else ""
