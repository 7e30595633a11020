"""Verbs about stock: receive, write off, count and open balances from a file; levels, orders, and what goes bad soon."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import UUID

import typer

from app.cli.frame import As, Db, Json, Lang, Rows, Yes, actor, amount, answer, app, fact, money_of, opened, row_words, say, verb
from app.core.catalog.goods_file import RowNote
from app.core.catalog.queries import categories, goods_with_code
from app.core.stock.commands.counts import count_goods
from app.core.stock.commands.documents import open_balances, receive, undo_document, write_off
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.elsewhere import elsewhere
from app.core.stock.levels import stores_shown
from app.core.stock.on_hand import on_hand
from app.core.stock.posted import document_id_of, document_number
from app.core.stock.purchase_views import OnHand
from app.core.stock.purchases import EXPIRES_WITHIN_DAYS, expiring, orders, suppliers, what_to_order
from app.core.stock.stock_file import ReadStock, goods_of_rows, local_moment, read_stock_file
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from app.kernel.period import business_date
from app.kernel.tables import TableFile
from app.shop import Shop

stock = typer.Typer(no_args_is_help=True, help="Goods in and out, counts, and what is where.")
app.add_typer(stock, name="stock")
_PAGE = 2000
_MOST_LISTED = 50

File = Annotated[
    Path,
    typer.Option(
        "--file", metavar=_("FILE"), help="CSV, TSV or XLSX: barcode or article, quantity, cost; - reads standard input."
    ),
]
GoodRows = Annotated[bool, typer.Option("--import-good-rows", help="Store the good rows even where others are bad.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Look at every row, store nothing.")]
At = Annotated[str | None, typer.Option("--at", metavar=_("DATE"), help="When it happened: 2026-03-31, or 2026-03-31T14:30.")]
StoreName = Annotated[str | None, typer.Option("--store", metavar=_("NAME"), help="Which store, if not the till's own.")]
Reason = Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help="A remark, or the reason.", show_default=False)]


@dataclass(frozen=True, slots=True)
class _Filed:
    """What was asked for, whatever the document is."""

    file: Path
    person: str | None
    yes: list[str] | None
    good_rows: bool
    dry_run: bool


@stock.command("receive")
@verb
def receive_file(
    file: File, supplier: Annotated[str | None, typer.Option("--supplier", metavar=_("NAME"), help="Who brought it.")] = None,
    extra: Annotated[str, typer.Option("--extra", metavar=_("AMOUNT"), help="Extra costs, shared out by value.")] = "0",
    store: StoreName = None, reason: Reason = "", at: At = None, import_good_rows: GoodRows = False, dry_run: DryRun = False,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Goods come in as a file says; what one cost stands in the column cost, what the line cost in the column sum."""
    filed = _Filed(file, person, yes, import_good_rows, dry_run)
    with opened(db, to_write=not dry_run) as shop:
        happened_at = at and local_moment(at, zone=shop.place.zone)
        more: dict[str, Any] = {"extra_minor": money_of(extra, shop), "reason": reason, "at": happened_at}
        more["store_id"] = _store(shop, store)

        def post(by: Any, read: ReadStock) -> UUID:
            supplier_id = _supplier(shop, by, supplier)
            document_id: UUID = shop.do(receive, by=by, items=read.items, supplier_id=supplier_id, **more)
            return document_id

        _file_in(shop, filed, post)


