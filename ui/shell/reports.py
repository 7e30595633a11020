"""Reports: their screens and the ways there and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.kernel.i18n import _
from ui.kit.screen import Screen
from ui.pages.agents_report.model import ReportModel
from ui.pages.agents_report.page import AgentsReportPage

if TYPE_CHECKING:
    from ui.shell.till import Till


class Reports(QObject):
    """Holds the model of the agents' report, made when it is first wanted."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self.screens: dict[str, Callable[[], Screen]] = {"agents_report": self._agents_page}

    @cached_property
    def agents(self) -> ReportModel:
        """What agents did."""
        model = ReportModel(self._desk)
        model.saved.connect(self._tell_saved)
        return model

    def _agents_page(self) -> AgentsReportPage:
        page = AgentsReportPage(self._desk, self.agents)
        page.left.connect(lambda: self._till.window.open("agents"))
        return page

    def _tell_saved(self, path: Path) -> None:
        self._till.window.say(self._desk.say(_("Saved: {path}")).format(path=path), kind="primary")
