"""What the first bytes of a file tell: whether it is text at all, in which letters, and how its cells are parted."""

from __future__ import annotations

import codecs
import re

_LETTERS = rb"\xc0-\xff\xa8\xb8\xaa\xba\xaf\xbf\xb2\xb3\xa5\xb4\xa1\xa2"
_RUN = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_CYRILLIC = re.compile(rb"[%s]+" % _LETTERS)
_SIGNS = re.compile(rb"[\xa0\xab\xbb\xb9\x84\x85\x91-\x97\xa7\xa9\xae\xb0\xb1\xb7\x99\x88]")
"""Signs that Russian text has: quotation marks, dashes, №, §, ©, °, €; they say neither yes nor no."""

_VOWEL = re.compile("[аеёиоуыэюяіїє]")
_CONSONANT = re.compile("[бвгдзжйклмнпрстфхцчшщґў]")
_RARE = re.compile("[ъэёфщцюя]")
_ENOUGH_LETTERS = 6

_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0c")
_KINDS_OF_BINARY = (
    b"\x89PNG", b"\x7fELF", b"PK\x03\x04", b"\xff\xd8\xff", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\xfd7zXZ", b"GIF8",
    b"BZh",
)
_MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PACKED = {".gz": b"\x1f\x8b", ".xz": b"\xfd7zXZ\0", ".xlsx": b"PK\x03\x04"}
"""What a file with such an ending begins with."""


def is_what_it_says(suffix: str, head: bytes) -> bool:
    """Whether a file's first bytes suit the ending of its name. A file that breaks off within them may still be one."""
    begins = PACKED.get(suffix, b"")
    return head.startswith(begins) or begins.startswith(head)


def is_binary(head: bytes) -> bool:
    """A picture, a program, a workbook under another name. A name of goods may hold control characters; a header never does."""
    if head.startswith(_MARKS_OF_UTF_16):
        return False
    if head.startswith(_KINDS_OF_BINARY):
        return True
    first = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    share = 20 if _is_mostly_broken(head) else 3
    return _controls(first) > 0 or _controls(head) * share > len(head)


def encoding_of(head: bytes, *, mostly_latin: bool = False) -> str:
    """UTF-8, UTF-16 by its mark, or Windows-1251: what shops' programs in our countries write.

    A file is UTF-8 even with a few broken rows: Russian text in Windows-1251 has hardly a letter that is valid UTF-8. And a
    handful of broken bytes in an English file is not Windows-1251, although any byte would be a letter there: its letters
    must make words. `mostly_latin` is for a file whose text should be English: there one odd row of Cyrillic is a broken
    row, and only a file with such words in every other line is Windows-1251.
    """
    if head.startswith(_MARKS_OF_UTF_16):
        return "utf-16"
    if not _is_mostly_broken(head) or not _is_written_in_cyrillic(head):
        return "utf-8-sig"
    return "utf-8-sig" if mostly_latin and not _is_cyrillic_all_over(head) else "cp1251"


def delimiter_of(sample: str) -> str:
    """Tab, semicolon or comma: whichever stands most often in the first line."""
    first = sample.split("\n", 1)[0]
    return max("\t;,", key=first.count)


def _is_mostly_broken(head: bytes) -> bool:
    """Whether most of what is not ASCII is no UTF-8. The end of a sample may cut a letter."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        pass
    else:
        return False
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    strange = [char for char in text if char > "\x7f"]
    return sum("\udc80" <= char <= "\udcff" for char in strange) * 2 > len(strange)


def _controls(head: bytes) -> int:
    return len(head) - len(head.translate(None, _CONTROL))


def _is_written_in_cyrillic(head: bytes) -> bool:
    """Whether the bytes that are not ASCII make words in Windows-1251, and more of them than they spoil (as in `caf\\xe9`)."""
    words = spoilt = 0
    for run in _RUN.findall(head):
        for part in _SIGNS.split(run):
            if _CYRILLIC.fullmatch(part):
                words += len(part) * _is_word(part)
            else:
                spoilt += len(part) - len(re.sub(rb"[\x80-\xff]", b"", part))
    return words >= _ENOUGH_LETTERS and words > spoilt


def _is_cyrillic_all_over(head: bytes) -> bool:
    lines = [line for line in head.splitlines() if line.strip()][1:]  # the first names the columns
    return bool(lines) and 2 * sum(any(_is_word(word) for word in _CYRILLIC.findall(line)) for line in lines) >= len(lines)


def _is_word(part: bytes) -> bool:
    """Whether Cyrillic letters look like a word: three or more, its capitals in front or all over, not made of rare letters."""
    text = part.decode("cp1251", "replace")
    plain = text.lower()
    return (
        len(text) >= 3
        and (text in (plain, text.upper()) or text[1:] == plain[1:])
        and plain[0] not in "ьъ"
        and bool(_VOWEL.search(plain) and _CONSONANT.search(plain))
        and len(_RARE.findall(plain)) * 2 < len(plain)
    )
