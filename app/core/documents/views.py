"""Documents as plain data: what any paper, screen or export shows. Integers and strings only, and nothing is looked up here."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.core.cash.views import ShiftReport


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is. `zone` (IANA) is where its moments are shown; `header` and `footer` are the shop's own words."""

    company: str
    branch: str
    address: str | None
    till: str
    currency: str
    zone: str
    header: str
    footer: str


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of a receipt. `sum_minor` is after the line's own discount; `net_minor` also after its share of the receipt's."""

    position: int
    name: str
    code: str | None
    unit: str
    quantity_milli: int
    price_minor: int
    gross_minor: int
    discount_minor: int
    shared_discount_minor: int
    sum_minor: int
    net_minor: int
    tax_ppm: int
    tax_minor: int
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line that came back; `origin` is the number of the receipt that it was sold on."""

    position: int
    name: str
    unit: str
    quantity_milli: int
    price_minor: int
    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_ppm: int
    tax_minor: int
    origin: str | None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What was taxed at one rate, and the tax that is in it."""

    ppm: int
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Money by one tender: what was handed over, what came back as change, and the difference that was booked.

    On a return `amount_minor` is what was given back, and nothing was tendered.
    """

    tender: str
    amount_minor: int
    tendered_minor: int
    change_minor: int
    reference: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A payment of this receipt that was moved to another tender afterwards."""

    number: str
    from_tender: str
    to_tender: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AccountLeft:
    """What stood on an account just after this document: `debt`, `points`, `prepayment` or `gift_card`."""

    account: str
    left_minor: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A receipt whose goods came back."""

    number: str
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class FiscalMark:
    """What makes a receipt fiscal: the sign and where it was registered; `link` is for a QR code. Without a sign it is still to
    be registered."""

    sign: str = ""
    register_number: str = ""
    document_number: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A sale's receipt. `due_minor` is total + rounding; `qr` is the text of its code; `copy` 0 is the first print. A sale out
    of an agent's bag has neither a shift nor a code: it is taken back by the agent."""

    sale_id: UUID
    head: Letterhead
    number: str
    shift_number: int | None
    at: datetime
    business_date: date
    cashier: str
    customer: str | None
    lines: tuple[SoldLine, ...]
    gross_minor: int
    line_discount_minor: int
    receipt_discount_minor: int
    total_minor: int
    rounding_minor: int
    due_minor: int
    tax_minor: int
    taxes: tuple[TaxShare, ...]
    payments: tuple[Paid, ...]
    corrections: tuple[Correction, ...]
    accounts: tuple[AccountLeft, ...]
    qr: str
    copy: int = 0
    fiscal: FiscalMark | None = None


@dataclass(frozen=True, slots=True)
class ReturnView:
    """Goods that came back and the money that went out for them. `exchange_number` is the sale that they were exchanged for."""

    return_id: UUID
    head: Letterhead
    number: str
    shift_number: int
    at: datetime
    business_date: date
    cashier: str
    customer: str | None
    reason: str
    origins: tuple[Origin, ...]
    exchange_number: str | None
    lines: tuple[ReturnedLine, ...]
    total_minor: int
    rounding_minor: int
    due_minor: int
    tax_minor: int
    taxes: tuple[TaxShare, ...]
    refunds: tuple[Paid, ...]
    accounts: tuple[AccountLeft, ...]
    copy: int = 0
    fiscal: FiscalMark | None = None


@dataclass(frozen=True, slots=True)
class XView:
    """A shift so far, with whatever whoever asked may see."""

    head: Letterhead
    report: ShiftReport
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pieces of a coin or note were in the drawer."""

    denomination_minor: int
    pieces: int


@dataclass(frozen=True, slots=True)
class ZView:
    """A closed shift, for ever: what it did, what was expected, counted and (third figure) verified."""

    shift_id: UUID
    head: Letterhead
    report: ShiftReport
    closed_by: str
    counts: tuple[Counted, ...]
    expected_minor: int
    counted_minor: int
    difference_minor: int
    verified_minor: int | None
    reason: str | None
    copy: int = 0


@dataclass(frozen=True, slots=True)
class CashOrderView:
    """Cash brought in (`cash_in`) or taken out (`cash_out`) for a reason."""

    operation_id: UUID
    head: Letterhead
    operation: str
    number: str
    shift_number: int
    at: datetime
    business_date: date
    cashier: str
    amount_minor: int
    reason: str
    copy: int = 0


@dataclass(frozen=True, slots=True)
class AccountView:
    """Money for no goods: `debt_payment`, `prepayment`, `gift_card`; or `points` that were given.

    `owner` is the customer's name or the gift card's code.
    """

    operation_id: UUID
    head: Letterhead
    operation: str
    number: str
    shift_number: int | None
    at: datetime
    business_date: date
    cashier: str
    owner: str
    amount_minor: int
    rounding_minor: int
    due_minor: int
    reason: str | None
    payments: tuple[Paid, ...]
    accounts: tuple[AccountLeft, ...]
    copy: int = 0


X_FOR_ALL, X_FULL = "x", "x_full"
"""Print jobs of an X: without what must be in the drawer, and with it. Each is of a shift."""

Document = ReceiptView | ReturnView | XView | ZView | CashOrderView | AccountView

KINDS: dict[type[Document], str] = {
    ReceiptView: "receipt", ReturnView: "return", XView: "x", ZView: "z", CashOrderView: "cash_order",
    AccountView: "account",
}


def as_json(document: Document) -> dict[str, Any]:
    """A document as maps, lists, integers, strings and null: sums in minor units, quantities in milli, moments ISO 8601 in UTC.

    `document` names its kind: receipt, return, x, z, cash_order or account.
    """
    return {"document": KINDS[type(document)], **_plain(document)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
