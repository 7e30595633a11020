"""A panel over the screen that asks for something without being a box of its own: a scan still goes where it belongs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.kit.buttons import Button
from ui.kit.parts import column, frame, label, row
from ui.kit.theme import px
from ui.kit.tokens import BOLD, TITLE


class Sheet(QWidget):
    """Covers its parent, dims it, and holds one panel in the middle; Escape and the cross close it.

    Signals:
        closed: it is gone, by whatever way.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, title: str, content: QWidget, *, width: int = 480) -> None:
        super().__init__(parent)
        self._over = parent
        self._focus_before = QApplication.focusWidget()
        panel = frame("card")
        panel.setFixedWidth(min(px(width), max(parent.width() - px(32), 320)))
        cross = Button(picture="close", look="plain")
        cross.setFixedWidth(px(48))
        cross.clicked.connect(self.close_it)
        words = label(title, size=TITLE, weight=BOLD, wrap=True)
        panel.setLayout(column(row(words, cross, gap=12), content, gap=16, margin=24))
        outer = QVBoxLayout(self)
        outer.addWidget(panel, 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.show()
        self.raise_()
        self.setFocus()

    def close_it(self) -> None:
        """Take the panel away; what it asked for is not done."""
        if self.parent() is not None:
            self.hide()
            self.setParent(None)
            if self._focus_before is not None and isValid(self._focus_before):
                self._focus_before.setFocus()  # or no key below would be heard
            self.closed.emit()
            self.deleteLater()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # or Escape, F12 … would be those of the screen below
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        else:
            event.accept()  # nothing below hears a key while something is asked

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(10, 14, 20, 130))
