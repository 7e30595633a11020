"""A check of till and centre in words: why a row is not the same, and which document it is of."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.i18n import _, translated
from ui.centre_words import named_document
from ui.wording import CARD_FIELDS, FIGURES, THINGS, worded

CAUSES: Mapping[str, str] = {
    "unsent": _("not told yet"), "parked": _("waits at the centre for something else"), "rejected": _("the centre rejected it"),
    "quarantined": _("the centre has another of the same number"), "not_heard_yet": _("not heard yet"),
    "kept_back": _("came, but could not be stored here"), "twin": _("made twice, the older one counts"),
    "fetched": _("of another branch, fetched to take goods back"),
    "differs": _("not the same"), "only_here": _("only here"), "only_there": _("only at the centre"),
}
"""By cause; those that end by themselves are `sync.checking.UNDER_WAY`."""


def row_text(table: str, kind: str, number: str | None, language: str) -> str:
    """What a row is: of which document where one is known, else of what."""
    thing = worded(THINGS, table, language)
    document = named_document(kind, number, table, language) if kind else ""
    if not document or document.casefold().startswith(thing.casefold()):
        return document or thing
    return f"{thing} ({document})"


def column_text(name: str, language: str) -> str:
    """What a column is called; one that has no name here is shown as it is."""
    return worded({**CARD_FIELDS, **FIGURES}, name, language)


def cause_text(cause: str, language: str) -> str:
    """Why it is not the same."""
    return translated(CAUSES[cause], language)
