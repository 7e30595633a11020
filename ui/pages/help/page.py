"""Help as a page: keys on the left, how things are done and what to tell whoever mends it on the right."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.edits import SearchBox
from ui.kit.figures import card, scrolled
from ui.kit.guide import Entry, Guide
from ui.kit.parts import column, holding, label, row
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import LARGE
from ui.pages.help.model import HelpModel


class HelpPage(Screen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: HelpModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.head = self.box = SearchBox(desk.say(_("Help: what are you looking for?")), hint="F2")
        self.box.setText(model.view.searching)
        back = Button(desk.say(_("Back")), look="soft", hint="Esc")
        back.clicked.connect(self.left)
        self.chips = (back,)
        self.keys, self.how, self.story = Guide(), Guide(), Guide()
        self._nothing = label(desk.say(_("Nothing was found. Try another word.")), ink="muted", size=LARGE, wrap=True)
        self._lay_out()
        self.box.textChanged.connect(model.search)
        self.box.left_alone.connect(self.go_back)
        self.box.moved.connect(lambda step: self._scroll(step * px(60)))
        page = px(400)
        shortcuts = (("F2", self.box.setFocus), ("PgUp", lambda: self._scroll(-page)), ("PgDown", lambda: self._scroll(page)))
        for keys, act in shortcuts:
            QShortcut(QKeySequence(keys), self, act)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.box.setFocus()

    def go_back(self) -> bool:
        if self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def _lay_out(self) -> None:
        say = self._desk.say
        inside = holding(column(self._nothing, self.keys, 1, margin=24))
        self._area = scrolled(inside)
        keys = card(self._area, margin=0)
        calm = _("What is saved stays saved. Write down when it was and what you did, and tell whoever helps you:")
        wrong = label(say(calm), wrap=True)
        self._wrong = holding(column(wrong, self.story, gap=12))
        right = holding(column(self.how, self._wrong, 1, gap=20, margin=24))
        self.setLayout(row(keys, card(scrolled(right), margin=0), gap=16, margin=20, grow=(0, 1)))

    def _scroll(self, by: int) -> None:
        area: QScrollArea = self._area
        area.verticalScrollBar().setValue(area.verticalScrollBar().value() + by)

    def _render(self) -> None:
        self.keys.show_entries(tuple(self._keys()))
        how, say = self._model.how(), self._desk.say
        title = (Entry(say(_("How do I…")), is_title=True),)
        self.how.show_entries(title + tuple(Entry(words) for words in how) if how else ())
        story = self._model.story()
        self.story.show_entries(tuple(Entry(f"{name}: {value}") for name, value in story))
        self._wrong.setVisible(bool(story) and not self._model.view.searching)
        self._nothing.setVisible(not self.keys.entries and not how)

    def _keys(self) -> Iterator[Entry]:
        for section in self._model.sections():
            yield Entry(section.title, is_title=True, strong=section.is_here)
            for cap, words in section.keys:
                yield Entry(words, cap)
