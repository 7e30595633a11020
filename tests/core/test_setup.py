"""The first run: all of a shop or not a file of it, however often it is tried and wherever it breaks off."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.cash.commands import close_shift, open_shift
from app.core.catalog.commands import add_product
from app.core.payments.rules import denominations
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import open_sale, scan
from app.core.settings.queries import settings_view
from app.core.setup.commands import NewShop, set_up_shop
from app.core.staff.commands import sign_in
from app.core.staff.queries import people, roles
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.context import By
from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken
from app.kernel.permissions import AGENT, CASHIER, MANAGER
from app.shop import Shop
from app.wiring import World, create_shop, open_shop
from tests.db.looking import sha256_of
from tests.shop_floor import MORNING, refused

NEW = NewShop(company="Береке", owner="Айнура", owner_pin="4729")


class Keyring:
    """The system's keyring, in memory."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        return self.secrets.get(name)

    def write(self, name: str, value: str) -> None:
        self.secrets[name] = value


def world() -> World:
    return World(clock=ManualClock(MORNING))


def texts(shop: Shop, sql: str) -> list[Any]:
    def ask(session: Session) -> list[Any]:
        return list(session.execute(text(sql)).scalars())

    return list(shop.ask(ask))


def test_a_new_shop_has_all_that_a_first_sale_needs(tmp_path: Path):
    shop, _code = create_shop(tmp_path / "new" / "duken.db", replace(NEW, branch="Базар", till="Касса 1"), world=world())
    with shop:
        place = shop.place
        assert (place.currency, place.zone, place.prefix, place.language) == ("KGS", "Asia/Bishkek", "A1", "ru")
        assert texts(shop, "SELECT name FROM company UNION ALL SELECT name FROM branch UNION ALL SELECT name FROM till") == [
            "Береке", "Базар", "Касса 1",
        ]
        assert texts(shop, "SELECT code || decimals FROM unit ORDER BY code") == ["kg3", "l3", "m3", "pcs0"]
        assert texts(shop, "SELECT count(*) FROM price_list WHERE is_default") == [1]
        made = {"cashier": set(CASHIER), "manager": set(MANAGER), "agent": set(AGENT)}
        assert {role.name: set(role.rights) for role in shop.ask(roles)} == made
        assert [(person.name, person.is_owner) for person in shop.ask(people)] == [("Айнура", True)]
        assert shop.ask(verify).is_clean
        assert texts(shop, "SELECT action FROM audit_entry ORDER BY seq")[-1] == "recovery.issued"


@pytest.mark.parametrize(
    ("currency", "step"), [("KGS", 100), ("KZT", 500), ("RUB", 100), ("UAH", 10), ("GBP", 1), ("USD", 1), ("JPY", 1)]
)
def test_cash_is_rounded_to_the_smallest_coin_that_there_is(tmp_path: Path, currency: str, step: int):
    shop, _code = create_shop(tmp_path / "duken.db", replace(NEW, currency=currency), world=world())
    with shop:
        settings = shop.ask(settings_view, branch_id=shop.place.branch_id)
        assert settings["cash.step_minor"] == step
        assert denominations(currency)[0] in (1, step), "what is paid in cash can be counted"
        assert shop.ask(verify).is_clean


def test_a_new_shop_can_count_what_it_has_sold(tmp_path: Path):
    """The sum is no whole som; the drawer, counted coin by coin, agrees with the books all the same."""
    shop, _code = create_shop(tmp_path / "duken.db", NEW, world=world())
    with shop:
        owner = By(shop.ask(people)[0].person_id)
        shop.do(open_shift, by=owner, float_minor=100_000)
        (unit_id,) = (UUID(bytes=row) for row in texts(shop, "SELECT id FROM unit WHERE code = 'pcs'"))
        shop.do(add_product, by=owner, name="Матчи", unit_id=unit_id, price_minor=1049, barcodes=["111"])
        sale_id = shop.do(open_sale, by=owner)
        shop.do(scan, by=owner, sale_id=sale_id, code="111")
        done = shop.do(complete_sale, by=owner, sale_id=sale_id, payments=[Tender("cash", 2000)])
        assert done.change_minor == 1000
        shop.do(close_shift, by=owner, counts={100_000: 1, 1000: 1})
        assert texts(shop, "SELECT difference_minor FROM shift_closing") == [0]
        assert shop.ask(verify).is_clean


