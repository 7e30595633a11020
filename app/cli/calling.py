"""How the program is called: loads only the file that has the verb, translates the help, answers a wrong call."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.main import get_command

from app.cli import frame
from app.cli.usage import UsageError, wrong_call
from app.kernel.i18n import _
from ui.messages import MESSAGES

HOME_OF = {
    "setup": "shop_verbs", "run": "window_verbs", "demo": "window_verbs", "import": "goods_verbs", "search": "search_verb",
    "stock": "stock_verbs",
    "shift": "paper_verbs", "sell": "sell_verb", "receipt": "paper_verbs", "audit": "shop_verbs", "verify": "shop_verbs",
    "backup": "shop_verbs", "restore": "shop_verbs", "recover": "shop_verbs", "label": "label_verb",
    "customer": "customer_verbs",
    "centre": "centre_verbs", "sync": "sync_look_verbs",
    "load-scale": "load_scale_verb", "agents": "agent_report_verb", "replay": "goods_verbs", "bench": "bench_verbs",
    "devices": "device_verbs", "scale": "device_verbs", "print-test": "device_verbs", "simulate": "simulate_verbs",
}
"""The verbs in the order of the help, and the file that each stands in: the others are not loaded for it."""

GROUPS = ("import", "stock", "shift", "customer", "agents", "centre", "sync", "bench", "devices", "scale", "simulate")
WRONG_CALL = 2


def serve() -> None:
    """Run the program with the words that it was called with, and end it."""
    words = _in_order(sys.argv[1:])
    command = _loaded(words)
    _settle_memory()
    sys.exit(_run(command, words))


def call(words: Sequence[str]) -> int:
    """Run one call; answers its exit code: 0, 1 for a refusal, 2 for a wrong call, 70 for a bug, 130 for Ctrl-C."""
    words = _in_order(words)
    return _run(_loaded(words), words)


def _run(command: Any, words: Sequence[str]) -> int:
    frame.listen(words)
    understood = list(words) if _named(words) else _without_language(words)
    try:
        answered = command.main(args=understood, prog_name="duken", standalone_mode=False)
    except UsageError as error:
        return _refused(error, words)
    except OSError as error:  # a help page that could not be written out
        frame.note(MESSAGES["output.cannot_write"], detail=error)
        return 1
    except typer.Abort:
        frame.note(_("Broken off; nothing was done."))
        return 1
    return answered if isinstance(answered, int) else 0


def _loaded(words: Sequence[str]) -> Any:
    """The verbs that this call may mean: one where it is named, all where they are listed."""
    named = _named(words)
    for home in dict.fromkeys([HOME_OF[named]] if named else HOME_OF.values()):
        importlib.import_module(f"app.cli.{home}")
    command: Any = get_command(frame.app)
    command.commands = {name: command.commands[name] for name in HOME_OF if name in command.commands}
    if "--help" in words or not named or named in GROUPS:
        from app.cli.manual import explain

        explain(command)
    return command


def _in_order(words: Sequence[str]) -> list[str]:
    """`--lang ru search …` is as good as `search … --lang ru`."""
    first, *rest = words or [""]
    if first == "--lang" and len(rest) > 1 and rest[1] in HOME_OF:
        return [rest[1], first, rest[0], *rest[2:]] if rest[1] not in GROUPS else [*rest[1:3], first, rest[0], *rest[3:]]
    return list(words)


def _without_language(words: Sequence[str]) -> list[str]:
    """A call that names no verb (`--help --lang ru`): the language has been heard already."""
    places = [place for place, word in enumerate(words) if word == "--lang"]
    left = (word for place, word in enumerate(words) if not {place, place - 1} & set(places))
    return [word for word in left if not word.startswith("--lang=")]


def _named(words: Sequence[str]) -> str:
    """The verb that is called, if it is one of ours."""
    first = next((word for word in words if not word.startswith("-")), "")
    return first if first in HOME_OF else ""


def _refused(error: Any, words: Sequence[str]) -> int:
    """A wrong call; one that named no verb gets the list of them."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message())
        return WRONG_CALL
    try:
        frame.refuse(wrong_call(error, f"duken {_named(words)}".strip()), exit_code=WRONG_CALL)
    except typer.Exit as ending:
        return ending.exit_code


def _settle_memory() -> None:
    """What is loaded by now lives as long as the program: the collector need not look through it again and again."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)
