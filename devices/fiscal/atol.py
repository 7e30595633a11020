"""A fiscal register of ATOL (Russia): a neutral document as a JSON task of its driver 10, and the answer back; the way to
the driver is a `Port`. The native library was not at hand: *unverified*.

Source: tasks and answers in public repositories that speak to driver 10, and of its web server, which keeps a task by our id.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any, Protocol

from app.kernel.fiscal import FiscalDocument, FiscalLine
from app.ports import FiscalAnswer, FiscalState
from devices.fiscal.figures import money, quantity
from devices.fiscal.http_json import NoAnswer, NotReached

TASKS = {"sale": "sell", "return": "sellReturn"}
PAYMENT_TYPES = {
    "cash": "cash", "card": "electronically", "qr": "electronically", "debt": "credit", "gift_card": "prepaid",
    "prepayment": "prepaid", "points": "prepaid", "exchange": "other",
}
"""By tender. Points as a prepayment, and an exchange as goods given instead of money, are *unverified*."""
UNITS = {"pcs": 0, "kg": 11, "g": 10, "l": 41, "m": 22}
"""Tag 2108 by unit of ours (11 = kg is read in a published receipt; the others are *unverified*)."""
TAXES = {0: "none", 50_000: "vat5", 70_000: "vat7", 100_000: "vat10", 200_000: "vat20", 220_000: "vat22"}
NOT_THERE, NO_ANSWER = "device.not_there", "device.no_answer"
SHIFT_OPEN_ALREADY, SHIFT_CLOSED_ALREADY = 73, 70
"""Errors of the driver (*unverified*)."""


class Port(Protocol):
    """JSON in, JSON out. Raises NotReached (surely nothing was told) or NoAnswer (nobody knows)."""

    def process(self, task_id: str, task: str) -> str:
        """Do a task; the driver's answer."""

    def recall(self, task_id: str) -> str | None:
        """The answer to a task that was told under this id: `""` where it surely never came, None where nobody can tell."""


def task_of(document: FiscalDocument) -> dict[str, Any]:
    """A document as a task. Refuses by ValueError a rate of tax that no register of that country has."""
    return {
        "type": TASKS[document.kind], "operator": {"name": document.operator or "-"},
        "items": [_item(line, is_return=document.kind == "return") for line in document.lines],
        "payments": [
            {"type": kind, "sum": money(minor)} for kind, minor in _payments(document)
        ],
        "total": money(document.total_minor + document.rounding_minor),
    }


def shift_task(kind: str, operator: str) -> dict[str, Any]:
    """`openShift` or `closeShift`."""
    return {"type": kind, "operator": {"name": operator or "-"}}


def answer_of(text: str) -> FiscalAnswer:
    """What the driver has said of a document: approved only with a fiscal sign."""
    said = _json(text)
    if said is None:
        return FiscalAnswer("unknown", code=NO_ANSWER)
    problem = _problem(said)
    if problem is not None:
        return FiscalAnswer("declined", code=f"atol.{problem}")
    facts = said.get("fiscalParams")
    sign = _text(facts.get("fiscalDocumentSign")) if isinstance(facts, dict) else ""
    if not isinstance(facts, dict) or not sign:
        return FiscalAnswer("unknown", code=NO_ANSWER)
    shift = facts.get("shiftNumber")
    return FiscalAnswer(
        "approved", sign=sign, register_number=_text(facts.get("registrationNumber")),
        document_number=_text(facts.get("fiscalDocumentNumber")), shift_number=shift if type(shift) is int else 0,
        made_offline=True,  # it goes to the tax office when the register finds the time
    )


