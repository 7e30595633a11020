"""Rows out of a table file (CSV, TSV, XLSX, also .gz and .xz), one by one, with their line numbers; never all in memory."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

from app.kernel.encodings import delimiter_of, encoding_of, is_binary, is_what_it_says
from app.kernel.errors import EnvironmentFailed, RuleBroken
from app.kernel.workbook import Formula, sheet_rows

_OPENERS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open}
_BREAKS = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
_SAMPLE_BYTES = 256 * 1024
_PIECE_BYTES = 64 * 1024
MAX_CELL = 100_000
MOST_LINES_A_ROW = 50


class TableFile:
    """A table that is read once, from its top. `position` and `size` tell how far the reading is (compressed bytes).

    When the reading stops before the end, `line` is the last line that was good, and `broken` has the first cells of the row
    behind it, as far as they are whole. `mostly_latin`: see `encoding_of`.
    """

    def __init__(self, path: Path, *, mostly_latin: bool = False) -> None:
        self.path, self.line = path, 0
        self.broken: list[str] = []
        self._mostly_latin = mostly_latin
        self._raw: IO[bytes] | None = None
        try:
            self.size = path.stat().st_size
            if path.is_dir():
                raise IsADirectoryError(str(path))
        except OSError as error:
            raise EnvironmentFailed("file.cannot_read", path=str(path), detail=str(error)) from error

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else 0

    def rows(self) -> Generator[tuple[int, list[str]]]:
        """(line number, cells); blank lines are passed over. Ask `is_readable` of a row before you trust its letters.

        Refused: `file.cannot_read`; `file.wrong_kind`, `file.not_a_table` (before the first row); `file.truncated`,
        `file.unknown_encoding`, `file.malformed` (with the line up to which it was good).
        """
        suffix = self.path.suffix.lower()
        try:
            with open(self.path, "rb") as raw:
                self._raw = raw
                if not is_what_it_says(suffix, raw.peek(8)):
                    raise RuleBroken("file.wrong_kind", path=self.path.name, line=0)
                yield from self._workbook_rows(raw) if suffix == ".xlsx" else self._text_rows(raw, suffix)
        except (*_BREAKS, zipfile.BadZipFile) as error:
            raise self._fault("file.truncated", error) from error
        except UnicodeDecodeError as error:
            raise self._fault("file.unknown_encoding", error) from error
        except csv.Error as error:
            raise self._fault("file.malformed", error) from error
        except OSError as error:
            raise EnvironmentFailed("file.cannot_read", path=self.path.name, line=self.line, detail=str(error)) from error

    def headed_rows(self) -> tuple[list[str], Generator[tuple[int, list[str]]]]:
        """The cells of the first row, which names the columns, and the rows behind it; close them if you do not read to the end.

        Refused: `file.empty`, and what `rows` refuses.
        """
        rows = self.rows()
        first = next(rows, None)
        if first is None:
            raise RuleBroken("file.empty", path=self.path.name)
        return first[1], rows

    def _text_rows(self, raw: IO[bytes], suffix: str) -> Iterator[tuple[int, list[str]]]:
        whole = _Whole(_OPENERS[suffix](raw) if suffix in _OPENERS else raw)
        if is_binary(whole.head):
            raise RuleBroken("file.not_a_table", path=self.path.name, line=0)
        encoding = encoding_of(whole.head, mostly_latin=self._mostly_latin)
        errors = "strict" if encoding == "utf-16" else "surrogateescape"  # so that one bad row does not hide the rest
        delimiter = delimiter_of(whole.head.decode(encoding, "replace"))
        text = io.TextIOWrapper(io.BufferedReader(whole, _PIECE_BYTES), encoding=encoding, errors=errors, newline="")
        return self._parsed(_Lines(text, whole), delimiter)

    def _parsed(self, lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """A quote that is never closed would swallow all rows after it in silence: such a file is malformed from there."""
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(chain.from_iterable(lines), delimiter=delimiter)
        line = 0
        try:
            for cells in reader:
                end = reader.line_num
                if end - line > 1 or lines.ended:
                    _refuse_open_quote(lines.between(line, end), delimiter, ended=lines.ended)
                lines.read = self.line = line = end
                if any(cells):
                    yield end, cells
            lines.whole.refuse_break()
        except (csv.Error, UnicodeDecodeError, *_BREAKS) as error:
            self.broken = _first_cells("".join(lines.between(line, line + 1)) or lines.rest, delimiter)
            if lines.ended or "truncated" in str(error):  # an open quote or half a letter, since the file breaks off there
                lines.whole.refuse_break()
            raise

    def _workbook_rows(self, raw: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        try:
            for line, cells in sheet_rows(raw):
                self.line = line
                yield line, cells
        except (EOFError, zlib.error, zipfile.BadZipFile, OSError):
            raise
        except Exception as error:  # a broken book makes openpyxl fail in a hundred ways of its own
            raise self._fault("file.malformed", error) from error

    def _fault(self, code: str, error: Exception) -> RuleBroken:
        return RuleBroken(code, path=self.path.name, line=self.line, detail=str(error)[:200])


def is_readable(cells: list[str]) -> bool:
    """Whether every byte of a row was text in the file's encoding; a row that is not keeps its bytes as lone surrogates."""
    row = "".join(cells)
    if row.isascii():
        return True
    try:
        row.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def refuse_odd_row(cells: list[str], width: int) -> None:
    """What no row of any table may have: bytes that are no text, or more than its header names.

    More cells: often a name with a comma that nobody put in quotes; empty ones do no harm. Refused: `row.unreadable`,
    `row.surplus_cells`.
    """
    if not is_readable(cells):
        raise RuleBroken("row.unreadable")
    if len(cells) > width and any(cells[width:]):
        raise RuleBroken("row.surplus_cells", found=len(cells), expected=width)


