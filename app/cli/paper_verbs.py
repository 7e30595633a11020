"""Verbs about paper and the shift: any document again as text, PDF or data; open, X and Z."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import (
    As,
    Db,
    Json,
    Lang,
    Yes,
    actor,
    amount,
    answer,
    app,
    money_of,
    opened,
    plain,
    say,
    spoken,
    verb,
    write_out,
)
from app.cli.language import Refused
from app.core.cash import commands as cash
from app.core.cash.queries import likely_causes, open_shift, x_report
from app.core.cash.views import Cause
from app.core.documents import queries as documents
from app.core.documents.paper import lines
from app.core.documents.views import Document
from app.core.documents.views import as_json as document_json
from app.core.jobs.commands import give_out_again
from app.core.settings.queries import read_setting
from app.core.settings.rules import RECEIPT_COLUMNS
from app.core.staff.queries import grant
from app.kernel.context import By
from app.kernel.errors import NeedsConfirmation, RuleBroken
from app.kernel.i18n import _
from app.kernel.permissions import Right
from app.shop import Shop
from ui.messages import cause_sentence

shift = typer.Typer(no_args_is_help=True, help="The till's shift.")
app.add_typer(shift, name="shift")
To = Annotated[Path | None, typer.Option("-o", "--out", help="The file; else standard output.")]
Number = str | None
_PAPERS: dict[str, tuple[Callable[..., Document], str]] = {
    "sale": (documents.receipt, "sale_id"), "return": (documents.return_receipt, "return_id"),
    "z": (documents.z_report, "shift_id"), "cash": (documents.cash_order, "operation_id"),
    "account": (documents.account_document, "operation_id"),
}
"""By kind: how a document is found by its number, and what its id is called."""


def _fetch(shop: Shop, number: str) -> None:
    from app.keyring_store import usable_keyring
    from app.telling import centre_of
    from sync.receipts import fetch_receipt

    with centre_of(shop, keyring=usable_keyring) as centre:
        fetch_receipt(shop, centre, number=number)


@app.command()
@verb
def receipt(
    sale: Annotated[Number, typer.Option("--sale", metavar=_("NUMBER"), help="A receipt, by its number: A1-000127.")] = None,
    back: Annotated[Number, typer.Option("--return", metavar=_("NUMBER"), help="A return: A1-R000003.")] = None,
    z: Annotated[int | None, typer.Option("--z", min=1, help="A Z report, by the number of its shift.")] = None,
    order: Annotated[Number, typer.Option("--cash-order", metavar=_("NUMBER"), help="Cash in or out: A1-K000002.")] = None,
    account: Annotated[
        Number, typer.Option("--account", metavar=_("NUMBER"), help="A debt paid, a prepayment, a gift card, points: A1-A000001.")
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="text|pdf|json|escpos", help="As what.")] = "text",
    page: Annotated[
        str, typer.Option("--codepage", metavar="cp866|cp1251|rk1048|raster", help="With escpos: the printer's letters.")
    ] = "raster",
    columns: Annotated[int | None, typer.Option("--columns", min=16, max=64, help="With escpos: letters in a line.")] = None,
    ask_centre: Annotated[
        bool, typer.Option("--ask-centre", help="Ask the centre first: the receipt may be of another branch.")
    ] = False,
    out: To = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A document again, as a copy that stands in the journal: a receipt, a return, a Z, a cash order. As json it is only read."""
    asked: list[tuple[str, Any]] = [("sale", sale), ("return", back), ("z", z), ("cash", order), ("account", account)]
    chosen = [(kind, number) for kind, number in asked if number is not None]
    if len(chosen) != 1 or not str(chosen[0][1]).strip():
        raise Refused(RuleBroken("document.choose_one"))
    if form not in ("text", "pdf", "json", "escpos"):
        raise Refused(RuleBroken("receipt.unknown_format", form=form))
    options = _letters(page, columns)
    form = "json" if as_json and form == "text" else form
    if form in ("pdf", "escpos") and out is None and sys.stdout.isatty():
        raise RuleBroken("document.pdf_needs_file")
    (kind, number), *_none = chosen
    query, key = _PAPERS[kind]
    with opened(db, to_write=form != "json" or ask_centre) as shop:
        if ask_centre and kind == "sale":
            _fetch(shop, number)
        document = shop.ask(query, number=number)
        if form != "json":
            document_id = getattr(document, key)
            copy = shop.do(give_out_again, by=actor(shop, person), document_kind=kind, document_id=document_id)
            document = shop.ask(query, number=number, copy=copy)
        if form == "escpos":
            write_out(_typeset(shop, document, options, lang), out)
        else:
            _hand_out(shop, document, form, out, lang)


