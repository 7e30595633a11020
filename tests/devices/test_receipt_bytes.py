"""What a receipt printer gets, read back letter for letter by a decoder of our own, and dot for dot where it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.kernel.errors import RuleBroken
from app.kernel.slip import Bars, Line, Row, Slip, Square
from devices.making import typesetting
from devices.printers.escpos import code_page_bytes
from devices.printers.head_and_code import logo_of
from devices.printers.pages import NEIGHBOURS, code_page
from devices.printers.raster import MOST_ROWS, Drawing, raster_job
from devices.registry import check_options
from devices.simulators.escpos_printer import EscPosPrinter

CYRILLIC = "".join(chr(code) for code in range(0x410, 0x450))
CP866 = {
    **{0x80 + place: letter for place, letter in enumerate(CYRILLIC[:48])}, **dict(enumerate(CYRILLIC[48:], 0xE0)),
    0xF0: "Ё", 0xF1: "ё", 0xF2: "Є", 0xF3: "є", 0xF4: "Ї", 0xF5: "ї", 0xFC: "№",
}
"""By hand from the table of IBM's code page 866."""
CP1251 = {
    **dict(enumerate(CYRILLIC, 0xC0)), 0xA8: "Ё", 0xB8: "ё", 0xAA: "Є", 0xBA: "є", 0xAF: "Ї", 0xBF: "ї", 0xB2: "І", 0xB3: "і",
    0xA5: "Ґ", 0xB4: "ґ", 0xB9: "№", 0xAB: "«", 0xBB: "»", 0x97: "—",
}
"""By hand from Windows-1251."""
RK1048 = {
    **dict(enumerate(CYRILLIC, 0xC0)), 0xA8: "Ё", 0xB8: "ё", 0xB9: "№", 0xAB: "«", 0xBB: "»", 0x97: "—", 0x8D: "Қ", 0x9D: "қ",
    0x8E: "Һ", 0x9E: "һ", 0xA1: "Ұ", 0xA2: "ұ", 0xA3: "Ә", 0xBC: "ә", 0xA5: "Ө", 0xB4: "ө", 0xAA: "Ғ", 0xBA: "ғ", 0xAF: "Ү",
    0xBF: "ү", 0xBD: "Ң", 0xBE: "ң", 0xB2: "І", 0xB3: "і",
}
"""By hand from the Kazakh standard RK 1048 (KZ-1048)."""
TABLES = {"cp866": (CP866, 17), "cp1251": (CP1251, 46), "rk1048": (RK1048, 53)}
LANGUAGES = {
    "cp866": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдеёжзийклмнопрстуфхцчшщъыьэюя №",
    "cp1251": "Ґанок, їжак, єнот, Ірпінь — «Сільпо» № 5",
    "rk1048": "Қазақстан ұн, Ғажайып әже, Ңөүһі — «Береке» № 7",
}
STYLE = re.compile(rb"\x1bE[\x00\x01]|\x1d![\x00\x01]|\x1ba[\x00-\x02]")
QR = re.compile(rb"(?:\x1d\(k..1[A-EQ].{0,2}?)*\x1d\(k(..)1P0", re.DOTALL)


def letters_of(job: bytes, name: str) -> list[str]:
    """The lines of a job, by the table that stands above; what is in neither table nor ASCII fails."""
    table, slot = TABLES[name]
    head = b"\x1b@\x1c.\x1bt" + bytes((slot,))
    assert job.startswith(head)
    assert job.count(b"\x1bt") == 1
    assert job.endswith(b"\x1bd\x05\x1dV\x00")
    text = STYLE.sub(b"", job[len(head) : -len(b"\x1bd\x05\x1dV\x00")])
    return ["".join(table[byte] if byte > 0x7E else chr(byte) for byte in line) for line in text.split(b"\n")[:-1]]


