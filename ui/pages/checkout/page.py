"""The checkout as widgets: it shows what the model says and hands gestures down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.sales.views import LineView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import SearchBox
from ui.kit.keypad import Keypad
from ui.kit.parts import column, frame, hairline, label, row, set_ink
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM, SMALL
from ui.pages.checkout.cart import CartList, CartView
from ui.pages.checkout.hits import HitList
from ui.pages.checkout.model import CheckoutModel
from ui.pages.checkout.tiles import Tiles

ASKS = {
    "quantity": _("Quantity: {name}"), "price": _("Price: {name}"), "discount": _("Discount in percent: {name}"),
    "receipt_discount": _("Discount in percent on the whole receipt"), "weight": _("Weight in kg: {name}"),
}
GOES = {"F1": "help", "F6": "customer", "F7": "return", "F10": "cash", "F11": "sign_in"}
"""Keys that lead to other screens."""


class CheckoutPage(Screen):
    """The cart on the left, goods and keys on the right, one green key at the bottom.

    Signals:
        unknown: a sentence, and the code that nothing carries.
        left_for: the name of another screen that was asked for.
    """

    unknown = Signal(str, str)
    left_for = Signal(str)

    def __init__(self, desk: Desk, model: CheckoutModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.head = self.box = SearchBox(desk.say(_("Barcode, name or article")), hint="F2")
        self._lines = CartList()
        self.cart = CartView(desk, self._lines)
        self._hits = HitList(desk, self)
        self._customer = label(size=LARGE)
        self._debt = label(size=SMALL, weight=MEDIUM, ink="warn")
        self._count, self._discount = label(ink="muted"), label(ink="muted")
        self._total = label(size=HUGE, weight=BOLD, right=True)
        self._empty = label(desk.say(_("Scan goods or type a name.")), ink="muted", size=LARGE)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pay = primary(desk.say(_("Pay")), hint="F12")
        self._parked = Button("", look="soft", hint="F9")
        self._lay_out()
        self._connect()
        self._lines.take(model.lines.values())
        self._render()

    # --- building ---

    def _lay_out(self) -> None:
        left = frame("surface")
        whose = self._key(_("Customer"), "F6", look="soft", goes="customer")
        whose.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head = row(self._customer, self._debt, 1, whose, gap=12, margin=(20, 8, 20, 8))
        foot = row(
            column(1, self._count, self._discount, gap=6),
            column(label(self._desk.say(_("Total")), ink="muted", right=True), self._total, gap=0),
            gap=16, margin=(20, 12, 20, 12),
        )
        inside = column(head, hairline(), self._empty, self.cart, hairline(), foot, gap=0)
        for place in (2, 3):
            inside.setStretch(place, 1)
        left.setLayout(inside)
        right = QWidget()
        self._tiles = Tiles(self._desk)
        keypad = Keypad(point=",")
        keypad.typed.connect(self._type)
        self.quantity = self._key(_("Quantity"), "F4", look="soft")
        self.discount = self._key(_("Discount"), "F8", look="soft")
        self.weight = self._key(_("Weight"), "F5", look="soft")
        self.delete = self._key(_("Delete"), "Del", look="soft")
        keypad.add_column(self.quantity, self.discount, self.weight, self.delete)
        keypad.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._parked.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        back, more = self._key(_("Return"), "F7", goes="return"), self._key(_("More…"), "", goes="menu")
        keys = row(self._parked, back, more, gap=8)
        right.setLayout(column(self._tiles, keypad, keys, self.pay, gap=12, margin=16))
        both = row(left, hairline(upright=True), right, gap=0)
        both.setStretch(0, 58)
        both.setStretch(2, 42)
        right.setMinimumWidth(px(400))
        self.setLayout(both)

    def _key(self, words: str, hint: str, *, look: str = "plain", goes: str = "") -> Button:
        """A key; `goes` is the screen that it opens."""
        button = Button(self._desk.say(words), hint=hint, look=look)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if goes:
            button.clicked.connect(lambda: self.left_for.emit(goes))
        return button

    def _connect(self) -> None:
        model, box = self._model, self.box
        box.entered.connect(self._enter)
        box.moved.connect(model.move)
        box.left_alone.connect(self._leave)
        box.textEdited.connect(self._edited)
        box.installEventFilter(self)
        self.cart.chosen.connect(model.choose)
        self.cart.stepped.connect(lambda step: model.line.add(step * 1000))
        self._tiles.picked.connect(model.put)
        self._hits.picked.connect(model.put)
        self.pay.clicked.connect(model.pay)
        self._parked.clicked.connect(self._park)
        self.weight.clicked.connect(lambda: self._ask_for("weight"))
        self.quantity.clicked.connect(lambda: self._ask_for("quantity"))
        self.discount.clicked.connect(lambda: self._ask_for("discount"))
        self.delete.clicked.connect(model.line.remove)
        model.changed.connect(self._render)
        model.lines_changed.connect(self._take_lines)
        model.emptied.connect(self._lines.clear)
        model.unknown.connect(self._tell_unknown)
        shortcuts: list[tuple[str, Callable[[], Any]]] = [
            ("F12", model.pay), ("F9", self._park), ("Ctrl+Z", model.undo), ("F2", box.setFocus),
            ("F4", lambda: self._ask_for("quantity")), ("F5", lambda: self._ask_for("weight")),
            ("F8", lambda: self._ask_for("discount")),
            *((key, partial(self.left_for.emit, name)) for key, name in GOES.items()),
        ]
        for keys, act in shortcuts:
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def shown(self) -> None:
        self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        self._leave()
        return False

    # --- gestures ---

    def _park(self) -> None:
        """With something in the cart it is put aside, else what was put aside is shown."""
        if self._model.view.can_pay:
            self._model.park()
        else:
            self.left_for.emit("parked")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys that belong to the cart while nothing is typed: + − Del."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.box.text():
            steps = {Qt.Key.Key_Plus: 1000, Qt.Key.Key_Minus: -1000}
            if event.key() in steps:
                self._model.line.add(steps[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._model.line.remove()
                return True
        return False

    def _type(self, key: str) -> None:
        self.box.type_in(key)
        self._edited(self.box.text())
        self.box.setFocus()

    def _edited(self, text: str) -> None:
        if not self._model.view.entry:
            self._model.search(text)

    def _enter(self, text: str) -> None:
        self.box.clear()
        self._model.enter(text)

    def _leave(self) -> None:
        self.box.clear()
        self._model.leave()

    def _ask_for(self, entry: str) -> None:
        typed = self.box.text()
        self.box.clear()
        self._model.search("")
        self._model.ask_for(entry, typed)
        self.box.setFocus()

    # --- what is shown ---

    def _take_lines(self, lines: tuple[LineView, ...]) -> None:
        self._lines.take(lines)

    def _tell_unknown(self, code: str) -> None:
        words = self._desk.say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self.unknown.emit(words, code)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        is_empty = not self._model.lines
        self._empty.setVisible(is_empty)
        self.cart.setVisible(not is_empty)
        self.cart.choose(self._lines.row_of(view.chosen))
        total = desk.money(view.total_minor)
        self._total.setText(total)
        self.pay.show_as(detail=total if view.can_pay else "", enabled=view.can_pay)
        self._count.setText(desk.say(_("Lines: {count}")).format(count=view.line_count) if view.line_count else "")
        discount = desk.say(_("Discount −{sum}")).format(sum=desk.money(view.discount_minor, currency=False))
        self._discount.setText(discount if view.discount_minor else "")
        parked = len(view.parked)
        words = _("On hold: {count}") if parked and not view.can_pay else _("Hold")
        self._parked.show_as(text=desk.say(words).format(count=parked))
        self._show_customer()
        for button in (self.quantity, self.discount, self.weight, self.delete):
            button.show_as(enabled=self._model.chosen_line is not None)
        self._hits.show_hits(view.found.hits, view.found.place)
        self._place_hits()
        self._ask_in_box()

    def _show_customer(self) -> None:
        customer, desk = self._model.view.customer, self._desk
        self._customer.setText(customer.name if customer else desk.say(_("No customer")))
        set_ink(self._customer, "text" if customer else "muted")
        words = _("owes {sum} of {limit}") if customer and customer.debt_minor else ""
        self._debt.setText(
            desk.say(words).format(
                sum=desk.money(customer.debt_minor, currency=False),
                limit=desk.money(customer.credit_limit_minor or 0, currency=False),
            ) if customer and words else ""
        )

    def _ask_in_box(self) -> None:
        view, line = self._model.view, self._model.chosen_line
        name = view.weighing.name if view.weighing else line.name if line else ""
        words = ASKS.get(view.entry, _("Barcode, name or article"))
        self.box.setPlaceholderText(self._desk.say(words).format(name=name))

    def _place_hits(self) -> None:
        height = min(self._hits.wanted_height(), self.height() - px(40))
        self._hits.setGeometry(px(12), px(4), max(px(420), self.width() * 58 // 100 - px(24)), height)
        self._hits.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_hits()
