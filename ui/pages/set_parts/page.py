"""What is in a set, as widgets: its parts on the left, the chosen one's quantity on the right."""

from __future__ import annotations

from typing import Any

from app.core.catalog.views import SetPartView
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.figures import scrolled
from ui.kit.form import field
from ui.kit.parts import column, holding, label, two_panes, wide
from ui.kit.pick_list import PickRow
from ui.kit.tokens import BOLD, TITLE
from ui.pages.scanned_list.page import ScannedListPage
from ui.pages.set_parts.model import SetPartsModel


class SetPartsPage(ScannedListPage):
    """Everything is stored as it is scanned or typed; the green key only leads back."""

    def __init__(self, desk: Desk, model: SetPartsModel) -> None:
        words = _("Into the set: barcode, name or article")
        super().__init__(desk, model, box=words, listed=_("What is in the set"), row=self._row)
        self._model = model
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        say = self._desk.say
        self.chips = (self.way_back(say(_("Back to the product"))),)
        self._title = label(size=TITLE, weight=BOLD, wrap=True)
        self._told = label(say(_("Selling one set takes these goods out of the stock.")), ink="muted", wrap=True)
        self._name = label(ink="primary", wrap=True)
        self.quantity = FigureEdit(decimals=3)
        self.remove = Button(say(_("Take it out of the set")), hint="Del", picture="delete")
        self._of_part = holding(column(self._name, field(say(_("How much is in one set")), self.quantity), self.remove, gap=10))
        self.done = primary(say(_("Done")), hint="Ctrl+S")
        form = holding(column(self._title, self._told, self._of_part, 1, gap=14, margin=(0, 0, 12, 0)))
        right = column(scrolled(form), wide(self.done), gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(column(self.lines, gap=0, grow=(0,)), right, left_share=54, least_right=380))

    def _connect(self) -> None:
        self.quantity.editingFinished.connect(self._keep)
        self.quantity.returnPressed.connect(self.box.setFocus)
        self.remove.clicked.connect(self._model.remove)
        self.done.clicked.connect(self._leave)
        self.listen(render=self._render, keys=(("Ctrl+S", self.done.click),))

    # --- gestures ---

    def open_line(self) -> None:
        """Into the quantity of the chosen part."""
        if self._model.view.part is not None:
            self.quantity.setFocus()
            self.quantity.selectAll()

    def _leave(self) -> None:
        self._keep()
        self.left.emit()

    def _keep(self) -> None:
        """What was typed; an empty field is no quantity: that is told, and what is stored stands there again."""
        quantity, part = self.quantity.value(), self._model.view.part
        if part is None:
            return
        if quantity is None:
            self.quantity.show_value(part.quantity_milli)
            self._model.tell(RuleBroken("quantity.malformed", text=""))
        else:
            self._model.set_quantity(quantity)

    # --- what is shown ---

    def _row(self, item: Any) -> PickRow:
        desk = self._desk
        if isinstance(item, SetPartView):
            return PickRow(item.name, "", f"{desk.quantity(item.quantity_milli)} {desk.unit(item.unit)}")
        return PickRow(item.name, item.codes[0] if item.codes else item.article or "", "")

    def _render(self) -> None:
        view = self._model.view
        self.show_list()
        self._title.setText(view.name)
        self._of_part.setVisible(view.part is not None)
        if view.part is not None:
            self._name.setText(view.part.name)
            if self.quantity.value() != view.part.quantity_milli and not self.quantity.hasFocus():
                self.quantity.show_value(view.part.quantity_milli)
