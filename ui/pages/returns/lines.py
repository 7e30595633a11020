"""The lines of a return: ticked or not, how much of each, and what is given back for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.icons import icon
from ui.kit.painting import write
from ui.kit.rows import RowList
from ui.kit.stepper import WIDE, Stepper, stepper
from ui.kit.theme import colour, font, px
from ui.kit.tokens import BOLD, CART_LINE, LARGE, MEDIUM, REGULAR, SMALL
from ui.pages.checkout.tile import wrapped
from ui.pages.returns.views import BackLine

_TICK, _SUM = 60, 116
NARROW, WORDS = 520, 56
"""A list that is narrower than this has the names and their notes in rows of their own, so high together."""
MEDIUM_WIDE, SECOND_LINE = 660, 20
"""One that is narrower than this has room for a second line of the note, so high."""


class BackList(RowList):
    """Signals:
    ticked: the place of the line whose box was touched.
    stepped: −1 or +1, on the chosen line.
    """

    ticked = Signal(int)
    stepped = Signal(int)

    def __init__(self, desk: Desk, *, with_ticks: bool) -> None:
        super().__init__(desk.say(_("Goods that come back")))
        self._desk, self._with_ticks = desk, with_ticks

    def spoken(self, item: BackLine) -> str:
        return item.name

    def touch(self, place: int, at: QPoint, *, is_second: bool) -> None:
        box = lower(self.visualRect(self.model().index(place, 0)))
        step = stepper_of(box).step_at(at) if place == self.row else 0
        if self._with_ticks and at.x() < box.left() + px(_TICK):
            self.ticked.emit(place)
        elif step:
            self.stepped.emit(step)
        else:
            self.chosen.emit(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.viewport().width()
        more = WORDS if width < px(NARROW) else SECOND_LINE if width < px(MEDIUM_WIDE) else 0
        self.verticalHeader().setDefaultSectionSize(px(CART_LINE + more))
        super().resizeEvent(event)

    def paint_row(self, painter: QPainter, box: QRect, item: BackLine, *, is_chosen: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = lower(box)
        if self._with_ticks:
            _paint_tick(painter, figures, item)
        sum_box = QRect(box.right() - px(_SUM + 20), figures.top(), px(_SUM), figures.height())
        if item.taken_milli:
            write(painter, sum_box, self._desk.money(item.sum_minor, currency=False), LARGE, BOLD, right=True, whole=True)
        else:
            write(painter, sum_box, "—", LARGE, ink="muted", right=True)
        amount = stepper_of(figures)
        if is_chosen and item.left_milli != 0:
            amount.paint(painter, self._amount(item))
        elif item.taken_milli:
            write(painter, amount.around, self._amount(item), LARGE, right=True, whole=True)
        self._paint_words(painter, box, amount.around.left(), item, is_chosen=is_chosen)

    def _paint_words(self, painter: QPainter, box: QRect, end: int, line: BackLine, *, is_chosen: bool) -> None:
        left = box.left() + px(_TICK if self._with_ticks else 20)
        words = QRect(left, box.top() + px(10), end - px(12) - left, px(24))
        if has_own_rows(box):
            words.setRight(box.right() - px(20))
        ink = "muted" if line.left_milli == 0 else "text"
        write(painter, words, line.name, LARGE, MEDIUM if is_chosen else REGULAR, ink=ink)
        is_spoilt = bool(line.taken_milli) and not line.to_stock
        below = QRect(left, words.bottom() - px(1), words.width(), px(22))
        painter.setFont(font(SMALL))
        lines = 2 if box.height() > px(CART_LINE) and not has_own_rows(box) else 1
        for note in wrapped(self._note(line, is_spoilt), lines, below.width(), painter.fontMetrics().horizontalAdvance):
            write(painter, below, note, SMALL, ink="warn" if is_spoilt else "muted")
            below.translate(0, px(SECOND_LINE))

    def _amount(self, line: BackLine) -> str:
        return f"{self._desk.quantity(line.taken_milli)} {self._unit(line)}"

    def _unit(self, line: BackLine) -> str:
        return self._desk.unit(line.unit)

    def _note(self, line: BackLine, is_spoilt: bool) -> str:
        desk = self._desk
        price = desk.price_per_unit(line.price_minor, line.unit)
        parts = [price]
        if line.left_milli == 0:
            parts = [desk.say(_("All of it came back already"))]
        elif line.left_milli is not None and line.left_milli < line.sold_milli:
            left, sold = desk.quantity(line.left_milli), desk.quantity(line.sold_milli)
            parts = [desk.say(_("{left} of {sold} {unit} left")).format(left=left, sold=sold, unit=self._unit(line)), price]
        elif line.left_milli is not None:
            sold = f"{desk.quantity(line.sold_milli)} {self._unit(line)}"
            parts = [desk.say(_("sold {quantity}")).format(quantity=sold), price]
        if is_spoilt:
            parts.insert(0, desk.say(_("not for sale")))
        return " · ".join(parts)


def has_own_rows(box: QRect) -> bool:
    """The words of this line stand above its figures."""
    return box.height() >= px(CART_LINE + WORDS)


def lower(box: QRect) -> QRect:
    """The row of the figures: all of the line, or what is below its words."""
    high = px(CART_LINE) if has_own_rows(box) else box.height()
    return QRect(box.left(), box.bottom() - high + 1, box.width(), high)


def stepper_of(box: QRect) -> Stepper:
    """Where the amount stands in the row of the figures, between − and + on the chosen line."""
    return stepper(box, end=box.right() - px(_SUM + 28), width=px(WIDE))


def _paint_tick(painter: QPainter, box: QRect, line: BackLine) -> None:
    side = px(24)
    place = QRectF(box.left() + px(20), box.top() + (box.height() - side) / 2, side, side)
    if line.left_milli == 0:
        return
    is_whole = line.taken_milli == line.left_milli
    painter.setPen(QPen(colour("primary" if line.taken_milli else "muted"), 2))
    painter.setBrush(colour("primary") if is_whole else colour("surface"))
    painter.drawRoundedRect(place, px(6), px(6))
    if is_whole:
        picture = icon("check", "on_primary", 20)
        x, y = place.center().x() - picture.width() / 2, place.center().y() - picture.height() / 2
        painter.drawPixmap(round(x), round(y), picture)
    elif line.taken_milli:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("primary"))
        painter.drawRoundedRect(place.adjusted(px(6), px(10), -px(6), -px(10)), 2, 2)
