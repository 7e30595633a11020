"""The right side of a part: lines with an amount each, the amount of the chosen one, and the green key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, ReturnKey
from ui.kit.form import field
from ui.kit.parts import aside, column, holding, label, row, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE
from ui.pages.bag.amounts import AmountLine, Amounts

LOW = 480
"""A pane that is lower than this shows its total on the green key alone."""


class LinesPane(QWidget):
    """Signals:
    done: an amount or a price was typed, and Return pressed: back to the search.
    """

    done = Signal()

    def __init__(
        self, desk: Desk, amounts: Amounts, *, name: str, words: Callable[[AmountLine], PickRow], empty: str, act: str,
        with_price: bool = False, extra: tuple[QWidget, ...] = (),
    ) -> None:
        super().__init__()
        self._desk, self._amounts, self._with_price = desk, amounts, with_price
        say = desk.say
        self.lines = PickList(name, words, empty=empty)
        self.quantity = FigureEdit(decimals=3)
        self.price = FigureEdit(decimals=minor_digits(desk.place.currency))
        self.less, self.more = Button("−"), Button("+")
        self.less.setAccessibleName(say(_("One less")))
        self.more.setAccessibleName(say(_("One more")))
        self.go_on = wide(primary(act, hint="F12"))
        self.total = label(size=HUGE, weight=BOLD, right=True)
        self._total_row = holding(row(label(say(_("Total")), size=LARGE, ink="muted"), self.total, gap=12, grow=(1,)))
        steps = holding(row(self.less, self.quantity, self.more, gap=8, grow=(1,)))
        self._quantity = field(say(_("Quantity")), steps)
        self.quantity.setAccessibleName(say(_("Quantity")))
        of_line = [self._quantity]
        if with_price:
            of_line.append(field(say(_("Price")), self.price))
        else:
            aside(self, self.price)
        self._of_line = holding(row(*of_line, gap=12, grow=dict(enumerate((3, 2)))))
        self.setLayout(
            column(self.lines, self._of_line, *extra, self._total_row, self.go_on, gap=10, margin=(0, 0, 0, 0), grow=(0,))
        )
        self._total_row.setVisible(with_price)
        self.lines.chosen.connect(self._choose)
        self.less.clicked.connect(lambda: amounts.step(-1))
        self.more.clicked.connect(lambda: amounts.step(1))
        ReturnKey(self.quantity, self.price).pressed.connect(self._entered)
        for edit in (self.quantity, self.price):
            edit.editingFinished.connect(self.keep)
            edit.installEventFilter(self)

    def keep(self) -> bool:
        """What was typed for the chosen line, if it is something else; what is refused is shown as it was: False."""
        line, typed, price = self._amounts.line, self.quantity.value(), self.price.value()
        if line is None:
            return True
        is_kept = True
        if typed is not None and typed != line.quantity_milli:
            self._amounts.type_amount(typed)
            now = self._amounts.line
            is_kept = typed == 0 or (now is not None and now.quantity_milli == typed)
        if self._with_price and price != line.price_minor and typed != 0:
            self._amounts.set_price(price)
        self.show_line(anew=True)
        return is_kept

    def to_quantity(self) -> None:
        """F4: type how many."""
        self._to(self.quantity)

    def to_price(self) -> None:
        """Shift+F4: type another price."""
        if self._with_price:
            self._to(self.price)

    def _to(self, edit: FigureEdit) -> None:
        if self._amounts.line is not None:
            edit.setFocus()
            edit.selectAll()

    def _choose(self, place: int) -> None:
        self.keep()
        self._amounts.choose(place)

    def _entered(self) -> None:
        self.keep()
        self.done.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape leaves a field as it was."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()  # else it is the window's: away from this screen
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.show_line(anew=True)
            self.done.emit()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._total_row.setVisible(self._with_price and self.height() >= px(LOW))

    # --- what is shown ---

    def show_lines(self, *, detail: str = "", can: bool = True) -> None:
        """The lines as they are now, with the figure on the green key."""
        amounts = self._amounts
        lines = amounts.lines
        self.lines.show_items(lines, amounts.place)
        self._of_line.setEnabled(bool(lines))
        self.go_on.show_as(detail=detail, enabled=bool(lines) and can and not amounts.is_busy)
        self.total.setText(detail)
        self.show_line()

    def show_line(self, *, anew: bool = False) -> None:
        """Of the chosen line: how many, at which price; a field in which somebody types is left alone."""
        line = self._amounts.line
        for edit, value in (
            (self.quantity, line.quantity_milli if line is not None else None),
            (self.price, line.price_minor if line is not None else None),
        ):
            if edit.value() != value and (anew or not edit.hasFocus()):
                edit.show_value(value)
