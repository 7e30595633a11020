"""Whatever a name contains, paper stays in its width, carries no control character, and shows every sum as a whole."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import getFont

from app.core.cash.views import OtherSum, Pending, ShiftReport, TaxSum, TenderSum
from app.core.documents.layout import title
from app.core.documents.paper import COLUMNS, lines, text_bytes
from app.core.documents.pdf import A4, drawable, pdf_bytes
from app.core.documents.titles import wording
from app.core.documents.views import (
    AccountLeft,
    AccountView,
    CashOrderView,
    Correction,
    Counted,
    Document,
    Letterhead,
    Origin,
    Paid,
    ReceiptView,
    ReturnedLine,
    ReturnView,
    SoldLine,
    TaxShare,
    XView,
    ZView,
)
from app.core.documents.wrapping import _PLAIN, _cell, _kind, cells, printable, wrapped
from app.kernel.i18n import LANGUAGES
from ui.formats import MINUS, money_text

AT, DAY, ID = datetime(2026, 1, 5, 4, 15, tzinfo=UTC), date(2026, 1, 5), UUID(int=7 << 76)
OUR_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя іїєґ әғқңөұүһ"
MOST = 10**12

any_text = st.one_of(
    st.text(max_size=120),
    st.text(st.characters(categories=["Cc", "Cf", "Mn", "Lo", "So", "Zs", "Co", "Cn"]), max_size=120),
    st.text("ab \u0301\u20dd\ufe0f\u200d\u202e\x1b\n\t👩家שלום", max_size=200),
    st.sampled_from(["=1+1", "\x1b@\x1dV\x00", "слово " * 40, "ң" * 10_000, "e" + "\u0301" * 10_000, "👨‍👩‍👧‍👦" * 30]),
)
money = st.integers(-MOST, MOST)


def width(line: str) -> int:
    """Measured anew, so that a slip in the program's own measure is seen."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in line if not unicodedata.combining(char))
    marks = sum(unicodedata.category(char) in ("Mn", "Me") for char in line)
    return len(line) + wide - marks


def whole(minor: int) -> str:
    figure = f"{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
    return f"-{figure}" if minor < 0 else figure


def head(words: str = "Shop") -> Letterhead:
    return Letterhead(words, words, words, words, "KGS", "Asia/Bishkek", words, words)


def receipt_of(words: str, sums: list[int], count: int = 1) -> ReceiptView:
    a, b, c, d = sums
    sold = tuple(
        SoldLine(i, words, words, words, 1500, a, b, c, 0, b - c, b - c, 120_000, d) for i in range(1, count + 1)
    )
    return ReceiptView(
        ID, head(words), "A1-000001", 1, AT, DAY, words, words, sold, a, b, c, d, a, d + a, b,
        (TaxShare(120_000, a, b),), (Paid("cash", a, b, c, None), Paid(words, d, d, 0, words)),
        (Correction("A1-C000001", "cash", "card", b),), (AccountLeft("debt", c),), f"duken:1:{ID.hex}:A1-000001:{a}", 1,
    )


def documents(words: str, sums: list[int]) -> list[Document]:
    a, b, c, d = sums
    back = ReturnedLine(1, words, words, 1000, a, b, c, d, 0, 0, words)
    report = ShiftReport(
        1, words, words, words, "KGS", AT, AT, DAY, 3, a, 1, b, c, d, "A1-000001", "A1-000003",
        (OtherSum("debt_payment", a), OtherSum(words, b)), (TenderSum("cash", a, b), TenderSum(words, c, d)),
        (TaxSum(120_000, a, b),), {"float": a, words: b}, c,
        1, 2, 3, 4, Pending(1, 2, 3, 4), 17, "0123abcd" * 8,
    )
    return [
        receipt_of(words, sums, 2),
        ReturnView(
            ID, head(words), words, 1, AT, DAY, words, words, words, (Origin(words, AT), Origin("A1-000002", AT)), words,
            (back,), a, b, c, d, (), (Paid("cash", a, 0, 0, None),), (),
        ),
        XView(head(words), report),
        ZView(ID, head(words), report, words, (Counted(50_000, 3),), a, b, c, d, words),
        CashOrderView(ID, head(words), "cash_out", words, 1, AT, DAY, words, a, words),
        AccountView(
            ID, head(words), words, words, None, AT, DAY, words, words, a, b, c, words, (Paid("card", d, d, 0, None),), (),
        ),
    ]


