"""Settings, the centre, help and what is one's own: how one gets there from every screen, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.bridge.keeping import Keeping
from ui.bridge.trials import DeviceTrials
from ui.device_words import STATES
from ui.kit.screen import Screen
from ui.pages.centre.model import CentreModel
from ui.pages.centre.page import CentrePage
from ui.pages.help.model import HelpModel
from ui.pages.help.page import HelpPage
from ui.pages.settings.devices_model import DevicesModel
from ui.pages.settings.mine_model import MineModel
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.people_model import PeopleModel
from ui.pages.settings.shop_model import ShopModel
from ui.shell.person_sheet import PersonSheet

if TYPE_CHECKING:
    from ui.shell.till import Till


class Housekeeping(QObject):
    """Holds the models of these screens, each made when it is first wanted. `keeping` is set by whoever opened the shop,
    `trials` by whoever set the devices beside the window."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self.keeping: Keeping | None = None
        self.trials: DeviceTrials | None = None
        self.own: PersonSheet | None = None
        self.part = "mine"
        self.screens: dict[str, Callable[[], Screen]] = {
            "settings": self._settings_page, "help": self._help_page, "centre": self._centre_page,
        }
        till.desk.person_changed.connect(self._forget)

    @cached_property
    def mine(self) -> MineModel:
        """One's own language, look and PIN."""
        return MineModel(self._desk)

    @cached_property
    def shop(self) -> ShopModel:
        """What the shop has decided."""
        return ShopModel(self._desk, self.keeping)

    @cached_property
    def people(self) -> PeopleModel:
        """Who works here."""
        return PeopleModel(self._desk)

    @cached_property
    def devices(self) -> DevicesModel:
        """What stands on the counter."""
        made = DevicesModel(self._desk, lambda: self.trials, self._state_of)
        self._till.states.changed.connect(made.look_again)
        return made

    @cached_property
    def centre(self) -> CentreModel:
        """How far the centre was told."""
        return CentreModel(self._desk, self._till.states.centre)

    @cached_property
    def help(self) -> HelpModel:
        """Keys, and how things are done."""
        return HelpModel(self._desk, self.keeping)

    def show_help(self) -> None:
        """F1: help about the screen in front; once more, back to it."""
        window = self._till.window
        if window.is_asking:
            return  # a panel waits for its answer first
        if window.name == "help":
            window.come_back()
        else:
            self.help.about(window.name)
            window.look_at("help")

    def show_own(self) -> None:
        """The panel of whoever sits here."""
        window = self._till.window
        if self._desk.person is None or window.is_asking:
            return
        self.own = PersonSheet(window.whole, self._desk, self.mine)
        self.own.leaving.connect(self._till.change_person)
        self.own.settings_wanted.connect(lambda: window.look_at("settings"))

    def _state_of(self, kind: str) -> str:
        """How the till finds a device of that kind, in a word of `ui.device_words.STATES`; empty where it knows nothing."""
        states = self._till.states
        scale = states.scale.view
        words = {"printer": states.paper.word, "scale": "ready" if scale.is_heard else scale.state}
        return scale.state if kind == "scale" and scale.state in STATES else words.get(kind, "")

    def _forget(self) -> None:
        """What somebody typed into settings is not for who comes next."""
        self.part = "mine"
        for model in ("mine", "shop", "people", "devices"):
            if model in self.__dict__:
                getattr(self, model).forget()

    def _help_page(self) -> HelpPage:
        page = HelpPage(self._desk, self.help)
        page.left.connect(self._till.window.come_back)
        return page

    def _centre_page(self) -> CentrePage:
        page = CentrePage(self._desk, self.centre)
        page.left.connect(lambda: self._till.window.open("menu"))
        return page

    def _settings_page(self) -> SettingsPage:
        page = SettingsPage(self._desk, self.mine, self.shop, self.people, self.devices, part=self.part)
        page.turned.connect(self._turn)
        page.left.connect(self._leave_settings)
        return page

    def _turn(self, part: str) -> None:
        self.part = part

    def _leave_settings(self) -> None:
        if self._till.window.is_over:
            self._till.window.come_back()
        else:
            self._till.window.open("menu")
