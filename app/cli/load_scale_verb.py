"""The verb that tells a label scale the shop's goods, or writes the file from which its own program takes them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from app.cli.frame import Db, Json, Lang, answer, app, database, opened, row_words, say, verb
from app.cli.language import Refused
from app.core.catalog.queries import goods_on_scales
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.i18n import _

if TYPE_CHECKING:
    from devices.label_scales.goods import Row, ScaleGoods, State

PORTS = {"cas": 20304, "massa-k": 5001}
"""By model: what its maker listens at."""
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
    from devices.label_scales.goods import ScaleGoods

    _check(model, port, out)
    with opened(db, to_write=False) as shop:
        goods = [
            ScaleGoods(each.scale_code, each.name, each.price_minor, by_piece=not each.decimals)
            for each in shop.ask(goods_on_scales)
        ]
    if model in PORTS:
        address = _with_port(port or "", PORTS[model])
        kept = state or _beside(database(db), model, address)
        rows = _over_line(model, address, barcode, goods, kept, {} if everything else _read(kept))
    else:
        address, rows = "", _into_file(model, out or Path(), goods)
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


def _with_port(address: str, port: int) -> str:
    """An address on the network that names no port, with the model's."""
    try:
        parts = urlsplit(address)
        names_none = parts.scheme == "tcp" and parts.port is None
    except ValueError:  # `open_line` will say it
        return address
    return f"{address.rstrip('/')}:{port}" if names_none else address


def _over_line(
    model: str, address: str, barcode: str, goods: Sequence[ScaleGoods], kept: Path, before: State
) -> list[Row]:
    """Every row; what the scale has then is written down even where it broke off."""
    from devices.label_scales.cas_cl5000 import CasCl5000
    from devices.label_scales.goods import state_after, state_text
    from devices.label_scales.loading import LabelScale, load
    from devices.label_scales.massa_k import MassaK
    from devices.transport.address import open_line

    scale: LabelScale = CasCl5000(barcode) if model == "cas" else MassaK()
    rows: list[Row] = []
    try:
        rows.extend(load(lambda: open_line(address), scale, goods, before=before))
    finally:
        _write(kept, state_text(state_after(before, rows)).encode())
    return rows


def _into_file(model: str, out: Path, goods: Sequence[ScaleGoods]) -> list[Row]:
    from devices.label_scales.text_file import FILES, text_file

    body, rows = text_file(goods, FILES[model])
    _write(out, body)
    return list(rows)


def _beside(path: Path, model: str, address: str) -> Path:
    """One small file for each scale."""
    return path.with_name(f"{path.stem}-{model}-{hashlib.sha256(address.encode()).hexdigest()[:8]}.json")


def _read(kept: Path) -> State:
    from devices.label_scales.goods import state_of

    try:
        return state_of(kept.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):  # none yet, or damaged: everything is sent
        return {}


def _write(path: Path, body: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(body)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise EnvironmentFailed("file.cannot_write", path=str(path), detail=str(error)) from error


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
    """What a person must know; what went well without a word is only counted."""
    return [f"{each['plu']} {each['name']}: {each['sentence']}" for each in told if each["sentence"]]
