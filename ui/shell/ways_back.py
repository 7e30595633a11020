"""The ways back to each screen after a restart: what still holds is taken up, what does not is said, and the counter is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.cash.queries import count_sheet, last_comparison
from app.core.cash.views import CountSheet
from app.core.catalog.queries import product_card, products
from app.core.catalog.views import ProductCard
from app.core.sales.past import paid_sale
from app.core.sales.paying import payment_offer
from app.core.sales.queries import drafts, sale_change, sold_sale
from app.core.sales.returning import return_quote
from app.core.sales.views import Completed, DraftView, PaymentOffer, ReturnItem, ReturnQuote, SaleChange
from app.kernel.i18n import _
from ui.pages.menu.model import FUNCTIONS, SIGN_OUT, STOCK_WORK
from ui.wording import TENDERS, worded

if TYPE_CHECKING:
    from ui.shell.till import Till

Facts = Mapping[str, Any]
COUNTER = "checkout"
OTHERS = _("What somebody else had half typed here is not kept. The receipt is as it was.")
_NO_SHIFT = _("The shift was closed meanwhile: what was half typed is not kept.")
_GONE = _("What was begun here before the program ended can no longer go on.")
_LESS = _("Some of these goods are no longer there to come back. Look at the quantities.")
_TAKEN = _("Taken for this receipt already: {sums}. The rest is still to be paid.")
_IN_A_SHIFT = frozenset({"payment", "paid", "return_lines", "exchange", "cash", "close"})
_PLAIN = {function.screen: function.needs_shift for function in FUNCTIONS + STOCK_WORK if function.screen != SIGN_OUT} | {
    "menu": False, "customer": False, "import": False, "an_order": False, "a_transfer": False,
}
"""Screens that stand by themselves, and whether they need an open shift."""


def _id(text: object) -> UUID:
    return UUID(str(text))  # whatever it is: what is no id is a ValueError


class WaysBack:
    """Used once, after the first PIN; whoever signed in stands at the counter already."""

    def __init__(self, till: Till) -> None:
        self._till, self._desk = till, till.desk
        self._ways: dict[str, Callable[[Facts], None]] = {
            COUNTER: lambda facts: None, "payment": self._payment, "paid": self._paid, "return_lines": self._return,
            "exchange": self._exchange, "cash": self._cash, "close": self._close, "goods": self._goods,
            "set_parts": self._set_parts,
            "receipts": self._receipts, "agents": self._agents,
        }
        self._open_sale: DraftView | None = None
        self._said: list[str] = []

    def go(self, screen: str, facts: Facts, *, has_shift: bool) -> None:
        """To this screen, if it still can be."""
        person = self._desk.person
        if screen != COUNTER and person is not None and facts.get("person_id") not in (None, str(person.person_id)):
            self._say_lost(facts, OTHERS)
            screen = COUNTER
        if not has_shift and (screen in _IN_A_SHIFT or _PLAIN.get(screen, False) or "exchange" in facts):
            self._say_lost(facts, _NO_SHIFT)
            return

        def there(found: tuple[DraftView, ...]) -> None:
            if "bag" in facts:
                self._till.own_bag.go_on_from(facts["bag"])
            if "agents" in facts and not self._till.agents.go_on_from(facts["agents"]):
                self._say(OTHERS)
            self._open_sale = next((draft for draft in found if draft.line_count), None)
            self._take_up_counter(screen, facts)
            if screen in self._ways:
                self._ways[screen](facts)
            elif screen in _PLAIN and screen in self._till.screens:
                self._till.window.open(screen)
            if self._open_sale is not None and screen != "payment":  # where it stands on the page
                self._ask(payment_offer, self._say_taken, sale_id=self._open_sale.sale_id)

        self._ask(drafts, there, till_id=self._desk.place.till_id, states=("open",))

    # --- the counter ---

    def _take_up_counter(self, screen: str, facts: Facts) -> None:
        if "customer_id" in facts and self._open_sale is None:
            self._till.errands.customer.wait(_id(facts["customer_id"]))
        if "exchange" in facts and screen == COUNTER:  # its own screen takes them up itself: whose answer came last is chance
            self._take_in_hand(facts["exchange"], lambda: self._till.window.open(COUNTER))

    def _take_in_hand(self, exchange: Facts, done: Callable[[], Any]) -> None:
        items = [ReturnItem(_id(line_id), int(milli), bool(to_stock)) for line_id, milli, to_stock in exchange["items"]]

        def still_there(quote: ReturnQuote) -> None:
            self._till.returns.take_in_hand(
                items, reason=str(exchange["reason"]), number=str(exchange["number"]), back_minor=quote.total_minor
            )
            done()

        self._ask(return_quote, still_there, items=items, branch_id=self._desk.place.branch_id)

    def _exchange(self, facts: Facts) -> None:
        sale = self._open_sale

        def pay() -> None:
            model = self._till.returns.exchange
            if sale is not None and model is not None:
                model.begin_paying(sale.sale_id)
                model.go_on_from(facts["exchange"]["paying"])
                self._till.window.open("exchange")

        self._take_in_hand(facts["exchange"], pay)

    # --- the money ---

    def _payment(self, facts: Facts) -> None:
        sale_id = _id(facts["sale_id"])

        def found(sale: SaleChange) -> None:
            if sale.state == "completed":
                self._paid(facts)
            elif sale.state == "open" and sale.line_count:
                payment = self._till.begin_payment(sale_id)
                payment.go_on_from(facts.get("typed", {}))
                self._till.window.open("payment")
            else:
                self._say(_GONE)

        self._ask(sale_change, found, sale_id=sale_id, after=2**62)

    def _paid(self, facts: Facts) -> None:
        """It is paid: how much goes back is said once more, since nobody may have seen it."""
        def found(completed: Completed) -> None:
            self._till.begin_payment(completed.sale_id).was_paid(completed)
            self._till.window.open("paid")

        self._ask(paid_sale, found, sale_id=_id(facts["sale_id"]))

    # --- forms ---

    def _return(self, facts: Facts) -> None:
        typed, returns = facts.get("typed", {}), self._till.returns

        def opened(is_whole: bool) -> None:
            if not is_whole:
                self._say(_LESS)

        if facts["sale_id"]:
            self._ask(sold_sale, lambda sold: opened(returns.open_return(sold, typed)), sale_id=_id(facts["sale_id"]))
        else:
            goods = [_id(line[0]) for line in typed.get("lines", ())]
            self._ask(products, lambda found: opened(returns.open_return(None, typed, found)), product_ids=goods)

    def _cash(self, facts: Facts) -> None:
        self._till.cash.go_on_from(facts.get("typed", facts))
        self._till.window.open("cash")

    def _close(self, facts: Facts) -> None:
        if "shift_id" not in facts:
            return
        shift_id, close = _id(facts["shift_id"]), self._till.close
        person = self._desk.person

        def found(sheet: CountSheet | None) -> None:
            if sheet is None or sheet.shift_id != shift_id or person is None:
                self._say_lost(facts, _NO_SHIFT)
                return

            def compared(comparison: Any) -> None:
                close.go_on_from(facts, sheet, comparison)
                self._till.window.open("close")

            self._ask(last_comparison, compared, shift_id=shift_id, person_id=person.person_id, now=self._desk.clock())

        self._ask(count_sheet, found, till_id=self._desk.place.till_id)

    def _goods(self, facts: Facts) -> None:
        def opened(card: Any) -> None:
            if card is not None or "typed" in facts:
                self._till.errands.goods.go_on_from(facts, card)
            self._till.window.open("goods")

        if facts.get("product_id"):
            self._ask(product_card, opened, product_id=_id(facts["product_id"]))
        else:
            opened(None)

    def _set_parts(self, facts: Facts) -> None:
        def opened(card: ProductCard) -> None:
            self._till.errands.goods.go_on_from(facts, card)
            self._till.errands.look_into(card)

        if "product_id" in facts:
            self._ask(product_card, opened, product_id=_id(facts["product_id"]))

    def _receipts(self, facts: Facts) -> None:
        if "document_id" in facts:
            self._till.returns.look_at(_id(facts["document_id"]))
        else:
            self._till.window.open("receipts")

    def _agents(self, facts: Facts) -> None:
        self._till.agents.model.go_on_from(facts)
        self._till.window.open("agents")

    # --- what is said ---

    def _say_taken(self, offer: PaymentOffer) -> None:
        if offer.taken:
            language = self._desk.language
            sums = (f"{worded(TENDERS, tender, language)} {self._desk.money(minor)}" for _id, tender, minor in offer.taken)
            self._say(self._desk.say(_TAKEN).format(sums=", ".join(sums)))

    def _say_lost(self, facts: Facts, words: str) -> None:
        if facts.get("typed") or "exchange" in facts:
            self._say(words)

    def _say(self, words: str) -> None:
        """One more sentence behind those that were said: the banner has one place."""
        self._said.append(self._desk.say(words))
        self._till.window.say(" ".join(self._said), kind="warn")

    def _ask(self, query: Callable[..., Any], done: Callable[[Any], None], **inputs: Any) -> None:
        """Facts may be those of another version of the program: what cannot be read is what cannot go on."""
        def answered(answer: Any) -> None:
            try:
                done(answer)
            except (KeyError, TypeError, ValueError):
                self._say(_GONE)

        self._desk.ask(query, done=answered, failed=lambda _error: self._say(_GONE), **inputs)
