"""Finding the receipt: its code or number in one line; else the day and the sum."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.formats import day_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, SearchBox
from ui.kit.keypad import Keypad
from ui.kit.parts import column, hairline, label, row, spread, two_panes, wide
from ui.kit.record_list import RecordList
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE
from ui.pages.receipts.page import receipt_columns, receipt_record
from ui.pages.returns.find_model import FindModel

LITTLE_PAD = 8
"""Of two keys beside each other with long names."""


class FindReceiptPage(Screen):
    """Signals:
    left: back to where one came from.
    without: there is no receipt.
    receipts_wanted: the list of the shift's receipts.
    """

    left = Signal()
    without = Signal()
    receipts_wanted = Signal()

    def __init__(self, desk: Desk, model: FindModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.head = self.box = SearchBox(desk.say(_("Return: scan the receipt, or type its number")))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.list = RecordList(desk.say(_("Receipts of the day")), receipt_columns(desk), partial(receipt_record, desk))
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.day = label(size=LARGE, weight=BOLD)
        self.day.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.earlier, self.later = Button(picture="left", hint="Alt+←"), Button(picture="right", hint="Alt+→")
        self.earlier.setAccessibleName(desk.say(_("A day earlier")))
        self.later.setAccessibleName(desk.say(_("A day later")))
        self.sum = FigureEdit(desk.say(_("any")), decimals=minor_digits(desk.place.currency))
        self.sum.setAccessibleName(desk.say(_("Sum of the receipt")))
        self._empty = label(ink="muted", size=LARGE, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(px(28))
        self.no_receipt = Button(desk.say(_("Without a receipt")), hint="F9")
        self.receipts = Button(desk.say(_("Receipts of the shift")))
        self.open = primary(desk.say(_("Open the receipt")), hint="Enter")
        self._lay_out()
        self._connect()
        self._render()

    def shown(self) -> None:
        self.box.setFocus()

    def go_back(self) -> bool:
        if self.box.text() or self.sum.text():
            self.box.clear()
            self.sum.clear()
            self.box.setFocus()
        else:
            self.left.emit()
        return True

    def take_scan(self, code: str) -> bool:
        if not self._model.knows(code):
            return False
        self._model.enter(code)
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the sum walk through the receipts too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                self._model.move(step)
                return True
        return False

    def _lay_out(self) -> None:
        desk = self._desk
        days = row(self.earlier, self.day, self.later, gap=8, margin=(16, 8, 16, 8), grow=(1,))
        left = column(days, hairline(), self._empty, self.list, gap=0, grow=(2, 3))
        words = self._words = label(ink="muted", wrap=True)
        self.sum.setFixedWidth(px(200))
        sums = row(label(desk.say(_("Sum of the receipt")), size=LARGE), 1, self.sum, gap=12)
        keypad = spread(Keypad())
        keypad.typed.connect(self._type)
        keys = (self.receipts, self.no_receipt)
        for key in keys:
            key.pad = LITTLE_PAD
        others = row(*map(wide, keys), gap=8, grow={place: key.least_width() for place, key in enumerate(keys)})
        self.setLayout(two_panes(left, column(words, sums, keypad, others, self.open, gap=12, margin=16)))

    def _connect(self) -> None:
        model = self._model
        self.box.entered.connect(self._enter)
        self.box.moved.connect(model.move)
        self.sum.figured.connect(model.look_for_sum)
        self.sum.returnPressed.connect(model.open_chosen)
        self.sum.installEventFilter(self)
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(model.open_chosen)
        self.open.clicked.connect(lambda: self._enter(self.box.text()))
        self.no_receipt.clicked.connect(self.without)
        self.receipts.clicked.connect(self.receipts_wanted)
        self.earlier.clicked.connect(lambda: model.step_day(-1))
        self.later.clicked.connect(lambda: model.step_day(1))
        for keys, act in (
            ("Alt+Left", lambda: model.step_day(-1)), ("Alt+Right", lambda: model.step_day(1)), ("F9", self.without.emit),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WindowShortcut)
        model.changed.connect(self._render)

    def _type(self, key: str) -> None:
        field = self.sum if QApplication.focusWidget() is self.sum else self.box
        field.type_in(key)
        field.setFocus()

    def _enter(self, text: str) -> None:
        self.box.clear()
        self._model.enter(text)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        self.day.setText(day_text(view.day, desk.language) if view.day else "")
        self.list.setVisible(bool(view.rows))
        self._empty.setVisible(not view.rows)
        hint = _("No number at hand? Choose the day, and type the sum that was paid.")
        self._words.setText(desk.say(_("The centre is asked for this receipt…") if view.is_asking else hint))
        words = _("No receipt of this sum on this day.") if view.sum_minor is not None else _("Nothing was sold on this day.")
        self._empty.setText(desk.say(words))
        self.list.show_items(view.rows, view.chosen)
        self.open.show_as(enabled=view.row is not None, detail=view.row.number if view.row else "")
