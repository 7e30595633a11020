"""One line of text says where a device is: `serial:/dev/ttyUSB0`, `COM3`, `tcp://192.168.1.50:9100`, `file:/dev/usb/lp0`,
`usb:04b8:0e15`, `cups:QUEUE`, `windows:NAME`."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.kernel.errors import DeviceFailed
from devices.line import Line, LineSettings

PRINTER_PORT = 9100
_PYSERIAL = ("socket", "rfc2217", "loop", "spy", "hwgrep")


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
    if kind == "serial" or kind in _PYSERIAL or address.startswith(("/dev/", "COM", "\\\\.\\")):
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

    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PRINTER_PORT
    except ValueError as error:
        raise DeviceFailed("device.address", address=address[:80]) from error
    if not host:
        raise DeviceFailed("device.address", address=address[:80])
    return TcpLine(host, port)
