"""What the window expects of a screen."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit.buttons import Button

Typed = tuple[tuple[str, int, bool], ...]
"""Of each field of a screen: its text, where the cursor stands, and whether it has the focus."""


class Screen(QWidget):
    """One screen of the program. `title` stands in the header, unless `head` (a widget) takes its place; `chips` stand right.
    `banner_room`, if there is one, is hidden, and grows where a sentence is to stand.

    A screen is made anew when it is opened and when the language changes, and shows then what its model says: it keeps nothing of
    its own. One that `is_kept` waits out of sight while others are shown, and is made anew only with the language or the look.
    """

    is_kept = False
    takes_whole_codes = False
    """Whether `take_scan` gets all that a GS1 code says (it sells by it), or only the number under the bars."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.title = ""
        self.head: QWidget | None = None
        self.chips: tuple[QWidget, ...] = ()
        self.banner_room: QWidget | None = None

    def chips_now(self) -> tuple[QWidget, ...]:
        """What stands right in the header as it comes to the front."""
        return self.chips

    def take_scan(self, _code: str) -> bool:
        """A barcode was scanned while this screen is shown; False: it has no use for it, and the window says so."""
        return False

    def shown(self) -> None:
        """The screen came to the front: put the focus where typing begins."""

    def go_back(self) -> bool:
        """Escape: True if the screen used it for itself."""
        return False

    def way_back(self, words: str) -> Button:
        """The key in the header that does what Escape does."""
        key = Button(words, look="soft", hint="Esc")
        key.clicked.connect(self.go_back)
        return key


def _fields(screen: Screen) -> list[QLineEdit]:
    head = [screen.head] if isinstance(screen.head, QLineEdit) else []
    return head + [field for field in screen.findChildren(QLineEdit) if field not in head]


def typed_in(screen: Screen) -> Typed:
    """What stands in its fields, before it is made anew."""
    return tuple((field.text(), field.cursorPosition(), field.hasFocus()) for field in _fields(screen))


def put_back(screen: Screen, typed: Typed) -> None:
    """The same screen in another language or look: what was typed stands there again. Another set of fields stays as it is."""
    fields = _fields(screen)
    if len(fields) != len(typed):
        return
    for field, (text, place, has_focus) in zip(fields, typed, strict=True):
        if has_focus:
            field.setFocus()
        if field.text() != text:
            field.setText(text)
        if has_focus:
            field.deselect()
            field.setCursorPosition(place)


class Visited(Protocol):
    """A model that asks only while its screen is shown."""

    def come(self) -> None:
        """The screen is seen."""

    def go(self) -> None:
        """Nobody looks any more."""


class VisitedScreen(Screen):
    """A screen whose model is told when it comes and goes."""

    def __init__(self, visited: Visited) -> None:
        super().__init__()
        self._visited = visited

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():  # a window that was minimised shows what it showed
            self._visited.come()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._visited.go()
