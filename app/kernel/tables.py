"""Rows out of a table file (CSV, TSV, XLSX, also .gz and .xz), one by one, with their line numbers; never all in memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import lzma
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from app.kernel.errors import EnvironmentFailed, RuleBroken

_OPENERS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open}
_SAMPLE_BYTES = 256 * 1024
MAX_CELL = 100_000
MOST_LINES_A_ROW = 50


class TableFile:
    """A table that is read once, from its top. `position` and `size` tell how far the reading is (compressed bytes)."""

    def __init__(self, path: Path) -> None:
        self.path, self.line = path, 0
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

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells); blank lines are passed over. Ask `is_readable` of a row before you trust its letters.

        Refused: `file.cannot_read`; `file.truncated`, `file.unknown_encoding`, `file.malformed` (with the line up to which
        it was good).
        """
        suffixes = [suffix.lower() for suffix in self.path.suffixes]
        try:
            if suffixes and suffixes[-1] == ".xlsx":
                yield from self._workbook_rows()
            else:
                yield from self._text_rows(suffixes)
        except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise self._fault("file.truncated", error) from error
        except UnicodeDecodeError as error:
            raise self._fault("file.unknown_encoding", error) from error
        except csv.Error as error:
            raise self._fault("file.malformed", error) from error
        except OSError as error:
            raise EnvironmentFailed("file.cannot_read", path=self.path.name, line=self.line, detail=str(error)) from error

    def _text_rows(self, suffixes: list[str]) -> Iterator[tuple[int, list[str]]]:
        with open(self.path, "rb") as self._raw:
            opener = _OPENERS.get(suffixes[-1]) if suffixes else None
            stream: Any = opener(self._raw) if opener else self._raw
            head = _sample(stream)
            encoding = encoding_of(head)
            whole = io.BufferedReader(_Joined(head, stream))
            errors = "strict" if encoding == "utf-16" else "surrogateescape"  # so that one bad row does not hide the rest
            text = io.TextIOWrapper(whole, encoding=encoding, errors=errors, newline="")
            yield from self._parsed(text, delimiter_of(head.decode(encoding, "replace")))

    def _parsed(self, text: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """A quote that is never closed would swallow all rows after it in silence: such a file is malformed from there."""
        csv.field_size_limit(MAX_CELL)
        source: list[str] = []
        reader = csv.reader(_kept(text, source), delimiter=delimiter)
        for cells in reader:
            if len(source) > MOST_LINES_A_ROW:
                raise csv.Error("a row that goes on and on")
            if len(source) > 1:
                _refuse_open_quote(source, delimiter)
            source.clear()
            self.line = reader.line_num
            if any(cells):
                yield self.line, cells

    def _workbook_rows(self) -> Iterator[tuple[int, list[str]]]:
        try:
            with open(self.path, "rb") as self._raw:
                yield from _sheet_rows(self._raw, self)
        except (EOFError, zlib.error, zipfile.BadZipFile, OSError):
            raise
        except Exception as error:  # a broken book makes openpyxl fail in a hundred ways of its own
            raise self._fault("file.malformed", error) from error

    def _fault(self, code: str, error: Exception) -> RuleBroken:
        return RuleBroken(code, path=self.path.name, line=self.line, detail=str(error)[:200])


def _sheet_rows(raw: IO[bytes], file: TableFile) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what it will not keep: nothing is written back
        book = load_workbook(raw, read_only=True, data_only=True)
    try:
        width = 0
        sheet = book.worksheets[0] if book.worksheets else None
        for line, cells in enumerate(sheet.iter_rows(values_only=True) if sheet else (), start=1):
            file.line = line
            if any(cell is not None for cell in cells):
                width = width or len(cells)
                row = [_cell_text(cell) for cell in cells]
                yield line, row + [""] * (width - len(row))  # empty cells at the end are not stored
    finally:
        book.close()


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


def encoding_of(head: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else Windows-1251: what shops' programs in our countries write.

    A file is UTF-8 even with a few broken rows: Russian text in Windows-1251 has hardly a letter that is valid UTF-8.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    strange = [char for char in text if char > "\x7f"]
    broken = sum("\udc80" <= char <= "\udcff" for char in strange)
    if broken * 2 > len(strange):
        return "cp1251" if _looks_like_text(head) else "utf-8"
    return "utf-8-sig"


def delimiter_of(sample: str) -> str:
    """Tab, semicolon or comma: whichever stands most often in the first line."""
    first = sample.split("\n", 1)[0]
    return max("\t;,", key=first.count)


def _looks_like_text(head: bytes) -> bool:
    """No control bytes but line ends and tabs, and 0x98 (which Windows-1251 leaves empty) nowhere."""
    return not any((byte < 32 and byte not in (9, 10, 13)) or byte == 0x98 for byte in head)


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, float):
        return str(cell)
    if cell.is_integer():
        return str(int(cell))
    shown = f"{cell:.15g}"  # as Excel shows it: 12.3 and not 12.299999999999999
    return shown if "e" not in shown else f"{cell:.12f}"


def _sample(stream: Any) -> bytes:
    """What a file begins with; if it breaks off already here, whoever reads on is told."""
    head = b""
    while len(head) < _SAMPLE_BYTES:
        try:
            piece = stream.read1(_SAMPLE_BYTES - len(head))
        except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile):
            break
        if not piece:
            break
        head += piece
    return head


def _kept(lines: Iterable[str], source: list[str]) -> Iterator[str]:
    for line in lines:
        source.append(line)
        yield line


def _refuse_open_quote(source: list[str], delimiter: str) -> None:
    try:
        list(csv.reader(source, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise


class _Joined(io.RawIOBase):
    """The sample that was read ahead, then the rest of the stream."""

    def __init__(self, head: bytes, rest: Any) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            taken, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            taken = self._rest.read1(len(buffer))  # what can be had of a file that breaks off
        buffer[: len(taken)] = taken
        return len(taken)