@stock.command("opening")
@verb
def opening_file(
    file: File, store: StoreName = None, reason: Reason = "", at: At = None, import_good_rows: GoodRows = False,
    dry_run: DryRun = False, yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """What was there before the books began, as a file says."""
    filed = _Filed(file, person, yes, import_good_rows, dry_run)
    with opened(db, to_write=not dry_run) as shop:
        more: dict[str, Any] = {"reason": reason, "at": at and local_moment(at, zone=shop.place.zone)}
        more["store_id"] = _store(shop, store)
        _file_in(shop, filed, lambda by, read: shop.do(open_balances, by=by, items=read.items, **more))


@stock.command("writeoff")
@verb
def write_off_file(
    file: File,
    cause: Annotated[str, typer.Option("--cause", metavar="broken|expired|lost|own_use|other", help="Why.")] = "other",
    store: StoreName = None, reason: Reason = "", at: At = None, import_good_rows: GoodRows = False, dry_run: DryRun = False,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Goods are gone, as a file says: broken, expired, lost, for own use; with --cause other say why by --reason."""
    filed = _Filed(file, person, yes, import_good_rows, dry_run)
    with opened(db, to_write=not dry_run) as shop:
        more: dict[str, Any] = {"cause": cause, "reason": reason, "at": at and local_moment(at, zone=shop.place.zone)}
        more["store_id"] = _store(shop, store)
        _file_in(shop, filed, lambda by, read: shop.do(write_off, by=by, items=read.items, **more))


@stock.command("count")
@verb
def count_file(
    file: File,
    uncounted: Annotated[
        str | None, typer.Option("--uncounted", metavar="leave|nought", help="What becomes of goods that the file does not name.")
    ] = None,
    category: Annotated[str | None, typer.Option("--category", metavar=_("NAME"), help="Only this category was counted.")] = None,
    store: StoreName = None, reason: Reason = "", import_good_rows: GoodRows = False, dry_run: DryRun = False,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """So much is there now, as a file says: the books are put right to it. A product may stand in several rows."""
    filed = _Filed(file, person, yes, import_good_rows, dry_run)
    with opened(db, to_write=not dry_run) as shop:
        category_id, store_id = None if category is None else _category(shop, category), _store(shop, store)

        def post(by: Any, read: ReadStock) -> UUID:
            counted: dict[UUID, int] = {}
            for item in read.items:
                counted[item.product_id] = counted.get(item.product_id, 0) + item.quantity_milli
            more: dict[str, Any] = {"category_id": category_id, "uncounted": uncounted, "reason": reason, "store_id": store_id}
            document_id: UUID = shop.do(count_goods, by=by, counted=counted, **more)
            return document_id

        _file_in(shop, filed, post, counted=True)


@stock.command("undo")
@verb
def undo(
    number: Annotated[str, typer.Argument(metavar=_("NUMBER"), help="The document's number: A1-P000012.")],
    reason: Reason = "", yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Take a posted document back by another one: its goods go out again at their own cost, or come back into their layers."""
    with opened(db, to_write=True) as shop:
        document_id = shop.ask(document_id_of, number=number)
        if document_id is None:
            raise RuleBroken("stock.no_document", number=number.strip()[:40])
        undone = shop.do(undo_document, by=actor(shop, person, yes), document_id=document_id, reason=reason)
        by = shop.ask(document_number, document_id=undone)
    answer({"document": by, "takes_back": number.strip().upper()}, say(_("Stored as {number}."), number=by))


@stock.command()
@verb
def levels(
    file: Annotated[
        Path | None, typer.Option("--file", metavar=_("FILE"), help="Only the goods of this file (barcode or article, quantity).")
    ] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """What is where, what it cost, and with --json the layers that it is of."""
    with opened(db, to_write=False) as shop:
        wanted = None
        if file is not None:
            read = _read(shop, file, counted=True)
            wanted = list({item.product_id for item in read.items})
        rows = sorted(_all_levels(shop, wanted), key=lambda row: (row.product, row.store, str(row.product_id)))
        text = "\n".join(_level_text(row) for row in rows) or say(_("Nothing is in stock."))
        answer(Rows(rows, _level_json), text)


@stock.command()
@verb
def where(
    code: Annotated[str, typer.Argument(metavar=_("CODE"), help="The goods: their barcode or article.")],
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Where some of a product is: here by the books, in other branches by what the centre has last said of them, with its age."""
    with opened(db, to_write=False) as shop:
        found = shop.ask(goods_with_code, code=code)
        if not found:
            raise RuleBroken("sale.unknown_barcode", barcode=code.strip()[:40])
        now, product = shop.clock(), found[0]
        here = shop.ask(on_hand, product_ids=[product.product_id])
        others = shop.ask(elsewhere, product_id=product.product_id, branch_id=shop.place.branch_id)
        own = {store.store_id for store in shop.ask(stores_shown, branch_id=shop.place.branch_id)}
        here = [row for row in here if row.store_id in own]
        texts = [
            say(_("{store}: {quantity}"), store=row.store, quantity=fact("on_hand_milli", row.on_hand_milli)) for row in here
        ]
        texts += [
            say(_("{branch}, {store}: {quantity} ({ago})"), branch=row.branch, store=row.store,
                quantity=fact("on_hand_milli", row.on_hand_milli), ago=fact("seconds_ago", _seconds(now, row.told_at)))
            for row in others.stores
        ]
        if others.oldest is not None and not others.stores:
            ago = fact("seconds_ago", _seconds(now, others.oldest))
            texts.append(say(_("Other branches have none of it, as far as was heard {ago}."), ago=ago))
    data = {
        "product": product.name, "product_id": product.product_id,
        "here": [{"store": row.store, "on_hand_milli": row.on_hand_milli} for row in here],
        "elsewhere": [
            {"branch": row.branch, "store": row.store, "on_hand_milli": row.on_hand_milli, "told_at": row.told_at,
             "age_s": _seconds(now, row.told_at)}
            for row in others.stores
        ],
        "oldest": others.oldest,
    }
    answer(data, "\n".join([product.name, *texts]) if texts else say(_("Nothing of it is in stock.")))


@stock.command("orders")
@verb
def list_orders(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are closed or complete.")] = False,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """What suppliers still owe us, and what runs low and is to be ordered."""
    with opened(db, to_write=False) as shop:
        listed, low = shop.ask(orders, only_open=not everything), shop.ask(what_to_order)
        texts = [
            say(_("{number}, {supplier}: {name}, {open} of {ordered} still to come"), number=order.number,
                supplier=order.supplier or "—", name=line.name, open=fact("open_milli", line.open_milli),
                ordered=fact("ordered_milli", line.ordered_milli))
            for order in listed for line in order.lines
        ]
        texts += [
            say(_("To order for {store}: {name}, {quantity} (there is {left})"), store=row.store, name=row.name,
                quantity=fact("to_order_milli", row.to_order_milli), left=fact("on_hand_milli", row.on_hand_milli))
            for row in low
        ]
        open_lines = [{**_plain_order(order), "lines": [_order_line(line) for line in order.lines]} for order in listed]
        answer({"orders": open_lines, "to_order": low}, "\n".join(texts) or say(_("Nothing is ordered, and nothing runs low.")))


@stock.command("expiring")
@verb
def list_expiring(
    days: Annotated[int, typer.Option("--days", min=0, max=3650, help="Within so many days.")] = EXPIRES_WITHIN_DAYS,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Goods that go bad soon, or have gone bad, and are still there."""
    with opened(db, to_write=False) as shop:
        now = shop.clock()
        today = business_date(now, zone=shop.place.zone, day_change_hour=shop.place.day_change_hour)
        rows = shop.ask(expiring, today=today, within_days=days)
        texts = [
            say(_("{day}: {name}, {quantity} in {store}"), day=fact("expires_on", row.expires_on), name=row.name,
                quantity=fact("left_milli", row.left_milli), store=row.store)
            for row in rows
        ]
        answer({"today": today, "within_days": days, "rows": rows}, "\n".join(texts) or say(_("Nothing goes bad in that time.")))


def _file_in(shop: Shop, filed: _Filed, post: Any, *, counted: bool = False) -> None:
    """Read, say what is wrong with which row, and store what may be stored."""
    by = actor(shop, filed.person, filed.yes)
    read = _read(shop, filed.file, counted=counted)
    stored = not filed.dry_run and bool(read.items) and (filed.good_rows or not read.errors)
    document_id = post(by, read) if stored else None
    number = shop.ask(document_number, document_id=document_id) if document_id is not None else None
    data = {
        "rows": read.rows, "good": len(read.items), "stored": stored, "document": number, "document_id": document_id,
        "quantity_milli": sum(item.quantity_milli for item in read.items),
        "cost_minor": sum(item.cost_minor for item in read.items),
        "unread_columns": list(read.unread), "errors": Rows(read.errors, _note_json),
    }
    answer(data, "\n".join(_told(read, data, dry_run=filed.dry_run)))
    if not stored and not filed.dry_run:
        raise typer.Exit(1)


def _read(shop: Shop, file: Path, *, counted: bool) -> ReadStock:
    with _table(file) as table:
        file_says, good = read_stock_file(table, digits=minor_digits(shop.place.currency))
    read: ReadStock = shop.ask(goods_of_rows, rows=good, counted=counted)
    errors = sorted([*file_says.errors, *read.errors], key=lambda note: note.line)
    return replace(file_says, items=read.items, errors=errors)


@contextmanager
def _table(file: Path) -> Iterator[TableFile]:
    """The file, or what comes in at standard input: a workbook is known by its first letters."""
    if str(file) != "-":
        yield TableFile(file)
        return
    data = sys.stdin.buffer.read()
    with TemporaryDirectory(prefix="duken-") as folder:
        path = Path(folder) / ("input.xlsx" if data.startswith(b"PK\x03\x04") else "input.csv")
        path.write_bytes(data)
        yield TableFile(path)


def _told(read: ReadStock, data: dict[str, Any], *, dry_run: bool) -> Iterator[str]:
    if read.unread:
        yield say(_("Columns that were not read: {columns}."), columns=", ".join(read.unread))
    for note in read.errors[:_MOST_LISTED]:
        yield say(_("Line {line}, error: {reason}"), line=note.line, reason=row_words(note.code, note.facts))
    if len(read.errors) > _MOST_LISTED:
        yield say(_("… and {count} more; --json has them all."), count=len(read.errors) - _MOST_LISTED)
    yield say(_("{rows} rows: {good} good, {bad} bad."), rows=read.rows, good=len(read.items), bad=len(read.errors))
    if data["stored"]:
        yield say(_("Stored as {number}."), number=data["document"])
    elif dry_run:
        yield say(_("Nothing was stored (--dry-run)."))
    else:
        yield say(_("Nothing was stored. To store the good rows all the same: --import-good-rows"))


def _note_json(note: RowNote) -> dict[str, Any]:
    return {"line": note.line, "reason": note.code, "sentence": row_words(note.code, note.facts)}


def _supplier(shop: Shop, by: Any, name: str | None) -> UUID | None:
    """The supplier of that name; a new one, where there is none yet."""
    if name is None:
        return None
    for known in shop.ask(suppliers):
        if known.name.casefold() == name.strip().casefold():
            return known.supplier_id  # type: ignore[no-any-return]
    supplier_id: UUID = shop.do(add_supplier, by=by, name=name)
    return supplier_id


def _category(shop: Shop, name: str) -> UUID:
    named = [known for known in shop.ask(categories) if known.name.casefold() == name.strip().casefold()]
    if not named:
        raise RuleBroken("stock.unknown_category", name=name)
    category_id: UUID = named[0].category_id
    return category_id


def _store(shop: Shop, name: str | None) -> UUID | None:
    """The store of that name. Refused: `stock.unknown_store`, with the stores that there are."""
    if name is None:
        return None
    known = [store for store in shop.ask(stores_shown, branch_id=shop.place.branch_id) if store.kind == "shop"]
    named: list[UUID] = [store.store_id for store in known if store.name.casefold() == name.strip().casefold()]
    if len(named) != 1:
        raise RuleBroken("stock.unknown_store", name=name.strip()[:40], stores=", ".join(store.name for store in known))
    return named[0]


def _seconds(now: datetime, then: datetime) -> int:
    return max(0, int((now - then).total_seconds()))


def _all_levels(shop: Shop, product_ids: list[UUID] | None) -> Iterator[OnHand]:
    after = None
    while page := shop.ask(on_hand, after=after, limit=_PAGE, product_ids=product_ids):
        yield from page
        after = (page[-1].product_id, page[-1].store_id)


def _level_text(row: OnHand) -> str:
    return say(
        _("{store}: {name} — {quantity}, cost {cost}"), store=row.store, name=row.product,
        quantity=fact("on_hand_milli", row.on_hand_milli), cost=amount(row.cost_minor),
    )


def _level_json(row: OnHand) -> dict[str, Any]:
    return {
        "product": row.product, "article": row.article, "product_id": row.product_id, "store": row.store,
        "on_hand_milli": row.on_hand_milli, "cost_minor": row.cost_minor,
        "layers": [
            {
                "arrived_at": layer.arrived_at, "left_milli": layer.left_milli, "left_minor": layer.left_minor,
                "batch": layer.batch, "expires_on": layer.expires_on,
            }
            for layer in row.layers
        ],
    }


def _plain_order(order: Any) -> dict[str, Any]:
    return {
        "order_id": order.order_id, "number": order.number, "supplier": order.supplier, "at": order.at, "state": order.state,
    }


def _order_line(line: Any) -> dict[str, Any]:
    return {
        "product_id": line.product_id, "product": line.name, "ordered_milli": line.ordered_milli,
        "received_milli": line.received_milli, "open_milli": line.open_milli, "cost_minor": line.cost_minor,
    }
