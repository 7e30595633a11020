"""Plays invoices: which document each one is, its products and customer, and the shift of its day."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.core.cash.commands import close_shift, open_shift
from app.core.cash.drawer import expected_cash, find_open_shift
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import add_items, open_sale
from app.core.sales.commands.returns import return_without_receipt
from app.core.sales.views import LooseItem, NewItem
from app.core.settings.commands import store_setting
from app.core.settings.rules import AUTO_PRINT
from app.core.stock.commands.documents import find_goods, write_off
from app.core.stock.views import StockItem
from app.kernel.context import By
from app.kernel.errors import AppError, RuleBroken
from app.kernel.period import zone_info
from app.replay.rows import Invoice, Plan, SalesFile, Trouble
from app.replay.stock_cards import Cards, cards_for
from app.replay.supply import Demand, bring, deliveries
from app.replay.troubles import trouble_of
from app.shop import Shop
from db.models.sales import Payment, Sale
from db.uow import Uow
from db.writer import Written

AHEAD = 32
"""How many invoices wait for the writer at most: it is never idle, and memory stays flat."""
YES = (
    "sale.gift", "cash.drawer_short", "clock.moved_back", "payment.change_large", "sale.price_changed", "stock.no_cost",
    "stock.more_than_there",
)
"""What the owner who plays says yes to: a line at zero is a gift, the drawer may go below zero."""


@dataclass
class Played:
    """What a replay did; sums in minor units, cash and card net of returns. `stopped`: where the file could not be read on."""

    sales: int = 0
    sale_lines: int = 0
    returns: int = 0
    return_lines: int = 0
    write_offs: int = 0
    found: int = 0
    rejected: list[Trouble] = field(default_factory=list)
    rounded: list[Trouble] = field(default_factory=list)
    sales_minor: int = 0
    returns_minor: int = 0
    cash_minor: int = 0
    card_minor: int = 0
    shifts: int = 0
    stopped: Trouble | None = None


class Player:
    """One replay into one shop; each document is given the moment of its invoice."""

    def __init__(self, shop: Shop, *, owner_id: UUID) -> None:
        self._shop = shop
        self.by = By(owner_id).confirming(*YES)
        self._zone = zone_info(shop.place.zone)
        self._cards = Cards()
        self._day: date | None = None
        self._moment: datetime | None = None
        self.played = Played()
        self._costs: list[tuple[float, int]] = []
        self._under_way: deque[tuple[Callable[..., Any], Invoice, Written]] = deque()

    def play(
        self, file: SalesFile, plan: Plan, *, with_stock: bool = False, progress: Callable[[int], None] = lambda _lines: None
    ) -> Played:
        """Play everything; a refused invoice is listed with its reason and leaves nothing behind. `with_stock`: what the year
        takes is received before, month by month (`supply`).

        While invoices are being stored the next are read; the writer takes them in their order.
        """
        self.played.stopped = plan.stopped
        self.played.rejected += plan.troubles
        coming = deque(deliveries(demand_of(file, plan), self._zone) if with_stock else ())
        for invoice in file.invoices(plan):
            while coming and coming[0].moment <= invoice.moment:
                self._submit(bring, coming.popleft().goods)
            self._begin(invoice)
            if len(self._under_way) > AHEAD:
                self._settle_half()
            progress(len(invoice.lines))
        for delivery in coming:
            self._submit(bring, delivery.goods)
        while self._under_way:
            self._settle()
        self._end_day()
        self.played.cash_minor, self.played.card_minor = self._shop.ask(_tender_sums)
        return self.played

    def growth(self) -> dict[str, Any]:
        """Whether a document's cost grows with what is stored: milliseconds a line, first and last 1,000 documents."""
        first, last = self._costs[:1000], self._costs[-1000:]
        return {"first_1000_ms_per_line": _ms_per_line(first), "last_1000_ms_per_line": _ms_per_line(last)}

    def _begin(self, invoice: Invoice) -> None:
        action = action_of(invoice)
        if action is refuse:
            self.played.rejected.append(Trouble(invoice.number, invoice.first_line, "replay.bad_debt"))
            return
        if action in NEEDS_SHIFT:
            self._turn_day(invoice)
            self._moment = max(self._moment or invoice.moment, invoice.moment)
        self._submit(action, invoice)

    def _submit(self, action: Callable[..., Any], invoice: Invoice) -> None:
        before = self._under_way[-1][2] if self._under_way else None
        future = self._shop.submit(
            in_turn, by=self.by, moment=invoice.moment, action=action, invoice=invoice, cards=self._cards, before=before
        )
        self._under_way.append((action, invoice, future))

    def _settle_half(self) -> None:
        """Sleep until half of what waits is stored: to be woken after each invoice would disturb the writer each time."""
        self._under_way[AHEAD // 2][2].exception()
        for _stored in range(AHEAD // 2):
            self._settle()

    def _settle(self) -> None:
        """Wait for the oldest invoice that is under way, and count it."""
        action, invoice, future = self._under_way.popleft()
        try:
            done, cards = future.result()
        except AppError as error:
            if error.family == "environment":
                raise
            sign = -1 if action in (take_back, throw_away) else 1
            self.played.rejected.append(trouble_of(invoice, error, sign=sign))
            return
        if action is bring:
            return
        self._costs.append((future.took_ms, len(invoice.lines)))
        if not self._under_way:
            self._cards.learn(cards)
        self._count(action, invoice, done)

    def _turn_day(self, invoice: Invoice) -> None:
        day = invoice.moment.astimezone(self._zone).date()
        if day != self._day:
            self._end_day()
            self._day = day

    def _end_day(self) -> None:
        if self._day is not None:
            self.played.shifts += self._shop.do(_close_as_expected, by=self.by, moment=self._moment)
            self._moment = None

    def _count(self, action: Callable[..., Any], invoice: Invoice, total_minor: int) -> None:
        played, lines = self.played, len(invoice.lines)
        if action is sell:
            played.sales, played.sale_lines = played.sales + 1, played.sale_lines + lines
            played.sales_minor += total_minor
        elif action is take_back:
            played.returns, played.return_lines = played.returns + 1, played.return_lines + lines
            played.returns_minor += total_minor
        elif action is throw_away:
            played.write_offs += 1
        else:
            played.found += 1
        for line in invoice.lines:
            if line.finer_price:
                facts = {"text": line.finer_price, "price_minor": line.price_minor}
                self.played.rounded.append(Trouble(invoice.number, line.line, "price.rounded", facts))


def action_of(invoice: Invoice) -> Callable[..., Any]:
    """Which document an invoice is; prices are rounded already. The order of the rules matters."""
    if invoice.number.startswith("C"):
        return take_back
    if invoice.number.startswith("A"):
        return refuse
    if all(line.quantity_milli < 0 for line in invoice.lines):
        return throw_away
    if all(line.price_minor == 0 for line in invoice.lines):
        return find
    return sell


def in_turn(
    uow: Uow, *, action: Callable[..., Any], invoice: Invoice, cards: Cards, before: Written | None
) -> tuple[int, Cards]:
    """One invoice after another: what the one before has made is known once that is stored.

    The day's first sale or return opens the shift, in its own transaction: one that is refused opens none.
    Refused: what the action refuses; and where the storage failed, nothing that was queued behind it is played either.
    """
    if before is not None:
        failed = before.exception()
        if failed is None:
            cards.learn(before.result()[1])
        elif not isinstance(failed, AppError) or failed.family == "environment":
            raise failed
    if action in NEEDS_SHIFT and find_open_shift(uow) is None:
        open_shift(uow, float_minor=0)
    answer: tuple[int, Cards] = action(uow, invoice=invoice, cards=cards)
    return answer


def sell(uow: Uow, *, invoice: Invoice, cards: Cards) -> tuple[int, Cards]:
    """A sale: cash without a customer, else card. Answers its total and the cards that it made."""
    made = cards_for(uow, invoice, cards)
    items = [
        NewItem(made.products[line.code], line.quantity_milli, price_minor=line.price_minor, code=line.code)
        for line in invoice.lines
    ]
    sale_id = open_sale(uow, customer_id=made.customers.get(invoice.customer or ""))
    add_items(uow, sale_id=sale_id, items=items)
    total = uow.row(Sale, sale_id).total_minor
    tender = [Tender("card" if invoice.customer else "cash", total)] if total else []
    return complete_sale(uow, sale_id=sale_id, payments=tender).total_minor, made


def take_back(uow: Uow, *, invoice: Invoice, cards: Cards) -> tuple[int, Cards]:
    """A return without receipt; the file writes its quantities with a minus."""
    made = cards_for(uow, invoice, cards)
    items = [
        LooseItem(made.products[line.code], -line.quantity_milli, line.price_minor) for line in invoice.lines
    ]
    returned = return_without_receipt(
        uow, items=items, reason=f"invoice {invoice.number}", tender="card" if invoice.customer else "cash",
        customer_id=made.customers.get(invoice.customer or ""),
    )
    return returned.total_minor, made


def throw_away(uow: Uow, *, invoice: Invoice, cards: Cards) -> tuple[int, Cards]:
    """A write-off; the description says why."""
    made = cards_for(uow, invoice, cards)
    reason = next((line.description for line in invoice.lines if line.description), "none")
    items = [StockItem(made.products[line.code], -line.quantity_milli) for line in invoice.lines]
    write_off(uow, items=items, reason=reason)
    return 0, made


def find(uow: Uow, *, invoice: Invoice, cards: Cards) -> tuple[int, Cards]:
    """Goods that were found: a receipt at zero."""
    made = cards_for(uow, invoice, cards)
    items = [StockItem(made.products[line.code], line.quantity_milli) for line in invoice.lines]
    find_goods(uow, items=items, reason=f"invoice {invoice.number}")
    return 0, made


def refuse(uow: Uow, *, invoice: Invoice, cards: Cards) -> tuple[int, Cards]:
    """A correction of bad debt is no sale of goods: it is listed, never played. Refused: `replay.bad_debt`."""
    raise RuleBroken("replay.bad_debt")


NEEDS_SHIFT = (sell, take_back)


def demand_of(file: SalesFile, plan: Plan) -> Demand:
    """What the sales and write-offs that will be played take of each product: the file is read once more for it."""
    demand = Demand()
    for invoice in file.invoices(plan):
        action = action_of(invoice)
        leaves = action in (sell, throw_away)
        if action is not refuse and not (action is sell and any(line.quantity_milli <= 0 for line in invoice.lines)):
            demand.see(invoice, takes=leaves)
    return demand


def _close_as_expected(uow: Uow) -> bool:
    """The Z of a day; False where nothing was sold or returned."""
    shift = find_open_shift(uow)
    if shift is None:
        return False
    close_shift(uow, counted_minor=expected_cash(uow, shift.shift_id))
    return True


def no_receipts(uow: Uow) -> None:
    """Nobody waits at the counter for the receipts of a replay."""
    store_setting(uow, key=AUTO_PRINT.key, value=False)


def _ms_per_line(costs: list[tuple[float, int]]) -> float:
    lines = sum(count for _took_ms, count in costs)
    return round(sum(took_ms for took_ms, _count in costs) / lines, 4) if lines else 0


def _tender_sums(session: Any) -> tuple[int, int]:
    sums = dict(session.execute(select(Payment.tender, func.sum(Payment.amount_minor)).group_by(Payment.tender)).all())
    return sums.get("cash", 0), sums.get("card", 0)
