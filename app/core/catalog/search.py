"""Search as a person types: keeps its own tables in step with products, and finds products in them, best first.

One trigram index answers everything. A product's text is `^ молоко 0.5л #₄₆₀₀₀₀₀₀₀₀₀₁₇$`; what is typed becomes patterns in
it (`^ мол` begins a name, ` мол` a word, `мол` is anywhere, `#₄₆₀` begins a code), a pattern becomes trigrams, and what they
find is checked against the text. Ids begin with the name's length: the first rows of each answer are its shortest names.
Digits of codes are other characters than those of names, so that `460` need not look at every barcode of a country.
"""

from __future__ import annotations

import json
import os.path
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.kernel.folding import LETTERS, fold, fold_code, is_correctable, one_typo, other_layouts

_LENGTH_SHIFT = 24  # 16 million names of one length
_BATCH = 500
_WORD = re.compile(r"(?<= )[^ \d.#]{3,}(?= )")  # letters only: a typo in a number cannot be guessed

_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_CODE_DIGITS = str.maketrans("0123456789", _SUBSCRIPTS)

_MOST_TYPED = 256  # no name is longer; what stands behind is not read
_MOST_RANKED = 100  # so few rows are put in order here; of more, the index is asked grade by grade
_MOST_NEEDS_INDEXED = 4  # the others are only checked: four words leave few products
_MOST_GRAMS = 4  # of one word
_MOST_MEANT = 12
_MOST_MISSPELT = 3
_FEW = 5  # so many good answers for a single word, and no typo is suspected
_LONG_CODE = 6  # so many digits are a barcode rather than a size

Reading = tuple[str, ...]
"""Words, or patterns, that must all be there."""
Need = tuple[Reading, ...]
"""One typed word in each way to read it (as typed, in another layout, mended): one of them must be there."""
Grade = Sequence[Need]
"""All that a product must have to be an answer of this goodness."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of a product: its name, article and barcodes."""

    product_id: UUID
    name: str
    article: str | None
    codes: tuple[str, ...]


def index_products(session: Session, entries: Sequence[Entry]) -> None:
    """Make these products findable as they are now, new ones and changed ones; of two entries of one, the last counts."""
    connection = session.connection()
    latest = {entry.product_id.bytes: entry for entry in entries}
    for products in _batches(latest):
        texts = {product: _text(latest[product]) for product in products}
        known = _known(connection, products)
        stale = [row for row in known if row.text != texts[row.product]]
        same = {row.product for row in known if row.text == texts[row.product]}
        _remove(connection, stale)
        _insert(connection, {product: text for product, text in texts.items() if product not in same})


def remove_products(session: Session, product_ids: Sequence[UUID]) -> None:
    """Make these products unfindable; one that never was findable is no mistake."""
    connection = session.connection()
    for products in _batches([product_id.bytes for product_id in product_ids]):
        _remove(connection, _known(connection, products))


def find(session: Session, text: str, *, limit: int = 30) -> list[UUID]:
    """Products for what has been typed so far, best first, at most `limit`; refuses nothing.

    An exact code; names that begin with it; words that begin with it; the same in another keyboard layout; inside words
    and codes; with a typo. Within each of these, shorter names first.
    """
    typed = text[:_MOST_TYPED]
    hunt = _Hunt(session.connection(), limit)
    needs = _needs(typed)
    others = _other_needs(hunt, typed, needs)
    is_sure = _seek_code(hunt, typed)
    is_sure |= _seek_words(hunt, typed, needs, others)
    _seek_part_of_code(hunt, typed)
    for reading in (typed, *other_layouts(typed)):
        if not is_sure and not hunt.is_full:
            _seek_typos(hunt, list(dict.fromkeys(fold(reading).split())))
            is_sure = bool(hunt.found)
    hunt.take(others)
    return [UUID(bytes=product) for product in hunt.found.values()]


# What is typed becomes grades of answers, best first.


def _needs(typed: str) -> list[Need]:
    return [((word,),) for word in dict.fromkeys(fold(typed).split())]


def _other_needs(hunt: _Hunt, typed: str, needs: Grade) -> Grade:
    """Each typed word in all readings that lead somewhere; just `needs` when there are no others."""
    tokens = typed.split()
    plain = [fold(token) for token in tokens]
    if " ".join(filter(None, plain)) != fold(typed):
        return needs  # a size with spaces in it is one word
    others = [_other_texts(token) for token in tokens]
    possible = hunt.possible(chain(*others))
    if not any(len(text) > 1 or len(tokens) == 1 for text in possible.difference(plain)):
        return needs  # a single letter alone does not make another layout likely
    texts = [[text, *filter(possible.__contains__, more)] for text, more in zip(plain, others, strict=True)]
    readings = [tuple(tuple(text.split()) for text in dict.fromkeys(more) if text) for more in texts]
    return list(dict.fromkeys(filter(None, readings)))


