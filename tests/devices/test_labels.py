"""Labels as printers get them: every letter is there, every code is read back, no name is a command, nothing leaves its box."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from app.kernel.errors import RuleBroken
from devices.labels.batch import FORMS, Form, Wanted, batch
from devices.labels.drawing import as_png, drawn
from devices.labels.layout import MISSING, Modules, Words, laid_out
from devices.labels.template import TEMPLATES, WHATS, Box, Label, Template
from tests.devices.reading_labels import codes_in, labels_of

ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
}
SIGNS = "₸₽₴№«»—…„“0123456789%"
PRINTERS: tuple[Form, ...] = ("zpl", "tspl", "epl")
MILK = Label(
    "Сүт «Ак-Сай» 3,2 %", "89,00 KGS", "95,00 KGS", "4701003000078", "https://duken.example/4701003000078", "21.11.2026",
    "Құрамы: сиыр сүті, ұйытқы. Склад: молоко коров'яче, закваска.",
)


def job(label: Label, template: Template, form: Form, dots_mm: int = 8) -> bytes:
    out = io.BytesIO()
    assert list(batch([Wanted(label)], template, out, form=form, dots_mm=dots_mm)) == [1]
    return out.getvalue()


def one_word(template_size: float = 12) -> Template:
    return Template("one", 20, 16, (Box("name", 2, 2, 16, 12, template_size),))


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_of_every_language_is_drawn_and_not_a_lozenge(language: str):
    lozenge = drawn(Label(MISSING), one_word()).tobytes()
    empty = drawn(Label(""), one_word()).tobytes()
    letters = ALPHABETS[language]
    pictures = {letter: drawn(Label(letter), one_word()).tobytes() for letter in letters + letters.upper() + SIGNS}
    assert not [letter for letter, picture in pictures.items() if picture in (lozenge, empty)]
    assert len(set(pictures.values())) >= len(pictures) - 1


@given(st.text(st.sampled_from("АВТГДУЛавтгдуленщүңөAVToWyPf., 0123456789«»—…ґїѓ\u00a0"), max_size=40), st.integers(2, 9))
@settings(deadline=None, max_examples=60)
def test_the_ink_of_a_line_is_where_the_layout_says(text: str, size: int):
    template = Template("line", 100, 20, (Box("name", 2, 2, 96, 12, size),))
    lines = [part for part in laid_out(Label(text), template, dots_mm=8) if isinstance(part, Words)]
    ink = ImageChops.invert(drawn(Label(text), template).convert("L")).getbbox()
    assert (ink is None) == (not "".join(line.text for line in lines).strip("\u00a0"))
    if ink is not None:
        assert min(line.x for line in lines) - 2 <= ink[0]
        assert ink[2] <= max(line.x + line.length for line in lines) + 2


def test_the_preview_is_dot_for_dot_what_is_printed():
    shown = Image.open(io.BytesIO(as_png(MILK, TEMPLATES["small"])))
    assert shown.convert("1").tobytes() == drawn(MILK, TEMPLATES["small"]).tobytes()


def test_what_the_font_has_not_is_a_lozenge_and_nothing_else_is_lost():
    assert drawn(Label("a漢b"), one_word(3)).tobytes() == drawn(Label("a◊b"), one_word(3)).tobytes()


@pytest.mark.parametrize("dots_mm", [8, 12])
@pytest.mark.parametrize("form", PRINTERS)
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.name)
def test_codes_are_read_back_from_what_a_printer_gets(form: Form, template: Template, dots_mm: int):
    ((picture, copies),) = labels_of(job(MILK, template, form, dots_mm=dots_mm), form)
    assert copies == 1
    has_square = any(box.what == "square" for box in template.boxes)
    wanted = {("EAN13", MILK.barcode)} | ({("QRCode", MILK.square)} if has_square else set())
    assert codes_in(picture) == wanted
    assert picture.tobytes() == drawn(MILK, template, dots_mm=dots_mm).tobytes()


@pytest.mark.parametrize(
    ("code", "kind"), [("46009333", "EAN8"), ("036000291452", "EAN13"), ("ABC-12", "Code128"), ("4701003000079", "Code128")],
)
def test_a_code_has_the_bars_of_its_kind(code: str, kind: str):
    (found,) = codes_in(drawn(Label("x", barcode=code), TEMPLATES["goods"]))
    assert found == (kind, code.rjust(13, "0") if kind == "EAN13" else code)


@pytest.mark.parametrize("form", PRINTERS)
@pytest.mark.parametrize(
    "name", ["^XZ^XA^FDhack", '"\r\nPRINT 1,99\r\n', "a\nP99\nb", "tab\there", "\x1b@\x00\x07bell", "\u202eright"],
)
def test_a_name_with_commands_in_it_is_text(form: Form, name: str):
    plain = "".join(char if char.isprintable() else " " if char < " " else "" for char in name)
    wild = job(Label(name, "1,00"), TEMPLATES["goods"], form)
    ((picture, copies),) = labels_of(wild, form)
    assert copies == 1
    assert wild == job(Label(" ".join(plain.split()), "1,00"), TEMPLATES["goods"], form)
    assert picture.tobytes() != drawn(Label("", "1,00"), TEMPLATES["goods"]).tobytes()


def test_the_old_price_is_struck_through():
    crossed = drawn(Label("", old_price="95,00"), Template("t", 30, 10, (Box("old_price", 1, 1, 28, 8, 6, crossed=True),)))
    plain = drawn(Label("", old_price="95,00"), Template("t", 30, 10, (Box("old_price", 1, 1, 28, 8, 6),)))
    added = ImageChops.difference(crossed.convert("L"), plain.convert("L")).getbbox()
    ink = ImageChops.invert(plain.convert("L")).getbbox()
    assert added is not None
    assert ink is not None
    assert (added[0] <= ink[0] + 1, added[2] >= ink[2] - 1, added[3] - added[1] <= 6) == (True, True, True)
    assert ink[1] < added[1] < added[3] < ink[3]


def test_a_long_composition_is_wrapped_and_stays_whole():
    lines = [part for part in laid_out(Label("", composition=MILK.composition), TEMPLATES["shelf"], dots_mm=8)
             if isinstance(part, Words)]
    assert len(lines) > 1
    assert " ".join(line.text for line in lines) == MILK.composition


def test_what_has_no_room_ends_with_an_ellipsis_and_a_sum_is_never_broken():
    (*_others, last) = laid_out(Label("слово " * 300), TEMPLATES["small"], dots_mm=8)
    assert isinstance(last, Words)
    assert last.text.endswith("…")
    sums = list(laid_out(Label("", "1\u00a0234\u00a0567,50\u00a0KGS"), TEMPLATES["small"], dots_mm=8))
    assert len(sums) == 1


@given(
    texts=st.lists(st.text(max_size=90), min_size=len(WHATS), max_size=len(WHATS)),
    name=st.sampled_from(sorted(TEMPLATES)), dots_mm=st.sampled_from([6, 8, 12]),
)
@settings(deadline=None, max_examples=40)
def test_whatever_is_written_nothing_leaves_its_box(texts: list[str], name: str, dots_mm: int):
    template = TEMPLATES[name]
    label = Label(**dict(zip(WHATS, texts, strict=True)))
    inside = Image.new("1", drawn(label, template, dots_mm=dots_mm).size, 0)
    for box in template.boxes:
        x, y, wide, high = (round(side * dots_mm) for side in (box.x, box.y, box.width, box.height))
        inside.paste(1, (x, y, x + wide, y + high + 2))
    for part in laid_out(label, template, dots_mm=dots_mm):
        wide = part.length if isinstance(part, Words) else part.side * len(part.rows[0])
        assert any(
            round(box.x * dots_mm) <= part.x and part.x + wide <= round((box.x + box.width) * dots_mm) + 2
            for box in template.boxes
        )
        if isinstance(part, Modules):
            assert inside.getpixel((part.x, part.y)) == 1


def test_copies_are_asked_of_the_printer_and_counted():
    out = io.BytesIO()
    wanted = [Wanted(MILK, 3), Wanted(Label("Нан", "25,00"), 2)]
    assert list(batch(wanted, TEMPLATES["small"], out, form="epl")) == [3, 5]
    assert [copies for _picture, copies in labels_of(out.getvalue(), "epl")] == [3, 2]


@pytest.mark.parametrize("form", FORMS)
def test_a_template_that_stands_out_of_its_label_and_silly_counts_are_refused_before_the_first_step(form: Form):
    out = io.BytesIO()
    with pytest.raises(RuleBroken) as wrong:
        batch([Wanted(MILK)], Template("t", 10, 10, (Box("price", 5, 5, 6, 4),)), out, form=form)
    assert (wrong.value.code, wrong.value.facts) == ("label.template_wrong", {"field": "price"})
    with pytest.raises(RuleBroken) as silly:
        batch([Wanted(MILK, 0)], TEMPLATES["small"], out, form=form)
    assert silly.value.code == "label.count_wrong"
    assert not out.getvalue()
