"""A printer on USB without a file of the system, through libusb: `usb:04b8:0e15`, with `:SERIAL` where there are two alike.

*Unverified*: written from the USB printer class (1.1) and pyusb's documentation; no such printer was at hand.
"""

from __future__ import annotations

import errno
from typing import Any

from app.kernel.errors import DeviceFailed

WRITE_MS, READ_STEP_MS, MOST = 4000, 50, 4096
_PRINTER_CLASS = 7


class UsbLine:
    """Refused at the opening: `device.address`, `device.not_there`, `device.busy`, `device.no_permission`."""

    def __init__(self, address: str) -> None:
        self.url = f"usb:{address}"
        vendor, product, serial_number = _ids(address, self.url)
        import usb.core
        import usb.util

        self._errors, self._util = (usb.core.USBError, usb.core.NoBackendError, NotImplementedError), usb.util
        try:
            self._device: Any = self._found(usb.core, vendor, product, serial_number)
            self._out, self._in = self._ends()
        except usb.core.NoBackendError as error:
            raise DeviceFailed("device.not_there", address=self.url) from error
        except usb.core.USBError as error:
            if error.errno == errno.EACCES:
                raise DeviceFailed("device.no_permission", address=self.url) from error
            if error.errno == errno.EBUSY:
                raise DeviceFailed("device.busy", address=self.url) from error
            raise DeviceFailed("device.not_there", address=self.url) from error

    def write(self, data: bytes) -> None:
        """All of it. Refused: `device.stuck`, `device.gone`."""
        for first in range(0, len(data), MOST):
            piece = data[first : first + MOST]
            try:
                sent = self._out.write(piece, WRITE_MS)
            except self._errors as error:
                raise DeviceFailed("device.gone", address=self.url) from error
            if sent != len(piece):
                raise DeviceFailed("device.stuck", address=self.url, sent=first + sent)

    def read(self, wait_s: float) -> bytes:
        """What has come; nothing where the printer has no way back."""
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(64, max(READ_STEP_MS, round(wait_s * 1000))))
        except self._errors:
            return b""  # libusb tells a time that is over as an error

    def clear(self) -> None:
        """Forget what came before now."""
        while self.read(0):
            pass

    def close(self) -> None:
        self._util.dispose_resources(self._device)

    def _found(self, core: Any, vendor: int, product: int, serial_number: str) -> Any:
        for device in core.find(find_all=True, idVendor=vendor, idProduct=product):
            if not serial_number or device.serial_number == serial_number:
                return device
        raise DeviceFailed("device.not_there", address=self.url)

    def _ends(self) -> tuple[Any, Any]:
        """The two ends of its printer interface; the kernel's own driver lets go of it first."""
        for interface in self._device.get_active_configuration():
            if interface.bInterfaceClass != _PRINTER_CLASS:
                continue
            number = interface.bInterfaceNumber
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
            self._util.claim_interface(self._device, number)
            ways = {self._util.endpoint_direction(end.bEndpointAddress): end for end in interface}
            return ways[self._util.ENDPOINT_OUT], ways.get(self._util.ENDPOINT_IN)
        raise DeviceFailed("device.not_there", address=self.url)


def _ids(address: str, url: str) -> tuple[int, int, str]:
    vendor, _colon, rest = address.partition(":")
    product, _colon, serial_number = rest.partition(":")
    try:
        return int(vendor, 16), int(product, 16), serial_number
    except ValueError as error:
        raise DeviceFailed("device.address", address=url[:80]) from error
