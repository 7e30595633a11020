"""The cart with what stands around it: whose it is above, what it comes to below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSizePolicy, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.chip import Chip
from ui.kit.icons import icon
from ui.kit.parts import column, hairline, label, row, set_ink
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE, TITLE
from ui.pages.checkout.cart import CartView
from ui.pages.checkout.following import CheckoutView


class ReceiptPane(QFrame):
    """`whose` is the key that opens the customers; `strip`, if there is one, stands between the cart and its total.

    A sentence takes its room from the cart's end: neither the customer nor a line moves when it comes.
    """

    def __init__(self, desk: Desk, cart: CartView, whose: QWidget, strip: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self._desk, self._cart = desk, cart
        self._customer, self._debt = label(size=LARGE), Chip("warn")
        self._count, self._discount = label(ink="muted"), label(ink="muted", wrap=True)
        self._receipt_discount = label(ink="muted", wrap=True)
        self._total = label(size=HUGE, weight=BOLD, right=True)
        self._empty = NothingYet(desk)
        self._whose = whose
        self._who = row(self._customer, self._debt, gap=12)
        head = row(self._who, 1, whose, gap=12, margin=(20, 8, 20, 8))
        foot = row(
            column(1, self._count, self._discount, self._receipt_discount, gap=4),
            column(label(desk.say(_("Total")), ink="muted", right=True), self._total, gap=0),
            gap=16, margin=(20, 12, 20, 12), grow=(0,),
        )
        self.banner_room = QWidget()
        self.banner_room.hide()
        inside = column(head, hairline(), self._empty, cart, self.banner_room, hairline(), gap=0, grow=(2, 3))
        if strip is not None:
            inside.addWidget(strip)
            inside.addWidget(hairline())
        inside.addLayout(foot)
        self.setLayout(inside)

    def render_view(self, view: CheckoutView, *, is_empty: bool) -> None:
        """Show this."""
        desk = self._desk
        self._empty.setVisible(is_empty)
        self._cart.setVisible(not is_empty)
        self._total.setText(desk.money(view.total_minor))
        self._count.setText(desk.say(_("Lines: {count}")).format(count=view.line_count) if view.line_count else "")
        self._say_discount(self._discount, _("Discounts −{sum}"), view.line_discount_minor)
        self._say_discount(self._receipt_discount, _("On the whole receipt −{sum}"), view.receipt_discount_minor)
        self._show_customer(view)

    def _say_discount(self, part: QLabel, words: str, sum_minor: int) -> None:
        part.setVisible(bool(sum_minor))
        part.setText(self._desk.say(words).format(sum=self._desk.money(sum_minor, currency=False)))

    def _show_customer(self, view: CheckoutView) -> None:
        customer, desk = view.customer, self._desk
        self._customer.setText(customer.name if customer else desk.say(_("No customer")))
        set_ink(self._customer, "text" if customer else "muted")
        words = ""
        if customer and customer.debt_minor:
            words = desk.say(_("owes {sum} of {limit}")).format(
                sum=desk.money(customer.debt_minor, currency=False),
                limit=desk.money(customer.credit_limit_minor or 0, currency=False),
            )
        self._debt.say(words)
        self._fit_customer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_customer()

    def _fit_customer(self) -> None:
        """What is owed stands beside the name, or below it where both have no room."""
        both = self._customer.sizeHint().width() + self._debt.sizeHint().width() + self._whose.sizeHint().width() + 4 * px(20)
        is_narrow = self._debt.isVisibleTo(self) and both > self.width()
        self._who.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        self._who.setSpacing(px(0 if is_narrow else 12))


class NothingYet(QWidget):
    """An empty cart says what to do next; where there is little room, in fewer words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._picture = label()
        self._picture.setPixmap(icon("cart", "muted", 44))
        title = label(desk.say(_("Scan goods or type a name.")), size=TITLE, wrap=True)
        self._below = label(desk.say(_("Goods by weight: choose them and put them on the scale.")), ink="muted", wrap=True)
        for part in (self._picture, title, self._below):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(1, self._picture, title, self._below, 1, gap=12, margin=20))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= px(220))
        self._below.setVisible(self.height() >= px(150))
