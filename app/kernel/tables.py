"""Rows out of a table file (CSV, TSV, XLSX, also .gz and .xz), one by one, with their line numbers; never all in memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from app.kernel.errors import EnvironmentFailed, RuleBroken

_OPENERS = {".xz": lzma.open, ".gz": gzip.open}
_SAMPLE_BYTES = 256 * 1024
MAX_CELL = 100_000


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
        except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
            raise self._fault("file.truncated", error) from error
        except UnicodeDecodeError as error:
            raise self._fault("file.unknown_encoding", error) from error
        except csv.Error as error:
            raise self._fault("file.malformed", error) from error
        except OSError as error:
            code = "file.truncated" if isinstance(error, gzip.BadGzipFile) else "file.cannot_read"
            raise EnvironmentFailed(code, path=self.path.name, line=self.line, detail=str(error)) from error

    def _text_rows(self, suffixes: list[str]) -> Iterator[tuple[int, list[str]]]:
        with open(self.path, "rb") as self._raw:
            opener = _OPENERS.get(suffixes[-1]) if suffixes else None
            stream: IO[bytes] = opener(self._raw) if opener else self._raw  # type: ignore[operator]
            head = stream.read(_SAMPLE_BYTES)
            encoding = encoding_of(head)
            whole = io.BufferedReader(_Joined(head, stream))
            errors = "strict" if encoding == "utf-16" else "surrogateescape"  # so that one bad row does not hide the rest
            text = io.TextIOWrapper(whole, encoding=encoding, errors=errors, newline="")
            csv.field_size_limit(MAX_CELL)
            reader = csv.reader(text, delimiter=delimiter_of(head.decode(encoding, "replace")))
            for cells in reader:
                self.line = reader.line_num
                if any(cells):
                    yield self.line, cells

    def _workbook_rows(self) -> Iterator[tuple[int, list[str]]]:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            book = load_workbook(self.path, read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError) as error:
            raise self._fault("file.malformed", error) from error
        try:
            sheet = book.worksheets[0] if book.worksheets else None
            for line, cells in enumerate(sheet.iter_rows(values_only=True) if sheet else (), start=1):
                self.line = line
                if any(cell is not None for cell in cells):
                    yield line, [_cell_text(cell) for cell in cells]
        finally:
            book.close()

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


def encoding_of(head: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else Windows-1251: what shops' programs in our countries write."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
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
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return repr(cell) if isinstance(cell, float) else str(cell)


class _Joined(io.RawIOBase):
    """The sample that was read ahead, then the rest of the stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            taken, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            taken = self._rest.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)
