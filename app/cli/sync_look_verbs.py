"""Verbs that look whether till and centre agree, and mend what they do not: check."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.cli.frame import Db, Json, Lang, answer, day_of, opened, say, spoken, verb
from app.cli.sync_verbs import linked, sync
from app.kernel.i18n import _

_MOST_SAID = 20
Since = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day; else from the beginning.", show_default=False)
]
Until = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day; else today.", show_default=False)]


@sync.command()
@verb
def check(since: Since = None, until: Until = None, db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """Whether this till and the centre have the same: counted, added up and hashed by table and day, each difference down to
    its row and why. It changes nothing, and may be asked while the till is open. Exit code 1 where something differs that does
    not end by itself."""
    from sync.checking import check as compare
    from ui.check_words import cause_text, row_text

    first, last = day_of(since), day_of(until)
    with opened(db, to_write=False) as shop:
        centre = linked(shop)
        try:
            found = compare(shop, centre, since=first, until=last)
        finally:
            centre.close()
    rows = sum(each.here for each in found.tables)
    told = _("Compared: {tables} tables, {rows} rows. All agrees.") if not found.causes else _(
        "Compared: {tables} tables, {rows} rows. Not the same: {count}; of that, for somebody to look at: {left}."
    )
    lines = [say(told, tables=len(found.tables), rows=rows, count=found.causes.total(), left=found.not_explained)]
    lines += [f"  {cause_text(cause, spoken())}: {count}" for cause, count in sorted(found.causes.items())]
    for each in found.differences[:_MOST_SAID]:
        kind, number = (each.document.kind, each.document.number) if each.document is not None else ("", None)
        what = row_text(each.table, kind, number, spoken())
        lines.append(f"{each.day or '—'}  {what}  {each.id}: {cause_text(each.cause, spoken())}")
        lines += [f"    {column.name}: {column.here} / {column.there}" for column in each.columns]
    lines += [
        say(_("Numbers that the centre lacks: {series}{first} to {series}{last}"), series=hole.series, first=hole.first,
            last=hole.last)
        for hole in found.holes
    ]
    answer(_as_json(found), "\n".join(lines))
    if not found.agrees:
        raise typer.Exit(1)


def _as_json(found: Any) -> dict[str, Any]:
    """As docs/SYNC.md describes it; hashes as 15 hexadecimal digits, since not every reader has whole numbers of 60 bits."""

    def told(sums: Any, names: tuple[str, ...]) -> dict[str, Any]:
        return {"count": sums.count, "sums": dict(zip(names, sums.sums, strict=False)), "hash": f"{sums.hash:015x}"}

    tables = [
        {
            "table": each.table, "here": each.here, "there": each.there, "days": each.days,
            "differing": [
                {"day": day.day, "here": told(day.here, each.sums), "there": told(day.there, each.sums)} for day in each.differing
            ],
        }
        for each in found.tables
    ]
    return {
        "agrees": found.agrees, "causes": dict(found.causes), "not_explained": found.not_explained, "tables": tables,
        "differences": found.differences, "not_compared": found.not_compared, "holes": [hole._asdict() for hole in found.holes],
    }
