"""Which letters a file is written in: Windows-1251 only where its strange bytes make words, else UTF-8 with broken rows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.encodings import delimiter_of, encoding_of, is_binary

ENGLISH = "name;price\n" + "White hanging heart;2.55\nCream cupid;2.75\n" * 20


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_what_is_utf_8_is_read_as_utf_8(text: str):
    assert encoding_of(text.encode()) in ("utf-8-sig", "utf-16")


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ ,;-0123456789«»№\n", min_size=1, max_size=300))
def test_russian_text_of_windows_is_not_taken_for_anything_else(text: str):
    table = f"Наименование;Цена\n{text}\nМолоко питьевое пастеризованное\n"
    assert encoding_of(table.encode("cp1251")) == "cp1251"


@pytest.mark.parametrize(
    "words",
    [
        "товар;цена\nСыр;5", "name;price\nХлеб;45\nЧай;120", "назва;ціна\nЇжачок;7\nҐудзик;9", "name;price\nМОЛОКО 3,2%;99",
        "Артикул;Наименование\n1;Кабель USB-C «Ёлка» №5 – 2м\n2;iPhone чехол", ENGLISH + "Чайник электрический;1200\n",
        "name;price\nКефир 1л;80\nMüsli с орехами;200".replace("ü", "u"),
    ],
)  # fmt: skip
def test_a_few_russian_or_ukrainian_words_are_enough(words: str):
    assert encoding_of(words.encode("cp1251")) == "cp1251"


@pytest.mark.parametrize(
    "strange",
    [
        b"\xff\xfe", b"\xff\xfe\xfd\xfc", b"\xc3\x28", b"\xa3 40.00", b"caf\xe9 cr\xe8me br\xfbl\xe9e", b"M\xfcller & S\xf6hne",
        b"\x80\x81\x82\x83", b"\xf8\xf9\xfa\xfb\xfc", b"\xc4\xd6\xdc \xe4\xf6\xfc", b"\xe2\x82", b"\xe0", b"\xc0\xc1\xf5\xff",
        b"caf\xe9 cr\xe8me p\xe2t\xe9 \xcc\xee\xeb\xee\xea\xee na\xefve r\xf4ti",
        b"\xed\xa0\x80\xed\xbf\xbf", b"\xff" * 40, b"\xe5\xe4\xf6 sm\xf6rg\xe5sbord",
    ],
)  # fmt: skip
def test_a_few_strange_bytes_are_no_russian(strange: bytes):
    for text in ("name;price\nTea;1\n", ENGLISH, ENGLISH + "Gift voucher £40\n"):
        assert encoding_of(text.encode() + strange + b";5\n" + b"Cup;3\n") == "utf-8-sig"


def test_where_english_is_expected_russian_must_fill_the_file():
    russian = "InvoiceNo,Description\n" + "536365,Чайник белый\n536366,Чашка синяя\n" * 5
    one_row = "InvoiceNo,Description\n" + "536365,White kettle\n" * 5 + "536366,Чашка синяя большая\n"
    assert encoding_of(russian.encode("cp1251"), mostly_latin=True) == "cp1251"
    assert encoding_of(one_row.encode("cp1251"), mostly_latin=True) == "utf-8-sig"
    assert encoding_of(one_row.encode("cp1251")) == "cp1251"


@pytest.mark.parametrize(("first", "delimiter"), [("a\tb,c", "\t"), ("a;b;c,d", ";"), ("a,b", ","), ("name", "\t"), ("", "\t")])
def test_the_delimiter_is_what_stands_most_often_in_the_first_line(first: str, delimiter: str):
    assert delimiter_of(f"{first}\n;;;,,,\t\t\t") == delimiter


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x7fELF\x02\x01\x01\0", b"PK\x03\x04\x14\0", b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"%PDF-1.4\n%abc\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\0", b"name\0;price\n", "name;price\n".encode("utf-16-le"),
        b"name\n" + b"\0\1\2a" * 300,
    ],
)  # fmt: skip
def test_what_is_no_text_is_known_by_its_beginning(head: bytes):
    assert is_binary(head)


def test_noise_is_no_text():
    assert all(is_binary(random.Random(seed).randbytes(5000)) for seed in range(50))


@pytest.mark.parametrize(
    "head",
    [
        b"", b"name;price\nA\x00\x01\x1b[2JB;5\n", "name;price\nХлеб;5\n".encode("utf-16"), "имя;цена\n".encode("cp1251"),
        "name;price\n".encode("utf-8-sig"), b"name\tprice\r\nTea\t1\r\n", b"name;price\n" + b"Tea \x07;5\n" * 1000,
    ],
)  # fmt: skip
def test_text_with_odd_letters_in_it_is_still_text(head: bytes):
    assert not is_binary(head)
