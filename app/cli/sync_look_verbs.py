"""Verbs that look whether till and centre agree, and mend what does not go: check, conflicts, rejections, reset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

import typer

from app.cli.frame import As, Db, Json, Lang, Yes, actor, answer, day_of, opened, say, shown_value, spoken, verb
from app.cli.language import Refused
from app.cli.sync_verbs import linked, sync, sync_state_of
from app.core.received.conflicts import ConflictView, conflicts_in_words, settle_conflict
from app.core.received.queries import kept_back
from app.core.sales.views import ReturnStanding
from app.kernel.context import By
from app.kernel.errors import NeedsConfirmation, RuleBroken
from app.kernel.i18n import _
from app.shop import Shop

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
    from ui.check_words import cause_text, column_text, row_text

    first, last = day_of(since), day_of(until)
    if first is not None and last is not None and first > last:
        raise Refused(RuleBroken("period.backwards", first=first, last=last))
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
        lines += [
            f"    {column_text(one.name, spoken())}: {shown_value(one.name, one.here)} / {shown_value(one.name, one.there)}"
            for one in each.columns
        ]
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


@sync.command()
@verb
def conflicts(
    use: Annotated[UUID | None, typer.Option(
        "--use", metavar=_("ID"), help="Let the lost value of this one count after all.", show_default=False,
    )] = None,
    keep: Annotated[UUID | None, typer.Option(
        "--keep", metavar=_("ID"), help="Leave this one as it is; it is settled then.", show_default=False,
    )] = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Fields of cards that two tills have set differently: what counts, what was lost and who had set it; a person may decide
    otherwise. It needs the right to change what it is about, and stands in the journal."""
    with opened(db, to_write=bool(use or keep)) as shop:
        centre = linked(shop)
        try:
            for wanted in filter(None, (use, keep)):
                _settle(shop, centre, wanted, actor(shop, person), is_used=wanted is use)
            found = shop.ask(conflicts_in_words, lost=centre.conflicts())
        finally:
            centre.close()
    answer(found, "\n".join(map(_conflict_lines, found)) or say(_("No two tills have set the same thing differently.")))


def _settle(shop: Shop, centre: Any, wanted: UUID, by: By, *, is_used: bool) -> None:
    """Both rounds belong to it: who has not heard how it was settled would only disagree once more."""
    from sync.rounds import one_round

    one_round(shop, centre)
    lost = next((each for each in centre.conflicts() if each.id == wanted), None)
    if lost is None:
        raise RuleBroken("conflict.gone")
    value = lost.lost if is_used else lost.kept
    shop.do(settle_conflict, by=by, table=lost.table, row_id=lost.row_id, field=lost.field, value=value)
    one_round(shop, centre)


def _conflict_lines(found: ConflictView) -> str:
    from ui.conflict_words import RULES, conflict_text

    def told(value: Any) -> str:
        return shown_value(found.field, value)

    words = _("{what}: {kept} counts; till “{till}” had {lost}. {rule}")
    rule = say(RULES.get(found.rule, RULES["person"]))
    what, kept, lost = conflict_text(found, spoken()), told(found.kept), told(found.lost)
    return f"{found.id}  " + say(words, what=what, kept=kept, lost=lost, till=found.till or "—", rule=rule)


