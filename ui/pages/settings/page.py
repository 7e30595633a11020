"""Settings as a page: parts on the left, one part on the right, and the green key that stores what is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.figures import scrolled
from ui.kit.parts import column, holding, label, row
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import LARGE, MEDIUM
from ui.pages.settings.devices import DevicesPart
from ui.pages.settings.devices_model import DevicesModel
from ui.pages.settings.mine import MinePart
from ui.pages.settings.mine_model import MineModel
from ui.pages.settings.people import PeoplePart
from ui.pages.settings.people_model import PeopleModel
from ui.pages.settings.shop_model import ShopModel
from ui.pages.settings.shop_parts import CashPart, KeepingPart, ReceiptPart, ShopPart

PARTS = {
    "mine": (_("My screen"), "person"), "receipt": (_("Receipt"), "receipt"), "cash": (_("Cash"), "cash"),
    "keeping": (_("Safety"), "lock"), "people": (_("People"), "people"),
    "devices": (_("Devices"), "scale"),
}
WITH_A_LIST = ("people", "devices")
"""A list beside a form: they scroll by themselves."""
SHOP_PARTS: dict[str, Callable[[Desk, ShopModel], ShopPart]] = {"receipt": ReceiptPart, "cash": CashPart, "keeping": KeepingPart}


class SettingsPage(Screen):
    """Signals:
    left: back to where one came from; what is typed stays until somebody else signs in.
    turned: the name of the part that is looked at now.
    """

    left = Signal()
    turned = Signal(str)

    def __init__(
        self, desk: Desk, mine: MineModel, shop: ShopModel, people: PeopleModel, devices: DevicesModel, *, part: str
    ) -> None:
        super().__init__()
        self._desk, self._mine, self._shop, self._people, self._devices = desk, mine, shop, people, devices
        self.title = desk.say(_("Settings"))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.tabs = {
            name: Button(desk.say(words), picture=picture, left=True, hint=f"Alt+{place}")
            for place, (name, (words, picture)) in enumerate(PARTS.items(), 1)
        }
        self.save = primary(desk.say(_("Save")), hint="Ctrl+S")
        self.part: QWidget = QWidget()
        self._area = column(gap=0)
        self._lay_out()
        for place, (name, tab) in enumerate(self.tabs.items(), 1):
            tab.clicked.connect(lambda _checked=False, name=name: self._turn(name))
            QShortcut(QKeySequence(f"Alt+{place}"), self, tab.click, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for keys, act in (("Ctrl+S", self._press_save), ("Ctrl+E", self._press_trial)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.save.clicked.connect(shop.save)
        shop.changed.connect(self._render)
        people.changed.connect(self._render)
        devices.changed.connect(self._render)
        self._shown_part = ""
        self._open(part)

    def shown(self) -> None:
        self.tabs[self._shown_part].setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for model in (self._mine, self._shop, self._people, self._devices):
            model.come()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for model in (self._shop, self._people, self._devices):
            model.go()

    def _lay_out(self) -> None:
        grow, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        for tab in self.tabs.values():
            tab.setSizePolicy(grow, fixed)
            tab.setMinimumHeight(px(56))
        self._side = holding(column(*self.tabs.values(), 1, gap=8))
        self.save.setSizePolicy(grow, fixed)
        self._foot = holding(row(1, self.save, gap=0))
        whole = row(self._side, column(self._area, self._foot, gap=12, grow=(0,)), gap=20, margin=20)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters: the parts give room to what is in them."""
        super().resizeEvent(event)
        room = min(px(224), self.width() * 27 // 100)
        self._side.setFixedWidth(room)
        for place, tab in enumerate(self.tabs.values(), 1):
            tab.hint = f"Alt+{place}"
        if any(tab.sizeHint().width() > room for tab in self.tabs.values()):
            for tab in self.tabs.values():
                tab.hint = ""

    def _turn(self, name: str) -> None:
        if name != self._shown_part:
            self._open(name)
            self.tabs[name].setFocus()
            self.turned.emit(name)

    def _open(self, name: str) -> None:
        self._shown_part = name
        while (old := self._area.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.part = self._made(name)
        self._area.addWidget(self.part if name in WITH_A_LIST else scrolled(holding(column(self.part, margin=(0, 0, 12, 0)))))
        for each, tab in self.tabs.items():
            tab.show_as(look="chosen" if each == name else "plain")
        self._is_allowed = self._may(name)
        self._render()

    def _made(self, name: str) -> QWidget:
        if not self._may(name):
            self._who = label(size=LARGE, weight=MEDIUM, ink="muted", wrap=True)
            return holding(column(self._who, 1, margin=12))
        if name == "mine":
            return MinePart(self._desk, self._mine)
        if name == "people":
            return PeoplePart(self._desk, self._people)
        if name == "devices":
            return DevicesPart(self._desk, self._devices)
        return SHOP_PARTS[name](self._desk, self._shop)

    def _may(self, name: str) -> bool:
        return {"mine": True, "people": self._people.may_edit}.get(name, self._shop.may_change)

    def _press_save(self) -> None:
        (self.part if isinstance(self.part, DevicesPart) else self).save.click()

    def _press_trial(self) -> None:
        if isinstance(self.part, DevicesPart):
            self.part.trial.click()

    def _render(self) -> None:
        name, view = self._shown_part, self._shop.view
        self._foot.setVisible(name in SHOP_PARTS and self._is_allowed)
        self.save.show_as(enabled=view.can_save)
        if not self._is_allowed:
            who = self._people.view.who if name == "people" else view.who
            words = self._desk.say(_("You may not change this. Who may: {names}.")).format(names=", ".join(who))
            self._who.setText(words if who else "")
        elif isinstance(self.part, ShopPart):
            self.part.show_view()
