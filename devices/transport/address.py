"""One line of text says where a device is: `serial:/dev/ttyUSB0`, `COM3`, `tcp://192.168.1.50:9100`, `file:/dev/usb/lp0`,
`usb:04b8:0e15`, `cups:QUEUE`, `windows:NAME`."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.kernel.errors import DeviceFailed
from devices.line import Line, LineSettings

PRINTER_PORT = 9100
_PYSERIAL = ("socket", "rfc2217", "loop", "spy", "hwgrep")
_NAMED, _PATHS = ("tcp", "cups", "windows", "usb", "file", "usb-file", "serial"), ("/dev/", "COM", "\\\\.\\")


def open_line(address: str, settings: LineSettings | None = None) -> Line:
    """Reach the device at that address.

    Refused: `device.address` (no such kind of address), and what the transports refuse. The transports are loaded here, when a
    device is really wanted: a start without devices pays for none.
    """
    address = address.strip()
    settings = settings or LineSettings()
    kind, _colon, rest = address.partition(":")
    if kind == "tcp":
        return _tcp(address)
    if kind in ("cups", "windows", "usb"):
        return _other(kind, rest)
    if kind in ("file", "usb-file") or address.startswith(("/dev/usb/lp", "/dev/lp")):
        from devices.transport.device_file import FileLine

        return FileLine(rest.removeprefix("//") if kind in ("file", "usb-file") else address)
    if kind == "serial" or kind in _PYSERIAL or address.startswith(_PATHS):
        from devices.transport.serial_port import SerialLine

        return SerialLine(rest.removeprefix("//") if kind == "serial" else address, settings)
    raise DeviceFailed("device.address", address=address[:80])


def _other(kind: str, name: str) -> Line:
    if kind == "usb":
        from devices.transport.usb import UsbLine

        return UsbLine(name)
    from devices.transport.queue import CupsLine, SpoolerLine

    return CupsLine(name) if kind == "cups" else SpoolerLine(name)


def _tcp(address: str) -> Line:
    from devices.transport.tcp import TcpLine

    parts = _host_and_port(address)
    if parts is None:
        raise DeviceFailed("device.address", address=address[:80])
    return TcpLine(parts[0], parts[1] or PRINTER_PORT)


def check_form(address: str) -> None:
    """Whether it could be an address at all; whether anything is there, only `open_line` finds out. Refused: `device.address`."""
    address = address.strip()
    kind, _colon, rest = address.partition(":")
    is_one = address.startswith(_PATHS) or (kind in (*_NAMED, *_PYSERIAL) and bool(rest.strip("/")))
    if not is_one or (kind == "tcp" and _host_and_port(address) is None):
        raise DeviceFailed("device.address", address=address[:80])


def with_port(address: str, port: int) -> str:
    """An address on the network that names no port, with this one; any other as it is."""
    names_none = address.startswith("tcp:") and (parts := _host_and_port(address)) is not None and parts[1] is None
    return f"{address.rstrip('/')}:{port}" if names_none else address


def _host_and_port(address: str) -> tuple[str, int | None] | None:
    """None for what is no address on the network."""
    try:
        parts = urlsplit(address)
        return (parts.hostname, parts.port) if parts.hostname else None
    except ValueError:
        return None
