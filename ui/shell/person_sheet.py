"""What is one's own, quickly: language, colours and size of text in one touch, in the middle of a sale too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import column, holding, row
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.pages.settings.mine_model import MineModel
from ui.wording import LANGUAGE_NAMES

IN_ROW = 3
THEMES = (("light", _("Light"), "sun"), ("dark", _("Dark"), "moon"))
TEXTS = (100, 125, 150)


class PersonSheet(Sheet):
    """Every key has a figure: on the keyboard it is one press as well. Whatever is chosen closes the panel.

    Signals:
        leaving: another cashier, please.
        settings_wanted: all of the settings.
    """

    leaving = Signal()
    settings_wanted = Signal()

    def __init__(self, parent: QWidget, desk: Desk, mine: MineModel) -> None:
        self._desk, self._mine = desk, mine
        self.keys: dict[str, Button] = {}
        say, comfort = desk.say, desk.comfort
        languages = [
            self._key(words, partial(mine.speak, language), language == desk.language)
            for language, words in LANGUAGE_NAMES.items()
        ]
        looks = [
            self._key(say(words), partial(mine.choose, "theme", theme), theme == comfort.theme, picture)
            for theme, words, picture in THEMES
        ]
        sizes = [
            self._key(f"{percent} %", partial(mine.choose, "text_percent", percent), percent == comfort.text_percent)
            for percent in TEXTS
        ]
        self.settings = Button(say(_("All settings")), picture="settings")
        self.settings.clicked.connect(lambda: self._leave(self.settings_wanted.emit))
        self.leave = Button(say(_("Another cashier")), picture="leave", hint="F11")
        self.leave.clicked.connect(lambda: self._leave(self.leaving.emit))
        content = column(
            _grid(languages), _grid(looks, 2), _grid(sizes), row(self.settings, self.leave, gap=8), gap=16,
        )
        for button in (self.settings, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name = desk.person.name if desk.person is not None else ""
        super().__init__(parent, name, holding(content), width=620)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in self.keys and event.text() and not event.isAutoRepeat():
            self.keys[event.text()].click()
        elif event.key() == Qt.Key.Key_F11:
            self.leave.click()
        else:
            super().keyPressEvent(event)

    def _key(self, words: str, act: Callable[[], None], is_chosen: bool, picture: str = "") -> Button:
        figure = str((len(self.keys) + 1) % 10)
        made = Button(words, look="chosen" if is_chosen else "plain", hint=figure, picture=picture)
        made.setMinimumHeight(px(56))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda: self._leave(act))
        self.keys[figure] = made
        return made

    def _leave(self, act: Callable[[], None]) -> None:
        self.close_it()
        act()


def _grid(buttons: list[Button], in_row: int = IN_ROW) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(px(8))
    for place, button in enumerate(buttons):
        grid.addWidget(button, place // in_row, place % in_row)
    return grid