@given(words=any_text, sums=st.lists(money, min_size=4, max_size=4), columns=st.sampled_from(COLUMNS), which=st.integers(0, 5))
def test_no_line_is_too_wide_or_carries_a_control_character_and_no_sum_is_broken(words, sums, columns, which):
    paper = lines(documents(words, sums)[which], columns, "en")
    assert all(width(line) <= columns for line in paper)
    assert not any(unicodedata.category(char).startswith("C") for line in paper for char in line)
    assert any(whole(sums[0]) in line for line in paper)
    if which == 0:  # both lines of the receipt have that sum, at the right edge
        assert sum(line.endswith(f" {whole(sums[1])}") and width(line) == columns for line in paper) >= 2


@given(words=any_text, columns=st.integers(2, 60))
def test_wrapping_loses_no_word_and_breaks_only_what_is_wider_than_a_line(words, columns):
    clean = printable(words)
    wrapped_lines = wrapped(clean, columns, cells)
    assert "".join(wrapped_lines).replace(" ", "") == clean.replace(" ", "")
    assert all(cells(line) <= columns for line in wrapped_lines)
    short = [word for word in clean.split() if cells(word) <= columns]
    together = [word for line in wrapped_lines for word in line.split()]
    assert all(word in together for word in short)


@given(minor=money)
def test_a_sum_reads_back_as_itself_in_every_language(minor):
    for language in LANGUAGES:
        for currency, digits in (("KGS", 2), ("JPY", 0)):
            words = wording(language=language, zone="Asia/Bishkek", currency=currency, with_symbol=False)
            figure = words.money(minor)
            assert int(figure.replace(words.group_symbol, "").replace(words.decimal_symbol, "")) == minor
            assert (words.decimal_symbol in figure) is (digits > 0)
            assert figure.replace(words.group_symbol, "").lstrip("-").replace(words.decimal_symbol, "").isdigit()


@given(minor=money)
def test_a_sum_looks_the_same_on_paper_and_on_a_screen(minor):
    for language in LANGUAGES:
        for currency in ("KGS", "KZT", "RUB", "UAH"):
            paper = wording(language=language, zone="Asia/Bishkek", currency=currency, with_symbol=True).total(minor)
            assert paper == money_text(minor, currency, language).replace("\u00a0", " ").replace(MINUS, "-"), (language, currency)


def test_money_quantities_and_rates_are_written_as_each_language_does():
    russian = wording(language="ru", zone="Asia/Almaty", currency="KZT", with_symbol=False)
    english = wording(language="en", zone="Asia/Almaty", currency="JPY", with_symbol=False)
    assert (russian.total(-123_456_789), english.total(1234)) == ("-1 234 567,89 KZT", "1,234 JPY")
    assert (russian.signed(5), russian.signed(0), russian.signed(-5)) == ("+0,05", "0,00", "-0,05")
    assert (english.quantity(250, "kg"), english.quantity(12_000, "box")) == ("0.250 kg", "12 box")
    assert (english.percent(120_000), russian.percent(5000), russian.percent(123_456)) == ("12%", "0,5%", "12,3456%")
    assert wording(language="kk", zone="Asia/Almaty", currency="KZT", with_symbol=True).total(100) == "1,00 ₸"


def test_a_long_name_is_wrapped_between_words():
    paper = lines(replace(receipt_of("x", [100] * 4), lines=(_line("Молоко «Белая река» 2,5% пастеризованное"),)), 32, "ru")
    at = paper.index("Молоко «Белая река» 2,5%")
    assert paper[at + 1] == "пастеризованное"
    assert paper[at + 2].startswith("  2 ")


def test_a_very_long_receipt_of_any_width_is_printed_to_its_end():
    document = receipt_of("ё" * 10_000, [100] * 4, 3)
    assert sum(line.count("ё") for line in lines(document, 32, "ru")) > 30_000
    assert len(PdfReader(io.BytesIO(pdf_bytes(document, language="ru"))).pages) > 1


def test_a_print_job_is_utf8_with_a_line_end_behind_every_line():
    body = text_bytes(receipt_of("Чай", [100] * 4), columns=42, language="ru")
    assert body.decode().split("\n")[:-4] == lines(receipt_of("Чай", [100] * 4), 42, "ru")
    assert body.endswith(b"\n\n\n\n")


def _line(name: str) -> SoldLine:
    return SoldLine(1, name, None, "pcs", 2000, 8500, 17_000, 0, 0, 17_000, 17_000, 0, 0)


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("currency", ["KZT", "RUB", "UAH"])
def test_a_pdf_can_be_searched_in_every_letter_of_our_languages(currency):
    names = tuple(_line(word) for word in (OUR_LETTERS, OUR_LETTERS.upper(), "Дүкөн ңөү қғұһі 100% «ё» № ₸₽₴"))
    document = replace(receipt_of("Дүкөн", [123_456] * 4), head=replace(head("Дүкөн"), currency=currency), lines=names)
    for language in ("ru", "kk", "uk"):
        found = _text(pdf_bytes(document, language=language))
        for name in names:
            assert set(name.name.split()) <= set(found.split())
        assert "1 234,56" in found