class AtolRegister:
    """A `FiscalRegister` over a port: ATOL's web server (`AtolWebPort`), or a native library that somebody wraps."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def register(self, document: FiscalDocument) -> FiscalAnswer:
        """Declined by `device.not_there` only where nothing was told at all."""
        try:
            task = json.dumps(task_of(document), ensure_ascii=False)
        except (ValueError, KeyError):
            return FiscalAnswer("declined", code="fiscal.no_such_tax")
        try:
            return answer_of(self._port.process(str(document.intent_id), task))
        except NotReached:
            return FiscalAnswer("declined", code=NOT_THERE)
        except NoAnswer:
            return FiscalAnswer("unknown", code=NO_ANSWER)

    def ask_again(self, document: FiscalDocument) -> FiscalAnswer:
        """The answer that the port has kept under our id; where it surely never came there, it is registered now."""
        try:
            kept = self._port.recall(str(document.intent_id))
        except (NotReached, NoAnswer):
            kept = None
        if kept is None:
            return FiscalAnswer("unknown", code=NO_ANSWER)
        if kept:
            return answer_of(kept)
        again = self.register(document)
        return FiscalAnswer("unknown", code=again.code) if again.code == NOT_THERE else again

    def open_shift(self, operator: str) -> FiscalAnswer:
        """Open the register's shift."""
        return self._shift("openShift", operator, SHIFT_OPEN_ALREADY)

    def close_shift(self, operator: str) -> FiscalAnswer:
        """Close it with its Z."""
        return self._shift("closeShift", operator, SHIFT_CLOSED_ALREADY)

    def state(self) -> FiscalState:
        """Its shift, and what the tax office has not got."""
        try:
            shift = _json(self._port.process("", json.dumps({"type": "getShiftStatus"}))) or {}
            sent = _json(self._port.process("", json.dumps({"type": "ofdExchangeStatus"}))) or {}
        except (NotReached, NoAnswer):
            return FiscalState(answers=False, code=NOT_THERE)
        stands, waits = shift.get("shiftStatus"), sent.get("status")
        count = waits.get("notSentCount") if isinstance(waits, dict) else None
        is_open = stands.get("state") == "opened" if isinstance(stands, dict) else None
        return FiscalState(answers=True, shift_is_open=is_open, unsent_count=count if type(count) is int else 0)

    def _shift(self, kind: str, operator: str, already: int) -> FiscalAnswer:
        try:
            said = _json(self._port.process("", json.dumps(shift_task(kind, operator), ensure_ascii=False)))
        except NotReached:
            return FiscalAnswer("declined", code=NOT_THERE)
        except NoAnswer:
            return FiscalAnswer("unknown", code=NO_ANSWER)
        if said is None:
            return FiscalAnswer("unknown", code=NO_ANSWER)
        problem = _problem(said)
        if problem in (None, already):
            return FiscalAnswer("approved")
        return FiscalAnswer("declined", code=f"atol.{problem}")


def _item(line: FiscalLine, *, is_return: bool = False) -> dict[str, Any]:
    if line.tax_ppm not in TAXES:
        raise ValueError(f"no such tax: {line.tax_ppm}")
    marked = {"paymentObject": "commodityWithMarking", "imcParams": _mark(line, is_return=is_return)} if line.mark else {}
    return {
        "type": "position", "name": line.name[:128], "price": money(_price(line)), "quantity": quantity(line.quantity_milli),
        "amount": money(line.sum_minor), "measurementUnit": UNITS.get(line.unit, UNITS["pcs"]),
        "paymentMethod": "fullPayment", "paymentObject": "commodity", "tax": {"type": TAXES[line.tax_ppm]},
        **marked,
    }


def _mark(line: FiscalLine, *, is_return: bool) -> dict[str, Any]:
    """The marking code as it was scanned, in base 64. *Unverified*: the words of its state."""
    return {
        "imcType": "auto", "imc": base64.b64encode(line.mark.encode()).decode("ascii"), "imcModeProcessing": 0,
        "itemEstimatedStatus": "itemPieceReturn" if is_return else "itemPieceSold",
    }


def _price(line: FiscalLine) -> int:
    """The price with its discount in it: the register multiplies by itself, and may differ by a rounding (*unverified*)."""
    return (2 * line.sum_minor * 1000 + line.quantity_milli) // (2 * line.quantity_milli)


def _payments(document: FiscalDocument) -> Sequence[tuple[str, int]]:
    sums: dict[str, int] = {}
    for payment in document.payments:
        kind = PAYMENT_TYPES.get(payment.tender, "electronically")
        sums[kind] = sums.get(kind, 0) + payment.amount_minor
    return list(sums.items())


def _problem(said: dict[str, Any]) -> int | None:
    """The driver's number of what went wrong; None where nothing did."""
    error = said.get("error")
    code = error.get("code") if isinstance(error, dict) else said.get("errorCode")
    if code in (None, 0) and not isinstance(error, dict):
        return None
    return code if type(code) is int and code != 0 else -1


def _json(text: str) -> dict[str, Any] | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _text(value: Any) -> str:
    """A word or a number; anything else says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).encode("utf-8", "replace").decode().strip()
