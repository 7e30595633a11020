"""The centre's place in the line at the bottom: none where no centre is connected."""

from __future__ import annotations

from app.core.jobs.views import SyncState
from app.kernel.i18n import _
from app.ports import CentreNow
from ui.bridge.desk import Desk
from ui.centre_words import headline, is_troubled
from ui.kit.status import State


def centre_light(desk: Desk, told: SyncState | None, now: CentreNow | None) -> tuple[State, ...]:
    """Green while all is told or being told. What failed stays amber while it is tried again, until a round has succeeded."""
    if told is None:
        return ()
    words, name = headline(desk, told, now), desk.say(_("Centre"))
    if is_troubled(told, now):
        figure = str(told.waiting) if told.waiting else "!"
        return (State("centre", "warn", words, f"{name}: {figure}", "centre_waits", figure),)
    if told.refused:
        return (State("centre", "warn", words, f"{name}: {told.refused}", "centre_waits", str(told.refused)),)
    if told.waiting:
        figure = f"{told.waiting}…"
        return (State("centre", "primary", words, f"{name}: {figure}", "centre_works", figure),)
    return (State("centre", "primary", words, name, "centre"),)
