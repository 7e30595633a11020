"""The demo shop before it opens: the first run, its people, its goods, the stock, the float."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.cash.commands import open_shift
from app.core.catalog.commands import (
    Pack,
    add_category,
    add_code,
    add_product,
    add_scale_layout,
    add_tax_rate,
    set_parts,
)
from app.core.parties.commands import add_customer
from app.core.settings.rules import RECEIPT_FOOTER
from app.core.setup.commands import NewShop
from app.core.staff.commands import add_person, change_setting
from app.core.staff.queries import people, roles
from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.demo.folder import DRAWER, RECEIPTS
from app.demo.goods import BASKET, CATEGORIES, GOODS, PRICE_LABELS, VAT_PPM, WEIGHT_LABELS, Good
from app.demo.papers import Papers
from app.demo.stage import Somebody, Stage
from app.kernel.clock import ManualClock
from app.kernel.i18n import _
from app.wiring import World, create_shop
from db.models.catalog import Unit

SEED = 20260302
MORNING = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
"""08:30 in Bishkek, a Monday."""
READY_AFTER_MINUTES = 25

COST_PERCENT = 72
"""Of the price: what the goods of the morning have cost."""
FLOAT = {20_000: 4, 10_000: 8, 5000: 10, 2000: 15, 1000: 15, 500: 15, 300: 5, 100: 40}
"""The change that is in the drawer in the morning, by the worth of each piece."""

OWNER = ("Асель Жумабекова", "4729")
STAFF = {
    "manager": ("Нурлан Өмүрбеков", "8305"), "cashier": ("Гүлнара Ысмаилова", "6174"), "second": ("Бакыт Төлөгөнов", "9053"),
}
CUSTOMERS = {"debtor": ("Айгүл эже", "+996 555 010203", 300_000), "regular": ("Мирлан Қасымов", "+996 700 040506", None)}
"""Name, telephone, and how much they may owe (tyiyn)."""


def open_stage(
    path: Path, folder: Path, *, language: str, yes: Collection[str] = (), morning: datetime = MORNING
) -> Stage:
    """A new shop at `path`, ready to sell `READY_AFTER_MINUTES` later: somebody has signed in and opened the shift.

    Refused: what `create_shop` refuses.
    """
    stage = prepare_stage(path, folder, language=language, yes=yes, morning=morning)
    try:
        _begin(stage)
    except BaseException:
        stage.shop.close()
        raise
    return stage


def prepare_stage(
    path: Path, folder: Path, *, language: str, yes: Collection[str] = (), morning: datetime = MORNING
) -> Stage:
    """A new shop at `path` before it opens: people, goods and stock are there. Refused: what `create_shop` refuses."""
    clock = ManualClock(morning)
    new = NewShop(
        company="Дүкөн Береке", branch="Береке · Чүй пр.", address="Бишкек ш., Чүй пр. 125", owner=OWNER[0], owner_pin=OWNER[1],
        currency="KGS", zone="Asia/Bishkek", language=language, till="1", prefix="A1",
    )
    shop, _code = create_shop(path, new, world=World(clock=clock, random_bytes=random.Random(SEED).randbytes), yes=yes)
    try:
        papers = Papers(shop, folder / RECEIPTS, folder / DRAWER, language=language)
        stage = Stage(shop, clock, papers, language=language)
        _hire(stage)
        _set_up(stage)
        _stock_up(stage)
    except BaseException:
        shop.close()
        raise
    return stage


def _hire(stage: Stage) -> None:
    owner = next(person for person in stage.shop.ask(people) if person.is_owner)
    stage.people["owner"] = Somebody(owner.name, OWNER[1], owner.person_id)
    stage.sign_in("owner")
    role_ids = {role.name: role.role_id for role in stage.shop.ask(roles)}
    for key, (name, pin) in STAFF.items():
        role_id = role_ids["manager" if key == "manager" else "cashier"]
        stage.people[key] = Somebody(name, pin, stage.do(add_person, name=name, pin=pin, role_id=role_id))
    for key, (name, phone, limit) in CUSTOMERS.items():
        stage.customers[key] = stage.do(add_customer, name=name, phone=phone, credit_limit_minor=limit)


def _set_up(stage: Stage) -> None:
    """Cash is rounded to whole som, as in every new shop; goods are found by barcode, by scale label, by box."""
    stage.do(change_setting, key=RECEIPT_FOOTER.key, value="Рахмат! Спасибо за покупку!\nКайра келиңиз · Приходите ещё")
    for layout in (WEIGHT_LABELS, PRICE_LABELS):
        stage.do(add_scale_layout, layout=layout)
    units = stage.shop.ask(_units)
    categories = {key: stage.do(add_category, name=name) for key, name in CATEGORIES.items()}
    tax_id = stage.do(add_tax_rate, name="НДС 12 %", ppm=VAT_PPM)
    for key, good in GOODS.items():
        stage.goods[key] = stage.do(
            add_product, name=good.name, unit_id=units[good.unit], kind=good.kind, price_minor=good.price_minor,
            barcodes=[good.code], category_id=categories[good.category], tax_rate_id=tax_id if good.taxed else None,
            scale_code=good.scale_code,
        )
        if good.box is not None:
            code, name, pieces = good.box
            stage.do(add_code, product_id=stage.goods[key], pack=Pack(code, name, pieces * 1000))
    stage.do(set_parts, set_id=stage.goods["basket"], parts=[(stage.goods[key], milli) for key, milli in BASKET])


def _stock_up(stage: Stage) -> None:
    stocked: dict[str, Good] = {key: good for key, good in GOODS.items() if good.stock}
    items = [
        StockItem(stage.goods[key], good.stock * 1000, good.stock * good.price_minor * COST_PERCENT // 100)
        for key, good in stocked.items()
    ]
    stage.do(receive, items=items, reason="Остатки на утро")
    stage.tell(
        _("The shop “{shop}” is ready: {goods} goods, of which {stocked} are in stock; {people} people work here."),
        shop="Дүкөн Береке", goods=len(GOODS), stocked=len(stocked), people=len(stage.people),
    )


def _begin(stage: Stage) -> None:
    stage.wait(minutes=READY_AFTER_MINUTES)
    cashier = stage.sign_in("cashier")
    stage.purse.put(FLOAT)
    stage.do(open_shift, float_minor=stage.purse.total_minor)
    stage.tell(
        _("{cashier} signs in with a PIN and opens the shift; {sum} lie in the drawer for change."), cashier=cashier.name,
        sum=stage.money(stage.purse.total_minor),
    )


def _units(session: Session) -> dict[str, UUID]:
    return dict(session.execute(select(Unit.code, Unit.id)).all())
