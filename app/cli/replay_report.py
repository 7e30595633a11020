"""What a replay has to say: for people sums, refused invoices and rounded prices with their lines; for programs data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from app.cli.frame import Rows, amount, row_words, say
from app.kernel.i18n import _
from app.replay.play import Played
from app.replay.rows import Trouble

_MOST_LISTED = 20


def replay_json(played: Played) -> dict[str, Any]:
    """Counts and sums as they are; each refused or rounded one by line as `{invoice, line, reason, sentence}`.

    `stopped` is null, or says after which line the file could not be read on.
    """
    counts = {column.name: getattr(played, column.name) for column in fields(played)}
    stopped = played.stopped
    return {
        **counts,
        "rejected": Rows(_by_line(played.rejected), _trouble_json),
        "rounded": Rows(_by_line(played.rounded), _trouble_json),
        "stopped": {"line": stopped.line, "reason": stopped.reason, "sentence": _sentence(stopped)} if stopped else None,
    }


def replay_text(played: Played, costs: Mapping[str, int], *, lines: int, seconds: float, peak_mib: float) -> str:
    """The whole year on a screen or two."""
    return "\n".join(
        [
            *_list(_("Refused: {count}"), played.rejected),
            *_list(_("Prices rounded: {count}"), played.rounded),
            *_sums(played),
            *_costs(costs),
            say(
                _("{lines} lines in {seconds} s: {speed} a second, at most {memory} MiB of memory"), lines=lines,
                seconds=round(seconds, 1), speed=round(lines / seconds), memory=peak_mib,
            ),
            *_end(played.stopped),
        ]
    )


def _sums(played: Played) -> list[str]:
    of_documents = _("{count}, lines: {lines}, sum: {sum}")
    sales = say(of_documents, count=played.sales, lines=played.sale_lines, sum=amount(played.sales_minor))
    returns = say(of_documents, count=played.returns, lines=played.return_lines, sum=amount(played.returns_minor))
    return [
        say(_("Sales: {what}"), what=sales),
        say(_("Returns: {what}"), what=returns),
        say(_("Taken, less what was given back: cash {cash}, card {card}"), cash=amount(played.cash_minor),
            card=amount(played.card_minor)),
        say(_("Written off: {write_offs}, found: {found}, shifts: {shifts}"), write_offs=played.write_offs, found=played.found,
            shifts=played.shifts),
    ]  # fmt: skip


def _costs(costs: Mapping[str, int]) -> list[str]:
    if not costs:
        return []
    sums = {name.removesuffix("_cost_minor"): amount(minor) for name, minor in costs.items() if name.endswith("_minor")}
    return [
        say(_("At cost: received {received}, returned {returned}, sold {sold}, written off {written_off}, left {left}"), **sums),
        say(_("Lines that took what had not come in yet: {count}"), count=costs["unsettled_lines"]),
    ]


def _list(head: str, troubles: Sequence[Trouble]) -> list[str]:
    if not troubles:
        return []
    row = _("Line {line}, invoice {invoice}: {reason}")
    shown = _by_line(troubles)[:_MOST_LISTED]
    lines = [say(row, line=trouble.line, invoice=trouble.invoice, reason=_sentence(trouble)) for trouble in shown]
    more = len(troubles) - len(lines)
    rest = [say(_("… and {count} more; --json has them all."), count=more)] if more else []
    return [say(head, count=len(troubles)), *(f"  {line}" for line in [*lines, *rest]), ""]


def _by_line(troubles: Sequence[Trouble]) -> list[Trouble]:
    return sorted(troubles, key=lambda trouble: trouble.line)


def _end(stopped: Trouble | None) -> list[str]:
    if stopped is None:
        return []
    return [
        "",
        say(_("The rest could not be read: {reason}"), reason=_sentence(stopped)),
        say(_("All good invoices before it were played and stored.")),
    ]


def _trouble_json(trouble: Trouble) -> dict[str, Any]:
    return {"invoice": trouble.invoice, "line": trouble.line, "reason": trouble.reason, "sentence": _sentence(trouble)}


def _sentence(trouble: Trouble) -> str:
    if trouble.reason == "price.rounded":  # no refusal: it has no sentence among them
        written, price = trouble.facts["text"], amount(trouble.facts["price_minor"])
        return say(_("The price {written} was rounded to {price}."), written=written, price=price)
    return row_words(trouble.reason, trouble.facts)