@shift.command("open")
@verb
def shift_open(
    float_: Annotated[str, typer.Option("--float", metavar=_("SUM"), help="The cash in the drawer for change.")] = "0",
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Open a shift."""
    with opened(db, to_write=True) as shop:
        float_minor = money_of(float_, shop)
        shop.do(cash.open_shift, by=actor(shop, person, yes), float_minor=float_minor)
        found = shop.ask(open_shift, till_id=shop.place.till_id)
        text = say(_("Shift {number} is open, with {sum} in the drawer."), number=found.number, sum=amount(float_minor))
        answer({**plain(found), "float_minor": float_minor}, text)


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
        document = shop.ask(documents.x_document, report=report)
        answer(document_json(document), _text(shop, document, lang))


@shift.command("z")
@verb
def shift_z(
    counted: Annotated[str | None, typer.Option(metavar=_("SUM"), help="All the cash in the drawer, as one sum.")] = None,
    count: Annotated[
        list[str] | None, typer.Option(metavar=_("NOTE=PIECES"), help="As often as needed: --count 500=3 --count 100=12.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why the count differs.")] = None,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Count, close the shift, and back up."""
    from app.backup_keeper import back_up

    if count and counted is not None:
        raise Refused(RuleBroken("count.one_way"))
    with opened(db, to_write=True) as shop:
        by = actor(shop, person, yes)
        inputs: dict[str, Any] = {
            "counts": _counts(count, shop) if count else None,
            "counted_minor": money_of(counted, shop) if counted is not None else None, "reason": reason,
        }
        try:
            shift_id = shop.do(cash.close_shift, by=by, **inputs)
        except NeedsConfirmation as question:
            _explain(shop, question)
            raise
        made = back_up(shop)
        document = shop.ask(documents.z_report, shift_id=shift_id)
        causes = [_told(cause, shop) for cause in shop.ask(likely_causes, shift_id=shift_id)] if _may_see(shop, by) else []
        text = "\n".join([_text(shop, document, lang), *(cause["sentence"] for cause in causes)])
        answer({"z": document_json(document), "likely_causes": causes, "backup": str(made.path)}, text)


def _explain(shop: Shop, question: NeedsConfirmation) -> None:
    """What would explain the difference, for who was told of it: the question itself carries the figure only for them."""
    found = shop.ask(open_shift, till_id=shop.place.till_id)
    difference = question.facts.get("difference_minor")
    if found is not None and difference is not None:
        causes = shop.ask(likely_causes, shift_id=found.shift_id, difference_minor=difference)
        question.facts["likely_causes"] = [_told(cause, shop) for cause in causes]


def _told(cause: Cause, shop: Shop) -> dict[str, Any]:
    sentence = cause_sentence(
        cause.kind, number=cause.number, amount_minor=cause.amount_minor, language=spoken(), currency=shop.place.currency
    )
    return {**plain(cause), "sentence": sentence}


def _may_see(shop: Shop, by: By) -> bool:
    allowed: bool = shop.ask(grant, person_id=by.person_id, branch_id=shop.place.branch_id).allows(Right.SEE_EXPECTED_CASH)
    return allowed


def _hand_out(shop: Shop, document: Any, form: str, out: Path | None, lang: str) -> None:
    if form == "pdf":
        from app.core.documents.pdf import pdf_bytes

        write_out(pdf_bytes(document, language=lang or shop.place.language), out)
    elif form == "json":
        import json

        write_out((json.dumps(document_json(document), ensure_ascii=False, indent=2) + "\n").encode(), out)
    else:
        write_out((_text(shop, document, lang) + "\n").encode(), out)


def _letters(page: str, columns: int | None) -> dict[str, str]:
    """The options of a printer that has these letters. Refused: `receipt.unknown_letters`, as a wrong call."""
    if page not in ("raster", "cp866", "cp1251", "rk1048"):
        raise Refused(RuleBroken("receipt.unknown_letters", page=page[:40]))
    mode = {"mode": "raster"} if page == "raster" else {"mode": "codepage", "page": page}
    return mode | ({"columns": str(columns)} if columns else {})


def _typeset(shop: Shop, document: Document, options: dict[str, str], lang: str) -> bytes:
    """The job of a receipt printer, in the shop's columns unless others were asked for."""
    from app.core.documents.paper import slip
    from devices.making import columns_of, typesetting

    if "columns" not in options:
        options = options | {"columns": str(shop.ask(read_setting, setting=RECEIPT_COLUMNS, branch_id=shop.place.branch_id))}
    return typesetting(options)(slip(document, columns_of(options), lang or shop.place.language))


def _text(shop: Shop, document: Document, lang: str) -> str:
    """A document as it stands on this shop's paper, in its language or the one that was asked for."""
    columns: int = shop.ask(read_setting, setting=RECEIPT_COLUMNS, branch_id=shop.place.branch_id)
    return "\n".join(lines(document, columns, lang or shop.place.language))


def _counts(pairs: list[str], shop: Shop) -> dict[int, int]:
    counts: dict[int, int] = {}
    for pair in pairs:
        note, _sign, pieces = pair.partition("=")
        if not (pieces.isascii() and pieces.isdigit() and len(pieces) < 10):
            raise RuleBroken("count.malformed", text=pair[:40])
        denomination = money_of(note, shop)
        counts[denomination] = counts.get(denomination, 0) + int(pieces)
    return counts
