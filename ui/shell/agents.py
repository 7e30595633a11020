"""Agents at this till: the screen that looks after them, and the ways there and on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.kit.screen import Screen
from ui.pages.agents.model import AgentsModel
from ui.pages.agents.page import AgentsPage

if TYPE_CHECKING:
    from ui.shell.till import Till


class Agents(QObject):
    """Holds the model, made when it is first wanted."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self.screens: dict[str, Callable[[], Screen]] = {"agents": self._page}

    @cached_property
    def model(self) -> AgentsModel:
        """Who is looked at, and what is in hand for them."""
        model = AgentsModel(self._desk)
        model.told.connect(lambda words: self._till.window.say(words, kind="primary"))
        return model

    def _page(self) -> AgentsPage:
        page = AgentsPage(self._desk, self.model)
        page.left.connect(lambda: self._till.window.open("menu"))
        page.report_wanted.connect(lambda: self._till.window.open("agents_report"))
        return page
