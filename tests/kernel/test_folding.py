"""Folding makes alike what people type for the same thing, and keeps apart what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.folding import fold, fold_code, is_correctable, one_typo, other_layouts

RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ёлка", "елка"),
        ("МОЛОКО", "молоко"),
        ("Көлік", "колик"),
        ("Үлкен қаңбақ һәм ғұн ұн", "улкен канбак хам гун ун"),
        ("Өрүк, жаңы", "орук жаны"),
        ("Їжак, ґанок, Євшан, сіль, пів’яблука", "ижак ганок евшан силь пивяблука"),
        ("м'ясо і м’ясо", "мясо и мясо"),
        ("Crème brûlée Łódź Straße", "creme brulee lodz strasse"),
        ("0,5Л", "0.5л"),
        ("Т.о.р.т, 5.", "т о р т 5"),
        ("33х33 33 x 33 33*33 33×33", "33x33 33x33 33x33 33x33"),
        ("Nivea\u00a0крем\tдля\nрук", "nivea крем для рук"),
        ("cок из Cлив", "сок из слив"),  # a Latin c
        ("Сolgate", "colgate"),  # a Cyrillic С
        ("usbкабель", "usbкабель"),
        ("ﬁсташки ２５０г №5 м²", "fiсташки 250г 5 м2"),
        ("й и\u0306", "й й"),
        ("'\"%_*?()-+^~\\\x00\x1f\u202e😀", ""),
    ],
)
def test_a_name_is_folded_to_what_is_typed(written, typed):
    assert fold(written) == typed


def test_short_i_is_a_letter_of_its_own():
    assert fold("Чай") != fold("Чаи")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="0123456789xх×*., aаcсbв-"))
def test_folding_sizes_and_lookalikes_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_has_one_space_between_words_and_no_mark_of_the_search(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("^#$\"'%_*₀₁")


@given(st.text())
def test_case_does_not_matter(text):
    assert fold(text.lower().upper()) == fold(text.lower().upper().lower())


@pytest.mark.parametrize(
    ("one", "other"), [("ВТ-20/4", "bt 20.4"), ("А 12", "a12"), ("арт. 5", "APT5"), ("4600000000017", "4600 0000 00017")]
)
def test_a_code_is_the_same_in_either_alphabet_and_with_any_separators(one, other):
    assert fold_code(one) == fold_code(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("GHBDTN", "привет"),
        ("k.,jq", "любой"),
        (";tktp`", "железё"),
        ("тшмуф", "nivea"),
        ("РУФВ", "head"),
        ("cskm", "сіль"),  # Ukrainian
        ("\\fyjr", "ґанок"),
        ("соіф", "cjsa"),
        ("r-k3r", "көлік"),  # Kazakh
        ("ңүқ,.„", "480671"),  # a barcode with the Kazakh layout on
    ],
)
def test_the_same_keys_in_another_layout_are_read(typed, meant):
    assert meant in other_layouts(typed)


@pytest.mark.parametrize("typed", ["", "4600", "0.5", "😀", " "])
def test_what_no_layout_changes_has_no_other_reading(typed):
    assert other_layouts(typed) == []


@given(st.text(alphabet=RUSSIAN + " "))
def test_russian_typed_on_english_keys_comes_back(text):
    on_english_keys = text.translate(str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."))
    assert text == on_english_keys or text in other_layouts(on_english_keys)


def edited(draw, word, letters):
    """One typo, made here in the other direction."""
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(letters))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return draw(
        st.sampled_from(
            [word[:place] + letter + word[place:], word[:place] + word[place + 1 :],
             word[:place] + letter + word[place + 1 :], swapped, word + letter]
        )
    )


@given(st.data(), st.text(alphabet=RUSSIAN, min_size=5, max_size=12))
def test_one_typo_leads_back_to_the_word(data, word):
    typed = edited(data.draw, word, RUSSIAN)
    common = next((place for place, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    assert typed == word or word in set(one_typo(typed, known=common))


def test_what_begins_a_real_word_is_left_alone_behind_the_first_strange_letter():
    assert all(variant.endswith("лако") for variant in one_typo("молако", known=0))
    assert "молоко" in set(one_typo("молако", known=3))


def test_of_three_letters_only_a_missing_one_is_mended():
    variants = set(one_typo("крм", known=3))
    assert {"крем", "корм"} <= variants
    assert all(len(variant) == 4 for variant in variants)


@pytest.mark.parametrize(("word", "answer"), [("молоко", True), ("сок", True), ("мо", False), ("2.5", False), ("мол9ко", True)])
def test_only_words_of_letters_are_correctable(word, answer):
    assert is_correctable(word) is answer
