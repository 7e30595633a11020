"""A form of goods as widgets: its lines, the quantity of the chosen one, and the key that does it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.form import field
from ui.kit.parts import column, hairline, holding, label, row, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.theme import px
from ui.kit.tokens import BOLD, TITLE
from ui.pages.agents.form import ANSWER, APPROVE, HAND_OVER, SOLD_BACK, TAKE_BACK, FormLine, FormView
from ui.pages.agents.form_model import DraftModel, FormModel
from ui.pages.agents.model import AgentsModel
from ui.pages.agents.words import AgentWords

GREEN = {
    HAND_OVER: _("Hand over"), TAKE_BACK: _("Take back"), ANSWER: _("Accept for the agent"), APPROVE: _("Approve"),
    SOLD_BACK: _("Take it back…"),
}


class FormPane(QWidget):
    """`green` does it; `other` is the other way out: a draft is given up, a request declined.

    Signals:
        done_typing: the quantity is said; the field for goods may have the focus again.
        reason_wanted: it needs a reason: to decline (True), or to take back (False).
    """

    done_typing = Signal()
    reason_wanted = Signal(bool)

    def __init__(self, desk: Desk, model: AgentsModel, words: AgentWords) -> None:
        super().__init__()
        self._desk, self._model, self._words = desk, model, words
        self._shown: tuple[object, int | None] = (None, None)
        say = desk.say
        self._title, self._about = label(size=TITLE, weight=BOLD, wrap=True), label(ink="muted", wrap=True)
        for wrapped in (self._title, self._about):
            wrapped.setMinimumWidth(px(60))  # one endless word must not push the rest out of sight
        self.quantity = FigureEdit(decimals=3)
        self.quantity.setFixedWidth(px(112))
        self._quantity = field(say(_("Quantity")), self.quantity)
        self.list = PickList(say(_("Goods")), self._row)
        self.remove = wide(Button(say(_("Delete the line")), hint="Del", picture="delete"))
        self.all = wide(Button(say(_("All of it")), hint="F5"))
        self.other = wide(Button("", hint="F8"))
        self.green = wide(primary("", hint="F12"))
        head = column(row(self._title, self._quantity, gap=12, grow=(0,)), self._about, gap=4, margin=(20, 12, 16, 12))
        keys = column(row(self.remove, self.all, self.other, gap=8), self.green, gap=8, margin=16)
        self.setLayout(column(holding(head), hairline(), self.list, hairline(), keys, gap=0, grow=(2,)))
        self.list.chosen.connect(self._choose)
        self.list.taken.connect(self._take)
        self.quantity.editingFinished.connect(self.keep)
        self.quantity.returnPressed.connect(self.done_typing)
        self.remove.clicked.connect(lambda: self._of_form(FormModel.remove))
        self.all.clicked.connect(lambda: self._of_form(FormModel.all_or_nothing))
        self.other.clicked.connect(self._do_other)
        self.green.clicked.connect(self._post)

    @property
    def form(self) -> FormModel | None:
        """What is being filled in."""
        return self._model.form

    def keep(self) -> bool:
        """Take what is typed about the chosen line. What cannot be is told, and what was there stands in the field again."""
        if self.form is None or self.form.view.line is None or self._quantity.isHidden():
            return True
        is_good = self.form.set_quantity(self.quantity.value())
        if not is_good and self.form.view.line is not None:
            self.quantity.show_value(self.form.view.line.milli)
        return is_good

    def show_view(self) -> None:
        """What the model says now."""
        form = self.form
        if form is None:
            return
        view, glance = form.view, self._model.view.glance
        self._title.setText(self._words.form_title(view, glance.agent.name if glance is not None else ""))
        self._about.setText(self._words.form_about(view))
        self._about.setVisible(bool(self._about.text()))
        self.list.empty = self._desk.say(_("Scan goods, or type a part of their name.")) if view.is_draft else ""
        if form.hits:
            self.list.show_items(form.hits, form.hit)
        else:
            self.list.show_items(view.lines, view.place)
        self._show_quantity(view)
        self._show_keys(view)

    def _show_quantity(self, view: FormView) -> None:
        """Typed text stands until the line, or what is kept of it, is another."""
        line = view.line
        self._quantity.setVisible(line is not None and view.is_open)
        shown = (line.key, line.milli) if line is not None else (None, None)
        if shown != self._shown:
            self._shown = shown
            self.quantity.show_value(shown[1])

    def _show_keys(self, view: FormView) -> None:
        say, is_free = self._desk.say, not self._model.is_busy
        self.remove.setVisible(view.is_draft)
        self.all.setVisible(not view.is_draft and view.is_open)
        self.other.setVisible(view.is_open and view.kind in (HAND_OVER, TAKE_BACK, APPROVE))
        self.all.show_as(text=say(_("None of it") if view.is_all else _("All of it")))
        self.remove.show_as(enabled=view.line is not None)
        self.other.show_as(
            text=say(_("Decline…") if view.kind == APPROVE else _("Give it up")), enabled=bool(view.lines) and is_free
        )
        may_be_none = view.kind == ANSWER
        self.green.setVisible(view.is_open)
        self.green.show_as(
            text=say(GREEN[view.kind]), detail=self._words.quantity(view.pieces * 1000),
            enabled=bool(view.lines) and is_free and (may_be_none or view.pieces > 0),
        )

    def _row(self, item: Any) -> PickRow:
        if isinstance(item, ProductView):
            return self._words.hit(item)
        assert isinstance(item, FormLine)
        view = self.form.view if self.form is not None else FormView("")
        return self._words.form_line(item, view)

    def _choose(self, place: int) -> None:
        if self.form is not None and not self.form.hits and self.keep():
            self.form.choose(place)

    def _take(self, place: int) -> None:
        """A hit is put into the draft; of a line the quantity is typed."""
        if isinstance(self.form, DraftModel) and self.form.hits:
            self.form.put(self.form.hits[place])
            self.done_typing.emit()
        else:
            self.to_quantity()

    def to_quantity(self) -> None:
        """Type how many."""
        if not self._quantity.isHidden():
            self.quantity.setFocus()
            self.quantity.selectAll()

    def _of_form(self, act: Any) -> None:
        if self.form is not None:
            act(self.form)

    def _do_other(self) -> None:
        if self.form is not None and self.form.view.kind == APPROVE:
            self.reason_wanted.emit(True)
        else:
            self._model.drop_draft()

    def _post(self) -> None:
        if not self.keep() or self.form is None:
            return
        if self.form.view.kind == SOLD_BACK:
            self.reason_wanted.emit(False)
        else:
            self._model.post()
