"""Verbs about devices: what is plugged in, what is declared, a live scale, a test page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from app.cli.frame import As, Db, Json, Lang, actor, answer, app, opened, plain, print_out, say, step_words, verb, write_out
from app.kernel.errors import DeviceFailed, RuleBroken
from app.kernel.i18n import _

devices = typer.Typer(no_args_is_help=True, help="The devices of this till.")
scale = typer.Typer(no_args_is_help=True, help="A scale, past the till.")
app.add_typer(devices, name="devices")
app.add_typer(scale, name="scale")
Port = Annotated[str, typer.Option("--port", metavar=_("ADDRESS"), help="serial:…, tcp://…:9100, file:…, usb:…, cups:…, COM3.")]
Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar=_("OPTION=VALUE"), help="What the driver asks for; as often as needed.")
]


@devices.command("detect")
@verb
def devices_detect(as_json: Json = False, lang: Lang = "") -> None:
    """What this computer shows: serial ports, USB printers, print queues. Nothing is opened."""
    from devices.detect import detect

    found = detect()
    answer(found, "\n".join(f"{each.address:<32} {each.title}" for each in found) or say(_("Nothing found.")))


@devices.command("drivers")
@verb
def devices_drivers(
    kind: Annotated[str, typer.Argument(metavar=_("KIND"), help="printer, scale, …")],
    as_json: Json = False, lang: Lang = "",
) -> None:
    """The drivers for a kind of device, with what each asks for."""
    from devices.registry import drivers

    found = list(drivers(kind).values())
    if not found:
        raise RuleBroken("device.unknown_kind", kind=kind[:40])
    lines = [f"{each.name:<12} {each.title}{'' if each.is_verified else ' · ' + say(_('unverified'))}" for each in found]
    answer(found, "\n".join(lines))


@devices.command("list")
@verb
def devices_list(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """The devices that are declared for this till."""
    from app.core.devices.queries import devices_of

    with opened(db, to_write=False) as shop:
        found = shop.ask(devices_of, till_id=shop.place.till_id)
    lines = [f"{each.device_id}  {each.kind:<14} {each.driver:<12} {each.address:<32} {each.name}" for each in found]
    answer(found, "\n".join(lines) or say(_("None is declared: receipts go into a folder, and the scale is a simulated one.")))


@devices.command("add")
@verb
def devices_add(
    kind: Annotated[str, typer.Argument(metavar=_("KIND"), help="printer, scale, …")],
    driver: Annotated[str, typer.Option("--driver", help="By its name: duken devices drivers KIND.")],
    port: Port = "", name: Annotated[str, typer.Option("--name", help="What people call it.")] = "", sets: Sets = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Declare a device of this till, while it is closed; a till that is open has a page for it in its settings."""
    from app.core.devices.commands import add_device
    from app.core.devices.rules import check_kind
    from devices.registry import check_options
    from devices.registry import driver as known
    from devices.trials.trying import check_address

    options = _options(sets)
    check_kind(kind)
    check_options(kind, driver, options)
    if known(kind, driver).needs_address or port.strip():
        check_address(kind, port, driver)
    with opened(db, to_write=True) as shop:
        device_id = shop.do(
            add_device, by=actor(shop, person), kind=kind, driver=driver, name=name, address=port, options=options
        )
    answer({"device_id": str(device_id)}, say(_("Declared: {driver} at {address}."), driver=driver, address=port or "—"))


@devices.command("remove")
@verb
def devices_remove(
    device_id: Annotated[UUID, typer.Argument(metavar=_("ID"), help="As duken devices list shows it.")],
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Take a device away."""
    from app.core.devices.commands import remove_device

    with opened(db, to_write=True) as shop:
        shop.do(remove_device, by=actor(shop, person), device_id=device_id)
    answer({"removed": str(device_id)}, say(_("Taken away.")))


@devices.command("test")
@verb
def devices_test(db: Db = None, as_json: Json = False, lang: Lang = "") -> None:
    """Ask each declared device how it is; nothing is printed and no drawer opens."""
    from app.beside.secrets import secrets_of
    from app.core.devices.queries import devices_of
    from app.keyring_store import usable_keyring
    from devices.trials.steps import Trial
    from devices.trials.trying import last_step

    with opened(db, to_write=False) as shop:
        found = shop.ask(devices_of, till_id=shop.place.till_id)
    told = []
    for each in found:
        kept = secrets_of(usable_keyring, each.device_id)
        step = last_step(Trial(each.kind, each.driver, each.address, each.options, secret=kept, is_quiet=True))
        sentence = step_words(step.code, step.facts)
        told.append({**plain(each), "state": step.word, "code": step.code, "sentence": sentence})
    lines = [f"{each['kind']:<14} {each['name']:<20} {each['sentence']}" for each in told]
    answer(told, "\n".join(lines) or say(_("None is declared: receipts go into a folder, and the scale is a simulated one.")))


@scale.command("read")
@verb
def scale_read(
    protocol: Annotated[str, typer.Option("--protocol", help="toledo8217, cas6, cas22, and18, mtsics, massak100, pos2, …")],
    port: Port,
    count: Annotated[int, typer.Option("--count", min=1, help="How many readings.")] = 1,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, max=600, help="Seconds to wait for each.")] = 5.0,
    sets: Sets = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Readings of a scale, one a line, as it sends them."""
    from devices.line import Deadline
    from devices.options import line_settings
    from devices.registry import check_options, driver
    from devices.scales.protocols import PROTOCOLS
    from devices.transport.address import open_line

    driver("scale", protocol)
    options = _options(sets)
    check_options("scale", protocol, options)
    found = PROTOCOLS[protocol]
    line = open_line(port, line_settings(options, found.usual))
    try:
        conversation = found.conversation()
        for _number in range(count):
            reading = conversation.take(line, Deadline(timeout))
            if reading is None:
                raise DeviceFailed("scale.silent", address=port, seconds=timeout)
            told = json.dumps(reading.as_json())
            print_out(f"{told}\n".encode() if as_json else f"{_weighed(reading.as_json())}\n".encode())
    finally:
        line.close()


@app.command("print-test")
@verb
def print_test(
    port: Port = "", sets: Sets = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Into a file instead.")] = None,
    as_json: Json = False, lang: Lang = "",
) -> None:
    """A page that shows which table of letters a printer has, drawn letters and a QR code."""
    from devices.making import receipt_printer
    from devices.printers.test_page import page
    from devices.registry import check_options

    options = _options(sets)
    check_options("printer", "escpos", options)
    job = page(options)
    if out is not None:
        write_out(job, out)
        if as_json:
            answer({"bytes": len(job), "path": out}, "")
        return
    try:
        receipt_printer("escpos", port, options).send(job)
    except DeviceFailed as error:
        if isinstance(error.__cause__, DeviceFailed):  # it was never reached: that is what somebody can mend
            raise error.__cause__ from None
        raise
    words = say(_("Sent: {count} bytes. Choose the table in which the letters are right."), count=len(job))
    answer({"bytes": len(job), "port": port}, words)


def _options(sets: list[str] | None) -> dict[str, str]:
    """`page=cp866` → its name and value. Refused: `device.wrong_option`."""
    options = {}
    for text in sets or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise RuleBroken("device.wrong_option", option=text[:40], value="")
        options[name.strip()] = value.strip()
    return options


def _weighed(reading: dict[str, Any]) -> str:
    weight = "—" if reading["weight_milli"] is None else f"{reading['weight_milli'] / 1000:.3f}"
    words = [name for name in ("stable", "net", "zero", "over", "under") if reading[name]]
    return f"{weight:>10} {reading['unit']}  {' '.join(words)}"
