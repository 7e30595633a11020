"""The first run as widgets: the steps on top, one of them in the middle, back and the green key below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QScrollArea, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.figures import scrolled
from ui.kit.parts import column, frame, hairline, holding, label, row
from ui.kit.picker import PickKey
from ui.kit.screen import Screen
from ui.kit.step_line import StepLine
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HEADER, TITLE
from ui.pages.first_run.model import DEMO, STEPS, FirstRunModel
from ui.pages.first_run.steps.code import CodeStep
from ui.pages.first_run.steps.demo import DemoStep
from ui.pages.first_run.steps.goods import GoodsStep
from ui.pages.first_run.steps.owner import OwnerStep
from ui.pages.first_run.steps.shop import ShopStep
from ui.pages.first_run.steps.step import Step
from ui.pages.first_run.steps.welcome import WelcomeStep

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MADE: dict[str, type[Step]] = {
    "welcome": WelcomeStep, "shop": ShopStep, "owner": OwnerStep, "goods": GoodsStep, "code": CodeStep, DEMO: DemoStep,
}
_NAMES = (_("Welcome"), _("Shop"), _("Owner"), _("Goods"), _("Recovery code"))
_GREEN = {
    "shop": _("Next"), "owner": _("Next"), "goods": _("Set up my shop"), "code": _("Open my shop"), DEMO: _("Open the demo shop"),
}


class FirstRunPage(Screen):
    """The step that the model is at; Enter is the green key, Escape goes back."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self._line = StepLine(tuple(desk.say(name) for name in _NAMES))
        self.back = Button(desk.say(_("Back")), hint="Esc", picture="back")
        self.back.clicked.connect(model.go_back)
        self.go_on = primary("", hint="Enter")
        self.go_on.clicked.connect(model.go_on)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(px(6))
        self.step: Step | None = None
        self._area: QScrollArea | None = None
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.changed.connect(self._render)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        self._render()

    def shown(self) -> None:
        if self.step is not None:
            self.step.take_focus()

    def go_back(self) -> bool:
        self._model.go_back()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._model.go_back()
        elif event.key() in _ENTER:
            if not event.isAutoRepeat():
                self._enter()
        elif self.step is None or not self.step.take_key(event):
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """A key that somebody walked to is pressed; elsewhere it is the green key."""
        focused = QApplication.focusWidget()
        if isinstance(focused, Button) and not isinstance(focused, PickKey):
            focused.click()
        elif self.step is not None and not self.step.enter():
            self._model.go_on()

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """What is typed in is seen, and the sentence below it."""
        inside = self._area.widget() if self._area is not None else None
        if now is not None and self._area is not None and inside is not None and inside.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, px(72))

    def _lay_out(self) -> None:
        head = frame("surface")
        head.setFixedHeight(px(HEADER))
        logo = label("duken", size=TITLE - 2, weight=BOLD, ink="primary")
        head.setLayout(row(logo, self._line, gap=28, margin=(16, 8, 16, 8), grow=(1,)))
        self._foot = QWidget()
        self.go_on.setMinimumWidth(px(320))
        self.back.setMinimumHeight(px(72))
        self._foot.setLayout(row(self.back, 1, self.go_on, gap=16, margin=(16, 8, 16, 16)))
        self._body = column(gap=0)
        self.setLayout(column(head, hairline(), self._busy, holding(self._body), self._foot, gap=0, grow=(3,)))

    def _render(self) -> None:
        view = self._model.view
        wanted = _MADE[view.step]
        is_new = type(self.step) is not wanted
        if is_new:
            self._put(wanted(self._desk, self._model))
        assert self.step is not None
        self._line.show_step(STEPS.index(view.step) if view.step in STEPS else 0)
        self._line.setVisible(view.step in STEPS)
        self.back.setVisible(view.step not in (STEPS[0], "code"))
        self.back.show_as(enabled=view.can_go_back)
        self._foot.setVisible(view.step in _GREEN)
        if view.step in _GREEN:
            self.go_on.show_as(text=self._desk.say(_GREEN[view.step]), enabled=view.can_go_on)
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self._busy.setVisible(view.busy)
        self.step.render_view(view)
        QTimer.singleShot(0, self, lambda: self._follow(None, QApplication.focusWidget()))  # a sentence may stand below it now
        if is_new and self._area is not None and self.isVisible():
            self._area.show()  # what is not seen yet takes no focus
            self.step.take_focus()

    def _put(self, step: Step) -> None:
        old, self.step = self._area, step
        inside = holding(row(1, step, 1, gap=0, margin=(16, 12, 16, 8), grow={1: 1000}))
        self._area = scrolled(inside)
        self._body.addWidget(self._area)
        if old is not None:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
