"""The least that a start can take: Python, Qt, and one empty widget painted. Run as a file, so that nothing else is loaded."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Empty(QWidget):
    """Tells on standard output that it has been painted, and ends."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        print("seen", flush=True)
        QApplication.quit()


if __name__ == "__main__":
    application = QApplication([])
    widget = Empty()
    widget.showMaximized()
    application.exec()
