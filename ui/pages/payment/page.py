"""Taking the money: what is due, how it is paid, what goes back. The change is the largest thing on the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.parts import column, holding, label, row, set_ink
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM
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

    next_sale = Signal(str)
    customer_wanted = Signal()

    def __init__(self, desk: Desk, model: PaymentModel) -> None:
        words = desk.say(_("Take the payment"))
        super().__init__(desk, TENDERS, title=desk.say(_("Payment")), words=words, handed_minor=model.view.handed_minor)
        self._desk, self._model = desk, model
        self._due = label(size=HUGE, weight=BOLD, right=True)
        to_pay = label(desk.say(_("To pay")), size=LARGE, ink="muted")
        self._who, self._debt = label(size=LARGE, weight=MEDIUM, wrap=True), label(ink="muted", wrap=True)
        due = column(row(to_pay, self._due, gap=12), self._who, self._debt, gap=2, margin=(24, 12, 24, 12))
        self.lay_out(holding(due, "card"), self.handing)
        self.handing.chosen.connect(model.choose)
        self.handing.handed.connect(model.hand)
        self.handing.entered.connect(self._take)
        self.take.clicked.connect(self._take)
        QShortcut(QKeySequence("F6"), self, self.customer_wanted.emit).setAutoRepeat(False)
        model.changed.connect(self._render)
        self._render()

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

    def _take(self) -> None:
        """The green key: the money, or first whose it is."""
        if self._model.view.needs_customer:
            self.customer_wanted.emit()
        else:
            self._model.take()

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
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
        words, needs_customer = _("Choose the customer") if view.needs_customer else _("Take the payment"), view.needs_customer
        self.take.show_as(
            text=desk.say(words), detail="" if needs_customer else detail, enabled=view.can_take or needs_customer
        )
        self._show_who()
        above = self.handing.above
        for _payment_id, tender, amount in view.offer.taken[above.count() :]:
            words = desk.say(_("Taken already: {tender}")).format(tender=desk.say(dict(TENDERS).get(tender, tender)))
            above.addLayout(row(label(words, ink="muted"), label(desk.money(amount), right=True)))

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
