"""The shop's settings as widgets: papers, money, sign-in and backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QWidget

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.edits import FigureEdit, TextEdit
from ui.kit.figures import Figures, card
from ui.kit.folder_choice import folder_choice
from ui.kit.paper import Paper
from ui.kit.parts import column, label, row
from ui.kit.segments import Segments
from ui.kit.theme import px
from ui.kit.tokens import SMALL
from ui.pages.settings.parts import LinesEdit, SettingRow
from ui.pages.settings.shop_model import COINS, FOLDER, FOOTER, HEADER, LONGEST, NAMES, ShopModel
from ui.wording import SETTINGS

STEP, COLUMNS = "cash.step_minor", "receipt.columns"
NARROW = 600
WIDTHS = {32: 240, 42: 300, 48: 330}
"""How wide the paper is shown (at 100 %), by the letters that a printer has in a line."""


class ShopPart(QWidget):
    """One page of the shop's settings: rows by key."""

    def __init__(self, desk: Desk, model: ShopModel) -> None:
        super().__init__()
        self.desk, self.model = desk, model
        self.rows: dict[str, SettingRow] = {}
        self.switches: dict[str, Segments] = {}

    def show_view(self) -> None:
        """What the model says now."""
        for key, setting in self.rows.items():
            setting.tell(self.model.view.wrong.get(key, ""))
        for key, switch in self.switches.items():
            switch.show_chosen(self.model.view.values.get(key))

    def row_of(self, key: str, *parts: Any, note: str = "") -> SettingRow:
        """A setting by its own name."""
        made = SettingRow(self.desk.say(SETTINGS[key]), *parts, note=self.desk.say(note))
        self.rows[key] = made
        return made

    def switch(self, key: str, *, note: str = "") -> SettingRow:
        """On or off, stored as it is touched."""
        say = self.desk.say
        return self.choice(key, ((True, say(_("On"))), (False, say(_("Off")))), note=note)

    def choice(self, key: str, choices: tuple[tuple[object, str], ...], *, note: str = "") -> SettingRow:
        """One of a few, stored as it is touched."""
        made = Segments(choices)
        made.setMaximumWidth(px(140 * len(choices)))
        made.picked.connect(lambda value: self.model.change(key, value))
        self.switches[key] = made
        return self.row_of(key, made, note=note)


class ReceiptPart(ShopPart):
    """Words on the receipt beside a receipt with these words."""

    def __init__(self, desk: Desk, model: ShopModel) -> None:
        super().__init__(desk, model)
        say = desk.say
        self.header, self.footer = (LinesEdit(longest=LONGEST[key]) for key in (HEADER, FOOTER))
        self.header.edited.connect(lambda text: model.type_in(HEADER, text))
        self.footer.edited.connect(lambda text: model.type_in(FOOTER, text))
        self.paper = Paper()
        widths = tuple((count, say(_("{count} letters")).format(count=count)) for count in WIDTHS)
        form = column(
            self.row_of(HEADER, self.header), self.row_of(FOOTER, self.footer),
            self.choice(COLUMNS, widths, note=_("32 for paper of 58 mm, 42 or 48 for 80 mm.")),
            self.switch("receipt.auto_print"), 1, gap=18,
        )
        self._card = card(self.paper, margin=0)
        preview = column(label(say(_("So it will look")), size=SMALL, ink="muted"), self._card, 1, gap=6)
        self._both = row(form, preview, gap=20)
        self._both.setStretch(0, 1)
        self.setLayout(self._both)
        self.show_view()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper beside its words, or below them where letters are large."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.LeftToRight if self.width() >= px(NARROW) else ways.TopToBottom)
        self._fit_paper()

    def show_view(self) -> None:
        super().show_view()
        view = self.model.view
        self.header.show_text(view.value(HEADER) or "")
        self.footer.show_text(view.value(FOOTER) or "")
        self.paper.show_document(view.paper)
        self._fit_paper()

    def _fit_paper(self) -> None:
        wanted = px(WIDTHS.get(self.model.view.values.get(COLUMNS, 42), 300))
        self._card.setFixedWidth(max(px(200), min(wanted, self.width() - px(16))))


