"""What to order: what runs low with how much to order, the least of each product, and orders with what has come of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.core.stock.commands.orders import close_order, set_minimum
from app.core.stock.commands.prepared_drafts import order_goods_listed, receive_order
from app.core.stock.levels import stores_shown
from app.core.stock.purchase_views import OrderView, ToOrder
from app.core.stock.purchases import order_need, orders, what_to_order
from app.core.stock.shown import StoreView
from app.core.stock.views import Sending
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault
from ui.pages.scanned_list.model import ScannedListModel

LOW, ORDERS = "low", "orders"
NEWS = frozenset({"stock", "stock_draft", "catalog"})


@dataclass(frozen=True, slots=True)
class OrderingView:
    """`part` is what the list has. `need` is the product that is looked at, whether it runs low or not; `is_closing`: whoever
    closes the order is asked once more."""

    part: str = LOW
    low: tuple[ToOrder, ...] = ()
    orders: tuple[OrderView, ...] = ()
    stores: tuple[StoreView, ...] = ()
    store_id: UUID | None = None
    need: ToOrder | None = None
    order_id: UUID | None = None
    is_closing: bool = False

    @property
    def listed(self) -> Sequence[ToOrder | OrderView]:
        """What the list has."""
        return self.low if self.part == LOW else self.orders

    @property
    def place(self) -> int:
        """Where the one that is looked at stands, or −1."""
        if self.part == LOW:
            product_id = self.need.product_id if self.need is not None else None
            return next((at for at, row in enumerate(self.low) if row.product_id == product_id), -1)
        return next((at for at, order in enumerate(self.orders) if order.order_id == self.order_id), -1)

    @property
    def order(self) -> OrderView | None:
        """The order that is looked at."""
        return self.orders[self.place] if self.part == ORDERS and self.place >= 0 else None

    @property
    def can_receive(self) -> bool:
        """Something is still to come of it."""
        return self.order is not None and self.order.state == "open"

    @property
    def can_close(self) -> bool:
        """It is not closed, and not complete."""
        return self.can_receive


class OrderingModel(ScannedListModel):
    """Asks only while its screen is shown.

    Signals:
        draft_wanted: a kind of draft (str) and the draft (UUID) that somebody is to go on with.
    """

    draft_wanted = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view = OrderingView(store_id=desk.place.store_id)
        self._is_shown, self._asks, self._scans = False, 0, 0
        self._looked_at: UUID | None = None
        desk.runner.changed.connect(self._on_news)

    # --- what there is ---

    @property
    def listed(self) -> Sequence[ToOrder | OrderView]:
        """What the list has."""
        return self.view.listed

    @property
    def place(self) -> int:
        """Where the one that is looked at stands."""
        return self.view.place

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        self._desk.ask(stores_shown, done=self._take_stores, branch_id=self._desk.place.branch_id)
        self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False
        self._search.look_for("")

    def open_part(self, part: str) -> None:
        """What runs low, or the orders."""
        self._show(part=part, is_closing=False)
        self._ask()

    def choose_store(self, store_id: object) -> None:
        """Another store of this branch."""
        self._looked_at = None
        self._show(store_id=store_id, need=None)
        self._ask()

    def choose(self, place: int) -> None:
        """The one at that place."""
        view = self.view
        if not 0 <= place < len(view.listed):
            return
        if view.part == LOW:
            self._looked_at = view.low[place].product_id
            self._show(need=view.low[place])
        else:
            self._show(order_id=view.orders[place].order_id, is_closing=False)

    def scan(self, code: str) -> None:
        """Look at what carries this code; of two scans in one breath the later one counts."""
        self._scans += 1
        asked = self._scans

        def found(goods: tuple[ProductView, ...]) -> None:
            if asked != self._scans:
                return
            if goods:
                self.put(goods[0])
            else:
                self.unknown.emit(code)

        self._desk.ask(goods_with_code, done=found, code=code)

    def put(self, product: ProductView) -> None:
        """Look at this product."""
        self._search.look_for("")
        self._show(part=LOW, is_closing=False)
        self._ask_need(product.product_id)

    # --- what runs low ---

    def set_minimum(self, least_milli: int | None, up_to_milli: int | None) -> None:
        """There should be so much of it at least; with less, it is ordered up to the other figure."""
        need = self.view.need
        if need is not None:
            self._desk.run(
                set_minimum, done=lambda _none: self._ask_need(need.product_id), failed=self._refuse, product_id=need.product_id,
                min_milli=least_milli or 0, up_to_milli=up_to_milli, store_id=need.store_id,
            )

    def order_all(self) -> None:
        """An order of all that runs low; of nothing, if nothing does."""
        self._order([Sending(row.product_id, row.to_order_milli) for row in self.view.low])

    def order_one(self) -> None:
        """The product that is looked at goes into the order that is begun."""
        need = self.view.need
        if need is not None:
            self._order([Sending(need.product_id, need.to_order_milli or 1000)])

    # --- orders ---

    def receive(self) -> None:
        """What has come of the order that is looked at."""
        order = self.view.order
        if order is not None and self.view.can_receive:
            self._desk.run(
                receive_order, done=lambda draft_id: self.draft_wanted.emit("receipt", draft_id), failed=self._refuse,
                order_id=order.order_id,
            )

    def close_order(self) -> None:
        """No more is expected of it: asked once more, for it cannot be taken back."""
        order = self.view.order
        if order is None or not self.view.can_close:
            return
        if self.view.is_closing:
            self._show(is_closing=False)
            self._desk.run(close_order, done=lambda _id: self._ask(), failed=self._refuse, order_id=order.order_id)
        else:
            self._show(is_closing=True)

    # --- inside ---

    def _order(self, items: list[Sending]) -> None:
        self._desk.run(
            order_goods_listed, done=lambda draft_id: self.draft_wanted.emit("order", draft_id), failed=self._refuse,
            items=items, store_id=self.view.store_id,
        )

    def _ask(self) -> None:
        """Two threads answer: what was asked last is what holds."""
        self._asks += 1
        asked = self._asks
        if self.view.part == LOW:
            self._desk.ask(
                what_to_order, done=lambda found: self._take_low(found) if asked == self._asks else None,
                store_id=self.view.store_id,
            )
        else:
            self._desk.ask(orders, done=lambda found: self._take_orders(found) if asked == self._asks else None)

    def _ask_need(self, product_id: UUID) -> None:
        self._looked_at = product_id

        def found(need: ToOrder | None) -> None:
            if self._looked_at == product_id:
                self._show(need=need)
                self._ask()

        self._desk.ask(order_need, done=found, product_id=product_id, store_id=self.view.store_id)

    def _take_low(self, found: tuple[ToOrder, ...]) -> None:
        need = self.view.need
        if need is None:
            need = found[0] if found else None
        else:
            need = next((row for row in found if row.product_id == need.product_id), need)
        self._show(low=found, need=need)

    def _take_orders(self, found: tuple[OrderView, ...]) -> None:
        self._show(orders=found)
        if found and self.view.place < 0:
            self.choose(0)

    def _take_stores(self, found: tuple[StoreView, ...]) -> None:
        self._show(stores=tuple(store for store in found if store.kind != "agent"))

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & NEWS:
            self._ask()

    def _refuse(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        self.changed.emit()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
