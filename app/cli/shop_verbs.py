"""Verbs about the shop as a whole: setup, verify, backup, restore, recover, audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.cli.asking import new_pin
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
    database,
    fact,
    note,
    opened,
    say,
    spoken,
    verb,
    written_as,
)
from app.kernel.errors import EnvironmentFailed, NeedsConfirmation
from app.kernel.i18n import _
from app.kernel.paths import default_backups
from app.kernel.permissions import Right
from app.shop import Shop
from app.wiring import World, create_shop, pin_key, restore_shop
from db.backup import Held, newest_of_all, what_it_holds
from db.restore import NewerWork, newer_work

Pin = Annotated[
    str | None,
    typer.Option(
        help="The owner's new PIN, where others at this computer may read it; else it is asked for, or read as one line.",
        show_default=False,
    ),
]


@app.command()
@verb
def setup(
    company: Annotated[str, typer.Option(help="The shop's name.")],
    owner: Annotated[str, typer.Option(help="The owner's name.")],
    pin: Pin = None,
    currency: Annotated[str, typer.Option(help="The shop's money, three letters.")] = "KGS",
    zone: Annotated[str, typer.Option(help="The shop's time zone.")] = "Asia/Bishkek",
    day_change: Annotated[int, typer.Option(help="The hour at which a new business day begins.")] = 0,
    prefix: Annotated[str, typer.Option(help="What stands before the numbers of receipts.")] = "A1",
    yes: Yes = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """First run: make a new shop. Prints the owner's recovery code, once."""
    from app.core.setup.commands import NewShop
    from app.keyring_store import usable_keyring

    new = NewShop(
        company=company, owner=owner, owner_pin=new_pin(pin), currency=currency, zone=zone, day_change_hour=day_change,
        prefix=prefix, language=spoken(),
    )
    shop, code = create_shop(database(db), new, world=World(secrets=usable_keyring()), yes=yes or ())
    with shop:
        answer(
            {"database": shop.path, "recovery_code": code},
            say(_("The shop is ready in {path}.\nThe owner's recovery code, shown once: {code}"), path=shop.path, code=code),
        )


