"""What every part of an agent's till has: a list to choose from on the left, what is done with it on the right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.bridge.desk import Desk
from ui.pages.bag.words import BagWords


class Part(QWidget):
    """The field above belongs to the page; a part is told what happens there.

    Signals:
        typed: the field is to say this (str), and to have the focus.
    """

    typed = Signal(str)
    prompt = ""
    """What the field asks for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, BagWords(desk)

    def search(self, text: str) -> None:
        """What stands in the field now."""

    def enter(self, text: str) -> None:
        """Return in the field."""

    def walk(self, step: int) -> None:
        """An arrow key in the field."""

    def turn(self, step: int) -> None:
        """A page key: another one of the list on the left."""

    def step(self, step: int) -> None:
        """+ or − while nothing is typed."""

    def remove(self) -> None:
        """Del while nothing is typed."""

    def scan(self, code: str) -> None:
        """A code was scanned."""

    def how_many(self, text: str) -> bool:
        """F4: a figure that stands in the field is the quantity (True), else its field has the focus."""
        return False

    def to_price(self) -> None:
        """Shift+F4."""

    def act(self) -> None:
        """F12, the green key."""

    def show_view(self) -> None:
        """As it is now."""
