"""A till without a cashier: it sells, parks, takes back and closes shifts without pause, and says what it was promised.

It says `do` before each command and `ok` only after its future has returned. It never looks at what it was killed for.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.bench.crash.goods import Range
from app.core.cash.commands import close_shift, open_shift, put_cash_in, take_cash_out
from app.core.cash.queries import open_shift as find_shift
from app.core.jobs.commands import retry_print
from app.core.jobs.queries import waiting_prints
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale, take_payment
from app.core.sales.commands.drafts import (
    discount_line,
    discount_receipt,
    open_sale,
    park_sale,
    remove_line,
    resume_sale,
    scan,
    set_customer,
    void_sale,
)
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.views import Completed, ReturnItem
from app.shop import Shop
from db.models.sales import PendingPayment, Sale, SaleLine

Tell = Callable[[dict[str, Any]], None]
SALES_A_SHIFT = (10, 20)
CONFIRMED = ("shift.difference", "cash.drawer_short", "payment.change_large", "sale.price_changed", "clock.moved_back")


@dataclass(slots=True)
class Cart:
    """The sale in hand: quantity by line (in milli), and whether money was taken for it already."""

    sale_id: UUID | None = None
    lines: dict[UUID, int] = field(default_factory=dict)
    paid_in_part: bool = False
    has_customer: bool = False


class RestlessTill:
    """One life of the till, from its opening until it is killed; `chance` decides all that it does."""

    def __init__(self, shop: Shop, goods: Range, *, chance: random.Random, tell: Tell) -> None:
        self._shop, self._goods, self._chance, self._tell = shop, goods, chance, tell
        self._by = goods.by.confirming(*CONFIRMED)
        self._sold: list[UUID] = []
        self._parked: list[UUID] = []

    def work(self) -> None:
        """Take up what the last life left, then trade until killed."""
        self._print_what_is_in_doubt()
        cart = self._left_open() or self.next_cart()
        while True:
            self.sell_one(cart)
            cart = self.next_cart()
            if self._chance.random() < 0.1:
                self._take_back()
            if self._chance.random() < 0.06:
                self._move_cash()

    def sell_one(self, cart: Cart) -> None:
        """Fill a cart and end it: paid, parked or given up; the shift is opened and closed as it must be."""
        self._see_to_shift()
        for _scan in range(self._chance.randint(1, 6)):
            self._scan(cart)
        assert cart.sale_id is not None, "a scan opens a sale"
        self._fiddle(cart)
        lot = self._chance.random()
        if lot < 0.12 and not cart.paid_in_part:
            self._run("park", park_sale, cart.sale_id)
            self._parked.append(cart.sale_id)
        elif lot < 0.15 and not cart.paid_in_part:
            self._run("void", void_sale, cart.sale_id)
        else:
            self._pay(cart)

    def _run(self, action: str, command: Callable[..., Any], sale_id: UUID | None, **inputs: Any) -> Any:
        """One command about a sale: announced, done, promised."""
        done = self._do(action, command, sale_id, sale_id=sale_id, **inputs)
        self._tell({"ok": action, "sale": _hex(sale_id)})
        return done

    def _do(self, action: str, command: Callable[..., Any], about: UUID | None, **inputs: Any) -> Any:
        self._tell({"do": action, "sale": _hex(about)})
        done = self._shop.do(command, by=self._by, **inputs)
        dawdle(self._chance)
        return done

    def _scan(self, cart: Cart) -> None:
        weighed = self._chance.random() < 0.25
        code = self._chance.choice(self._goods.weighed if weighed else self._goods.pieces)
        quantity = self._chance.randrange(20, 3000) if weighed else 1000
        place = self._do("scan", scan, cart.sale_id, sale_id=cart.sale_id, code=code, quantity_milli=quantity)
        cart.sale_id = place.sale_id
        cart.lines[place.line_id] = cart.lines.get(place.line_id, 0) + quantity
        self._tell(
            {"ok": "scan", "sale": _hex(place.sale_id), "line": _hex(place.line_id), "milli": cart.lines[place.line_id]}
        )

    def _fiddle(self, cart: Cart) -> None:
        """What happens to a cart before the money: a line less, a discount, a customer, part of the money."""
        sale_id = cart.sale_id
        if cart.paid_in_part:  # less might then be due than was taken
            return
        if len(cart.lines) > 1 and self._chance.random() < 0.15:
            line_id = self._chance.choice(list(cart.lines))
            self._do("remove", remove_line, sale_id, line_id=line_id)
            del cart.lines[line_id]
            self._tell({"ok": "remove", "sale": _hex(sale_id), "line": _hex(line_id)})
        if self._chance.random() < 0.15:
            line_id, ppm = self._chance.choice(list(cart.lines)), self._chance.randrange(1000, 150_000)
            self._do("discount", discount_line, sale_id, line_id=line_id, ppm=ppm)
            self._tell({"ok": "discount", "sale": _hex(sale_id), "line": _hex(line_id), "ppm": ppm})
        if self._chance.random() < 0.1:
            ppm = self._chance.randrange(1000, 150_000)
            self._do("discount", discount_receipt, sale_id, sale_id=sale_id, ppm=ppm)
            self._tell({"ok": "discount", "sale": _hex(sale_id), "line": None, "ppm": ppm})
        if self._chance.random() < 0.1:
            self._run("customer", set_customer, sale_id, customer_id=self._goods.customer_id)
            cart.has_customer = True
        if self._chance.random() < 0.15:
            amount = self._shop.ask(_sums, sale_id=sale_id)[0] // 3
            if amount:
                payment_id = self._do("take", take_payment, sale_id, sale_id=sale_id, tender=Tender("card", amount))
                cart.paid_in_part = True
                self._tell({"ok": "take", "sale": _hex(sale_id), "payment": _hex(payment_id), "amount": amount})

    def _pay(self, cart: Cart) -> None:
        sale_id = cart.sale_id
        total, pending = self._shop.ask(_sums, sale_id=sale_id)
        tenders = self._tenders(total - pending, cart)
        done: Completed = self._do("sell", complete_sale, sale_id, sale_id=sale_id, payments=tenders)
        booked = [(tender.kind, tender.amount_minor) for tender in tenders if tender.kind != "cash"]
        booked += [("card", pending)] if pending else []
        cash = done.paid_minor - sum(amount for _kind, amount in booked)
        booked += [("cash", cash)] if cash else []
        self._sold.append(done.sale_id)
        self._tell({"ok": "sell", "sale": _hex(sale_id), "number": done.number, "total": done.total_minor, "paid": booked})

    def _tenders(self, due_minor: int, cart: Cart) -> list[Tender]:
        if due_minor <= 0:
            return []
        lot = self._chance.random()
        if cart.has_customer and lot < 0.5:
            return [Tender("debt", due_minor)]
        if lot < 0.3:
            return [Tender("card", due_minor)]
        if lot < 0.45 and due_minor > 200:
            return [Tender("qr", due_minor // 2), Tender("cash", due_minor)]
        return [Tender("cash", -(-due_minor // 10_000) * 10_000)]

    def _take_back(self) -> None:
        """A line of a sale of this life comes back, whole; what has come back already is not asked for again."""
        if not self._sold:
            return
        sale_id = self._sold.pop(self._chance.randrange(len(self._sold)))
        line_id, milli = self._shop.ask(_first_line, sale_id=sale_id)
        items = [ReturnItem(line_id, milli)]
        done = self._do("back", return_by_receipt, None, items=items, reason="not fresh")
        self._tell({"ok": "back", "id": _hex(done.return_id), "number": done.number, "total": done.total_minor})

    def _move_cash(self) -> None:
        amount = self._chance.randrange(1, 500) * 100
        command = self._chance.choice((put_cash_in, take_cash_out))
        order_id = self._do("cash", command, None, amount_minor=amount, reason="change")
        self._tell({"ok": "cash", "id": _hex(order_id), "amount": amount})

    def _see_to_shift(self) -> None:
        """Close a shift that has sold enough; open one where there is none."""
        shift = self._shop.ask(find_shift, till_id=self._shop.place.till_id)
        if shift is not None and self._shop.ask(_sold_in, shift_id=shift.shift_id) >= self._chance.randint(*SALES_A_SHIFT):
            self._do("close", close_shift, None, counted_minor=self._chance.randrange(10**7), reason="counted")
            self._tell({"ok": "close", "id": _hex(shift.shift_id)})
            shift = None
        if shift is None:
            shift_id = self._do("open", open_shift, None, float_minor=100_000)
            self._tell({"ok": "open", "id": _hex(shift_id)})

    def _left_open(self) -> Cart | None:
        """The cart that was open when the last life ended."""
        drafts = self._shop.ask(_drafts, till_id=self._shop.place.till_id)
        self._parked = [sale_id for sale_id, state in drafts if state == "parked"]
        opened = [sale_id for sale_id, state in drafts if state == "open"]
        return self._shop.ask(_cart, sale_id=opened[0]) if opened else None

    def next_cart(self) -> Cart:
        """One that was parked, an empty one, or none: then the first scan opens it."""
        if self._parked and self._chance.random() < 0.4:
            sale_id: UUID = self._parked.pop(0)
            self._run("resume", resume_sale, sale_id)
            cart: Cart = self._shop.ask(_cart, sale_id=sale_id)
            return cart
        if self._chance.random() < 0.1:
            sale_id = self._do("begin", open_sale, None)
            self._tell({"ok": "begin", "sale": _hex(sale_id)})
            return Cart(sale_id)
        return Cart()

    def _print_what_is_in_doubt(self) -> None:
        """What a cashier does who sees that a receipt may not have come out: print it again, most times."""
        for job in self._shop.ask(waiting_prints, states=("unknown", "failed")):
            if self._chance.random() < 0.7:
                self._do("retry", retry_print, None, job_id=job.job_id)
                self._tell({"ok": "retry"})


def dawdle(chance: random.Random) -> None:
    """Now and then wait some milliseconds: a kill then falls between a commit (or a sheet of paper) and its promise."""
    if chance.random() < 0.2:
        time.sleep(chance.random() * 0.01)


def _hex(id_: UUID | None) -> str | None:
    return id_.hex if id_ else None


def _sums(session: Session, *, sale_id: UUID) -> tuple[int, int]:
    """A sale's total, and what of it was taken already."""
    taken = select(func.coalesce(func.sum(PendingPayment.amount_minor), 0)).where(PendingPayment.sale_id == sale_id)
    return session.scalars(select(Sale.total_minor).where(Sale.id == sale_id)).one(), session.scalars(taken).one()


