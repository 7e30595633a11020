"""Work in the stockroom: its page of keys, its screens and the ways there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from ui.kit.screen import Screen
from ui.pages.menu.model import STOCK_WORK, MenuModel
from ui.pages.menu.page import MenuPage
from ui.pages.stock_draft.model import StockDraftModel
from ui.pages.stock_draft.page import StockDraftPage

if TYPE_CHECKING:
    from ui.shell.till import Till


class Stockroom(QObject):
    """Holds the models of these screens, each made when it is first wanted."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self.screens: dict[str, Callable[[], Screen]] = {
            "stock_work": self._menu_page,
            "receiving": lambda: self._page(self.receiving), "counting": lambda: self._page(self.counting),
            "writing_off": lambda: self._page(self.writing_off), "sending_back": lambda: self._page(self.sending_back),
        }
        self.menu = MenuModel(
            _("Work in the stockroom"), STOCK_WORK, lambda screen: screen in self.screens,
            lambda: till.states.shift is not None,
        )
        self.menu.chosen.connect(till.window.open)

    @cached_property
    def receiving(self) -> StockDraftModel:
        """What has come from a supplier."""
        model = self._model("receipt")
        model.labels_wanted.connect(self._label)
        return model

    @cached_property
    def counting(self) -> StockDraftModel:
        """What is counted."""
        return self._model("count")

    @cached_property
    def writing_off(self) -> StockDraftModel:
        """What is broken, gone bad or lost."""
        return self._model("write_off")

    @cached_property
    def sending_back(self) -> StockDraftModel:
        """What a supplier takes back."""
        return self._model("supplier_return")

    def _model(self, kind: str) -> StockDraftModel:
        model = StockDraftModel(self._desk, kind)
        model.unknown.connect(self._tell_unknown)
        return model

    def _label(self, goods: list[tuple[ProductView, int]]) -> None:
        self._till.labelling.labels.put_many(goods)
        self._till.window.open("labels")

    def _tell_unknown(self, code: str) -> None:
        words = self._desk.say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self._till.window.say(words, kind="warn")

    def _page(self, model: StockDraftModel) -> StockDraftPage:
        page = StockDraftPage(self._desk, model)
        page.left.connect(lambda: self._till.window.open("stock_work"))
        return page

    def _menu_page(self) -> MenuPage:
        page = MenuPage(self._desk, self.menu)
        page.left.connect(lambda: self._till.window.open("menu"))
        return page
