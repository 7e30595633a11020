"""Words are read from their text as gettext itself would give them."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from babel.messages import mofile, pofile

from app.kernel.i18n import LANGUAGES, LOCALE_FOLDER
from app.kernel.po_file import read_words


def by_gettext(path: Path) -> gettext.GNUTranslations:
    target = io.BytesIO()
    mofile.write_mo(target, pofile.read_po(io.BytesIO(path.read_bytes())))
    target.seek(0)
    return gettext.GNUTranslations(target)


def written(folder: Path, text: str) -> Path:
    path = folder / "words.po"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_word_and_every_form_is_what_gettext_gives(language: str):
    path = LOCALE_FOLDER / language / "LC_MESSAGES" / "duken.po"
    ours, theirs = read_words(path), by_gettext(path)
    messages = [message.id for message in pofile.read_po(io.BytesIO(path.read_bytes())) if message.id]
    assert len(messages) > 500
    for message in messages:
        if isinstance(message, str):
            assert ours.gettext(message) == theirs.gettext(message)
            continue
        one, many = message
        for number in range(130):
            assert ours.ngettext(one, many, number) == theirs.ngettext(one, many, number)


def test_lines_go_on_and_letters_are_escaped(tmp_path: Path):
    path = written(tmp_path, 'msgid ""\n"one "\n"two\\n"\nmsgstr "a \\"b\\" \\\\n\\tc"\n')
    assert read_words(path).gettext("one two\n") == 'a "b" \\n\tc'


def test_fuzzy_obsolete_and_missing_words_stay_english(tmp_path: Path):
    text = '#, fuzzy\nmsgid "a"\nmsgstr "x"\n\n#~ msgid "b"\n#~ msgstr "y"\n\nmsgid "c"\nmsgstr ""\n\nmsgid "d"\nmsgstr "z"\n'
    words = read_words(written(tmp_path, text))
    assert [words.gettext(message) for message in "abcd"] == ["a", "b", "c", "z"]


def test_a_plural_without_all_its_words_stays_english(tmp_path: Path):
    words = read_words(written(tmp_path, 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\nmsgstr[1] ""\n'))
    assert [words.ngettext("one", "many", number) for number in (1, 2)] == ["one", "many"]
