"""The shop: its name, its money, its time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.form import Choice
from ui.kit.parts import column, frame, row
from ui.kit.pick_list import PickRow
from ui.kit.picker import Picker, PickKey
from ui.pages.first_run.model import FirstRunModel, FirstRunView
from ui.pages.first_run.places import Option, found
from ui.pages.first_run.steps.step import Step

LATEST_HOUR = 12


class ShopStep(Step):
    """What is asked stands with good answers in it already; only the name is missing."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__(desk, model)
        name = self.edit("company", _("Name of the shop"))
        address = self.edit("address", _("Address (it stands on receipts; may stay empty)"))
        self.currency, self.zone = PickKey(hint="F2"), PickKey(hint="F3")
        self.currency.clicked.connect(self.pick_currency)
        self.zone.clicked.connect(self.pick_zone)
        self.hour = Choice()
        self.hour.show_choices([(hour, f"{hour:02d}:00") for hour in range(LATEST_HOUR + 1)], model.view.draft.day_change_hour)
        self.hour.picked.connect(lambda hour: model.fill("day_change_hour", hour))
        places = row(
            self.entry("currency", _("Money"), self.currency), self.entry("zone", _("Time"), self.zone), gap=16, grow=(0, 1),
        )
        why = _("What is sold at night, before this hour, still counts as the day before. Open only by day? Leave it.")
        hour = self.entry("day_change_hour", _("A new day begins at"), self.hour, note=why)
        self.more = Button(desk.say(_("More")), look="bare", hint="F4", picture="settings")
        self.more.clicked.connect(self.show_more)
        self._rest = QWidget()
        till = self.edit("till", _("Name of this till"))
        prefix = self.edit("prefix", _("Receipt numbers begin with"), note=_("Every till of a shop has its own."))
        both = row(till, prefix, gap=16, grow=(0, 1))
        both.setAlignment(till, Qt.AlignmentFlag.AlignTop)
        self._rest.setLayout(both)
        self._rest.hide()
        card = frame("card")
        card.setLayout(column(name, address, places, hour, row(self.more, 1), self._rest, gap=12, margin=24))
        self.setLayout(column(self.title(_("Your shop")), card, 1, gap=12))
        self.picker: Picker | None = None

    def take_key(self, event: QKeyEvent) -> bool:
        acts = {Qt.Key.Key_F2: self.pick_currency, Qt.Key.Key_F3: self.pick_zone, Qt.Key.Key_F4: self.show_more}
        act = acts.get(Qt.Key(event.key()))
        if act is not None:
            act()
        return act is not None

    def show_more(self) -> None:
        """The till's name and prefix, which nearly everybody leaves as they are."""
        self._rest.show()
        self.more.hide()
        self.entries["till"].edit.setFocus()

    def pick_currency(self) -> None:
        """Another currency, from all that are in use."""
        self._pick("currency", _("Money of the shop"), _("Name or code of the money"), self.model.view.choices.currencies)

    def pick_zone(self) -> None:
        """Another time zone."""
        self._pick("zone", _("Time at the shop"), _("City or country"), self.model.view.choices.zones)

    def _pick(self, name: str, title: str, placeholder: str, options: tuple[Option, ...]) -> None:
        say, draft = self.desk.say, self.model.view.draft
        self.picker = Picker(
            self.window(), say(title), placeholder=say(placeholder), empty=say(_("Nothing found. Type less of it.")),
            find=lambda typed: found(options, typed), words=_row, chosen=lambda option: option.key == getattr(draft, name),
        )
        self.picker.picked.connect(lambda option: self.model.fill(name, option.key))

    def render_view(self, view: FirstRunView) -> None:
        self.currency.show_as(text=view.choices.currency(view.draft.currency))
        self.zone.show_as(text=view.choices.zone(view.draft.zone))
        if not self._rest.isVisibleTo(self) and {"till", "prefix"} & set(view.wrong):
            self.show_more()
        super().render_view(view)


def _row(option: Option) -> PickRow:
    return PickRow(option.words, option.note, option.figure)
