"""The first sheet of an XLSX workbook as rows of text, read as it streams; a formula without its result is told apart."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_PIECE_BYTES = 1024 * 1024


class Formula(str):
    """A cell whose formula has no stored result: whoever wrote the book has not worked it out. Its text is the formula."""

    __slots__ = ()


def sheet_rows(raw: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells as text), empty rows passed over. What a broken book raises is the caller's to tell."""
    with ExitStack() as opened:
        has_formulas = _has_formulas(raw)
        sheet = _first_sheet(raw, opened, results=True)
        if sheet is None:
            return
        if has_formulas:
            formulas = _first_sheet(raw, opened, results=False)
            rows: Iterator[list[str]] = map(_with_formulas, sheet.iter_rows(), formulas.iter_rows(values_only=True))
        else:
            rows = ([cell_text(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True))
        width = 0
        for line, row in enumerate(rows, start=1):
            if any(row):
                width = width or len(row)
                yield line, row + [""] * (width - len(row))  # empty cells at the end are not stored


def cell_text(cell: object) -> str:
    """A value as Excel shows it: 12.3 and not 12.299999999999999."""
    if cell is None:
        return ""
    if not isinstance(cell, float):
        return str(cell)
    if cell.is_integer():
        return str(int(cell))
    shown = f"{cell:.15g}"
    return shown if "e" not in shown else f"{cell:.12f}"


def _first_sheet(raw: IO[bytes], opened: ExitStack, *, results: bool) -> Any:
    """The sheet, with the stored results of its formulas or with the formulas themselves: openpyxl gives one or the other."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what it will not keep: nothing is written back
        book = load_workbook(raw, read_only=True, data_only=results)
    opened.callback(book.close)
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is not None:
        sheet.reset_dimensions()  # a book may say that it is smaller than it is
    return sheet


def _has_formulas(raw: IO[bytes]) -> bool:
    """Whether any sheet has a formula. Most price lists have none, and then nothing has to be read twice."""
    with zipfile.ZipFile(raw) as book:
        for name in book.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with book.open(name) as sheet:
                end = b""
                while piece := sheet.read(_PIECE_BYTES):
                    if _FORMULA.search(end + piece):
                        return True
                    end = piece[-64:]
    return False


def _with_formulas(cells: Any, formulas: Any) -> list[str]:
    """`cells` know their results, `formulas` their formulas. An empty result that is stored as text (`str`) is a result."""
    return [
        Formula(getattr(formula, "text", formula))
        if formula is not None and cell.value is None and cell.data_type != "str"
        else cell_text(cell.value)
        for cell, formula in zip(cells, formulas, strict=True)
    ]
