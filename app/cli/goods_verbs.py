"""Verbs about goods: import a price list, replay a year of sales."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from app.cli.frame import (
    NEW_SHOP,
    As,
    Db,
    Json,
    Lang,
    Yes,
    actor,
    answer,
    app,
    database,
    made,
    new_shop,
    note,
    opened,
    say,
    verb,
)
from app.cli.import_report import import_json, import_text
from app.cli.replay_report import replay_json, replay_text
from app.core.catalog.goods_file import read_goods
from app.core.catalog.goods_import import ImportReport, import_goods
from app.core.staff.queries import people
from app.core.stock.cost_sums import cost_sums
from app.kernel.clock import ManualClock, system_clock
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.money import minor_digits
from app.kernel.process import peak_rss_mib
from app.kernel.tables import TableFile
from app.replay.play import Played, Player, no_receipts
from app.replay.rows import Plan, SalesFile
from app.shop import Shop
from app.wiring import World
from db.writer import PRIORITY_JOB

importing = typer.Typer(no_args_is_help=True, help="Bring data in.")
app.add_typer(importing, name="import")


@importing.command()
@verb
def goods(
    file: Annotated[Path, typer.Argument(help="CSV, TSV or XLSX; also .gz and .xz.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look at every row, store nothing.")] = False,
    demo_prices: Annotated[int | None, typer.Option("--demo-prices", metavar="SEED", help="Invent missing prices.")] = None,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Store a price list's good rows; list the bad ones with line and reason. Where there is no shop yet, one is made."""
    table, path = TableFile(file), database(db)
    started = time.perf_counter()
    with ExitStack() as stack:
        if dry_run and not _is_there(path):  # a look at a list makes no shop
            path = Path(stack.enter_context(TemporaryDirectory(prefix="duken-"))) / "nothing.db"
        shop, code = _shop_for(path, file, yes)
        report = _import(shop, table, person, dry_run=dry_run, demo_prices=demo_prices)
    seconds = time.perf_counter() - started
    is_made = code is not None and not dry_run
    shop_json = {"new_shop": is_made, "database": database(db), "recovery_code": code if is_made else None}
    text = import_text(report, seconds)
    if is_made:
        text += "\n" + say(NEW_SHOP, path=path, code=code)
    answer({**import_json(report), **shop_json, "seconds": round(seconds, 2)}, text)
    if report.stopped is not None:
        raise typer.Exit(1)


def _is_there(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _shop_for(path: Path, file: Path, yes: list[str] | None) -> tuple[Shop, str | None]:
    """The shop of that file; a new one, with its owner's recovery code, where there is none: the first price list is a
    fair first step with Duken, and a name that was mistyped shows in the answer. A file that is no price list makes none."""
    if _is_there(path):
        return opened(path, to_write=True), None
    new = new_shop()
    next(read_goods(TableFile(file), digits=minor_digits(new.currency)), None)
    return made(path, new, yes=yes)


def _import(shop: Shop, table: TableFile, person: str | None, *, dry_run: bool, demo_prices: int | None) -> ImportReport:
    def submit(command: Callable[..., Any], **inputs: Any) -> Future[Any]:
        return shop.submit(command, priority=PRIORITY_JOB, **inputs)

    with shop, progress(table.path.name, table.size) as move:
        return import_goods(
            table, submit, by=actor(shop, person), currency=shop.place.currency, dry_run=dry_run, demo_prices=demo_prices,
            progress=lambda _rows, position: move(position),
        )


@app.command()
@verb
def replay(
    file: Annotated[Path, typer.Argument(help="A shop's sales: InvoiceNo, StockCode, Description, Quantity, …")],
    currency: Annotated[str, typer.Option(help="The money of its prices, three letters.")] = "GBP",
    zone: Annotated[str, typer.Option(help="The time zone of its moments.")] = "Europe/London",
    with_stock: Annotated[bool, typer.Option(help="Receive what the year takes, month by month, and say what it cost.")] = False,
    yes: Yes = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Play a real shop's sales through the till's own functions, one transaction an invoice, a shift a day."""
    path = database(db)
    if path.exists() and path.stat().st_size:
        raise EnvironmentFailed("replay.database_exists", path=str(path))
    started = time.perf_counter()
    sales = SalesFile(file, zone=zone, digits=minor_digits(currency))
    plan = sales.plan()
    if not plan.line_count and plan.stopped is None:
        raise RuleBroken("file.no_rows", path=file.name)
    clock = ManualClock(plan.start or system_clock())
    new = new_shop(currency=currency, zone=zone, company=file.stem[:40])
    shop, code = made(path, new, yes=yes, world=World(clock=clock))
    note(NEW_SHOP, path=path, code=code)
    with shop:
        played, timing = _play(shop, sales, plan, file.name, with_stock=with_stock)
        costs = asdict(shop.ask(cost_sums)) if with_stock else {}
    seconds, peak_mib = time.perf_counter() - started, peak_rss_mib()
    data = {
        **replay_json(played), **costs, "seconds": round(seconds, 2), "lines_per_second": round(plan.line_count / seconds),
        "peak_rss_mib": peak_mib, **timing,
    }
    answer(data, replay_text(played, costs, lines=plan.line_count, seconds=seconds, peak_mib=peak_mib))
    if played.stopped is not None:
        raise typer.Exit(1)


def _play(shop: Shop, sales: SalesFile, plan: Plan, name: str, *, with_stock: bool) -> tuple[Played, dict[str, Any]]:
    owner = next(person for person in shop.ask(people) if person.is_owner)
    player = Player(shop, owner_id=owner.person_id)
    shop.do(no_receipts, by=player.by)
    with progress(name, plan.line_count) as move:
        done = [0]

        def advance(lines: int) -> None:
            done[0] += lines
            move(done[0])

        played = player.play(sales, plan, with_stock=with_stock, progress=advance)
    return played, player.growth()


@contextmanager
def progress(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal; elsewhere nothing, so that an answer in JSON stays clean."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=total)
        yield lambda done: bar.update(task, completed=done)
