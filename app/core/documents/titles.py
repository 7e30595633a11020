"""The words and figures of paper in one language: titles, tenders, money, quantities, dates. No currency is ever converted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from app.core.documents.wrapping import printable
from app.kernel.i18n import _, translated
from app.kernel.money import minor_digits
from app.kernel.period import zone_info

TENDERS = {
    "cash": _("Cash"), "card": _("Card"), "qr": _("QR transfer"), "debt": _("On debt"), "points": _("Points"),
    "gift_card": _("Gift card"), "prepayment": _("Prepayment"), "exchange": _("Exchange"),
}
ACCOUNTS_LEFT = {
    "debt": _("Debt now"), "points": _("Points left"), "prepayment": _("Prepaid balance"),
    "gift_card": _("Left on gift card"),
}
OPERATIONS = {
    "cash_in": _("Cash in"), "cash_out": _("Cash out"), "debt_payment": _("Debt payment"),
    "prepayment": _("Prepayment"), "gift_card": _("Gift card"), "points": _("Points"),
}
CASH_ENTRIES = {
    "float": _("Opening float"), "tendered": _("Cash received"), "change": _("Change given"),
    "refund": _("Cash refunds"), "cash_in": _("Cash in"), "cash_out": _("Cash out"),
    "correction": _("Tender corrections"),
}
"""Kinds of cash entries in the order in which a report lists them."""

UNITS = {"pcs": _("pcs"), "kg": _("kg"), "l": _("l"), "m": _("m")}
"""The units that a new shop begins with; what a shop adds stays as it is written."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How one document speaks: its language, the zone of its moments, its currency (and how that is written)."""

    language: str
    zone: str
    currency: str
    currency_text: str
    decimals: int
    decimal_symbol: str
    group_symbol: str

    def say(self, text: str) -> str:
        """A marked text in this language."""
        return _said(text, self.language)

    def title(self, titles: dict[str, str], key: str) -> str:
        """The title of a kind; a kind that this program does not know yet is shown as it is."""
        return self.say(titles[key]) if key in titles else printable(key)

    def money(self, minor: int) -> str:
        """Minor units as people read them, without the currency: `-1 234,50`."""
        return self._grouped(minor, self.decimals)

    def total(self, minor: int) -> str:
        """The same with the currency behind it."""
        return f"{self.money(minor)} {self.currency_text}"

    def signed(self, minor: int) -> str:
        """The same with its sign, also a plus."""
        return f"+{self.money(minor)}" if minor > 0 else self.money(minor)

    def quantity(self, milli: int, unit: str) -> str:
        """`2 pcs`, `0,250 kg`: thousandths only where the quantity is not whole."""
        return f"{self.number(milli)} {self.title(UNITS, unit)}"

    def number(self, milli: int) -> str:
        """The same without its unit."""
        whole = milli % 1000 == 0
        return self._grouped(milli // 1000 if whole else milli, 0 if whole else 3)

    def percent(self, ppm: int) -> str:
        """`12%`, `0,5%`."""
        whole, rest = divmod(ppm, 10_000)
        decimals = f"{rest:04d}".rstrip("0")
        return f"{whole}{self.decimal_symbol + decimals if decimals else ''}%"

    def moment(self, at: datetime) -> str:
        """Day and time on the shop's clock."""
        local = at.astimezone(zone_info(self.zone))
        return f"{self.day(local.date())} {printable(format_time(local.time(), 'short', locale=self.language))}"

    def day(self, day: date) -> str:
        """A day with its year in full."""
        return printable(format_date(day, "medium", self.language))

    def _grouped(self, value: int, decimals: int) -> str:
        """A whole number of the smallest parts, its thousands parted as the language does."""
        whole, rest = divmod(abs(value), 10**decimals)
        figure = f"{whole:,}".replace(",", self.group_symbol)
        if decimals:
            figure += f"{self.decimal_symbol}{rest:0{decimals}d}"
        return f"-{figure}" if value < 0 else figure


@lru_cache(64)
def wording(*, language: str, zone: str, currency: str, with_symbol: bool) -> Wording:
    """The words for a document; `with_symbol` writes ₸ for KZT, where a printer's letters have only the code.

    How a language writes decimals and thousands, and the signs of currencies, are Unicode CLDR's; its special spaces become
    the ordinary one, which every printer has.
    """
    text = get_currency_symbol(currency, language) if with_symbol else currency
    group = get_group_symbol(language) if get_group_symbol(language).isascii() else " "
    return Wording(language, zone, currency, printable(text), minor_digits(currency), get_decimal_symbol(language), group)


@lru_cache(1024)
def _said(text: str, language: str) -> str:
    return printable(translated(text, language))
