"""A right and a wrong scan as sounds, for whoever wants to hear them."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.ports import Sounder
from ui.bridge.desk import Desk


class Sounds:
    """Asks the desk whether somebody wants sounds, and the system to make them; where it cannot, Qt's own beep must do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sounder: Sounder | None = None

    def use(self, sounder: Sounder) -> None:
        """There is something to play them with."""
        self._sounder = sounder

    def tell(self, is_right: bool) -> None:
        """Right: the goods are in the cart. Wrong: look at the screen."""
        if self._desk.comfort.sounds and self._sounder is not None and not self._sounder.play("right" if is_right else "wrong"):
            QApplication.beep()
