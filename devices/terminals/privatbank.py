"""A card terminal of PrivatBank over TCP. It keeps no id of ours: after a lost answer it is asked for its last payment, and
what that does not prove is unknown. *Unverified* with a real terminal.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from uuid import UUID

from app.kernel.errors import DeviceFailed
from app.ports import CardAnswer
from devices.line import Clock, Deadline, Line
from devices.terminals.privatbank_words import (
    MOST_MESSAGE,
    Message,
    check_connection,
    cut,
    last_receipt,
    parse,
    purchase,
    refund,
    service,
    verdict,
)
from devices.transport.tcp import TcpLine

ANSWER_S = 90
"""So long a customer may look for their card and type its PIN."""
QUESTION_S = 5
LOOK_S = 0.1
NOT_THERE, NO_ANSWER = "device.not_there", "device.no_answer"


class PrivatBankTerminal:
    """A `CardTerminal`: one thread asks, and `cancel` may come from any other. `open_line` is for another transport."""

    def __init__(
        self, host: str, port: int, *, answer_s: float = ANSWER_S, question_s: float = QUESTION_S,
        currency: str = "UAH", open_line: Callable[[], Line] | None = None, clock: Clock = time.monotonic,
    ) -> None:
        self._open = open_line or (lambda: TcpLine(host, port))
        self._answer_s, self._question_s, self._clock = answer_s, question_s, clock
        self._currency, self._cancelling = currency, threading.Event()
        self._last_asked: UUID | None = None

    def pay(self, intent_id: UUID, *, amount_minor: int, currency: str) -> CardAnswer:
        """Declined by `device.not_there` only where the terminal was not reached at all."""
        if currency != self._currency:  # a terminal is told a number only, and takes it in its own money
            return CardAnswer("declined", code="device.other_currency")
        return self._move(intent_id, "purchase", purchase(amount_minor), amount_minor)

    def refund(self, intent_id: UUID, *, amount_minor: int, currency: str, rrn: str) -> CardAnswer:
        """Without the bank's number of the payment a terminal of this kind gives nothing back: `device.no_reference`."""
        if currency != self._currency:
            return CardAnswer("declined", code="device.other_currency")
        if not rrn:
            return CardAnswer("declined", code="device.no_reference")
        return self._move(intent_id, "refund", refund(amount_minor, rrn), amount_minor)

    def ask_again(self, intent_id: UUID, *, amount_minor: int, currency: str) -> CardAnswer:
        """By the terminal's last payment: approved if it is of this sum (whose number nobody else has, the journal knows).

        Declined only if this driver has asked for nothing since and the terminal says that its last payment failed: after a
        restart, or when somebody else was asked for meanwhile, nobody can tell.
        """
        try:
            line = self._open()
        except DeviceFailed:
            return CardAnswer("unknown", code=NOT_THERE)
        try:
            result = self._ask(line, service("getLastResult"), "servicemessage", "getLastResult")
            if result is None:
                return CardAnswer("unknown", code=NO_ANSWER)
            return self._from_last(line, intent_id, result.fields.get("LastResult", ""), amount_minor)
        finally:
            line.close()

    def answers(self) -> bool:
        """By `CheckConnection`, whatever the terminal says to it."""
        try:
            line = self._open()
        except DeviceFailed:
            return False
        try:
            return self._ask(line, check_connection(), "checkconnection") is not None
        finally:
            line.close()

    def cancel(self) -> None:
        """The terminal is told to interrupt; what became of the payment it says itself."""
        self._cancelling.set()

    def _from_last(self, line: Line, intent_id: UUID, result: str, amount_minor: int) -> CardAnswer:
        if result == "1" and self._last_asked == intent_id:
            return CardAnswer("declined", code="device.last_failed")
        if result != "0":
            return CardAnswer("unknown", code="device.busy" if result == "2" else NO_ANSWER)
        receipt = self._ask(line, last_receipt(), "getreceiptinfo")
        if receipt is None or receipt.is_error:
            return CardAnswer("unknown", code=NO_ANSWER)
        return verdict(receipt, amount_minor)

    def _move(self, intent_id: UUID, method: str, request: bytes, amount_minor: int) -> CardAnswer:
        self._cancelling.clear()
        try:
            line = self._open()
        except DeviceFailed:
            return CardAnswer("declined", code=NOT_THERE)
        self._last_asked = intent_id
        try:
            answer = self._talk(line, request, lambda each: each.method == method, self._answer_s)
        finally:
            line.close()
        return verdict(answer, amount_minor) if answer is not None else CardAnswer("unknown", code=NO_ANSWER)

    def _ask(self, line: Line, request: bytes, method: str, kind: str = "") -> Message | None:
        return self._talk(
            line, request, lambda each: each.method == method and (not kind or each.kind == kind), self._question_s
        )

    def _talk(self, line: Line, request: bytes, is_it: Callable[[Message], bool], wait_s: float) -> Message | None:
        """The message that answers; what the terminal says besides (that it is busy, that it reads a card) is passed over."""
        deadline, heard = Deadline(wait_s, self._clock), b""
        try:
            line.write(request)
            while deadline.left_s > 0:
                if self._cancelling.is_set():
                    self._cancelling.clear()
                    line.write(service("interrupt"))
                whole, heard = cut(heard + line.read(min(LOOK_S, deadline.left_s)))
                for each in whole:
                    found = parse(each)
                    if found is not None and is_it(found):
                        return found
                if len(heard) > MOST_MESSAGE:
                    return None
        except DeviceFailed:
            return None
        return None
