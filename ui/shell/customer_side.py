"""What a customer sees of their sale: taken from cart and payment when the cashier has seen it, in the shop's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.sales.views import LineView
from app.kernel.i18n import _, translated
from ui.bridge.desk import Desk
from ui.bridge.display_signals import DisplaySignals, Rows
from ui.formats import money_text, quantity_text
from ui.pages.checkout.model import CheckoutModel
from ui.pages.payment.model import PaymentModel
from ui.wording import UNITS

BEHIND_MS = 30
"""A scan is painted by then: the cashier's line comes first, and the customer's after it."""
IDLE, SALE, PAYING, PAID = "idle", "sale", "paying", "paid"
_PAYMENT_SCREENS = frozenset({"payment", "paid"})


@dataclass(frozen=True, slots=True)
class ForCustomer:
    """`stage` says what they look at; `newest` is the position of the line that came last. Sums are in minor units.

    `handed_minor` is what was put on the counter, None while nobody has typed it.
    """

    stage: str = IDLE
    lines: tuple[LineView, ...] = ()
    newest: int | None = None
    total_minor: int = 0
    discount_minor: int = 0
    handed_minor: int | None = None
    change_minor: int = 0


class CustomerSide(QObject):
    """`view` follows the cart and the payment; displays of two lines are told by it.

    Signals:
        changed: they see something else.
    """

    changed = Signal()

    def __init__(self, desk: Desk, displays: DisplaySignals, *, shop: str) -> None:
        super().__init__()
        self.desk, self.displays, self.shop = desk, displays, shop
        self.view = ForCustomer()
        self._cart: CheckoutModel | None = None
        self._payment: PaymentModel | None = None
        self._screen, self._newest = "", 0
        self._behind = QTimer(self, singleShot=True, interval=BEHIND_MS)
        self._behind.timeout.connect(self._look)
        self._tell()

    def follow(self, cart: CheckoutModel) -> None:
        """This is the cart."""
        self._cart = cart
        cart.lines_changed.connect(self._note)
        for signal in (cart.changed, cart.emptied):
            signal.connect(self.look_soon)

    def follow_payment(self, payment: PaymentModel) -> None:
        """And this is how it is paid."""
        self._payment = payment
        payment.changed.connect(self.look_soon)

    def come_to(self, screen: str) -> None:
        """The cashier looks at another screen."""
        self._screen = screen
        self.look_soon()

    def look_soon(self) -> None:
        """When the cashier's screen is painted and at rest; many changes are one."""
        self._behind.start()

    # --- in the shop's words, whoever sits here ---

    def say(self, text: str) -> str:
        """A text of the program in the language of the shop."""
        return translated(text, self.desk.place.language)

    def money(self, minor: int) -> str:
        """A sum with its currency."""
        return money_text(minor, self.desk.place.currency, self.desk.place.language)

    def figure(self, minor: int) -> str:
        """A sum without it, as few letters as can be."""
        return "".join(char for char in self.money(minor) if char.isdigit() or char in " \u00a0\u202f.,-−").strip()

    def amount(self, line: LineView) -> str:
        """`2 pcs × 35,00`: how much of it, at what price."""
        unit = self.say(UNITS[line.unit]) if line.unit in UNITS else line.unit
        return f"{quantity_text(line.quantity_milli, self.desk.place.language)} {unit} × {self.figure(line.price_minor)}"

    # --- inside ---

    def _note(self, lines: tuple[LineView, ...]) -> None:
        kept = [line.position for line in lines if not line.removed]
        if kept:
            self._newest = kept[-1]

    def _look(self) -> None:
        found = self._found()
        if found != self.view:
            self.view = found
            self._tell()
            self.changed.emit()

    def _found(self) -> ForCustomer:
        cart, payment = self._cart, self._payment
        if cart is None or not cart.view.line_count:
            return ForCustomer()
        lines = tuple(cart.lines[position] for position in sorted(cart.lines))
        newest = self._newest if self._newest in cart.lines else None
        shown: dict[str, Any] = {
            "lines": lines, "newest": newest, "total_minor": cart.view.total_minor, "discount_minor": cart.view.discount_minor,
        }
        if payment is None or payment.sale_id != cart.view.sale_id or self._screen not in _PAYMENT_SCREENS:
            return ForCustomer(SALE, **shown)
        return _paid_with(payment, shown)

    def _tell(self) -> None:
        self.displays.show(self._rows())

    def _rows(self) -> Rows:
        view, total = self.view, self.figure(self.view.total_minor)
        if view.stage == PAID:
            words, minor = (_("Change"), view.change_minor) if view.change_minor else (_("Paid"), view.total_minor)
            return (self.say(words), self.figure(minor)), (self.say(_("Thank you!")), "")
        if view.stage == PAYING:
            below = ("", "") if view.handed_minor is None else (self.say(_("Received")), self.figure(view.handed_minor))
            return (self.say(_("To pay")), total), below
        newest = next((line for line in view.lines if line.position == view.newest), None)
        if view.stage == SALE:
            return ((newest.name, self.figure(newest.sum_minor)) if newest else ("", "")), (self.say(_("Total")), total)
        return (self.shop, ""), (self.say(_("Welcome!")), "")


def _paid_with(payment: PaymentModel, shown: dict[str, Any]) -> ForCustomer:
    view = payment.view
    if view.done is not None:
        shown |= {"total_minor": view.done.total_minor + view.done.rounding_minor}
        change = view.done.change_minor
        return ForCustomer(PAID, handed_minor=view.done.paid_minor + change, change_minor=change, **shown)
    shown |= {"total_minor": view.due_minor} if view.offer is not None else {}
    change = view.quote.change_minor if view.quote is not None and view.handed_minor is not None else 0
    return ForCustomer(PAYING, handed_minor=view.handed_minor, change_minor=change, **shown)
