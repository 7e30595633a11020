"""Bringing a price list in: read row by row, store in small batches beside the till's work, report every bad row."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.core.catalog.goods_file import GoodsRow, ReadRow, RowNote, read_goods
from app.core.catalog.goods_store import BatchCount, GoodsKnown, learn_goods, store_goods
from app.kernel.context import By
from app.kernel.errors import RuleBroken
from app.kernel.money import minor_digits
from app.kernel.tables import TableFile

BATCH_ROWS = 400
"""Larger is quicker (the search index likes it), but a batch must hold the writer for less than the 200 ms of a command."""

Submit = Callable[..., "Future[Any]"]


@dataclass
class ImportReport:
    """What became of a price list: counts of rows, and each bad or odd row with its line and reason."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    without_price: int = 0
    stored: bool = True
    stopped: RowNote | None = None
    cancelled: bool = False
    errors: list[RowNote] = field(default_factory=list)
    warnings: list[RowNote] = field(default_factory=list)


def import_goods(
    file: TableFile, submit: Submit, *, by: By, currency: str, dry_run: bool = False, demo_prices: int | None = None,
    progress: Callable[[int, int], None] = lambda _rows, _bytes: None, cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Store the good rows of a price list, list the bad ones. A file that breaks off keeps what was read before (`stopped`).

    `submit(command, by=, **inputs)` queues a command; the next rows are read while one batch is stored. `demo_prices` is a
    seed that invents a price where there is none.
    Refused: `goods.no_name_column`, `file.doubled_column`, `file.no_rows`, `right.missing`, and what reading a file refuses
    before its first row.
    """
    report, known = ImportReport(stored=not dry_run), GoodsKnown()
    prices = random.Random(demo_prices) if demo_prices is not None else None
    submit(learn_goods, by=by, known=known).result()
    read = read_goods(file, digits=minor_digits(currency), units=known.unit_words)
    goods = _good_rows(read, report, prices=prices)
    under_way: Future[BatchCount] | None = None
    while batch := _next_batch(goods, report):
        if under_way is not None:
            _count(report, under_way.result())
            under_way = None
        if cancelled():
            report.cancelled = True
            break
        under_way = submit(store_goods, by=by, rows=batch, known=known, dry_run=dry_run)
        progress(report.rows, file.position)
    if under_way is not None:
        _count(report, under_way.result())
    report.errors.sort(key=lambda note: note.line)  # some were found while later rows were read
    return report


def _count(report: ImportReport, counted: BatchCount) -> None:
    report.added += counted.added
    report.changed += counted.changed
    report.unchanged += counted.unchanged
    report.without_price += counted.without_price
    report.errors += counted.refused


def _next_batch(goods: Iterator[GoodsRow], report: ImportReport) -> list[GoodsRow]:
    batch: list[GoodsRow] = []
    try:
        for row in islice(goods, BATCH_ROWS):  # row by row: what came before a fault is kept
            batch.append(row)  # noqa: PERF402
    except RuleBroken as error:
        line = error.facts.get("line", 0)
        if not line:  # not even a header: this is no price list, and there is nothing to report on
            raise
        report.stopped = RowNote(line, error.code, error.facts)
    return batch


def _good_rows(rows: Iterator[ReadRow], report: ImportReport, *, prices: random.Random | None) -> Iterator[GoodsRow]:
    for read in rows:
        report.rows += 1
        if read.goods is None:
            report.errors.append(read.notes[-1])
            report.warnings += read.notes[:-1]
            continue
        report.warnings += read.notes
        goods = read.goods
        if goods.price_minor is None and prices is not None:
            goods = _priced(goods, prices)
        yield goods


def _priced(goods: GoodsRow, prices: random.Random) -> GoodsRow:
    """An invented price between 5.00 and 3 000.00, most of them low, as on a grocer's shelf."""
    minor = 500 + int(prices.paretovariate(1.2) * 2500)
    return goods._replace(price_minor=min(minor - minor % 50, 300_000), price_is_invented=True)
