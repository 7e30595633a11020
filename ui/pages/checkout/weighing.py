"""Weighing in place: what waits for its weight, and when the scale's may be taken: once a load, unless somebody insists.

A tare is the container's: what lies on the scale when it is set, or a weight that is typed. It ends with its weighing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.views import ProductView
from app.core.sales.views import LineView, WeightReason
from app.kernel.money import extend_minor
from ui.bridge.scale_signals import ABSENT, DEAD, EMPTY, STEADY, OnScale, ScaleSignals

IN_KILOGRAMS = {"kg": 1, "g": 1000}
"""Units that a scale can tell: how many thousandths of the unit a gram is. Litres and metres are typed."""
_REASONS: Mapping[str, WeightReason] = {
    STEADY: "beside_scale", EMPTY: "beside_scale", ABSENT: "no_scale", DEAD: "scale_silent",
}
"""By the scale's state; in any other it has refused."""
MOST_TARE_MILLI = 30_000
"""Grams. A container that weighs more is none that a shop's scale carries."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be weighed: a product that is not in the cart yet, or a line (`line_id`) whose weight is another now."""

    product_id: UUID
    name: str
    unit: str
    price_minor: int
    own_price_minor: int | None = None
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much it is, in thousandths of its unit, and who says so: `scale` or `typed`, then with the `reason`. `load` is the
    scale's."""

    wanted: Wanted
    quantity_milli: int
    source: str
    load: int = 0
    reason: WeightReason | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """`quantity_milli` is without the tare, `sum_minor` what it comes to. `is_doubted`: this load was taken before; once more
    takes it. `tare_milli` is in grams."""

    wanted: Wanted | None = None
    on_scale: OnScale = OnScale()  # noqa: RUF009 — frozen
    quantity_milli: int = 0
    sum_minor: int = 0
    is_taken: bool = False
    is_doubted: bool = False
    waiting: int = 0
    tare_milli: int = 0

    @property
    def is_by_scale(self) -> bool:
        """The scale can tell it."""
        return self.wanted is not None and self.wanted.unit in IN_KILOGRAMS and self.on_scale.is_heard

    @property
    def can_be_taken(self) -> bool:
        """The weight is at rest, neither nothing nor too much, and there is something in the container."""
        return self.is_by_scale and self.on_scale.can_be_taken and self.quantity_milli > 0

    @property
    def is_below_tare(self) -> bool:
        """Less lies there than the container alone weighs: this is another one, or its weight was mistyped."""
        return self.is_by_scale and self.on_scale.can_be_taken and self.on_scale.weight_milli < self.tare_milli

    @property
    def reason(self) -> WeightReason:
        """Why a weight is typed, as far as the scale knows."""
        return _REASONS.get(self.on_scale.state, "scale_refused")


NOTHING_WEIGHED = Weighing()


class WeighingModel(QObject):
    """Signals:
    changed: the view is another one.
    taken: a `Weighed`.
    """

    changed = Signal()
    taken = Signal(object)

    def __init__(self, scale: ScaleSignals) -> None:
        super().__init__()
        self._scale = scale
        self._waiting: deque[Wanted] = deque()
        self._taken_load = self._tared_load = -1
        self.view = Weighing(on_scale=scale.view)
        scale.changed.connect(self._look)

    def weigh(self, product: ProductView, *, own_price_minor: int | None = None) -> None:
        """This product goes on the scale. While another does, it waits for its turn: no scan is lost."""
        price = own_price_minor if own_price_minor is not None else product.price_minor
        assert price is not None, "the price was asked for before"
        self._begin(Wanted(product.product_id, product.name, product.unit, price, own_price_minor))

    def begin_again(self, line: LineView) -> None:
        """A line of the cart goes on the scale once more."""
        self._begin(Wanted(line.product_id, line.name, line.unit, line.price_minor, line_id=line.line_id))

    def take(self) -> bool:
        """Take the weight of the scale. False: it cannot be taken (now), and the view says why."""
        view = self.view
        if view.wanted is None or not view.can_be_taken:
            return False
        if view.is_taken and not view.is_doubted:
            self._show(replace(view, is_doubted=True))
            return False
        self._finish(Weighed(view.wanted, view.quantity_milli, "scale", view.on_scale.load))
        return True

    def type_in(self, quantity_milli: int) -> None:
        """A weight from a hand."""
        if self.view.wanted is not None:
            self._finish(Weighed(self.view.wanted, quantity_milli, "typed", reason=self.view.reason))

    def tare(self, typed_milli: int | None = None) -> bool:
        """What lies on the scale is the container, or it weighs so many grams; with nothing on the scale there is none any
        more. False: the weight cannot be a tare (now)."""
        on_scale, wanted = self.view.on_scale, self.view.wanted
        if wanted is None or wanted.unit not in IN_KILOGRAMS or not on_scale.is_heard:
            return False
        if typed_milli is None and not on_scale.can_be_taken and on_scale.state != EMPTY:
            return False
        tare = typed_milli if typed_milli is not None else on_scale.weight_milli if on_scale.can_be_taken else 0
        if not 0 <= tare <= MOST_TARE_MILLI:
            return False
        # what is put on top of goods that were taken already is weighed alone: no second take of theirs
        self._tared_load = on_scale.load if typed_milli is None and tare else -1
        self._show(replace(self.view, tare_milli=tare, is_doubted=False))
        return True

    def leave(self) -> None:
        """Nothing is weighed; what waits comes next."""
        self._tared_load = -1
        self._show(replace(self.view, wanted=None, is_doubted=False, tare_milli=0))
        self._next()

    def keep(self, weighed: Weighed) -> None:
        """It is in the cart: the same load is not taken twice without a word."""
        if weighed.source == "scale":
            self._taken_load = weighed.load
            self._look()

    def _begin(self, wanted: Wanted) -> None:
        self._waiting.append(wanted)
        self._next()

    def _next(self) -> None:
        wanted = self.view.wanted
        if wanted is None and self._waiting:
            wanted = self._waiting.popleft()
        self._show(replace(self.view, wanted=wanted, waiting=len(self._waiting)))

    def _finish(self, weighed: Weighed) -> None:
        self.leave()
        self.taken.emit(weighed)

    def _look(self) -> None:
        self._show(replace(self.view, on_scale=self._scale.view))

    def _show(self, view: Weighing) -> None:
        on_scale, wanted = view.on_scale, view.wanted
        share = IN_KILOGRAMS.get(wanted.unit, 0) if wanted else 0
        quantity = max(0, on_scale.weight_milli - view.tare_milli) * share
        is_taken = on_scale.load == self._taken_load != self._tared_load and on_scale.is_heard
        self.view = replace(
            view, quantity_milli=quantity, sum_minor=extend_minor(wanted.price_minor, quantity) if wanted else 0,
            is_taken=is_taken, is_doubted=view.is_doubted and is_taken, waiting=len(self._waiting),
        )
        self.changed.emit()