def _other_texts(token: str) -> list[str]:
    """Readings of one word; one that falls into crumbs was not meant."""
    texts = [fold(token, twins=False), *map(fold, other_layouts(token))]
    return [text for text in texts if text != fold(token) and max(map(len, text.split()), default=0) >= min(3, len(token))]


def _seek_code(hunt: _Hunt, typed: str) -> bool:
    """Whether somebody has exactly this code. Many digits are a barcode rather than a part of a name."""
    codes = [code for code in map(_code, (typed, *other_layouts(typed))) if code]
    hunt.take([_any_of(f"#{code}$" for code in codes)])
    is_known = bool(hunt.found)
    if len(typed) >= _LONG_CODE and typed.isdecimal():
        _seek_part_of_code(hunt, typed)
    return is_known


def _seek_part_of_code(hunt: _Hunt, typed: str) -> None:
    code = _code(typed)
    if len(code) > 2 and any(char.isdigit() for char in typed):
        part = [_any_of([code])]
        hunt.seek([[_any_of([f"#{code}"])], part], widest=part)


def _code(text: str) -> str:
    return fold_code(text).translate(_CODE_DIGITS)


def _seek_words(hunt: _Hunt, typed: str, needs: Grade, others: Grade) -> bool:
    """Whether there are so many answers in which words begin as typed that no typo need be suspected."""
    grades = _beginnings([fold(typed)], needs)
    if others != needs:
        grades += _beginnings([fold(reading) for reading in other_layouts(typed)], others)
    counts = hunt.seek([*grades, needs, _with_codes(needs)], widest=_with_codes(others))
    return counts[len(grades) - 1] >= (_FEW if len(needs) == 1 else 1)


def _with_codes(needs: Grade) -> Grade:
    """The same, where digits among other words may also stand in a code."""
    if len(needs) == 1:
        return needs
    return [(*need, (_code(need[0][0]),)) if need[0][0].isdigit() and len(need[0][0]) > 2 else need for need in needs]


def _beginnings(phrases: Iterable[str], needs: Grade) -> list[Grade]:
    """Names that begin with a whole phrase, with a phrase, with one of the words; then words that begin so."""
    openings = [f"^ {phrase}" for phrase in phrases if phrase]
    whole = [opening + " " for opening in openings if len(opening) > 4]
    starts = [tuple(tuple(" " + word for word in reading) for reading in need) for need in needs]
    opened = _any_of("^" + start for need in starts for reading in need for start in reading)
    first = [*starts, opened] if len(needs) > 1 or not openings else []
    return [[_any_of(whole)], [_any_of(openings)], first, starts]


def _any_of(patterns: Iterable[str]) -> Need:
    return tuple((pattern,) for pattern in dict.fromkeys(patterns))


# Typos.


def _seek_typos(hunt: _Hunt, words: Sequence[str]) -> None:
    """Products with the words that may have been meant: whole ones first, then what the last one may be going to be."""
    misspelt = _misspelt(hunt.connection, words)
    meant = {word: _meant(hunt.connection, word, known) for word, known in misspelt.items()}
    strange = [word for word, known in misspelt.items() if known < len(word) and any(meant[word])]
    for mending in [strange] if strange else [[word] for word in misspelt]:
        kept = [((word,),) for word in words if word not in mending]
        whole = [_any_of(meant[word][0]) for word in mending]
        begun = [_any_of(chain(*meant[word][: 2 if word == words[-1] else 1])) for word in mending]
        _seek_mended(hunt, kept, whole, is_shared=True)
        _seek_mended(hunt, kept, begun, is_shared=False)


def _seek_mended(hunt: _Hunt, kept: Grade, mended: Grade, *, is_shared: bool) -> None:
    """Names that begin so come first; of too many answers each of the words that may have been meant gets its share."""
    *_, first, starts = _beginnings([], [*kept, *mended])
    rows = hunt.ask(starts, _MOST_RANKED)
    if is_shared and len(rows) == _MOST_RANKED and len(mended) == 1:
        share = 1 + hunt.limit // len(mended[0])
        fair = sorted(row for reading in starts[-1] for row in hunt.ask([*starts[:-1], (reading,)], share))
        hunt.add(sorted(fair, key=lambda row: not _satisfies(row.text, first)))
    hunt.add(sorted(rows, key=lambda row: not _satisfies(row.text, first)))


