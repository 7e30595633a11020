"""Taking the money: what is due, how it is paid, what goes back. The change is the largest thing on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit
from ui.kit.keypad import Keypad
from ui.kit.parts import column, frame, hairline, label, row, set_ink
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, CHANGE, HUGE, LARGE, MEDIUM, TITLE
from ui.pages.payment.likely_sums import LikelySums
from ui.pages.payment.model import PaymentModel

TENDERS = (
    ("cash", _("Cash")), ("card", _("Card")), ("qr", _("QR transfer")), ("debt", _("On debt")), ("points", _("Points")),
    ("prepayment", _("Prepayment")),
)
"""In the order of their keys, Alt+1 to Alt+6: figures alone are the money that is handed over."""
LOW = 560
"""A page that is lower than this has no room for three rows of them."""


class PaymentPage(Screen):
    """Tenders and likely sums on the left, the keypad on the right, one green key.

    Signals:
        left: back to the receipt; nothing is lost.
        next_sale: the sale is paid, and the next customer comes. A code (str) if one was scanned, else nothing.
    """

    left = Signal()
    next_sale = Signal(str)

    def __init__(self, desk: Desk, model: PaymentModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("Payment"))
        back = Button(desk.say(_("Back to the receipt")), look="soft", hint="Esc")
        back.clicked.connect(self.go_back)
        self.chips = (back,)
        self._due = label(size=HUGE, weight=BOLD, right=True)
        self.handed = FigureEdit(desk.say(_("exact")), decimals=minor_digits(desk.place.currency))
        self.handed.show_value(model.view.handed_minor)
        self.handed.figured.connect(model.hand)
        self.handed.installEventFilter(self)
        self._rounding = label(size=LARGE, right=True)
        self._rounding_words = label(desk.say(_("Rounding")), size=LARGE, ink="muted")
        self._change_words, self._change = label(size=TITLE, weight=MEDIUM), label(size=CHANGE, weight=BOLD, right=True)
        self._likely = LikelySums(desk)
        self._likely.picked.connect(self._hand)
        self._taken = QVBoxLayout()
        self.take = primary(desk.say(_("Take the payment")), hint="Enter")
        self.take.clicked.connect(model.take)
        self._tenders: dict[str, Button] = {}
        self._lay_out()
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.handed.setFocus()

    def go_back(self) -> bool:
        if self._model.view.done is not None:
            self.next_sale.emit("")
        else:
            self.left.emit()
        return True

    def take_scan(self, code: str) -> bool:
        if self._model.view.done is None:
            return False
        self.next_sale.emit(code)
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._model.take()
            return True
        place = event.key() - Qt.Key.Key_1
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and 0 <= place < len(TENDERS):
            self._choose(TENDERS[place][0])
            return True
        return False

    def _lay_out(self) -> None:
        due = frame("card")
        to_pay = label(self._desk.say(_("To pay")), size=LARGE, ink="muted")
        due.setLayout(row(to_pay, self._due, gap=12, margin=(24, 12, 24, 12)))
        self._grid = tenders = QGridLayout()
        tenders.setSpacing(px(8))
        for place, (tender, words) in enumerate(TENDERS):
            button = Button(self._desk.say(words), hint=f"Alt+{place + 1}", left=True)
            button.setMinimumHeight(px(56))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, tender=tender: self._choose(tender))
            self._tenders[tender] = button
            tenders.addWidget(button, place // 2, place % 2)
        sums = frame("card")
        handed = row(label(self._desk.say(_("Received")), size=LARGE, ink="muted"), 1, self.handed, gap=12)
        self.handed.setFixedWidth(px(240))
        change = row(self._change_words, self._change, gap=12)
        self._line = hairline()
        rounding = row(self._rounding_words, self._rounding)
        sums.setLayout(column(self._taken, handed, rounding, self._line, change, gap=8, margin=(24, 16, 24, 16)))
        keypad = Keypad()
        keypad.typed.connect(self.handed.type_in)
        keypad.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        left, right = QWidget(), QWidget()
        left.setLayout(column(due, tenders, self._likely, sums, 1, gap=12))
        right.setLayout(column(keypad, self.take, gap=12))
        both = row(left, right, gap=16, margin=(20, 20, 20, 20))
        both.setStretch(0, 43)
        both.setStretch(1, 57)
        left.setMinimumWidth(px(420))
        self.setLayout(both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters leave no room for three rows of tenders: then there are two."""
        super().resizeEvent(event)
        is_low = self.height() < px(LOW)
        in_row = 3 if is_low else 2
        for place, (tender, _words) in enumerate(TENDERS):
            self._tenders[tender].setMinimumHeight(px(48 if is_low else 56))
            self._grid.addWidget(self._tenders[tender], place // in_row, place % in_row)
        self._grid.setColumnStretch(2, 1 if is_low else 0)
        self._likely.be_low(is_low=is_low)

    def _choose(self, tender: str) -> None:
        self.handed.clear()
        self._model.choose(tender)
        self.handed.setFocus()

    def _hand(self, minor: int) -> None:
        self.handed.show_value(minor)
        self.handed.setFocus()

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        if view.offer is None:
            self.take.show_as(enabled=False)
            return
        if view.handed_minor is None and self.handed.value() is not None:
            self.handed.clear()  # a part was taken: what comes next is typed from the beginning
        self._due.setText(desk.money(view.due_minor))
        self._show_tenders()
        self._likely.show_sums(view.offer.likely_minor if view.tender == "cash" else ())
        rounding = view.quote.rounding_minor if view.quote else 0
        sign = "+" if rounding > 0 else ""
        self._rounding.setText(f"{sign}{desk.money(rounding, currency=False)}")
        for part in (self._rounding, self._rounding_words):
            part.setVisible(bool(rounding))
        missing = view.due_minor - view.amount_minor if view.amount_minor < view.due_minor else 0
        change = view.quote.change_minor if view.quote and not missing else 0
        self._change_words.setText(desk.say(_("Missing") if missing else _("Change")))
        self._change.setText(desk.money(missing or change, currency=False))
        set_ink(self._change, "bad" if missing else "primary")
        has_change = bool(missing) or view.tender == "cash"  # who pays by card gets none
        self._line.setVisible(has_change)
        self._change_words.setVisible(has_change)
        self._change.setVisible(has_change)
        detail = desk.say(_("change {sum}")).format(sum=desk.money(change)) if change else desk.money(view.amount_minor)
        self.take.show_as(detail=detail, enabled=view.can_take)
        for _payment_id, tender, amount in view.offer.taken[self._taken.count() :]:
            words = desk.say(_("Taken already: {tender}")).format(tender=desk.say(dict(TENDERS).get(tender, tender)))
            self._taken.addLayout(row(label(words, ink="muted"), label(desk.money(amount), right=True)))

    def _show_tenders(self) -> None:
        view, desk = self._model.view, self._desk
        customer = view.offer.customer if view.offer else None
        for tender, words in TENDERS:
            needs_customer = tender in ("debt", "points", "prepayment")
            held = {"points": customer.points_minor, "prepayment": customer.prepayment_minor} if customer else {}
            text = desk.say(words) + (f" · {desk.money(held[tender], currency=False)}" if held.get(tender) else "")
            look = "chosen" if tender == view.tender else "plain"
            self._tenders[tender].show_as(text=text, look=look, enabled=not needs_customer or customer is not None)
