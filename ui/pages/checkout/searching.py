"""Looking for goods while somebody types: one question at a time, and an answer that comes too late is dropped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import search_products
from app.core.catalog.views import ProductView
from app.kernel.errors import AppError
from ui.bridge.desk import Desk

MOST_HITS = 30
SCANNERS_S, REST_MS = 0.02, 20
"""Letters that follow each other so quickly are a scanner's, and a figure alone may be its first: nobody looks for half a code.
What was typed is asked for when they rest."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is looked for, what was found, and which of it is chosen (its place).

    While somebody types on, the hits are still those of `answered`: they are seen, and none of them is chosen.
    """

    text: str = ""
    hits: tuple[ProductView, ...] = ()
    place: int = 0
    answered: str = ""

    @property
    def chosen(self) -> ProductView | None:
        """The hit that Return would take."""
        return self.hits[self.place] if self.hits and self.answered == self.text else None


NOTHING_FOUND = Found()


def take_best(
    ask: Callable[..., None], text: str, *, put: Callable[[ProductView], None], otherwise: Callable[[str], None]
) -> None:
    """Return was quicker than the search: `put` gets the best hit for what is typed, never one for what was typed before;
    `otherwise` the text where nothing is found. `ask` is `Desk.ask` or `Turns.ask`."""

    def found(hits: tuple[ProductView, ...]) -> None:
        if hits:
            put(hits[0])
        else:
            otherwise(text)

    ask(search_products, done=found, text=text, limit=1)


class GoodsSearch(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_asking = self._is_put_off = False
        self._last = 0.0
        self.view = NOTHING_FOUND

    def waits_for(self, text: str) -> bool:
        """Whether the answer for this text, typed by a hand, is still to come."""
        return bool(text) and text == self.view.text != self.view.answered and not self._is_put_off

    def look_for(self, text: str) -> None:
        """Goods by any part of their name, article or code; nothing typed finds nothing."""
        plain = text.strip()
        if plain == self.view.text and (plain or not self.view.hits):
            return
        self._show(text=plain, hits=() if not plain else self.view.hits, place=0)
        last, self._last = self._last, time.monotonic()
        if not plain or self._is_asking or self._is_put_off:
            return
        if self._last - last < SCANNERS_S or (len(plain) == 1 and plain.isdigit()):
            self._put_off()
        else:
            self._ask(plain)

    def _put_off(self) -> None:
        self._is_put_off = True
        self._desk.runner.later(REST_MS, self._ask_put_off)

    def _ask_put_off(self) -> None:
        self._is_put_off = False
        if self.view.text and time.monotonic() - self._last < SCANNERS_S:
            self._put_off()
        elif self.view.text and not self._is_asking:
            self._ask(self.view.text)

    def offer(self, products: tuple[ProductView, ...]) -> None:
        """Goods to choose among that nobody has typed for."""
        self._show(text="", hits=products, place=0, answered="")

    def move(self, step: int) -> None:
        """Up and down among the hits."""
        self._show(place=max(0, min(len(self.view.hits) - 1, self.view.place + step)))

    def _ask(self, text: str) -> None:
        self._is_asking = True
        self._desk.ask(
            search_products, done=lambda hits: self._take(text, hits), failed=self._fail, text=text, limit=MOST_HITS
        )

    def _fail(self, error: AppError) -> None:
        """Told, and the next letter asks again."""
        self._is_asking = False
        self._desk.runner.refused.emit(error)

    def _take(self, text: str, hits: tuple[ProductView, ...]) -> None:
        self._is_asking = False
        wanted = self.view.text
        if text == wanted:
            self._show(hits=hits, place=0, answered=text)
        elif wanted:
            self._ask(wanted)  # what was typed meanwhile comes next

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