UNDRAWN = [
    ("Sweet 👩家 שלום e\u0301", "Sweet ◊◊ ◊◊◊◊ é"), ("🍎🍏", "◊◊"), ("Love ❤️!", "Love ◊!"),
    ("👨‍👩‍👧‍👦 tea", "◊ tea"), ("👩🏽‍🍳x", "◊x"),
    ("👍🏽👍", "◊◊"), ("👁️‍🗨️.", "◊."), ("🇰🇬🇰🇿 tea", "◊◊ tea"), ("1️⃣ tea", "1 tea"), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿x", "◊x"), ("שָׁ", "◊"), ("家\u0301x", "◊x"),
    ("\ue000\U0003fffd\ufffd x", "◊◊◊ x"), ("कि", "◊"), ("🍎\u200d, x\u200dy", "◊, xy"), ("🏽 alone", "◊ alone"), ("x 🏽", "x ◊"),
]


@pytest.mark.parametrize(("name", "drawn"), UNDRAWN)
def test_one_sign_stands_in_a_pdf_for_each_letter_that_the_font_has_not(name, drawn):
    found = _text(pdf_bytes(replace(receipt_of("x", [100] * 4), lines=(_line(name),)), language="en"))
    assert drawn in found.splitlines()


@given(name=any_text, font=st.sampled_from(["Duken", "Duken-Bold"]))
def test_whatever_a_name_holds_a_pdf_is_drawn_of_letters_that_the_font_has(name, font):
    drawn = drawable(printable(name), font)
    assert all(ord(char) in getFont(font).face.charToGlyph for char in drawn)  # type: ignore[attr-defined]
    assert not any("\ufe00" <= char <= "\ufe0f" or char == "\u200d" for char in drawn)
    assert drawable(drawn, font) == drawn
    assert len(drawn) <= len(printable(name))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("👨‍👩‍👧 tea", "👨 tea"), ("❤️", "❤"), ("🇰🇬", "🇰🇬"), ("👩🏽‍🍳", "👩"), ("\ue000\ufffd x", "?? x"), ("家", "家"),
        ("نامه\u200cها", "نامهها"),
    ],
)
def test_on_a_receipt_printer_a_joined_picture_is_its_first_and_what_has_no_shape_a_question_mark(name, printed):
    assert printed in lines(replace(receipt_of("x", [100] * 4), lines=(_line(name),)), 32, "en")


def test_the_same_document_gives_the_same_bytes_whatever_was_drawn_before():
    first, second = documents("Дүкөн 家", [123_456] * 4)[0], documents("Ұста", [1] * 4)[3]
    before = pdf_bytes(first, language="ky")
    other = pdf_bytes(second, language="kk")
    assert pdf_bytes(first, language="ky") == before
    assert pdf_bytes(second, language="kk") == other


def test_a_pdf_names_itself_and_the_roll_is_as_long_as_its_receipt():
    short, long = (receipt_of("Чай", [100] * 4, count) for count in (1, 40))
    pages = [PdfReader(io.BytesIO(pdf_bytes(document, language="en"))) for document in (short, long)]
    assert [reader.metadata.title for reader in pages if reader.metadata] == ["Receipt A1-000001"] * 2
    heights = [reader.pages[0].mediabox.height for reader in pages]
    assert heights[1] > heights[0] + 40 * 20
    assert {round(reader.pages[0].mediabox.width) for reader in pages} == {227}


def test_reports_and_cash_orders_are_filed_on_a4():
    for document in documents("Чай", [100] * 4)[2:5]:
        box = PdfReader(io.BytesIO(pdf_bytes(document, language="ru"))).pages[0].mediabox
        assert (box.width, box.height) == (A4.width, A4.most_height)


@settings(max_examples=30)
@given(words=any_text, which=st.integers(0, 5))
def test_a_pdf_is_drawn_of_any_text(words, which):
    document = documents(words[:300], [MOST] * 4)[which]
    assert "10,000,000,000.00" in _text(pdf_bytes(document, language="en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_has_a_title_in_every_language(language):
    titles = [title(document, language=language) for document in documents("7", [100] * 4)]
    assert len(set(titles)) == len(titles)
    assert all(titles)


def test_every_letter_that_is_measured_at_once_is_one_column_wide_and_stands_as_it_is():
    plain = [char for char in map(chr, range(0x3000)) if _PLAIN.fullmatch(char)]
    assert len(plain) > 600
    assert [char for char in plain if _cell(char) != 1 or _kind(char) != "letter"] == []
