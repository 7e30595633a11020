"""Tables as people send them: any encoding, packed or not, broken off, or no table at all."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken
from app.kernel.tables import MAX_CELL, TableFile, is_readable, refuse_formulas, refuse_odd_row
from app.kernel.workbook import Formula
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


@pytest.mark.parametrize("rows_behind", [0, 1, 3, 200, 20_000])
@pytest.mark.parametrize("quoted", ['"Ромашка;5', 'Ромашка;"5'])
def test_a_quote_that_is_never_closed_swallows_nothing_in_silence(tmp_path: Path, rows_behind: int, quoted: str):
    path = tmp_path / "goods.csv"
    path.write_text(f"name;price\nA;1\n{quoted}\n" + "B;2\n" * rows_behind, encoding="utf-8")
    rows, error = read_until_it_breaks(path)
    assert rows == [["name", "price"], ["A", "1"]]
    assert (error.code, error.facts["line"]) == ("file.malformed", 2)


@pytest.mark.parametrize("between", [0, 1, 30, 3000])
def test_a_stray_quote_that_meets_the_next_quoted_name_swallows_nothing_either(tmp_path: Path, between: int):
    path = tmp_path / "goods.csv"
    path.write_text("name;price\nA;1\n" + '"Tea;5\n' + "B;2\n" * between + '"Cup; red";3\nC;4\n', encoding="utf-8")
    rows, error = read_until_it_breaks(path)
    assert rows == [["name", "price"], ["A", "1"]]
    assert (error.code, error.facts["line"]) == ("file.malformed", 2)


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path):
    content = 'name;price\n"Tea\n""green"";\n100 g";5\n' + 'B;"2\n"\n' * 30_000 + "C;4\n"
    rows = read_bytes(tmp_path, "goods.csv", content.encode())
    assert rows[1] == (4, ['Tea\n"green";\n100 g', "5"])
    assert rows[-2:] == [(60_004, ["B", "2\n"]), (60_005, ["C", "4"])]


@pytest.mark.parametrize(
    ("broken", "cells"),
    [
        ('7;"Tea;5\n8;Cup;6\n', ["7"]), ('"7;Tea;5\n8;Cup;6\n', []), ('7;Tea;"5', ["7", "Tea"]),
        (f"7;{'x' * (MAX_CELL + 1)};5\n", ["7"]),
    ],
)  # fmt: skip
def test_of_the_row_that_broke_the_whole_cells_are_known(tmp_path: Path, broken: str, cells: list[str]):
    path = tmp_path / "goods.csv"
    path.write_text("a;b;c\n\n1;Tea;5\n" + broken)
    file = TableFile(path)
    with refused("file.malformed", RuleBroken, line=3):
        list(file.rows())
    assert (file.line, file.broken) == (3, cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("end", "cells", "line"),
    [
        ("7;Tea;5", ["7", "Tea"], 3), ("7;Te", ["7"], 3), ("75", [], 3), ("", [], 3), ('7;"Tea\ngreen', ["7"], 3),
        ("7;Tea;5\n", [], 4),
    ],
)  # fmt: skip
def test_of_the_row_in_which_a_packed_file_breaks_off_the_whole_cells_are_known(
    tmp_path: Path, encoding: str, end: str, cells: list[str], line: int
):
    packer = zlib.compressobj(wbits=31)
    content = packer.compress(("a;b;c\n1;Tea;5\n2;Cup;6\n" + end).encode(encoding)) + packer.flush(zlib.Z_SYNC_FLUSH)
    path = tmp_path / "goods.csv.gz"
    path.write_bytes(content)
    file = TableFile(path)
    with refused("file.truncated", RuleBroken, line=line):
        list(file.rows())
    assert file.broken == cells


def test_half_a_letter_at_the_end_of_a_packed_file_is_its_breaking_off(tmp_path: Path):
    packer = zlib.compressobj(wbits=31)
    text = "a;b;c\n1;Tea;5\n2;Cu".encode("utf-16")[:-1]
    path = tmp_path / "goods.csv.gz"
    path.write_bytes(packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))
    rows, error = read_until_it_breaks(path)
    assert (len(rows), error.code) == (2, "file.truncated")


def test_a_stray_quote_is_told_also_where_the_file_breaks_off_later(tmp_path: Path):
    packer = zlib.compressobj(wbits=31)
    text = 'a;b;c\n1;"Tea;5\n' + '2;"Cup; red";6\n' * 200
    path = tmp_path / "goods.csv.gz"
    path.write_bytes(packer.compress(text.encode()) + packer.flush(zlib.Z_SYNC_FLUSH))
    rows, error = read_until_it_breaks(path)
    assert (len(rows), error.code, error.facts["line"]) == (1, "file.malformed", 1)


def test_one_broken_letter_spoils_one_row_and_not_the_file(tmp_path: Path):
    good = "Молоко питьевое;99\n".encode()
    rows = read_bytes(tmp_path, "goods.csv", b"name;price\n" + good * 3 + b"\xc3\x28;5\n" + good * 3)
    assert [is_readable(cells) for _line, cells in rows] == [True] * 4 + [False] + [True] * 3
    assert rows[-1][1] == ["Молоко питьевое", "99"]


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
        assert code in ("", "file.truncated", "file.malformed", "file.wrong_kind", "file.not_a_table"), size


@pytest.mark.parametrize("name", ["goods.csv.gz", "goods.xz", "goods.xlsx", "GOODS.XLSX"])
@pytest.mark.parametrize("content", [b"name;price\nTea;5\n", b"\x89PNG\r\n\x1a\n\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"])
def test_a_file_that_is_not_what_its_name_says_is_called_so(tmp_path: Path, name: str, content: bytes):
    with refused("file.wrong_kind", RuleBroken, line=0):
        read_bytes(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("goods.csv", as_workbook([["name"], ["Tea"]])), ("goods.csv", b"\x89PNG\r\n\x1a\n\0"),
        ("a.tsv", gzip.compress(b"x", mtime=0)),  # no moment in it: a test's name must be the same in each process
        ("goods.csv.gz", gzip.compress(as_workbook([["name"], ["Tea"]]))), ("goods", b"\x7fELF\x02\x01\x01\0" + b"\n" * 9),
        ("goods.csv", random.Random(1).randbytes(5000)),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_as_a_whole(tmp_path: Path, name: str, content: bytes):
    with refused("file.not_a_table", RuleBroken, line=0):
        read_bytes(tmp_path, name, content)


def test_a_workbook_of_which_the_end_is_missing_is_not_whole(tmp_path: Path):
    with refused("file.truncated", RuleBroken, line=0):
        read_bytes(tmp_path, "goods.xlsx", as_workbook([["name"], ["Tea"]])[:-30])


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


def test_a_formula_without_its_result_is_told_from_an_empty_cell(tmp_path: Path):
    rows = read_bytes(tmp_path, "goods.xlsx", as_workbook([["name", "price"], ["=1+1", 5], ["Tea"], ["Cup", "=SUM(B1:B2)"]]))
    found = [(line, place) for line, cells in rows for place, cell in enumerate(cells) if isinstance(cell, Formula)]
    assert found == [(2, 0), (4, 1)]
    refuse_formulas(rows[2][1])
    for row, formula in ((rows[1], "=1+1"), (rows[3], "=SUM(B1:B2)")):
        with refused("row.formula_without_result", RuleBroken, formula=formula):
            refuse_formulas(row[1])


def test_the_result_of_a_formula_is_its_cell_even_an_empty_one(tmp_path: Path):
    cells = '<c r="A2" t="str"><f>B1</f><v>Tea</v></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>""</f><v></v></c>'
    content = changed_sheet(as_workbook([["name", "price", "brand"], ["x", 1, "y"]]), r"<c r=.A2.*(?=</row>)", cells)
    ((_line, row),) = read_bytes(tmp_path, "goods.xlsx", content)[1:]
    assert row == ["Tea", "2", ""]
    refuse_formulas(row)


def test_a_workbook_that_says_it_is_smaller_than_it_is_loses_nothing(tmp_path: Path):
    book = as_workbook([["name", "price"], ["Tea", 5], ["Cup", 6]])
    assert len(read_bytes(tmp_path, "goods.xlsx", changed_sheet(book, "(?=<sheetData>)", '<dimension ref="A1:A1"/>'))) == 3


def changed_sheet(book: bytes, pattern: str, text: str) -> bytes:
    """A workbook with something in its sheet that openpyxl does not write."""
    whole, target = zipfile.ZipFile(io.BytesIO(book)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in whole.namelist():
            part = whole.read(name)
            if name.startswith("xl/worksheets/"):
                changed, count = re.subn(pattern, lambda _match: text, part.decode(), count=1)
                assert count == 1
                part = changed.encode()
            archive.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("row", [["a", "b", "c"], ["a", "b"], ["a", "b", "c", "", ""], []])
def test_a_row_may_be_short_or_have_empty_cells_behind_it(row: list[str]):
    refuse_odd_row(row, 3)


def test_surplus_cells_are_a_fault():
    with refused("row.surplus_cells", RuleBroken, found=5, expected=3):
        refuse_odd_row(["a", "b", "c", "", "d"], 3)


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
