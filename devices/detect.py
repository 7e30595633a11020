"""What is plugged in: serial ports, USB printers and the system's print queues, each with a name that a person knows."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LPSTAT_S = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """`address` is what a device is declared with; `title` what stands on its box, as far as it says; `kind` serial, usb or
    queue."""

    address: str
    title: str
    kind: str


def detect(*, usb_class: Path = Path("/sys/class/usbmisc"), by_id: Path = Path("/dev/serial/by-id")) -> list[Found]:
    """All that this computer shows, serial ports first. Nothing is opened, and no device notices.

    A port is called by the name that stays with the device (Linux, `by_id`): `ttyUSB0` is another one tomorrow.
    """
    return [*_serial_ports(lasting_names(by_id)), *_usb_printers(usb_class), *_queues()]


def lasting_names(by_id: Path) -> dict[str, str]:
    """By the port of now: the link that the system makes for the device itself, wherever it is plugged in."""
    return {str(link.resolve()): str(link) for link in sorted(by_id.glob("*"))}


def _serial_ports(lasting: dict[str, str]) -> Iterator[Found]:
    from serial.tools import list_ports

    for port in sorted(list_ports.comports()):
        said = (port.manufacturer, port.product or _said(port.description), port.serial_number)
        title = " · ".join(part for part in said if part)
        yield Found(f"serial:{lasting.get(port.device, port.device)}", title or port.device, "serial")


def _said(description: str | None) -> str:
    """pyserial writes `n/a` for nothing."""
    return "" if description in (None, "n/a") else str(description)


def _usb_printers(usb_class: Path) -> Iterator[Found]:
    """Linux: what the kernel's usblp made of the printers' own answer (IEEE 1284 device id)."""
    for entry in sorted(usb_class.glob("lp*")):
        try:
            told = (entry / "device" / "ieee1284_id").read_text(errors="replace")
        except OSError:
            told = ""
        yield Found(f"file:/dev/usb/{entry.name}", _title_of(told) or entry.name, "usb")


def _title_of(device_id: str) -> str:
    """`MFG:EPSON;MDL:TM-T20;…` → `EPSON TM-T20`."""
    fields = dict(part.split(":", 1) for part in device_id.split(";") if ":" in part)
    maker = fields.get("MFG") or fields.get("MANUFACTURER") or ""
    model = fields.get("MDL") or fields.get("MODEL") or ""
    return " ".join(part.strip() for part in (maker, model) if part.strip())


def _queues() -> Iterator[Found]:
    """The queues of CUPS, where there is one."""
    lpstat = shutil.which("lpstat")
    if lpstat is None:
        return
    try:
        told = subprocess.run([lpstat, "-e"], capture_output=True, text=True, timeout=LPSTAT_S, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return
    for queue in told.split():
        yield Found(f"cups:{queue}", queue, "queue")
