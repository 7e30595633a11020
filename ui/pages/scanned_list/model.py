"""Goods onto a list, by scanner or by searching: what the models of such screens share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.catalog.views import ProductView
from ui.bridge.desk import Desk
from ui.pages.checkout.searching import GoodsSearch, take_best


class ScannedListModel(QObject):
    """What is on the list, and what scanning or choosing goods does, is each screen's own.

    Signals:
        changed: the view is another one.
        searched: the hits of the search are others.
        unknown: a code (str) that nothing carries.
    """

    changed = Signal()
    searched = Signal()
    unknown = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._search = GoodsSearch(desk)
        self._search.changed.connect(self.searched)

    # --- what each screen says itself ---

    @property
    def listed(self) -> Sequence[Any]:
        """What is on the list."""
        raise NotImplementedError

    @property
    def place(self) -> int:
        """Where the chosen one stands, or −1."""
        raise NotImplementedError

    def choose(self, place: int) -> None:
        """The one at that place."""
        raise NotImplementedError

    def scan(self, code: str) -> None:
        """What carries this code."""
        raise NotImplementedError

    def put(self, product: ProductView) -> None:
        """What was found and taken."""
        raise NotImplementedError

    def remove(self) -> None:
        """The chosen one is taken off the list, where that may be."""

    # --- what all have ---

    @property
    def hits(self) -> tuple[ProductView, ...]:
        """What the search has found."""
        return self._search.view.hits

    @property
    def hit(self) -> int:
        """The place of the hit that Return takes."""
        return self._search.view.place

    def search(self, text: str) -> None:
        """Goods by any part of their name, article or code."""
        self._search.look_for(text)

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while there are any, else in the list."""
        if self.hits:
            self._search.move(step)
        elif self.listed:
            self.choose(max(0, min(len(self.listed) - 1, self.place + step)))

    def enter(self, text: str) -> None:
        """Return in the search field: what carries that code, or the chosen hit."""
        plain, found = text.strip(), self._search.view
        if not plain:
            return
        if plain.isdigit():
            self.scan(plain)
        elif found.chosen is not None:
            self.put(found.chosen)
        else:
            take_best(self._desk.ask, plain, put=self.put, otherwise=self.unknown.emit)
        self._search.look_for("")
