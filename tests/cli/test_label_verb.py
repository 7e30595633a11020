"""`duken label`: the shop's goods on labels, for every printer and on paper; what there is not is refused and leaves no file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Duken, Till
from tests.devices.reading_labels import codes_in, labels_of, pages_of


@pytest.mark.parametrize("form", ["zpl", "tspl", "epl"])
def test_labels_for_a_printer_carry_the_codes_of_the_goods(duken: Duken, file: Till, tmp_path: Path, form: str):
    out = tmp_path / "labels.bin"
    words = ("--barcode", "111", "--barcode", "444", "--count", "2", "--format", form, "-o", out, "--db", file.path, "--json")
    said = duken("label", *words)
    assert (said.code, said.err) == (0, "")
    assert said.json == {
        "labels": 4, "format": form, "template": "shelf", "path": str(out), "bytes": out.stat().st_size,
        "goods": [
            {"barcode": "111", "name": "Bread", "price_minor": 3000}, {"barcode": "444", "name": "Apples", "price_minor": 12_000},
        ],
    }
    pictures = labels_of(out.read_bytes(), form)
    assert [copies for _picture, copies in pictures] == [2, 2]
    assert [codes_in(picture) for picture, _copies in pictures] == [
        {("Code128", code), ("QRCode", code)} for code in ("111", "444")
    ]


def test_a_sheet_says_name_price_and_date_and_what_is_weighed_is_priced_for_a_kilogram(duken: Duken, file: Till, tmp_path: Path):
    out = tmp_path / "labels.pdf"
    said = duken("label", "--barcode", "222", "--barcode", "444", "-o", out, "--db", file.path)
    assert (said.code, said.out) == (0, f"Labels: 2. Written: {out}\n")
    text = PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text().replace("\u00a0", " ")
    for words in ("Milk", "99.90 KGS", "Apples", "120.00 KGS / kg", "Mar 2, 2026"):
        assert words in text
    assert "99.90 KGS /" not in text
    (page,) = pages_of(out.read_bytes())
    assert {text for _kind, text in codes_in(page)} == {"222", "444"}


def test_an_old_price_and_a_composition_stand_beside_the_new_price(duken: Duken, file: Till, tmp_path: Path):
    out = tmp_path / "labels.pdf"
    words = ("--barcode", "222", "--old-price", "120", "--composition", "milk, ferment", "-o", out, "--db", file.path)
    assert duken("label", *words).code == 0
    text = PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text().replace("\u00a0", " ")
    for told in ("99.90 KGS", "120.00 KGS", "milk, ferment"):
        assert told in text


def test_a_label_speaks_the_language_that_was_asked_for(duken: Duken, file: Till, tmp_path: Path):
    out = tmp_path / "labels.pdf"
    assert duken("label", "--barcode", "444", "-o", out, "--db", file.path, "--lang", "ky").code == 0
    assert "120,00 сом / кг" in PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text().replace("\u00a0", " ")


def test_goods_without_a_price_have_a_label_without_one(duken: Duken, file: Till, tmp_path: Path):
    out = tmp_path / "labels.pdf"
    assert duken("label", "--barcode", "777", "-o", out, "--db", file.path).code == 0
    assert "KGS" not in PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text()


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("--barcode", "9999"), "sale.unknown_barcode", 1),
        (("--barcode", "111", "--barcode", "9999"), "sale.unknown_barcode", 1),
        (("--barcode", ""), "code.empty", 1), (("--barcode", "111", "--edge", "nan"), "label.sheet_wrong", 1),
        (("--barcode", "111", "--gap", "1e9", "--format", "tspl"), "label.sheet_wrong", 1),
        (("--barcode", "111", "--first", "99"), "label.sheet_wrong", 1),
        (("--barcode", "111", "--columns", "40"), "label.sheet_wrong", 1),
        (("--barcode", "111", "--old-price", "cheap"), "amount.malformed", 1),
        (("--barcode", "111", "--format", "doc"), "label.unknown_format", 2),
        (("--barcode", "111", "--template", "huge"), "label.unknown_template", 2),
        (("--barcode", "111", "--count", "0"), "too_small", 2),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_file(
    duken: Duken, file: Till, tmp_path: Path, words: tuple[str, ...], code: str, exit_code: int
):
    out = tmp_path / "labels.bin"
    said = duken("label", *words, "-o", out, "--db", file.path, "--json")
    error = said.json["error"]
    assert (said.code, error["facts"].get("problem", error["code"])) == (exit_code, code)
    assert error["sentence"]
    assert not list(tmp_path.glob("labels*"))


def test_a_file_that_cannot_be_written_is_said(duken: Duken, file: Till, tmp_path: Path):
    said = duken("label", "--barcode", "111", "-o", tmp_path / "no" / "such" / "x.pdf", "--db", file.path, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "file.cannot_write")
