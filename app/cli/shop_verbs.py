"""Verbs about the shop as a whole: setup, run, demo, verify, backup, restore, recover, audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.backup_keeper import back_up, backup_folder
from app.cli.frame import As, Db, Json, Lang, actor, answer, app, database, note, opened, say, verb
from app.core.audit.queries import audit_lines
from app.core.setup.commands import NewShop
from app.core.staff.access import read_grant
from app.core.staff.commands import recover_owner
from app.core.verify.queries import verify as verify_books
from app.kernel.errors import EnvironmentFailed, NotPermitted
from app.kernel.i18n import _
from app.kernel.paths import default_backups
from app.kernel.permissions import Right
from app.keyring_store import usable_keyring
from app.wiring import World, create_shop, pin_key, restore_shop
from db.backup import newest_of_all


@app.command()
@verb
def setup(
    company: Annotated[str, typer.Option(help="The shop's name.")],
    owner: Annotated[str, typer.Option(help="The owner's name.")],
    pin: Annotated[str, typer.Option(help="The owner's PIN.", prompt=True, hide_input=True, confirmation_prompt=True)],
    currency: str = "KGS", zone: str = "Asia/Bishkek", day_change: int = 0, prefix: str = "A1",
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """First run: make a new shop. Prints the owner's recovery code, once."""
    new = NewShop(
        company=company, owner=owner, owner_pin=pin, currency=currency, zone=zone, day_change_hour=day_change,
        prefix=prefix, language=lang or "ru",
    )
    shop, code = create_shop(database(db), new, world=World(secrets=usable_keyring()))
    with shop:
        answer(
            {"database": shop.path, "recovery_code": code},
            say(_("The shop is ready in {path}.\nThe owner's recovery code, shown once: {code}"), path=shop.path, code=code),
        )


@app.command()
@verb
def run(
    out: Annotated[Path, typer.Option(help="Where receipts and the summary go.")] = Path("out/demo"),
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """The main job. Until there are screens it plays the demo day."""
    _play_demo(out, db, lang)


@app.command()
@verb
def demo(
    out: Annotated[Path, typer.Option(help="Where receipts and the summary go.")] = Path("out/demo"),
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A morning in a shop: ten customers, weighed goods, a return, a debt, a mixed payment, a mistake, a Z."""
    _play_demo(out, db, lang)


def _play_demo(out: Path, db: Path | None, lang: str) -> None:
    from app.demo.day import play_day

    summary = play_day(out, database=db, language=lang or "ru")
    lines = [f"{step['at']}  {step['what']}" for step in summary["steps"]]
    closing = say(
        _("Z {number}: expected {expected}, counted {counted}, difference {difference}. Receipts: {folder}"),
        number=summary["z"]["number"], expected=summary["z"]["expected"], counted=summary["z"]["counted"],
        difference=summary["z"]["difference"], folder=out,
    )
    answer(summary, "\n".join([*lines, closing]))


@app.command()
@verb
def verify(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """Prove that the books agree with themselves; exit code 1 if they do not."""
    with opened(db, to_write=False) as shop:
        verdict = shop.ask(verify_books)
    rows = sum(verdict.checked.values())
    text = say(_("{checks} checks over {rows} rows: nothing found."), checks=len(verdict.checked), rows=rows)
    if not verdict.is_clean:
        text = "\n".join(f"{f.check}: {f.subject}: {f.found} ≠ {f.expected}" for f in verdict.findings)
    findings = [
        {"check": f.check, "subject": f.subject, "found": f.found, "expected": f.expected} for f in verdict.findings
    ]
    answer({"clean": verdict.is_clean, "checked": verdict.checked, "findings": findings}, text)
    if not verdict.is_clean:
        raise typer.Exit(1)


@app.command()
@verb
def backup(
    to: Annotated[Path | None, typer.Option("--to", help="The folder; else the shop's own.")] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A verified copy of the database; it may be made while the till is selling."""
    with opened(db, to_write=False) as shop:
        made = back_up(shop, to)
    text = say(_("Backed up and checked: {path} ({size} KiB)"), path=made.path, size=made.size_bytes // 1024)
    answer({"path": made.path, "made_at": made.made_at, "size_bytes": made.size_bytes}, text)


@app.command()
@verb
def restore(
    source: Annotated[Path | None, typer.Option("--from", help="The backup; else the newest good one.")] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Put a backup in the place of the database. The old file is kept beside it."""
    path = database(db)
    chosen = source or _newest(path)
    kept = restore_shop(chosen, path)
    text = say(_("Restored from {source}. The file before it is kept as {kept}."), source=chosen, kept=kept or "—")
    answer({"restored_from": chosen, "kept": kept}, text)


@app.command()
@verb
def recover(
    code: Annotated[str, typer.Option(help="The printed recovery code.")],
    pin: Annotated[str, typer.Option(help="The new PIN.", prompt=True, hide_input=True, confirmation_prompt=True)],
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """An owner who lost the PIN sets a new one by the recovery code. Prints the next code, once."""
    world = World(secrets=usable_keyring())
    with opened(db, to_write=True, world=world) as shop:
        key = pin_key(world, shop.place.branch_id)
        following = shop.do(recover_owner, code=code, new_pin=pin, pin_key=key)
    answer({"recovery_code": following}, say(_("The PIN is set. The next recovery code: {code}"), code=following))


@app.command()
@verb
def audit(
    limit: int = 50, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Who did what, newest first, with both names where a right was lent."""
    with opened(db, to_write=False) as shop:
        by = actor(shop, person)
        if by.person_id is None or not shop.ask(_may_see_audit, person_id=by.person_id, branch_id=shop.place.branch_id):
            raise NotPermitted("right.missing", right=Right.SEE_AUDIT)
        lines = shop.ask(audit_lines, limit=limit)
    text = "\n".join(
        f"{line.seq:>6}  {line.at:%Y-%m-%d %H:%M:%S}  {line.person or '—'}{' ← ' + line.lender if line.lender else ''}  "
        f"{line.action}  {line.facts}"
        for line in lines
    )
    answer(lines, text)


def _may_see_audit(session, *, person_id, branch_id):  # type: ignore[no-untyped-def]
    return read_grant(session, person_id=person_id, branch_id=branch_id).allows(Right.SEE_AUDIT)


def _newest(path: Path) -> Path:
    """The newest backup that opens: beside the database, in the folder that the shop chose, in the one last written to."""
    folders = [default_backups(path)]
    try:
        with opened(path, to_write=False) as shop:
            folders.append(backup_folder(shop))
    except EnvironmentFailed as error:
        note(_("The database itself does not open ({code}); looking beside it."), code=error.code)
    found = newest_of_all(path, *folders)
    if found is None:
        raise EnvironmentFailed("backup.not_found", path=str(folders[0]))
    return found.path
