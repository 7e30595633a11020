"""Taking the money: what is due, how it is paid, what goes back. The change is the largest thing on the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.sales.views import PaymentOffer
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.intent_words import reason_text
from ui.kit.buttons import Button
from ui.kit.figures import empty
from ui.kit.parts import column, holding, label, row, set_ink, wide
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM
from ui.pages.payment.card_talk import CardTalk
from ui.pages.payment.handing import TakingScreen
from ui.pages.payment.model import PaymentModel

TENDERS = (
    ("cash", _("Cash")), ("card", _("Card")), ("qr", _("QR transfer")), ("debt", _("On debt")), ("points", _("Points")),
    ("prepayment", _("Prepayment")),
)
"""In the order of their keys, Alt+1 to Alt+6: figures alone are the money that is handed over."""
NOBODY = {
    "debt": _("Nobody is chosen whose debt it would be."), "points": _("Nobody is chosen whose points they would be."),
    "prepayment": _("Nobody is chosen whose prepayment it would be."),
}


class PaymentPage(TakingScreen):
    """Tenders and likely sums on the left, the keypad on the right, one green key.

    Signals:
        next_sale: the sale is paid, and the next customer comes. A code (str) if one was scanned, else nothing.
        customer_wanted: who pays is to be chosen.
    """

    takes_whole_codes = True
    next_sale = Signal(str)
    customer_wanted = Signal()

    def __init__(self, desk: Desk, model: PaymentModel) -> None:
        words = desk.say(_("Take the payment"))
        super().__init__(desk, TENDERS, title=desk.say(_("Payment")), words=words, handed_minor=model.view.handed_minor)
        self._desk, self._model = desk, model
        self._due = label(size=HUGE, weight=BOLD, right=True)
        to_pay = label(desk.say(_("To pay")), size=LARGE, ink="muted")
        self._who, self._debt = label(size=LARGE, weight=MEDIUM, wrap=True), label(ink="muted", wrap=True)
        self._refused = label(size=LARGE, ink="bad", wrap=True)
        due = column(row(to_pay, self._due, gap=12), self._who, self._debt, self._refused, gap=2, margin=(24, 12, 24, 12))
        self.talk = CardTalk(desk)
        self.lay_out(holding(due, "card"), self.handing, self.talk)
        self._taken: tuple[object, object] = ((), ())
        QShortcut(QKeySequence("F7"), self, model.give_back).setAutoRepeat(False)
        self.talk.stopped.connect(self.go_back)
        self.talk.otherwise.connect(model.pay_otherwise)
        QShortcut(QKeySequence("F8"), self, model.pay_otherwise).setAutoRepeat(False)
        self.handing.chosen.connect(model.choose)
        self.handing.handed.connect(model.hand)
        self.handing.entered.connect(self._take)
        self.take.clicked.connect(self._take)
        QShortcut(QKeySequence("F6"), self, self.customer_wanted.emit).setAutoRepeat(False)
        model.changed.connect(self._render)
        self._render()

    def go_back(self) -> bool:
        view = self._model.view
        if view.done is not None:
            self.next_sale.emit("")
        elif view.is_waiting and not view.is_stopping:
            self._model.stop_waiting()
        else:
            self.left.emit()
        return True

    def take_scan(self, code: str) -> bool:
        if self._model.view.done is None:
            return False
        self.next_sale.emit(code)
        return True

    def _take(self) -> None:
        """The green key: the money, or first whose it is."""
        if self._model.view.is_in_doubt:
            self._model.ask_again()
        elif self._model.view.needs_customer:
            self.customer_wanted.emit()
        else:
            self._model.take()

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        self._show_talk()
        if view.offer is None:
            self.take.show_as(enabled=False)
            return
        if view.handed_minor is None and self.handed.value() is not None:
            self.handed.clear()  # a part was taken: what comes next is typed from the beginning
        self._due.setText(desk.money(view.due_minor))
        self._show_tenders()
        self.handing.show_sums(view.offer.likely_minor if view.tender == "cash" else ())
        missing = view.due_minor - view.amount_minor if view.amount_minor < view.due_minor else 0
        change = view.quote.change_minor if view.quote and not missing else 0
        self.handing.show_back(
            change_minor=change, missing_minor=missing, rounding_minor=view.quote.rounding_minor if view.quote else 0,
            is_shown=bool(missing) or view.tender == "cash",
        )
        detail = desk.say(_("change {sum}")).format(sum=desk.money(change)) if change else desk.money(view.amount_minor)
        self._show_key(detail)
        self._show_who()
        self._show_taken(view.offer)

    def _show_taken(self, offer: PaymentOffer) -> None:
        """What is here already; a card that was charged by the terminal gets it back by a key."""
        if (offer.taken, offer.charged) == self._taken:
            return
        self._taken, desk, above = (offer.taken, offer.charged), self._desk, self.handing.above
        empty(above)
        for _payment_id, tender, amount in offer.taken:
            words = desk.say(_("Taken already: {tender}")).format(tender=desk.say(dict(TENDERS).get(tender, tender)))
            above.addWidget(holding(row(label(words, ink="muted", wrap=True), label(desk.money(amount), right=True))))
        if offer.charged:
            back = Button(desk.say(_("Give it back to the card")), look="soft", hint="F7")
            back.clicked.connect(self._model.give_back)
            above.addWidget(wide(back))

    def _show_key(self, detail: str) -> None:
        """What the green key does now."""
        view, desk = self._model.view, self._desk
        if view.is_waiting or view.is_in_doubt:
            words = _("Ask the terminal again") if view.is_in_doubt else _("Waiting for the terminal…")
            self.take.show_as(text=desk.say(words), detail="", enabled=view.is_in_doubt and not view.busy)
            return
        words = _("Send to the terminal") if view.asks_terminal else _("Take the payment")
        if view.needs_customer:
            words, detail = _("Choose the customer"), ""
        self.take.show_as(text=desk.say(words), detail=detail, enabled=view.can_take or view.needs_customer)

    def _show_talk(self) -> None:
        """The terminal has the word: nothing is typed meanwhile; and why a card was not charged."""
        view, is_talking = self._model.view, self._model.view.is_waiting or self._model.view.is_in_doubt
        self.talk.show_view(view)
        if self.handing.isHidden() != is_talking:
            self.handing.setVisible(not is_talking)
            self.handing.keypad.setEnabled(not is_talking)
            if self.isVisible():
                self.shown()
        words = ""
        if view.refused is not None:
            told = reason_text(view.refused, self._desk.language)
            if view.is_stopping:
                told = self._desk.say(_("Nobody waits for it any more."))
            words = self._desk.say(_("The card was not charged. {why}")).format(why=told).strip()
        self._refused.setText(words)
        self._refused.setVisible(bool(words))

    def _show_tenders(self) -> None:
        view = self._model.view
        customer = view.offer.customer if view.offer else None
        held = {"points": customer.points_minor, "prepayment": customer.prepayment_minor} if customer else {}
        self.handing.show_tenders(view.tender, held=held)

    def _show_who(self) -> None:
        """Whose debt it is, and what it comes to."""
        view, desk, who = self._model.view, self._desk, self._model.view.customer
        words, debt = "", ""
        if view.needs_customer:
            words = desk.say(NOBODY[view.tender])
        elif who is not None:
            words = who.name
            if view.quote is not None and view.quote.debt_minor is not None:
                limit = desk.money(who.credit_limit_minor or 0)
                after = desk.money(view.quote.debt_minor, currency=False)
                debt = desk.say(_("Debt after it {debt} of {limit}")).format(debt=after, limit=limit)
        for part, text in ((self._who, words), (self._debt, debt)):
            part.setText(text)
            part.setVisible(bool(text))
        set_ink(self._who, "bad" if view.needs_customer else "text")