class CashPart(ShopPart):
    """How money is counted here."""

    def __init__(self, desk: Desk, model: ShopModel) -> None:
        super().__init__(desk, model)
        digits = minor_digits(desk.place.currency)
        self.step = FigureEdit(decimals=digits)
        self.step.figured.connect(lambda value: model.type_in(STEP, value))
        self.coins = Segments((), several=True)
        self.coins.picked.connect(lambda coin: model.turn_coin(int(str(coin))))
        self.new_coin = FigureEdit(desk.say(_("Another one")), decimals=digits)
        self.add = Button(desk.say(_("Add")), picture="plus")
        self.new_coin.returnPressed.connect(self._add)
        self.add.clicked.connect(self._add)
        for edit in (self.step, self.new_coin):
            edit.setMaximumWidth(px(200))
        coins = row(self.new_coin, self.add, 1, gap=8)
        self.setLayout(
            column(
                self.switch("cash.blind_count", note=_("A cashier counts first, and sees then what there should be.")),
                self.switch("cash.count_by_pieces", note=_("Off: one sum is typed.")),
                self.row_of(STEP, self.step, note=_("Cash is rounded to it.")),
                self.row_of(COINS, self.coins, coins, note=_("For counting, and for likely sums.")),
                1, gap=18,
            )
        )
        self.show_view()

    def show_view(self) -> None:
        super().show_view()
        view = self.model.view
        if self.step.value() != view.value(STEP) and not (self.step.hasFocus() and view.value(STEP) is None):
            self.step.show_value(view.value(STEP))
        self.coins.show_choices([(coin, self.desk.money(coin, currency=False)) for coin in view.coins])
        self.coins.show_chosen(*view.chosen_coins)

    def _add(self) -> None:
        self.model.add_coin(self.new_coin.value())
        self.new_coin.clear()


class KeepingPart(ShopPart):
    """Who is shown at the door, and where copies of everything go."""

    def __init__(self, desk: Desk, model: ShopModel) -> None:
        super().__init__(desk, model)
        say = desk.say
        self.folder = TextEdit(say(_("beside the database")))
        self.folder.setMaxLength(LONGEST[FOLDER])
        self.folder.textChanged.connect(lambda text: model.type_in(FOLDER, text))
        self.folder.returnPressed.connect(model.save)
        self.pick = Button(say(_("Choose…")), picture="folder")
        self.pick.clicked.connect(self._pick)
        self.dialog: QFileDialog | None = None
        self.now = Button(say(_("Back up now")), picture="save")
        self.now.clicked.connect(model.back_up)
        self.figures = Figures()
        self.backups = SettingRow(say(_("Backups")), self.figures, row(self.now, 1))
        folder = row(self.folder, self.pick, gap=8, grow=(0,))
        self.setLayout(
            column(
                self.switch(NAMES, note=_("Off: everybody is found by the PIN alone.")),
                self.row_of(FOLDER, folder, note=_("Another disk or a stick: it outlives this computer.")),
                self.backups, 1, gap=18,
            )
        )
        self.show_view()

    def show_view(self) -> None:
        super().show_view()
        view, desk = self.model.view, self.desk
        if self.folder.text() != (view.value(FOLDER) or ""):
            self.folder.setText(view.value(FOLDER) or "")
        self.figures.clear()
        if view.kept is not None:
            last = desk.moment(view.kept.backed_up_at) if view.kept.backed_up_at else desk.say(_("none yet"))
            self.figures.line(desk.say(_("Last backup")), last, note=view.kept.backup_folder)
        self.backups.tell(view.wrong_backup)
        words = _("Backing up…") if view.is_saving else _("Back up now")
        self.now.show_as(text=desk.say(words), enabled=self.model.may_back_up and not view.is_saving)

    def _pick(self) -> None:
        before = self.model.view.value(FOLDER)
        start = Path(before) if before else Path.home()
        title = self.desk.say(_("Choose a folder"))
        self.dialog = folder_choice(self, self.desk.say, title=title, folder=start, take=self.model.take_folder)
