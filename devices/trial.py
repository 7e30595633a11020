"""How a declared device is, asked once and told in one word; nothing is printed, opened or weighed for it."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.errors import AppError
from devices.line import Deadline
from devices.registry import driver, line_settings, reach, receipt_printer

PATIENCE_S = 2.0


def state_of(kind: str, name: str, address: str, options: Mapping[str, str]) -> str:
    """`ready`, what a printer says of itself, `silent` for a scale that sends nothing; else the code of what is wrong."""
    try:
        if kind == "printer":
            return receipt_printer(name, address, options).state().word
        if kind == "scale":
            return _scale(name, address, options)
        return "unknown"
    except AppError as error:
        return error.code


def _scale(name: str, address: str, options: Mapping[str, str]) -> str:
    from devices.scales.protocols import PROTOCOLS

    driver("scale", name)
    protocol = PROTOCOLS[name]
    line = reach(address, line_settings(options, protocol.usual))()
    try:
        return "silent" if protocol.conversation().take(line, Deadline(PATIENCE_S)) is None else "ready"
    finally:
        line.close()
