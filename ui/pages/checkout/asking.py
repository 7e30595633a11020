"""The panel of what is asked for: a figure for the chosen line, or a weight while it lies on the scale. It covers no cart."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QWidget

from app.core.sales.views import LineView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.bridge.scale_signals import ABSENT, DEAD, EMPTY, MOVING, OVER, STEADY, UNDER
from ui.kit.buttons import Button
from ui.kit.parts import column, frame, label, row, set_ink
from ui.kit.theme import px
from ui.kit.tokens import BOLD, FIGURE, HUGE, LARGE, MEDIUM, TARGET
from ui.pages.checkout.chosen import DISCOUNTS
from ui.pages.checkout.following import CheckoutView
from ui.pages.checkout.weighing import IN_KILOGRAMS, Weighing

NARROW, ASKED_ROOM = 340, 224
TITLES = {
    "quantity": _("Quantity"), "price": _("Price"), "asked_price": _("Price"), "discount": _("Discount in percent"),
    "discount_sum": _("Discount as a sum"), "receipt_discount": _("Discount on the whole receipt, in percent"),
    "receipt_discount_sum": _("Discount on the whole receipt, as a sum"),
}
KINDS = {
    "discount": _("Line, %"), "discount_sum": _("Line, sum"), "receipt_discount": _("All, %"),
    "receipt_discount_sum": _("All, sum"),
}
SCALE_SAYS = {
    ABSENT: _("There is no scale here: type the weight, then Enter."),
    DEAD: _("The scale does not answer: type the weight, then Enter."),
    EMPTY: _("Put the goods on the scale."), MOVING: _("The weight is still moving."), STEADY: _("At rest: Enter takes it."),
    OVER: _("Too heavy for this scale."), UNDER: _("Below zero: take everything off the scale."),
}
TYPED_BECAUSE = {
    "beside_scale": _("Typed by hand: Enter takes it."), "no_scale": _("Typed by hand: Enter takes it."),
    "scale_silent": _("Typed by hand, since the scale does not answer: Enter takes it."),
    "scale_refused": _("Typed by hand, since the scale has no weight: Enter takes it."),
}
"""It is written into the journal with the weight."""


class AskPanel(QWidget):
    """Signals:
    kind_wanted: another kind of discount.
    left: what is asked for is not wanted any more.
    """

    kind_wanted = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_narrow = self._has_two_rows = self._is_low = False
        self._title, self._name = label(ink="muted"), label(size=LARGE, weight=MEDIUM)
        self._figure = label(size=HUGE, weight=BOLD)
        self._per, self._sum = label(ink="muted"), label(size=FIGURE, weight=BOLD, right=True)
        self._words = label(wrap=True, weight=MEDIUM)
        self._cross = cross = Button(picture="close", look="plain")
        cross.setFixedWidth(px(48))
        cross.setAccessibleName(desk.say(_("Leave it")))
        cross.clicked.connect(self.left)
        self._kinds, self._grid = QWidget(), QGridLayout()
        self.kinds = {kind: Button(desk.say(words), parent=self._kinds) for kind, words in KINDS.items()}
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self.kind_wanted.emit(kind))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(8))
        self._kinds.setLayout(self._grid)
        self.tare = Button(desk.say(_("Tare")), hint="F5")
        self._sums = row(self._per, self.tare, self._sum, gap=12, grow=(0,))
        self._head = row(column(self._title, self._name, gap=2), cross, gap=12, grow=(0,))
        self._body = column(self._head, 1, self._figure, self._sums, self._words, self._kinds, gap=6, margin=(16, 12, 12, 12))
        card = frame("card")
        card.setLayout(self._body)
        self.setLayout(column(card, gap=0))
        self.setMinimumHeight(px(ASKED_ROOM))

    def be_low(self, is_low: bool) -> None:
        """Where there is little room, the figure stands beside its title and the kinds are as low as a finger allows."""
        if is_low == self._is_low:
            return
        self._is_low = is_low
        before, now = (self._body, self._head) if is_low else (self._head, self._body)
        before.removeWidget(self._figure)
        now.insertWidget(1 if is_low else 2, self._figure)
        for button in self.kinds.values():
            button.setMinimumHeight(TARGET if is_low else px(TARGET))
        self.setMinimumHeight(0 if is_low else px(ASKED_ROOM))

    def render_view(self, view: CheckoutView, line: LineView | None, typed: str) -> None:
        """Show what is asked for, and what has been typed for it."""
        is_weighed = not view.entry and view.weighing.wanted is not None
        self._kinds.setVisible(view.entry in DISCOUNTS)
        self._words.setVisible(not ((self._has_two_rows or self._is_low) and view.entry in DISCOUNTS))
        has_tare = is_weighed and view.weighing.is_by_scale
        self._sum.setVisible(is_weighed and not has_tare)  # the green key has it too
        self._per.setVisible(is_weighed and not (self._is_low and has_tare and view.weighing.tare_milli))
        self.tare.setVisible(has_tare)
        if is_weighed:
            self._show_weighing(view.weighing, typed)
        elif view.entry:
            self._show_entry(view, line, typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has no room side by side stands below each other."""
        super().resizeEvent(event)
        self._is_narrow = self.width() < px(NARROW)
        upright, flat = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._sums.setDirection(upright if self._is_narrow else flat)
        while self._grid.takeAt(0) is not None:
            pass
        widest = max(button.sizeHint().width() for button in self.kinds.values())
        self._has_two_rows = 4 * widest + 3 * px(8) > self.width() - px(28)
        columns = 2 if self._has_two_rows else 4
        for place, button in enumerate(self.kinds.values()):
            self._grid.addWidget(button, place // columns, place % columns)

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    @property
    def figure(self) -> str:
        """What stands there large."""
        return self._figure.text()

    def _show_entry(self, view: CheckoutView, line: LineView | None, typed: str) -> None:
        desk = self._desk
        self._say(self._title, desk.say(TITLES[view.entry]))
        product = view.entry_product
        self._say_name("" if view.entry.startswith("receipt") else product.name if product else line.name if line else "")
        self._figure.setText(typed or "…")
        set_ink(self._figure, "text" if typed else "muted")
        self._words.setText(self._now(view, line))
        set_ink(self._words, "muted")
        for kind, button in self.kinds.items():
            button.show_as(look="dark" if kind == view.entry else "plain")

    def _say_name(self, name: str) -> None:
        self._say(self._name, name)
        self._name.setVisible(bool(name))

    def _say(self, part: QLabel, text: str) -> None:
        """In the room beside the cross; what is too long shows that it goes on."""
        beside = self._cross.width() + (self._figure.sizeHint().width() + px(12) if self._is_low else 0)
        room = max(self.width() - px(28 + 12) - beside, px(100))
        part.setText(part.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
        part.setToolTip(text)

    def _now(self, view: CheckoutView, line: LineView | None) -> str:
        desk = self._desk
        if view.entry == "asked_price":
            return desk.say(_("The card has no price: type it, then Enter."))
        if view.entry in DISCOUNTS:
            return desk.say(_("Type it, then Enter; 0 takes it away."))
        if line is None:
            return ""
        now = desk.money(line.price_minor) if view.entry == "price" else (
            f"{desk.quantity(line.quantity_milli)} {desk.unit(line.unit)}"
        )
        return desk.say(_("Now {figure}. Type it, then Enter.")).format(figure=now)

    def _show_weighing(self, weighing: Weighing, typed: str) -> None:
        desk, wanted = self._desk, weighing.wanted
        assert wanted is not None
        unit = desk.unit(wanted.unit)
        title = desk.say(_("Weight")) if wanted.unit in IN_KILOGRAMS else desk.say(_("Quantity"))
        if weighing.waiting:
            title += " · " + desk.say(_("waiting after it: {count}")).format(count=weighing.waiting)
        self._say(self._title, title)
        self._say_name(wanted.name)
        shown = typed or (desk.quantity(weighing.quantity_milli) if weighing.is_by_scale else "…")
        self._figure.setText(f"{shown} {unit}")
        set_ink(self._figure, "text" if typed or weighing.can_be_taken else "muted")
        self._per.setText(desk.price_per_unit(wanted.price_minor, wanted.unit))
        tare = weighing.tare_milli
        words = f"{desk.say(_('Tare'))} {desk.quantity(tare)}" if tare else desk.say(_("Tare"))
        is_small = self._is_low and not tare
        self.tare.picture, self.tare.hint = "tare" if is_small else "", "F5"
        self.tare.show_as(
            text="" if is_small else words,
            look="chosen" if tare else "plain", enabled=bool(typed or tare or weighing.on_scale.can_be_taken),
        )
        self.tare.setAccessibleName(words)
        self.tare.setToolTip(words if is_small else "")
        self._sum.setText("" if typed or not weighing.is_by_scale else desk.money(weighing.sum_minor))
        words, ink = self._scale_says(weighing, typed)
        self._words.setText(desk.say(words).format(unit=unit))
        set_ink(self._words, ink)

    def _scale_says(self, weighing: Weighing, typed: str) -> tuple[str, str]:
        assert weighing.wanted is not None
        if typed:
            return TYPED_BECAUSE[weighing.reason], "muted"
        if weighing.wanted.unit not in IN_KILOGRAMS:
            return _("How many {unit}? Type it, then Enter."), "muted"
        if weighing.is_doubted:
            return _("Really the same load? Enter takes it once more."), "warn"
        if weighing.can_be_taken and weighing.is_taken:
            return _("This load was taken already: put the next one on."), "warn"
        state = weighing.on_scale.state
        if weighing.is_below_tare:
            return _("Lighter than the tare: empty the scale and press F5, or type the tare again."), "bad"
        if state == STEADY and not weighing.can_be_taken:
            return _("This is the container: put the goods into it."), "muted"
        return SCALE_SAYS[state], {STEADY: "primary", DEAD: "bad", OVER: "bad", UNDER: "bad"}.get(state, "muted")
