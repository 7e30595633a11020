"""The pages of --help, in the person's language: what a verb is for, its arguments, its options and their defaults."""

from __future__ import annotations

import inspect
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.cli.frame import database, told
from app.kernel.i18n import _

WIDEST = 110
_KINDS: dict[Any, str] = {int: _("NUMBER"), Path: _("FILE")}


def explain(command: Any) -> None:
    """Have a command and all below it answer --help with our pages."""
    command.get_help = lambda context: "\n".join(_page(command, context))
    for below in getattr(command, "commands", {}).values():
        explain(below)


def _page(command: Any, context: Any) -> Iterator[str]:
    below = getattr(command, "commands", {})
    options = [param for param in command.get_params(context) if param.param_type_name == "option"]
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    called = [context.command_path, *(_argument(param) for param in arguments), *([_told(_("VERB"))] if below else [])]
    yield f"{_told(_('Usage'))}: {' '.join(called)} [{_told(_('OPTIONS'))}]"
    yield ""
    yield from _wrapped(_told(command.help or ""), "")
    yield from _table(_told(_("Verbs")), [(name, _first_sentence(_told(each.help or ""))) for name, each in below.items()])
    yield from _table(_told(_("Arguments")), [(_argument(each), _told(each.help or "")) for each in arguments])
    yield from _table(_told(_("Options")), [(_option(each), _meaning(each)) for each in options])


def _table(title: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    """Names at the left, what they mean beside them; a name that is too long has a line of its own."""
    if not rows:
        return
    yield ""
    yield f"{title}:"
    inset = min(max(len(name) for name, _meaning in rows), 28) + 4
    for name, meaning in rows:
        first, *others = list(_wrapped(meaning, " " * inset)) or [""]
        yield f"  {name}".ljust(inset) + first.lstrip() if first and len(name) < inset - 2 else f"  {name}"
        yield from (others if len(name) < inset - 2 else [first, *others])


def _wrapped(text: str, inset: str) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = textwrap.wrap(
        text, width, initial_indent=inset, subsequent_indent=inset, break_long_words=False, break_on_hyphens=False
    )
    yield from lines


def _argument(param: Any) -> str:
    name = _told(param.metavar or param.name.upper()) + ("…" if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _option(param: Any) -> str:
    names = ", ".join(param.opts)
    if param.name == "help" or getattr(param, "is_flag", False):
        return names
    kind = param.type_descriptor.annotation
    return f"{names} {_told(param.metavar or _KINDS.get(kind, _('TEXT')))}"


def _meaning(param: Any) -> str:
    """An option's help, with what is taken where it is not given."""
    if param.name == "help":
        return _told(_("Show this page."))
    parts = [_told(param.help or "")]
    default = database(None) if param.name == "db" else param.default
    if param.required:
        parts.append(f"[{_told(_('needed'))}]")
    elif param.show_default and default not in (None, "", False) and not callable(default):
        parts.append(f"[{default}]")
    return " ".join(part for part in parts if part)


def _told(text: str) -> str:
    """A marked text, a verb's docstring, a help: on one line, in the person's language. It may hold braces."""
    return told(" ".join(inspect.cleandoc(text).split()))


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".:") if text else ""
