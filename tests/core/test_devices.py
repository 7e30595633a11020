"""The devices of a till: declared, changed, taken away by whoever may; nothing of it travels."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.devices.commands import add_device, change_device, remove_device
from app.core.devices.queries import devices_of
from app.core.devices.views import DeviceView
from app.kernel.errors import NotPermitted
from tests.shop_floor import ShopFloor, refused


def here(shop: ShopFloor, kind: str = "") -> tuple[DeviceView, ...]:
    found: tuple[DeviceView, ...] = shop.ask(devices_of, till_id=shop.shop.place.till_id, kind=kind)
    return found


def printer(shop: ShopFloor) -> UUID:
    made: UUID = shop.do(
        add_device, kind="printer", driver="escpos", name="Kitchen", address="tcp://192.168.1.50:9100", options={"page": "cp866"}
    )
    return made


def test_a_device_is_declared_changed_and_taken_away(shop: ShopFloor):
    device_id = printer(shop)
    assert here(shop) == (
        DeviceView(device_id, "printer", "Kitchen", "escpos", "tcp://192.168.1.50:9100", {"page": "cp866"}),
    )
    shop.do(change_device, device_id=device_id, address="file:/dev/usb/lp0", options={"mode": "raster"})
    changed = here(shop, "printer")[0]
    assert (changed.name, changed.address, dict(changed.options)) == ("Kitchen", "file:/dev/usb/lp0", {"mode": "raster"})
    shop.do(remove_device, device_id=device_id)
    assert here(shop) == ()
    actions = [row["action"] for row in shop.rows("SELECT action FROM audit_entry WHERE action LIKE 'device.%' ORDER BY seq")]
    assert actions == ["device.added", "device.changed", "device.removed"]


def test_nothing_of_it_waits_for_the_centre(shop: ShopFloor):
    before = shop.documents()
    printer(shop)
    assert shop.documents() == before


def test_a_till_has_one_scale_and_many_label_scales(shop: ShopFloor):
    shop.do(add_device, kind="scale", driver="cas6", address="/dev/ttyUSB0")
    with refused("device.one_is_enough"):
        shop.do(add_device, kind="scale", driver="mtsics", address="/dev/ttyUSB1")
    for number in (1, 2):
        shop.do(add_device, kind="label_scale", driver="cl5000", address=f"tcp://10.0.0.{number}:20304")
    assert len(here(shop, "label_scale")) == 2


@pytest.mark.parametrize(("wrong", "code"), [
    ({"kind": "robot"}, "device.unknown_kind"), ({"address": "x" * 300}, "device.address"),
    ({"options": {"page": "\x1b[31m"}}, "device.wrong_option"), ({"options": {"a b": "1"}}, "device.wrong_option"),
    ({"options": {"page": "x" * 300}}, "device.wrong_option"), ({"driver": "\u200b"}, "text.empty"),
    ({"name": "x" * 99}, "text.too_long"),
])
def test_what_cannot_be_a_device_is_refused(shop: ShopFloor, wrong: dict[str, object], code: str):
    usual = {"kind": "printer", "driver": "escpos", "name": "", "address": "", "options": {}}
    with refused(code):
        shop.do(add_device, **(usual | wrong))  # type: ignore[arg-type]
    assert here(shop) == ()


def test_only_who_may_change_settings_touches_devices(till: ShopFloor):
    device_id = printer(till)
    by = till.cashier
    for command, inputs in ((add_device, {"kind": "scale", "driver": "cas6"}), (remove_device, {"device_id": device_id})):
        with pytest.raises(NotPermitted):
            till.do(command, by=by, **inputs)
    assert len(here(till)) == 1
