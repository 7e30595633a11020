"""A real shop on a real file, with short words for what tests do in it; nothing here is a stand-in for our own code."""

from __future__ import annotations

import itertools
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.core.cash.commands import close_shift, open_shift
from app.core.cash.drawer import expected_cash
from app.core.catalog.commands import add_product, add_tax_rate, set_parts
from app.core.devices.commands import add_device
from app.core.parties.commands import add_customer
from app.core.parties.ledger import balance
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import add_items, open_sale, scan, set_customer
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import Completed, NewItem, Returned, ReturnItem
from app.core.setup.commands import NewShop
from app.core.staff.commands import add_person, change_setting, lend_right
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from app.kernel.context import By
from app.kernel.errors import AppError
from app.kernel.permissions import Right
from app.shop import Shop
from app.wiring import World, create_shop, open_shop
from db.uow import Uow

MORNING = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""09:00 in Bishkek, a Monday."""

OWNER_PIN, MANAGER_PIN, CASHIER_PIN = "4729", "8305", "6174"

Item = str | tuple[str, int]
"""A good's code, alone (one piece) or with a quantity in milli."""

GOODS: Mapping[str, Mapping[str, Any]] = {
    "111": {"name": "Bread", "unit": "pcs", "price_minor": 3000, "taxed": True},
    "222": {"name": "Milk", "unit": "pcs", "price_minor": 9990, "taxed": True},
    "333": {"name": "Tea", "unit": "pcs", "price_minor": 25_000},
    "444": {"name": "Apples", "unit": "kg", "price_minor": 12_000, "taxed": True, "scale_code": 101},
    "555": {"name": "Delivery", "unit": "pcs", "price_minor": 50_000, "kind": "service"},
    "666": {"name": "Gift box", "unit": "pcs", "price_minor": 40_000, "kind": "set", "taxed": True},
    "777": {"name": "Souvenir", "unit": "pcs"},
    "888": {"name": "Sweet", "unit": "pcs", "price_minor": 1001, "taxed": True},
}
"""By barcode: what the template sells. The gift box holds one tea and half a kilogram of apples."""

SET_PARTS = (("333", 1000), ("444", 500))


@dataclass(frozen=True, slots=True)
class Template:
    """A shop's closed file, and the ids of what is in it: made once, copied for every test."""

    path: Path
    owner_id: UUID
    manager_id: UUID
    cashier_id: UUID
    second_cashier_id: UUID
    goods: Mapping[str, UUID]
    units: Mapping[str, UUID]
    tax_id: UUID


def make_template(folder: Path) -> Template:
    """The first run, three more people and the goods, through the program's own commands."""
    path = folder / "template.db"
    world = World(clock=ManualClock(MORNING), random_bytes=random.Random(1).randbytes)
    new = NewShop(company="Rahat", owner="Ainura", owner_pin=OWNER_PIN, language="en")
    shop, _code = create_shop(path, new, world=world)
    with shop:
        owner = By(UUID(bytes=_one(path, "SELECT id FROM person")))
        shop.do(change_setting, by=owner, key="cash.step_minor", value=1)  # sums of every ending; tests of rounding say their own
        roles = {name: UUID(bytes=row) for row, name in _all(path, "SELECT id, name FROM role")}
        units = {code: UUID(bytes=row) for row, code in _all(path, "SELECT id, code FROM unit")}
        manager_id, cashier_id, second_id = [
            shop.do(add_person, by=owner, name=name, pin=pin, role_id=roles[role])
            for name, pin, role in (
                ("Marat", MANAGER_PIN, "manager"), ("Chynara", CASHIER_PIN, "cashier"), ("Bakyt", "9053", "cashier"),
            )
        ]
        tax_id = shop.do(add_tax_rate, by=owner, name="VAT 12 %", ppm=120_000)
        goods = {code: _add_good(shop, owner, code, units, tax_id) for code in GOODS}
        shop.do(set_parts, by=owner, set_id=goods["666"], parts=[(goods[code], milli) for code, milli in SET_PARTS])
    assert owner.person_id is not None
    return Template(path, owner.person_id, manager_id, cashier_id, second_id, goods, units, tax_id)


def _add_good(shop: Shop, by: By, code: str, units: Mapping[str, UUID], tax_id: UUID) -> UUID:
    told = dict(GOODS[code])
    told["tax_rate_id"] = tax_id if told.pop("taxed", False) else None
    product_id: UUID = shop.do(add_product, by=by, unit_id=units[told.pop("unit")], barcodes=[code], **told)
    return product_id


