"""What is in a set, as the form of goods shows it; it is changed on a screen of its own."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import parts_of_set
from app.core.catalog.views import SetPartView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.figures import Figures


class Inside(QObject):
    """Signals:
    changed: another set, or something else is in it.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.set_id: UUID | None = None
        self.parts: tuple[SetPartView, ...] | None = None
        """None while it is not known."""

    def follow(self, set_id: UUID | None) -> None:
        """The set whose card is open, or none."""
        if set_id != self.set_id:
            self.set_id, self.parts = set_id, None
            self.changed.emit()
            self.ask()

    def ask(self) -> None:
        """Look again."""
        wanted = self.set_id

        def show(parts: tuple[SetPartView, ...]) -> None:
            if wanted == self.set_id and parts != self.parts:
                self.parts = parts
                self.changed.emit()

        if wanted is not None:
            self._desk.ask(parts_of_set, done=show, set_id=wanted)


def fill_inside(figures: Figures, inside: Inside, desk: Desk) -> None:
    """Each part with how much of it one set holds."""
    figures.clear()
    figures.setVisible(inside.parts is not None)
    if inside.parts is None:
        return
    figures.title(desk.say(_("What is in the set")))
    for part in inside.parts:
        figures.line(part.name, f"{desk.quantity(part.quantity_milli)} {desk.unit(part.unit)}")
    if not inside.parts:
        note = desk.say(_("Until then a sale takes nothing from the stock."))
        figures.line(desk.say(_("Nothing yet")), "", note=note)
