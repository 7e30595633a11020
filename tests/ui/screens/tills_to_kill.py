"""Tills at each screen that has something to lose, each in a process of its own, which is killed and begins again."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.core.catalog.queries import search_products
from app.core.parties.queries import find_customers
from app.core.sales.past import latest_day, sales_of_day
from app.kernel.clock import ManualClock
from app.main import opened_till
from app.wiring import World
from tests.shop_floor import MORNING, OWNER_PIN
from ui.shell.till import Till

LATER = MORNING + timedelta(hours=2)
"""After what the shop did in the morning."""


_FOR_EVER = ExitStack()


def settle(till: Till) -> None:
    """Until nothing is asked, nothing is on its way, and what was asked next is answered too."""
    loop = QEventLoop()
    for _round in range(4):
        loop.processEvents()
        while till.desk.runner.under_way:  # waiting, not asking round and round: the writer needs the processor
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def sign_in(till: Till) -> None:
    """The owner, by PIN."""
    settle(till)
    owner = next(person for person in till.sign_in.view.people if person.is_owner)
    till.sign_in.choose(owner.person_id)
    till.sign_in.type_in(OWNER_PIN)
    till.sign_in.try_it()
    settle(till)


def _ask(till: Till, query: Callable[..., Any], **inputs: Any) -> Any:
    found: list[Any] = []
    till.desk.ask(query, done=found.append, **inputs)
    settle(till)
    return found[0]


def _scan(till: Till, *codes: str) -> None:
    assert till.checkout is not None
    for code in codes:
        till.checkout.scan(code)
        settle(till)


def _pay(till: Till) -> None:
    _scan(till, "111", "222")
    assert till.checkout is not None
    till.checkout.pay()
    settle(till)
    assert till.payment is not None
    till.payment.hand(50_000)


def _pay_by_card_in_part(till: Till) -> None:
    _pay(till)
    assert till.payment is not None
    till.payment.choose("card")
    till.payment.hand(5000)
    till.payment.take()
    settle(till)


def _give_back(till: Till) -> None:
    day = _ask(till, latest_day)
    (row,) = _ask(till, sales_of_day, day=day)
    till.returns.find.enter(row.number)
    settle(till)
    model = till.returns.model
    model.tick(1)
    model.turn_stock()
    model.give_reason("Not fresh")
    settle(till)


def _exchange(till: Till) -> None:
    _give_back(till)
    till.returns._begin_exchange()
    settle(till)
    _scan(till, "333")


def _count(till: Till) -> None:
    till.window.open("close")
    settle(till)
    till.close.set_pieces(50_000, 1)


def _compare(till: Till) -> None:
    _count(till)
    till.close.compare()
    settle(till)


def _cash(till: Till) -> None:
    till.window.open("cash")
    till.cash.set_amount(12_300)
    till.cash.set_reason("for the bank")


def _goods(till: Till) -> None:
    till.window.open("goods")
    (product,) = _ask(till, search_products, text="Tea")
    till.errands.goods.choose(product.product_id)
    settle(till)
    till.errands.goods.edit(name="Green tea")


def _customer(till: Till) -> None:
    (who,) = _ask(till, find_customers, text="Gulnara")
    till.errands.customer.wait(who.customer_id)
    settle(till)
    till.window.open("checkout")


WAYS: dict[str, Callable[[Till], None]] = {
    "cart": lambda till: _scan(till, "111", "333"), "payment": _pay, "card_in_part": _pay_by_card_in_part, "return": _give_back,
    "exchange": _exchange, "count": _count, "compare": _compare, "cash": _cash, "goods": _goods, "customer": _customer,
}


def seen(till: Till) -> dict[str, Any]:
    """What stands on this till, as text."""
    checkout, payment, exchange = till.checkout, till.payment, till.returns.exchange
    assert checkout is not None
    back, close, goods = till.returns.model.view, till.close.view, till.errands.goods.view
    customer = checkout.view.customer
    found = {
        "screen": till.window.name, "cart": [(line.name, line.sum_minor) for line in checkout.lines.values()],
        "customer": customer and customer.name,
        "payment": payment and (payment.view.tender, payment.view.handed_minor, payment.view.offer, payment.view.quote),
        "return": (back.sold_id, back.lines, back.chosen, back.reason, back.quote) if exchange is None else (),
        "exchange": exchange and exchange.left_off(), "close": (close.step, dict(close.counts), close.counted_minor),
        "difference": close.comparison and close.comparison.difference_minor, "cash": till.cash.view,
        "goods": (goods.draft, goods.base),
    }
    return {name: repr(value) for name, value in found.items()}


def stand(path: Path, go: Callable[[Till], None] | None) -> dict[str, Any]:
    """Open a till, sign in, bring it to its screen (None: it comes back by itself) and keep the place; answers what stands there.

    The window stays, with all that is beside it: this process ends by a signal or at once, never tidily.
    """
    application = QApplication(sys.argv[:1])
    till = _FOR_EVER.enter_context(opened_till(application, path, world=World(clock=ManualClock(LATER))))
    sign_in(till)
    if go is not None:
        go(till)
        settle(till)
        till.resuming.keep_now()
        settle(till)
    return seen(till)


def in_a_process(path: Path, go: Callable[[Till], None] | None) -> tuple[Any, int]:
    """What stood on a till in a process of its own, and by which signal that process ended: here, SIGKILL."""
    ear, mouth = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(mouth, json.dumps(stand(path, go)).encode() + b"\n")
        signal.pause()
    os.close(mouth)
    with open(ear) as told:
        seen_there = json.loads(told.readline() or "{}")
    os.kill(pid, signal.SIGKILL)
    return seen_there, os.WTERMSIG(os.waitpid(pid, 0)[1])


def main(folder: Path) -> None:
    """Each till in a process of its own, which is killed; then once more, to see where it comes back."""
    told = {}
    for name, go in WAYS.items():
        before, ended = in_a_process(folder / name / "duken.db", go)
        after, _ended = in_a_process(folder / name / "duken.db", None)
        told[name] = {"before": before, "after": after, "ended": ended}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
