"""Agents at this till: the screen that looks after them, and the ways there and on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

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

    def left_off(self) -> dict[str, Any]:
        """Goods in hand for an agent while another screen is in front, and whose hand it is."""
        facts = self.model.left_off() if "model" in self.__dict__ else {}  # nobody has been there: nothing is in hand
        person = self._desk.person
        return {"agents": {**facts, "person_id": str(person.person_id)}} if "typed" in facts and person is not None else {}

    def go_on_from(self, facts: Mapping[str, Any]) -> bool:
        """Have them in hand again; False where they are another person's."""
        person = self._desk.person
        if person is None or facts.get("person_id") != str(person.person_id):
            return False
        self.model.go_on_from(facts)
        return True

    def _page(self) -> AgentsPage:
        page = AgentsPage(self._desk, self.model)
        page.left.connect(lambda: self._till.window.open("menu"))
        page.report_wanted.connect(lambda: self._till.window.open("agents_report"))
        return page
