"""The request cart: goods of the shop that the agent would like to have, and what became of earlier requests. No widgets here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.agents.commands.requests import ask_for_goods, put_in_cart
from app.core.agents.queries import cart, requests
from app.core.agents.views import CartLineView, RequestView
from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.pages.bag.amounts import PIECE, AmountLine, Amounts
from ui.pages.checkout.searching import GoodsSearch, take_best

MOST_REQUESTS = 50


class AskModel(Amounts):
    """The cart is stored with every step, so what is in it survives whatever happens.

    Signals:
        told: a sentence (str): what was asked for.
        unknown: a code (str) that nothing carries.
    """

    told = Signal(str)
    unknown = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.requests: tuple[RequestView, ...] = ()
        self.note = ""
        self._search = GoodsSearch(desk)
        self._search.changed.connect(self.changed)
        self._agent_id: UUID | None = None
        self._cart: dict[UUID, AmountLine] = {}
        self._under_way = 0
        self._is_wanted = False

    # --- what there is ---

    @property
    def lines(self) -> tuple[AmountLine, ...]:
        return tuple(self._cart.values())

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._search.view.text

    @property
    def hits(self) -> tuple[ProductView, ...]:
        """What the search has found."""
        return self._search.view.hits

    @property
    def hit(self) -> int:
        """The place of the hit that Return takes."""
        return self._search.view.place

    def take(self, agent_id: UUID | None) -> None:
        """Whose requests these are; asked again each time."""
        if agent_id != self._agent_id:
            self._agent_id, self._cart, self.requests, self.note, self.chosen = agent_id, {}, (), "", None
        if agent_id is None:
            self.changed.emit()
            return
        self._read_cart()
        self._desk.ask(requests, done=self._show_requests, agent_id=agent_id, limit=MOST_REQUESTS)

    def _show_requests(self, found: tuple[RequestView, ...]) -> None:
        self.requests = found
        self.changed.emit()

    def _read_cart(self) -> None:
        """As it is stored; while something is on its way there, that is still to come."""
        agent_id = self._agent_id

        def found(lines: tuple[CartLineView, ...]) -> None:
            if agent_id == self._agent_id and not self._under_way:
                self._cart = {
                    line.product_id: AmountLine(line.product_id, line.name, line.unit, line.quantity_milli) for line in lines
                }
                self.changed.emit()

        self._desk.ask(cart, done=found, agent_id=agent_id)

    # --- looking for goods ---

    def search(self, text: str) -> None:
        """Goods by any part of their name, article or code."""
        self._search.look_for(text)

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while something is typed, else in the cart."""
        if self.text:
            self._search.move(step)
        else:
            self.walk(step)

    def enter(self, text: str) -> None:
        """Return in the search field: the chosen hit, or what carries that code."""
        plain, found = text.strip(), self._search.view
        if plain.isdigit():
            self.scan(plain)
        elif plain and found.chosen is not None and found.text == plain:
            self.put(found.chosen)
        elif plain:
            take_best(self._desk.ask, plain, put=self.put, otherwise=self.unknown.emit)
        self._search.look_for("")

    def scan(self, code: str) -> None:
        """One more of what carries this code."""
        def found(goods: tuple[ProductView, ...]) -> None:
            if goods:
                self.put(goods[0])
            else:
                self.unknown.emit(code)

        self._desk.ask(goods_with_code, done=found, code=code)

    # --- the cart ---

    def put(self, product: ProductView) -> None:
        """One more of it."""
        line = self._cart.get(product.product_id, AmountLine(product.product_id, product.name, product.unit, 0))
        self.chosen = product.product_id
        self.put_amount(line, line.quantity_milli + PIECE)

    def put_amount(self, line: AmountLine, milli: int) -> None:
        cart = dict(self._cart)
        if milli:
            cart[line.key] = AmountLine(line.key, line.name, line.unit, milli)
        else:
            cart.pop(line.key, None)
        self._cart, self._under_way = cart, self._under_way + 1
        self._desk.run(
            put_in_cart, done=lambda _none: self._stored(), failed=self._not_stored, unanswered=self._stored,
            agent_id=self._agent_id, product_id=line.key, quantity_milli=milli,
        )
        self.changed.emit()

    def remove(self) -> None:
        """The chosen line is taken out."""
        line = self.line
        if line is not None:
            self.put_amount(line, 0)

    def _stored(self) -> None:
        self._under_way -= 1
        self._read_cart()
        if self._is_wanted and not self._under_way:
            self.ask()

    def _not_stored(self, error: AppError) -> None:
        self._is_wanted = False
        self._stored()
        self.refuse(error)

    # --- asking ---

    def ask(self) -> None:
        """The manager gets this request, once all of the cart is stored; it is empty then."""
        agent_id, self._is_wanted = self._agent_id, self._under_way > 0
        if self._is_wanted or agent_id is None or self.is_busy or not self._cart:
            return
        self.is_busy = True

        def done(request_id: UUID) -> None:
            self.is_busy, self.note = False, ""
            self._read_cart()
            self._desk.ask(requests, done=lambda found: asked(found, request_id), agent_id=agent_id, limit=MOST_REQUESTS)

        def asked(found: tuple[RequestView, ...], request_id: UUID) -> None:
            self._show_requests(found)
            number = next((each.number for each in found if each.request_id == request_id), "")
            words = self._desk.say(_("Asked for: {number}. It comes as a transfer once it is approved."))
            self.told.emit(words.format(number=number))

        self._desk.run(
            ask_for_goods, done=done, failed=self.refuse, unanswered=self.unanswered, latest=self._note, agent_id=agent_id
        )
        self.changed.emit()

    def _note(self) -> dict[str, Any]:
        return {"note": self.note.strip() or None}
