"""What `duken verify` has found, as sentences for people: which document, what stands there, what should. Only words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.core.verify.views import About, Finding
from app.kernel.i18n import _, translated
from app.kernel.text import one_line
from ui.facts import written
from ui.formats import day_text, moment_text
from ui.wording import DOCUMENTS, FIGURES, STATES, TENDERS, THINGS, UNITS, worded

SENTENCES: Mapping[str, str] = {
    "figure": _("{what}. {figure}: {found}; it should be {expected}."),
    "at_most": _("{what}. {figure}: {found}; it may be no more than {expected}."),
    "belonging": _("{what}: it belongs to another person, customer, shift or till than when it was made."),
    "parts": _("{what}: it has other lines, payments or goods now than when it was made."),
    "moment": _("{what}: it has another date or time now than when it was made."),
    "counts": _("{what}: other notes and coins are written there now than were counted."),
    "cash_entry": _("{what}: its entry in the drawer's book has another person, time or document now than when it was made."),
    "no_document": _("{what}: there is no document for an amount of {found}."),
    "report": _("{what}: its report is another one than was made at the closing."),
    "bytes": _("{what}: the copy for the centre was changed afterwards."),
    "not_sealed": _("{what}: the journal does not know it in this form."),
    "document_gone": _("{what}: the journal knows it, but the copy for the centre is gone or was changed."),
    "row_gone": _("{what}: there is a copy for the centre, but it is not in the books."),
    "unequal": _("In the books ({what}): {found}; for the centre: {expected}."),
    "numbers": _("Numbers of “{what}”: {found} are there, and {expected} were given."),
    "highest_number": _("Numbers of “{what}”: the highest is {found}, and the last one given was {expected}."),
    "changed": _("Entry {figure} of the journal was changed afterwards."),
    "missing": _("Entry {figure} of the journal is missing."),
    "reordered": _("Entry {figure} of the journal does not follow the one before it."),
    "tail": _("The end of the journal, from entry {figure} on, was cut off or changed."),
    "cut": _("The entry of the journal that stands at the foot of Z {figure} is gone."),
    "file": _("The file is damaged: {found}"),
    "reference": _("The file is damaged: in “{what}” something points at what is not there."),
    "more": _("… and more of this kind."),
    "unfinished": _("The check “{check}” could not be finished: {found}"),
}
"""By the kind of finding; a test finds one that has no sentence."""

_YES_NO = {"True": _("yes"), "False": _("no")}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "state": STATES, "tender": TENDERS, "from_tender": TENDERS, "to_tender": TENDERS, "account": TENDERS,
    "document_kind": DOCUMENTS, "kind": DOCUMENTS, "unit": UNITS, "to_stock": _YES_NO, "with_receipt": _YES_NO,
}
_KINDS: Mapping[str, str] = {
    **DOCUMENTS, "correction": _("Correction of a payment"), "product": _("Product"), "customer": _("Customer"),
    "gift_card": _("Gift card"), "cash_entry": _("Entry in the drawer's book"),
}


def finding_sentence(finding: Finding, language: str, currency: str, zone: str | None = None) -> str:
    """One finding as a person reads it; what the program does not know is shown as it is."""
    points = finding.problem == "figure" and finding.figure.endswith(("_id", "_by"))
    template = SENTENCES["belonging"] if points else SENTENCES.get(finding.problem, SENTENCES["figure"])
    return translated(template, language).format(
        what=_what(finding, language, zone), check=finding.check, figure=worded(FIGURES, finding.figure, language),
        found=_value(finding, finding.found, language, currency), expected=_value(finding, finding.expected, language, currency),
    )


def _what(finding: Finding, language: str, zone: str | None) -> str:
    if finding.about is not None:
        return about_text(finding.about, language, zone)
    return worded(THINGS, finding.figure, language) if finding.figure in THINGS else one_line(finding.subject)


def about_text(about: About, language: str, zone: str | None = None) -> str:
    """`Receipt A1-000003 (Mar 2, 2026, 09:13), “Honey”`; an open receipt has no number yet."""
    name = one_line(about.number) if about.number else ""
    words = [worded(_KINDS, about.kind, language), _quoted(name, language) if about.kind in ("product", "customer") else name]
    moment = f" ({moment_text(about.at, language, zone)})" if about.at is not None else ""
    line = f", {_quoted(one_line(about.line), language)}" if about.line else ""
    return " ".join(words).strip() + moment + line


def _quoted(name: str, language: str) -> str:
    return translated(_("“{name}”"), language).format(name=name)


def _value(finding: Finding, value: str, language: str, currency: str) -> str:
    """A figure as its name says it is written; what is no figure is shown as it is."""
    try:
        if finding.figure == "business_date":
            return day_text(date.fromisoformat(value), language)
        return written(finding.figure, int(value), language, currency)
    except ValueError:
        shown = "—" if value in ("None", "") else one_line(value)
        return worded(_WORDS.get(finding.figure, {}), shown, language)
