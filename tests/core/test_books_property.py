"""Whatever a shop does in a day, the books agree with themselves and with a child's arithmetic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cash.commands import put_cash_in, take_cash_out
from app.core.cash.queries import closing
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, issue_gift_card, pay_debt, take_prepayment
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import (
    change_quantity,
    discount_line,
    discount_receipt,
    park_sale,
    remove_line,
    resume_sale,
    scan,
    void_sale,
)
from app.core.sales.commands.returns import exchange, return_by_receipt, return_without_receipt
from app.core.sales.views import Completed, LooseItem, Returned, ReturnItem
from app.core.stock.commands.documents import receive, write_off
from app.core.stock.views import StockItem
from app.core.verify.queries import verify
from app.kernel.canonical import has_float
from tests.conftest import NewShopFloor
from tests.shop_floor import GOODS, SET_PARTS, ShopFloor

CODES = ("111", "222", "333", "444", "555", "666", "888")
ASKED = ("cash.drawer_short", "payment.change_large", "stock.more_than_there")
ACCOUNT = 10**7
"""What the customer has on each account, and how much they may owe."""


def rounded(exact: Fraction) -> int:
    """Half away from zero, for what is not negative."""
    return int(exact + Fraction(1, 2))


@dataclass
class Cart:
    """An open sale as a child would write it down."""

    sale_id: UUID
    lines: dict[UUID, list[int | str]] = field(default_factory=dict)  # code, quantity, discount in ppm
    ppm: int = 0
    fixed: int = 0
    parked: bool = False

    def worth(self) -> int:
        worth = 0
        for code, milli, ppm in self.lines.values():
            gross = rounded(Fraction(int(GOODS[str(code)]["price_minor"]) * int(milli), 1000))
            worth += gross - rounded(Fraction(gross * int(ppm), 10**6))
        return worth

    def total(self) -> int:
        return self.worth() - (
            rounded(Fraction(self.worth() * self.ppm, 10**6)) if self.ppm else min(self.fixed, self.worth())
        )


@dataclass
class Sold:
    """A completed sale: what of it is still with the customer, and which tenders hold its money."""

    sale_id: UUID
    shift: int
    left: dict[UUID, tuple[str, int]]
    total: int
    held: Counter[str]
    swapped: bool = False
    corrected: bool = False
    given_back: int = 0


class Day:
    """Does real commands in a shop, and keeps the simplest possible books beside them."""

    def __init__(self, floor: ShopFloor, step: int) -> None:
        self.floor, self.step = floor, step
        floor.setting("cash.step_minor", step)
        floor.open_shift(50_000)
        self.shift, self.drawer = 1, 50_000
        self.carts: list[Cart] = []
        self.sold: list[Sold] = []
        self.stock: Counter[str] = Counter()
        self.came: Counter[str] = Counter()
        self.went: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.customer_id = floor.customer(credit_limit_minor=ACCOUNT)
        by_card = [Tender("card", ACCOUNT)]
        floor.do(grant_points, customer_id=self.customer_id, amount_minor=ACCOUNT, reason="a good customer")
        floor.do(take_prepayment, customer_id=self.customer_id, amount_minor=ACCOUNT, payments=by_card)
        self.card_id: UUID = floor.do(issue_gift_card, code="G", amount_minor=ACCOUNT, payments=by_card)
        self.came["card"] += 2 * ACCOUNT
        self.balances = Counter({"debt": 0, "points": ACCOUNT, "prepayment": ACCOUNT, "gift_card": ACCOUNT})

    # what a cashier does with a cart

    def scan(self, a: int, b: int) -> None:
        code = CODES[a % len(CODES)]
        milli = b * 7 + 1 if code == "444" else (b % 5 + 1) * 1000
        cart = self._cart(b)
        put = self.floor.do(scan, code=code, sale_id=cart.sale_id if cart else None, quantity_milli=milli)
        if cart is None:
            cart = Cart(put.sale_id)
            self.carts.append(cart)
        known = cart.lines.setdefault(put.line_id, [code, 0, 0])
        known[1] = int(known[1]) + milli

    def set_quantity(self, a: int, b: int) -> None:
        if (found := self._line(a, b)) is not None:
            cart, line_id = found
            milli = b + 1 if cart.lines[line_id][0] == "444" else (b % 9 + 1) * 1000
            self.floor.do(change_quantity, line_id=line_id, quantity_milli=milli)
            cart.lines[line_id][1] = milli

    def cheaper_line(self, a: int, b: int) -> None:
        if (found := self._line(a, b)) is not None:
            cart, line_id = found
            self.floor.do(discount_line, line_id=line_id, ppm=b * 333)
            cart.lines[line_id][2] = b * 333

    def cheaper_receipt(self, a: int, b: int) -> None:
        if (cart := self._cart(a)) is not None:
            cart.ppm, cart.fixed = (b * 333, 0) if b % 2 else (0, min(b * 5, cart.worth()))
            self.floor.do(discount_receipt, sale_id=cart.sale_id, ppm=cart.ppm, fixed_minor=cart.fixed)

    def take_out(self, a: int, b: int) -> None:
        if (found := self._line(a, b)) is not None:
            cart, line_id = found
            self.floor.do(remove_line, line_id=line_id)
            del cart.lines[line_id]
            if not cart.lines:
                cart.ppm = cart.fixed = 0

    def park_or_resume(self, a: int, _b: int) -> None:
        full = [cart for cart in self.carts if cart.lines]
        if full:
            cart = full[a % len(full)]
            self.floor.do(resume_sale if cart.parked else park_sale, sale_id=cart.sale_id)
            cart.parked = not cart.parked

    def void(self, a: int, _b: int) -> None:
        if self.carts:
            self.floor.do(void_sale, sale_id=self.carts.pop(a % len(self.carts)).sale_id)

    # paying

    def pay_cash(self, a: int, b: int) -> None:
        cart = self._cart(a)
        if cart is not None and cart.lines:
            due = self._coins(cart.total())
            self._complete(cart, [Tender("cash", due + b)] if due + b else [])

    def pay_mixed(self, a: int, b: int) -> None:
        """Up to three other tenders, and the rest in cash."""
        cart = self._cart(a)
        if cart is None or not cart.lines:
            return
        self.floor.choose_customer(cart.sale_id, self.customer_id)
        left, tenders = cart.total(), list[Tender]()
        kinds = ["card", "debt", "points", "gift_card", "prepayment", "qr"]
        for index in range(b % 3 + 1):
            kind = kinds[(a + index * (b % 5 + 1)) % len(kinds)]
            minor = left * (b % 7) // 9
            if minor and kind not in [tender.kind for tender in tenders] and self._may_spend(kind, minor):
                tenders.append(Tender(kind, minor, self.card_id if kind == "gift_card" else None))
                left -= minor
        if left:
            tenders.append(Tender("cash", self._coins(left) or 1))
        self._complete(cart, tenders)

    def _complete(self, cart: Cart, tenders: list[Tender]) -> None:
        done: Completed = self.floor.pay(cart.sale_id, *tenders, confirm=ASKED) if tenders else self.floor.pay(cart.sale_id)
        self._booked(cart, done, {tender.kind: tender.amount_minor for tender in tenders})
        self.carts.remove(cart)

    def _booked(self, cart: Cart, done: Completed, paid: dict[str, int]) -> None:
        """Write a completed sale down; whatever change was given is not in the drawer."""
        assert done.total_minor == cart.total()
        held = Counter(paid)
        held["cash"] -= done.change_minor
        assert sum(held.values()) == done.total_minor + done.rounding_minor
        self.drawer += held["cash"]
        self.came += held
        for kind, minor in held.items():
            if kind in self.balances:
                self.balances[kind] += minor if kind == "debt" else -minor
        left = {line_id: (str(code), int(milli)) for line_id, (code, milli, _ppm) in cart.lines.items()}
        for code, milli in left.values():
            self._moved(code, -milli)
        swapped = held.pop("exchange", 0) > 0
        self.sold.append(Sold(cart.sale_id, self.shift, left, done.total_minor, held, swapped))
        self.counts["sales"] += 1
        self.counts["sales_minor"] += done.total_minor

    # taking back and putting right

    def give_back(self, a: int, b: int) -> None:
        if (found := self._still_out(a, b)) is None:
            return
        sold, line_id = found
        code, left = sold.left[line_id]
        share = 10 if b % 3 == 0 else b % 10  # in tenths; whole pieces but for what is weighed
        milli = max(1, left * share // 10) if code == "444" else left // 1000 * share // 10 * 1000 or left
        done = self.floor.do(return_by_receipt, confirm=ASKED, items=[ReturnItem(line_id, milli)], reason="back")
        self._back(sold, line_id, milli, done)
        if not any(milli for _code, milli in sold.left.values()) and not sold.swapped:
            off_by = self.step if sold.corrected else 1  # half a coin was moved to another tender: the rest is rounded again
            held = dict(sold.held)
            paid_off = held.pop("debt", 0)  # it goes back in cash, and that is rounded by itself
            held["cash"] = held.get("cash", 0) + paid_off
            off_by = max(off_by, 2 * self.step) if paid_off else off_by
            assert all(abs(minor) < off_by for minor in held.values()), "all goods are back: so is all money"
            assert sold.given_back == sold.total

    def _back(self, sold: Sold, line_id: UUID, milli: int, done: Returned) -> None:
        code, left = sold.left[line_id]
        sold.left[line_id] = (code, left - milli)
        sold.given_back += done.total_minor
        assert sum(minor for _kind, minor in done.refunds) == done.total_minor + done.rounding_minor
        assert sold.given_back <= sold.total
        self._moved(code, milli)
        for kind, minor in done.refunds:
            sold.held[kind] -= minor if kind != "exchange" else 0
            self._refunded(kind, minor)
        self.counts["returns"] += 1
        self.counts["returns_minor"] += done.total_minor

    def _refunded(self, kind: str, minor: int) -> None:
        self.went[kind] += minor
        self.drawer -= minor if kind == "cash" else 0
        if kind in self.balances:
            self.balances[kind] -= minor if kind == "debt" else -minor

    def back_without_receipt(self, a: int, b: int) -> None:
        done = self.floor.do(
            return_without_receipt, confirm=ASKED, items=[LooseItem(self.floor.goods["888"], 1000, price_minor=a)], reason="?"
        )
        paid_out = self._coins(a)
        assert (done.total_minor, sum(minor for _kind, minor in done.refunds)) == (a, paid_out)
        self._moved("888", 1000)
        self._refunded("cash", paid_out)
        self.counts["returns"] += 1
        self.counts["returns_minor"] += a

    def swap(self, a: int, b: int) -> None:
        cart = self._cart(b)
        if cart is None or not cart.lines or (found := self._still_out(a, b)) is None:
            return
        sold, line_id = found
        milli, total = sold.left[line_id][1], cart.total()
        cash = [Tender("cash", total + 5)]
        items = [ReturnItem(line_id, milli)]
        returned, done = self.floor.do(exchange, confirm=ASKED, items=items, sale_id=cart.sale_id, reason="other", payments=cash)
        offset = min(returned.total_minor, total)
        sold.swapped = True
        self._back(sold, line_id, milli, returned)
        self._booked(cart, done, {"cash": total + 5, "exchange": offset})
        self.sold[-1].swapped = True
        self.carts.remove(cart)

    def correct(self, a: int, b: int) -> None:
        fresh = [sold for sold in self.sold if sold.shift == self.shift]
        if not fresh:
            return
        sold = fresh[a % len(fresh)]
        kinds = ("cash", "card", "qr")
        source, target = kinds[b % 3], kinds[(b + 1) % 3]
        minor = sold.held[source] if b % 2 else sold.held[source] // 2
        if minor > 0:
            self.floor.do(
                correct_tender, confirm=ASKED, sale_id=sold.sale_id, from_tender=source, to_tender=target, amount_minor=minor,
                reason="wrong button",
            )
            sold.corrected = True
            for kind, signed in ((source, -minor), (target, minor)):
                sold.held[kind] += signed
                self.drawer += signed if kind == "cash" else 0
            self.went[source] += minor
            self.came[target] += minor

    # the drawer, the stock, the accounts

    def cash_in(self, a: int, _b: int) -> None:
        self.floor.do(put_cash_in, amount_minor=a + 1, reason="in")
        self.drawer += a + 1

    def cash_out(self, a: int, _b: int) -> None:
        self.floor.do(take_cash_out, confirm=ASKED, amount_minor=a + 1, reason="out")
        self.drawer -= a + 1

    def goods_move(self, a: int, b: int) -> None:
        command, sign = (receive, 1) if a % 2 else (write_off, -1)
        self.floor.do(command, confirm=ASKED, items=[StockItem(self.floor.goods["444"], b + 1, a + 1)], reason="?")
        self.stock["444"] += sign * (b + 1)

    def pay_off(self, a: int, b: int) -> None:
        minor = min(self.balances["debt"], a * 10 + 1)
        if minor > 0:
            due = self._coins(minor)
            if due:
                self.floor.do(pay_debt, customer_id=self.customer_id, amount_minor=minor, payments=[Tender("cash", due + b)])
                self.balances["debt"] -= minor
                self.drawer += due
                self.came["cash"] += due

    def next_shift(self, a: int, b: int) -> None:
        counted = max(0, self.drawer - (a if b % 2 else 0))
        z = self.floor.ask(closing, shift_id=self.floor.close_shift(counted, confirm=["shift.difference"]))
        assert (z.expected_minor, z.difference_minor) == (self.drawer, counted - self.drawer)
        told = {tender["tender"]: (tender["in_minor"], tender["out_minor"]) for tender in z.report["tenders"]}
        kinds = {kind for kind in self.came.keys() | self.went.keys() if self.came[kind] or self.went[kind]}
        assert {kind: sums for kind, sums in told.items() if any(sums)} == {k: (self.came[k], self.went[k]) for k in kinds}
        assert (z.report["sales_count"], z.report["sales_minor"]) == (self.counts["sales"], self.counts["sales_minor"])
        assert (z.report["returns_count"], z.report["returns_minor"]) == (self.counts["returns"], self.counts["returns_minor"])
        self.floor.clock.advance(hours=b % 30)
        self.floor.open_shift(a)
        self.shift, self.drawer = self.shift + 1, a
        for sums in (self.came, self.went, self.counts):
            sums.clear()

    # what the child knows

    def _cart(self, a: int) -> Cart | None:
        here = [cart for cart in self.carts if not cart.parked]
        return here[a % len(here)] if here and a % 4 else (here[0] if len(here) > 3 else None) if a % 4 == 0 else None

    def _line(self, a: int, b: int) -> tuple[Cart, UUID] | None:
        full = [cart for cart in self.carts if cart.lines and not cart.parked]
        if not full:
            return None
        cart = full[a % len(full)]
        return cart, list(cart.lines)[b % len(cart.lines)]

    def _still_out(self, a: int, b: int) -> tuple[Sold, UUID] | None:
        out = [(sold, line_id) for sold in self.sold for line_id, (_code, milli) in sold.left.items() if milli]
        return out[(a * 31 + b) % len(out)] if out else None

    def _may_spend(self, kind: str, minor: int) -> bool:
        return kind not in ("points", "gift_card", "prepayment") or self.balances[kind] >= minor

    def _coins(self, minor: int) -> int:
        return rounded(Fraction(minor, self.step)) * self.step

    def _moved(self, code: str, milli: int) -> None:
        kind = GOODS[code].get("kind", "goods")
        for part, per_set in SET_PARTS if kind == "set" else ((code, 1000),):
            self.stock[part] += milli * per_set // 1000 if kind != "service" else 0

    def agree(self) -> None:
        """The shop's books and the child's."""
        floor = self.floor
        assert floor.expected() == self.drawer
        assert {code: floor.level(code) for code in CODES} == {code: self.stock[code] for code in CODES}
        owners = {kind: self.card_id if kind == "gift_card" else self.customer_id for kind in self.balances}
        assert {kind: floor.balance(kind, owner) for kind, owner in owners.items()} == dict(self.balances)
        for cart in self.carts:
            assert floor.total(cart.sale_id) == cart.total()
        assert floor.ask(verify).findings == ()
        assert not any(has_float(json.loads(row["body"])) for row in floor.rows("SELECT body FROM outbox"))


ACTIONS: tuple[Callable[[Day, int, int], None], ...] = (
    Day.scan, Day.scan, Day.scan, Day.scan, Day.scan, Day.pay_cash, Day.pay_mixed, Day.pay_mixed, Day.give_back, Day.give_back,
    Day.swap, Day.swap, Day.correct, Day.set_quantity, Day.cheaper_line, Day.cheaper_receipt, Day.take_out, Day.park_or_resume,
    Day.void, Day.cash_in, Day.cash_out, Day.goods_move, Day.pay_off, Day.back_without_receipt, Day.next_shift,
)
numbers = st.integers(0, 999)
days = st.lists(st.tuples(st.sampled_from(ACTIONS), numbers, numbers), min_size=30, max_size=60)


@settings(max_examples=15)
@given(day=days, step=st.sampled_from([1, 5, 50, 100]))
def test_after_any_day_the_books_agree_with_themselves_and_with_simple_arithmetic(new_shop: NewShopFloor, day, step):
    floor = new_shop()
    with floor.shop:
        shop_day = Day(floor, step)
        for action, a, b in day:
            action(shop_day, a, b)
        shop_day.agree()
        shop_day.next_shift(0, 0)
