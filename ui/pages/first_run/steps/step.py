"""What a step of the first run is, and the fields that its forms are made of."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.kernel.errors import AppError
from ui.bridge.desk import Desk
from ui.kit.edits import TextEdit
from ui.kit.form import field
from ui.kit.parts import column, label
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, FIGURE, LARGE, MEDIUM
from ui.messages import sentence_of
from ui.pages.first_run.model import FirstRunModel, FirstRunView


class Entry(QWidget):
    """A field under its name, and below it what to know of it, or what is wrong with it."""

    def __init__(self, words: str, edit: QWidget, *, note: str = "") -> None:
        super().__init__()
        self.words, self.edit = words, edit
        self._wrong = label(ink="bad", weight=MEDIUM, wrap=True)
        self._wrong.hide()
        self._notes = (label(note, ink="muted", wrap=True),) if note else ()
        self.setLayout(column(field(words, edit), *self._notes, self._wrong, gap=4))

    @property
    def wrong(self) -> str:
        """The sentence below it."""
        return self._wrong.text() if not self._wrong.isHidden() else ""

    def tell(self, sentence: str) -> None:
        """What is wrong; nothing: all is well."""
        if sentence != self.wrong:
            self._wrong.setText(sentence)
            self._wrong.setVisible(bool(sentence))
            for note in self._notes:
                note.setVisible(not sentence)
            self.edit.setAccessibleDescription(sentence)
            if isinstance(self.edit, TextEdit):
                self.edit.mark_wrong(bool(sentence))


class Step(QWidget):
    """One step, at most so wide that a line can still be read."""

    most_width = 760

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__()
        self.desk, self.model = desk, model
        self.entries: dict[str, Entry] = {}
        self.setMaximumWidth(px(self.most_width))

    def take_focus(self) -> None:
        """It came to the front: the focus goes where something is missing or wrong, else to the first field."""
        view = self.model.view
        missing = view.draft.missing(view.step)
        name = next((name for name in self.entries if name in view.wrong or name in missing), next(iter(self.entries), None))
        if name is not None:
            self.entries[name].edit.setFocus()
        else:
            self._focus_page()

    def enter(self) -> bool:
        """Return was pressed: True if it only leads to the next field that is still empty, or stays at one that is wrong."""
        here = next((name for name, entry in self.entries.items() if entry.edit is QApplication.focusWidget()), None)
        names, view = list(self.entries), self.model.view
        if here in view.wrong:
            return True
        for name in view.draft.missing(view.step):
            if here is not None and names.index(name) > names.index(here):
                self.entries[name].edit.setFocus()
                return True
        return False

    def take_key(self, _event: QKeyEvent) -> bool:
        """A key that no field wanted; True if it did something."""
        return False

    def render_view(self, view: FirstRunView) -> None:
        """Show what is wrong, and go there when it is somewhere else."""
        for name, entry in self.entries.items():
            entry.tell(self._sentence(view.wrong.get(name), entry.words))
        wrong = [name for name in self.entries if name in view.wrong]
        focused = QApplication.focusWidget()
        if wrong and self.isVisible() and not any(entry.edit is focused for entry in self.entries.values()):
            self.entries[wrong[0]].edit.setFocus()

    def title(self, words: str) -> QLabel:
        """What this step is about."""
        made = label(self.desk.say(words), size=FIGURE, weight=BOLD, wrap=True)
        return made

    def text(self, words: str, *, size: int = LARGE) -> QLabel:
        """A sentence of advice."""
        return label(self.desk.say(words), size=size, ink="muted", wrap=True)

    def edit(self, name: str, words: str, *, placeholder: str = "", note: str = "") -> Entry:
        """A line of text for a field of the draft."""
        made = TextEdit(placeholder)
        made.setAccessibleName(self.desk.say(words))
        made.setText(str(getattr(self.model.view.draft, name)))
        made.textEdited.connect(lambda text: self.model.fill(name, text))
        return self.entry(name, words, made, note=note)

    def entry(self, name: str, words: str, edit: QWidget, *, note: str = "") -> Entry:
        """A field of the draft, whatever it is filled in with."""
        self.entries[name] = Entry(self.desk.say(words), edit, note=self.desk.say(note))
        return self.entries[name]

    def _focus_page(self) -> None:
        """Where nothing is typed in, keys are the page's: what scrolls in between would keep the arrows for itself."""
        widget: QWidget | None = self
        while widget is not None and not isinstance(widget, Screen):
            widget = widget.parentWidget()
        if widget is not None:
            widget.setFocus()

    def _sentence(self, error: AppError | None, words: str) -> str:
        if error is None:
            return ""
        if error.code in ("text.empty", "text.too_long"):
            facts = {**error.facts, "field": words}  # as the field is called here
            return sentence_of(error.code, facts, self.desk.language, self.desk.place.currency)
        return self.desk.sentence(error)
