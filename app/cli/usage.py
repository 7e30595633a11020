"""A call that cannot be understood: what is wrong with it, in words of ours. It never runs anything."""

from __future__ import annotations

import re
from typing import Any

import typer

from app.cli.language import Refused
from app.kernel.errors import AppError
from app.kernel.i18n import _

UsageError: Any = typer.BadParameter.__bases__[0]
"""What typer raises for every wrong call; it has no public name of its own."""

_QUOTED = re.compile(r"'([^']*)'")


class WrongCall(AppError):
    """A call that cannot be understood: its sentence in English, or the refusal of ours that explains it. Exit code 2."""

    family = "usage"

    def __init__(self, template: str, refusal: AppError | None = None, **facts: Any) -> None:
        super().__init__("usage", **{name: value for name, value in facts.items() if value is not None})
        self.template, self.refusal = template, refusal


def wrong_call(error: Any, verb: str) -> WrongCall:
    """What is wrong, as an error of ours: facts `problem`, `verb`, and `option`, `argument` or `word` where one is meant."""
    context = getattr(error, "ctx", None)
    verb = context.command_path if context is not None else verb
    if isinstance(error, Refused):
        known = error.refusal
        return WrongCall("", known, problem=known.code, verb=verb, option=_name(error), **known.facts)
    problem, template, facts = _understood(error)
    return WrongCall(template, problem=problem, verb=verb, **facts)


def _understood(error: Any) -> tuple[str, str, dict[str, Any]]:
    """(problem, sentence, facts) of each kind of wrong call."""
    quoted = _QUOTED.findall(error.message)
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(sorted(error.possibilities or ())) or None
            sentence = _("There is no option {option}. Did you mean {near}?") if near else _("There is no option {option}.")
            return "unknown_option", sentence, {"option": error.option_name, "near": near}
        case "MissingParameter" if _is_option(error):
            return "missing_option", _("The option {option} is missing."), {"option": _name(error)}
        case "MissingParameter":
            return "missing_argument", _("Something is missing: {argument}."), {"argument": _name(error)}
        case "BadOptionUsage" if "requires" in error.message:
            return "missing_value", _("A value is missing behind {option}."), {"option": error.option_name}
        case "BadOptionUsage":
            return "needless_value", _("{option} takes no value."), {"option": error.option_name}
        case "BadParameter":
            return _wrong_value(error)
        case _ if "extra argument" in error.message:
            word = error.message.rpartition(" (")[2].removesuffix(")")
            return "extra_argument", _("This is too much: {word}. Put a text of several words in quotes."), {"word": word}
        case _ if "No such command" in error.message:
            near = ", ".join(quoted[1:]) or None
            sentence = _("There is no verb “{word}”. Did you mean: {near}?") if near else _("There is no verb “{word}”.")
            return "unknown_verb", sentence, {"word": quoted[0] if quoted else "", "near": near}
        case _:
            return "other", _("This call is not understood: {word}"), {"word": error.message}


def _wrong_value(error: Any) -> tuple[str, str, dict[str, Any]]:
    facts: dict[str, Any] = {"option": _name(error)}
    least, most = getattr(error.param, "min", None), getattr(error.param, "max", None)
    if "greater" in error.message and least is not None:
        return "too_small", _("{option} must be at least {least}."), {**facts, "least": least}
    if "less" in error.message and most is not None:
        return "too_large", _("{option} must be at most {most}."), {**facts, "most": most}
    if "integer" in error.message:
        return "not_a_number", _("{option} must be a whole number."), facts
    return "wrong_value", _("The value of {option} does not fit."), facts


def _is_option(error: Any) -> bool:
    return getattr(error.param, "param_type_name", "") == "option"


def _name(error: Any) -> str:
    """An option by its long name, an argument in capitals, as the help writes them."""
    if error.param is None:
        return str(error.message)
    return str(error.param.opts[0]) if _is_option(error) else str(error.param.metavar or error.param.name.upper())
