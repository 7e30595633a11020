"""What the till has promised so far, as whoever listened to it knows it. It never looks into the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
Atom = tuple[object, ...]
"""One thing that is true of a cart: ("state", "open"), ("line", id, milli), ("discount", line or None, ppm), ("customer",),
("taken", id, sum)."""


@dataclass(frozen=True, slots=True)
class Doing:
    """A command that was announced and not answered: it may have been done or not, and nobody may complain about either."""

    action: str
    sale: str | None


@dataclass(slots=True)
class Promises:
    """Carts and facts by id (hex). A fact is what must be found of it: a number and a total, a sum, a state."""

    carts: dict[str, set[Atom]] = field(default_factory=dict)
    sales: dict[str, Atom] = field(default_factory=dict)
    returns: dict[str, Atom] = field(default_factory=dict)
    orders: dict[str, Atom] = field(default_factory=dict)
    shifts: dict[str, Atom] = field(default_factory=dict)
    paid: dict[str, Counter[str]] = field(default_factory=dict)
    sheets: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    doing: Doing | None = None
    printing: bool = False

    def hear(self, message: Message) -> None:
        """Take one line of the till's into account."""
        if "do" in message:
            if message["do"] == "paper":
                self.printing = True
            else:
                self.doing = Doing(message["do"], message.get("sale"))
            return
        action = message.get("ok")
        if action is None:
            return
        self.acknowledged[action] += 1
        if action == "paper":
            self.sheets, self.printing = self.sheets + 1, False
            return
        if action == "torn":
            self.printing = False
            return
        self.doing = None
        if message.get("sale"):
            self._hear_of_a_sale(action, message["sale"], message)
        elif action in ("back", "cash", "open", "close"):
            self._hear_of_a_fact(action, message)

    def known(self) -> tuple[object, ...]:
        """All that is to be found in the database."""
        return self.carts, self.sales, self.returns, self.orders, self.shifts

    def _hear_of_a_sale(self, action: str, sale: str, message: Message) -> None:
        if action in ("sell", "void"):
            self.carts.pop(sale, None)
            if action == "sell":
                self.sales[sale] = (message["number"], message["total"])
                self.paid[sale] = Counter()
                for tender, amount in message["paid"]:
                    self.paid[sale][tender] += amount
            return
        cart = self.carts.setdefault(sale, {("state", "open")})
        if action == "scan":
            _replace(cart, "line", message["line"], message["milli"])
        elif action == "remove":
            _forget(cart, "line", message["line"])
            _forget(cart, "discount", message["line"])
        elif action == "discount":
            _replace(cart, "discount", message["line"], message["ppm"])
        elif action == "take":
            cart.add(("taken", message["payment"], message["amount"]))
        elif action == "customer":
            cart.add(("customer",))
        elif action in ("park", "resume"):
            cart -= {("state", "open"), ("state", "parked")}
            cart.add(("state", "parked" if action == "park" else "open"))

    def _hear_of_a_fact(self, action: str, message: Message) -> None:
        if action == "back":
            self.returns[message["id"]] = (message["number"], message["total"])
        elif action == "cash":
            self.orders[message["id"]] = (message["amount"],)
        else:
            self.shifts[message["id"]] = ("open" if action == "open" else "closed",)


def _replace(cart: set[Atom], kind: str, about: object, value: object) -> None:
    _forget(cart, kind, about)
    cart.add((kind, about, value))


def _forget(cart: set[Atom], kind: str, about: object) -> None:
    for atom in [known for known in cart if known[:2] == (kind, about)]:
        cart.discard(atom)
