"""Which step an intent may take, and what of an answer is kept: pure functions."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from app.core.intents.views import CARD_KINDS
from app.kernel.errors import RuleBroken
from app.ports import CardAnswer, FiscalAnswer

MOST_TEXT = 4000
_SEEN_OF_A_CARD = 4
Answer = CardAnswer | FiscalAnswer


def check_askable(kind: str, state: str) -> None:
    """Refused: `intent.not_waiting`. What the device has in hand is not asked beside it; a payment that was declined is over
    (the next try is another intent), while a refund or a document of a finished sale may be tried again.
    """
    is_job = kind != "card_payment"
    if state not in ("new", "unknown") and not (state == "declined" and is_job):
        raise RuleBroken("intent.not_waiting", state=state)


def may_have_been_heard(tries: int, answer: str | None) -> bool:
    """Whether the device may know of it: it was asked, and has not said that it did nothing."""
    return tries > 0 and told(answer).get("outcome") != "declined"


def believed(answer: Answer) -> Answer:
    """The answer, if it can be true: an approval that has no number of any kind approves nothing and leaves it in doubt."""
    if answer.outcome == "approved" and reference_of(answer) is None:
        return replace(answer, outcome="unknown", code="intent.no_approval")
    return answer


def as_kept(kind: str, answer: Answer) -> str:
    """An answer as JSON, as it is kept: never the whole number of a card, and no more text than a slip has."""
    kept: dict[str, Any] = {key: _short(value) for key, value in asdict(answer).items()}
    if kind in CARD_KINDS:
        kept["masked_pan"] = masked(kept.get("masked_pan", ""))
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def told(answer: str | None) -> dict[str, Any]:
    """What a kept answer says; nothing where there is none."""
    found = json.loads(answer) if answer else {}
    return found if isinstance(found, dict) else {}


def masked(pan: str) -> str:
    """`**** 1234`: the last four digits, whatever the terminal has said; empty where it has said fewer."""
    digits = "".join(char for char in pan if char.isascii() and char.isdigit())
    return f"**** {digits[-_SEEN_OF_A_CARD:]}" if len(digits) >= _SEEN_OF_A_CARD else ""


def reference_of(answer: Answer) -> str | None:
    """By what others know it: the bank's number of a payment (else its code), the sign of a document."""
    found = (answer.rrn or answer.approval_code) if isinstance(answer, CardAnswer) else (answer.sign or answer.document_number)
    return found[:200] or None


def _short(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "replace").decode()[:MOST_TEXT]
