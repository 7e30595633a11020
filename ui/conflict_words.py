"""Fields that two tills have set, in words: of what, which values, who decided; and what came and could not be stored here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.received.conflicts import ConflictView
from app.core.received.views import OpenView
from app.kernel.i18n import _, translated
from ui.centre_words import named_document
from ui.facts import written
from ui.wording import CARD_FIELDS, SETTINGS, THINGS, worded

RULES: Mapping[str, str] = {
    "centre": _("What reached the centre first counts, until somebody decides otherwise."),
    "later": _("What was entered later counts, until somebody decides otherwise."),
    "stricter": _("The stricter of both counts, until somebody decides otherwise."),
    "person": _("What reached the centre first counts, until somebody decides."),
}
KEPT_BACK: Mapping[str, str] = {"waiting": _("waits"), "newer": _("of a newer program"), "refused": _("does not fit here")}
KEPT_BACK_MEANINGS: Mapping[str, str] = {
    "waiting": _("It points at something that has not come yet. It is stored by itself when that comes."),
    "newer": _("It is of a newer program. It is stored by itself once this program is updated."),
    "refused": _("It came from another till and is kept, but could not be stored here. Call support with the log."),
}
_YES, _NO, _NOTHING = _("yes"), _("no"), "—"


def conflict_text(found: ConflictView, language: str) -> str:
    """What a field is of: `Halva: Price`."""
    name = worded(SETTINGS, found.name, language) if found.table == "setting" else found.name
    return f"{name or worded(THINGS, found.table, language)}: {field_text(found.field, language)}"


def field_text(field: str, language: str) -> str:
    """What a field of a card is called; one that has no name here is shown as it is."""
    return worded(CARD_FIELDS, field, language)


def value_text(field: str, value: Any, language: str, currency: str) -> str:
    """A value that was set, as people read it; a dash where it is empty."""
    if field == "deleted_at" or isinstance(value, bool):
        return translated(_YES if value else _NO, language)
    return _NOTHING if value is None or value == "" else written(field, value, language, currency)


def open_text(found: OpenView, language: str) -> str:
    """What came and could not be stored: its kind."""
    return named_document(found.kind, None, None, language)
