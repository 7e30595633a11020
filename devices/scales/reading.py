"""What a scale says at one moment. Never guessed: a frame that is not whole and right is no reading."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

_FIGURE = re.compile(rb"([+-]?) *(\d{1,9})(?:\.(\d{1,6}))?")
UNITS = {b"kg": "kg", b"g": "g", b"lb": "lb", b"oz": "oz", b"t": "t"}


@dataclass(frozen=True, slots=True)
class Reading:
    """`weight_milli` is in thousandths of `unit`, None where the scale sends its state instead of a weight."""

    weight_milli: int | None
    unit: str = "kg"
    stable: bool = False
    net: bool = False
    zero: bool = False
    over: bool = False
    under: bool = False

    @property
    def can_be_sold(self) -> bool:
        """There is something on the scale, it lies still, and the scale can weigh it."""
        return bool(self.weight_milli and self.weight_milli > 0 and self.stable and not self.over and not self.under)

    def as_json(self) -> dict[str, Any]:
        """The fields by their names."""
        return asdict(self)


def milli_of(text: bytes) -> int | None:
    """`  -1.234` → −1234; what is finer than a thousandth is rounded to the nearest, half away from nothing.

    None for what is not a figure, and for letters where digits belong.
    """
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, part = found.groups()
    digits = (part or b"").ljust(4, b"0")
    milli = int(whole) * 1000 + int(digits[:3]) + (digits[3:4] >= b"5")
    return -milli if sign == b"-" else milli


def unit_of(text: bytes) -> str | None:
    """`kg` of ` kg`; None for what no scale of ours sends."""
    return UNITS.get(text.strip().lower())


def weighed(text: bytes, unit: bytes | str, *, negative: bool = False, **state: bool) -> Reading | None:
    """A reading of a figure and its unit as they came; None when either makes no sense."""
    milli = milli_of(text)
    name = unit if isinstance(unit, str) else unit_of(unit)
    if milli is None or name is None:
        return None
    milli = -milli if negative else milli
    return Reading(milli, name, under=state.pop("under", False) or milli < 0, **state)
