"""What the line at the bottom says: till, shift and cashier on the left; printer, scale and centre on the right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cash.views import Pending, ShiftView
from app.core.jobs.views import PrintJobView, SyncState
from app.kernel.fiscal import FiscalClock, fiscal_clock
from app.kernel.i18n import _
from ui.bridge.centre_signals import CentreSignals
from ui.bridge.desk import Desk
from ui.bridge.display_signals import DisplaySignals
from ui.bridge.paper_signals import PaperSignals
from ui.bridge.register_signals import RegisterSignals
from ui.bridge.scale_signals import ABSENT, DEAD, MOVING, OVER, UNDER, ScaleSignals
from ui.bridge.scanner_signals import ScannerSignals
from ui.formats import time_text
from ui.kit.status import State, Where
from ui.shell.centre_light import centre_light

PAPER_WORDS = {
    "paper_low": (_("Printer: little paper left"), "warn"), "paper_out": (_("Printer: no paper"), "bad"),
    "cover_open": (_("Printer: its cover is open"), "bad"), "error": (_("Printer: it has stopped, switch it off and on"), "bad"),
    "offline": (_("Printer: no answer"), "bad"),
}
"""What a person does something about; a printer that says nothing of itself is no trouble."""
SILENT = "device.not_there"
IN_TROUBLE = ("failed", "unknown")
"""Prints that wait for a person; the others go by themselves."""
REST_MS = 25
"""A scan is painted by then: its line comes first, and how much waits for the centre after it."""
CLOCK_MS = 60_000
"""So often the fiscal clock is looked at: it goes on where nothing is sold."""
A_DAY = 24


@dataclass(frozen=True, slots=True)
class Money:
    """What of cards and fiscal receipts waits: how many for a person, and since when one for the register. `has_register`:
    this till has one; `has_terminal`: its cards go by a terminal."""

    in_doubt: int = 0
    has_terminal: bool = False
    has_register: bool = False
    unregistered_at: datetime | None = None

    @property
    def may_be_in_doubt(self) -> bool:
        """Something is, or may be one day."""
        return bool(self.in_doubt or self.has_terminal or self.has_register)


Looked = tuple[ShiftView | None, Pending, tuple[PrintJobView, ...], Money, SyncState | None]


class StateModel(QObject):
    """`prints` are the papers that have not come out, oldest first; `told` is how far the centre was told, None without one.

    Signals:
        changed: something in the line is another now.
        known: once, when the first question is answered; until then nothing is said of shift, paper and centre.
    """

    changed = Signal()
    known = Signal()

    def __init__(self, desk: Desk, *, till: str, scale: ScaleSignals | None = None) -> None:
        super().__init__()
        self._desk, self._till, self.scale, self.paper = desk, till, scale or ScaleSignals(), PaperSignals()
        self.register, self.money = RegisterSignals(), Money()
        self.scanners, self.displays, self.centre = ScannerSignals(), DisplaySignals(), CentreSignals()
        self.shift: ShiftView | None = None
        self.pending = Pending(0, 0, 0, 0)
        self.prints: tuple[PrintJobView, ...] = ()
        self.told: SyncState | None = None
        self.left: tuple[Where, ...] = ()
        self.right: tuple[State, ...] = ()
        desk.runner.changed.connect(self._on_news)
        desk.person_changed.connect(self.speak_again)
        self.scale.changed.connect(self.speak_again)
        self.paper.changed.connect(self.speak_again)
        self.register.changed.connect(self.speak_again)
        clock = QTimer(self)
        clock.timeout.connect(self._look_at_clock)
        clock.start(CLOCK_MS)
        self.scanners.changed.connect(self.speak_again)
        self.displays.changed.connect(self.speak_again)
        self.centre.changed.connect(self.speak_again)
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
        devices = (*self._scale_state(), *self._doubt_state(), *self._fiscal_state(), self._printer_state())
        centre = centre_light(desk, self.told, self.centre.now)
        self.right = (*self._gone_states(), *devices, *centre) if self.is_known else ()
        self.changed.emit()

    def _gone_states(self) -> tuple[State, ...]:
        """Scanners and displays are spoken of only while one that is declared does not answer."""
        found = []
        for kind, words, names in (
            ("scanner", _("Scanner: no answer"), self.scanners.gone), ("display", _("Display: no answer"), self.displays.gone),
        ):
            if names:
                found.append(State(kind, "bad", self._desk.say(words), self._desk.say(words), kind, "—"))
        return tuple(found)

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

    @property
    def fiscal_clock(self) -> FiscalClock | None:
        """How long the authority has not heard of this till; None where no fiscal register stands."""
        if not self.money.has_register:
            return None
        since = [moment for moment in (self.money.unregistered_at, self.register.seen.unsent_since) if moment is not None]
        return fiscal_clock(
            country=self.register.seen.country, first_unsent_at=min(since, default=None), now=self._desk.clock()
        )

    def _doubt_state(self) -> tuple[State, ...]:
        count = self.money.in_doubt
        if not count:
            return ()
        words = self._desk.say(_("In doubt: {count}")).format(count=count)
        return (State("doubt", "bad", words, words, "doubt", str(count)),)

    def _fiscal_state(self) -> tuple[State, ...]:
        """Amber from half of the time, red near its end; what cannot be spoken to is red at once where something waits for it."""
        desk, clock = self._desk, self.fiscal_clock
        if clock is None:
            return ()
        name, short = desk.say(_("Fiscal register")), desk.say(_("Fiscal"))
        if self.register.seen.problem not in ("", SILENT):
            words = desk.say(_("Fiscal register: look at its settings"))
            return (State("fiscal", "bad", words, f"{short}: !", "fiscal", "!"),)
        if clock.state == "in_step" or not clock.used_hours:
            is_silent = self.register.seen.problem == SILENT
            words = desk.say(_("Fiscal register: no answer")) if is_silent else name
            return (State("fiscal", "warn" if is_silent else "primary", words, words if is_silent else short, "fiscal"),)
        ink = clock_ink(clock)
        if clock.left_hours is None:
            words = desk.say(_("Fiscal register: {used} h without a connection")).format(used=clock.used_hours)
            figure = str(clock.used_hours)
        else:
            told = _("Fiscal register: {used} h without a connection, {left} h left")
            words = desk.say(told).format(used=clock.used_hours, left=clock.left_hours)
            figure = desk.say(_("{left} h left")).format(left=clock.left_hours)
        return (State("fiscal", ink, words, f"{short}: {figure}", "fiscal", figure),)

    def _look_at_clock(self) -> None:
        if self.money.has_register:
            self.speak_again()

    def _scale_state(self) -> tuple[State, ...]:
        desk, on_scale = self._desk, self.scale.view
        name = desk.say(_("Scale (simulated)")) if self.scale.pan is not None else desk.say(_("Scale"))
        if on_scale.state == ABSENT:
            return ()
        if on_scale.state == DEAD:
            return (State("scale", "bad", desk.say(_("Scale: no answer")), desk.say(_("Scale: no answer")), "scale", "—"),)
        weight = f"{desk.quantity(on_scale.weight_milli)} {desk.say(_('kg'))}"
        if on_scale.state in (OVER, UNDER):
            words = desk.say(_("Scale: too heavy") if on_scale.state == OVER else _("Scale: below zero"))
            return (State("scale", "bad", words, words, "scale", "!"),)
        ink = "warn" if on_scale.state == MOVING else "primary"
        return (State("scale", ink, f"{name} {weight}", f"{desk.say(_('Scale'))} {weight}", "scale", weight),)

    def _on_news(self, topics: frozenset[str]) -> None:
        if topics & {"shift", "closing"}:
            self.ask()
        elif not self._is_put_off:  # whatever is stored waits for the centre
            self._is_put_off = True
            self._desk.runner.later(REST_MS, self.ask)

    def _show(self, found: Looked) -> None:
        is_first, self.is_known = not self.is_known, True
        if is_first or found != (self.shift, self.pending, self.prints, self.money, self.told):
            self.shift, self.pending, self.prints, self.money, self.told = found
            self.speak_again()
        if is_first:
            self.known.emit()


def clock_ink(clock: FiscalClock) -> str:
    """The colour of a fiscal clock that runs."""
    if clock.state in ("soon", "over"):
        return "bad"
    half = A_DAY if clock.left_hours is None else clock.left_hours
    return "warn" if clock.used_hours >= half else "primary"


def look_at_states(session: Any, *, till_id: UUID) -> Looked:
    """One question for the whole line: the open shift, what waits, the papers that have not come out, money in doubt, and how far
    the centre was told."""
    from app.core.cash.queries import open_shift  # loaded by the thread that asks: the line is seen before there is a store
    from app.core.cash.reports import pending
    from app.core.devices.queries import has_device
    from app.core.intents.queries import first_unregistered_at, unsettled_count
    from app.core.jobs.queries import sync_state, waiting_prints

    prints = waiting_prints(session, states=("queued", "sending", *IN_TROUBLE), limit=20)
    has_register = has_device(session, till_id=till_id, kind="fiscal_register")
    has_terminal = has_device(session, till_id=till_id, kind="card_terminal")
    since = first_unregistered_at(session) if has_register else None
    money = Money(unsettled_count(session), has_terminal, has_register, since)
    told = sync_state(session, most=0)
    return open_shift(session, till_id=till_id), pending(session, till_id=till_id), prints, money, told


def _short(name: str) -> str:
    """`Айгүл Өмүрова` → `Айгүл`."""
    return name.partition(" ")[0]