def _first_line(session: Session, *, sale_id: UUID) -> tuple[UUID, int]:
    query = select(SaleLine.id, SaleLine.quantity_milli).where(SaleLine.sale_id == sale_id, SaleLine.removed.is_(False))
    return session.execute(query.order_by(SaleLine.position).limit(1)).one()


def _sold_in(session: Session, *, shift_id: UUID) -> int:
    query = select(func.count()).select_from(Sale).where(Sale.shift_id == shift_id, Sale.state == "completed")
    return session.scalars(query).one()


def _drafts(session: Session, *, till_id: UUID) -> list[tuple[UUID, str]]:
    query = select(Sale.id, Sale.state).where(Sale.till_id == till_id, Sale.state.in_(("open", "parked"))).order_by(Sale.id)
    return list(session.execute(query))


def _cart(session: Session, *, sale_id: UUID) -> Cart:
    lines = select(SaleLine.id, SaleLine.quantity_milli).where(SaleLine.sale_id == sale_id, SaleLine.removed.is_(False))
    taken = session.scalar(select(PendingPayment.id).where(PendingPayment.sale_id == sale_id).limit(1)) is not None
    customer_id = session.scalars(select(Sale.customer_id).where(Sale.id == sale_id)).one()
    return Cart(sale_id, dict(session.execute(lines).all()), taken, customer_id is not None)
