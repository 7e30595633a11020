"""What the line at the bottom says: till, shift and cashier on the left; printer, scale and centre on the right."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.cash.views import Pending, ShiftView
from app.core.jobs.views import PrintJobView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.bridge.paper_signals import PaperSignals
from ui.bridge.scale_signals import ABSENT, DEAD, OVER, UNDER, ScaleSignals
from ui.formats import time_text
from ui.kit.status import State, Where

PAPER_WORDS = {
    "paper_low": (_("Printer: little paper left"), "warn"), "paper_out": (_("Printer: no paper"), "bad"),
    "cover_open": (_("Printer: its cover is open"), "bad"), "error": (_("Printer: it has stopped, switch it off and on"), "bad"),
    "offline": (_("Printer: no answer"), "bad"),
}
"""What a person does something about; a printer that says nothing of itself is no trouble."""
IN_TROUBLE = ("failed", "unknown")
"""Prints that wait for a person; the others go by themselves."""
REST_MS = 25
"""A scan is painted by then: its line comes first, and how much waits for the centre after it."""
Looked = tuple[ShiftView | None, Pending, tuple[PrintJobView, ...]]


class StateModel(QObject):
    """`prints` are the papers that have not come out, oldest first.

    Signals:
        changed: something in the line is another now.
        known: once, when the first question is answered; until then nothing is said of shift, paper and centre.
    """

    changed = Signal()
    known = Signal()

    def __init__(self, desk: Desk, *, till: str, scale: ScaleSignals | None = None) -> None:
        super().__init__()
        self._desk, self._till, self.scale, self.paper = desk, till, scale or ScaleSignals(), PaperSignals()
        self.shift: ShiftView | None = None
        self.pending = Pending(0, 0, 0, 0)
        self.prints: tuple[PrintJobView, ...] = ()
        self.left: tuple[Where, ...] = ()
        self.right: tuple[State, ...] = ()
        desk.runner.changed.connect(self._on_news)
        desk.person_changed.connect(self.speak_again)
        self.scale.changed.connect(self.speak_again)
        self.paper.changed.connect(self.speak_again)
        self._is_put_off = self.is_known = False
        self.ask()

    def ask(self) -> None:
        """Look again at the shift and at what waits."""
        self._is_put_off = False
        self._desk.ask(look_at_states, done=self._show, till_id=self._desk.place.till_id)

    def left_at(self, now: datetime) -> tuple[Where, ...]:
        """The left side, with the time."""
        desk = self._desk
        return (*self.left, Where(desk.moment(now), time_text(now, desk.language, desk.place.zone)))

    def speak_again(self) -> None:
        """The same in another language."""
        desk, person = self._desk, self._desk.person
        till = desk.say(_("Till {name}")).format(name=self._till)
        shift = desk.say(_("shift {number}")).format(number=self.shift.number) if self.shift else desk.say(_("no shift open"))
        here = f"{till} · {shift}" if self.is_known else till
        self.left = (Where(here), *([Where(person.name, _short(person.name))] if person else []))
        self.right = (*self._scale_state(), self._printer_state(), self._centre_state()) if self.is_known else ()
        self.changed.emit()

    def _printer_state(self) -> State:
        desk, count = self._desk, self.pending.unprinted
        name = desk.say(_("Printer"))
        if self.paper.word in PAPER_WORDS:
            words, ink = PAPER_WORDS[self.paper.word]
            return State("printer", ink, desk.say(words), desk.say(words), "printer", str(count or "!"))
        if not count:
            return State("printer", "primary", name, name, "printer")
        is_stuck = any(job.state in IN_TROUBLE for job in self.prints)
        words = _("Printer: {count} not printed") if is_stuck else _("Printer: {count} waiting")
        whole, ink = desk.say(words).format(count=count), "bad" if is_stuck else "warn"
        return State("printer", ink, whole, f"{name}: {count}", "printer", str(count))

    def _centre_state(self) -> State:
        desk, count = self._desk, str(self.pending.unsent)
        words = desk.say(_("Centre: not connected, {count} to send")).format(count=count)
        return State("centre", "warn", words, f"{desk.say(_('Centre'))}: {count}", "centre", count)

    def _scale_state(self) -> tuple[State, ...]:
        desk, on_scale = self._desk, self.scale.view
        name = desk.say(_("Scale (simulated)")) if self.scale.pan is not None else desk.say(_("Scale"))
        if on_scale.state == ABSENT:
            return ()
        if on_scale.state == DEAD:
            return (State("scale", "bad", desk.say(_("Scale: no answer")), desk.say(_("Scale: no answer")), "scale", "—"),)
        weight = f"{desk.quantity(on_scale.weight_milli)} {desk.say(_('kg'))}"
        ink = "bad" if on_scale.state in (OVER, UNDER) else "primary"
        return (State("scale", ink, f"{name} {weight}", f"{desk.say(_('Scale'))} {weight}", "scale", weight),)

    def _on_news(self, topics: frozenset[str]) -> None:
        if topics & {"shift", "closing"}:
            self.ask()
        elif not self._is_put_off:  # whatever is stored waits for the centre
            self._is_put_off = True
            self._desk.runner.later(REST_MS, self.ask)

    def _show(self, found: Looked) -> None:
        is_first, self.is_known = not self.is_known, True
        if is_first or found != (self.shift, self.pending, self.prints):
            self.shift, self.pending, self.prints = found
            self.speak_again()
        if is_first:
            self.known.emit()


def look_at_states(session: Any, *, till_id: UUID) -> Looked:
    """One question for the whole line: the open shift, what waits, and the papers that have not come out."""
    from app.core.cash.queries import open_shift  # loaded by the thread that asks: the line is seen before there is a store
    from app.core.cash.reports import pending
    from app.core.jobs.queries import waiting_prints

    prints = waiting_prints(session, states=("queued", "sending", *IN_TROUBLE), limit=20)
    return open_shift(session, till_id=till_id), pending(session, till_id=till_id), prints


def _short(name: str) -> str:
    """`Айгүл Өмүрова` → `Айгүл`."""
    return name.partition(" ")[0]
