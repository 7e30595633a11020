"""What stands on a paper, top to bottom, before anybody has decided how wide it is. Text, PDF and printers draw the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Centre:
    """A heading. `large` is the loudest thing on the paper."""

    text: str
    strong: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Words from the left margin."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Words on the left and a figure on the right; the figure is never broken. `inset` stands under a name."""

    left: str
    right: str
    strong: bool = False
    large: bool = False
    inset: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper; with a title it begins a section."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code; on plain text its content. `number` is what bars can carry of it."""

    content: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign, and who does."""

    title: str


Block = Centre | Text | Pair | Rule | Code | Signature
