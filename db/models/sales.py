"""Sales and returns, their lines and payments. An open sale is a draft; a completed one is a fact (a trigger sees to it)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Travels, points_to

IS_DRAFT = text("state IN ('open', 'parked')")
"""Word for word in the index of drafts and in whoever asks for them: with bound values SQLite would look through all sales."""


class Sale(Travels, Base):
    """`state`: open | parked | completed | void. Sums and `revision` are kept with each change: a scan reads no other line.

    `receipt_discount_asked_minor` is the sum that was agreed; no more of it is given than the goods are worth.
    """

    __tablename__ = "sale"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'parked', 'completed', 'void')", name="state"),
        Index("ix_sale_customer", "customer_id", sqlite_where=text("customer_id IS NOT NULL")),
        Index("ix_sale_drafts", "till_id", "state", sqlite_where=IS_DRAFT),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    branch_id: Mapped[UUID]
    till_id: Mapped[UUID]
    store_id: Mapped[UUID]
    shift_id: Mapped[UUID | None] = mapped_column(points_to("shift.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    customer_id: Mapped[UUID | None] = mapped_column(points_to("customer.id"))
    price_list_id: Mapped[UUID] = mapped_column(points_to("price_list.id"))
    currency: Mapped[str]
    opened_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    business_date: Mapped[date | None]
    label: Mapped[str | None]
    line_count: Mapped[int]
    next_position: Mapped[int]
    revision: Mapped[int]
    gross_minor: Mapped[int]
    line_discount_minor: Mapped[int]
    receipt_discount_ppm: Mapped[int]
    receipt_discount_minor: Mapped[int]
    receipt_discount_asked_minor: Mapped[int]
    discount_allowed_ppm: Mapped[int]
    rounding_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]


class SaleLine(Travels, Base):
    """One line. `list_price_minor` is what the card said when it was scanned; a removed line stays, for whoever asks.

    `mark` is the marking code of this very piece as it was scanned, each GS (0x1D) in it; `batch` and `expires_on` are what its
    code said of it.
    """

    __tablename__ = "sale_line"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        Index("ix_sale_line_sale", "sale_id", "product_id"),
        Index("ix_sale_line_mark", "mark", sqlite_where=text("mark IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sale_id: Mapped[UUID] = mapped_column(points_to("sale.id"))
    position: Mapped[int]
    revision: Mapped[int]
    removed: Mapped[bool]
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    name: Mapped[str]
    unit: Mapped[str]
    code: Mapped[str | None]
    tax_ppm: Mapped[int]
    list_price_minor: Mapped[int | None]
    price_minor: Mapped[int]
    quantity_milli: Mapped[int]
    weight_source: Mapped[str | None]
    gross_minor: Mapped[int]
    discount_ppm: Mapped[int]
    discount_minor: Mapped[int]
    shared_discount_minor: Mapped[int]
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    mark: Mapped[str | None]
    batch: Mapped[str | None]
    expires_on: Mapped[date | None]


class PendingPayment(Base):
    """Money already taken for a sale that is still open: a power cut between card and cash forgets neither. A draft."""

    __tablename__ = "pending_payment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sale_id: Mapped[UUID] = mapped_column(points_to("sale.id"), index=True)
    tender: Mapped[str]
    amount_minor: Mapped[int]
    tendered_minor: Mapped[int]
    owner_id: Mapped[UUID | None]
    reference: Mapped[str | None]


class Payment(Travels, Base):
    """What a document was paid with: + taken, − given back. A correction is two more rows. A fact.

    `rounding_minor` is how much of the amount is cash rounding; a refund's `origin_id` is the sale that it pays back.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint(
            "tender IN ('cash', 'card', 'qr', 'debt', 'points', 'gift_card', 'prepayment', 'exchange')", name="tender"
        ),
        Index("ix_payment_origin", "origin_id", sqlite_where=text("origin_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_kind: Mapped[str]
    document_id: Mapped[UUID] = mapped_column(index=True)
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    tender: Mapped[str]
    amount_minor: Mapped[int]
    tendered_minor: Mapped[int]
    rounding_minor: Mapped[int]
    owner_id: Mapped[UUID | None]
    reference: Mapped[str | None]
    origin_id: Mapped[UUID | None]
    correction_id: Mapped[UUID | None]
    at: Mapped[datetime]


class TenderCorrection(Travels, Base):
    """A payment that was booked under the wrong tender, put right afterwards. A fact."""

    __tablename__ = "tender_correction"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    sale_id: Mapped[UUID] = mapped_column(points_to("sale.id"), index=True)
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    from_tender: Mapped[str]
    to_tender: Mapped[str]
    amount_minor: Mapped[int]
    reason: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]


class SaleReturn(Travels, Base):
    """Goods that came back, of one receipt, of several, or of none. A fact."""

    __tablename__ = "sale_return"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    branch_id: Mapped[UUID] = mapped_column(index=True)
    till_id: Mapped[UUID]
    store_id: Mapped[UUID]
    shift_id: Mapped[UUID] = mapped_column(points_to("shift.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    customer_id: Mapped[UUID | None] = mapped_column(points_to("customer.id"))
    exchange_sale_id: Mapped[UUID | None]
    currency: Mapped[str]
    reason: Mapped[str]
    with_receipt: Mapped[bool]
    at: Mapped[datetime]
    business_date: Mapped[date]
    line_count: Mapped[int]
    rounding_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]


class ReturnLine(Travels, Base):
    """What came back of one sold line (or, without a receipt, of a product); `net_minor` is what is given back for it."""

    __tablename__ = "return_line"
    __table_args__ = (CheckConstraint("quantity_milli > 0", name="quantity_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    return_id: Mapped[UUID] = mapped_column(points_to("sale_return.id"), index=True)
    position: Mapped[int]
    sale_id: Mapped[UUID | None] = mapped_column(points_to("sale.id"))
    sale_line_id: Mapped[UUID | None] = mapped_column(points_to("sale_line.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    name: Mapped[str]
    unit: Mapped[str]
    tax_ppm: Mapped[int]
    price_minor: Mapped[int]
    quantity_milli: Mapped[int]
    gross_minor: Mapped[int]
    discount_minor: Mapped[int]
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    to_stock: Mapped[bool]


class ReturnAnswer(Travels, Base):
    """What the branch of the goods (`branch_id`) says of a return that another branch has made of its sales. A fact; there may be
    several: one by itself, one of a person who has looked, two of tills that could not hear each other.

    `cause` is a code (`more_than_sold`), where it disputes; `person_id` is none where the till said it by itself, `reason` the
    person's words.
    """

    __tablename__ = "return_answer"
    __table_args__ = (CheckConstraint("verdict IN ('confirmed', 'disputed')", name="verdict"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    return_id: Mapped[UUID] = mapped_column(points_to("sale_return.id"), index=True)
    branch_id: Mapped[UUID]
    till_id: Mapped[UUID]
    verdict: Mapped[str]
    cause: Mapped[str | None]
    reason: Mapped[str | None]
    person_id: Mapped[UUID | None] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class ReturnAnswerLine(Travels, Base):
    """Of one returned line: what was sold of it, and what has come back by then with this return."""

    __tablename__ = "return_answer_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(points_to("return_answer.id"), index=True)
    return_line_id: Mapped[UUID] = mapped_column(points_to("return_line.id"))
    sold_milli: Mapped[int]
    back_milli: Mapped[int]
