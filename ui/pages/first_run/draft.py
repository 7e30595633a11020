"""What has been typed in the first run so far, and what is wrong with it, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.setup.commands import NewShop, check_shop
from app.kernel.errors import AppError, RuleBroken

SHORTEST_PIN = 4
_GOOD = NewShop(company="x", owner="x", owner_pin="4729", zone="UTC")
"""Nothing is wrong with this one: a field put into it is looked at by itself."""
_CHECKED = {
    "shop": ("company", "address", "till", "prefix"), "owner": ("owner", "pin", "again"),
}
REQUIRED = {"shop": ("company", "till", "prefix"), "owner": ("owner", "pin", "again")}
"""What a step cannot go on without, in the order in which it is filled in."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a shop's owner has typed; `goods` is the price list to begin with, None for an empty shop."""

    company: str = ""
    address: str = ""
    currency: str = "KGS"
    zone: str = "Asia/Bishkek"
    day_change_hour: int = 0
    till: str = "1"
    prefix: str = "A1"
    owner: str = ""
    pin: str = field(default="", repr=False)
    again: str = field(default="", repr=False)
    goods: Path | None = None

    def new_shop(self, language: str) -> NewShop:
        """As the shop is made."""
        return NewShop(
            company=self.company, owner=self.owner, owner_pin=self.pin, currency=self.currency, zone=self.zone,
            language=language, address=self.address or None, day_change_hour=self.day_change_hour, till=self.till,
            prefix=_prefix(self.prefix),
        )

    def refusals(self, step: str) -> dict[str, AppError]:
        """What is wrong with each field of a step; nothing where all is well."""
        found = {name: self.refusal(name) for name in _CHECKED.get(step, ())}
        return {name: error for name, error in found.items() if error is not None}

    def refusal(self, name: str) -> AppError | None:
        """What is wrong with one field."""
        try:
            if name == "again" and self.again != self.pin:
                raise RuleBroken("pin.differ")
            check_shop(self._with_good_others(name))
        except AppError as error:
            return error
        return None

    def refusal_at_once(self, name: str) -> AppError | None:
        """What is wrong already while it is typed: of a PIN that is whole enough, and of a repetition that goes astray."""
        if name == "pin" and len(self.pin) >= SHORTEST_PIN:
            return self.refusal("pin")
        if name == "again" and not self.pin.startswith(self.again):
            return self.refusal("again")
        return None

    def missing(self, step: str) -> tuple[str, ...]:
        """Which fields of a step are still empty and must not be."""
        return tuple(name for name in REQUIRED.get(step, ()) if not str(getattr(self, name)).strip())

    def _with_good_others(self, name: str) -> NewShop:
        if name == "pin":
            return replace(_GOOD, owner_pin=self.pin)
        if name == "prefix":
            return replace(_GOOD, prefix=_prefix(self.prefix))
        if name == "company":
            return replace(_GOOD, company=self.company)
        if name == "owner":
            return replace(_GOOD, owner=self.owner)
        if name == "till":
            return replace(_GOOD, till=self.till)
        return replace(_GOOD, address=self.address)


def place_of(error: AppError) -> tuple[str, str] | None:
    """The step and the field that a refusal belongs to; None if it is about none of them."""
    names = {
        "shop.currency": "currency", "shop.prefix": "prefix", "shop.day_change": "day_change_hour",
        "period.unknown_zone": "zone", "pin.malformed": "pin", "pin.too_simple": "pin", "pin.taken": "pin",
    }
    name = names.get(error.code)
    if error.code in ("text.empty", "text.too_long"):
        name = {"branch": "company"}.get(str(error.facts.get("field")), str(error.facts.get("field")))
    if name is None:
        return None
    return ("owner" if name in ("owner", "pin") else "shop", name)


def _prefix(typed: str) -> str:
    return typed.strip().upper()
