"""Verbs that open the till's window or play its demo day; they load no store: the sign-in is seen before there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.frame import Json, Lang, Yes, answer, app, say, spoken, verb, words
from app.kernel.errors import AppError, EnvironmentFailed
from app.kernel.i18n import _

Folder = Annotated[Path, typer.Option("-o", "--out", help="Where receipts and the summary go.")]
DemoDb = Annotated[Path | None, typer.Option("--db", help="The demo's database file; else shop.db in that folder.")]
Pictures = Annotated[bool, typer.Option("--pictures/--no-pictures", help="A picture of each step, where it plays off screen.")]


@app.command()
@verb
def run(
    out: Folder = Path("out/demo"), yes: Yes = None, db: DemoDb = None,
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    percent: Annotated[int, typer.Option("--text", help="Size of the text in percent: 100, 125 or 150.")] = 100,
    pictures: Pictures = True,
    until_seen: Annotated[
        bool, typer.Option(hidden=True, help="Say when the sign-in is seen, and end: a start is measured.")
    ] = False,
    as_json: Json = False, lang: Lang = "",
) -> None:
    """The main job: the till's window over the shop of --db (its first run where there is none yet), else over a demo shop.

    Without a display it plays the demo day through the same screens and leaves a picture of each step.
    """
    from app.kernel.display import has_display

    if not has_display() and not until_seen:
        _play_demo(out, db, yes, through_the_window=True, pictures=pictures)
        return
    path = db or out / "shop.db"
    if db is not None or until_seen:
        raise typer.Exit(open_window(path, theme, percent, until_seen=until_seen))
    if not path.exists():
        _play_demo(out, db, yes)
    from app.demo.live import live_company

    with live_company(out):
        code = open_window(path, theme, percent)
    raise typer.Exit(code)


def open_window(path: Path, theme: str, percent: int, *, until_seen: bool = False) -> int:
    """The window over that file; where there is no shop in it yet, the first run. Answers the exit code. What is refused is said
    in a window too: whoever starts the till by its picture sees no terminal."""
    from app.main import show_refusal  # late: only this verb needs a window

    try:
        return _till_or_first_run(path, theme, percent, until_seen=until_seen)
    except AppError as error:
        if not until_seen:
            show_refusal(words(error), language=spoken(), theme=theme, percent=percent)
        raise


def _till_or_first_run(path: Path, theme: str, percent: int, *, until_seen: bool) -> int:
    from app.main import run_window, tell_and_end

    seen = tell_and_end if until_seen else None
    try:
        return run_window(path, language=spoken(), theme=theme, percent=percent, seen=seen)
    except EnvironmentFailed as error:
        from app.first_run import BEGINS, run_first

        if error.code not in BEGINS:
            raise
        return run_first(path, lost=error, language=spoken(), theme=theme, percent=percent)


@app.command()
@verb
def demo(
    out: Folder = Path("out/demo"), yes: Yes = None, db: DemoDb = None,
    window: Annotated[bool, typer.Option("--window", help="Through the till's screens, off screen, with pictures.")] = False,
    pictures: Pictures = True, as_json: Json = False, lang: Lang = "",
) -> None:
    """A morning in a shop: ten customers, weighed goods, a return, a debt, a mixed payment, a mistake, a Z; by commands alone, or
    through the screens."""
    _play_demo(out, db, yes, through_the_window=window, pictures=pictures)


def _play_demo(
    out: Path, db: Path | None, yes: list[str] | None, *, through_the_window: bool = False, pictures: bool = False
) -> None:
    if through_the_window:
        from app.demo.window.day import play_window_day  # late: only this needs Qt

        summary = play_window_day(out, database=db, language=spoken(), pictures=pictures, yes=yes or ())
    else:
        from app.demo.day import play_day

        summary = play_day(out, database=db, language=spoken(), yes=yes or ())
    lines = [f"{step['at']}  {step['what']}" for step in summary["steps"]]
    closing = say(
        _("Z {number}: expected {expected}, counted {counted}, difference {difference}. Receipts: {folder}"),
        number=summary["z"]["number"], expected=summary["z"]["expected"], counted=summary["z"]["counted"],
        difference=summary["z"]["difference"], folder=out,
    )
    answer(summary, "\n".join([*lines, closing]))
