"""Which devices a till has."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.devices.views import DeviceView
from db.models.devices import Device


def devices_of(session: Session, *, till_id: UUID, kind: str = "") -> tuple[DeviceView, ...]:
    """All of a till, or those of one kind, by kind and name."""
    query = select(Device).where(Device.till_id == till_id).order_by(Device.kind, Device.name, Device.id)
    rows = session.scalars(query.where(Device.kind == kind) if kind else query)
    return tuple(DeviceView(row.id, row.kind, row.name, row.driver, row.address, json.loads(row.options)) for row in rows)