@app.command()
@verb
def verify(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """Prove that the books agree with themselves; exit code 1 if they do not."""
    from app.core.verify.queries import verify as verify_books
    from ui.findings import finding_sentence

    with opened(db, to_write=False) as shop:
        verdict = shop.ask(verify_books)
        place = shop.place
    rows = sum(verdict.checked.values())
    findings = [
        {
            "check": each.check, "subject": each.subject, "figure": each.figure, "found": each.found, "expected": each.expected,
            "document": each.about, "sentence": finding_sentence(each, spoken(), place.currency, place.zone),
        }
        for each in verdict.findings
    ]
    text = say(_("{checks} checks over {rows} rows: nothing found."), checks=len(verdict.checked), rows=rows)
    if not verdict.is_clean:
        text = "\n".join(dict.fromkeys(str(each["sentence"]) for each in findings))
    answer({"clean": verdict.is_clean, "checked": verdict.checked, "findings": findings}, text)
    if not verdict.is_clean:
        raise typer.Exit(1)


@app.command()
@verb
def backup(
    to: Annotated[Path | None, typer.Option("--to", help="The folder; else the shop's own.")] = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A verified copy of the database; it may be made while the till is selling."""
    from app.backup_keeper import back_up

    with opened(db, to_write=False) as shop:
        _check_right(shop, person, Right.BACK_UP)
        made = back_up(shop, to)
    text = say(_("Backed up and checked: {path} ({size} KiB)"), path=made.path, size=made.size_bytes // 1024)
    answer({"path": made.path, "made_at": made.made_at, "size_bytes": made.size_bytes}, text)


@app.command()
@verb
def restore(
    source: Annotated[Path | None, typer.Option("--from", help="The backup; else the newest good one.")] = None,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Put a backup in the place of the database; it asks if that lacks what was done since. The old file is kept beside it."""
    path = database(db)
    was_there = path.exists()
    folders, company_id = _ask_the_present_file(path, person, is_told=source is not None)
    chosen = source or _newest(path, folders)
    held = what_it_holds(chosen)
    if held is not None and company_id is None:  # the present file cannot say how the shop writes moments and money
        written_as(currency=held.currency, zone=held.zone)
    newer = newer_work(path, chosen) if company_id is not None else None if was_there else NewerWork()
    _ask_to_go_on(chosen, held, company_id, newer, yes or [])
    kept = restore_shop(chosen, path)
    told = [say(_("Restored from {source}."), source=chosen)]
    if kept is not None:
        told.append(say(_("The file that was there before is kept as {kept}."), kept=kept))
    if held is not None:
        end = fact("moment", held.ends_at)
        told.append(_what_is_missing(end, newer) if was_there else say(_("The backup ends on {moment}."), moment=end))
    facts = {"restored_from": chosen, "kept": kept, "ends_at": held and held.ends_at, "newer": newer}
    answer(facts, "\n".join(told))


def _ask_to_go_on(
    backup: Path, held: Held | None, company_id: UUID | None, newer: NewerWork | None, yes: list[str]
) -> None:
    """Asks `restore.other_shop`, or `restore.newer_work` with what would be missed; of a damaged file neither can be told."""
    ends_at = held and held.ends_at
    if held is not None and company_id not in (None, held.company_id):
        if "restore.other_shop" not in yes:
            raise NeedsConfirmation("restore.other_shop", path=str(backup), ends_at=ends_at, newer=newer)
    elif newer is not None and newer.is_any and "restore.newer_work" not in yes:
        raise NeedsConfirmation(
            "restore.newer_work", path=str(backup), ends_at=ends_at, sales=newer.sales, sold_minor=newer.sold_minor,
            returns=newer.returns, returned_minor=newer.returned_minor, closings=newer.closings, others=newer.others,
        )


def _what_is_missing(end: str, newer: NewerWork | None) -> str:
    if newer is None:
        return say(
            _("The backup ends on {moment}. What came later cannot be told: the file that was there cannot be read."), moment=end
        )
    if not newer.is_any:
        return say(_("The backup ends on {moment}. Nothing of the file that was there is missing in it."), moment=end)
    return say(
        _(
            "The backup ends on {moment}. Not in it: sales {sales} ({sold}), returns {returns} ({returned}), "
            "closed shifts {closings}, other changes {others}."
        ),
        moment=end, sales=newer.sales, sold=amount(newer.sold_minor), returns=newer.returns,
        returned=amount(newer.returned_minor), closings=newer.closings, others=newer.others,
    )


def _ask_the_present_file(path: Path, person: str | None, *, is_told: bool) -> tuple[list[Path], UUID | None]:
    """Where its backups may be, and whose shop it is.

    While it opens it also says who may put another in its place; a damaged one cannot.

    `is_told`: the person has named the backup, nothing is looked for.
    """
    from app.backup_keeper import backup_folder

    folders, company_id = [default_backups(path)], None
    try:
        with opened(path, to_write=False) as shop:
            _check_right(shop, person, Right.RESTORE)
            folders.append(backup_folder(shop))
            company_id = shop.place.company_id
    except EnvironmentFailed as error:
        if error.code in ("database.not_ours", "database.is_folder"):
            raise
        if error.code not in ("shop.missing", "shop.gone") and not is_told:
            note(_("The shop's file does not open; looking for a backup beside it."))
    return folders, company_id


def _newest(path: Path, folders: list[Path]) -> Path:
    """The newest backup that opens: beside the database, in the folder that the shop chose, in the one last written to."""
    found = newest_of_all(path, *folders)
    if found is None:
        raise EnvironmentFailed("backup.not_found", path=str(folders[0]))
    return found.path


def _check_right(shop: Shop, person: str | None, right: Right) -> None:
    from app.core.staff.queries import check_right

    by = actor(shop, person)
    shop.ask(check_right, person_id=by.person_id, branch_id=shop.place.branch_id, right=right)


@app.command()
@verb
def recover(
    code: Annotated[str, typer.Option(help="The printed recovery code.")],
    pin: Pin = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """An owner who lost the PIN sets a new one by the recovery code. Prints the next code, once."""
    from app.core.staff.commands import recover_owner
    from app.keyring_store import usable_keyring

    world, chosen = World(secrets=usable_keyring()), new_pin(pin)
    with opened(db, to_write=True, world=world) as shop:
        following = shop.do(recover_owner, code=code, new_pin=chosen, pin_key=_pin_key_or_none(world, shop))
    answer({"recovery_code": following}, say(_("The PIN is set. The next recovery code: {code}"), code=following))


def _pin_key_or_none(world: World, shop: Shop) -> str | None:
    """A keyring that is locked keeps no owner out who has the code."""
    try:
        return pin_key(world, shop.place.branch_id)
    except EnvironmentFailed as error:
        if error.code != "secret.no_keyring":
            raise
        return None


@app.command()
@verb
def audit(
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Who did what, newest first, with both names where a right was lent."""
    from app.core.audit.queries import names_in
    from app.core.staff.queries import journal
    from ui.journal import entry_text, who_text

    with opened(db, to_write=False) as shop:
        by, place = actor(shop, person), shop.place
        lines = shop.ask(journal, person_id=by.person_id, branch_id=place.branch_id, limit=limit)
        names = shop.ask(names_in, lines=lines)
    rows = [
        (str(line.seq), fact("at", line.at), who_text(line, spoken()),
         entry_text(line, names, spoken(), place.currency, place.zone))
        for line in lines
    ]
    number, moment, who = (max((len(row[column]) for row in rows), default=0) for column in range(3))
    answer(lines, "\n".join(f"{row[0]:>{number}}  {row[1]:{moment}}  {row[2]:{who}}  {row[3]}" for row in rows))
