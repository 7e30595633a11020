"""What may be declared of a device. Whether its driver exists is known where the drivers are."""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.core.devices.views import KINDS
from app.kernel.errors import RuleBroken
from app.kernel.text import one_line

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_VALUE, MOST_OPTIONS = 60, 200, 200, 30


def check_kind(kind: str) -> None:
    """Refused: `device.unknown_kind`."""
    if kind not in KINDS:
        raise RuleBroken("device.unknown_kind", kind=kind[:40])


def check_address(address: str) -> str:
    """The address without what no address holds. Refused: `device.address`."""
    clean = one_line(address)
    if not clean.isprintable() or len(clean) > LONGEST_ADDRESS:
        raise RuleBroken("device.address", address=clean[:80])
    return clean


def written(options: Mapping[str, str]) -> str:
    """As they are stored. Refused: `device.wrong_option`."""
    if len(options) > MOST_OPTIONS:
        raise RuleBroken("device.wrong_option", option="…", value=str(len(options)))
    for key, value in options.items():
        if not key.isidentifier() or len(value) > LONGEST_VALUE or not value.isprintable():
            raise RuleBroken("device.wrong_option", option=key[:40], value=value[:40])
    return json.dumps(dict(sorted(options.items())), ensure_ascii=False, separators=(",", ":"))
