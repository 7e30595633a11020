"""Coming back where the till was: what is on the screen is kept beside the work, and stands there again after a power cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, SignalInstance

from app.core.setup.commands import leave_off
from app.core.setup.queries import left_off
from app.core.setup.views import LeftOffView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.log import get_logger
from ui.bridge.runner import BEHIND_THE_TILL
from ui.pages.checkout.model import CheckoutModel
from ui.shell.ways_back import COUNTER, OTHERS, WaysBack

if TYPE_CHECKING:
    from ui.shell.till import Till

log = get_logger("window")
NOT_KEPT = _("What is begun on the screens cannot be kept for a power cut. {why}")
REST_MS = 300
"""So long nothing may change before it is written: a quick hand costs no write at all."""
_AT_THE_COUNTER = frozenset({"sign_in", "shift", "given_back"})
"""Screens that nobody comes back to: what follows them is the counter."""


class Resumable(Protocol):
    """A model that has something to lose: `left_off` gives what it needs to stand there again, as JSON can hold it.

    Ids rather than names; no PIN, no customer's name or telephone. What a person typed stands under `typed`.
    """

    @property
    def changed(self) -> SignalInstance:
        """Something is another now."""

    def left_off(self) -> dict[str, Any]:
        """Where it is now."""


class Resuming(QObject):
    """Writes (screen, facts) behind all that the till does, and takes it up once after the first PIN.

    The cart is not in it: the open sale lies in the database since its first scan, so a scan writes nothing here.
    """

    def __init__(self, till: Till) -> None:
        super().__init__()
        self._till, self._desk = till, till.desk
        self._models: dict[str, Callable[[], Resumable | None]] = {
            "payment": lambda: till.payment, "paid": lambda: till.payment, "cash": lambda: till.cash, "close": lambda: till.close,
            "return_lines": lambda: till.returns.model, "exchange": lambda: till.returns.exchange,
            "goods": lambda: till.errands.goods, "set_parts": lambda: till.errands.set_parts,
            "receipts": lambda: till.returns.receipts,
            "bag": lambda: till.own_bag.model.selling,
            "agents": lambda: till.agents.model,
        }
        self._found: LeftOffView | None = None
        self._is_wanted = self._is_on = self._is_writing = self._is_left_out = self._is_told = False
        self._watched: Resumable | None = None
        self._checkout: CheckoutModel | None = None
        self._last_person: UUID | None = None
        self._wanted = self._kept = ("", "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.keep_now)
        till.window.opened.connect(self._opened)
        till.window.closing.connect(self._keep_last)
        self._desk.ask(left_off, done=self._show_found, failed=self._find_nothing, till_id=self._desk.place.till_id)

    @property
    def waits(self) -> bool:
        """Whether there is something to write that nobody has written yet."""
        return self._rest.isActive() or self._is_writing

    def leave_out(self) -> None:
        """From now on nothing is kept: for a day that must be the same each time, whatever a timer does."""
        self._is_left_out = True

    # --- keeping ---

    def keep_now(self) -> None:
        """Write where the till is, if that is another place than the one that is written."""
        self._rest.stop()
        if self._is_left_out or not self._is_on or self._is_writing or self._wanted == self._kept:
            return
        self._is_writing, wanted = True, self._wanted

        def written(_answer: object) -> None:
            self._is_writing, self._kept = False, wanted
            if self._wanted != wanted:
                self._rest.start()

        def failed(error: AppError) -> None:
            self._is_writing = False
            self._tell_once(error)

        self._desk.runner.run(
            leave_off, done=written, failed=failed, by=self._desk.by, priority=BEHIND_THE_TILL, screen=wanted[0], facts=wanted[1]
        )

    def _tell_once(self, error: AppError) -> None:
        """It is tried again at the next change; whoever sits here hears of it only the first time."""
        log.warning("left_off_failed", reason=error.code)
        if not self._is_told:
            self._is_told = True
            self._till.window.say(self._desk.say(NOT_KEPT).format(why=self._desk.sentence(error)), kind="warn")

    def _keep_last(self) -> None:
        """The window goes: what is under way is not waited for, the writer takes one after the other."""
        self._is_writing = False
        self.keep_now()

    def _opened(self, name: str) -> None:
        if self._watched is not None:
            self._watched.changed.disconnect(self._note)
        self._watched = self._models.get(name, lambda: None)()
        if self._watched is not None:
            self._watched.changed.connect(self._note)
        if name == COUNTER and self._checkout is not self._till.checkout and self._till.checkout is not None:
            self._checkout = self._till.checkout
            self._checkout.emptied.connect(self._note)  # not `changed`: that is each scan
        self._note()

    def _note(self) -> None:
        """Something is another now; it is written when nothing has changed for a while."""
        if self._is_on:
            self._wanted = self._here()
            if self._wanted != self._kept:
                self._rest.start()

    def _here(self) -> tuple[str, str]:
        name = self._till.window.name
        screen = COUNTER if name in _AT_THE_COUNTER else name
        facts = dict(self._watched.left_off()) if self._watched is not None else {}
        if screen in (COUNTER, "exchange"):
            facts |= self._counter()
        facts |= self._till.own_bag.left_off()
        if screen != "agents":
            facts |= self._till.agents.left_off()
        person = self._desk.person
        if person is not None and screen != COUNTER:
            facts["person_id"] = str(person.person_id)
        return screen, json.dumps(facts, sort_keys=True, ensure_ascii=False)

    def _counter(self) -> dict[str, Any]:
        """What lies on the counter besides the cart: the customer who was chosen before the first scan, goods in hand."""
        facts: dict[str, Any] = {}
        waiting, exchange = self._till.errands.customer.waiting_id, self._till.returns.exchange
        if waiting is not None:
            facts["customer_id"] = str(waiting)
        if exchange is not None:
            facts["exchange"] = exchange.left_off()
        return facts

    # --- coming back ---

    def come_back(self) -> None:
        """Somebody signed in. The first time the till takes up what it was at; what one had half typed is not another's."""
        person_id = self._desk.person.person_id if self._desk.person is not None else None
        if self._is_on and person_id != self._last_person:
            self._forget_forms()
        self._last_person = person_id
        if not self._is_on:
            self._is_wanted = True
            self._go()

    def _forget_forms(self) -> None:
        cash, goods = self._till.cash, self._till.errands.goods
        if "typed" in cash.left_off() or "typed" in goods.left_off():
            self._till.window.say(self._desk.say(OTHERS))
        cash.start_anew()
        goods.forget()

    def _find_nothing(self, error: AppError) -> None:
        self._tell_once(error)
        self._show_found(LeftOffView("", "{}", self._till.states.shift is not None))

    def _show_found(self, found: LeftOffView) -> None:
        self._found = found
        self._go()

    def _go(self) -> None:
        if self._found is None or not self._is_wanted or self._is_on:
            return
        self._is_on, found = True, self._found
        self._kept = (found.screen, found.facts)
        WaysBack(self._till).go(found.screen or COUNTER, _facts(found.facts), has_shift=found.has_shift)
        self._note()


def _facts(text: str) -> Mapping[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
