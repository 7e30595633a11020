"""Setting a shop up: once, in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.catalog.commands import store_unit
from app.core.payments.rules import smallest_coin
from app.core.settings.commands import store_setting
from app.core.settings.rules import CASH_STEP
from app.core.staff.commands import store_person, store_recovery, store_role
from app.core.staff.rules import check_pin
from app.kernel.errors import RuleBroken
from app.kernel.i18n import LANGUAGES
from app.kernel.money import is_currency
from app.kernel.period import zone_info
from app.kernel.permissions import AGENT, CASHIER, MANAGER
from app.kernel.text import name_of, note_of
from db.models.catalog import PriceList
from db.models.company import Branch, Company, Installation, LeftOff, Till
from db.models.stock import Store
from db.uow import Uow


@dataclass(frozen=True, slots=True)
class NewShop:
    """What the first-run screen asks for. `zone` is an IANA name, `currency` an ISO 4217 code."""

    company: str
    owner: str
    owner_pin: str
    currency: str = "KGS"
    zone: str = "Asia/Bishkek"
    language: str = "ru"
    branch: str = ""
    address: str | None = None
    day_change_hour: int = 0
    till: str = "1"
    prefix: str = "A1"


def check_shop(shop: NewShop) -> None:
    """Refused: `shop.currency`, `shop.language`, `shop.day_change`, `period.unknown_zone`, what PINs and names refuse, and
    `shop.prefix`: capital letters and digits only, small ones tell the series of a restored backup from the one before.
    """
    if not is_currency(shop.currency):
        raise RuleBroken("shop.currency", currency=shop.currency)
    if shop.language not in LANGUAGES:
        raise RuleBroken("shop.language", language=shop.language)
    if not 0 <= shop.day_change_hour <= 12:
        raise RuleBroken("shop.day_change", hour=shop.day_change_hour)
    plain = shop.prefix.isascii() and shop.prefix.isalnum() and shop.prefix == shop.prefix.upper()
    if not (1 <= len(shop.prefix) <= 6 and plain):
        raise RuleBroken("shop.prefix", prefix=shop.prefix)
    zone_info(shop.zone)
    check_pin(shop.owner_pin)
    for field in ("company", "owner", "till"):
        name_of(getattr(shop, field), field=field)
    name_of(shop.branch or shop.company, field="branch")
    note_of(shop.address, field="address")


def set_up_shop(uow: Uow, *, shop: NewShop, pin_key: str | None = None) -> str:
    """Make everything that a till needs before its first sale; answers the owner's recovery code, to be printed once.

    Cash is rounded to the smallest coin in use of the currency, or no drawer of it could be counted to the books' sum.
    The ids come with the unit of work's place. Refused: `shop.exists` and what `check_shop`, PINs and names refuse.
    """
    if uow.session.scalar(select(Installation.id)) is not None:
        raise RuleBroken("shop.exists")
    check_shop(shop)
    place = uow.place
    company = name_of(shop.company, field="company")
    uow.add_card(Company(id=place.company_id, name=company, currency=shop.currency))
    uow.add_card(
        Branch(
            id=place.branch_id, name=name_of(shop.branch or shop.company, field="branch"),
            address=note_of(shop.address, field="address"),
            zone=shop.zone, day_change_hour=shop.day_change_hour, language=shop.language,
        )
    )
    uow.session.flush()
    uow.add_card(Store(id=place.store_id, branch_id=place.branch_id, name=company, kind="shop", person_id=None, deleted_at=None))
    uow.session.flush()
    uow.add_card(
        Till(
            id=place.till_id, branch_id=place.branch_id, store_id=place.store_id,
            name=name_of(shop.till, field="till"), prefix=shop.prefix,
        )
    )
    uow.add(
        Installation(
            id=1, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id,
            database_id=place.database_id, installed_at=uow.now,
        )
    )
    uow.add_card(PriceList(id=uow.new_id(), name=company, is_default=True, deleted_at=None))
    uow.session.flush()
    if (step_minor := smallest_coin(shop.currency)) != CASH_STEP.default:
        store_setting(uow, key=CASH_STEP.key, value=step_minor)
    return _people_and_units(uow, shop, pin_key)


def leave_off(uow: Uow, *, screen: str, facts: str) -> None:
    """Keep where this till is: a screen's name and what it needs to stand there again, as JSON (ids, figures, words of a form;
    never a PIN, never a customer's name or telephone).

    It takes nothing from anybody and proves nothing, so it asks for no right and is not in the audit. Nobody is told.
    """
    row = uow.session.get(LeftOff, uow.place.till_id)
    if row is None:
        uow.add(LeftOff(till_id=uow.place.till_id, screen=screen, facts=facts, at=uow.now))
    else:
        row.screen, row.facts, row.at = screen, facts, uow.now


def _people_and_units(uow: Uow, shop: NewShop, pin_key: str | None) -> str:
    for code, decimals in (("pcs", 0), ("kg", 3), ("l", 3), ("m", 3)):
        store_unit(uow, code=code, name=code, decimals=decimals)
    store_role(uow, name="cashier", rights=CASHIER)
    store_role(uow, name="manager", rights=MANAGER)
    store_role(uow, name="agent", rights=AGENT)
    owner_id = store_person(
        uow, name=shop.owner, pin=shop.owner_pin, language=shop.language, is_owner=True, pin_key=pin_key
    )
    audit(uow, "shop.set_up", uow.place.company_id, person_id=owner_id)
    return store_recovery(uow, person_id=owner_id)