def pictures_of(job: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The pieces of `GS v 0`: bytes a row, rows, dots."""
    at = job.find(b"\x1dv0\x00")
    while at >= 0:
        wide, rows = int.from_bytes(job[at + 4 : at + 6], "little"), int.from_bytes(job[at + 6 : at + 8], "little")
        yield wide, rows, job[at + 8 : at + 8 + wide * rows]
        at = job.find(b"\x1dv0\x00", at + 8 + wide * rows)


def drawn(job: bytes) -> Image.Image:
    pieces = list(pictures_of(job))
    height = sum(rows for _wide, rows, _dots in pieces)
    white = bytes(byte ^ 0xFF for _wide, _rows, dots in pieces for byte in dots)
    return Image.frombytes("1", (pieces[0][0] * 8, height), white)


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_letters_of_a_language_come_back_letter_for_letter(name: str) -> None:
    text = LANGUAGES[name]
    job = code_page_bytes((Row(text, strong=True), Line(), Row("Итого", "845,86", large=True)), code_page(name), columns=80)
    assert letters_of(job, name) == [text, "-" * 80, "Итого" + " " * 69 + "845,86"]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("letter", "ңөүқғұһіїєґ₸₽₴—«»№ёӘә")
def test_no_letter_of_five_languages_becomes_a_question_mark(name: str, letter: str) -> None:
    (line,) = letters_of(code_page_bytes((Row(letter),), code_page(name), columns=32), name)
    own = letter in TABLES[name][0].values()
    assert line == (letter if own else NEIGHBOURS[letter])


@pytest.mark.parametrize("name", TABLES)
@given(left=st.text(st.sampled_from("абвәңөүқғұһіїєґ«»—№₸ é xyz09"), max_size=20), right=st.text("0123456789, ", max_size=9))
def test_no_column_moves_whatever_is_replaced(name: str, left: str, right: str) -> None:
    (line,) = letters_of(code_page_bytes((Row(left, right),), code_page(name), columns=32), name)
    assert len(line) == (32 if right else len(left))
    assert line.endswith(right)


@pytest.mark.parametrize("text", ["谢谢", "שלום", "مرحبا", "🎉"])
def test_a_line_that_no_table_can_type_is_drawn_and_the_next_is_typed(text: str) -> None:
    job = code_page_bytes((Row(text), Row("Дальше")), code_page("cp866"), columns=48)
    ((wide, rows, _dots),) = pictures_of(job)
    assert wide == 72
    assert 10 < rows <= MOST_ROWS
    assert "Дальше".encode("cp866") in job


def test_a_qr_code_is_the_printers_own_or_drawn_and_reads_the_same() -> None:
    content = "DUKEN:A1-000127:84586:Дүкөн"
    own = code_page_bytes((Square(content),), code_page("cp866"), columns=48)
    assert b"1P0" + content.encode() in own
    size = int.from_bytes(own[own.index(b"1P0") - 2 : own.index(b"1P0")], "little")
    assert size == len(content.encode()) + 3
    picture = drawn(code_page_bytes((Square(content),), code_page("cp866"), columns=48, native_codes=False))
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [content]


SLIP: Slip = (
    Row("Дүкөн «Береке»", centre=True, strong=True), Line(),
    *(part for place in range(14) for part in (Row(f"Молоко ңөүқғұһіїєґ № {place}"), Row("  2 шт × 89,00", "178,00 ₸"))),
    Row("Итого", "845,86", strong=True, large=True), Square("DUKEN:A1-000127"),
)


@pytest.mark.parametrize(("columns", "dots"), [(48, 576), (42, 576), (32, 384)])
def test_what_is_drawn_comes_back_dot_for_dot_in_pieces_that_a_cheap_printer_can_hold(columns: int, dots: int) -> None:
    job = raster_job(SLIP, columns=columns, dots=dots)
    assert all(wide == dots // 8 and 0 < rows <= MOST_ROWS for wide, rows, _dots in pictures_of(job))
    layout = Drawing(dots=dots, columns=columns).slip(SLIP)
    assert drawn(job).tobytes() == layout.tobytes()
    assert [code.text for code in zxingcpp.read_barcodes(layout.convert("L"))] == ["DUKEN:A1-000127"]


@given(left=st.text("ЩШЖМЮW ", max_size=32), right=st.text("0123456789", max_size=12), strong=st.booleans(), large=st.booleans())
def test_wide_letters_never_run_into_the_figure_or_off_the_paper(left: str, right: str, strong: bool, large: bool) -> None:
    row = Row(left, right, strong=strong, large=large)
    letters = Drawing(dots=384, columns=32).fitting(row)
    assert letters.width(left.lstrip(" ")) + letters.width(right) + (4 if right else 0) <= 384


def test_a_letter_that_the_font_lacks_is_a_lozenge_and_no_box() -> None:
    drawing = Drawing(dots=384, columns=32)
    assert drawing.part(Row("谢")).tobytes() == drawing.part(Row("\u25ca")).tobytes()
    assert drawing.part(Row("ң")).tobytes() != drawing.part(Row("\u25ca")).tobytes()


def test_control_bytes_of_a_name_never_reach_the_printer_as_commands() -> None:
    """Documents clean their names (`printable`); a row that slipped through must still not open the drawer."""
    job = code_page_bytes((Row("Чай\x1bp\x00\x19\xfa"),), code_page("cp866"), columns=32)
    assert b"\x1bp" not in job


@pytest.mark.parametrize(("content", "form"), [("4006381333931", "EAN13"), ("96385074", "EAN8"), ("A1-000127", "Code128")])
def test_bars_are_the_printers_own_or_drawn_and_read_the_same(content: str, form: str) -> None:
    job = code_page_bytes((Bars(content),), code_page("cp866"), columns=48)
    paper = EscPosPrinter()
    paper.feed(job)
    assert paper.papers[0].bars == [content if form != "Code128" else "{B" + content]
    for dots in (384, 576):
        seen = zxingcpp.read_barcodes(drawn(raster_job((Bars(content),), columns=32, dots=dots)).convert("L"))
        assert [(code.format.name, code.text) for code in seen] == [(form, content)]


@given(content=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12))
def test_whatever_is_drawn_as_bars_or_squares_reads_the_same(content: str) -> None:
    for part in (Bars(content), Square(content)):
        picture = drawn(raster_job((part,), columns=48)).convert("L")
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [content]


def test_bars_that_have_no_room_or_no_sign_are_letters() -> None:
    for content in ("A" * 60, "Дүкөн"):
        picture = Drawing(dots=384, columns=32).part(Bars(content))
        assert picture.height == Drawing(dots=384, columns=32).part(Row(content, centre=True)).height
        assert code_page_bytes((Bars(content),), code_page("cp1251"), columns=32)


@pytest.mark.parametrize(("code", "squares", "bars"), [("qr", 1, 0), ("bars", 0, 1), ("both", 1, 1), ("none", 0, 0)])
def test_a_shop_chooses_how_its_receipts_are_found_again(code: str, squares: int, bars: int) -> None:
    paper = EscPosPrinter()
    paper.feed(typesetting({"mode": "codepage", "code": code})((Row("Чек"), Square("duken:1:…", "A1-000127"))))
    assert (len(paper.papers[0].squares), len(paper.papers[0].bars)) == (squares, bars)
    paper.feed(typesetting({"mode": "codepage", "code": "bars"})((Square("only squares"),)))
    assert paper.papers[1].squares == ["only squares"]


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    picture = Image.new("RGBA", (1200, 300), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 600, 300))
    picture.save(path)
    return path


@pytest.mark.parametrize("mode", ["codepage", "raster"])
def test_a_logo_stands_at_the_head_as_wide_as_the_paper_allows(logo: Path, mode: str) -> None:
    options = {"mode": mode, "logo": str(logo), "dots": "384", "columns": "32"}
    check_options("printer", "escpos", options)
    picture = drawn(typesetting(options)((Row("Чек"),))).crop((0, 0, 384, 96))
    assert picture.crop((0, 0, 190, 96)).getcolors() == [(190 * 96, 0)]  # black where it is, and paper where it is clear
    assert picture.crop((194, 0, 384, 96)).getcolors() == [(190 * 96, 255)]


def test_a_logo_that_is_none_is_refused_in_the_settings_and_left_out_of_a_receipt(tmp_path: Path, logo: Path) -> None:
    broken, bomb = tmp_path / "broken.png", tmp_path / "poster.png"
    broken.write_bytes(logo.read_bytes()[:200])
    Image.new("1", (9000, 9000)).save(bomb)
    plain = typesetting({"mode": "raster"})((Row("Чек"),))
    for path in (broken, bomb, tmp_path / "nothing.png", tmp_path, Path("a\x00b")):
        with pytest.raises(RuleBroken) as caught:
            check_options("printer", "escpos", {"logo": str(path)})
        assert caught.value.code == "device.wrong_option"
        assert typesetting({"mode": "raster", "logo": str(path)})((Row("Чек"),)) == plain
    assert logo_of(str(logo), 576).startswith(b"\x89PNG")
