"""A till's day as a path through the screens: who comes after whom. Business is in the models, looks in the pages."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from app.core.settings.views import Comfort
from app.core.staff.views import SignedIn
from app.kernel.i18n import _
from ui.bridge.stall_watchdog import StallWatchdog
from ui.kit.theme import THEME
from ui.kit.tokens import THEMES
from ui.pages.cash.model import CashModel
from ui.pages.cash.page import CashPage
from ui.pages.checkout.model import CheckoutModel
from ui.pages.checkout.page import CheckoutPage
from ui.pages.close.model import CloseModel
from ui.pages.close.page import ClosePage
from ui.pages.closings.model import ClosingsModel
from ui.pages.closings.page import ClosingsPage
from ui.pages.menu.model import FUNCTIONS, SIGN_OUT, MenuModel
from ui.pages.menu.page import MenuPage
from ui.pages.payment.model import PaymentModel
from ui.pages.payment.outcome import OutcomePage
from ui.pages.payment.page import PaymentPage
from ui.pages.shift.model import OpenShiftModel
from ui.pages.shift.page import OpenShiftPage
from ui.pages.x.model import XModel
from ui.pages.x.page import XPage
from ui.shell.agents import Agents
from ui.shell.counter import Counter
from ui.shell.customer_side import CustomerSide
from ui.shell.customer_window import SecondScreen
from ui.shell.errands import Errands
from ui.shell.front import Front
from ui.shell.housekeeping import Housekeeping
from ui.shell.labelling import Labelling
from ui.shell.own_bag import OwnBag
from ui.shell.papers import Papers
from ui.shell.reports import Reports
from ui.shell.resuming import Resuming
from ui.shell.returns_path import ReturnsPath
from ui.shell.stockroom import Stockroom


def _nothing() -> None:
    """Where no terminal stands."""


class Till(QObject):
    """Holds the models, which outlive their screens, and opens one screen after the other."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self.desk = desk = front.desk
        self.states, self.sign_in, self.screens, self.window = front.states, front.sign_in, front.screens, front.window
        self.scale = self.states.scale
        self.shift = OpenShiftModel(desk)
        self.cash, self.x, self.close = CashModel(desk), XModel(desk), CloseModel(desk)
        self.closings = ClosingsModel(desk)
        self.cash.done.connect(self._cash_done)
        self.checkout: CheckoutModel | None = None
        self.payment: PaymentModel | None = None
        self.watchdog: StallWatchdog | None = None
        self.cancel_card: Callable[[], None] = _nothing
        """Tells the terminal to stop waiting for a card; set by whoever has put the devices beside the till."""
        self.errands = Errands(self)
        self.counter = Counter(self, self.scale)
        self.papers = Papers(desk, self.window)
        self.customer = CustomerSide(desk, self.states.displays, shop=front.shop)
        self.second_screen = SecondScreen(self.customer, self.window)
        self.returns = ReturnsPath(self, desk)
        self.house = Housekeeping(self)
        self.labelling = Labelling(self)
        self.stockroom = Stockroom(self)
        self.reports = Reports(self)
        self.own_bag = OwnBag(self)
        self.agents = Agents(self)
        self.screens |= {
            "shift": self._shift_page,
            "checkout": self._checkout_page, "payment": self._payment_page, "paid": self._paid_page,
            **self.errands.screens,
            **self.returns.screens,
            **self.house.screens,
            **self.labelling.screens,
            **self.stockroom.screens,
            **self.reports.screens,
            **self.own_bag.screens,
            **self.agents.screens,
            "cash": self._cash_page, "x": self._x_page, "close": self._close_page, "closings": self._closings_page,
            "menu": self._menu_page,
        }
        self.menu = MenuModel(_("More…"), FUNCTIONS, self._is_offered, lambda: self.states.shift is not None)
        self.menu.chosen.connect(self._choose)
        for told in (self.x.told, self.closings.told):
            told.connect(lambda words: self.window.say(words, kind="primary"))
        self.window.person_wanted.connect(self.house.show_own)
        self.window.help_wanted.connect(self.house.show_help)
        self.window.opened.connect(self.customer.come_to)
        self.window.closing.connect(self.second_screen.end)
        self.sign_in.signed_in.connect(self._signed_in)
        self.shift.opened.connect(lambda: self.window.open("checkout"))
        desk.asked.connect(self._question_while_paying)
        desk.comfort_changed.connect(self._dress)
        desk.lacked.connect(self._question_while_paying)
        self.window.unsold.add = self._sell_after_all
        self.counter.watch_states()
        self.resuming = Resuming(self)
        if desk.person is not None:  # somebody was quicker than the program
            if not self._is_so(desk.comfort):
                self._dress()
            self._signed_in(desk.person)

    def _dress(self) -> None:
        """Theme and size of text as whoever sits here likes them; the layout is the checkout's own."""
        comfort = self.desk.comfort
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if not self._is_so(comfort):
            THEME.use(application, colours=THEMES[comfort.theme], percent=comfort.text_percent)
        else:
            self.window.dress_again()

    def _is_so(self, comfort: Comfort) -> bool:
        return (THEME.colours.name, THEME.percent) == (comfort.theme, comfort.text_percent)

    def change_person(self) -> None:
        """Another cashier: the cart stays where it is, and no money that was typed for it."""
        if self.payment is not None:
            self.payment.choose("cash")
        self.desk.sit_down(None)
        self.window.open("sign_in")

    def _signed_in(self, person: SignedIn) -> None:
        if not self.states.is_known:  # quicker than the first question about the shift
            self.states.known.connect(lambda: self._signed_in(person), Qt.ConnectionType.SingleShotConnection)
            return
        self._home()
        self.resuming.come_back()

    def _shift_page(self) -> OpenShiftPage:
        page = OpenShiftPage(self.desk, self.shift)
        page.more_wanted.connect(lambda: self.window.open("menu"))
        return page

    def _checkout_page(self) -> CheckoutPage:
        if self.checkout is None:
            self.checkout = self.counter.new_cart()
            self.checkout.paying.connect(self._pay)
            self.checkout.emptied.connect(self.window.forget_questions)  # they were about the cart that went
            self.checkout.came_too_late.connect(lambda code: self.window.unsold.take(code, screen=self.window.name))
            self.errands.follow(self.checkout)
            self.returns.follow(self.checkout)
            self.customer.follow(self.checkout)
        page = CheckoutPage(self.desk, self.checkout)
        page.unknown.connect(self._tell_unknown)
        page.left_for.connect(self._go)
        page.more_chips = self.returns.chips
        self.counter.serve(page)
        return page

    def _go(self, name: str) -> None:
        """To another screen, if this program has it."""
        if name == "sign_in":
            self.change_person()
        elif name == "help":
            self.house.show_help()
        elif name in self.screens:
            self.window.open(name)

    def _pay(self, sale_id: UUID) -> None:
        if self.states.shift is None:
            self.window.open("shift")
            return
        if self.returns.take_payment(sale_id):
            return
        if self.payment is not None and self.payment.sale_id == sale_id and self.payment.view.done is None:
            self.payment.look_again()
        else:
            self.begin_payment(sale_id)
        self.window.open("payment")

    def begin_payment(self, sale_id: UUID) -> PaymentModel:
        """The payment of this sale, for the screen that comes next."""
        self.payment = payment = PaymentModel(
            self.desk, sale_id, cancel=lambda: self.cancel_card(),
            is_in_front=lambda: self.payment is payment and self.window.name == "payment",
        )
        self.payment.paid.connect(lambda _completed: self.window.open("paid"))
        self.customer.follow_payment(self.payment)
        return self.payment

    def _payment_page(self) -> PaymentPage:
        assert self.payment is not None
        page = PaymentPage(self.desk, self.payment)
        page.customer_wanted.connect(self.errands.choose_who_pays)
        page.left.connect(lambda: self.window.open("checkout"))
        return page

    def _paid_page(self) -> OutcomePage:
        assert self.payment is not None
        desk, done = self.desk, self.payment.view.done
        assert done is not None
        receipt = desk.say(_("Receipt {number} · {total}")).format(number=done.number, total=desk.money(done.total_minor))
        words, figure, note = (_("Change"), done.change_minor, ()) if done.change_minor else (
            _("Paid"), done.total_minor, (desk.say(_("No change")),)
        )
        page = OutcomePage(desk, title=desk.say(_("Paid")), words=desk.say(words), figure_minor=figure, numbers=(*note, receipt))
        self.papers.offer(page, ("sale", done.sale_id))
        page.next_customer.connect(self._next_sale)
        return page

    def _next_sale(self, code: str) -> None:
        assert self.checkout is not None
        self.checkout.clear()
        self.window.open("checkout")
        if code:
            self.checkout.scan(code)

    def _sell_after_all(self, codes: tuple[str, ...]) -> bool:
        """What was scanned during payment: into this receipt or, if it is paid, into the next; not while money is taken."""
        exchange, name = self.returns.exchange, self.window.name
        is_taking = self.payment is not None and self.payment.view.is_taking
        if self.checkout is None or is_taking or (exchange and exchange.view.busy):
            return False
        if name == "paid":
            self._next_sale("")
        elif name == "given_back":
            self.returns.next_customer("")
        else:
            self.window.open("checkout")
        for code in codes:
            self.checkout.scan(code)
        return True

    def _choose(self, name: str) -> None:
        if name == SIGN_OUT:
            self.change_person()
        elif name == "help":
            self.house.show_help()
        else:
            self.window.open(name)

    def _home(self) -> None:
        at_the_counter = "checkout" if self.states.shift is not None else "shift"
        self.window.open("bag" if self.own_bag.is_home else at_the_counter)

    def _cash_page(self) -> CashPage:
        page = CashPage(self.desk, self.cash)
        page.left.connect(self._home)
        return page

    def _cash_done(self, told: str) -> None:
        self._home()
        self.window.say(told, kind="primary")

    def _x_page(self) -> XPage:
        page = XPage(self.desk, self.x)
        page.left.connect(self._home)
        page.shift_wanted.connect(lambda: self.window.open("shift"))
        return page

    def _close_page(self) -> ClosePage:
        page = ClosePage(self.desk, self.close)
        page.left.connect(self._home)
        page.shift_wanted.connect(lambda: self.window.open("shift"))
        page.signed_out.connect(self.change_person)
        return page

    def _closings_page(self) -> ClosingsPage:
        page = ClosingsPage(self.desk, self.closings)
        page.left.connect(self._home)
        return page

    def _is_offered(self, screen: str) -> bool:
        """A till that asks no device about money has no place for doubts, who is no agent none for a bag, a shop without a centre
        none for it."""
        is_so = {
            "in_doubt": self.states.money.may_be_in_doubt, "bag": self.own_bag.is_agent, "centre": self.states.told is not None,
        }
        return screen in self.screens and is_so.get(screen, True)

    def _menu_page(self) -> MenuPage:
        page = MenuPage(self.desk, self.menu)
        page.left.connect(self._home)
        return page

    def _tell_unknown(self, sentence: str, code: str) -> None:
        if self.returns.take_code(code):
            return
        create = (self.desk.say(_("Create it")), lambda: self.errands.create(code))
        self.window.say(sentence, kind="warn", actions=(create, (self.desk.say(_("All right")), lambda: None)))

    def _question_while_paying(self, _question: object) -> None:
        if self.payment is not None:
            self.payment.still_asked()
