"""What a fiscal register is told, in no country's words, and its clock: how long a shop may sell before it is heard. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

FiscalKind = Literal["sale", "return"]
ClockState = Literal["in_step", "counting", "soon", "over", "no_limit"]
HOUR = timedelta(hours=1)
LIMIT_HOURS: Mapping[str, int] = {"KZ": 72, "UA": 36, "RU": 720}
"""By country: so long a shop may sell with documents that the authority has not got. *Unverified*: told by those who sell
registers there, not read in the law. Kyrgyzstan has no public description, and so no limit here."""
LIMIT_HOURS_A_MONTH: Mapping[str, int] = {"UA": 168}
"""All such hours of one month together. *Unverified*, as above."""
SOON_PART = 4
"""In the last quarter of the time it is said in another tone."""


@dataclass(frozen=True, slots=True)
class FiscalLine:
    """Goods on a fiscal document. `sum_minor` is what is paid for the line, after every discount; `tax_minor` is in it. `mark` is
    the marking code of this very piece with each GS (0x1D) in it, or nothing."""

    name: str
    unit: str
    quantity_milli: int
    price_minor: int
    sum_minor: int
    tax_ppm: int
    tax_minor: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FiscalPayment:
    """A part of the money by its tender (`cash`, `card`, `qr`, `debt`, …)."""

    tender: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class FiscalDocument:
    """A sale or a return for a register. `intent_id` is our id: the same is told however often it is asked.

    The payments are the lines and `rounding_minor` together; `origin` is the number of the receipt that goods came back from.
    """

    intent_id: UUID
    kind: FiscalKind
    number: str
    currency: str
    operator: str
    lines: tuple[FiscalLine, ...]
    payments: tuple[FiscalPayment, ...]
    total_minor: int
    rounding_minor: int = 0
    origin: str = ""


def as_text(document: FiscalDocument) -> str:
    """The document as JSON: what the journal keeps, so that the very same is told again."""
    return json.dumps({**asdict(document), "intent_id": str(document.intent_id)}, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> FiscalDocument:
    """The document of `as_text`. Raises ValueError, TypeError or KeyError for anything else."""
    told: dict[str, Any] = json.loads(text)
    told["intent_id"] = UUID(told["intent_id"])
    told["lines"] = tuple(FiscalLine(**line) for line in told["lines"])
    told["payments"] = tuple(FiscalPayment(**payment) for payment in told["payments"])
    return FiscalDocument(**told)


@dataclass(frozen=True, slots=True)
class FiscalClock:
    """For a status bar: how it stands, whole hours that have run (`used_hours`) and that are left; None where there is no
    limit, or nothing waits."""

    state: ClockState
    used_hours: int = 0
    left_hours: int | None = None


def fiscal_clock(
    *, country: str, first_unsent_at: datetime | None, now: datetime, earlier_this_month: timedelta = timedelta()
) -> FiscalClock:
    """How long this till has sold without the authority hearing of it.

    `first_unsent_at` is the moment of the oldest document that it has not got, None when it has all; `earlier_this_month`
    is the time of such pauses of this month that are over. A clock that was moved back counts as no time.
    """
    if first_unsent_at is None:
        return FiscalClock("in_step")
    used = max(now - first_unsent_at, timedelta())
    lefts = [HOUR * LIMIT_HOURS[country] - used] if country in LIMIT_HOURS else []
    if country in LIMIT_HOURS_A_MONTH:
        lefts.append(HOUR * LIMIT_HOURS_A_MONTH[country] - earlier_this_month - used)
    if not lefts:
        return FiscalClock("no_limit", used // HOUR)
    left = min(lefts)
    state: ClockState = "over" if left <= timedelta() else "soon" if left * SOON_PART <= left + used else "counting"
    return FiscalClock(state, used // HOUR, max(left, timedelta()) // HOUR)
