"""Tells a label scale what changed, one product at a time, and says of each what became of it. No fault stops the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from app.kernel.errors import DeviceFailed
from devices.label_scales.goods import Limits, Row, ScaleGoods, State, difference, name_remark, parted
from devices.line import Line

NO_ANSWER = "label_scale.no_answer"


class Refused(Exception):
    """The scale said no to one product; what it answered."""


class Silent(Exception):
    """The scale said nothing, or nothing that can be understood, in its time."""


class LabelScale(Protocol):
    """A model's words."""

    @property
    def limits(self) -> Limits:
        """What it can hold."""

    def greet(self, line: Line) -> None:
        """Before the first product. Raises Refused, Silent, DeviceFailed."""

    def put(self, line: Line, goods: ScaleGoods) -> None:
        """Tell it one product, and hear that it has taken it. Raises Refused, Silent, DeviceFailed."""


def load(reach: Callable[[], Line], scale: LabelScale, goods: Sequence[ScaleGoods], *, before: State) -> Iterator[Row]:
    """A row for every product, as it is known; `state_after` makes of them what the scale has then.

    Who stops asking stops the work. A scale that refuses one product gets the next; one that hangs up or falls silent gets no
    more: what was on its way is `unknown`, the rest is `unsent`. Nothing is raised for a device.
    """
    fit, refused = parted(goods, scale.limits)
    yield from refused
    change = difference(before, fit)
    yield from (Row(each, "unchanged") for each in change.unchanged)
    named = {each.plu for each in goods}
    yield from (Row(ScaleGoods(plu, "", None), "left", "label_scale.left") for plu in change.gone if plu not in named)
    if change.changed:
        yield from _told(reach, scale, change.changed)


def _told(reach: Callable[[], Line], scale: LabelScale, goods: Sequence[ScaleGoods]) -> Iterator[Row]:
    try:
        line = reach()
    except DeviceFailed as error:
        yield from (Row(each, "unsent", error.code) for each in goods)
        return
    try:
        fault = _begun(scale, line)
        for each in goods:
            row = Row(each, "unsent", *fault) if fault else _put(scale, line, each)
            if row.outcome == "unknown":
                fault = (row.code, row.detail)
            yield row
    finally:
        line.close()


def _begun(scale: LabelScale, line: Line) -> tuple[str, str] | None:
    """Why nothing can be sent; None where it can."""
    try:
        scale.greet(line)
    except Refused as error:
        return "label_scale.refused", str(error)
    except Silent:
        return NO_ANSWER, ""
    except DeviceFailed as error:
        return error.code, ""
    return None


def _put(scale: LabelScale, line: Line, goods: ScaleGoods) -> Row:
    try:
        scale.put(line, goods)
    except Refused as error:
        return Row(goods, "refused", "label_scale.refused", str(error))
    except Silent:
        return Row(goods, "unknown", NO_ANSWER)
    except DeviceFailed as error:
        return Row(goods, "unknown", error.code)
    return Row(goods, "sent", name_remark(goods, scale.limits))
