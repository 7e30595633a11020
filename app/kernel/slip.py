"""A paper strip as a printer gets it: rows that fit its columns, and codes. Pure data; how it becomes bytes is the printer's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line: words at the left edge (or in the `centre`) and a figure at the right edge. Together they fit the columns.

    `strong` is bold, `large` twice as high and no wider.
    """

    left: str = ""
    right: str = ""
    centre: bool = False
    strong: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code of this text. `number` is what bars can carry of it, for scanners that read no squares."""

    content: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode with its text below: EAN-13 or EAN-8 where the check digit is right, else Code 128."""

    content: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Black dots on white as a PNG, no wider than the paper."""

    png: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A hairline across the paper; where there are only letters, a row of dashes."""


SlipPart = Row | Square | Bars | Picture | Line
Slip = tuple[SlipPart, ...]
