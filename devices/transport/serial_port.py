"""A serial port, or whatever pyserial reaches by a URL (`socket://`, `rfc2217://`, `loop://`). Never blocks, never shares it."""

from __future__ import annotations

import time
from typing import Any

import serial

from app.kernel.errors import DeviceFailed
from devices.line import LineSettings

WRITE_S = 2.0
_STEP_S = 0.02
"""A port waits this long for a byte, and a longer wait is several of them: another time-out would set the whole port anew."""


class SerialLine:
    """Refused at the opening: `device.not_there`, `device.busy` (another program holds it), `device.address`."""

    def __init__(self, url: str, settings: LineSettings, *, write_s: float = WRITE_S) -> None:
        self.url = url
        try:
            self._port: Any = serial.serial_for_url(
                url, baudrate=settings.baud, bytesize=settings.bits, parity=settings.parity, stopbits=settings.stop,
                timeout=_STEP_S, write_timeout=write_s, exclusive=True,
            )
        except ValueError as error:
            raise DeviceFailed("device.address", address=url) from error
        except (OSError, serial.SerialException) as error:
            code = "device.busy" if _is_busy(error) else "device.not_there"
            raise DeviceFailed(code, address=url) from error
        except Exception as error:  # termios.error is no OSError
            raise DeviceFailed("device.not_there", address=url) from error

    def write(self, data: bytes) -> None:
        """All of it. Refused: `device.stuck` (it takes nothing), `device.gone`."""
        try:
            self._port.write(data)
        except serial.SerialTimeoutException as error:
            raise DeviceFailed("device.stuck", address=self.url) from error
        except Exception as error:  # SerialException, OSError, termios.error: a port that was pulled raises any of them
            raise self._gone() from error

    def read(self, wait_s: float) -> bytes:
        """What has come. Refused: `device.gone`."""
        end = time.monotonic() + wait_s
        try:
            while True:
                waiting = self._port.in_waiting
                if waiting:
                    return bytes(self._port.read(waiting))
                if time.monotonic() >= end:
                    return b""
                first = self._port.read(1)
                if first:
                    return bytes(first) + bytes(self._port.read(self._port.in_waiting or 0))
        except Exception as error:
            raise self._gone() from error

    def clear(self) -> None:
        """Refused: `device.gone`."""
        try:
            self._port.reset_input_buffer()
        except Exception as error:
            raise self._gone() from error

    def close(self) -> None:
        try:
            self._port.close()
        except Exception:
            return  # what is gone already is closed enough

    def _gone(self) -> DeviceFailed:
        self.close()
        return DeviceFailed("device.gone", address=self.url)


def _is_busy(error: Exception) -> bool:
    return getattr(error, "errno", None) in (11, 16) or "exclusively lock" in str(error) or "PermissionError" in str(error)
