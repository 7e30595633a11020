"""Where Python looks for rubbish: on the UI thread only, because a widget must not die on any other.

Python collects cycles on whichever thread happens to allocate. Screens are full of cycles, so the writer or a question could
come to destroy a screen that was left, in the middle of a repaint. Qt asks that a QObject dies on its own thread
(https://doc.qt.io/qt-6/threads-qobject.html); the program that does otherwise ends now and then, without a word.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 200
"""Seldom enough that nobody feels it, often enough that what a long import leaves behind stays small."""


class Rubbish(QObject):
    """Looks five times a second whether there is enough to be worth a search."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on."""
        self._timer.start()

    def stop(self) -> None:
        """No more."""
        self._timer.stop()

    def look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        due = [age for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most]
        if due:
            gc.collect(due[-1])


@contextmanager
def collected_here() -> Iterator[None]:
    """While windows are open, this thread collects, and no other. No other does so afterwards either: what is left of the
    windows is rubbish only when the last name of them is gone."""
    gc.disable()
    rubbish = Rubbish()
    rubbish.start()
    try:
        yield
    finally:
        rubbish.stop()
        gc.unfreeze()  # what was put aside for good was so for these windows
