"""What is done beside selling, and the ways there from the checkout and back: goods, price lists, customers, sales on hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.core.catalog.views import ProductCard, ProductView
from app.kernel.i18n import _
from ui.kit.screen import Screen
from ui.pages.checkout.model import CheckoutModel
from ui.pages.customer.model import CustomerModel
from ui.pages.customer.page import CustomerPage
from ui.pages.goods.model import GoodsModel
from ui.pages.goods.page import GoodsPage
from ui.pages.goods_import.model import ImportModel
from ui.pages.goods_import.page import ImportPage
from ui.pages.in_doubt.model import InDoubtModel
from ui.pages.in_doubt.page import InDoubtPage
from ui.pages.parked.model import ParkedModel
from ui.pages.parked.page import ParkedPage
from ui.pages.set_parts.model import SetPartsModel
from ui.pages.set_parts.page import SetPartsPage
from ui.pages.stock.model import StockModel
from ui.pages.stock.page import StockPage

if TYPE_CHECKING:
    from ui.shell.till import Till


class Errands(QObject):
    """Holds the models of these screens, each made when it is first wanted, and leads from one to the other."""

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self._is_paying = False
        till.window.opened.connect(self._opened)
        self.screens: dict[str, Callable[[], Screen]] = {
            "goods": self._goods_page, "import": self._import_page, "customer": self._customer_page, "parked": self._parked_page,
            "in_doubt": self._in_doubt_page, "stock": self._stock_page, "set_parts": self._set_parts_page,
        }

    @cached_property
    def goods(self) -> GoodsModel:
        """The list of goods and its form."""
        model = GoodsModel(self._desk)
        model.awaited.connect(self._sell)
        model.unknown.connect(self._tell_unknown)
        return model

    @cached_property
    def set_parts(self) -> SetPartsModel:
        """What is in a set."""
        model = SetPartsModel(self._desk)
        model.unknown.connect(self._tell_nothing_has)
        return model

    @cached_property
    def goods_import(self) -> ImportModel:
        """The price list that is brought in."""
        return ImportModel(self._desk)

    @cached_property
    def customer(self) -> CustomerModel:
        """Whose sale it is."""
        model = CustomerModel(self._desk)
        model.picked.connect(self._leave_customer)
        return model

    @cached_property
    def parked(self) -> ParkedModel:
        """What is on hold."""
        model = ParkedModel(self._desk)
        model.taken.connect(self._resume)
        model.given_up.connect(lambda: self._checkout.take_up())
        return model

    @cached_property
    def in_doubt(self) -> InDoubtModel:
        """What a terminal or a register has left open."""
        return InDoubtModel(self._desk)

    @cached_property
    def stock(self) -> StockModel:
        """Levels, layers and stock documents."""
        model = StockModel(self._desk)
        model.unknown.connect(self._tell_nothing_has)
        model.labels_wanted.connect(self._label)
        return model

    def create(self, code: str) -> None:
        """A new product for a barcode that the checkout does not know; stored, it is sold."""
        self.goods.begin_new(barcode=code)
        self._open("goods")

    def look_into(self, card: ProductCard) -> None:
        """What is in this set."""
        self.set_parts.look_into(card)
        self._open("set_parts")

    def follow(self, checkout: CheckoutModel) -> None:
        """The customer is the one of the checkout's sale, whichever that is."""
        checkout.changed.connect(lambda: self.customer.follow(checkout.view.sale_id))
        self.customer.changed.connect(lambda: checkout.meant_for(self.customer.view.current))
        self.customer.follow(checkout.view.sale_id)

    def choose_who_pays(self) -> None:
        """From the payment to the customers, and back to it."""
        self._open("customer")
        self._is_paying = True

    # --- ways ---

    def _opened(self, name: str) -> None:
        self._is_paying = self._is_paying and name == "customer"

    def _leave_customer(self) -> None:
        payment = self._till.payment
        is_to_be_paid = payment is not None and payment.sale_id == self._checkout.view.sale_id and payment.view.done is None
        self._open("payment" if self._is_paying and is_to_be_paid else "checkout")

    @property
    def _checkout(self) -> CheckoutModel:
        assert self._till.checkout is not None
        return self._till.checkout

    def _open(self, name: str) -> None:
        self._till.window.open(name)

    def _resume(self, sale_id: UUID) -> None:
        self.customer.forget()
        self._open("checkout")
        self._checkout.resume(sale_id)

    def _sell(self, code: str) -> None:
        self._open("checkout")
        if code:
            self._checkout.scan(code)

    def _tell_unknown(self, code: str) -> None:
        say, goods = self._desk.say, self.goods
        actions = [(say(_("New product")), lambda: self._new_with(code))]
        if goods.view.card is not None:
            actions.append((say(_("Add to this one")), lambda: goods.add_code(code)))
        actions.append((say(_("No")), lambda: None))
        words = say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self._till.window.say(words, kind="warn", actions=tuple(actions))

    def _label(self, goods: list[tuple[ProductView, int]]) -> None:
        self._till.labelling.labels.put_many(goods)
        self._open("labels")

    def _tell_nothing_has(self, code: str) -> None:
        words = self._desk.say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self._till.window.say(words, kind="warn")

    def _new_with(self, code: str) -> None:
        self.goods.begin_new()
        if self.goods.view.is_new:
            self.goods.add_code(code)
            self._till.window.screen_shown.shown()

    # --- screens ---

    def _goods_page(self) -> GoodsPage:
        page = GoodsPage(self._desk, self.goods)
        page.left.connect(lambda: self._open("checkout"))
        page.import_wanted.connect(lambda: self._open("import"))
        page.parts_wanted.connect(self.look_into)
        return page

    def _set_parts_page(self) -> SetPartsPage:
        page = SetPartsPage(self._desk, self.set_parts)
        page.left.connect(lambda: self._open("goods"))
        return page

    def _import_page(self) -> ImportPage:
        page = ImportPage(self._desk, self.goods_import)
        page.left.connect(lambda: self._open("goods"))
        return page

    def _customer_page(self) -> CustomerPage:
        page = CustomerPage(self._desk, self.customer)
        page.left.connect(self._leave_customer)
        return page

    def _parked_page(self) -> ParkedPage:
        page = ParkedPage(self._desk, self.parked)
        page.left.connect(lambda: self._open("checkout"))
        page.scanned.connect(self._sell)
        return page

    def _in_doubt_page(self) -> InDoubtPage:
        page = InDoubtPage(self._desk, self.in_doubt)
        page.left.connect(lambda: self._open("menu"))
        return page

    def _stock_page(self) -> StockPage:
        page = StockPage(self._desk, self.stock)
        page.left.connect(lambda: self._open("menu"))
        return page
