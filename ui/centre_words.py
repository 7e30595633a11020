"""Telling the centre in words: how it stands, and what of it was not applied: what it is, how it was answered, and why."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.jobs.views import SyncState, TroubleView
from app.kernel.i18n import _, translated
from app.ports import CentreNow
from ui.bridge.desk import Desk
from ui.formats import short_moment_text
from ui.messages import sentence_of
from ui.wording import DOCUMENTS, THINGS, worded

UNREACHABLE = "centre.unreachable"
TOLD = _("All that happened here is at the centre.")
TELLING = _("What happens here is told to the centre by itself.")
WAITS = _("What is to be told is kept here and not lost. It is told by itself.")
REFUSED = _("The centre has kept these documents, but has not taken them over. Whoever runs the centre looks at them.")
KINDS: Mapping[str, str] = {
    "return.answered": THINGS["return_answer"],
    "audit": _("Entries of the journal"), "card": _("Changed: {thing}"), "cards": _("New: {thing}"),
    "sale.tender_corrected": _("Correction of a payment"), "shift.closed": DOCUMENTS["z"], "shift.opened": _("Shift opened"),
    "shift.verified": _("Shift counted again"),
}
"""Of those that are no document of `ui.wording`."""
STATES: Mapping[str, str] = {"parked": _("waits"), "rejected": _("not taken over"), "quarantined": _("set aside")}
MEANINGS: Mapping[str, str] = {
    "parked": _("It points at something that the centre has not got yet. It is applied by itself when that comes."),
    "rejected": _("The centre keeps it, but has not applied it. What happened here stands. Whoever runs the centre looks at it."),
    "quarantined": _("The centre has another document of the same number. Both are kept. Whoever runs the centre looks at them."),
}
REASONS: Mapping[str, str] = {
    "DK003": _("It is of a newer program than the centre's."),
    "DK010": _("It was changed on the way, or in this computer's file."),
    "DK011": _("The centre does not know this kind of document. It has to be updated."), "DK012": _("It names another till."),
    "DK020": _("Something that it points at has not come."),
}
OTHER = _("It does not fit what the centre has ({code}).")


def is_troubled(told: SyncState, now: CentreNow | None) -> bool:
    """Telling failed and has not succeeded since; or nobody tells although something waits."""
    if now is None or now.state == "ended":
        return bool(told.waiting)
    return bool(now.failed)


def headline(desk: Desk, told: SyncState, now: CentreNow | None) -> str:
    """How it stands, in a few words."""
    if is_troubled(told, now):
        if told.waiting and told.since is not None:
            since = short_moment_text(told.since, desk.clock(), desk.language, desk.place.zone)
            return desk.say(_("Centre: {count} to tell, since {since}")).format(count=told.waiting, since=since)
        is_silent = now is not None and now.failed == UNREACHABLE
        return desk.say(_("Centre: no answer") if is_silent else _("Centre: it does not go"))
    if told.refused:
        return desk.say(_("Centre: {count} not taken over")).format(count=told.refused)
    if told.waiting:
        return desk.say(_("Centre: telling {count}…")).format(count=told.waiting)
    return desk.say(_("Centre: all is told"))


def meaning(desk: Desk, told: SyncState, now: CentreNow | None) -> str:
    """What that means, in whole sentences: why not now, if it does not go."""
    if is_troubled(told, now):
        return _why_not(desk, now) or desk.say(WAITS)
    return desk.say(REFUSED if told.refused else TELLING if told.waiting else TOLD)


def what_text(trouble: TroubleView, language: str) -> str:
    """What a document is: its kind, and its number where it has one."""
    return named_document(trouble.kind, trouble.number, trouble.table, language)


def named_document(kind: str, number: str | None, table: str | None, language: str) -> str:
    """A document of that kind, with its own number; of a card what it is of."""
    subject, _dot, what = kind.partition(".")
    words = KINDS.get(kind) or DOCUMENTS.get(what) or DOCUMENTS.get(subject) or kind
    said = translated(words, language).format(thing=worded(THINGS, table or "", language))
    return f"{said} {number}" if number else said


def reason_text(trouble: TroubleView, language: str) -> str:
    """Why it was not applied; empty where the centre gave no reason."""
    return translated(REASONS.get(trouble.reason, OTHER), language).format(code=trouble.reason) if trouble.reason else ""


def _why_not(desk: Desk, now: CentreNow | None) -> str:
    if now is None or not now.failed:
        return ""
    return sentence_of(now.failed, {"detail": now.detail}, desk.language, desk.place.currency, desk.place.zone)