def _misspelt(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Words that may have a typo, and how many of their letters begin a real word: the unknown ones, if there are any."""
    rows = connection.exec_driver_sql(
        "SELECT value, (SELECT word FROM search_word WHERE word >= value ORDER BY word LIMIT 1),"
        " (SELECT word FROM search_word WHERE word < value ORDER BY word DESC LIMIT 1) FROM json_each(?)",
        (json.dumps([word for word in words if is_correctable(word)]),),
    )
    known = {
        word: max(len(os.path.commonprefix((word, neighbour))) for neighbour in (after or "", before or ""))
        for word, after, before in rows
    }
    strange = {word: letters for word, letters in known.items() if letters < len(word) and word.isalpha()}
    return dict(islice((strange or known).items(), _MOST_MISSPELT))


def _meant(connection: Connection, word: str, known: int) -> tuple[list[str], list[str]]:
    """Real words one typo away (each ends with a space), and beginnings of real words one typo away; commonest first."""
    rows = connection.exec_driver_sql(
        "SELECT value, word, uses FROM (SELECT value, (SELECT word FROM search_word WHERE word >= value ORDER BY word"
        " LIMIT 1) AS found FROM json_each(?)) JOIN search_word ON word = found ORDER BY uses DESC",
        (json.dumps(list(dict.fromkeys(one_typo(word, known=known)))),),
    ).all()
    whole = [text + " " for text, found, _ in rows if text == found]
    begun = [text for text, found, _ in rows if found.startswith(text) and len(word) > 3]
    return whole[:_MOST_MEANT], begun[:_MOST_MEANT]


# A grade becomes one question to the index.


class _Hunt:
    """What is found so far, best first; it asks for no more than is still wanted, and each product once."""

    def __init__(self, connection: Connection, limit: int) -> None:
        self.connection, self.limit = connection, limit
        self.found: dict[int, bytes] = {}

    @property
    def is_full(self) -> bool:
        return len(self.found) >= self.limit

    def possible(self, texts: Iterable[str]) -> set[str]:
        """Those texts whose words may stand in some product together, as far as the index can tell."""
        grams = {text: _match([(tuple(text.split()),)]) for text in texts}
        rows = self.connection.exec_driver_sql(
            "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM search_gram WHERE search_gram MATCH value)",
            (json.dumps([match for match in grams.values() if match]),),
        )
        known = {match for (match,) in rows} | {""}
        return {text for text, match in grams.items() if match in known}

    def seek(self, grades: Sequence[Grade], *, widest: Grade) -> list[int]:
        """Add the answers of each grade, best first; all of them satisfy `widest`. How many there are after each grade."""
        is_indexed = not self.is_full and bool(_match(widest))
        rows = self.ask(widest, _MOST_RANKED) if is_indexed else []
        counts = []
        for grade in grades:
            if is_indexed and len(rows) < _MOST_RANKED:
                self.add(row for row in rows if _satisfies(row.text, grade))
            else:
                self.take(grade)
            counts.append(len(self.found))
        return counts

    def take(self, grade: Grade) -> None:
        """Add the answers of one grade, shortest names first."""
        if not self.is_full:
            self.add(self.ask(grade, self.limit + len(self.found)))

    def add(self, rows: Iterable[_Row]) -> None:
        for row in rows:
            if not self.is_full:
                self.found.setdefault(row.entry_id, row.product)

    def ask(self, grade: Grade, most: int) -> list[_Row]:
        """The first rows that satisfy a grade. No needs, or one that nothing satisfies, find none."""
        if not grade or not all(grade):
            return []
        match = _match(grade) or _short_match(grade)
        check = " AND ".join(_check(need) for need in grade)
        patterns = [pattern for need in grade for reading in need for pattern in reading]
        index = "search_gram JOIN search_entry AS e ON e.id = search_gram.rowid" if match else "search_entry AS e"
        rows = self.connection.exec_driver_sql(
            f"SELECT e.id, e.product_id, e.text FROM {index} WHERE {'search_gram MATCH ? AND ' if match else ''}{check}"
            f" ORDER BY {'search_gram.rowid' if match else 'e.id'} LIMIT ?",
            (*([match] if match else []), *patterns, most),
        )
        return list(map(_Row._make, rows))


def _check(need: Need) -> str:
    return "(" + " OR ".join(" AND ".join(["instr(e.text, ?)"] * len(reading)) for reading in need) + ")"


def _satisfies(text: str, grade: Grade) -> bool:
    """The same as `_check`, for a row that is already here."""
    return bool(grade) and all(any(all(pattern in text for pattern in reading) for reading in need) for need in grade)


def _match(grade: Grade) -> str:
    """What the trigram index can say about a grade, empty if nothing; `_check` says the rest."""
    longest = sorted(grade, key=lambda need: -min(map(len, map("".join, need)), default=0))[:_MOST_NEEDS_INDEXED]
    return " AND ".join(f"({grams})" for grams in map(_need_grams, longest) if grams)


def _need_grams(need: Need) -> str:
    readings = [" AND ".join(filter(None, map(_grams, reading))) for reading in need]
    return " OR ".join(f"({reading})" for reading in readings) if all(readings) else ""


def _grams(pattern: str) -> str:
    """A few trigrams that every text with this pattern has; empty for fewer than three characters."""
    if pattern[0] == "#" and len(pattern) > 3:
        grams = _code_grams(pattern[1:])
    elif pattern[0] in _SUBSCRIPTS:
        grams = _code_grams(pattern)
    else:
        grams = [pattern[:3]] if pattern[0] == "^" else []
        words = [word for word in pattern.strip("^ ").split() if len(word) > 2]
        for word in words[:_MOST_NEEDS_INDEXED] or [pattern]:
            grams += _word_grams(word)
        if pattern[0] == " " and (len(pattern) < 6 or not words[0].isalpha()):
            grams.append(pattern[:3])
    return " AND ".join(f'"{gram}"' for gram in dict.fromkeys(grams) if len(gram) == 3)


def _word_grams(word: str) -> list[str]:
    """Those inside a word are rarer than those with the space at its ends."""
    last = len(word) - 3
    return [*(word[place : place + 3] for place in islice(range(last, 0, -3), _MOST_GRAMS)), word[:3]]


def _code_grams(code: str) -> list[str]:
    """The last digits of a barcode are rarer than the first, its country."""
    last = len(code) - 3
    places = {*islice(range(last, 0, -3), _MOST_GRAMS), min(1, last)}
    return [code[place : place + 3] for place in sorted(places, reverse=True)]


def _short_match(grade: Grade) -> str:
    """Two characters are the beginning of some trigram; a single one is looked for without the index."""
    for need in grade:
        patterns = [reading[0] for reading in need]
        if all(len(pattern) == 2 and pattern[1] in LETTERS for pattern in patterns):
            return " OR ".join(f'"{pattern}{char}"' for pattern in patterns for char in LETTERS + " .")
    return ""


# Keeping the index in step.


class _Row(NamedTuple):
    entry_id: int
    product: bytes
    text: str


def _text(entry: Entry) -> str:
    codes = dict.fromkeys(map(_code, (*entry.codes, entry.article or "")))
    return f"^ {fold(entry.name)} " + "".join(f"#{code}$" for code in codes if code)


def _name(text: str) -> str:
    return text.partition("#")[0]


def _batches(products: Iterable[bytes]) -> Iterator[list[bytes]]:
    remaining = iter(products)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _known(connection: Connection, products: Sequence[bytes]) -> list[_Row]:
    places = ", ".join("?" * len(products))
    rows = connection.exec_driver_sql(
        f"SELECT id, product_id, text FROM search_entry WHERE product_id IN ({places})", tuple(products)
    )
    return [_Row(entry_id, product, text) for entry_id, product, text in rows]


def _remove(connection: Connection, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    grams = sorted((row.entry_id, row.text) for row in rows)
    connection.exec_driver_sql("INSERT INTO search_gram (search_gram, rowid, text) VALUES ('delete', ?, ?)", grams)
    connection.exec_driver_sql("DELETE FROM search_entry WHERE id = ?", [(entry_id,) for entry_id, _ in grams])
    _count_words(connection, (row.text for row in rows), step=-1)


def _insert(connection: Connection, texts: dict[bytes, str]) -> None:
    """The index is written in the order of ids, as it wants them: out of order it would begin a new segment each time."""
    if not texts:
        return
    free = _free_ids(connection, {len(_name(text)) for text in texts.values()})
    rows = []
    for product, text in texts.items():
        length = len(_name(text))
        rows.append((free[length], product, text))
        free[length] += 1
    rows.sort()
    connection.exec_driver_sql("INSERT INTO search_entry (id, product_id, text) VALUES (?, ?, ?)", rows)
    connection.exec_driver_sql("INSERT INTO search_gram (rowid, text) VALUES (?, ?)", [(row[0], row[2]) for row in rows])
    _count_words(connection, texts.values(), step=1)


def _free_ids(connection: Connection, lengths: Collection[int]) -> dict[int, int]:
    rows = connection.exec_driver_sql(
        "SELECT value, (SELECT max(id) FROM search_entry WHERE id >= value << ? AND id < (value + 1) << ?)"
        " FROM json_each(?)",
        (_LENGTH_SHIFT, _LENGTH_SHIFT, json.dumps(sorted(lengths))),
    )
    return {length: (length << _LENGTH_SHIFT) if last is None else last + 1 for length, last in rows}


def _count_words(connection: Connection, texts: Iterable[str], *, step: int) -> None:
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    if not counts:
        return
    rows = sorted((word, uses * step) for word, uses in counts.items())
    connection.exec_driver_sql(
        "INSERT INTO search_word (word, uses) VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses",
        rows,
    )
    if step < 0:
        connection.exec_driver_sql("DELETE FROM search_word WHERE word = ? AND uses <= 0", [(word,) for word, _ in rows])
