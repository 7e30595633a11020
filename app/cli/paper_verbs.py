"""Verbs about paper: a receipt again as text, PDF or data; the X and the Z."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.backup_keeper import back_up
from app.cli.frame import As, Db, Json, Lang, actor, answer, app, opened, plain, say, verb
from app.core.cash.commands import close_shift
from app.core.cash.queries import likely_causes, open_shift, x_report
from app.core.documents.paper import lines
from app.core.documents.pdf import pdf_bytes
from app.core.documents.queries import receipt as receipt_view
from app.core.documents.queries import x_document, z_report
from app.core.documents.views import as_json as document_json
from app.core.settings.queries import read_setting
from app.core.settings.rules import RECEIPT_COLUMNS
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.i18n import _
from app.kernel.money import minor_digits, parse_minor
from app.shop import Shop

shift = typer.Typer(no_args_is_help=True, help="The till's shift.")
app.add_typer(shift, name="shift")
To = Annotated[Path | None, typer.Option("-o", "--out", help="The file; else standard output.")]


@app.command()
@verb
def receipt(
    sale: Annotated[str, typer.Option("--sale", help="The receipt's number, A1-000127.")],
    form: Annotated[str, typer.Option("--format", help="text, pdf or json.")] = "text",
    out: To = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A receipt as it was printed."""
    with opened(db, to_write=False) as shop:
        document = shop.ask(receipt_view, number=sale)
        _hand_out(shop, document, "json" if as_json and form == "text" else form, out, lang)


@shift.command("x")
@verb
def shift_x(person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """The shift so far."""
    with opened(db, to_write=False) as shop:
        found = shop.ask(open_shift, till_id=shop.place.till_id)
        if found is None:
            raise RuleBroken("shift.none_open")
        by = actor(shop, person)
        report = shop.ask(x_report, shift_id=found.shift_id, person_id=by.person_id, now=shop.clock())
        document = shop.ask(x_document, report=report)
        answer(document_json(document), "\n".join(lines(document, _columns(shop), lang or shop.place.language)))


@shift.command("z")
@verb
def shift_z(
    counted: Annotated[str | None, typer.Option(help="All the cash in the drawer, as one sum.")] = None,
    count: Annotated[list[str] | None, typer.Option(help="DENOMINATION=PIECES, as often as needed: --count 500=3.")] = None,
    reason: str | None = None,
    yes: Annotated[list[str] | None, typer.Option("--yes", help="Say yes to a question, by its code.")] = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Count, close the shift, and back up."""
    with opened(db, to_write=True) as shop:
        digits = minor_digits(shop.place.currency)
        shift_id = shop.do(
            close_shift, by=actor(shop, person, yes), counts=_counts(count, digits) if count else None,
            counted_minor=_amount(counted, digits) if counted is not None else None, reason=reason,
        )
        made = back_up(shop)
        document = shop.ask(z_report, shift_id=shift_id)
        causes = shop.ask(likely_causes, shift_id=shift_id)
        text = "\n".join(lines(document, _columns(shop), lang or shop.place.language))
        answer({"z": document_json(document), "likely_causes": plain(causes), "backup": str(made.path)}, text)


def _hand_out(shop: Shop, document: Any, form: str, out: Path | None, lang: str) -> None:
    language = lang or shop.place.language
    if form == "pdf":
        _write(pdf_bytes(document, language=language), out)
    elif form == "json":
        import json

        _write((json.dumps(document_json(document), ensure_ascii=False, indent=2) + "\n").encode(), out)
    elif form == "text":
        _write(("\n".join(lines(document, _columns(shop), language)) + "\n").encode(), out)
    else:
        raise RuleBroken("receipt.unknown_format", form=form)


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(data)
        return
    try:
        partial = out.with_name(out.name + ".partial")
        partial.write_bytes(data)
        os.replace(partial, out)
    except OSError as error:
        raise EnvironmentFailed("file.cannot_write", path=str(out), detail=str(error)) from error
    typer.echo(say(_("Written: {path}"), path=out), err=True)


def _columns(shop: Shop) -> int:
    columns: int = shop.ask(read_setting, setting=RECEIPT_COLUMNS, branch_id=shop.place.branch_id)
    return columns


def _amount(text: str, digits: int) -> int:
    try:
        minor, finer = parse_minor(text, digits=digits)
    except ValueError:
        raise RuleBroken("price.malformed", text=text[:40]) from None
    if finer:
        raise RuleBroken("price.too_fine", text=text[:40])
    return minor


def _counts(pairs: list[str], digits: int) -> dict[int, int]:
    counts: dict[int, int] = {}
    for pair in pairs:
        note, _sign, pieces = pair.partition("=")
        if not (pieces.isascii() and pieces.isdigit()):
            raise RuleBroken("count.malformed", text=pair[:40])
        denomination = _amount(note, digits)
        counts[denomination] = counts.get(denomination, 0) + int(pieces)
    return counts
