"""The window: header, one screen at a time, sentences, and the line of states at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

from app.kernel.i18n import _
from app.kernel.scan import plain_code, without_symbol
from ui.bridge.desk import Desk, Fault, Missing, Question
from ui.kit.banner import FIRST_KEY, Banner
from ui.kit.buttons import Button
from ui.kit.parts import column, frame, hairline, label, row
from ui.kit.scan_filter import ScanFilter
from ui.kit.screen import Screen, put_back, typed_in
from ui.kit.sheet import Sheet
from ui.kit.status import StatusLine
from ui.kit.theme import THEME, px
from ui.kit.tokens import BOLD, HEADER, TITLE
from ui.shell.banner_place import BannerPlace
from ui.shell.kit_words import give_words
from ui.shell.states import StateModel
from ui.shell.unsold import Unsold

if TYPE_CHECKING:
    from ui.shell.lending import LendingPanel

MakeScreen = Callable[[], Screen]
LEAST_SIZE = 1024, 660
"""Of a window: the smallest tills have 1024×768, and the system's own bars want some of that."""
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True, slots=True)
class _Below:
    """The screen that waits below another; None where it has to be made anew."""

    name: str
    screen: Screen | None
    focus: QWidget | None


class Window(QMainWindow):
    """Shows screens by name; `screens` makes each when it is opened, from a model that outlives it.

    Signals:
        person_wanted: somebody touched the name in the header: what is their own.
        help_wanted: F1.
        opened: the name of the screen that came to the front.
        closing: the window is about to go.
    """

    person_wanted = Signal()
    help_wanted = Signal()
    opened = Signal(str)
    closing = Signal()

    def __init__(self, desk: Desk, states: StateModel, screens: dict[str, MakeScreen], *, scans: ScanFilter) -> None:
        super().__init__()
        self.setWindowTitle("Duken")
        self.setMinimumSize(*LEAST_SIZE)
        THEME.dress(self)
        give_words(desk)
        self._desk, self._states, self._screens = desk, states, screens
        self.name = ""
        self._kept: dict[str, Screen] = {}
        self._below: list[_Below] = []
        self.banner = Banner()
        self.unsold = Unsold(desk, self.say)
        self.opened.connect(self.unsold.came_to)
        self.stack = QStackedWidget()
        self.status = StatusLine()
        self.sheet: LendingPanel | None = None
        self._slot = QHBoxLayout()
        self._chips = QHBoxLayout()
        self._title = label(size=TITLE + 4, weight=BOLD)
        self.person = Button("", look="soft", picture="person")
        self.person.clicked.connect(self.person_wanted)
        self._lay_out()
        self._banner_place = BannerPlace(self.banner, self._whole, self._head)
        desk.failed.connect(self._tell_fault)
        desk.asked.connect(self._ask)
        desk.lacked.connect(self._lend)
        desk.language_changed.connect(self.dress_again)
        desk.person_changed.connect(self._show_person)
        desk.person_changed.connect(self.forget_questions)
        THEME.changed.connect(self.dress_again)
        states.changed.connect(self._show_states)
        scans.scanned.connect(self._scanned)
        states.scanners.scanned.connect(self._scanned)
        for keys, act in (("Esc", self._escape), ("F1", self.help_wanted.emit), ("Shift+F11", self.person_wanted.emit)):
            QShortcut(QKeySequence(keys), self, act)
        for keys in (FIRST_KEY, "Ctrl+Return"):
            QShortcut(QKeySequence(keys), self, self.banner.take_first).setAutoRepeat(False)
        clock = QTimer(self)
        clock.timeout.connect(self._show_states)
        clock.start(10_000)
        self._show_states()

    @property
    def screen_shown(self) -> Screen:
        """The screen in front."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Screen)
        return shown

    def open(self, name: str) -> Screen:
        """Bring a screen to the front; it is made now, from what its model says."""
        self._below.clear()
        return self._bring(name)

    def look_at(self, name: str) -> Screen:
        """Another screen for a while. The one in front stays as it is, with all that is typed, until `come_back`."""
        self._below.append(_Below(self.name, self.screen_shown, QApplication.focusWidget()))
        return self._bring(name)

    def come_back(self) -> None:
        """From `look_at` to where one was; in another language or theme that screen is made anew."""
        if not self._below:
            return
        below = self._below.pop()
        if below.screen is None:
            self._bring(below.name)
            return
        self.name = below.name
        self._put_in_front(below.screen)
        focus = below.focus if below.focus is not None and isValid(below.focus) else below.screen
        focus.setFocus()

    @property
    def whole(self) -> QWidget:
        """What panels lie over."""
        return self._whole

    @property
    def is_over(self) -> bool:
        """Another screen waits below this one."""
        return bool(self._below)

    @property
    def is_asking(self) -> bool:
        """A panel lies over the screen."""
        return any(sheet.isVisible() for sheet in self.findChildren(Sheet))

    def _bring(self, name: str) -> Screen:
        if name != self.name:
            self.banner.leave_screen()
        self.name = name
        made = self._kept.get(name) or self._made(name)
        self._put_in_front(made)
        made.shown()
        self.opened.emit(name)
        return made

    def prepare(self, name: str) -> None:
        """Make a screen that is kept before it is wanted."""
        if name not in self._kept:
            self._made(name).grab()  # what Qt does only when a screen is seen is done now

    def _made(self, name: str) -> Screen:
        made = self._screens[name]()
        self.stack.addWidget(made)
        if made.is_kept:
            self._kept[name] = made
        return made

    def _put_in_front(self, screen: Screen) -> None:
        kept = [*(below.screen for below in self._below if below.screen is not None), *self._kept.values()]
        self.stack.setCurrentWidget(screen)
        for old in [self.stack.widget(place) for place in range(self.stack.count())]:
            if old is not None and old is not screen and old not in kept:
                self.stack.removeWidget(old)
                old.deleteLater()
        self._show_head(screen, kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_banner()

    def _place_banner(self) -> None:
        layout = self._head.layout()
        if self.stack.count() and layout is not None:
            layout.activate()
            beside = [each.x() for each in (*self.screen_shown.chips, self.person) if not each.isHidden()]
            self._banner_place.place(self.screen_shown, title_ends=min(beside, default=self._whole.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed while no field has the focus goes to the line at the top, if there is one."""
        line, text = self.screen_shown.head if self.stack.count() else None, event.text()
        if isinstance(line, QLineEdit) and text and text.isprintable() and not event.modifiers() & _CHORDS:
            line.setFocus()
            QApplication.sendEvent(line, event)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whatever is on the screen is in the database already; there is nothing to ask."""
        self.closing.emit()
        THEME.changed.disconnect(self.dress_again)
        event.accept()

    def _lay_out(self) -> None:
        head = frame("surface")
        head.setFixedHeight(px(HEADER))
        logo = label("duken", size=TITLE - 2, weight=BOLD, ink="primary")
        logo.setFixedWidth(px(92))
        self._chips.setSpacing(px(12))
        head.setLayout(row(logo, self._slot, self._chips, self.person, gap=16, margin=(16, 8, 16, 8), grow=(1,)))
        self._head = head
        whole = QWidget()
        whole.setObjectName("page")
        whole.setLayout(column(head, hairline(), self.stack, self.status, gap=0, grow=(2,)))
        self._whole = whole
        self.banner.setParent(whole)
        self.setCentralWidget(whole)

    def _show_head(self, screen: Screen, kept: list[Screen]) -> None:
        waiting = {part: each for each in kept for part in (each.head, *each.chips)}
        for layout in (self._slot, self._chips):
            while (old := layout.takeAt(0)) is not None:
                widget = old.widget()
                if widget is not None and widget is not self._title:
                    widget.hide()
                    if widget in waiting:
                        widget.setParent(waiting[widget])
                    else:
                        widget.deleteLater()
        self._title.setText(screen.title)
        self._title.setVisible(screen.head is None and self._title.parent() is not None)
        self._slot.addWidget(screen.head or self._title, 1)
        (screen.head or self._title).show()
        for chip in screen.chips_now():
            self._chips.addWidget(chip)
            chip.show()
        self._head.setVisible(bool(screen.title or screen.head))
        self._show_person()
        self._place_banner()

    def _show_person(self) -> None:
        person = self._desk.person
        self.person.setVisible(person is not None)
        self.person.show_as(text=_short(person.name) if person else "")

    def say(
        self, text: str, *, kind: str = "info", actions: tuple[tuple[str, Callable[[], None]], ...] = (), passing: bool = False
    ) -> None:
        """A sentence above the screen."""
        self.banner.say(text, kind=kind, actions=actions, passing=passing)
        self._place_banner()

    def _tell_fault(self, fault: Fault) -> None:
        self.say(fault.sentence, kind="bad")

    def _ask(self, question: Question) -> None:
        yes, no = self._desk.say(_("Yes")), self._desk.say(_("No"))
        self.say(question.sentence, kind="warn", actions=((yes, question.yes), (no, lambda: None)))

    def _lend(self, missing: Missing) -> None:
        from ui.shell.lending import LendingPanel  # it needs the store, which is loaded behind the first sight

        self._close_sheet()
        self.sheet = LendingPanel(self._whole, self._desk, missing)

    def _close_sheet(self) -> None:
        if self.sheet is not None and isValid(self.sheet):
            self.sheet.close_it()
        self.sheet = None

    def forget_questions(self) -> None:
        """What another person was asked, or what was asked about another cart, is not for the next: it would be done in the name
        of the first, or in the next receipt."""
        self._close_sheet()
        self.banner.close_it()

    def _scanned(self, code: str) -> None:
        if not self.stack.count():
            return
        screen = self.screen_shown
        if not screen.take_scan(without_symbol(code) if screen.takes_whole_codes else plain_code(code)):
            self.unsold.take(without_symbol(code), screen=self.name)

    def _escape(self) -> None:
        if self.stack.count() and not self.screen_shown.go_back() and not self.banner.isHidden():
            self.banner.close_it()

    def dress_again(self) -> None:
        """The screen in front is made anew: another language, theme, size of text or layout."""
        THEME.dress(self)
        give_words(self._desk)
        self._head.setFixedHeight(px(HEADER))
        self._states.speak_again()
        self._below = [_Below(below.name, None, None) for below in self._below]
        self._kept.clear()
        if self.name:
            typed = typed_in(self.screen_shown)
            put_back(self._bring(self.name), typed)
        self.unsold.tell()  # what is kept, in the language that is spoken now

    def _show_states(self) -> None:
        self.status.show_states(self._states.left_at(self._desk.clock()), self._states.right)


def _short(name: str) -> str:
    """`Айгүл Өмүрова` → `Айгүл Ө.`, as it stands in the header."""
    first, _space, rest = name.partition(" ")
    return f"{first} {rest[0]}." if rest else first


