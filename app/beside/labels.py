"""Labels for the window: their words from the cards, their pictures, and the way to a label printer or onto sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from app.core.devices.queries import devices_of
from app.core.devices.views import DeviceView
from app.core.documents.titles import UNITS
from app.kernel.errors import RuleBroken
from app.kernel.i18n import translated
from app.kernel.paths import documents_folder
from app.kernel.period import zone_info
from app.kernel.whole_file import whole_file
from app.shop import Shop
from ui.bridge.labelling import SHEETS, Destination, LabelGoods
from ui.formats import day_text, money_text

if TYPE_CHECKING:
    from devices.labels.batch import Form
    from devices.labels.template import Label, Template
    from devices.line import Line


def label_of(
    shop: Shop, name: str, code: str, language: str, *, price_minor: int | None, unit: str = "",
    old_price_minor: int | None = None, composition: str = "",
) -> Label:
    """What stands on a label, with today's date; goods without a price have a label without one. `unit` is what the price is for,
    where that has to be said."""
    from devices.labels.template import Label

    def price(minor: int | None) -> str:
        return "" if minor is None else money_text(minor, shop.place.currency, language)

    today = day_text(shop.clock().astimezone(zone_info(shop.place.zone)).date(), language)
    per = f" / {translated(UNITS[unit], language) if unit in UNITS else unit}" if unit and price_minor is not None else ""
    return Label(
        name, price(price_minor) + per, price(old_price_minor), barcode=code, square=code, date=today, composition=composition
    )


class Labels:
    """An `ui.bridge.labelling.LabelMaker`."""

    def __init__(self, shop: Shop, *, folder: Path | None = None) -> None:
        self._shop, self._folder = shop, folder

    @property
    def templates(self) -> tuple[str, ...]:
        """By name, the usual one first."""
        from devices.labels.template import TEMPLATES

        return tuple(TEMPLATES)

    def destinations(self, session: Any) -> tuple[Destination, ...]:
        """As `LabelMaker`."""
        found = devices_of(session, till_id=self._shop.place.till_id, kind="label_printer")
        return tuple(Destination(str(each.device_id), each.name) for each in found)

    def picture(self, _session: Any, *, goods: LabelGoods, template: str, language: str) -> bytes:
        """As `LabelMaker`."""
        from devices.labels.drawing import as_png

        return as_png(self._label(goods, language), _template(template))

    def make(
        self, goods: Sequence[LabelGoods], *, template: str, to: str, language: str, first: int = 1,
        told: Callable[[int], None] = lambda _done: None, stopping: Callable[[], bool] = lambda: False,
    ) -> Path | None:
        """As `LabelMaker`. A printer gets the goods one by one: what was told as done is out."""
        chosen, labels = _template(template), [self._label(each, language) for each in goods]
        pairs = [(label, each.copies) for label, each in zip(labels, goods, strict=True)]
        if to == SHEETS:
            return self._onto_sheets(pairs, chosen, first, told, stopping)
        self._onto_a_roll(pairs, chosen, self._printer(to), told, stopping)
        return None

    def _label(self, goods: LabelGoods, language: str) -> Label:
        found = goods.product
        code = (*found.codes, found.article or "")[0]
        return label_of(
            self._shop, found.name, code, language, price_minor=found.price_minor, unit=found.unit if found.decimals else "",
            old_price_minor=goods.old_price_minor, composition=goods.composition,
        )

    def _printer(self, key: str) -> DeviceView:
        found: tuple[DeviceView, ...] = self._shop.ask(
            devices_of, till_id=self._shop.place.till_id, kind="label_printer"
        )
        printer = next((each for each in found if str(each.device_id) == key), None)
        if printer is None:
            raise RuleBroken("not_found", table="device", id=UUID(key))
        return printer

    def _onto_sheets(
        self, pairs: Sequence[tuple[Label, int]], template: Template, first: int, told: Callable[[int], None],
        stopping: Callable[[], bool],
    ) -> Path | None:
        from devices.labels.batch import Wanted, batch
        from devices.labels.grid import grid_for

        wanted, ends = [Wanted(label, copies) for label, copies in pairs], list(_running(copies for _label, copies in pairs))
        path = self._path()
        try:
            with whole_file(path, make_folder=True) as file:
                finished = 0
                for done in batch(wanted, template, file, form="pdf", grid=replace(grid_for(template), first=first)):
                    if stopping():
                        raise _Stopped
                    while finished < len(ends) and ends[finished] <= done:
                        finished += 1
                        told(finished)
        except _Stopped:
            return None
        return path

    def _onto_a_roll(
        self, pairs: Sequence[tuple[Label, int]], template: Template, printer: DeviceView, told: Callable[[int], None],
        stopping: Callable[[], bool],
    ) -> None:
        from devices.labels.batch import Wanted, batch
        from devices.making import roll

        dots_mm, gap_mm = roll(printer.options)
        with _opened(printer) as out:
            for done, (label, copies) in enumerate(pairs, 1):
                if stopping():
                    return
                form = cast("Form", printer.driver)
                for _count in batch([Wanted(label, copies)], template, out, form=form, dots_mm=dots_mm, gap_mm=gap_mm):
                    pass
                told(done)

    def _path(self) -> Path:
        now = self._shop.clock().astimezone(zone_info(self._shop.place.zone))
        return (self._folder or documents_folder()) / f"labels-{now:%Y-%m-%d-%H%M%S}.pdf"


class _Stopped(Exception):
    """Nobody wants the sheets any more: no file is left."""


class _OntoLine:
    """A line that is written to like a file."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def write(self, data: bytes) -> int:
        self._line.write(data)
        return len(data)


@contextmanager
def _opened(printer: DeviceView) -> Iterator[BinaryIO]:
    from devices.line import LineSettings
    from devices.making import reach
    from devices.options import line_settings
    from devices.registry import driver

    driver("label_printer", printer.driver)
    line = reach(printer.address, line_settings(printer.options, LineSettings()))()
    try:
        yield cast("BinaryIO", _OntoLine(line))
    finally:
        line.close()


def _template(name: str) -> Template:
    from devices.labels.template import TEMPLATES

    if name not in TEMPLATES:
        raise RuleBroken("label.unknown_template", name=name, known=", ".join(TEMPLATES))
    return TEMPLATES[name]


def _running(counts: Iterator[int] | Any) -> Iterator[int]:
    whole = 0
    for count in counts:
        whole += count
        yield whole
