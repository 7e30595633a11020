"""The way through receipts, returns and exchanges: which screen comes after which. The till's day joins it at the checkout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from app.core.catalog.views import ProductView
from app.core.documents.meaning import receipt_meant
from app.core.sales.queries import sold_sale
from app.core.sales.views import ExchangeQuote, ReturnItem, SoldSale
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.screen import Screen
from ui.pages.checkout.model import CheckoutModel
from ui.pages.payment.outcome import OutcomePage
from ui.pages.receipts.model import ReceiptsModel
from ui.pages.receipts.page import ReceiptsPage
from ui.pages.returns.card_back import CardBack
from ui.pages.returns.exchange_model import ExchangeModel
from ui.pages.returns.exchange_page import ExchangePage
from ui.pages.returns.find_model import FindModel
from ui.pages.returns.find_page import FindReceiptPage
from ui.pages.returns.model import ReturnModel
from ui.pages.returns.page import ReturnPage

if TYPE_CHECKING:
    from ui.shell.till import Till


class ReturnsPath(QObject):
    """Screens "receipts", "return" (which receipt?), "return_lines", "given_back" and "exchange", and their order."""

    def __init__(self, till: Till, desk: Desk) -> None:
        super().__init__()
        self._till, self._desk = till, desk
        self._came_from, self._is_finding = "checkout", False
        self.receipts: ReceiptsModel | None = None
        self.find = FindModel(desk, till.states.centre)
        self.model = ReturnModel(desk)
        self.exchange: ExchangeModel | None = None
        self._seen: tuple[ExchangeModel | None, UUID | None, int] = (None, None, 0)
        self._asked_on = ""
        self.find.asking.connect(self._note_where)
        self.find.found.connect(self._begin_found)
        self.find.changed.connect(self._tell_asking)
        desk.person_changed.connect(self._begin_anew)
        self.model.given.connect(lambda: till.window.open("given_back"))

    @property
    def screens(self) -> dict[str, Callable[[], Screen]]:
        """By name, for the window."""
        return {
            "receipts": self._receipts_page, "return": self._find_page, "return_lines": self._return_page,
            "given_back": self._given_back_page, "exchange": self._exchange_page,
        }

    def chips(self) -> tuple[Button, ...]:
        """What is in hand for an exchange stands in the checkout's header."""
        if self.exchange is None:
            return ()
        words = self._desk.say(_("Exchange · {sum} comes back"))
        chip = Button(words.format(sum=self._desk.money(self.exchange.view.back_minor)), look="chosen", picture="close")
        chip.clicked.connect(self._drop_exchange)
        return (chip,)

    def take_code(self, code: str) -> bool:
        """A code that was scanned where nothing is known of it: if it is a receipt's, its goods come back."""
        meant = receipt_meant(code, prefix=self._desk.place.prefix)
        if meant is None or meant.sale_id is None:
            return False
        self._came_from = "checkout"
        self.find.look_up(sale_id=meant.sale_id)
        return True

    def take_payment(self, sale_id: UUID) -> bool:
        """The cart is to be paid: with goods in hand for an exchange it is not the usual payment."""
        if self.exchange is None:
            return False
        self.exchange.begin_paying(sale_id)
        self._till.window.open("exchange")
        return True

    def follow(self, checkout: CheckoutModel) -> None:
        """While goods are in hand for an exchange, the checkout's green key says what is left to be settled."""
        checkout.changed.connect(self._look_at_cart)

    def _look_at_cart(self) -> None:
        checkout, exchange = self._till.checkout, self.exchange
        seen = (exchange, checkout.view.sale_id, checkout.view.total_minor) if checkout is not None else (None, None, 0)
        if checkout is None or seen == self._seen:
            return
        self._seen = seen

        def show(quote: ExchangeQuote) -> None:
            if exchange is self.exchange:
                checkout.show_exchange(quote)

        checkout.show_exchange(checkout.view.exchange if exchange is not None else None, is_exchange=exchange is not None)
        if exchange is not None and seen[1] is not None:
            exchange.look_at_cart(seen[1], show)

    # --- after a power cut ---

    def look_at(self, document_id: UUID) -> None:
        """The list of receipts with this one chosen."""
        self._till.window.open("receipts")
        assert self.receipts is not None
        self.receipts.go_on_from(document_id)

    def open_return(self, sold: SoldSale | None, typed: Mapping[str, Any], goods: Sequence[ProductView] = ()) -> bool:
        """A half-made return as it was (without a receipt: of these goods); False if not all of it is there still."""
        if sold is None:
            self.model.begin_without()
        else:
            self.model.take_up(sold)
        is_whole = self.model.go_on_from(typed, goods) if typed else True
        self._till.window.open("return_lines")
        return is_whole

    def take_in_hand(self, items: Sequence[ReturnItem], *, reason: str, number: str, back_minor: int) -> ExchangeModel:
        """These goods came back, and others are taken for them."""
        self.exchange = ExchangeModel(self._desk, items=items, reason=reason, number=number, back_minor=back_minor)
        self.exchange.exchanged.connect(self._exchanged)
        self._look_at_cart()
        self._is_finding = False
        return self.exchange

    # --- screens ---

    def _receipts_page(self) -> ReceiptsPage:
        if self.receipts is None:
            self.receipts = ReceiptsModel(self._desk)
            self.receipts.told.connect(lambda words: self._till.window.say(words, kind="primary"))
            self.receipts.returning.connect(self._return_from_receipts)
        elif not self.receipts.is_watching:
            self.receipts.look()
        page = ReceiptsPage(self._desk, self.receipts)
        page.left.connect(self._leave_receipts)
        return page

    def _leave_receipts(self) -> None:
        if self.receipts is not None:
            self.receipts.rest()
        self._till.window.open("checkout")

    def _return_from_receipts(self, sale_id: UUID) -> None:
        self._came_from = "receipts"
        if self.receipts is not None:
            self.receipts.rest()
        self._desk.ask(sold_sale, done=self._begin, sale_id=sale_id)

    def _find_page(self) -> FindReceiptPage:
        if not self._is_finding:  # the same page in another language begins nothing anew
            self._is_finding, self._came_from = True, "checkout"
            self.find.look_anew()
        page = FindReceiptPage(self._desk, self.find)
        page.left.connect(self._leave_find)
        page.without.connect(self._begin_without)
        page.receipts_wanted.connect(self._open_receipts)
        return page

    def _begin_anew(self) -> None:
        self._is_finding = False

    def _leave_find(self) -> None:
        self._is_finding = False
        self._till.window.open("checkout")

    def _open_receipts(self) -> None:
        self._is_finding = False
        self._till.window.open("receipts")

    def _note_where(self) -> None:
        self._asked_on = self._till.window.name

    def _tell_asking(self) -> None:
        if self.find.view.is_asking and self._till.window.name != "return":
            self._till.window.say(self._desk.say(_("The centre is asked for this receipt…")))

    def _begin_found(self, sold: SoldSale) -> None:
        """Whoever has gone on meanwhile is not called back."""
        if self._till.window.name == self._asked_on:
            self._begin(sold)

    def _begin(self, sold: SoldSale) -> None:
        self._open_lines(self.model.take_up(sold))

    def _begin_without(self) -> None:
        self._open_lines(self.model.begin_without())

    def _open_lines(self, is_as_it_was: bool) -> None:
        self._till.window.open("return_lines")
        if is_as_it_was:
            self._till.window.say(self._desk.say(_("What was chosen here before is still chosen.")))

    def _return_page(self) -> ReturnPage:
        page = ReturnPage(self._desk, self.model)
        page.left.connect(self._leave_return)
        page.receipt_scanned.connect(self.take_code)
        page.exchanged.connect(self._begin_exchange)
        return page

    def _leave_return(self) -> None:
        if self._came_from == "receipts":
            self._till.window.open("receipts")
        else:
            self._till.window.open("return")

    def _begin_exchange(self) -> None:
        view = self.model.view
        worth = view.quote.total_minor if view.quote else 0
        self.take_in_hand(self.model.items, reason=view.reason, number=view.number, back_minor=worth)
        self._till.window.open("checkout")

    def _exchanged(self) -> None:
        self.model.forget()
        self._till.window.open("given_back")

    def _drop_exchange(self) -> None:
        self.exchange = None
        self._look_at_cart()
        self._till.window.open("checkout")

    def _exchange_page(self) -> ExchangePage:
        assert self.exchange is not None
        page = ExchangePage(self._desk, self.exchange)
        page.left.connect(lambda: self._till.window.open("checkout"))
        return page

    def _given_back_page(self) -> OutcomePage:
        page = self._exchanged_page() if self.exchange is not None else self._returned_page()
        page.next_customer.connect(self.next_customer)
        done = self.exchange.view.returned if self.exchange is not None else self.model.view.done
        if done is not None and any(tender == "card" for tender, _minor in done.refunds):
            CardBack(self._desk, done.return_id, page).told.connect(page.tell)
        return page

    def _returned_page(self) -> OutcomePage:
        desk, done = self._desk, self.model.view.done
        assert done is not None
        given = done.total_minor + done.rounding_minor
        page = OutcomePage(
            desk, title=desk.say(_("Return")), words=desk.say(_("Give back")), figure_minor=given, parts=done.refunds,
            numbers=(done.number,),
        )
        self._till.papers.offer(page, ("return", done.return_id))
        return page

    def _exchanged_page(self) -> OutcomePage:
        assert self.exchange is not None
        desk, view = self._desk, self.exchange.view
        returned, sold = view.returned, view.completed
        assert returned is not None
        assert sold is not None
        parts = tuple(part for part in returned.refunds if part[0] != "exchange")
        given = sum(minor for _tender, minor in parts)
        words = _("Give back") if given else _("Change") if sold.change_minor else _("No change")
        page = OutcomePage(
            desk, title=desk.say(_("Exchange")), words=desk.say(words), figure_minor=given or sold.change_minor, parts=parts,
            numbers=(returned.number, sold.number),
        )
        self._till.papers.offer(page, ("return", returned.return_id), ("sale", sold.sale_id))
        return page

    def next_customer(self, code: str) -> None:
        """On to the checkout, with what was scanned already."""
        self._is_finding = False
        was_exchange, self.exchange = self.exchange is not None, None
        self._look_at_cart()
        checkout: Any = self._till.checkout
        if checkout is not None and was_exchange:
            checkout.clear()
        self._till.window.open("checkout")
        if code and self._till.checkout is not None:
            self._till.checkout.scan(code)
