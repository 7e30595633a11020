"""A window that says why the till did not start: whoever began it by its picture sees no terminal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow

from app.kernel.i18n import _, translated
from ui.kit.buttons import primary
from ui.kit.parts import column, holding, label, row
from ui.kit.theme import THEME, px
from ui.kit.tokens import BOLD, LARGE, TITLE

WIDTH = 560


class Refusal(QMainWindow):
    """Its sentence, and one key that closes it."""

    def __init__(self, sentence: str, language: str) -> None:
        super().__init__()
        self.setWindowTitle("Duken")
        THEME.dress(self)
        self.sentence = label(sentence, size=LARGE, wrap=True)
        self.key = primary(translated(_("Close this"), language), hint="Esc")
        self.key.clicked.connect(self.close)
        title = label(translated(_("Duken has not started"), language), size=TITLE, weight=BOLD)
        self.setCentralWidget(holding(column(title, self.sentence, 1, row(1, self.key), gap=16, margin=32)))
        self.setFixedWidth(px(WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
