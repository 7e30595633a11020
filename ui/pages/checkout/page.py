"""The checkout as widgets: it shows what the model says and hands gestures down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import SearchBox
from ui.kit.parts import hairline, row
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.pages.checkout.asking import TITLES, AskPanel
from ui.pages.checkout.cart import CartView
from ui.pages.checkout.hits import HitList
from ui.pages.checkout.keyboard_side import KeyboardSide, NumberedGoods
from ui.pages.checkout.model import CheckoutModel
from ui.pages.checkout.receipt import ReceiptPane
from ui.pages.checkout.tiles import Tiles
from ui.pages.checkout.touch_side import TouchSide

GOES = {"F3": "menu", "F6": "customer", "F7": "return", "F10": "cash", "F11": "sign_in"}
"""Keys that lead to other screens."""
PRICE_KEYS = "Shift+F4"
STEPS = {Qt.Key.Key_Plus: 1000, Qt.Key.Key_Minus: -1000}
Z_KEYS = (Qt.Key.Key_Z, 0x042F)
"""Ctrl+Z on a Latin and on a Cyrillic layout (Я); the field keeps the key from a shortcut, so it is heard here."""


class CheckoutPage(Screen):
    """The cart on the left, one green key at the bottom right; between them what fingers or a keyboard need.

    Signals:
        unknown: a sentence, and the code that nothing carries.
        left_for: the name of another screen that was asked for.
        help_wanted: the key of the help was touched; F1 itself is the window's.
    """

    is_kept = takes_whole_codes = True
    """It is what comes after each payment: nobody should wait for it to be made."""
    unknown = Signal(str, str)
    left_for = Signal(str)
    help_wanted = Signal()

    def __init__(self, desk: Desk, model: CheckoutModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.more_chips: Callable[[], tuple[QWidget, ...]] = tuple
        self.is_for_fingers = desk.comfort.layout == "touch"
        self.head = self.box = SearchBox(desk.say(_("Barcode, name or article")), hint="F2")
        self.cart = CartView(desk)
        self._hits = HitList(desk, self)
        self.asking = AskPanel(desk)
        self.pay = primary(desk.say(_("Pay")), hint="F12")
        self.parked = self._key("", "F9", model.hold)
        self._make_keys()
        self.numbered = None if self.is_for_fingers else NumberedGoods(desk)
        whose = self._key(_("Customer"), "F6", partial(self.left_for.emit, "customer"))
        whose.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._receipt = ReceiptPane(desk, self.cart, whose, self.numbered)
        self.banner_room = self._receipt.banner_room
        self._side = self._touch_side() if self.is_for_fingers else self._keyboard_side()
        both = row(self._receipt, hairline(upright=True), self._side, gap=0)
        both.setStretch(0, 58)
        both.setStretch(2, 42 if self.is_for_fingers else 0)
        self.setLayout(both)
        self._connect()
        self._show_lines()
        self._render()

    # --- building ---

    def _make_keys(self) -> None:
        model = self._model
        self.quantity = self._key(_("Quantity"), "F4", self._how_much)
        self.price = self._key(_("Price"), PRICE_KEYS, partial(self._ask_for, "price"))
        self.discount = self._key(_("Discount"), "F8", partial(self._ask_for, "discount"))
        self.delete = self._key(_("Delete"), "Del", model.line.remove)

    def _touch_side(self) -> TouchSide:
        self.by_hand = self._key(_("No card"), "Ins", self._by_hand, look="plain")
        back = self._key(_("Return"), "F7", partial(self.left_for.emit, "return"), look="plain")
        more = self._key(_("More…"), "F3", partial(self.left_for.emit, "menu"), look="plain")
        side = TouchSide(
            self._desk, self._model.tiles, self.asking, edits=(self.quantity, self.price, self.discount, self.delete),
            keys=(self.parked, more, self.by_hand, back), pay=self.pay,
        )
        side.picked.connect(self._pick)
        side.tiles.left.connect(self.box.setFocus)
        side.typed.connect(self._type)
        return side

    def _keyboard_side(self) -> KeyboardSide:
        self.by_hand = self._key(_("No card"), "Ins", self._by_hand)
        go = self.left_for.emit
        keys = (
            self.quantity, self.price, self.discount, self.delete, self.by_hand, self.parked,
            self._key(_("Weigh"), "F5", self._weigh), self._key(_("Return"), "F7", partial(go, "return")),
            self._key(_("Undo"), "Ctrl+Z", self._model.undo), self._key(_("Drawer"), "F10", partial(go, "cash")),
            self._key(_("Cashier"), "F11", partial(go, "sign_in")), self._key(_("More…"), "F3", partial(go, "menu")),
            self._key(_("Search"), "F2", self.box.setFocus), self._key(_("Help"), "F1", self.help_wanted.emit),
        )
        assert self.numbered is not None
        self.numbered.picked.connect(self._pick)
        return KeyboardSide(self._desk, self.asking, keys=keys, pay=self.pay)

    def _key(self, words: str, hint: str, act: Callable[[], Any], *, look: str = "soft") -> Button:
        button = Button(self._desk.say(words) if words else "", hint=hint, look=look)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _connect(self) -> None:
        model, box = self._model, self.box
        box.entered.connect(self._enter)
        box.moved.connect(model.move)
        box.left_alone.connect(self._leave)
        box.textEdited.connect(self._edited)
        box.textChanged.connect(self._show_typed)
        box.installEventFilter(self)
        self.cart.chosen.connect(lambda place: model.choose(self.cart.items[place].position))
        self.cart.stepped.connect(self._step)
        self._hits.picked.connect(self._pick)
        self.asking.kind_wanted.connect(model.ask_again)
        self.asking.left.connect(self._leave)
        self.asking.tare.clicked.connect(self._weigh)
        self.pay.clicked.connect(self._go_on)
        model.changed.connect(self._render)
        model.lines_changed.connect(self._show_lines)
        model.emptied.connect(self._show_lines)
        model.unknown.connect(self._tell_unknown)
        model.on_hold_wanted.connect(self._show_on_hold)
        shortcuts: list[tuple[str, Callable[[], Any]]] = [
            ("F12", model.pay), ("F9", model.hold), ("F2", self._search), (PRICE_KEYS, partial(self._ask_for, "price")),
            ("F4", partial(self._ask_for, "quantity")), ("F5", self._weigh), ("F8", partial(self._ask_for, "discount")),
            ("Ins", self._by_hand), *((key, partial(self.left_for.emit, name)) for key, name in GOES.items()),
        ]
        for keys, act in shortcuts:
            shortcut = QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)  # a key that is held down is one gesture

    def shown(self) -> None:
        self._model.tiles.come()
        self.box.setFocus()

    def chips_now(self) -> tuple[QWidget, ...]:
        for old in self.chips:
            old.deleteLater()
        self.chips = self.more_chips()
        return self.chips

    def take_scan(self, code: str) -> bool:
        self._model.scan(code)
        self._edited(self.box.text())  # what was searched for is still searched for
        return True

    def go_back(self) -> bool:
        if isinstance(self._side, TouchSide) and self._side.tiles.go_back():
            return True
        self._leave()
        return False

    @property
    def goods(self) -> Tiles:
        """The quick goods; only a checkout for fingers has them."""
        assert isinstance(self._side, TouchSide)
        return self._side.tiles

    # --- gestures ---

    def _go_on(self) -> None:
        """The green key: what is asked for is set, what lies on the scale is taken, else it is paid."""
        if self._is_asked:
            self._enter(self.box.text())
        else:
            self._model.pay()
        self.box.setFocus()

    def _show_on_hold(self) -> None:
        self.left_for.emit("parked")

    def _step(self, step: int) -> None:
        """− or + under a finger: of the line that it touches, whatever is on its way into the cart."""
        self._model.line.add(step * 1000, touched=self.cart.items[self.cart.row])

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys that belong to the cart while nothing is typed: + − Del, and Ctrl+Z."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.box.text():
            return False
        if event.key() in Z_KEYS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._model.undo()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.isAutoRepeat():
            return True  # a key that is held takes no second weight
        elif event.key() in STEPS and not self._is_asked:
            self._model.line.add(STEPS[Qt.Key(event.key())], is_held=event.isAutoRepeat())
        elif event.key() == Qt.Key.Key_Delete:
            if not event.isAutoRepeat():
                self._model.line.remove()
        else:
            return False
        return True

    def _type(self, key: str) -> None:
        self.box.type_in(key)
        self._edited(self.box.text())
        self.box.setFocus()

    def _edited(self, text: str) -> None:
        if self._is_asked:
            self._show_asked()
        else:
            self._model.search(text)

    def _enter(self, text: str) -> None:
        self.box.clear()
        self._model.enter(text)

    def _pick(self, product: ProductView) -> None:
        """What was typed was for finding it; it is no part of the weight that comes next."""
        self.box.clear()
        self._model.put(product)

    def _leave(self) -> None:
        self.box.clear()
        self._model.leave()
        self.box.setFocus()

    def _search(self) -> None:
        self.box.setFocus()
        self.box.selectAll()

    def _taken_from_box(self) -> str:
        typed = self.box.text()
        self.box.clear()
        self._model.search("")
        self.box.setFocus()
        return typed

    def _ask_for(self, entry: str) -> None:
        self._model.ask_for(entry, self._taken_from_box())

    def _how_much(self) -> None:
        """The key of the quantity: goods that are sold by weight go on the scale."""
        if self.box.text():
            self._ask_for("quantity")
        else:
            self._model.how_much()
            self.box.setFocus()

    def _weigh(self) -> None:
        """F5: onto the scale; there, the tare."""
        self._model.weigh(self.box.text() if self._is_asked else "")
        self.box.clear()
        self.box.setFocus()

    def _by_hand(self) -> None:
        self._model.by_hand(self._taken_from_box())

    # --- what is shown ---

    @property
    def _is_asked(self) -> bool:
        return self._model.view.is_asked

    def _tell_unknown(self, code: str) -> None:
        words = self._desk.say(_("Nothing here has the code {code}.")).format(code=code[:40])
        self.unknown.emit(words, code)

    def _show_lines(self, _changed: object = None) -> None:
        self.cart.show_lines(self._model.lines, self._model.view.chosen)

    def _render(self) -> None:
        view, desk, line = self._model.view, self._desk, self._model.chosen_line
        self._receipt.render_view(view, is_empty=not self._model.lines)
        self.cart.choose(view.chosen)
        parked = len(view.parked)
        words = _("On hold: {count}") if parked and not view.can_pay else _("Hold")
        self.parked.show_as(text=desk.say(words).format(count=parked))
        of_line = (self.quantity, self.price, self.discount, self.delete)
        for key in (*of_line, self.pay):
            key.setUpdatesEnabled(not view.is_awaited)  # they work already, and are painted with the line that comes
        for button in of_line:
            button.show_as(enabled=line is not None or view.is_awaited)
        by_weight = self.is_for_fingers and line is not None and bool(line.decimals)
        self.quantity.hint = "F5" if by_weight else "F4"
        self.quantity.show_as(text=desk.say(_("Weight") if by_weight else _("Quantity")))
        if isinstance(self._side, KeyboardSide):
            self._side.render_view(view, line, is_asked=self._is_asked)
        else:
            self._side.render_view(view, is_asked=self._is_asked)
        self._hits.show_hits(view.found.hits, view.found.place)
        self._place_hits()
        self._show_asked()

    def _show_typed(self, _text: str) -> None:
        """Nobody types when the screen is made anew in another language: the figure that is asked for stands there again."""
        if self._is_asked:
            self._show_asked()

    def _show_asked(self) -> None:
        """What is asked for stands in the panel, and the green key sets it."""
        view, desk = self._model.view, self._desk
        self.asking.render_view(view, self._model.chosen_line, self.box.text())
        words, detail = self._to_settle()
        hint, can = "F12", view.can_pay or view.is_awaited
        if view.entry:
            words, hint, detail, can = _("Set it"), "Enter", "", bool(self.box.text())
        elif self._is_asked:
            weighing, typed = view.weighing, self.box.text()
            words, hint, can = _("Take it"), "Enter", bool(typed) or weighing.can_be_taken
            detail = desk.money(weighing.sum_minor) if weighing.can_be_taken and not typed else ""
        self.pay.hint = hint
        self.pay.show_as(text=desk.say(words), detail=detail, enabled=can)
        asks = TITLES[view.entry] if view.entry else _("Weight") if self._is_asked else _("Barcode, name or article")
        self.box.setPlaceholderText(desk.say(asks))

    def _to_settle(self) -> tuple[str, str]:
        """What the green key says of the money: the whole sum, in an exchange the difference, whichever way it goes."""
        view, desk = self._model.view, self._desk
        if not view.can_pay:
            return _("Pay"), ""
        if not view.is_exchange:
            return _("Pay"), desk.money(view.total_minor)
        quote = view.difference
        if quote is None or not (quote.left_minor or quote.given_minor):
            return _("Exchange"), ""
        words, minor = (_("To pay"), quote.left_minor) if quote.left_minor else (_("Give back"), quote.given_minor)
        return words, desk.money(minor)

    def _place_hits(self) -> None:
        height = min(self._hits.wanted_height(), self.height() - px(40))
        self._hits.setGeometry(px(12), px(4), max(px(420), self._receipt.width() - px(24)), height)
        self._hits.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._side.fit(self.width())
        super().resizeEvent(event)
        self._place_hits()
