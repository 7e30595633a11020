"""Forgives one typo a word: finds the real words that may have been meant, and the products that have them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain, islice

from sqlalchemy import Connection

from app.core.catalog.search.hunt import MOST_RANKED, Hunt
from app.core.catalog.search.patterns import Grade, any_of, beginnings, satisfies
from app.kernel.folding import is_correctable, one_typo

_MOST_MEANT = 12
_MOST_MISSPELT = 3


def seek_typos(hunt: Hunt, words: Sequence[str]) -> None:
    """Add products with the words that may have been meant: whole ones first, then what the last one may grow into.

    Unknown words are mended together; where all are known, each is mended in turn.
    """
    misspelt = _misspelt(hunt.connection, words)
    meant = {word: _meant(hunt.connection, word, known) for word, known in misspelt.items()}
    strange = [word for word, known in misspelt.items() if known < len(word) and any(meant[word])]
    for mending in [strange] if strange else [[word] for word in misspelt]:
        kept = [((word,),) for word in words if word not in mending]
        whole = [any_of(meant[word][0]) for word in mending]
        begun = [any_of(chain(*meant[word][: 2 if word == words[-1] else 1])) for word in mending]
        _seek_mended(hunt, kept, whole, is_shared=True)
        _seek_mended(hunt, kept, begun, is_shared=False)


def _seek_mended(hunt: Hunt, kept: Grade, mended: Grade, *, is_shared: bool) -> None:
    """Names that begin so come first; of too many answers each of the words that may have been meant gets its share."""
    if hunt.is_full:
        return
    *_, first, starts = beginnings([], [*kept, *mended])
    rows = hunt.ask(starts, MOST_RANKED)
    if is_shared and len(rows) == MOST_RANKED and len(mended) == 1:
        share = 1 + hunt.limit // len(mended[0])
        fair = sorted(row for reading in starts[-1] for row in hunt.ask([*starts[:-1], (reading,)], share))
        hunt.add(sorted(fair, key=lambda row: not satisfies(row.text, first)))
    hunt.add(sorted(rows, key=lambda row: not satisfies(row.text, first)))


def _misspelt(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Words that may have a typo, and how many of their letters begin a real word: the unknown ones, if there are any."""
    rows = connection.exec_driver_sql(
        "SELECT value, (SELECT word FROM search_word WHERE word >= value ORDER BY word LIMIT 1),"
        " (SELECT word FROM search_word WHERE word < value ORDER BY word DESC LIMIT 1) FROM json_each(?)",
        (json.dumps([word for word in words if is_correctable(word)]),),
    ).all()
    known = {
        word: max(_shared(word, after or ""), _shared(word, before or ""))
        for word, after, before in rows
    }
    strange = {word: letters for word, letters in known.items() if letters < len(word) and word.isalpha()}
    return dict(islice((strange or known).items(), _MOST_MISSPELT))


def _shared(word: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    for place, (ours, theirs) in enumerate(zip(word, other, strict=False)):
        if ours != theirs:
            return place
    return min(len(word), len(other))


def _meant(connection: Connection, word: str, known: int) -> tuple[list[str], list[str]]:
    """Real words one typo away (each ends with a space), and beginnings of real words one typo away; commonest first."""
    rows = connection.exec_driver_sql(
        "SELECT value, word, uses FROM (SELECT value, (SELECT word FROM search_word WHERE word >= value ORDER BY word"
        " LIMIT 1) AS found FROM json_each(?)) JOIN search_word ON word = found ORDER BY uses DESC, value",
        (json.dumps(list(dict.fromkeys(one_typo(word, known=known)))),),
    ).all()
    whole = [text + " " for text, found, _ in rows if text == found]
    begun = [text for text, found, _ in rows if found.startswith(text) and len(word) > 3]
    return whole[:_MOST_MEANT], begun[:_MOST_MEANT]
