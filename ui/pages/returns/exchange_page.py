"""The end of an exchange: what comes back, what is taken, and the difference, whichever way it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.core.documents.titles import TENDERS
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.keypad import Keypad
from ui.kit.parts import column, frame, hairline, holding, label, row, set_ink
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, CHANGE, HUGE, LARGE, MEDIUM, TITLE
from ui.pages.payment.likely_sums import LikelySums
from ui.pages.returns.exchange_model import ExchangeModel

WAYS = ("cash", "card", "qr")
LOW = 560
"""A page that is lower than this has no room for two rows of them."""


class ExchangePage(Screen):
    """Signals:
    left: back to the goods; what comes back stays in hand.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: ExchangeModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("Exchange"))
        back = Button(desk.say(_("Back to the receipt")), look="soft", hint="Esc")
        back.clicked.connect(self.go_back)
        self.chips = (back,)
        self._back, self._taken = label(size=TITLE, right=True), label(size=TITLE, right=True)
        self._difference_words, self._difference = label(size=TITLE, weight=MEDIUM), label(size=HUGE, weight=BOLD, right=True)
        self.handed = FigureEdit(desk.say(_("exact")), decimals=minor_digits(desk.place.currency))
        self.handed.setFixedWidth(px(240))
        self.handed.show_value(model.view.handed_minor)
        self.handed.figured.connect(model.hand)
        self.handed.installEventFilter(self)
        self._change_words, self._change = label(size=TITLE, weight=MEDIUM), label(size=CHANGE, weight=BOLD, right=True)
        self._parts = label(size=TITLE, right=True, wrap=True)
        self._likely = LikelySums(desk)
        self._likely.picked.connect(self._hand)
        self.ways = {way: Button(desk.say(TENDERS[way]), hint=f"Alt+{place}", left=True) for place, way in enumerate(WAYS, 1)}
        self.take = primary(desk.say(_("Exchange")), hint="Enter")
        self._lay_out()
        self.take.clicked.connect(model.take)
        for way, button in self.ways.items():
            button.clicked.connect(lambda _checked=False, way=way: self._choose(way))
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.handed.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._model.take()
            return True
        place = event.key() - Qt.Key.Key_1
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and 0 <= place < len(WAYS):
            self._choose(WAYS[place])
            return True
        return False

    def _lay_out(self) -> None:
        desk, sums, left, right = self._desk, frame("card"), QWidget(), QWidget()
        back = desk.say(_("Comes back ({number})")).format(number=self._model.view.number)
        sums.setLayout(
            column(
                row(label(back, size=LARGE, ink="muted"), self._back, gap=12),
                row(label(desk.say(_("Taken instead")), size=LARGE, ink="muted"), self._taken, gap=12), hairline(),
                row(self._difference_words, self._difference, gap=12), gap=8, margin=(24, 16, 24, 16),
            )
        )
        self._grid = ways = QGridLayout()
        ways.setSpacing(px(8))
        for place, button in enumerate(self.ways.values()):
            ways.addWidget(button, place // 2, place % 2)
            button.setMinimumHeight(px(56))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        handed = row(label(desk.say(_("Received")), size=LARGE, ink="muted"), 1, self.handed, gap=12)
        change = row(self._change_words, self._change, gap=12)
        self._cash = holding(column(handed, hairline(), change, gap=8, margin=(24, 12, 24, 12)), "card")
        self._paying = holding(column(ways, self._likely, self._cash, gap=12))
        self._giving = holding(column(self._parts, margin=24), "card")
        left.setLayout(column(sums, self._paying, self._giving, 1, gap=12))
        left.setMinimumWidth(px(420))
        keypad = Keypad()
        keypad.typed.connect(self.handed.type_in)
        keypad.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        right.setLayout(column(keypad, self.take, gap=12))
        both = row(left, right, gap=16, margin=20)
        both.setStretch(0, 43)
        both.setStretch(1, 57)
        self.setLayout(both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters leave no room for two rows of ways to pay."""
        super().resizeEvent(event)
        is_low = self.height() < px(LOW)
        for place, button in enumerate(self.ways.values()):
            self._grid.addWidget(button, place // (3 if is_low else 2), place % (3 if is_low else 2))
            button.setMinimumHeight(px(48 if is_low else 56))
        self._grid.setColumnStretch(2, 1 if is_low else 0)
        self._likely.be_low(is_low=is_low)

    def _choose(self, way: str) -> None:
        self.handed.clear()
        self._model.choose(way)
        self.handed.setFocus()

    def _hand(self, minor: int) -> None:
        self.handed.show_value(minor)
        self.handed.setFocus()

    def _render(self) -> None:
        view, desk, quote = self._model.view, self._desk, self._model.view.quote
        self.take.show_as(enabled=quote is not None and not quote.missing_minor and not view.busy)
        if quote is None:
            return
        self._back.setText(desk.money(quote.back_minor, currency=False))
        self._taken.setText(desk.money(quote.taken_minor, currency=False))
        is_paid, is_given = bool(quote.left_minor), bool(quote.parts)
        figure = view.due_minor if is_paid else quote.given_minor
        words = _("To pay") if is_paid else _("To give back") if is_given else _("Nothing to pay")
        self._difference_words.setText(desk.say(words))
        self._difference.setText(desk.money(figure))
        self._paying.setVisible(is_paid)
        self._cash.setVisible(view.tender == "cash")
        self._giving.setVisible(is_given)
        for way, button in self.ways.items():
            button.show_as(look="chosen" if way == view.tender else "plain")
        told = (f"{desk.say(TENDERS.get(tender, tender))} {desk.money(minor)}" for tender, minor in quote.parts)
        self._parts.setText("\n".join(told))
        missing = quote.missing_minor
        self._change_words.setText(desk.say(_("Missing") if missing else _("Change")))
        self._change.setText(desk.money(missing or quote.change_minor, currency=False))
        set_ink(self._change, "bad" if missing else "primary")
        change = desk.say(_("change {sum}")).format(sum=desk.money(quote.change_minor))
        self.take.show_as(detail=change if quote.change_minor else desk.money(figure) if figure else "")
        self._likely.show_sums(quote.likely_minor if is_paid and view.tender == "cash" else ())
