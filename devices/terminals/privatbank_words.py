"""PrivatBank's JSON protocol of a card terminal, as pure functions: messages end with one zero byte, sums are text.

Sources: public clients of the protocol in several languages (method names, fields of answers, `getLastResult`,
`GetReceiptInfo`, `interrupt`). The bank's own document was not at hand and no terminal: *unverified*.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.ports import CardAnswer

END = b"\0"
MOST_MESSAGE = 64 * 1024
"""A receipt is two or three kilobytes; what goes on for longer is no message."""
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the terminal. `fields` are its `params`, as text."""

    method: str
    is_error: bool
    description: str
    fields: Mapping[str, str]

    @property
    def kind(self) -> str:
        """Of a service message: what it is about."""
        return self.fields.get("msgType", "")


def message(method: str, **fields: str) -> bytes:
    """A message to the terminal, with its end."""
    told: dict[str, Any] = {"method": method, "step": 0}
    if fields:
        told["params"] = fields
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + END


def service(kind: str) -> bytes:
    """A service message: `interrupt`, `getLastResult`, …"""
    return message("ServiceMessage", msgType=kind)


def check_connection() -> bytes:
    """Whether the terminal is there; it does nothing."""
    return message("CheckConnection")


def purchase(amount_minor: int) -> bytes:
    """Take a sum from a card."""
    return message("Purchase", amount=amount_text(amount_minor), discount="", merchantId="0", facepay="false")


def refund(amount_minor: int, rrn: str) -> bytes:
    """Give a sum back to the card of the payment with that bank's number."""
    return message("Refund", amount=amount_text(amount_minor), discount="", merchantId="0", rrn=rrn)


def last_receipt() -> bytes:
    """What the terminal's last receipt was about: an empty number means the last one (*unverified*)."""
    return message("GetReceiptInfo", invoiceNumber="")


def cut(heard: bytes) -> tuple[list[bytes], bytes]:
    """Whole messages and the rest; empty ones (a terminal may begin with a zero) are left out."""
    *whole, rest = heard.split(END)
    return [each for each in whole if each.strip()], rest


def parse(body: bytes) -> Message | None:
    """One message; None for anything else, whatever it is."""
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("method"), str):
        return None
    params = told.get("params")
    fields = {key: _text(value) for key, value in params.items()} if isinstance(params, dict) else {}
    error = told.get("error")
    is_error = error is True or (isinstance(error, str) and error.lower() == "true")
    is_plain = error is False or (isinstance(error, str) and error.lower() == "false")
    if not (is_error or is_plain):
        return None  # an answer that does not say whether it is an error says nothing
    return Message(told["method"].lower(), is_error, _text(told.get("errorDescription")), fields)


def amount_text(amount_minor: int) -> str:
    """`0.60` for 60: two decimals and a point."""
    return f"{amount_minor // 100}.{amount_minor % 100:02d}"


def amount_of(text: str) -> int | None:
    """`0.60`, `0,6` or `12` in minor units; None for anything else."""
    found = _AMOUNT.fullmatch(text.strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def verdict(answer: Message, amount_minor: int) -> CardAnswer:
    """What the answer to a purchase, a refund or a question for the last receipt says of a payment of this sum.

    Approved only with a number of the bank and the very sum: a part of it, or another sum, is for a person to look at.
    """
    code = answer.fields.get("responseCode", "")
    if answer.is_error:
        return CardAnswer("declined", code=(code or answer.description or "error")[:80])
    if code not in ("", "0000", "00", "000"):
        return CardAnswer("unknown", code=code[:80])
    rrn, approval = answer.fields.get("rrn", ""), answer.fields.get("approvalCode", "")
    if not (rrn or approval):
        return CardAnswer("unknown", code="device.no_approval")
    if amount_of(answer.fields.get("amount", "")) != amount_minor:
        return CardAnswer("unknown", code="device.other_amount", rrn=rrn, approval_code=approval)
    return CardAnswer(
        "approved", code=code, approval_code=approval, rrn=rrn, masked_pan=answer.fields.get("pan", ""),
        receipt=answer.fields.get("receipt", ""),
    )


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON, and no sum


def _text(value: object) -> str:
    """A word or a number as text, without lone surrogates, which JSON can carry and no file takes; anything else says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode().strip()