@dataclass
class ShopFloor:
    """An open shop and short words for it. Whoever is not named is the owner; sums are minor units, quantities milli."""

    shop: Shop
    clock: ManualClock
    template: Template

    def __getattr__(self, name: str) -> Any:
        """What a `Shop` has (`place`, `path`, `submit`, …) and a `Template` (`owner_id`, `goods`, …) is here too."""
        if name in ("shop", "template"):
            raise AttributeError(name)
        found = self.shop if hasattr(self.shop, name) else self.template
        return getattr(found, name)

    @property
    def owner(self) -> By:
        return By(self.template.owner_id)

    @property
    def manager(self) -> By:
        return By(self.template.manager_id)

    @property
    def cashier(self) -> By:
        return By(self.template.cashier_id)

    def do(
        self, command: Callable[..., Any], /, *, by: By | None = None, confirm: Sequence[str] = (), **inputs: Any
    ) -> Any:
        """Run a command; `confirm` says yes to these questions beforehand."""
        return self.shop.do(command, by=(by or self.owner).confirming(*confirm), **inputs)

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any:
        return self.shop.ask(query, **inputs)

    def leave_room(self, *, pages: int) -> None:
        """The database may grow by so many pages and no further, as on a disk that is nearly full."""
        self.do(_leave_room, pages=pages)

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """The committed rows themselves, past all our code."""
        with closing(sqlite3.connect(self.shop.path)) as connection:
            connection.row_factory = sqlite3.Row
            told = [value.bytes if isinstance(value, UUID) else value for value in values]
            return [dict(row) for row in connection.execute(sql, told)]

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row."""
        return next(iter(self.rows(sql, *values)[0].values()))

    def row(self, table: str, row_id: UUID) -> dict[str, Any]:
        (found,) = self.rows(f"SELECT * FROM {table} WHERE id = ?", row_id)
        return found

    def open_shift(self, float_minor: int = 100_000, *, by: By | None = None, confirm: Sequence[str] = ()) -> UUID:
        shift_id: UUID = self.do(open_shift, by=by, confirm=confirm, float_minor=float_minor)
        return shift_id

    def close_shift(
        self, counted_minor: int | None = None, *, by: By | None = None, confirm: Sequence[str] = (), **more: Any
    ) -> UUID:
        """Close with a count; without one the drawer is exactly as expected."""
        if counted_minor is None and "counts" not in more:
            counted_minor = self.expected()
        shift_id: UUID = self.do(close_shift, by=by, confirm=confirm, counted_minor=counted_minor, **more)
        return shift_id

    @property
    def shift_id(self) -> UUID:
        return UUID(bytes=self.value("SELECT id FROM shift WHERE state = 'open'"))

    def expected(self) -> int:
        """What must be in the drawer now."""
        shift_id = self.shift_id
        expected: int = self.do(lambda uow: expected_cash(uow, shift_id))
        return expected

    def cart(self, *items: Item, by: By | None = None, customer_id: UUID | None = None) -> UUID:
        """An open sale with these goods in it."""
        sale_id: UUID = self.do(open_sale, by=by, customer_id=customer_id)
        for item in items:
            code, milli = (item, None) if isinstance(item, str) else item
            self.do(scan, by=by, sale_id=sale_id, code=code, quantity_milli=milli)
        return sale_id

    def put(
        self, sale_id: UUID, code: str, quantity_milli: int = 1000, *, by: By | None = None, confirm: Sequence[str] = (),
        **more: Any,
    ) -> UUID:
        """One more line, always of its own; answers its id."""
        item = NewItem(self.template.goods[code], quantity_milli, **more)
        (line_id,) = self.do(add_items, by=by, confirm=confirm, sale_id=sale_id, items=[item])
        return UUID(str(line_id))

    def total(self, sale_id: UUID) -> int:
        total: int = self.row("sale", sale_id)["total_minor"]
        return total

    def lines(self, sale_id: UUID, *, removed: bool = False) -> list[dict[str, Any]]:
        """The stored lines of a sale, in order."""
        rows = self.rows("SELECT * FROM sale_line WHERE sale_id = ? AND removed = ? ORDER BY position", sale_id, removed)
        return [{**row, "id": UUID(bytes=row["id"])} for row in rows]

    def line_ids(self, sale_id: UUID) -> list[UUID]:
        return [line["id"] for line in self.lines(sale_id)]

    def pay(
        self, sale_id: UUID, *tenders: Tender, cash: int | None = None, card: int | None = None, qr: int | None = None,
        by: By | None = None, confirm: Sequence[str] = (),
    ) -> Completed:
        """Complete a sale. Without any tender what is still missing is paid by exact cash."""
        given = [Tender(kind, sum_) for kind, sum_ in (("card", card), ("qr", qr), ("cash", cash)) if sum_ is not None]
        offered = [*tenders, *given]
        taken = self.value("SELECT coalesce(sum(amount_minor), 0) FROM pending_payment WHERE sale_id = ?", sale_id)
        if not offered and self.total(sale_id) > taken:
            offered = [Tender("cash", self.total(sale_id) - taken)]
        done: Completed = self.do(complete_sale, by=by, confirm=confirm, sale_id=sale_id, payments=offered)
        return done

    def sell(
        self, *items: Item, customer_id: UUID | None = None, by: By | None = None, tenders: Sequence[Tender] = (), **paid: Any
    ) -> Completed:
        """Scan and pay: `shop.sell("111", ("444", 750), cash=20000)`."""
        return self.pay(self.cart(*items, by=by, customer_id=customer_id), *tenders, by=by, **paid)

    def give_back(
        self, sale_id: UUID, *quantities: int | None, by: By | None = None, confirm: Sequence[str] = (), **more: Any
    ) -> Returned:
        """Return by receipt: a quantity for each line in order, None for a line that stays; without any, all of it."""
        lines = self.lines(sale_id)
        wanted = quantities or [line["quantity_milli"] for line in lines]
        items = [ReturnItem(line["id"], milli) for line, milli in zip(lines, wanted, strict=False) if milli]
        more = {"reason": "not fresh", **more}
        done: Returned = self.do(return_by_receipt, by=by, confirm=confirm, items=items, **more)
        return done

    def customer(self, name: str = "Gulnara", *, credit_limit_minor: int | None = None) -> UUID:
        customer_id: UUID = self.do(add_customer, name=name, credit_limit_minor=credit_limit_minor)
        return customer_id

    def choose_customer(self, sale_id: UUID, customer_id: UUID | None) -> None:
        self.do(set_customer, sale_id=sale_id, customer_id=customer_id)

    def balance(self, account: str, owner_id: UUID) -> int:
        found: int = self.ask(balance, account=account, owner_id=owner_id)
        return found

    def level(self, code: str) -> int:
        """How much of a good the books have."""
        found = self.rows("SELECT on_hand_milli FROM stock_level WHERE product_id = ?", self.template.goods[code])
        return int(found[0]["on_hand_milli"]) if found else 0

    def setting(self, key: str, value: Any) -> None:
        self.do(change_setting, key=key, value=value)

    def device(self, kind: str, *, driver: str = "privatbank", address: str = "tcp://127.0.0.1:1", **options: str) -> UUID:
        """Put a device on this till's counter."""
        device_id: UUID = self.do(add_device, kind=kind, driver=driver, address=address, options=options)
        return device_id

    def loan(self, right: Right, *, to: By | None = None, lender_id: UUID | None = None, pin: str = MANAGER_PIN) -> By:
        """The cashier (or another), holding a right that the manager has just lent by their PIN."""
        borrower = to or self.cashier
        loan_id = self.do(lend_right, by=borrower, right=right, pin=pin, lender_id=lender_id or self.template.manager_id)
        return borrower.borrowing(loan_id)

    def audit(self, action: str) -> list[dict[str, Any]]:
        """The audit rows of an action, oldest first."""
        return self.rows("SELECT * FROM audit_entry WHERE action = ? ORDER BY seq", action)

    def drawer(self, shift_id: UUID | None = None) -> list[tuple[str, int]]:
        """Every cash entry of a shift, in order: (kind, signed sum)."""
        sql = "SELECT kind, amount_minor FROM cash_entry WHERE shift_id = ? ORDER BY id"
        return [(row["kind"], row["amount_minor"]) for row in self.rows(sql, shift_id or self.shift_id)]

    def paid(self, document_id: UUID) -> list[tuple[str, int]]:
        """How a document was paid, in order: (tender, signed sum)."""
        sql = "SELECT tender, amount_minor FROM payment WHERE document_id = ? ORDER BY id"
        return [(row["tender"], row["amount_minor"]) for row in self.rows(sql, document_id)]

    def documents(self) -> int:
        """How many documents there are for the centre, without those that only say what the journal has."""
        return int(self.value("SELECT count(*) FROM outbox WHERE kind <> 'audit'"))

    def check_books(self) -> None:
        """`duken verify` finds nothing."""
        assert self.ask(verify).findings == ()

    def power_cut(self, folder: Path) -> ShopFloor:
        """The files as a power cut would leave them, opened again elsewhere; the caller closes what comes back."""
        folder.mkdir()
        for ending in ("", "-wal"):
            source = self.shop.path.with_name(self.shop.path.name + ending)
            if source.exists():
                shutil.copy(source, folder / source.name)
        return open_floor(folder / self.shop.path.name, self.template, ManualClock(self.clock.now))


_seeds = itertools.count(2)


def open_floor(path: Path, template: Template, clock: ManualClock) -> ShopFloor:
    """Open a file that lies there already. Each opening has chance of its own, or a reopened shop would repeat its ids."""
    world = World(clock=clock, random_bytes=random.Random(next(_seeds)).randbytes)
    return ShopFloor(open_shop(path, world=world), clock, template)


@contextmanager
def refused(code: str, family: type[AppError] = AppError, **facts: Any) -> Iterator[pytest.ExceptionInfo[AppError]]:
    """What happens inside is refused with this code, by this family of errors, and says these facts."""
    with pytest.raises(family) as caught:
        yield caught
    assert (caught.value.code, {name: caught.value.facts.get(name) for name in facts}) == (code, facts)


def _all(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def _one(path: Path, sql: str) -> Any:
    return _all(path, sql)[0][0]


def _leave_room(uow: Uow, *, pages: int) -> None:
    """`max_page_count` belongs to a connection: it is said on the writer's own."""
    (used,) = uow.driver.execute("PRAGMA page_count").fetchone()
    uow.driver.execute(f"PRAGMA max_page_count = {used + pages}")
