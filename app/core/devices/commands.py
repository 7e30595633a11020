"""Putting a device on the counter, changing it, taking it away."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.devices.rules import LONGEST_NAME, check_address, check_kind, written
from app.core.devices.views import ONE_OF_A_KIND
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.devices import Device
from db.uow import Uow


def add_device(
    uow: Uow, *, kind: str, driver: str, name: str = "", address: str = "", options: Mapping[str, str] | None = None,
    device_id: UUID | None = None,
) -> UUID:
    """A device of this till; without a name it is called by its driver. `device_id` where its secrets are kept under it already.

    Refused: `right.missing`, `device.unknown_kind`, `device.one_is_enough`, `device.address`, `device.wrong_option`, `text.*`.
    """
    require(uow, Right.EDIT_SETTINGS)
    check_kind(kind)
    till_id = uow.place.till_id
    there = select(Device.name).where(Device.till_id == till_id, Device.kind == kind).limit(1)
    if kind in ONE_OF_A_KIND and (taken := uow.session.scalar(there)) is not None:
        raise RuleBroken("device.one_is_enough", name=taken)
    device_id = device_id or uow.new_id()
    uow.add(
        Device(
            id=device_id, till_id=till_id, kind=kind, name=_named(name or driver), driver=_named(driver),
            address=check_address(address), options=written(options or {}),
        )
    )
    uow.touch("devices")
    audit(uow, "device.added", device_id, device=name or driver, driver=driver)
    return device_id


def change_device(
    uow: Uow, *, device_id: UUID, driver: str | None = None, name: str | None = None, address: str | None = None,
    options: Mapping[str, str] | None = None,
) -> None:
    """What is None stays. Refused: as `add_device`, and `not_found`."""
    require(uow, Right.EDIT_SETTINGS)
    device = _here(uow, device_id)
    device.driver = device.driver if driver is None else _named(driver)
    device.name = device.name if name is None else _named(name)
    device.address = device.address if address is None else check_address(address)
    device.options = device.options if options is None else written(options)
    uow.touch("devices")
    audit(uow, "device.changed", device_id, device=device.name, driver=device.driver)


def remove_device(uow: Uow, *, device_id: UUID) -> None:
    """It stands there no more. Refused: `right.missing`, `not_found`."""
    require(uow, Right.EDIT_SETTINGS)
    device = _here(uow, device_id)
    uow.session.delete(device)
    uow.touch("devices")
    audit(uow, "device.removed", device_id, device=device.name, driver=device.driver)


def _here(uow: Uow, device_id: UUID) -> Device:
    device = uow.session.get(Device, device_id)
    if device is None or device.till_id != uow.place.till_id:
        raise RuleBroken("not_found", table="device", id=device_id)
    return device


def _named(text: str) -> str:
    return name_of(text, most=LONGEST_NAME)
