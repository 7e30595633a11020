"""Frozen answers about shifts and cash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.kernel.money import round_ratio


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift as a command needs it; remembered while it is open."""

    shift_id: UUID
    number: int
    opened_by: UUID
    opened_at: datetime
    business_date: date


@dataclass(frozen=True, slots=True)
class TenderSum:
    """What came in and went out by one tender, in minor units; `out_minor` is positive."""

    tender: str
    in_minor: int
    out_minor: int


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What was taxed at one rate, and the tax that its prices include (minor units)."""

    ppm: int
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class OtherSum:
    """Money taken for no goods, by kind: `debt_payment`, `prepayment`, `gift_card` (minor units)."""

    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Pending:
    """What a closing leaves behind: said on the Z, never a reason not to close."""

    open_sales: int
    parked_sales: int
    unprinted: int
    unsent: int


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """An X (so far) or a Z (for ever). Sums in minor units; `cash` is kind of entry → signed sum.

    Sales less returns, with the rounding and the `others`, are what the tenders add up to.

    Who may not see what is expected gets an X without `expected_minor`, `cash` and tenders.
    """

    number: int
    till: str
    branch: str
    cashier: str
    currency: str
    opened_at: datetime
    made_at: datetime
    business_date: date
    sales_count: int
    sales_minor: int
    returns_count: int
    returns_minor: int
    discounts_minor: int
    rounding_minor: int
    first_number: str | None
    last_number: str | None
    others: tuple[OtherSum, ...]
    tenders: tuple[TenderSum, ...]
    taxes: tuple[TaxSum, ...]
    cash: dict[str, int]
    expected_minor: int | None
    voids: int
    removed_lines: int
    corrections: int
    drawer_openings: int
    pending: Pending
    audit_seq: int
    audit_head: str

    @property
    def net_minor(self) -> int:
        """Sales less returns."""
        return self.sales_minor - self.returns_minor

    @property
    def average_minor(self) -> int:
        """What a receipt came to on average; 0 without any."""
        return round_ratio(self.sales_minor, self.sales_count) if self.sales_count else 0


@dataclass(frozen=True, slots=True)
class CountSheet:
    """What the count of an open shift asks for: these notes and coins, largest first, or (not `by_pieces`) one sum.

    It knows nothing of what is expected.
    """

    shift_id: UUID
    number: int
    denominations_minor: tuple[int, ...]
    by_pieces: bool

    def worth_minor(self, counts: Mapping[int, int]) -> int:
        """What so many pieces of each come to."""
        return sum(denomination * pieces for denomination, pieces in counts.items())


@dataclass(frozen=True, slots=True)
class TenderLine:
    """One tender of a comparison, in minor units; only cash is counted, so the others have no count and no difference."""

    tender: str
    system_minor: int
    counted_minor: int | None = None
    difference_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A count beside the books. Who may not see what is expected gets `agrees` only: no difference and no tenders."""

    report: ShiftReport
    counted_minor: int
    agrees: bool
    difference_minor: int | None
    tenders: tuple[TenderLine, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closed shift says. `verified_minor` is the manager's own count, if there was one."""

    shift_id: UUID
    report: dict[str, Any]
    expected_minor: int
    counted_minor: int
    difference_minor: int
    reason: str | None
    verified_minor: int | None


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """A closed shift in a list; sums in minor units, `verified_minor` is a manager's own count, if there was one."""

    shift_id: UUID
    number: int
    closed_at: datetime
    closed_by_id: UUID
    closed_by: str
    counted_minor: int
    difference_minor: int
    verified_minor: int | None


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause of a difference, with the document to look at; a higher score is likelier (0 to 100)."""

    kind: str
    score: int
    document_kind: str
    document_id: UUID | None
    number: str | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DrawerFact:
    """Something that happened in the shift, as the search for causes sees it."""

    kind: str
    document_kind: str
    document_id: UUID
    number: str | None
    amount_minor: int
    tendered_minor: int
    change_minor: int
    at: datetime
