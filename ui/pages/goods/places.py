"""Where each piece of a product is and what it cost: stores and bags, each with its layers; and what other branches have. Asked
for the form of goods."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.stock.shown import StoreLayers, Whereabouts
from app.core.stock.whereabouts import whereabouts
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.figures import Figures
from ui.pages.stock.words import StockWords

MOST_SHOWN = 6
"""Layers of a store in the form; all of them stand on the screen of the stock."""


class Places(QObject):
    """Signals:
    changed: another product, or something moved.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._product_id: UUID | None = None
        self.told: Whereabouts | None = None

    def follow(self, product_id: UUID | None) -> None:
        """The product whose card is open, or none."""
        if product_id != self._product_id:
            self._product_id, self.told = product_id, None
            self.changed.emit()
            self.ask()

    def ask(self) -> None:
        """Look again: goods have moved."""
        person, wanted = self._desk.person, self._product_id
        if person is not None and wanted is not None:
            asked: dict[str, Any] = {"person_id": person.person_id, "branch_id": self._desk.place.branch_id}
            self._desk.ask(whereabouts, done=self._show, product_id=wanted, everywhere=True, **asked)

    def _show(self, told: Whereabouts) -> None:
        if told.product_id == self._product_id and told != self.told:
            self.told = told
            self.changed.emit()


def fill(figures: Figures, told: Whereabouts | None, desk: Desk) -> None:
    """Each store with its level, below it the layers that are taken next; then what other branches have, and how old that is."""
    figures.clear()
    figures.setVisible(bool(told is not None and (told.places or told.elsewhere.stores)))
    if told is None:
        return
    if told.places:
        figures.title(desk.say(_("Where it is")))
    for place in told.places:
        _fill_place(figures, place, told.unit, StockWords(desk), desk)
    if told.elsewhere.stores:
        figures.title(desk.say(_("In other branches")))
    for each in told.elsewhere.stores:
        row = StockWords(desk).in_branch(each, told.unit)
        figures.line(row.title, row.figure, note=row.note, ink="bad" if each.on_hand_milli < 0 else "text")


def _fill_place(figures: Figures, place: StoreLayers, unit: str, words: StockWords, desk: Desk) -> None:
    row = words.place(place, unit)
    figure = " · ".join(filter(None, (row.figure, row.below)))
    figures.line(row.title, figure, strong=True, ink="bad" if place.on_hand_milli < 0 else "text")
    for layer in place.layers[:MOST_SHOWN]:
        line = words.layer(layer, unit)
        figures.line(line.title, " · ".join(filter(None, (line.figure, line.below))), note=line.note)
    hidden = place.more + max(0, len(place.layers) - MOST_SHOWN)
    if hidden:
        figures.line(desk.say(_("more layers")), str(hidden))
    if place.owed_milli:
        figures.line(desk.say(_("Sold before it came in")), words.quantity(place.owed_milli, unit), ink="warn")
