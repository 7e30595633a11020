"""The goods: from a file, or none yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.file_choice import file_choice
from ui.kit.parts import column, label
from ui.kit.tokens import BODY, MEDIUM
from ui.kit.way_key import WayKey
from ui.pages.first_run.model import FirstRunModel, FirstRunView
from ui.pages.first_run.steps.step import Step

KINDS = "*.csv *.tsv *.txt *.xlsx *.gz *.xz"


class GoodsStep(Step):
    """Two ways, one of them chosen; the green key makes the shop."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__(desk, model)
        say = desk.say
        self.file = WayKey(
            say(_("Goods from a file")),
            say(_("A price list as Excel (.xlsx), CSV or TSV. Its first row names the columns: name, barcode, price, unit.")),
            picture="file", hint="F2",
        )
        self.empty = WayKey(
            say(_("Begin with an empty shop")), say(_("Goods are entered one by one, or at the till when a new one is scanned.")),
            picture="empty", hint="F3",
        )
        self._chosen = label(weight=MEDIUM, wrap=True)
        self._busy = label(weight=MEDIUM, wrap=True)
        self.dialog: QFileDialog | None = None
        self.file.clicked.connect(self.choose)
        self.empty.clicked.connect(lambda: model.take_goods(None))
        self.setAcceptDrops(False)
        later = self.text(_("A price list can also be brought in later, as often as you like."), size=BODY)
        self.setLayout(
            column(self.title(_("The first goods")), self.file, self.empty, self._chosen, later, self._busy, 1, gap=16)
        )

    def take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F2:
            self.choose()
        elif event.key() == Qt.Key.Key_F3:
            self.model.take_goods(None)
        else:
            return False
        return True

    def choose(self) -> None:
        """A price list from wherever it lies."""
        if self.model.view.busy:
            return
        say, before = self.desk.say, self.model.view.draft.goods
        self.dialog = file_choice(
            self.window(), say, title=say(_("Choose a file")), kinds=f"{say(_('Price lists'))} ({KINDS})",
            folder=before.parent if before else Path.home(), take=self.model.take_goods,
        )

    def render_view(self, view: FirstRunView) -> None:
        say, goods = self.desk.say, view.draft.goods
        self.file.show_as(look="chosen" if goods else "plain", enabled=not view.busy)
        self.empty.show_as(look="plain" if goods else "chosen", enabled=not view.busy)
        words = _("{file}: you will see what is in it before anything is stored.")
        self._chosen.setText(say(words).format(file=goods.name) if goods else "")
        self._chosen.setVisible(goods is not None)
        self._busy.setText(say(_("The shop is being set up. This takes a second or two.")) if view.busy else "")
