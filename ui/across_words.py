"""Returns of another branch's goods in words: what they wait for, what is disputed, who has confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.sales.views import AnsweredLine, ReturnStanding
from app.kernel.i18n import _, translated
from ui.facts import written
from ui.formats import ago_text
from ui.wording import DOCUMENTS, worded

CHIPS: Mapping[str, str] = {
    "pending": _("waits for {branches}"), "disputed": _("disputed by {branches}"), "confirmed": _("confirmed by {branches}"),
}
INKS: Mapping[str, str] = {"pending": "muted", "disputed": "warn", "confirmed": "muted"}
MEANINGS: Mapping[str, str] = {
    "pending": _("The goods were sold in another branch. Its till confirms the return by itself once it has heard of it. What "
                 "was given back stands."),
    "disputed": _("More came back than was sold: two branches took back the same goods while they could not hear each other. "
                  "Somebody of the branch that sold them looks at it, talks to the other one, and confirms it. What was given "
                  "back stands."),
    "confirmed": _("The branch that sold the goods has confirmed the return."),
}


def chip_text(found: ReturnStanding, language: str) -> str:
    """How it stands, in a few words: `waits for Osh`."""
    return translated(CHIPS[found.state], language).format(branches=", ".join(found.goods))


def return_text(found: ReturnStanding, language: str) -> str:
    """Which one it is: `Return B2-R000001, Osh`."""
    return f"{worded(DOCUMENTS, 'return', language)} {found.number}, {found.branch}"


def age_text(found: ReturnStanding, seconds: float, language: str) -> str:
    """When it was made, and whose word it waits for."""
    return f"{ago_text(seconds, language)} · {chip_text(found, language)}"


def over_text(line: AnsweredLine, language: str) -> str:
    """A line of which more came back than was sold."""
    sold, back = (written("quantity_milli", milli, language, "") for milli in (line.sold_milli, line.back_milli))
    return translated(_("{name}: sold {sold} {unit}, came back {back}"), language).format(
        name=line.name, sold=sold, unit=line.unit, back=back
    )