def test_the_owner_can_sign_in_at_once(tmp_path: Path):
    shop, _code = create_shop(tmp_path / "duken.db", NEW, world=world())
    with shop:
        owner_id = shop.ask(people)[0].person_id
        assert shop.do(sign_in, person_id=owner_id, pin="4729").name == "Айнура"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": "kgs"}, "shop.currency"), ({"currency": ""}, "shop.currency"), ({"currency": "СОМ"}, "shop.currency"),
        ({"currency": "US$"}, "shop.currency"), ({"currency": "EURO"}, "shop.currency"),
        ({"currency": "XXQ"}, "shop.currency"), ({"currency": "XXX"}, "shop.currency"), ({"currency": "XAU"}, "shop.currency"),
        ({"currency": "SUR"}, "shop.currency"), ({"currency": "RUR"}, "shop.currency"), ({"currency": "KGZ"}, "shop.currency"),
        ({"zone": "Asia/Atlantis"}, "period.unknown_zone"), ({"zone": ""}, "period.unknown_zone"),
        ({"zone": "../../etc/passwd"}, "period.unknown_zone"), ({"zone": "/etc/localtime"}, "period.unknown_zone"),
        ({"zone": "Asia/\0"}, "period.unknown_zone"), ({"zone": "Asia"}, "period.unknown_zone"),
        ({"language": "de"}, "shop.language"), ({"language": ""}, "shop.language"), ({"language": "RU"}, "shop.language"),
        ({"day_change_hour": -1}, "shop.day_change"), ({"day_change_hour": 13}, "shop.day_change"),
        ({"prefix": ""}, "shop.prefix"), ({"prefix": "A-1"}, "shop.prefix"), ({"prefix": "ABCDEFG"}, "shop.prefix"),
        ({"prefix": "А1"}, "shop.prefix"), ({"prefix": "A 1"}, "shop.prefix"), ({"prefix": "A1b"}, "shop.prefix"),
        ({"owner_pin": "12"}, "pin.malformed"), ({"owner_pin": "１２３４"}, "pin.malformed"),
        ({"owner_pin": "1234"}, "pin.too_simple"),
        ({"company": " \t\n"}, "text.empty"), ({"owner": ""}, "text.empty"), ({"till": "\u202e"}, "text.empty"),
        ({"owner": "О" * 10_000}, "text.too_long"), ({"branch": "Б" * 10_000}, "text.too_long"),
        ({"address": "А" * 10_000}, "text.too_long"),
    ],
)  # fmt: skip
def test_what_a_shop_cannot_be_is_refused_before_there_is_any_file(tmp_path: Path, change: dict[str, Any], code: str):
    with refused(code, RuleBroken):
        create_shop(tmp_path / "new" / "duken.db", replace(NEW, **change), world=world())
    assert list(tmp_path.iterdir()) == []


def test_names_are_made_harmless_and_stay_what_they_are(tmp_path: Path):
    odd = replace(NEW, company="  Дүкөн\t«Өрүк» 🍎 ", owner="=1+1", branch="\u202eسوق\u202c", address="ул.\x00 Чүй\n12")
    shop, _code = create_shop(tmp_path / "duken.db", odd, world=world())
    with shop:
        assert texts(shop, "SELECT name FROM company") == ["Дүкөн «Өрүк» 🍎"]
        assert texts(shop, "SELECT name || '|' || address FROM branch") == ["سوق|ул. Чүй 12"]
        assert texts(shop, "SELECT name FROM person") == ["=1+1"]


def test_a_shop_is_not_set_up_over_another(tmp_path: Path):
    path = tmp_path / "duken.db"
    shop, _code = create_shop(path, NEW, world=world())
    with refused("program.running", EnvironmentFailed):
        create_shop(path, replace(NEW, company="Other"), world=world())
    with refused("shop.exists", RuleBroken):
        shop.do(set_up_shop, by=By(), shop=NEW)
    shop.close()
    before = sha256_of(path)
    with refused("shop.exists", EnvironmentFailed):
        create_shop(path, replace(NEW, company="Other"), world=world())
    assert sha256_of(path) == before


def test_of_two_first_runs_at_once_one_makes_the_shop_and_the_other_harms_nothing(tmp_path: Path):
    for attempt in range(3):
        path, together = tmp_path / str(attempt) / "duken.db", threading.Barrier(2)
        ends: list[str] = []

        def run(path: Path = path, together: threading.Barrier = together, ends: list[str] = ends) -> None:
            together.wait(10)
            try:
                create_shop(path, NEW, world=world())[0].close()
                ends.append("made")
            except AppError as error:
                ends.append(error.code)

        runs = [threading.Thread(target=run) for _ in range(2)]
        for thread in runs:
            thread.start()
        for thread in runs:
            thread.join(30)
        assert ends.count("made") == 1
        assert set(ends) <= {"made", "program.running", "shop.exists"}
        with open_shop(path, world=world()) as shop:
            assert shop.ask(verify).is_clean


def test_a_first_run_that_was_cut_off_anywhere_can_be_repeated(tmp_path: Path):
    """At every question to the clock or to chance the files are copied as a power cut would leave them."""
    folder = tmp_path / "first"
    cuts: list[Path] = []

    def cut() -> None:
        if folder.exists() and any(folder.iterdir()):
            copy = tmp_path / f"cut-{len(cuts)}"
            shutil.copytree(folder, copy)
            (copy / "duken.db-shm").unlink(missing_ok=True)
            cuts.append(copy / "duken.db")

    def clock() -> datetime:
        cut()
        return MORNING

    def chance(count: int) -> bytes:
        cut()
        return os.urandom(count)

    create_shop(folder / "duken.db", NEW, world=World(clock=clock, random_bytes=chance))[0].close()
    assert len(cuts) > 3
    for path in cuts:
        with refused("shop.missing", EnvironmentFailed):
            open_shop(path, world=world())
        shop, _code = create_shop(path, NEW, world=world())
        with shop:
            assert texts(shop, "SELECT count(*) FROM company") == [1]
            assert shop.ask(verify).is_clean


def test_a_first_run_that_fails_in_the_middle_leaves_no_database(tmp_path: Path):
    class NoKeyring(Keyring):
        def write(self, name: str, value: str) -> None:
            raise EnvironmentFailed("secret.no_keyring")

    path = tmp_path / "duken.db"
    with refused("secret.no_keyring", EnvironmentFailed):
        create_shop(path, NEW, world=World(clock=ManualClock(MORNING), secrets=NoKeyring()))
    assert [file.name for file in tmp_path.iterdir() if not file.name.endswith(".lock")] == []
    create_shop(path, NEW, world=world())[0].close()


def test_the_key_of_the_pins_is_made_once_and_lies_in_the_keyring_alone(tmp_path: Path):
    keyring = Keyring()
    shop, _code = create_shop(tmp_path / "duken.db", NEW, world=World(clock=ManualClock(MORNING), secrets=keyring))
    shop.close()
    (key,) = keyring.secrets.values()
    assert len(key) == 64
    assert key.encode() not in (tmp_path / "duken.db").read_bytes()
