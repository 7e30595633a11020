"""Asks card terminals and fiscal registers what the journal of intents wants to know. Beside the till: no screen and no
writer ever waits for a device, and nothing is asked before it is written down.

What is in doubt is asked again by the same id and moves no money; who has no answer leaves it in doubt.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.core.documents.fiscal import fiscal_document
from app.core.intents.commands import mark_asked, queue_doubtful
from app.core.intents.queries import waiting_intents, waiting_marks
from app.core.intents.views import CARD_KINDS, FISCAL_KINDS, Asked, IntentView
from app.core.sales.commands.cards import book_answer
from app.kernel.errors import AppError, EnvironmentFailed
from app.kernel.fiscal import as_text, from_text
from app.kernel.log import get_logger
from app.ports import CardAnswer, CardTerminal, FiscalAnswer, FiscalRegister
from app.shop import Shop
from db.writer import PRIORITY_JOB

Stopping = Callable[[], bool]
Pass = Callable[[Stopping], int]
"""One pass over what waits for one device; answers how many were asked."""
TOPIC = "intent"
NO_ANSWER, NOT_THERE = "device.no_answer", "device.not_there"
FISCAL_STATES = ("new", "unknown")
FISCAL_AGAIN_S, LOOK_S = 60, 600
log = get_logger("settling")


def settle_card(shop: Shop, terminal: CardTerminal, *, intent_id: UUID, device: str = "terminal") -> IntentView:
    """Ask the terminal for one payment or refund, and book what it says. One that it may have heard of already is asked by
    its id only. It takes as long as the terminal's deadline. Refused: `intent.not_waiting`, `not_found`, `database.*`.
    """
    asked: Asked = shop.do(mark_asked, priority=PRIORITY_JOB, intent_id=intent_id, device=device)
    try:
        answer = _of_terminal(terminal, asked)
    except Exception as error:  # a driver must not raise; one that does knows nothing
        log.exception("terminal_raised", reason=repr(error))
        answer = CardAnswer("unknown", code=NO_ANSWER)
    return _book(shop, intent_id, answer)


def settle_fiscal(shop: Shop, register: FiscalRegister, *, intent_id: UUID, device: str = "register") -> IntentView:
    """Tell the register one document, and keep its sign. The same document goes out however often it is asked.

    Refused: `intent.not_waiting`, `not_found`, what finding the document refuses, `database.*`.
    """
    fresh = as_text(shop.ask(fiscal_document, intent_id=intent_id))
    asked: Asked = shop.do(mark_asked, priority=PRIORITY_JOB, intent_id=intent_id, device=device, request=fresh)
    try:
        document = from_text(asked.request)
        answer = register.ask_again(document) if asked.is_again else register.register(document)
        if (answer.outcome, answer.code) == ("declined", NOT_THERE):  # not a refusal of this document: it goes when it is there
            answer = replace(answer, outcome="unknown")
    except Exception as error:
        log.exception("register_raised", reason=repr(error))
        answer = FiscalAnswer("unknown", code=NO_ANSWER)
    return _book(shop, intent_id, answer)


def settle_cards(shop: Shop, terminal: CardTerminal, *, device: str = "terminal", stopping: Stopping = lambda: False) -> int:
    """One pass over the card payments and refunds that wait, oldest first. Refused: `database.*`."""
    asked = 0
    for intent_id in shop.ask(waiting_intents, kinds=CARD_KINDS):
        if stopping():
            break
        try:
            settle_card(shop, terminal, intent_id=intent_id, device=device)
        except AppError as error:
            if error.code != "intent.not_waiting":  # else somebody was faster, and it is theirs
                raise
        asked += 1
    return asked


def register_waiting(
    shop: Shop, register: FiscalRegister, *, device: str = "register", stopping: Stopping = lambda: False
) -> int:
    """One pass over the documents that wait for the register or are in doubt, oldest first. One that it will not take, or
    that cannot be made, does not hold up the others; one that it leaves in doubt ends the pass: it is not there, and the rest
    stays queued. Refused: `database.*`.
    """
    asked = 0
    for intent_id in shop.ask(waiting_intents, kinds=FISCAL_KINDS, states=FISCAL_STATES):
        if stopping():
            break
        try:
            seen = settle_fiscal(shop, register, intent_id=intent_id, device=device)
        except EnvironmentFailed:
            raise
        except AppError as error:
            log.error("cannot_be_registered", intent=str(intent_id), reason=error.code)
            continue
        asked += 1
        if seen.state == "unknown":
            break
    return asked


class SettlingThread(threading.Thread):
    """One device's thread: wakes when something waits to be asked, and never dies of a device.

    `carry` is one pass (see `card_thread`, `fiscal_thread`) over intents of these `kinds` and `states`. What it left over is
    tried again when something new comes, and after `again_s` seconds where that is given. `look` is called on this thread after
    each pass, and every `LOOK_S` seconds. Stop it before the shop closes.
    """

    def __init__(
        self, shop: Shop, carry: Pass, *, kinds: tuple[str, ...], states: tuple[str, ...], again_s: float | None = None,
        look: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(name=f"settling_{kinds[0].partition('_')[0]}", daemon=True)
        self._shop, self._carry, self._kinds, self._states, self._again_s = shop, carry, kinds, states, again_s
        self._look = look
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._held: frozenset[tuple[UUID, str, int]] = frozenset()
        self._wake.set()
        shop.listeners.append(self._on_commit)

    def run(self) -> None:
        """Until `stop`. What is in doubt at the start is asked again by its id, once; later a person says when."""
        self._guarded(lambda: self._shop.do(queue_doubtful, priority=PRIORITY_JOB, kinds=self._kinds))
        while True:
            pause = self._again_s if self._held else LOOK_S if self._look is not None else None
            if not self._wake.wait(pause):
                self._held = frozenset()  # long enough: those that were left over are tried again
            self._wake.clear()
            if self._stopping.is_set():
                return
            self._guarded(self._work)
            if self._look is not None:
                self._guarded(self._look)

    def stop(self, timeout_s: int = 5) -> None:
        """End after the answer in hand. A device that hangs is left to the next start, which puts it in doubt."""
        self._stopping.set()
        self._wake.set()
        if self._on_commit in self._shop.listeners:
            self._shop.listeners.remove(self._on_commit)
        if self.is_alive():
            self.join(timeout_s)

    def _work(self) -> None:
        before = self._waiting()
        if before <= self._held:
            return
        self._carry(self._stopping.is_set)
        seen = {mark[0] for mark in before}
        # left over by a device that is not there; what came meanwhile, or what a person has asked again since, is news
        self._held = frozenset(
            mark for mark in self._waiting() if mark in before or (mark[0] in seen and mark[1] == "unknown")
        )

    def _waiting(self) -> frozenset[tuple[UUID, str, int]]:
        found: frozenset[tuple[UUID, str, int]] = self._shop.ask(waiting_marks, kinds=self._kinds, states=self._states)
        return found

    def _on_commit(self, topics: frozenset[str]) -> None:
        if TOPIC in topics:
            self._wake.set()

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except AppError as error:
            log.error("settling_interrupted", reason=error.code)  # the next news tries again
        except Exception:
            log.exception("settling_interrupted")


def card_thread(shop: Shop, terminal: CardTerminal, *, device: str = "terminal") -> SettlingThread:
    """The thread of a card terminal, not started yet. A payment in doubt is not asked again by itself but at the start."""
    return SettlingThread(
        shop, lambda stopping: settle_cards(shop, terminal, device=device, stopping=stopping), kinds=CARD_KINDS,
        states=("new",),
    )


def fiscal_thread(shop: Shop, *, carry: Pass, look: Callable[[], object] | None = None) -> SettlingThread:
    """The thread of a fiscal register, not started yet: what it has not registered is tried again by its id each minute. `carry`
    is one pass (`register_waiting`); `look` may ask how the register stands: nobody else speaks to it meanwhile."""
    return SettlingThread(shop, carry, kinds=FISCAL_KINDS, states=FISCAL_STATES, again_s=FISCAL_AGAIN_S, look=look)


def _of_terminal(terminal: CardTerminal, asked: Asked) -> CardAnswer:
    if asked.is_again:
        return terminal.ask_again(asked.intent_id, amount_minor=asked.amount_minor, currency=asked.currency)
    if asked.kind == "card_refund":
        return terminal.refund(asked.intent_id, amount_minor=asked.amount_minor, currency=asked.currency, rrn=asked.rrn)
    return terminal.pay(asked.intent_id, amount_minor=asked.amount_minor, currency=asked.currency)


def _book(shop: Shop, intent_id: UUID, answer: CardAnswer | FiscalAnswer) -> IntentView:
    seen: IntentView = shop.do(book_answer, priority=PRIORITY_JOB, intent_id=intent_id, answer=answer)
    if seen.state != "approved":
        log.warning("not_approved", kind=seen.kind, state=seen.state, reason=seen.code)
    return seen