@sync.command()
@verb
def rejections(
    again: Annotated[bool, typer.Option("--again", help="Have all of it tried once more, there and here.")] = False,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """What the centre has not applied of this till, and what came from others and could not be stored here, with the reasons.
    With --again exit code 1 where something still does not go."""
    mended = None
    with opened(db, to_write=again) as shop:
        if again:
            from sync.mending import mend

            centre = linked(shop)
            try:
                mended = mend(shop, centre)
            finally:
                centre.close()
        troubles, back = sync_state_of(shop).troubles, shop.ask(kept_back)
    lines = [] if mended is None else [
        say(_("Tried again: {there} stand at the centre now, {here} here; {left} still do not."), there=mended.there,
            here=mended.here, left=mended.left_there + mended.left_here)
    ]
    lines += _rejection_lines(troubles, back)
    data = {"troubles": troubles, "kept_back": back, **({} if mended is None else {"mended": mended})}
    answer(data, "\n".join(lines) or say(_("Nothing was rejected, and nothing was kept back.")))
    if mended is not None and mended.left_there + mended.left_here:
        raise typer.Exit(1)


def _rejection_lines(troubles: Any, back: Any) -> list[str]:
    from ui.centre_words import STATES, reason_text, what_text
    from ui.conflict_words import KEPT_BACK, open_text

    lines = [
        " ".join(filter(None, (f"{what_text(each, spoken())}: {say(STATES[each.state])}.", reason_text(each, spoken()))))
        for each in troubles
    ]
    lines += [
        say(_("Came: {what}: {state} ({reason})"), what=open_text(each, spoken()), state=say(KEPT_BACK[each.state]),
            reason=each.reason or "—")
        for each in back
    ]
    return lines


@sync.command()
@verb
def returns(
    confirm: Annotated[str | None, typer.Option(
        "--confirm", metavar=_("NUMBER"), help="Confirm this return: somebody has looked at it.", show_default=False,
    )] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, in words.", show_default=False)] = None,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Returns of goods that another branch has sold and has not confirmed: whom they wait for, since when, and of what more came
    back than was sold. With --confirm a person of the goods' branch, or of an office, confirms one; where more came back it asks
    first: --yes return.more_back_than_sold."""
    from app.core.documents.queries import return_receipt
    from app.core.sales.across import unsettled_returns
    from app.core.sales.commands.answers import confirm_return

    with opened(db, to_write=confirm is not None) as shop:
        if confirm is not None:
            found = shop.ask(return_receipt, number=confirm)
            shop.do(confirm_return, by=actor(shop, person, yes), return_id=found.return_id, reason=reason)
        left, now = shop.ask(unsettled_returns), shop.clock()
    data = [{**asdict(each), "age_s": max(0, int((now - each.at).total_seconds()))} for each in left]
    lines = [line for each in left for line in _return_lines(each, (now - each.at).total_seconds())]
    answer(data, "\n".join(lines) or say(_("No return waits for another branch.")))


def _return_lines(found: ReturnStanding, seconds: float) -> list[str]:
    from ui.across_words import age_text, over_text, return_text

    said = f"{return_text(found, spoken())}: {age_text(found, seconds, spoken())}"
    return [said, *(f"    {over_text(line, spoken())}" for line in found.over)]


@sync.command("take-over")
@verb
def take_over(yes: Yes = None, db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """This file is a copy, and it is to go on as its till: with another series of numbers; the other copy may speak to the centre
    no more. It asks first: --yes sync.take_over."""
    from app.cli.frame import database
    from app.wiring import take_over as take

    if "sync.take_over" not in (yes or ()):
        raise NeedsConfirmation("sync.take_over")
    prefix = take(database(db))
    answer({"prefix": prefix}, say(_("This file is the till from now on. Its receipts are numbered {prefix}-…"), prefix=prefix))


@sync.command()
@verb
def reset(
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Read everything that the centre has from the beginning. Nothing that is here goes, and what was not told yet is told as
    before. It asks first: --yes sync.read_anew."""
    from sync.mending import read_anew
    from sync.rounds import one_round

    with opened(db, to_write=True) as shop:
        centre = linked(shop)
        try:
            read_anew(shop, centre, by=actor(shop, person, yes))
            done = one_round(shop, centre)
        finally:
            centre.close()
    words = _("Everything was read anew. Heard: cards {cards}, documents {documents}. Kept for later: {kept}.")
    data = {"told": done.told, "cards": done.cards, "documents": done.documents, "kept_back": done.kept_back}
    answer(data, say(words, cards=done.cards, documents=done.documents, kept=done.kept_back))
