"""Tables as people send them: any encoding, packed or not, broken off, or no table at all."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken
from app.kernel.tables import MAX_CELL, TableFile, delimiter_of, encoding_of, is_readable
from tests.shop_floor import refused

Rows = list[tuple[int, list[str]]]
GOODS = [["name", "price"], ["Айран", "45"], ["Ёлка «Новая»", "1200.50"], ["Қымыз, ұлттық", "300"]]


def as_text(rows: list[list[str]], delimiter: str = ";") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def read(path: Path) -> Rows:
    return list(TableFile(path).rows())


def read_bytes(folder: Path, name: str, content: bytes) -> Rows:
    (folder / name).write_bytes(content)
    return read(folder / name)


def read_until_it_breaks(path: Path) -> tuple[list[list[str]], AppError]:
    """The rows that could be had, and what was said then."""
    rows: list[list[str]] = []

    def take() -> None:
        for _line, cells in TableFile(path).rows():
            rows.append(cells)

    with pytest.raises(AppError) as caught:
        take()
    return rows, caught.value


def as_workbook(rows: list[list[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le+mark"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)])
def test_a_table_is_read_whatever_it_is_written_in(
    tmp_path: Path, encoding: str, delimiter: str, suffix: str, pack: Callable[[bytes], bytes]
):
    text = as_text(GOODS, delimiter)
    content = b"\xff\xfe" + text.encode("utf-16-le") if "mark" in encoding else text.encode(encoding)
    assert [cells for _line, cells in read_bytes(tmp_path, f"goods.CSV{suffix.upper()}", pack(content))] == GOODS


def test_windows_1251_is_known_by_its_letters(tmp_path: Path):
    rows = [["наименование", "цена"], ["Ёлка «Новая»", "45"], ["МОЛОКО", "99"]]
    assert [cells for _line, cells in read_bytes(tmp_path, "goods.csv", as_text(rows).encode("cp1251"))] == rows


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path):
    content = b'name,note\n\nA,"two\nlines"\n,,\nB,x\n'
    rows = read_bytes(tmp_path, "goods.csv", content)
    assert rows == [(1, ["name", "note"]), (4, ["A", "two\nlines"]), (6, ["B", "x"])]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line(tmp_path: Path, ends: str):
    assert len(read_bytes(tmp_path, "goods.csv", ends.join(["name;price", "A;1", "B;2", ""]).encode())) == 3


def test_a_quote_inside_a_name_stays(tmp_path: Path):
    content = 'name;price\nТруба 1/2";10\n"Ромашка" крем;20\n"Чай ""Высота""; чёрный";30\n'
    assert [cells[0] for _line, cells in read_bytes(tmp_path, "goods.csv", content.encode())][1:] == [
        'Труба 1/2"', "Ромашка крем", 'Чай "Высота"; чёрный',
    ]


@pytest.mark.parametrize("rows_behind", [3, 200, 20_000])
def test_a_quote_that_is_never_closed_swallows_nothing_in_silence(tmp_path: Path, rows_behind: int):
    path = tmp_path / "goods.csv"
    path.write_text("name;price\nA;1\n" + '"Ромашка;5\n' + "B;2\n" * rows_behind, encoding="utf-8")
    rows, error = read_until_it_breaks(path)
    assert rows == [["name", "price"], ["A", "1"]]
    assert (error.code, error.facts["line"]) == ("file.malformed", 2)


def test_one_broken_letter_spoils_one_row_and_not_the_file(tmp_path: Path):
    good = "Молоко питьевое;99\n".encode()
    rows = read_bytes(tmp_path, "goods.csv", b"name;price\n" + good * 3 + b"\xc3\x28;5\n" + good * 3)
    assert [is_readable(cells) for _line, cells in rows] == [True] * 4 + [False] + [True] * 3
    assert rows[-1][1] == ["Молоко питьевое", "99"]


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_what_is_utf_8_is_read_as_utf_8(text: str):
    assert encoding_of(text.encode()) in ("utf-8-sig", "utf-16")


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ ,;-0123456789«»№\n", min_size=1, max_size=300))
def test_russian_text_of_windows_is_not_taken_for_anything_else(text: str):
    table = f"Наименование;Цена\n{text}\nМолоко питьевое пастеризованное\n"
    assert encoding_of(table.encode("cp1251")) == "cp1251"


@pytest.mark.parametrize(("first", "delimiter"), [("a\tb,c", "\t"), ("a;b;c,d", ";"), ("a,b", ","), ("name", "\t"), ("", "\t")])
def test_the_delimiter_is_what_stands_most_often_in_the_first_line(first: str, delimiter: str):
    assert delimiter_of(f"{first}\n;;;,,,\t\t\t") == delimiter


@pytest.mark.parametrize(
    ("suffix", "pack", "unpack"),
    [
        (".gz", gzip.compress, lambda packed: zlib.decompressobj(31).decompress(packed)),
        (".xz", lzma.compress, lambda packed: lzma.LZMADecompressor().decompress(packed)),
    ],
    ids=["gz", "xz"],
)
@pytest.mark.parametrize("count", [1000, 40_000])
def test_a_packed_file_that_breaks_off_gives_all_that_can_be_had_and_says_where(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes], unpack: Callable[[bytes], bytes], count: int
):
    lines = [f"Товар {number};{number}" for number in random.Random(1).sample(range(10**6), count)]
    whole = pack("\n".join(["name;price", *lines]).encode())
    path = tmp_path / f"goods.csv{suffix}"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    rows, error = read_until_it_breaks(path)
    assert (error.code, error.facts["line"]) == ("file.truncated", len(rows))
    there = unpack(path.read_bytes()).decode(errors="ignore").split("\n")[:-1]
    assert count // 4 < len(there) < count
    assert [";".join(cells) for cells in rows] == there


@pytest.mark.parametrize("name", ["goods.csv.gz", "goods.csv.xz", "goods.xlsx", "goods.csv", "goods.tsv"])
def test_rubbish_is_refused_and_never_a_bug(tmp_path: Path, name: str):
    noise = random.Random(name)
    for size in (1, 10, 1000, 300_000):
        path = tmp_path / name
        path.write_bytes(noise.randbytes(size))
        try:
            rows = read(path)
        except AppError as error:
            code = error.code
        else:
            code = "" if all(not is_readable(cells) or len(cells) < 3 for _line, cells in rows[:1]) else "a table?"
        assert code in ("", "file.truncated", "file.malformed", "file.unknown_encoding", "file.cannot_read"), size


def test_an_empty_file_has_no_rows(tmp_path: Path):
    for name, content in (("a.csv", b""), ("b.csv", b"\n\n \n"), ("c.csv.gz", gzip.compress(b"")), ("d.xlsx", as_workbook([]))):
        assert [row for row in read_bytes(tmp_path, name, content) if "".join(row[1]).strip()] == []


def test_what_cannot_be_read_is_nobodys_fault(tmp_path: Path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with refused("file.cannot_read", EnvironmentFailed):
            TableFile(path)


def test_a_cell_that_is_endless_is_refused(tmp_path: Path):
    with refused("file.malformed", RuleBroken, line=1):
        read_bytes(tmp_path, "goods.csv", b"name\n" + b"x" * (MAX_CELL + 1))
    assert len(read_bytes(tmp_path, "goods.csv", b"name\n" + b"x" * 10_000)[1][1][0]) == 10_000


def test_numbers_in_a_workbook_are_what_excel_shows(tmp_path: Path):
    cells: list[object] = [4_600_000_000_015, 4.600000000015e12, 12.3, 0.1 + 0.2, 1e-7, 100.0, -5, None, True, "007", "1+1"]
    (row,) = read_bytes(tmp_path, "goods.xlsx", as_workbook([cells]))
    assert row[1] == [
        "4600000000015", "4600000000015", "12.3", "0.3", "0.000000100000", "100", "-5", "", "True", "007", "1+1",
    ]


def test_empty_cells_at_the_end_of_a_workbooks_row_are_still_cells(tmp_path: Path):
    rows = read_bytes(tmp_path, "goods.xlsx", as_workbook([["name", "price", "brand"], ["A"], [None, None, None], ["B", 1, "C"]]))
    assert rows == [(1, ["name", "price", "brand"]), (2, ["A", "", ""]), (4, ["B", "1", "C"])]


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_a_workbook_that_somebody_broke_is_refused_and_never_a_bug(tmp_path: Path, seed: int):
    noise = random.Random(seed)
    whole = zipfile.ZipFile(io.BytesIO(as_workbook([["name", "price"], ["Айран", 45.5], ["Молоко", 99]])))
    parts = {name: bytearray(whole.read(name)) for name in whole.namelist()}
    victim = noise.choice([name for name in parts if parts[name]])
    for _ in range(noise.choice([1, 5])):
        parts[victim][noise.randrange(len(parts[victim]))] = noise.randrange(32, 127)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            if noise.random() > 0.03:
                archive.writestr(name, bytes(content))
    broken = bytearray(target.getvalue())
    if noise.random() < 0.3:
        broken[noise.randrange(len(broken))] = noise.randrange(256)
    try:
        read_bytes(tmp_path, "goods.xlsx", bytes(broken))
    except AppError as error:
        assert error.code in ("file.malformed", "file.truncated", "file.cannot_read")  # noqa: PT017


def test_how_far_the_reading_is_can_be_told(tmp_path: Path):
    path = tmp_path / "goods.csv.gz"
    path.write_bytes(gzip.compress(random.Random(1).randbytes(300_000).hex().encode() + b"\n" + b"a,b\n" * 1000, compresslevel=1))
    file = TableFile(path)
    assert file.position == 0
    with pytest.raises(RuleBroken, match="malformed"):
        list(file.rows())
    path.write_bytes(gzip.compress("".join(f"{number},b\n" for number in range(100_000)).encode()))
    file, positions = TableFile(path), []
    for line, _cells in file.rows():
        if line % 10_000 == 0:
            positions.append(file.position)
    assert positions == sorted(positions)
    assert 0 < positions[0] < positions[-1] <= file.size
