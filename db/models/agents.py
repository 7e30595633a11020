"""Agents and their bags: who sells what out of which bag, from which till; requests, sales, money. (ADR 0025)"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Card, Travels, points_to


class Agent(Card, Base):
    """Somebody who sells out of a bag; the id is that of the bag (a `store` of kind `agent`). `keeps_commission`: it is taken
    off what the agent owes; else the shop pays it out some other way."""

    __tablename__ = "agent"
    __table_args__ = (CheckConstraint("commission_ppm BETWEEN 0 AND 1000000", name="commission_is_a_share"),)

    id: Mapped[UUID] = mapped_column(points_to("store.id"), primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(points_to("branch.id"))
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"), unique=True)
    commission_ppm: Mapped[int]
    keeps_commission: Mapped[bool]
    price_list_id: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]


class BagLease(Card, Base):
    """From which till a bag is sold; none (`till_id`) once it was let go. `id` is the bag's."""

    __tablename__ = "bag_lease"

    id: Mapped[UUID] = mapped_column(points_to("agent.id"), primary_key=True)
    till_id: Mapped[UUID | None] = mapped_column(points_to("till.id"))
    taken_at: Mapped[datetime]


class AgentCartLine(Base):
    """What an agent is about to ask for: a draft of this till, gone once it was asked."""

    __tablename__ = "agent_cart_line"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity_milli: Mapped[int]


class AgentRequest(Travels, Base):
    """An agent has asked for goods. A fact."""

    __tablename__ = "agent_request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    agent_id: Mapped[UUID] = mapped_column(points_to("agent.id"), index=True)
    note: Mapped[str | None]
    line_count: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class AgentRequestLine(Travels, Base):
    """One product that was asked for. A fact."""

    __tablename__ = "agent_request_line"
    __table_args__ = (CheckConstraint("quantity_milli > 0", name="quantity_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(points_to("agent_request.id"), index=True)
    position: Mapped[int]
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    name: Mapped[str]
    unit: Mapped[str]
    quantity_milli: Mapped[int]


class AgentRequestAnswer(Travels, Base):
    """A request was approved, which made a transfer, or declined. A fact; one for each request, unless two
    answered who could not hear each other."""

    __tablename__ = "agent_request_answer"
    __table_args__ = (CheckConstraint("(outcome = 'approved') = (transfer_id IS NOT NULL)", name="approved_makes_a_transfer"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(points_to("agent_request.id"), index=True)
    outcome: Mapped[str]
    transfer_id: Mapped[UUID | None] = mapped_column(points_to("transfer.id"))
    reason: Mapped[str | None]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class AgentSale(Travels, Base):
    """Goods sold out of a bag; the agent has the money. A fact. `is_late`: it came from a till that had lost the bag by then,
    as this till knows it; so it does not travel."""

    __tablename__ = "agent_sale"
    __table_args__ = (Index("ix_agent_sale_sums", "agent_id", "business_date", "total_minor", "commission_minor"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    agent_id: Mapped[UUID] = mapped_column(points_to("agent.id"))
    till_id: Mapped[UUID]
    currency: Mapped[str]
    line_count: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    commission_ppm: Mapped[int]
    commission_minor: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]
    is_late: Mapped[bool]


class AgentSaleLine(Travels, Base):
    """One product of a sale out of a bag. A fact; its indexes are the report's: by day, and by bag and product."""

    __tablename__ = "agent_sale_line"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        Index("ix_agent_sale_line_report", "business_date", "agent_id", "product_id", "quantity_milli", "net_minor"),
        Index("ix_agent_sale_line_bag", "agent_id", "product_id", "business_date", "quantity_milli", "net_minor"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sale_id: Mapped[UUID] = mapped_column(points_to("agent_sale.id"), index=True)
    position: Mapped[int]
    agent_id: Mapped[UUID]
    business_date: Mapped[date]
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    name: Mapped[str]
    unit: Mapped[str]
    tax_ppm: Mapped[int]
    list_price_minor: Mapped[int | None]
    price_minor: Mapped[int]
    quantity_milli: Mapped[int]
    net_minor: Mapped[int]
    tax_minor: Mapped[int]


class AgentRefund(Travels, Base):
    """Goods that an agent has sold came back into the bag, and the money out of the agent's hands. A fact."""

    __tablename__ = "agent_refund"
    __table_args__ = (Index("ix_agent_refund_sums", "agent_id", "business_date", "total_minor", "commission_minor"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    sale_id: Mapped[UUID] = mapped_column(points_to("agent_sale.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(points_to("agent.id"))
    till_id: Mapped[UUID]
    reason: Mapped[str]
    line_count: Mapped[int]
    total_minor: Mapped[int]
    commission_minor: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]


class AgentRefundLine(Travels, Base):
    """What came back of one line of a sale out of a bag. A fact."""

    __tablename__ = "agent_refund_line"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        Index("ix_agent_refund_line_report", "business_date", "agent_id", "product_id", "quantity_milli", "net_minor"),
        Index("ix_agent_refund_line_bag", "agent_id", "product_id", "business_date", "quantity_milli", "net_minor"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    refund_id: Mapped[UUID] = mapped_column(points_to("agent_refund.id"), index=True)
    sale_line_id: Mapped[UUID] = mapped_column(points_to("agent_sale_line.id"), index=True)
    position: Mapped[int]
    agent_id: Mapped[UUID]
    business_date: Mapped[date]
    product_id: Mapped[UUID] = mapped_column(points_to("product.id"))
    name: Mapped[str]
    quantity_milli: Mapped[int]
    net_minor: Mapped[int]


class AgentPayment(Travels, Base):
    """Money that an agent has handed in. In cash it is in the drawer by a cash order (`cash_id`). A fact."""

    __tablename__ = "agent_payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("tender IN ('cash', 'card', 'qr')", name="tender"),
        CheckConstraint("(tender = 'cash') = (cash_id IS NOT NULL)", name="cash_is_in_the_drawer"),
        Index("ix_agent_payment_sums", "agent_id", "business_date", "amount_minor"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    agent_id: Mapped[UUID] = mapped_column(points_to("agent.id"))
    tender: Mapped[str]
    amount_minor: Mapped[int]
    note: Mapped[str | None]
    cash_id: Mapped[UUID | None] = mapped_column(points_to("cash_operation.id"))
    person_id: Mapped[UUID] = mapped_column(points_to("person.id"))
    at: Mapped[datetime]
    business_date: Mapped[date]
