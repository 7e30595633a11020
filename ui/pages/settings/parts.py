"""What a page of settings is made of: one setting with its name, its field, a word on what it does, and what was wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QPlainTextEdit, QWidget

from ui.kit.parts import column, label
from ui.kit.theme import px
from ui.kit.tokens import BODY, MEDIUM, SMALL


class SettingRow(QWidget):
    """A setting's name above, its field below; the sentence of a refusal stands beside the field, not somewhere else."""

    def __init__(self, words: str, *parts: QWidget | QLayout, note: str = "") -> None:
        super().__init__()
        self.name = label(words, size=BODY, weight=MEDIUM, wrap=True)
        self._note = label(note, size=SMALL, ink="muted", wrap=True)
        if not note:
            self._note.hide()
        self.wrong = label(ink="bad", wrap=True)
        self.wrong.hide()
        for part in parts:
            if isinstance(part, QWidget) and not part.accessibleName():
                part.setAccessibleName(words)
        self.setLayout(column(self.name, self._note, *parts, self.wrong, gap=6))

    def note_as(self, note: str) -> None:
        """Another word on what it does."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def tell(self, sentence: str) -> None:
        """Why it was refused; nothing: it was not."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))


class LinesEdit(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field, and a paste of a megabyte is cut.

    Signals:
        edited: the text.
    """

    edited = Signal(str)

    def __init__(self, *, longest: int, lines: int = 3) -> None:
        super().__init__()
        self._longest = longest
        self.setTabChangesFocus(True)
        self.setFixedHeight(px(24 * lines + 24))
        self.textChanged.connect(self._cut)

    def show_text(self, text: str) -> None:
        """This text, if it is another."""
        if self.toPlainText() != text:
            self.setPlainText(text)

    def _cut(self) -> None:
        text = self.toPlainText()
        if len(text) > self._longest:
            self.setPlainText(text[: self._longest])  # which comes here once more
            return
        self.edited.emit(text)
