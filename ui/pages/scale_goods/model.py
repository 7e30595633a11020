"""What a label scale has not got yet, and telling it: on a thread of its own, with a row for each product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault
from ui.bridge.label_scales import WELL, LabelScale, ScaleLoader, ScaleRow
from ui.bridge.long_work import LongWork


@dataclass(frozen=True, slots=True)
class ScaleGoodsView:
    """`is_told`: `rows` say what became of each, else what would be sent. While `is_under_way`, `done` rows have come."""

    scales: tuple[LabelScale, ...] = ()
    key: str = ""
    rows: tuple[ScaleRow, ...] = ()
    everything: bool = False
    is_known: bool = False
    is_under_way: bool = False
    is_told: bool = False
    done: int = 0

    @property
    def scale(self) -> LabelScale | None:
        """The chosen one."""
        return next((each for each in self.scales if each.key == self.key), None)

    @property
    def counts(self) -> Counter[str]:
        """How many rows have each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def to_send(self) -> int:
        """How many goods go out with the green key; once it was told, what has not arrived."""
        if self.is_told:
            return self.failed
        scale, counts = self.scale, self.counts
        is_all = self.everything or (scale is not None and scale.is_file)
        if is_all:
            return sum(count for outcome, count in counts.items() if outcome != "left")
        return counts["new"] + counts["changed"]

    @property
    def failed(self) -> int:
        """How many have not arrived, as far as anybody knows."""
        return sum(count for outcome, count in self.counts.items() if outcome not in WELL and outcome != "left")


class ScaleGoodsModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk, loader: ScaleLoader | None) -> None:
        super().__init__()
        self._desk, self._loader = desk, loader
        self.view = ScaleGoodsView()
        self._came: list[ScaleRow] = []
        self.work = LongWork()
        self.work.moved.connect(self._take_row)
        self.work.ended.connect(self._end)

    def come(self) -> None:
        """Which scales there are, and what the chosen one has not got."""
        if self._loader is not None and not self.view.is_under_way:
            self._desk.ask(self._loader.scales, done=self._take_scales)

    def go(self) -> None:
        """What is under way goes on."""

    def choose(self, key: object) -> None:
        """Another scale."""
        if not self.view.is_under_way:
            self._show(key=str(key))
            self._compare()

    def send_everything(self, everything: bool) -> None:
        """Also what has not changed: for a scale that was emptied."""
        self._show(everything=everything)

    def send(self) -> None:
        """Tell the scale what it has not got."""
        view, loader = self.view, self._loader
        if loader is None or view.scale is None or view.is_under_way or not view.to_send:
            return
        self._came = []
        self._show(is_under_way=True, done=0)

        def act(told: Callable[[Any], None], stopping: Callable[[], bool]) -> tuple[ScaleRow, ...]:
            return loader.load(key=view.key, everything=view.everything, told=told, stopping=stopping)

        self.work.start(act, name="label-scale")

    def stop(self) -> None:
        """After the product in hand."""
        self.work.stop()

    def _take_scales(self, found: tuple[LabelScale, ...]) -> None:
        keys = [each.key for each in found]
        key = self.view.key if self.view.key in keys else keys[0] if keys else ""
        self._show(scales=found, key=key, is_known=True)
        self._compare()

    def _compare(self) -> None:
        key = self.view.key
        if not key or self._loader is None:
            self._show(rows=(), is_told=False)
            return

        def found(rows: tuple[ScaleRow, ...]) -> None:
            if key == self.view.key and not self.view.is_under_way:
                self._show(rows=rows, is_told=False)

        self._desk.ask(self._loader.difference, done=found, key=key)

    def _take_row(self, row: object) -> None:
        assert isinstance(row, ScaleRow)
        self._came.append(row)
        if row.outcome != "unchanged":
            self._show(done=self.view.done + 1)

    def _end(self, rows: object, error: object) -> None:
        told = rows if isinstance(rows, tuple) else tuple(self._came)
        ordered = tuple(sorted(told, key=lambda row: (row.outcome in WELL and not row.code, row.plu or 0)))
        self._show(is_under_way=False, is_told=True, rows=ordered, everything=False)
        if isinstance(error, AppError):
            self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))
        elif error is not None:
            self._desk.runner.crashed.emit(error)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
