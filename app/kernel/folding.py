"""How a name and a search text are made comparable: letters, keyboard layouts, typos. Pure; never used for what is shown.

`й` stays itself, not `и`: it has a key of its own in every Cyrillic layout, so nobody types `и` for want of it, and in a
word of four letters or more the one forgiven typo finds it anyway. Every letter that a Russian keyboard lacks is folded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_OWN_LETTERS = str.maketrans(
    # Ukrainian, Belarusian; Kazakh; Kyrgyz, Tatar, Uzbek, Tajik, as they are typed on a Russian keyboard. й is kept.
    "ёіїєґў" "әғқңөұүһ" "җҳҷҥ" "й",
    "еииегу" "агкноуух" "жхчн" "й",
)  # fmt: skip
_FOREIGN_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
_DROPPED = frozenset("'’‘ʼ`´′\u00ad")
_SPECIAL = {".": ".", ",": ".", "×": "×", "*": "×", "№": " ", "й": "й", "Й": "й"}

_LONE_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_TIMES = re.compile(r"(?<=\d) ?× ?(?=\d)")
_BY = re.compile(r"(?<=\d)(?: ?[xх] ?(?=\d)|х)")
_SEAM = re.compile(r"[a-z](?:(?=[а-я])|(?<=[а-я][a-z]))")
_RUN = re.compile(r"(?<=\d)x|[a-zа-я]+")
_RARE = re.compile("[\u0600-\U0010ffff]")

_LATIN_TWINS = "aceopxykmthbi"
_CYRILLIC_TWINS = "асеорхукмтнви"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS[:-1], _LATIN_TWINS[:-1])  # и does not look like i; only і does

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
LETTERS = _CYRILLIC + _LATIN + "0123456789"
"""All that a folded Russian or English name is made of, besides the point inside a number."""


def fold(text: str, *, twins: bool = True) -> str:
    """Words in small plain letters with one space between them: `Көлік, 0,5Л` becomes `колик 0.5л`.

    With `twins`, letters of the other alphabet that only look right are put right (a Latin `c` in `cок`).
    A point or comma stays only inside a number; `33х33`, `33 x 33` and `33*33` are one. Folding twice changes nothing.
    """
    plain = unicodedata.normalize("NFC", text).translate(_LETTERS if _RARE.search(text) else _COMMON_LETTERS)
    if "." in plain:
        plain = _LONE_POINT.sub(" ", plain)
    plain = " ".join(plain.split())
    if "×" in plain:
        plain = " ".join(_TIMES.sub("x", plain).replace("×", " ").split())
    if "х" in plain or "x" in plain:
        plain = _BY.sub("x", plain)
    if twins and _SEAM.search(plain):
        plain = _RUN.sub(_untwinned, plain)
    return plain


def fold_code(text: str) -> str:
    """A barcode or article without separators, its letters of one alphabet: `ВТ-20/4` and `bt 20 4` become `bt204`."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return fold(text, twins=False).replace(" ", "").replace(".", "").translate(_TO_LATIN)


def other_layouts(text: str) -> list[str]:
    """What the same keys give in another keyboard layout, likeliest first: `ghbdtn` gives `привет`, `тшмуф` gives `nivea`.

    Russian first, then Ukrainian and Kazakh where they differ for these keys (layouts: xkeyboard-config, symbols ru, ua, kz).
    """
    small = text.lower()
    has_latin = any("a" <= char <= "z" for char in small)
    has_cyrillic = any("Ѐ" <= char <= "ӿ" for char in small)
    readings = []
    if has_latin or (not has_cyrillic and set(small.replace(" ", "")) <= _PUNCTUATION_KEYS):
        readings.append(small.translate(_ENGLISH_TO_RUSSIAN))
        readings.append(small.translate(_ENGLISH_TO_UKRAINIAN))
    if has_latin:
        readings.append(small.translate(_ENGLISH_TO_KAZAKH))
    if has_cyrillic:
        readings.append(small.translate(_CYRILLIC_TO_ENGLISH))
    if any(char in _KAZAKH_KEYS for char in small):
        readings.append(small.translate(_KAZAKH_TO_ENGLISH))
    return [reading for reading in dict.fromkeys(readings) if reading != small]


