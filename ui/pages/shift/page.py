"""The first thing of a cashier's day: how much cash is there for change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.keypad import Keypad
from ui.kit.parts import column, frame, label, row
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.shift.model import OpenShiftModel

LOW = 580


class OpenShiftPage(Screen):
    """One field and one key; all that needs no shift stands under *More*.

    Signals:
        more_wanted: the functions.
    """

    more_wanted = Signal()

    def __init__(self, desk: Desk, model: OpenShiftModel) -> None:
        super().__init__()
        self._model = model
        self.title = desk.say(_("Open the shift"))
        more = Button(desk.say(_("More…")), look="soft", hint="F3")
        more.clicked.connect(self.more_wanted)
        self.chips = (more,)
        QShortcut(QKeySequence("F3"), self, self.more_wanted.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.cash = FigureEdit("0", decimals=minor_digits(desk.place.currency))
        self.cash.setAccessibleName(desk.say(_("Cash in the drawer for change")))
        self.cash.returnPressed.connect(self._open)
        keypad = Keypad()
        keypad.typed.connect(self.cash.type_in)
        keypad.setMaximumHeight(px(300))
        self.go_on = primary(desk.say(_("Open the shift")), hint="Enter")
        self.go_on.clicked.connect(self._open)
        card = frame("card")
        card.setFixedWidth(px(440))
        name = desk.person.name if desk.person else ""
        hello = label(desk.say(_("Good day, {name}!")).format(name=name), size=TITLE, weight=BOLD, wrap=True)
        task = desk.say(_("Count the cash in the drawer for change and type the sum."))
        self._task = label(task, size=LARGE, ink="muted", wrap=True)
        card.setLayout(column(hello, self._task, self.cash, keypad, self.go_on, gap=16, margin=28))
        holder = QWidget()
        holder.setLayout(column(1, card, 1))
        self.setLayout(row(1, holder, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters in a low window: the keypad comes before the sentence."""
        super().resizeEvent(event)
        self._task.setVisible(self.height() >= px(LOW))

    def shown(self) -> None:
        self.cash.setFocus()

    def _open(self) -> None:
        self._model.open(self.cash.value())
