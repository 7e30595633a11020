"""The verb that tells a label scale the shop's goods, or writes the file from which its own program takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.beside.scale_goods import PORTS, goods_for_scales, into_file, over_line, read_state, state_beside, with_port
from app.cli.frame import Db, Json, Lang, answer, app, database, opened, row_words, say, spoken, verb
from app.cli.language import Refused
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from devices.registry import check_options
from ui.device_words import SCALE_OUTCOMES
from ui.wording import worded

if TYPE_CHECKING:
    from devices.label_scales.goods import Row

_WELL = ("sent", "unchanged", "left")


@app.command()
@verb
def load_scale(
    model: Annotated[
        str, typer.Option(metavar="cas|massa-k|rongta|aclas|dahua", help="CAS CL5000, Massa-K, or a file for the others.")
    ],
    port: Annotated[str | None, typer.Option(metavar=_("ADDRESS"), help="Where the scale is: tcp://192.168.1.60.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The file, for a model that takes one.")] = None,
    barcode: Annotated[str, typer.Option(help="The layout of a CAS scale's barcodes: 22IIIIIWWWWW.", show_default=False)] = "",
    state: Annotated[
        Path | None, typer.Option(help="Where it stands what the scale has; else a file beside the database.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Send also what has not changed.")] = False,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Send goods with a number for scales to a scale that prints labels: only what has changed, with a report for each."""
    _check(model, port, out)
    check_options("label_scale", model, {"barcode": barcode} if barcode else {})
    with opened(db, to_write=False) as shop:
        goods = shop.ask(goods_for_scales)
    rows: Sequence[Row]
    if model in PORTS:
        address = with_port(port or "", model)
        kept = state or state_beside(database(db), model, address)
        rows = list(over_line(model, address, barcode, goods, kept=kept, before={} if everything else read_state(kept)))
    else:
        address, rows = "", into_file(model, out or Path(), goods)
    _report(model, address, rows)


def _check(model: str, port: str | None, out: Path | None) -> None:
    """Refused as a wrong call: `label_scale.unknown_model`, `label_scale.needs_port`, `label_scale.needs_file`."""
    from devices.label_scales.text_file import FILES

    if model not in (*PORTS, *FILES):
        raise Refused(RuleBroken("label_scale.unknown_model", model=model, known=", ".join((*PORTS, *FILES))))
    if model in PORTS and not port:
        raise Refused(RuleBroken("label_scale.needs_port"))
    if model in FILES and out is None:
        raise Refused(RuleBroken("label_scale.needs_file"))


def _report(model: str, address: str, rows: Sequence[Row]) -> None:
    """Ends with 1 where something has not arrived."""
    counts = Counter(row.outcome for row in rows)
    failed = sum(count for outcome, count in counts.items() if outcome not in _WELL)
    told = [_told(row, address) for row in rows]
    text = say(
        _("Sent: {sent}. Unchanged: {unchanged}. Not sent: {failed}."), sent=counts["sent"], unchanged=counts["unchanged"],
        failed=failed,
    )
    answer({"model": model, "address": address, "counts": dict(counts), "goods": told}, "\n".join([*_lines(told), text]))
    if failed:
        raise typer.Exit(1)


def _told(row: Row, address: str) -> dict[str, Any]:
    sentence = row_words(row.code, {"address": address}) + (f" [{row.detail}]" if row.detail else "") if row.code else ""
    return {
        "plu": row.goods.plu, "name": row.goods.name, "outcome": row.outcome, "code": row.code, "detail": row.detail,
        "sentence": sentence,
    }


def _lines(told: Iterable[dict[str, Any]]) -> list[str]:
    """A line for each that the scale was told, or that a person must know of; what has not changed is only counted."""
    return [
        f"{each['plu']} {each['name']}: {each['sentence'] or worded(SCALE_OUTCOMES, each['outcome'], spoken())}" for each in told
        if each["sentence"] or each["outcome"] != "unchanged"
    ]