def is_correctable(word: str) -> bool:
    """Whether a typo in it is worth forgiving: it has three letters or more (of three, see `one_typo`)."""
    return len(word) > 2 and sum(char.isalpha() for char in word) > 2


def one_typo(word: str, *, known: int) -> Iterator[str]:
    """Every word that `word` may have been meant for: a letter inserted, left out, replaced, or two neighbours swapped.

    The first `known` letters begin some real word and one more does not, so an edit that leaves more of them alone is not
    worth trying. Of three letters only a missing one is mended. (Damerau 1964; optimal string alignment distance 1.)
    """
    letters = _alphabet(word)
    last = min(known, len(word))
    for place in range(last + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in letters)
        if not tail or len(word) == 3:
            continue
        yield head + tail[1:]
        yield from (head + letter + tail[1:] for letter in letters if letter != tail[0])
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]


def _alphabet(word: str) -> str:
    is_cyrillic, is_latin = any("а" <= char <= "я" for char in word), any("a" <= char <= "z" for char in word)
    return (_CYRILLIC if is_cyrillic else "") + (_LATIN if is_latin else "")


def _untwinned(run: re.Match[str]) -> str:
    """Letters of two alphabets in one, when the lesser part only looks alike; else as they are (`usbкабель`)."""
    word = run[0]
    latin = [char for char in word if "a" <= char <= "z"]
    cyrillic = [char for char in word if "а" <= char <= "я"]
    if not latin or not cyrillic:
        return word
    if len(latin) <= len(cyrillic):
        return word.translate(_TO_CYRILLIC) if all(char in _LATIN_TWINS for char in latin) else word
    return word.translate(_TO_LATIN) if all(char in _CYRILLIC_TWINS[:-1] for char in cyrillic) else word


class _Letters(dict[int, str]):
    """Folds one character; what is not in it is worked out each time, so that no text makes it grow."""

    def __missing__(self, code: int) -> str:
        return _fold_char(chr(code))


def _fold_char(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in _DROPPED or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    if not char.isalnum():
        return " "
    small = char.casefold().translate(_OWN_LETTERS)
    parts = small if "й" in small else unicodedata.normalize("NFKD", small).casefold().translate(_OWN_LETTERS)
    return "".join(_plain(part) for part in parts)


def _plain(part: str) -> str:
    if part.isdecimal():
        return str(unicodedata.decimal(part))
    if part.isalnum():
        return _FOREIGN_LETTERS.get(part, part)
    return "" if unicodedata.combining(part) else " "


_COMMON_LETTERS = {code: _fold_char(chr(code)) for code in range(0x600)}
_LETTERS = _Letters(_COMMON_LETTERS)

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./" '~{}:"<>?'
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю." "ёхъжэбю,"
_KAZAKH_KEYS = "әіңғүұқөһ"
_PUNCTUATION_KEYS = frozenset("`[];',.{}:\"<>")
_ENGLISH_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_ENGLISH_TO_UKRAINIAN = {**_ENGLISH_TO_RUSSIAN, **str.maketrans("s]}'\"\\|`~", "іїїєєґґ''")}
_ENGLISH_TO_KAZAKH = {**_ENGLISH_TO_RUSSIAN, **str.maketrans("234589" "0-=", "әіңғүұ" "қөһ")}
_CYRILLIC_TO_ENGLISH = {
    **str.maketrans(_RUSSIAN_KEYS[:34], _ENGLISH_KEYS[:34]),
    **str.maketrans("іїєґ", "s]'\\"),
}
_KAZAKH_TO_ENGLISH = {**_CYRILLIC_TO_ENGLISH, **str.maketrans(_KAZAKH_KEYS + "„,.", "234589" "0-=" "167")}
