"""What every verb shares: its options, how it opens a shop, how it answers, and how it refuses."""

from __future__ import annotations

import functools
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from uuid import UUID

import typer

from app.cli.language import Refused, known_language, language_of, system_language
from app.cli.usage import UsageError, WrongCall
from app.kernel.context import By
from app.kernel.errors import AppError, EnvironmentFailed, NeedsConfirmation, RuleBroken
from app.kernel.i18n import _, translated
from app.kernel.log import configure, get_logger
from app.kernel.money import minor_digits, parse_minor
from app.kernel.paths import default_database, log_folder
from app.kernel.whole_file import whole_file
from ui.facts import written
from ui.formats import MINUS, money_text
from ui.messages import sentence, sentence_of

if TYPE_CHECKING:
    from app.core.setup.commands import NewShop
    from app.shop import Shop
    from app.wiring import World

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Duken, the till of a small shop."
)

Db = Annotated[Path | None, typer.Option("--db", help="The shop's database file.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Lang = Annotated[
    str, typer.Option("--lang", help="ru, en, uk, kk or ky; else the system's.", show_default=False, callback=known_language)
]
As = Annotated[str | None, typer.Option("--as", help="Who acts, by name; else the owner.", show_default=False)]
Yes = Annotated[
    list[str] | None, typer.Option("--yes", metavar=_("CODE"), help="Say yes to a question, by its code.", show_default=False)
]

_state: dict[str, Any] = {"json": False, "language": "en", "currency": "KGS", "zone": None}

_PIECES_AT_ONCE = 5000

HINTS = {
    "shift.none_open": _("To open one: duken shift open --float AMOUNT"),
    "shift.already_open": _("To close it: duken shift z"),
    "shop.missing": _("To set one up: duken setup --company NAME --owner NAME --db FILE"),
    "sale.price_needed": _("To name it: duken sell CODE@PRICE"),
    "agents.bad_rows": _("To store the good rows: --import-good-rows"),
    "sale.quantity_needed": _("To name it: duken sell CODE*QUANTITY"),
    "stock.uncounted": _("To say it: --uncounted leave, or --uncounted nought"),
    "centre.no_tls": _("To let it in with a certificate: duken centre enrol --dsn ADDRESS --root-cert FILE"),
    "backup.not_found": _("To name a backup yourself: duken restore --from FILE --db FILE"),
}
"""What helps against a refusal here, on the command line; the sentences themselves know no verbs."""


NEW_SHOP = _("A new shop was made in {path}. The owner's recovery code, shown once: {code}")


@app.callback()
def _duken() -> None:
    """There is always a verb, also where only one is loaded."""


def listen(words: Sequence[str]) -> None:
    """How to answer a call, before it is understood: in which language, and whether in JSON."""
    _state.update(json="--json" in words, language=language_of(words), currency="KGS", zone=None)


def verb(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turns a refusal into a sentence (or, with --json, into `{"error": {"code", "facts"}}`) and exit code 1."""

    @functools.wraps(function)
    def guarded(*arguments: Any, **options: Any) -> None:
        _state["json"] = bool(options.get("as_json"))
        _state["language"] = options.get("lang") or system_language()
        configure(_log_folder())
        try:
            function(*arguments, **options)
        except AppError as error:
            refuse(error)
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BrokenPipeError:
            os._exit(0)
        except (typer.Exit, typer.Abort, UsageError):
            raise
        except Exception:
            _report_bug()

    return guarded


def answer(data: Any, text: str) -> None:
    """Print the result: the text for people, or with --json the data. Refused: `output.cannot_write`."""
    if not _state["json"]:
        print_out(f"{text}\n".encode())
        return
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(plain(data))
    while piece := "".join(islice(pieces, _PIECES_AT_ONCE)):  # a long list is never in memory as a whole
        print_out(piece.encode())
    print_out(b"\n")


class Rows(list[Any]):
    """A long list for an answer in JSON: each row is worded as it is written, and then forgotten."""

    def __init__(self, rows: Sequence[Any], tell: Callable[[Any], dict[str, Any]]) -> None:
        super().__init__()
        self._rows, self._tell = rows, tell

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return (plain(self._tell(row)) for row in self._rows)


def print_out(data: bytes) -> None:
    """Bytes to standard output, all of them or a refusal: `output.cannot_write` (a file on a full disk stands behind it)."""
    if sys.stdout is None:  # closed by who called us: nobody listens
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffers goes nowhere
        raise EnvironmentFailed("output.cannot_write", detail=str(error)) from error


def told(text: str) -> str:
    """A marked text in the person's language, with nothing filled in."""
    return translated(text, _state["language"])


def write_out(data: bytes, out: Path | None) -> None:
    """A whole file or none, or standard output. Refused: `file.cannot_write`, `output.cannot_write`."""
    if out is None:
        print_out(data)
        return
    with whole_file(out) as file:
        file.write(data)
    typer.echo(say(_("Written: {path}"), path=out), err=True)


def say(text: str, **facts: Any) -> str:
    """One of our own sentences in the person's language."""
    return told(text).format(**facts)


def spoken() -> str:
    """The language in which the person is answered."""
    language: str = _state["language"]
    return language


def fact(name: str, value: Any) -> str:
    """A fact as people read it; its name says what it is (`_minor` money, `_milli` a quantity)."""
    return _hyphened(written(name, value, _state["language"], _state["currency"], _state["zone"]))


def shown_value(field: str, value: Any) -> str:
    """The value of a card's field as people read it."""
    from ui.conflict_words import value_text  # late: few verbs show one

    return _hyphened(value_text(field, value, _state["language"], _state["currency"]))


def note(text: str, **facts: Any) -> None:
    """A remark beside the answer, on standard error."""
    typer.echo(say(text, **facts), err=True)


def amount(minor: int | None) -> str:
    """A sum as the person's language writes it; a dash where there is none."""
    return "—" if minor is None else _hyphened(money_text(minor, _state["currency"], _state["language"]))


def money_of(text: str, shop: Shop) -> int:
    """A sum that was typed, in minor units of the shop's money.

    Refused: `amount.malformed`, `amount.too_fine`, `cash.too_large` (more digits than any till has).
    """
    try:
        minor, finer = parse_minor(text, digits=minor_digits(shop.place.currency))
    except ValueError:
        if len(text) > 12 and text.isascii() and text.isdigit():
            raise RuleBroken("cash.too_large") from None
        raise RuleBroken("amount.malformed", text=text[:40]) from None
    if finer:
        raise RuleBroken("amount.too_fine", text=text[:40])
    return minor


def day_of(text: str | None) -> date | None:
    """A day that was named as YYYY-MM-DD. Refused as a wrong call: `period.malformed`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(RuleBroken("period.malformed", text=text[:40])) from None


def words(error: AppError) -> str:
    """A refusal in the person's language."""
    if isinstance(error, WrongCall):
        facts = {**error.facts, "argument": told(str(error.facts.get("argument", "")))}
        return say(error.template, **facts) if error.refusal is None else words(error.refusal)
    return _hyphened(sentence(error, _state["language"], _state["currency"], _state["zone"]))


def words_of(code: str, detail: str) -> str:
    """A refusal that was kept, in the person's language."""
    return _hyphened(sentence_of(code, {"detail": detail}, _state["language"], _state["currency"], _state["zone"]))


def _hyphened(text: str) -> str:
    """Not every terminal has the letter, and a sum whose minus became a question mark would be another sum."""
    return text.replace(MINUS, "-")


def refuse(error: AppError, *, exit_code: int = 1) -> NoReturn:
    """Say why not, and end: 1 for a refusal, 2 for a wrong call."""
    body = {"error": {"code": error.code, "facts": plain(error.facts), "sentence": words(error)}}
    if not (_state["json"] and error.code != "output.cannot_write" and _is_out(json.dumps(body, ensure_ascii=False))):
        typer.echo(words(error), err=True)
        _advise(error)
    raise typer.Exit(exit_code)


def _is_out(line: str) -> bool:
    try:
        print_out(f"{line}\n".encode())
    except EnvironmentFailed:
        return False
    return True


def _advise(error: AppError) -> None:
    """What may help, beside the sentence."""
    for cause in error.facts.get("likely_causes", ()):
        typer.echo(f"  · {cause['sentence']}", err=True)
    for row in error.facts.get("rows", ()) if error.code == "agents.bad_rows" else ():
        typer.echo(say(_("Line {line}: {why}"), line=row["line"], why=row["sentence"]), err=True)
    if isinstance(error, NeedsConfirmation):
        note(_("To go on, say yes: --yes {code}"), code=error.code)
    if error.code in HINTS:
        note(HINTS[error.code])
    if isinstance(error, WrongCall):
        note(_("How it is used: {verb} --help"), verb=error.facts["verb"])
    for other in error.facts.get("others", ()) if error.code == "backup.unreadable" else ():
        note(_("A good backup: {path}"), path=other)
    if error.code in ("database.damaged", "shop.gone", "shop.was_here") and error.facts.get("backup"):
        facts = {"path": error.facts["backup"], "db": error.facts.get("path")}
        note(_("The newest good backup: {path}. Bring it back with: duken restore --db {db}"), **facts)
    elif error.code in ("shop.gone", "shop.was_here"):
        note(HINTS["backup.not_found"])


def database(db: Path | None) -> Path:
    """The file that --db names, else the machine's own shop."""
    return db if db is not None else default_database()


def opened(db: Path | None, *, to_write: bool, world: World | None = None) -> Shop:
    """The shop of --db. Refused: what `open_shop` refuses."""
    from app.wiring import REAL_WORLD, open_shop  # late, here and below: the window is seen before the store is loaded

    shop = open_shop(database(db), world=world or REAL_WORLD, to_write=to_write)
    written_as(currency=shop.place.currency, zone=shop.place.zone)
    return shop


def written_as(*, currency: str, zone: str) -> None:
    """From here on sums and moments are written as this shop writes them."""
    _state.update(currency=currency, zone=zone)


def made(path: Path, new: NewShop, *, yes: list[str] | None, world: World | None = None) -> tuple[Shop, str]:
    """A new shop in that file, and its owner's recovery code, to be told by `NEW_SHOP`. Refused: what `create_shop` refuses."""
    from app.wiring import REAL_WORLD, create_shop

    shop, code = create_shop(path, new, world=world or REAL_WORLD, yes=yes or ())
    written_as(currency=shop.place.currency, zone=shop.place.zone)
    return shop, code


def new_shop(*, currency: str = "KGS", zone: str = "Asia/Bishkek", company: str = "Duken") -> NewShop:
    """A shop that a verb makes when there is none: its owner gets in by the recovery code, since nobody knows this PIN."""
    from app.core.setup.commands import NewShop

    pin = "".join(secrets.choice("0123456789") for _place in range(10)) + "47"
    language = _state["language"]
    return NewShop(company=company, owner="Owner", owner_pin=pin, currency=currency, zone=zone, language=language)


def actor(shop: Shop, name: str | None, yes: list[str] | None = None) -> By:
    """Who acts: the person of that name, else the first owner. Refused: `staff.unknown`, `staff.same_name`."""
    from app.core.staff.queries import people

    everybody = shop.ask(people)
    named = [person for person in everybody if (person.name == name if name is not None else person.is_owner)]
    if not named:
        raise RuleBroken("staff.unknown", name=name or "")
    if name is not None and len(named) > 1:
        raise RuleBroken("staff.same_name", name=name)
    return By(named[0].person_id, confirmed=frozenset(yes or ()))


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, Rows):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID | Path) or hasattr(value, "value") else value


def _log_folder() -> Path | None:
    """The log must never stop the till: a folder that cannot be written is passed over."""
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _report_bug() -> None:
    """Anything unforeseen: what is saved is safe; the log has the details under this id."""
    bug = secrets.token_hex(4)
    get_logger("bug").exception("unforeseen", id=bug)
    if _state["json"]:
        _is_out(json.dumps({"error": {"code": "bug", "facts": {"id": bug}}}))
    else:
        note(_("Something went wrong that nobody foresaw. What was saved is safe. The log has it under {id}."), id=bug)
    raise typer.Exit(70)


def row_words(code: str, facts: dict[str, Any]) -> str:
    """Why a row of a file was refused, in the person's language."""
    return sentence_of(code, facts, _state["language"], _state["currency"])


def step_words(code: str, facts: Mapping[str, Any]) -> str:
    """What a trial of a device has found, in the person's language."""
    from app.core.devices.views import TrialStep  # late: no other verb tries devices
    from ui.trial_words import step_text

    return step_text(TrialStep(code, facts=facts), _state["language"], _state["currency"])