def refuse_doubled(path: Path, titles: Iterable[str]) -> None:
    """Two columns of one title: nobody can tell which of them is meant. Refused: `file.doubled_column`."""
    seen: set[str] = set()
    for title in titles:
        if title in seen:
            raise RuleBroken("file.doubled_column", path=path.name, column=title)
        seen.add(title)


def refuse_formulas(cells: Iterable[str]) -> None:
    """Cells of a workbook whose formulas nobody has worked out yet. Refused: `row.formula_without_result`."""
    for cell in cells:
        if isinstance(cell, Formula):
            raise RuleBroken("row.formula_without_result", formula=cell[:40])


def _refuse_open_quote(source: list[str], delimiter: str, *, ended: bool) -> None:
    """A row of several lines is believed only if its quotes are in order; else it has swallowed the rows behind it."""
    if ended:
        raise csv.Error("a quote is still open where the file ends")
    if len(source) > MOST_LINES_A_ROW:
        raise csv.Error("a row that goes on and on")
    for _cells in csv.reader(source, delimiter=delimiter, strict=True):
        pass


def _first_cells(line: str, delimiter: str) -> list[str]:
    """The cells of a row's first line but for the last, in which it broke."""
    return next(csv.reader([line[:MAX_CELL]], delimiter=delimiter), [])[:-1]


class _Lines:
    """The lines of a text in pieces; those of the row that is being read can still be looked at when it turns out odd."""

    def __init__(self, text: io.TextIOWrapper, whole: _Whole) -> None:
        self.whole, self._text = whole, text
        self._held: deque[tuple[int, list[str]]] = deque()
        self.read = 0  # the last line of the row read last
        self.rest = ""  # what a file that breaks off has of its last line
        self.ended = False

    def __iter__(self) -> Iterator[list[str]]:
        count = 0
        for lines in self._pieces():
            if self.whole.fault is not None and not lines[-1].endswith(("\n", "\r")):
                self.rest = lines.pop()
            while self._held and self._held[0][0] + len(self._held[0][1]) <= self.read:
                self._held.popleft()
            self._held.append((count, lines))
            count += len(lines)
            yield lines
        self.ended = True

    def _pieces(self) -> Iterable[list[str]]:
        if self._text.encoding == "utf-16":
            return ([line] for line in self._text)  # line by line: a fault must not take the good lines before it along
        return iter(lambda: self._text.readlines(_PIECE_BYTES), [])

    def between(self, first: int, end: int) -> list[str]:
        """The lines behind line `first`, up to line `end`."""
        return [line for at, lines in self._held for line in lines[max(first - at, 0) : max(end - at, 0)]]


class _Whole(io.RawIOBase):
    """The sample that was read ahead, then the rest of the stream. A packed file that breaks off ends here, with its fault."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.fault: Exception | None = None
        self.head = self._sample()
        self._left = self.head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left:
            taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        else:
            taken = self._read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)

    def refuse_break(self) -> None:
        """Raises what made the stream break off, if anything did."""
        if self.fault is not None:
            raise self.fault

    def _read(self, most: int) -> bytes:
        if self.fault is not None:
            return b""
        try:
            piece: bytes = self._stream.read1(most)  # what can be had of a file that breaks off
        except _BREAKS as error:
            self.fault = error
            return b""
        return piece

    def _sample(self) -> bytes:
        head = b""
        while len(head) < _SAMPLE_BYTES and (piece := self._read(_SAMPLE_BYTES - len(head))):
            head += piece
        return head
