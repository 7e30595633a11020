"""The first thing that anybody sees: the language, and the ways in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.file_choice import file_choice
from ui.kit.parts import column, label, row
from ui.kit.theme import px
from ui.kit.tokens import LARGE, MEDIUM
from ui.kit.way_key import WayKey
from ui.pages.first_run.model import FirstRunModel, FirstRunView
from ui.pages.first_run.steps.step import Step

LANGUAGE_NAMES = {"ky": "Кыргызча", "kk": "Қазақша", "ru": "Русский", "uk": "Українська", "en": "English"}


class WelcomeStep(Step):
    """Five languages in a row, each in its own letters; three keys below."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__(desk, model)
        say = desk.say
        self.languages = {key: Button(name, size=LARGE) for key, name in LANGUAGE_NAMES.items()}
        for key, button in self.languages.items():
            button.setMinimumHeight(px(56))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, key=key: model.speak(key))
        is_lost = bool(model.view.newest_backup)
        self.start = WayKey(
            say(_("Start my shop")), say(_("Name, money, a PIN for the owner: four short steps, and the till is ready to sell.")),
            picture="shop", look="plain" if is_lost else "primary", hint="F4" if is_lost else "Enter",
        )
        self.demo = WayKey(
            say(_("Look around in the demo shop")),
            say(_("A grocery with goods and people, to try everything. Nothing in it is real.")), picture="look", hint="F2",
        )
        self.restore = WayKey(
            say(_("Bring my shop back")), say(_("From a backup file: on a new computer, or when the old file is lost.")),
            picture="restore", look="primary" if is_lost else "plain", hint="Enter" if is_lost else "F3",
        )
        self.other = Button(say(_("Another backup")), look="soft", hint="F3")
        self.other.clicked.connect(self.choose)
        self._lost = label(weight=MEDIUM, ink="warn", wrap=True)
        self.dialog: QFileDialog | None = None
        self.start.clicked.connect(model.start)
        self.demo.clicked.connect(model.look_around)
        self.restore.clicked.connect(self.bring_back)
        greeting = self.title(_("Welcome to Duken"))
        keys = row(*self.languages.values(), gap=8)
        ways = (self.restore, row(self.other, 1), self.start, self.demo) if is_lost else (self.start, self.demo, self.restore)
        self.setLayout(column(1, greeting, keys, self._lost, *ways, 2, gap=12))

    def take_key(self, event: QKeyEvent) -> bool:
        acts = {Qt.Key.Key_F2: self.model.look_around, Qt.Key.Key_F3: self.choose, Qt.Key.Key_F4: self.model.start}
        act = acts.get(Qt.Key(event.key()))
        if act is not None:
            act()
            return True
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            names = list(LANGUAGE_NAMES)
            self.model.speak(names[(names.index(self.model.wished) + step) % len(names)])
        return step is not None

    def bring_back(self) -> None:
        """The newest backup where one is known; else a file is chosen."""
        if self.model.view.newest_backup:
            self.model.bring_back(None)
        else:
            self.choose()

    def choose(self) -> None:
        """A backup from wherever it lies."""
        if self.model.view.busy:
            return
        say = self.desk.say
        self.dialog = file_choice(
            self.window(), say, title=say(_("Choose a backup")), kinds=f"{say(_('Backups'))} (*.db)", folder=Path.home(),
            take=self.model.bring_back,
        )

    def render_view(self, view: FirstRunView) -> None:
        for key, button in self.languages.items():
            button.show_as(look="chosen" if key == self.desk.language else "plain")
        self._lost.setVisible(view.lost is not None)
        if view.lost is not None:
            words = self.desk.sentence(view.lost)
            if view.newest_backup:
                words += " " + self.desk.say(_("The newest good backup: {path}.")).format(path=view.newest_backup)
            self._lost.setText(words)
        for way in (self.start, self.demo, self.restore, self.other):
            way.show_as(enabled=not view.busy)
