"""The second screen: the receipt as its customer follows it, large. It never takes the keyboard, and goes with the window."""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from app.core.sales.views import LineView
from app.kernel.i18n import _
from ui.kit.theme import FAMILY, THEME, colour
from ui.kit.tokens import BOLD, MEDIUM, REGULAR
from ui.shell.customer_side import IDLE, PAID, PAYING, SALE, CustomerSide

ROWS = 9
"""So many lines a screen that is wider than high shows; the newest stay in sight."""
LINES_SHARE = 60
"""Of the width, in percent; the sums have the rest."""
TRIAL_SIZE = (1024, 600)
"""Of the window where there is no second screen."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class _Row(NamedTuple):
    """A line in its place, or how many have none."""

    place: QRect
    line: LineView | None
    hidden: int
    is_newest: bool


class CustomerScreen(QWidget):
    """Paints what `side` says, as large as its screen allows. Sizes come from the window's height: it is read from afar, whatever
    size of text the cashier likes.

    Signals:
        took_keyboard: a system that does not know windows without a keyboard gave it one.
    """

    took_keyboard = Signal()

    def __init__(self, side: CustomerSide) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(side.shop)
        self._side = side
        self._followed: tuple[str, list[_Row]] = (IDLE, [])
        side.changed.connect(self._follow)
        THEME.changed.connect(self.update)

    @property
    def unit(self) -> int:
        """A hundredth of the height, or of what a narrow screen has instead: all sizes are some of it."""
        return max(4, min(self.height(), round(self.width() * 0.7)) // 100)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.took_keyboard.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, region = QPainter(self), event.region()
        painter.fillRect(event.rect(), colour("bg"))
        if self._side.view.stage == IDLE:
            self._paint_welcome(painter, self.rect())
        else:
            goods, sums = self._panes()
            painter.fillRect(goods, colour("surface"))
            for row in self._rows(goods):
                if region.intersects(row.place):
                    self._paint_row(painter, row)
            if region.intersects(sums):
                self._paint_sums(painter, sums)
        painter.end()

    def _follow(self) -> None:
        """Only what has changed is painted again: the cashier's thread paints this too."""
        goods, sums = self._panes()
        before, self._followed = self._followed, (self._side.view.stage, self._rows(goods))
        if IDLE in (before[0], self._followed[0]):
            self.update()
            return
        for was, now in zip_longest(before[1], self._followed[1]):
            if was != now:
                self.update((now or was).place)
        self.update(sums)

    def _panes(self) -> tuple[QRect, QRect]:
        """Where the goods stand and where the sums: beside each other, or below on a screen that is higher than wide."""
        width, height = self.width(), self.height()
        if width > height:
            share = width * LINES_SHARE // 100
            return QRect(0, 0, share, height), QRect(share, 0, width - share, height)
        share = height * LINES_SHARE // 100
        return QRect(0, 0, width, share), QRect(0, share, width, height - share)

    # --- nobody is served ---

    def _paint_welcome(self, painter: QPainter, whole: QRect) -> None:
        box = whole.adjusted(6 * self.unit, 0, -6 * self.unit, 0)
        upper = QRect(box.left(), box.center().y() - 18 * self.unit, box.width(), 18 * self.unit)
        self._write(painter, upper, self._side.shop, 12, BOLD, at=_CENTRE, is_fitted=True)
        lower = upper.translated(0, 18 * self.unit)
        self._write(painter, lower, self._side.say(_("Welcome!")), 6, at=_CENTRE, ink="muted")

    # --- the goods ---

    def _rows(self, box: QRect) -> list[_Row]:
        """The lines that have room, the newest of them; above them how many have none."""
        view = self._side.view
        height = max(1, box.height() // (ROWS if box.height() == self.height() else ROWS - 2))
        fits = max(1, box.height() // height)
        hidden = len(view.lines) - fits + 1 if len(view.lines) > fits else 0
        place = QRect(box.left(), box.top(), box.width(), height)
        rows = [_Row(place, None, hidden, is_newest=False)] if hidden else []
        for line in view.lines[hidden:]:
            is_newest = line.position == view.newest and view.stage == SALE
            rows.append(_Row(place.translated(0, len(rows) * height), line, 0, is_newest=is_newest))
        return rows

    def _paint_row(self, painter: QPainter, row: _Row) -> None:
        if row.line is None:
            words = self._side.say(_("{count} more above")).format(count=row.hidden)
            self._write(painter, self._inner(row.place), words, 3, ink="muted")
        else:
            self._paint_line(painter, row.place, row.line, is_newest=row.is_newest)

    def _paint_line(self, painter: QPainter, box: QRect, line: LineView, *, is_newest: bool) -> None:
        if is_newest:
            painter.fillRect(box, colour("primary_soft"))
            painter.fillRect(QRect(box.left(), box.top(), self.unit, box.height()), colour("primary"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour("line"))
        inner = self._inner(box)
        figure = self._side.figure(line.sum_minor)
        taken = self._width(figure, 4, BOLD)
        self._write(painter, inner, figure, 4, BOLD, at=_RIGHT)
        words = inner.adjusted(0, box.height() // 8, -taken - 2 * self.unit, -box.height() // 2)
        self._write(painter, words, line.name, 4, MEDIUM if is_newest else REGULAR)
        note = self._side.amount(line)
        if line.discount_minor:
            note = f"{note} · −{self._side.figure(line.discount_minor)}"
        self._write(painter, words.translated(0, box.height() * 3 // 8), note, 3, ink="muted")

    # --- the sums ---

    def _paint_sums(self, painter: QPainter, box: QRect) -> None:
        painter.fillRect(QRect(box.left(), box.top(), 1, box.height()), colour("line"))
        inner = box.adjusted(4 * self.unit, 3 * self.unit, -4 * self.unit, -4 * self.unit)
        self._write(painter, QRect(inner.left(), inner.top(), inner.width(), 5 * self.unit), self._side.shop, 3, ink="muted")
        sums = self._sums()
        figures = sum(8 + (14 if is_large else 8) for _words, _figure, _ink, is_large in sums) * self.unit
        y = inner.bottom() - figures
        if self._side.view.stage == PAID:
            thanks = QRect(inner.left(), inner.top() + 8 * self.unit, inner.width(), max(0, y - inner.top() - 12 * self.unit))
            self._write(painter, thanks, self._side.say(_("Thank you!")), 8, BOLD, at=_LEFT, ink="primary", is_fitted=True)
        for words, figure, ink, is_large in sums:
            self._write(painter, QRect(inner.left(), y, inner.width(), 6 * self.unit), self._side.say(words), 4, ink="muted")
            height = (14 if is_large else 8) * self.unit
            place = QRect(inner.left(), y + 6 * self.unit, inner.width(), height)
            self._write(painter, place, figure, 11 if is_large else 6, BOLD, at=_RIGHT, ink=ink, is_fitted=True)
            y += height + 8 * self.unit

    def _sums(self) -> list[tuple[str, str, str, bool]]:
        """Words, figure, ink, and whether it is the large one: what is looked for now."""
        side, view = self._side, self._side.view
        total = side.money(view.total_minor)
        if view.stage == SALE:
            discount = [(_("You save"), side.figure(view.discount_minor), "primary", False)] if view.discount_minor else []
            return [*discount, (_("Total"), total, "text", True)]
        handed = [] if view.handed_minor is None else [(_("Received"), side.figure(view.handed_minor), "text", False)]
        change = [(_("Change"), side.money(view.change_minor), "primary", True)] if view.change_minor else []
        words = _("To pay") if view.stage == PAYING else _("Paid")
        return [(words, total, "text", not change), *(handed if change or view.stage == PAYING else []), *change]

    # --- how it is painted ---

    def _inner(self, box: QRect) -> QRect:
        return box.adjusted(3 * self.unit, 0, -3 * self.unit, 0)

    def _width(self, text: str, size: int, weight: int) -> int:
        return _metrics(size * self.unit, weight).horizontalAdvance(text)

    def _write(
        self, painter: QPainter, box: QRect, text: str, size: int, weight: int = REGULAR, *,
        at: Qt.AlignmentFlag = _LEFT, ink: str = "text", is_fitted: bool = False,
    ) -> None:
        """One line, `size` hundredths of the screen high. Words without room end in …; what `is_fitted` gets smaller instead: a
        figure that is cut off would be another sum."""
        pixels = size * self.unit
        if is_fitted and (needed := self._width(text, size, weight)) > box.width():
            pixels = pixels * box.width() // needed - 1
        painter.setFont(_font(pixels, weight))
        painter.setPen(colour(ink))
        whole = int(at) | int(Qt.TextFlag.TextDontClip)  # a tail below the line is not cut where lines stand close
        painter.drawText(box, whole, _metrics(pixels, weight).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 2))


@lru_cache(64)
def _font(pixels: int, weight: int) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(max(8, pixels))
    made.setWeight(QFont.Weight(weight))
    return made


@lru_cache(64)
def _metrics(pixels: int, weight: int) -> QFontMetrics:
    return QFontMetrics(_font(pixels, weight))


class SecondScreen(QObject):
    """Opens that window where one is declared and there is a screen for it; closes it when either goes, or the till's window."""

    def __init__(self, side: CustomerSide, till_window: QWidget) -> None:
        super().__init__()
        self._side, self._till = side, till_window
        self.shown: CustomerScreen | None = None
        self._is_over = False
        side.displays.window_changed.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self.look)
        application.screenRemoved.connect(self.look)

    def look(self, _screen: QScreen | None = None) -> None:
        """Open or close it, as things are now."""
        place = None if self._is_over else self._place()
        if place is None:
            self.close()
            return
        if self.shown is None:
            self.shown = CustomerScreen(self._side)
            self.shown.took_keyboard.connect(self._till.activateWindow)
        screen, fills_it = place
        if fills_it:
            self.shown.setGeometry(screen.geometry())
            self.shown.showFullScreen()
        elif not self.shown.isVisible():
            self.shown.resize(*TRIAL_SIZE)
            self.shown.show()

    def end(self) -> None:
        """The till's window is closed: this one too, and it stays so."""
        self._is_over = True
        self.close()

    def close(self) -> None:
        """Nothing is shown there any more."""
        shown, self.shown = self.shown, None
        if shown is not None:
            shown.hide()
            shown.deleteLater()

    def _place(self) -> tuple[QScreen, bool] | None:
        """The screen that it fills; or this one, only for a trial."""
        options = self._side.displays.window
        if options is None:
            return None
        here = self._till.screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not here]
        if others:
            return others[0], True
        return (here, False) if options.get("screen") == "any" else None
