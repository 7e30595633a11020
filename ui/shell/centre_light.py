"""What the line at the bottom says of the centre: nothing where none is connected, else whether all is told, and why not."""

from __future__ import annotations

from app.core.jobs.views import SyncState
from app.kernel.i18n import _
from app.ports import CentreNow
from ui.bridge.desk import Desk
from ui.formats import short_moment_text
from ui.kit.status import State
from ui.messages import sentence_of

UNREACHABLE = "centre.unreachable"
TOLD = _("All that happened here is at the centre.")
TELLING = _("What happens here is told to the centre by itself.")
WAITS = _("What is to be told is kept here and not lost. It is told by itself.")
REFUSED = _("The centre has kept these documents, but has not taken them over. Whoever runs the centre looks at them.")


def centre_light(desk: Desk, told: SyncState | None, now: CentreNow | None) -> tuple[State, ...]:
    """The centre's place in the line. What failed stays amber while it is tried again, until a round has succeeded."""
    if told is None:
        return ()
    count, name = told.waiting, desk.say(_("Centre"))
    if _is_troubled(told, now):
        words = _in_trouble(desk, told, now)
        figure = str(count) if count else "!"
        return (State("centre", "warn", words, f"{name}: {figure}", "centre", figure),)
    if told.refused:
        words = desk.say(_("Centre: {count} not taken over")).format(count=told.refused)
        return (State("centre", "warn", words, f"{name}: {told.refused}", "centre", str(told.refused)),)
    if count:
        words = desk.say(_("Centre: telling {count}…")).format(count=count)
        return (State("centre", "primary", words, f"{name}: {count}…", "centre", f"{count}…"),)
    return (State("centre", "primary", desk.say(_("Centre: all is told")), name, "centre"),)


def centre_meaning(desk: Desk, told: SyncState | None, now: CentreNow | None) -> str:
    """What that means, in whole sentences: why not now, if it does not go."""
    if told is None:
        return ""
    if _is_troubled(told, now):
        return why_not(desk, now) or desk.say(WAITS)
    return desk.say(REFUSED if told.refused else TELLING if told.waiting else TOLD)


def why_not(desk: Desk, now: CentreNow | None) -> str:
    """The sentence of what failed; empty where nothing did."""
    if now is None or not now.failed:
        return ""
    return sentence_of(now.failed, {"detail": now.detail}, desk.language, desk.place.currency, desk.place.zone)


def _is_troubled(told: SyncState, now: CentreNow | None) -> bool:
    """It failed and has not succeeded since; or nobody tells although something waits."""
    if now is None or now.state == "ended":
        return bool(told.waiting)
    return bool(now.failed)


def _in_trouble(desk: Desk, told: SyncState, now: CentreNow | None) -> str:
    if told.waiting and told.since is not None:
        since = short_moment_text(told.since, desk.clock(), desk.language, desk.place.zone)
        return desk.say(_("Centre: {count} to tell, since {since}")).format(count=told.waiting, since=since)
    is_silent = now is not None and now.failed == UNREACHABLE
    return desk.say(_("Centre: no answer") if is_silent else _("Centre: it does not go"))
