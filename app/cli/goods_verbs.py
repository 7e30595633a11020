"""Verbs about goods: import a price list, replay a year of sales, search."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from app.cli.frame import (
    As,
    Db,
    Json,
    Lang,
    actor,
    amount,
    answer,
    app,
    database,
    new_shop,
    opened,
    opened_or_made,
    row_words,
    say,
    verb,
)
from app.core.catalog.goods_file import RowNote
from app.core.catalog.goods_import import ImportReport, import_goods
from app.core.catalog.queries import search_products
from app.core.staff.queries import people
from app.kernel.clock import ManualClock
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from app.kernel.process import peak_rss_mib
from app.kernel.tables import TableFile
from app.replay.play import Player, no_receipts
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
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Store a price list's good rows; list the bad ones with line and reason."""
    table = TableFile(file)
    started = time.perf_counter()
    with ExitStack() as stack:
        path = database(db)
        if dry_run and not path.exists():  # a look at a list makes no shop
            path = Path(stack.enter_context(TemporaryDirectory(prefix="duken-"))) / "nothing.db"
        report, created = _import(table, path, person, dry_run=dry_run, demo_prices=demo_prices)
    seconds = time.perf_counter() - started
    data = {**_import_json(report), "created": created and not dry_run, "seconds": round(seconds, 2)}
    answer(data, _import_text(report, seconds))
    if report.stopped is not None:
        raise typer.Exit(1)


def _import(
    table: TableFile, path: Path, person: str | None, *, dry_run: bool, demo_prices: int | None
) -> tuple[ImportReport, bool]:
    shop, created = opened_or_made(path, new_shop(), quiet=dry_run)

    def submit(command: Callable[..., Any], **inputs: Any) -> Future[Any]:
        return shop.submit(command, priority=PRIORITY_JOB, **inputs)

    with shop, progress(table.path.name, table.size) as move:
        report = import_goods(
            table, submit, by=actor(shop, person), currency=shop.place.currency, dry_run=dry_run, demo_prices=demo_prices,
            progress=lambda _rows, position: move(position),
        )
    return report, created


@app.command()
@verb
def search(
    text: Annotated[str, typer.Argument(help="Any part of a name, a barcode or an article.")],
    limit: int = 20, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Find goods as a person types, best first."""
    with opened(db, to_write=False) as shop:
        hits = shop.ask(search_products, text=text, limit=limit)
    lines = [f"{amount(hit.price_minor):>12}  {hit.name}  {' '.join(hit.codes)}" for hit in hits]
    answer(hits, "\n".join(lines) or say(_("Nothing found.")))


@app.command()
@verb
def replay(
    file: Annotated[Path, typer.Argument(help="A shop's sales: InvoiceNo, StockCode, Description, Quantity, …")],
    currency: str = "GBP", zone: str = "Europe/London", db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Play a real shop's sales through the till's own functions, one transaction an invoice, a shift a day."""
    path = database(db)
    if path.exists() and path.stat().st_size:
        raise EnvironmentFailed("replay.database_exists", path=str(path))
    started = time.perf_counter()
    sales = SalesFile(file, zone=zone, digits=minor_digits(currency))
    plan = sales.plan()
    if plan.start is None:
        raise RuleBroken("replay.nothing", path=file.name)
    clock = ManualClock(plan.start)
    new = new_shop(currency=currency, zone=zone, company=file.stem[:40])
    shop, _created = opened_or_made(path, new, world=World(clock=clock))
    with shop:
        played, timing = _play(shop, clock, sales, plan, file.name)
    seconds = time.perf_counter() - started
    data = {
        **played.__dict__, "seconds": round(seconds, 2), "lines_per_second": round(plan.line_count / seconds),
        "peak_rss_mib": peak_rss_mib(), **timing,
    }
    lines_text = _("{sales} sales, {returns} returns, {shifts} shifts, {rejected} refused; {speed} lines a second")
    text = say(
        lines_text, sales=played.sales, returns=played.returns, shifts=played.shifts, rejected=len(played.rejected),
        speed=data["lines_per_second"],
    )
    answer(data, text)


def _play(shop: Shop, clock: ManualClock, sales: SalesFile, plan: Plan, name: str) -> tuple[Any, dict[str, Any]]:
    owner = next(person for person in shop.ask(people) if person.is_owner)
    player = Player(shop, clock, owner_id=owner.person_id)
    shop.do(no_receipts, by=player.by)
    with progress(name, plan.line_count) as move:
        done = [0]

        def advance(lines: int) -> None:
            done[0] += lines
            move(done[0])

        played = player.play(sales, plan, progress=advance)
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


def _import_json(report: ImportReport) -> dict[str, Any]:
    return {
        "rows": report.rows, "added": report.added, "changed": report.changed, "unchanged": report.unchanged,
        "without_price": report.without_price, "stored": report.stored, "cancelled": report.cancelled,
        "stopped": _note_json(report.stopped) if report.stopped else None,
        "errors": [_note_json(row) for row in report.errors], "warnings": [_note_json(row) for row in report.warnings],
    }


def _note_json(row: RowNote) -> dict[str, Any]:
    return {"line": row.line, "reason": row.code, "sentence": _sentence(row)}


def _sentence(row: RowNote) -> str:
    return row_words(row.code, row.facts)


def _import_text(report: ImportReport, seconds: float) -> str:
    head = say(
        _("{rows} rows in {seconds} s: {added} new, {changed} changed, {unchanged} unchanged, {bad} bad, {odd} with a warning."),
        rows=report.rows, seconds=round(seconds, 1), added=report.added, changed=report.changed,
        unchanged=report.unchanged, bad=len(report.errors), odd=len(report.warnings),
    )
    listed = [*report.errors, *report.warnings, *([report.stopped] if report.stopped else [])]
    rows = [say(_("line {line}: {reason}"), line=row.line, reason=_sentence(row)) for row in listed[:50]]
    if len(listed) > 50:
        rows.append(say(_("… and {count} more; --json has them all."), count=len(listed) - 50))
    if not report.stored:
        rows.append(say(_("Nothing was stored (--dry-run).")))
    return "\n".join([head, *rows])
