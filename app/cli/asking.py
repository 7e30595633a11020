"""Asking for a PIN: hidden at a terminal, one line of standard input elsewhere. It is never shown and never kept."""

from __future__ import annotations

import sys

import typer

from app.cli.frame import note, told
from app.cli.language import Refused
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _

LONGEST_LINE = 1000


def new_pin(given: str | None) -> str:
    """The PIN of --pin; else, at a terminal, what is typed twice alike without being shown; else the next line that comes in.

    Refused as a wrong call: `pin.not_told`, where nobody is there and no line comes.
    """
    if given is not None:
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        return _typed_twice()
    line = sys.stdin.buffer.readline(LONGEST_LINE) if sys.stdin is not None else b""
    if not line.strip():
        raise Refused(RuleBroken("pin.not_told"))
    return line.decode("utf-8", "replace").strip()


def asked_line(words: str) -> str | None:
    """A secret that is typed without being shown, or else the next line that comes in; None where none comes."""
    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        try:
            return getpass(told(words)) or None
        except EOFError:
            raise typer.Abort from None
    line = sys.stdin.buffer.readline(LONGEST_LINE) if sys.stdin is not None else b""
    return line.decode("utf-8", "replace").strip() or None


def _typed_twice() -> str:
    from getpass import getpass  # late: most calls ask for nothing

    try:
        while (pin := getpass(told(_("PIN: ")))) != getpass(told(_("The same PIN again: "))):
            note(_("The two PINs are not the same. Type it once more."))
    except EOFError:
        raise typer.Abort from None
    return pin
