"""Which devices a till has."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.devices.views import DeviceView
from db.models.devices import Device
from db.uow import Uow


def devices_of(session: Session, *, till_id: UUID, kind: str = "") -> tuple[DeviceView, ...]:
    """All of a till, or those of one kind, by kind and name."""
    query = select(Device).where(Device.till_id == till_id).order_by(Device.kind, Device.name, Device.id)
    rows = session.scalars(query.where(Device.kind == kind) if kind else query)
    return tuple(DeviceView(row.id, row.kind, row.name, row.driver, row.address, json.loads(row.options)) for row in rows)


def has_device(session: Session, *, till_id: UUID, kind: str) -> bool:
    """Whether one of that kind is declared for a till."""
    found = select(Device.id).where(Device.till_id == till_id, Device.kind == kind)
    return session.scalar(found.limit(1)) is not None


def stands_here(uow: Uow, kind: str) -> bool:
    """The same of this till inside a command; remembered until a device changes."""
    found: bool = uow.remember("devices", kind, lambda: has_device(uow.session, till_id=uow.place.till_id, kind=kind))
    return found
