"""Labels of goods, and goods into scales that print labels: the screens and the ways there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.kernel.i18n import _
from ui.bridge.label_scales import ScaleLoader
from ui.bridge.labelling import LabelMaker
from ui.kit.screen import Screen
from ui.pages.labels.model import LabelsModel
from ui.pages.labels.page import LabelsPage
from ui.pages.scale_goods.model import ScaleGoodsModel
from ui.pages.scale_goods.page import ScaleGoodsPage

if TYPE_CHECKING:
    from ui.shell.till import Till


class Labelling(QObject):
    """Holds the models of these screens, each made when it is first wanted. `maker` and `loader` are set by whoever opened
    the shop."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self.maker: LabelMaker | None = None
        self.loader: ScaleLoader | None = None
        self.screens: dict[str, Callable[[], Screen]] = {"labels": self._labels_page, "scale_goods": self._scale_goods_page}

    @cached_property
    def labels(self) -> LabelsModel:
        """The labels that are wanted."""
        model = LabelsModel(self._desk, self.maker)
        model.unknown.connect(self._tell_unknown)
        return model

    @cached_property
    def scale_goods(self) -> ScaleGoodsModel:
        """What label scales have not got yet."""
        return ScaleGoodsModel(self._desk, self.loader)

    def _tell_unknown(self, code: str) -> None:
        words = self._desk.say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self._till.window.say(words, kind="warn")

    def _labels_page(self) -> LabelsPage:
        page = LabelsPage(self._desk, self.labels)
        page.left.connect(lambda: self._till.window.open("menu"))
        return page

    def _scale_goods_page(self) -> ScaleGoodsPage:
        page = ScaleGoodsPage(self._desk, self.scale_goods)
        page.left.connect(lambda: self._till.window.open("menu"))
        return page
