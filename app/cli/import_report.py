"""What the import of a price list has to say: for people one list by line and the counts at its end; for programs data."""

from __future__ import annotations

from typing import Any

from app.cli.frame import Rows, row_words, say
from app.core.catalog.goods_file import RowNote
from app.core.catalog.goods_import import ImportReport
from app.kernel.i18n import _

_MOST_LISTED = 50


def import_json(report: ImportReport) -> dict[str, Any]:
    """Counts, and every bad or odd row as `{line, reason, sentence}`; `stopped` is where the file could not be read on."""
    return {
        "rows": report.rows, "added": report.added, "changed": report.changed, "unchanged": report.unchanged,
        "without_price": report.without_price, "stored": report.stored, "cancelled": report.cancelled,
        "stopped": _note_json(report.stopped) if report.stopped else None,
        "errors": Rows(report.errors, _note_json), "warnings": Rows(report.warnings, _note_json),
    }


def import_text(report: ImportReport, seconds: float) -> str:
    """The rows that need a look, each marked as an error or a warning, then the counts."""
    lines = [*_listed(report)]
    if report.stopped is not None:
        lines.append(say(_("The rest could not be read: {reason}"), reason=_sentence(report.stopped)))
    lines.append(
        say(
            _(
                "{rows} rows in {seconds} s: {added} new, {changed} changed, {unchanged} unchanged, {bad} bad, "
                "{odd} with a warning."
            ),
            rows=report.rows, seconds=round(seconds, 1), added=report.added, changed=report.changed,
            unchanged=report.unchanged, bad=len(report.errors), odd=len({row.line for row in report.warnings}),
        )
    )
    if report.without_price:
        lines.append(say(_("{count} without a price: the till will ask for it."), count=report.without_price))
    if not report.stored:
        lines.append(say(_("Nothing was stored (--dry-run).")))
    return "\n".join(lines)


def _listed(report: ImportReport) -> list[str]:
    """By line; where there are too many, warnings give way to errors."""
    errors = [(row, _("Line {line}, error: {reason}")) for row in report.errors[:_MOST_LISTED]]
    warnings = [(row, _("Line {line}, warning: {reason}")) for row in report.warnings[: _MOST_LISTED - len(errors)]]
    rows = sorted([*errors, *warnings], key=lambda listed: listed[0].line)
    lines = [say(text, line=row.line, reason=_sentence(row)) for row, text in rows]
    more = len(report.errors) + len(report.warnings) - len(rows)
    return [*lines, say(_("… and {count} more; --json has them all."), count=more)] if more else lines


def _note_json(row: RowNote) -> dict[str, Any]:
    return {"line": row.line, "reason": row.code, "sentence": _sentence(row)}


def _sentence(row: RowNote) -> str:
    return row_words(row.code, row.facts)
