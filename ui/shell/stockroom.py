"""Work in the stockroom: its page of keys, its screens and the ways there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from ui.kit.screen import Screen
from ui.pages.expiring.model import ExpiringModel
from ui.pages.expiring.page import ExpiringPage
from ui.pages.menu.model import STOCK_WORK, MenuModel
from ui.pages.menu.page import MenuPage
from ui.pages.ordering.model import OrderingModel
from ui.pages.ordering.page import OrderingPage
from ui.pages.stock_draft.model import StockDraftModel
from ui.pages.stock_draft.page import StockDraftPage
from ui.pages.transfers.model import TransfersModel
from ui.pages.transfers.page import TransfersPage

if TYPE_CHECKING:
    from ui.shell.till import Till

_SCREENS = {"receipt": "receiving", "write_off": "writing_off", "order": "an_order"}
"""Where a prepared draft of a kind is gone on with."""


class Stockroom(QObject):
    """Holds the models of these screens, each made when it is first wanted."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self.screens: dict[str, Callable[[], Screen]] = {
            "stock_work": self._menu_page,
            "receiving": lambda: self._page(self.receiving), "counting": lambda: self._page(self.counting),
            "writing_off": lambda: self._page(self.writing_off), "sending_back": lambda: self._page(self.sending_back),
            "transfers": self._transfers_page, "a_transfer": lambda: self._page(self.a_transfer, back="transfers"),
            "expiring": self._expiring_page, "ordering": self._ordering_page,
            "an_order": lambda: self._page(self.an_order, back="ordering"),
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

    @cached_property
    def ordering(self) -> OrderingModel:
        """What runs low, and what was ordered."""
        model = OrderingModel(self._desk)
        model.unknown.connect(self._tell_unknown)
        model.draft_wanted.connect(self.go_on_with)
        return model

    @cached_property
    def transfers(self) -> TransfersModel:
        """What is on its way between stores."""
        model = TransfersModel(self._desk)
        model.unknown.connect(self._tell_unknown)
        return model

    @cached_property
    def a_transfer(self) -> StockDraftModel:
        """What is about to be sent to another store."""
        return self._model("transfer")

    @cached_property
    def expiring(self) -> ExpiringModel:
        """What goes bad soon."""
        model = ExpiringModel(self._desk)
        model.unknown.connect(self._tell_keeps)
        model.draft_wanted.connect(self.go_on_with)
        return model

    @cached_property
    def an_order(self) -> StockDraftModel:
        """The order that is being written."""
        return self._model("order")

    def go_on_with(self, kind: str, draft_id: UUID) -> None:
        """To the screen of this kind of draft, with a draft that somebody has prepared."""
        screen = _SCREENS[kind]
        model: StockDraftModel = getattr(self, screen)
        model.go_on_with(draft_id)
        self._till.window.open(screen)

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

    def _tell_keeps(self, code: str) -> None:
        words = self._desk.say(_("Nothing with the code {code} goes bad in that time.")).format(code=code[:40])
        self._till.window.say(words, kind="warn")

    def _page(self, model: StockDraftModel, *, back: str = "stock_work") -> StockDraftPage:
        page = StockDraftPage(self._desk, model)
        page.left.connect(lambda: self._till.window.open(back))
        return page

    def _transfers_page(self) -> TransfersPage:
        page = TransfersPage(self._desk, self.transfers)
        page.left.connect(lambda: self._till.window.open("stock_work"))
        page.sending.connect(lambda: self._till.window.open("a_transfer"))
        return page

    def _expiring_page(self) -> ExpiringPage:
        page = ExpiringPage(self._desk, self.expiring)
        page.left.connect(lambda: self._till.window.open("stock_work"))
        return page

    def _ordering_page(self) -> OrderingPage:
        page = OrderingPage(self._desk, self.ordering)
        page.left.connect(lambda: self._till.window.open("stock_work"))
        return page

    def _menu_page(self) -> MenuPage:
        page = MenuPage(self._desk, self.menu)
        page.left.connect(lambda: self._till.window.open("menu"))
        return page
