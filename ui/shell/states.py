"""What the line at the bottom says: till and shift on the left; centre, printer and scale on the right."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.cash.queries import open_shift
from app.core.cash.reports import pending
from app.core.cash.views import Pending, ShiftView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.status import State


class StateModel(QObject):
    """Signals:
    changed: something in the line is another now.
    """

    changed = Signal()

    def __init__(self, desk: Desk, *, till: str) -> None:
        super().__init__()
        self._desk, self._till = desk, till
        self.shift: ShiftView | None = None
        self._pending = Pending(0, 0, 0, 0)
        self.left: tuple[str, ...] = ()
        self.right: tuple[State, ...] = ()
        desk.runner.changed.connect(self._on_news)
        self.ask()

    def ask(self) -> None:
        """Look again at the shift and at what waits."""
        till_id = self._desk.place.till_id
        self._desk.ask(open_shift, done=self._show_shift, till_id=till_id)
        self._desk.ask(pending, done=self._show_pending, till_id=till_id)

    def speak_again(self) -> None:
        """The same in another language."""
        desk = self._desk
        till = desk.say(_("Till {name}")).format(name=self._till)
        shift = desk.say(_("shift {number}")).format(number=self.shift.number) if self.shift else desk.say(_("no shift open"))
        self.left = (f"{till} · {shift}",)
        waiting = self._pending
        printer = (
            ("warn", desk.say(_("Printer: {count} waiting")).format(count=waiting.unprinted)) if waiting.unprinted
            else ("primary", desk.say(_("Printer")))
        )
        centre = ("warn", desk.say(_("Centre: not connected, {count} to send")).format(count=waiting.unsent))
        self.right = (printer, centre)
        self.changed.emit()

    def _on_news(self, topics: frozenset[str]) -> None:
        if topics & {"shift", "closing", "sale", "return", "cash", "print"}:
            self.ask()

    def _show_shift(self, shift: ShiftView | None) -> None:
        self.shift = shift
        self.speak_again()

    def _show_pending(self, found: Pending) -> None:
        self._pending = found
        self.speak_again()
