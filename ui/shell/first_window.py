"""The window of the first run: its page, a sentence above it, and care that nobody leaves in the middle by mistake."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault, Question
from ui.kit.banner import Banner
from ui.kit.parts import column
from ui.kit.theme import THEME, px
from ui.kit.tokens import HEADER
from ui.pages.first_run.model import FirstRunModel
from ui.pages.first_run.page import FirstRunPage
from ui.shell.kit_words import give_words
from ui.shell.window import LEAST_SIZE


class FirstWindow(QMainWindow):
    """Holds one page, which is made anew when the language or the theme changes."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__()
        self.setWindowTitle("Duken")
        THEME.dress(self)
        self.setMinimumSize(*LEAST_SIZE)
        self._desk, self._model = desk, model
        give_words(desk)
        self._may_close = self._is_closed = False
        self.banner = Banner()
        self._whole = QWidget()
        self._whole.setObjectName("page")
        self._layout = column(gap=0)
        self._whole.setLayout(self._layout)
        self.banner.setParent(self._whole)
        self.setCentralWidget(self._whole)
        self.page = self._new_page()
        desk.failed.connect(self._tell_fault)
        desk.asked.connect(self._ask)
        desk.language_changed.connect(self._dress_again)
        desk.runner.crashed.connect(self._tell_bug)
        THEME.changed.connect(self._dress_again)

    def say(self, text: str, *, kind: str = "info", actions: tuple[tuple[str, Callable[[], None]], ...] = ()) -> None:
        """A sentence above the page."""
        self.banner.say(text, kind=kind, actions=actions)
        self._place_banner()

    def leave(self) -> None:
        """Close it; nothing is asked any more."""
        self._may_close = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_banner()

    def closeEvent(self, event: QCloseEvent) -> None:
        """While a shop is made, wait for its end; while its code is shown, ask. Otherwise nothing is kept."""
        view, say = self._model.view, self._desk.say
        if self._may_close or not (view.busy or view.code):
            if not self._is_closed:
                THEME.changed.disconnect(self._dress_again)
            self._is_closed = True
            event.accept()
            return
        event.ignore()
        if view.busy:
            self.say(say(_("One moment: this is finished first.")), kind="warn")
            return
        words = _("The recovery code is shown only now. Is it on paper, and shall the window be closed?")
        self.say(say(words), kind="warn", actions=((say(_("Yes")), self.leave), (say(_("No")), lambda: None)))

    def _new_page(self) -> FirstRunPage:
        page = FirstRunPage(self._desk, self._model)
        self._layout.addWidget(page)
        self.banner.raise_()
        return page

    def _dress_again(self) -> None:
        THEME.dress(self)
        give_words(self._desk)
        old = self.page
        self.page = self._new_page()
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.page.shown()

    def _place_banner(self) -> None:
        width = self._whole.width() - px(24)
        height = max(px(HEADER) - px(8), self.banner.fit(width))
        self.banner.setGeometry(px(12), px(HEADER) + px(5), width, height)
        self.banner.raise_()

    def _tell_fault(self, fault: Fault) -> None:
        self.say(fault.sentence, kind="bad")

    def _tell_bug(self, _error: object) -> None:
        self.say(self._desk.say(_("Something went wrong that nobody foresaw. Nothing is lost; please try again.")), kind="bad")

    def _ask(self, question: Question) -> None:
        yes, no = self._desk.say(_("Yes")), self._desk.say(_("No"))
        self.say(question.sentence, kind="warn", actions=((yes, lambda: self._model.say_yes(question)), (no, lambda: None)))
