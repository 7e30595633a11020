"""Pictures of the window, numbered in the order of the day; the same day gives the same pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize

from app.demo.window.hand import Hand
from app.kernel.errors import EnvironmentFailed

USUAL = QSize(1366, 768)
Sizes = Sequence[tuple[Path, QSize]]


@dataclass(frozen=True, slots=True)
class Picture:
    """One moment of the day: the file's name, the screen that it shows, what is told about it."""

    name: str
    screen: str


class Camera:
    """Takes each picture once in every size that is asked for, each size into its folder; with none it only keeps the list."""

    def __init__(self, hand: Hand, sizes: Sizes) -> None:
        self._hand, self._sizes = hand, sizes
        self.taken: list[Picture] = []
        hand.window.resize(sizes[0][1] if sizes else USUAL)

    def take(self, what: str, *, told: bool = False) -> None:
        """The window as it is; `told`: the sentence above the screen belongs to it (else it is taken away: one that goes by
        itself would be there or not, as quick as the machine is). Refused: `file.cannot_write`."""
        window = self._hand.window
        self.taken.append(Picture(f"{len(self.taken) + 1:03d}-{what}.png", window.name))
        if not self._sizes:
            return
        self._hand.settle()  # an answer that is still on its way would be in the picture, or not
        if not told:
            window.banner.close_it()
        self._hand.till.states.speak_again()  # the clock in it, too
        for folder, size in self._sizes:
            if window.size() != size:
                window.resize(size)
                self._hand.settle()
            path = folder / self.taken[-1].name
            if not window.grab().save(str(path)):
                raise EnvironmentFailed("file.cannot_write", path=str(path), detail="")
        if window.size() != self._sizes[0][1]:
            window.resize(self._sizes[0][1])
            self._hand.settle()
