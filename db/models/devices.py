"""The devices of a till: what stands on its counter, and how it is reached."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Device(Base):
    """One printer, scale, drawer, … of one till. `options` is a JSON object of what its driver asks for. Local: a cable does
    not travel."""

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_till", "till_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    till_id: Mapped[UUID]
    kind: Mapped[str]
    name: Mapped[str]
    driver: Mapped[str]
    address: Mapped[str]
    options: Mapped[str]
