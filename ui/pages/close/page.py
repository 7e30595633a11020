"""Closing the shift: one screen with three steps in the same places."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.documents.showing import Shown, shown_document
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import primary
from ui.kit.figures import scrolled
from ui.kit.paper import Paper
from ui.kit.parts import column, holding, label, row
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE, SMALL, TITLE
from ui.pages.close.compare import CompareStep
from ui.pages.close.count import CountStep
from ui.pages.close.done import DoneStep
from ui.pages.close.model import COMPARE, COUNT, DONE, CloseModel

Part = TypeVar("Part", bound=QWidget)
STEPS = {
    COUNT: _("Step 1 of 3 · count"), COMPARE: _("Step 2 of 3 · comparison"), DONE: _("Step 3 of 3 · Z report"),
}


class ClosePage(Screen):
    """Signals:
    left: back to where one came from; the shift stays open.
    shift_wanted: no shift is open, and one is to be opened.
    signed_out: the shift is closed and the cashier goes.
    """

    left = Signal()
    shift_wanted = Signal()
    signed_out = Signal()

    def __init__(self, desk: Desk, model: CloseModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("Closing the shift"))
        self._head, self._step_words = label(self.title, size=TITLE, weight=BOLD), label(size=SMALL, ink="muted")
        self.head = holding(column(1, self._head, self._step_words, 1, gap=0))
        self._back = self.way_back(desk.say(_("Back")))
        self.chips = (self._back,)
        self._stack = QStackedLayout(self)  # without a parent, its first page would be a window of its own
        self._shown_step = ""
        self._keys("F12", self._go_on)
        self._keys("F4", model.count_again)
        self._keys("F8", model.call_manager)
        model.changed.connect(self._render)
        self._render()

    @cached_property
    def count(self) -> CountStep:
        """Step 1; each of them is made when it is come to."""
        return self._added(CountStep(self._desk, self._model))

    @cached_property
    def comparing(self) -> CompareStep:
        """Step 2."""
        made = self._added(CompareStep(self._desk, self._model))
        made.paper_wanted.connect(self._open_paper)
        return made

    @cached_property
    def done(self) -> DoneStep:
        """Step 3."""
        made = self._added(DoneStep(self._desk, self._model))
        made.signed_out.connect(self.signed_out)
        return made

    @cached_property
    def _none(self) -> QWidget:
        return self._added(self._nothing())

    def _added(self, part: Part) -> Part:
        self._stack.addWidget(part)
        return part

    def _step(self) -> CountStep | CompareStep | DoneStep:
        step = self._model.view.step
        return self.count if step == COUNT else self.comparing if step == COMPARE else self.done

    def shown(self) -> None:
        self._model.take_up()
        self._shown_step = ""
        self._render()

    def go_back(self) -> bool:
        step = self._model.view.step
        if step == COMPARE:
            self._model.count_again()
        elif step == DONE:
            self.signed_out.emit()
        else:
            self.left.emit()
        return True

    def _keys(self, keys: str, act: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act)

    def _go_on(self) -> None:
        """F12 is the green key of the step that is shown."""
        if self._model.view.has_shift:
            self._step().go_on.click()

    def _nothing(self) -> QWidget:
        words = label(self._desk.say(_("No shift is open at this till. There is nothing to close.")), size=LARGE, ink="muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        key = primary(self._desk.say(_("Open the shift")))
        key.clicked.connect(self.shift_wanted)
        made = QWidget()
        made.setLayout(column(1, words, row(1, key, 1), 1, gap=20, margin=40))
        return made

    def _open_paper(self, kind: str, document_id: UUID) -> None:
        self._desk.ask(
            shown_document, done=self._show_paper, document_kind=kind, document_id=document_id, language=self._desk.language
        )

    def _show_paper(self, shown: Shown) -> None:
        paper = Paper()
        paper.show_document(shown)
        area = scrolled(paper)
        area.setMinimumHeight(min(px(520), self.height() - px(140)))
        self.sheet = Sheet(self, self._desk.say(_("Document")), area)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        number = f" № {view.sheet.number}" if view.sheet is not None else ""
        self._head.setText(desk.say(_("Closing the shift")) + number)
        self._step_words.setText(desk.say(STEPS[view.step]) if view.has_shift else "")
        self._back.show_as(enabled=view.step != DONE)
        shown = view.step if view.has_shift else "none"
        if shown != self._shown_step:
            self._shown_step = shown
            if not view.has_shift:
                self._stack.setCurrentWidget(self._none)
                return
            step = self._step()
            self._stack.setCurrentWidget(step)
            step.take_focus()
