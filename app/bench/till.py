"""`duken bench till`: how long a cashier waits, with 100,000 goods, beside raw sqlite3 writing the same rows as durably."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.bench.floor import Floor
from app.bench.made_up import made_up_goods
from app.core.cash.commands import close_shift, open_shift
from app.core.cash.drawer import expected_cash, open_shift_here
from app.core.catalog.goods_import import import_goods
from app.core.catalog.queries import search_products
from app.core.payments.rules import smallest_coin
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import scan
from app.core.sales.views import InCart
from app.core.setup.commands import NewShop
from app.core.staff.queries import people
from app.kernel.context import By
from app.kernel.money import round_cash_minor
from app.kernel.process import peak_rss_mib
from app.kernel.tables import TableFile
from app.shop import Shop
from app.wiring import create_shop
from db.models.catalog import Price, Product, ProductCode
from db.models.sales import Sale
from db.uow import Uow

SIZES = (1, 5, 20)
Z_SALES = 1000
SEED = 20261121
REAL_GOODS = Path("../shared/data/goods_100k.tsv.xz")
Spread = dict[str, float]


def measure(*, goods: Path | None, made_up: int, rounds: int, database: Path | None) -> dict[str, Any]:
    """Run everything once and answer the figures (milliseconds but for `import_s`; memory in MiB)."""
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as folder:
        path = database or Path(folder) / "bench.db"
        source = goods or (REAL_GOODS if REAL_GOODS.exists() else made_up_goods(Path(folder) / "goods.tsv", made_up))
        shop, _code = create_shop(path, NewShop(company="Bench", owner="Owner", owner_pin="482915"))
        with shop:
            bench = TillBench(shop, rounds=rounds)
            import_s, products = bench.import_goods(source)
            result = {"products": products, **bench.run(), "import_s": import_s}
    result["peak_rss_mib"] = peak_rss_mib()
    result["source"] = "real" if source == REAL_GOODS else source.name
    return result


class TillBench:
    """One shop under measurement; each figure comes from the till's own commands, waited for until they are on the disk."""

    def __init__(self, shop: Shop, *, rounds: int) -> None:
        self._shop, self._rounds, self._chance = shop, rounds, random.Random(SEED)
        owner = next(person for person in shop.ask(people) if person.is_owner)
        self._by = By(owner.person_id)
        self._codes: list[str] = []
        self._names: list[str] = []

    def import_goods(self, source: Path) -> tuple[float, int]:
        """Import with invented prices; seconds, and how many products there are now."""
        started = time.perf_counter()
        import_goods(TableFile(source), self._shop.submit, by=self._by, currency="KGS", demo_prices=SEED)
        seconds = time.perf_counter() - started
        self._look_up()
        return round(seconds, 2), self._shop.ask(_product_count)

    def completions(self, size: int) -> Spread:
        """Sales of so many lines over goods that are there already, in the open shift."""
        self._look_up()
        return self._completions(size)

    def run(self) -> dict[str, Any]:
        """Everything but the import."""
        self._shop.do(open_shift, by=self._by, float_minor=0)
        floor = Floor(self._shop.path.parent / "floor.db")
        self._warm_up()
        found: dict[str, Any] = {"scan_ms": self._scans(), "search_ms": self._searches()}
        found["complete_ms"] = {str(size): self._completions(size) for size in SIZES}
        found["floor_ms"] = {str(size): spread(floor.write(size, self._rounds)) for size in SIZES}
        found["ratio_to_floor_p50"] = {
            str(size): round(found["complete_ms"][str(size)]["p50"] / found["floor_ms"][str(size)]["p50"], 1) for size in SIZES
        }
        found["z_ms"], found["z_sales"] = self._z()
        floor.close()
        return found

    def _look_up(self) -> None:
        rows = self._shop.ask(_codes_and_names)
        self._chance.shuffle(rows)
        self._codes = [code for code, _name in rows[:5000]]
        self._names = [name for _code, name in rows[5000:10_000]] or [name for _code, name in rows]

    def _warm_up(self) -> None:
        for _round in range(20):
            self._sell(3)
            self._shop.ask(search_products, text=self._chance.choice(self._names)[:5])

    def _scans(self) -> Spread:
        times: list[float] = []
        cart: InCart | None = None
        for number in range(self._rounds * 3):
            cart = None if number % 30 == 0 else cart
            code, sale_id = self._chance.choice(self._codes), cart.sale_id if cart else None
            took, cart = timed(partial(self._scan, code, sale_id))
            times.append(took)
        return spread(times)

    def _searches(self) -> Spread:
        """As a person types: every prefix from two letters of a word of a real name, and two words of another."""
        times: list[float] = []
        while len(times) < self._rounds * 3:
            words = [word for word in self._chance.choice(self._names).split() if len(word) > 3] or ["молоко"]
            word = self._chance.choice(words)[:8]
            for text in [*(word[:length] for length in range(2, len(word) + 1)), " ".join(words[:2])]:
                took, _hits = timed(partial(self._shop.ask, search_products, text=text, limit=30))
                times.append(took)
        return spread(times)

    def _completions(self, size: int) -> Spread:
        return spread([self._sell(size) for _round in range(self._rounds)])

    def _z(self) -> tuple[float, int]:
        """A shift of its own with 1,000 sales, closed."""
        self._close()
        self._shop.do(open_shift, by=self._by, float_minor=0)
        for number in range(Z_SALES):
            self._sell(1 + number % 5)
        took, _id = timed(self._close)
        return round(took, 2), Z_SALES

    def _close(self) -> None:
        self._shop.do(_close_as_expected, by=self._by)

    def _scan(self, code: str, sale_id: Any) -> InCart:
        cart: InCart = self._shop.do(scan, by=self._by, code=code, sale_id=sale_id)
        return cart

    def _sell(self, size: int) -> float:
        """Scan `size` different goods, then complete for exact cash; only the completing is timed."""
        sale_id = None
        for code in self._chance.sample(self._codes, size):
            sale_id = self._scan(code, sale_id).sale_id
        total = self._shop.ask(_total, sale_id=sale_id)
        payments = [Tender("cash", round_cash_minor(total, smallest_coin(self._shop.place.currency)))]
        took, _done = timed(partial(self._shop.do, complete_sale, by=self._by, sale_id=sale_id, payments=payments))
        return took


def spread(times_ms: Sequence[float]) -> Spread:
    """The 50th, 95th and 99th percentile, in milliseconds."""
    cuts = statistics.quantiles(times_ms, n=100, method="inclusive")
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "p99": round(cuts[98], 3)}


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took, in milliseconds, and its answer."""
    started = time.perf_counter()
    result = action()
    return (time.perf_counter() - started) * 1000, result


def _close_as_expected(uow: Uow) -> None:
    close_shift(uow, counted_minor=expected_cash(uow, open_shift_here(uow).shift_id))


def _codes_and_names(session: Any) -> list[tuple[str, str]]:
    query = (
        select(ProductCode.code, Product.name)
        .join(Product, Product.id == ProductCode.product_id)
        .join(Price, Price.product_id == Product.id)
        .order_by(ProductCode.code)
    )
    return [tuple(row) for row in session.execute(query)]


def _product_count(session: Any) -> int:
    return session.scalar(select(func.count()).select_from(Product)) or 0


def _total(session: Any, *, sale_id: Any) -> int:
    total: int = session.get_one(Sale, sale_id).total_minor
    return total


