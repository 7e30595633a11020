"""The cart as a list: only lines that changed are painted again, so that five lines and five hundred cost the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import attrgetter

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QPainter, QResizeEvent

from app.core.sales.views import LineView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import day_text
from ui.kit.painting import write
from ui.kit.rows import RowList
from ui.kit.stepper import WIDE, Stepper, stepper
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE, MEDIUM, REGULAR, SMALL, TARGET

NARROW = 540
_POSITION = attrgetter("position")


class CartView(RowList):
    """Signals:
    stepped: −1 or +1, on the chosen line.
    """

    stepped = Signal(int)
    has_pictures = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.say(_("Cart")))
        self._desk = desk

    def spoken(self, item: LineView) -> str:
        return item.name

    def show_lines(self, lines: Mapping[int, LineView], chosen: int | None) -> None:
        """Other lines, by their positions, with the chosen one in sight."""
        self._show(sorted(lines.values(), key=_POSITION), chosen)

    def choose(self, position: int | None) -> None:
        """The line of this position, in sight."""
        self._show(self.items, position)

    def touch(self, place: int, at: QPoint, *, is_second: bool) -> None:
        step = 0
        if place == self.row and self.items[place].has_steps:
            step = _stepper(self.visualRect(self.currentIndex())).step_at(at)
        if step:
            self.stepped.emit(step)
        else:
            self.chosen.emit(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def paint_row(self, painter: QPainter, box: QRect, item: LineView, *, is_chosen: bool) -> None:
        inner, is_narrow = box.adjusted(px(20), 0, -px(20), 0), _is_narrow(box)
        write(painter, inner, self._desk.money(item.sum_minor, currency=False), LARGE, BOLD, right=True, whole=True)
        amount = f"{self._desk.quantity(item.quantity_milli)} {self._desk.unit(item.unit)}"
        quantity = QRect(inner.right() - px(124) - px(WIDE), inner.top(), px(WIDE), inner.height())
        if is_chosen and item.has_steps:
            _stepper(box).paint(painter, "" if is_narrow else amount)
            quantity = _stepper(box).around
        elif is_narrow:
            quantity.setLeft(inner.right() - px(124))
        else:
            weight, ink = (BOLD, "text") if is_chosen else (REGULAR, "muted")
            write(painter, quantity, amount, LARGE, weight, ink=ink, right=True, whole=True)
        words = QRect(inner.left(), inner.top() + px(10), quantity.left() - px(12) - inner.left(), px(24))
        write(painter, words, item.name, LARGE, MEDIUM if is_chosen else REGULAR)
        note = f"{amount} · {self._note(item)}" if is_narrow else self._note(item)
        write(painter, words.translated(0, px(22)), note, SMALL, ink="muted")

    def _show(self, lines: Sequence[LineView], position: int | None) -> None:
        self.show_items(lines, bisect_left(lines, position, key=_POSITION) if position is not None else -1)

    def _note(self, line: LineView) -> str:
        parts = [self._desk.price_per_unit(line.price_minor, line.unit)]
        if line.discount_minor:
            discount = self._desk.money(line.discount_minor, currency=False)
            parts.append(self._desk.say(_("discount {sum}")).format(sum=discount))
        if line.is_marked:
            parts.append(self._desk.say(_("marked")))
        if line.expires_on is not None:
            parts.append(self._desk.say(_("good until {day}")).format(day=day_text(line.expires_on, self._desk.language)))
        if line.new_price_minor is not None:
            parts.append(self._desk.say(_("now {price}")).format(price=self._desk.money(line.new_price_minor)))
        return " · ".join(parts)


def _is_narrow(box: QRect) -> bool:
    """Then − and + stand side by side, and the amount below the name."""
    return box.width() < px(NARROW)


def _stepper(box: QRect) -> Stepper:
    if _is_narrow(box):
        return stepper(box, end=box.right() - px(110), width=2 * px(TARGET))
    return stepper(box, end=box.right() - px(144), width=px(WIDE))
