"""A screen of an agent's till: the field above hands its keys to the part that is in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from ui.kit.edits import SearchBox
from ui.kit.screen import Visited, VisitedScreen
from ui.pages.bag.part import Part

_TURNS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_STEPS = {"+": 1, "-": -1, "−": -1}


class KeyedScreen(VisitedScreen):
    """`part` is what is in front, or None where there is nothing to do."""

    def __init__(self, visited: Visited, prompt: str) -> None:
        super().__init__(visited)
        self.head = self.box = SearchBox(prompt, hint="F2")
        self.part: Part | None = None
        self.box.textChanged.connect(self._search)
        self.box.entered.connect(self._enter)
        self.box.moved.connect(self._walk)
        self.box.left_alone.connect(self.go_back)
        self.box.installEventFilter(self)
        for keys, act in (
            ("F2", self.to_box), ("F4", self._how_many), ("F12", self._act),
        ):
            self.hear(keys, act)

    def hear(self, keys: str, act: Callable[[], object]) -> None:
        """A key of this screen; held down it counts once."""
        shortcut = QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)

    def put_in_front(self, part: Part | None) -> None:
        """This part hears the keys from now on."""
        self.part = part
        if part is not None:
            part.typed.connect(self._type)
            self.box.setPlaceholderText(part.prompt)
            self.box.setAccessibleName(part.prompt)

    # --- gestures ---

    def shown(self) -> None:
        self._search(self.box.text())  # the field is empty again, and so is what was looked for
        self.box.setFocus()

    def to_box(self) -> None:
        """Where typing begins."""
        self.box.setFocus()
        self.box.selectAll()

    def take_scan(self, code: str) -> bool:
        self.box.clear()
        if self.part is not None:
            self.part.scan(code)
        return self.part is not None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """+, − and Del belong to the lines while nothing is typed; the page keys to the list on the left."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.part is None:
            return False
        if event.key() in _TURNS:
            self.part.turn(_TURNS[Qt.Key(event.key())])
            return True
        if self.box.text():
            return False
        if event.key() == Qt.Key.Key_Delete:
            self.part.remove()
            return True
        if event.text() in _STEPS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.part.step(_STEPS[event.text()])
            return True
        return False

    def _search(self, text: str) -> None:
        if self.part is not None:
            self.part.search(text)

    def _enter(self, text: str) -> None:
        if self.part is not None:
            self.part.enter(text)
        self.box.clear()

    def _walk(self, step: int) -> None:
        if self.part is not None:
            self.part.walk(step)

    def _type(self, text: str) -> None:
        self.box.setText(text)
        self.box.setFocus()

    def _how_many(self) -> None:
        if self.part is not None and self.part.how_many(self.box.text()):
            self.box.clear()

    def _act(self) -> None:
        if self.part is not None:
            self.part.act()
