"""Selling out of the bag: hits are only what is in it; the cart stays in hand until it is sold. No widgets here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.own_till import BagGood
from app.core.agents.views import AgentSold, BagItem
from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.kernel.errors import RuleBroken
from app.kernel.folding import fold, fold_code, other_layouts
from app.kernel.money import extend_minor
from ui.bridge.desk import Desk
from ui.pages.bag.amounts import PIECE, AmountLine, Amounts

Kept = tuple[UUID, int, int | None]
"""A product, how much of it, and its price where it is another than the list's."""


@dataclass(frozen=True, slots=True)
class InHand:
    """A product in the cart; without a price of its own it is sold at the list's."""

    good: BagGood
    quantity_milli: int
    price_minor: int | None = None


class SellModel(Amounts):
    """Each agent has a cart of their own here.

    Signals:
        sold: it is sold (`AgentSold`).
        unknown: a code (str) that nothing carries.
    """

    sold = Signal(object)
    unknown = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.goods: tuple[BagGood, ...] = ()
        self.text = ""
        self.hits: tuple[BagGood, ...] = ()
        self.hit = 0
        self._agent_id: UUID | None = None
        self._carts: dict[UUID, dict[UUID, InHand]] = {}
        self._kept: tuple[UUID, list[Kept]] | None = None

    # --- what there is ---

    def take(self, agent_id: UUID | None, goods: Sequence[BagGood]) -> bool:
        """Whose bag it is and what is in it now. False where something of a cart that was kept is not there any more."""
        if agent_id != self._agent_id:
            self._agent_id, self.chosen, self.text, self.is_busy = agent_id, None, "", False
        self.goods = tuple(goods)
        now = {good.product_id: good for good in goods}
        for product_id, held in self._cart.items():
            gone = replace(held.good, left_milli=0, transfers=())
            self._cart[product_id] = replace(held, good=now.get(product_id, gone))
        is_whole = self._take_up_kept(now)
        self._find()
        self.changed.emit()
        return is_whole

    @property
    def _cart(self) -> dict[UUID, InHand]:
        return self._carts.setdefault(self._agent_id, {}) if self._agent_id is not None else {}

    @property
    def lines(self) -> tuple[AmountLine, ...]:
        """The newest first."""
        return tuple(_line(held) for held in reversed(self._cart.values()))

    @property
    def total_minor(self) -> int:
        """What the customer pays."""
        return sum(line.sum_minor or 0 for line in self.lines)

    # --- looking for goods ---

    def search(self, text: str) -> None:
        """What of the bag has this in its name, article or code."""
        if text.strip() != self.text:
            self.text, self.hit = text.strip(), 0
            self._find()
            self.changed.emit()

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while something is typed, else in the cart."""
        if self.text:
            self.hit = max(0, min(len(self.hits) - 1, self.hit + step))
            self.changed.emit()
        else:
            self.walk(step)

    def enter(self, text: str) -> None:
        """Return in the search field: what carries this very code, else the chosen hit."""
        self.search(text)
        plain = self.text
        if not plain:
            return
        if self.carrying(plain) is None and self.hits:
            self.put(self.hits[self.hit])
        else:
            self.scan(plain)
        self.search("")

    def scan(self, code: str) -> None:
        """What of the bag carries this code; a box is as many as are in it. What is not in the bag is told."""
        carrying = self.carrying(code)
        if carrying is not None:
            self.put(*carrying)
            return

        def found(goods: tuple[ProductView, ...]) -> None:
            if goods:
                self.refuse(_too_much(goods[0].name, (), PIECE))
            else:
                self.unknown.emit(code)

        self._desk.ask(goods_with_code, done=found, code=code)

    def carrying(self, code: str) -> tuple[BagGood, int] | None:
        """What of the bag has this very code or article, and how much one scan of it is."""
        plain = fold_code(code)
        for good in self.goods:
            for known, milli in good.codes:
                if fold_code(known) == plain:
                    return good, milli
            if good.article and fold_code(good.article) == plain:
                return good, PIECE
        return None

    def _find(self) -> None:
        self.hits = tuple(good for good in self.goods if matches(good, self.text))
        self.hit = max(0, min(self.hit, len(self.hits) - 1))

    # --- the cart ---

    def put(self, good: BagGood, milli: int = PIECE) -> None:
        """So much more of it, as far as there is any."""
        if good.is_gone:
            self.refuse(RuleBroken("stock.product_gone", name=good.name, product_id=good.product_id))
            return
        held = self._cart.get(good.product_id, InHand(good, 0))
        if self._fits(good, held.quantity_milli + milli):
            self._cart[good.product_id] = replace(held, quantity_milli=held.quantity_milli + milli)
            self.chosen = good.product_id
            self.changed.emit()

    def put_amount(self, line: AmountLine, milli: int) -> None:
        held = self._cart[line.key]
        if milli == 0:
            self.remove()
        elif milli < held.quantity_milli or self._fits(held.good, milli):
            self._cart[line.key] = replace(held, quantity_milli=milli)
            self.changed.emit()

    def set_price(self, minor: int | None) -> None:
        """Another price for one of the chosen line; none is the list's again."""
        line = self.line
        if line is not None and minor != line.price_minor:
            held = self._cart[line.key]
            self._cart[line.key] = replace(held, price_minor=None if minor == held.good.price_minor else minor)
            self.changed.emit()

    def remove(self) -> None:
        """The chosen line is taken out; the next one is chosen."""
        line, place = self.line, self.place
        if line is not None:
            del self._cart[line.key]
            self.chosen = None
            self.choose(min(place, len(self.lines) - 1))
            self.changed.emit()

    def _fits(self, good: BagGood, milli: int) -> bool:
        if milli <= good.left_milli:
            return True
        parts = tuple((part.transfer, part.left_milli) for part in good.transfers)
        self.refuse(_too_much(good.name, parts, milli))
        return False

    # --- selling ---

    def sell(self) -> None:
        """Take the money: all that is in the cart is sold."""
        agent_id = self._agent_id
        if agent_id is None or self.is_busy or not self._cart:
            return
        self.is_busy = True
        cart = self._cart

        def done(sold: AgentSold) -> None:
            self.is_busy = False
            cart.clear()
            self.chosen = None
            self.changed.emit()
            self.sold.emit(sold)

        def items() -> dict[str, Any]:
            return {"items": [BagItem(key, held.quantity_milli, held.price_minor) for key, held in cart.items()]}

        def go() -> None:
            if self._agent_id == agent_id:
                self._desk.run(
                    sell_from_bag, done=done, failed=self.refuse, unanswered=self.unanswered, latest=items, agent_id=agent_id
                )

        self.first(go, self.refuse)
        self.changed.emit()

    # --- after a power cut ---

    def left_off(self) -> dict[str, Any]:
        """The cart in hand, by the ids of its goods."""
        if self._agent_id is None or not self._cart:
            return {}
        goods = [[str(key), held.quantity_milli, held.price_minor] for key, held in self._cart.items()]
        return {"bag": {"agent_id": str(self._agent_id), "goods": goods}}

    def go_on_from(self, facts: Mapping[str, Any]) -> None:
        """Take this cart up again, as soon as it is known what is in the bag. Raises KeyError, TypeError or ValueError for what
        is no cart."""
        goods = [(UUID(str(key)), int(milli), None if price is None else int(price)) for key, milli, price in facts["goods"]]
        self._kept = UUID(str(facts["agent_id"])), goods

    def _take_up_kept(self, now: Mapping[UUID, BagGood]) -> bool:
        if self._agent_id is None or self._kept is None:
            return True
        (agent_id, goods), self._kept = self._kept, None
        if agent_id != self._agent_id or self._cart:
            return True
        for key, milli, price in goods:
            if key in now:
                self._cart[key] = InHand(now[key], milli, price)
        return all(key in now and now[key].left_milli >= milli for key, milli, _price in goods)


def _line(held: InHand) -> AmountLine:
    good = held.good
    price = good.price_minor if held.price_minor is None else held.price_minor
    worth = None if price is None else extend_minor(price, held.quantity_milli)
    return AmountLine(
        good.product_id, good.name, good.unit, held.quantity_milli, good.left_milli, price, good.price_minor, worth
    )


def matches(good: BagGood, text: str) -> bool:
    """All words of it stand somewhere in the name or a code, as typed or on another layout of the keyboard."""
    if not text:
        return True
    name = fold(good.name)
    codes = [fold_code(code) for code in (*(code for code, _milli in good.codes), good.article or "")]
    return any(
        all(word in name or any(fold_code(word) in code for code in codes if fold_code(word)) for word in words)
        for words in (fold(reading).split() for reading in (text, *other_layouts(text))) if words
    )


def _too_much(name: str, parts: Sequence[tuple[str, int]], milli: int) -> RuleBroken:
    """As the command refuses it, before the whole cart is refused."""
    return RuleBroken(
        "agents.more_than_in_bag", name=name, left_milli=sum(left for _number, left in parts), asked_milli=milli,
        transfers=", ".join(f"{number}: {left // PIECE}" for number, left in parts) or "0",
    )
