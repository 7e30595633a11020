"""What comes back, why, and the money for it: one green key with the sum."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout

from app.core.catalog.views import ProductView
from app.core.documents.titles import TENDERS
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import SearchBox, TextEdit
from ui.kit.keypad import Keypad
from ui.kit.letters import letter_of
from ui.kit.parts import aside, column, hairline, label, row, set_ink, spread, two_panes, wide
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM
from ui.pages.checkout.hits import HitList
from ui.pages.returns.lines import BackList
from ui.pages.returns.model import ReturnModel
from ui.pages.returns.views import REASONS

WAYS: tuple[str | None, ...] = (None, "cash", "card", "qr")
"""How the money goes, in the order in which the key steps through them; None is as it was paid."""
_FIGURES = frozenset("0123456789,.")


class ReturnPage(Screen):
    """With a receipt its lines are ticked; without one the goods are scanned or searched, as they are at the checkout.

    Signals:
        left: back to where one came from.
        receipt_scanned: the code (str) of another receipt, while nothing of this one is chosen.
        exchanged: other goods are taken for these.
    """

    takes_whole_codes = True
    left = Signal()
    receipt_scanned = Signal(str)
    exchanged = Signal()

    def __init__(self, desk: Desk, model: ReturnModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self._is_loose = model.view.sold_id is None
        self.title = desk.say(_("Return: receipt {number}")).format(number=model.view.number)
        self.box = SearchBox(desk.say(_("Return without a receipt: barcode or name")), hint="F2")
        self.head = self.box if self._is_loose else None
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.list = BackList(desk, with_ticks=not self._is_loose)
        self._hits = HitList(desk, self)
        self._empty = label(desk.say(_("Scan what comes back, or type its name.")), ink="muted", size=LARGE, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(px(28))
        self._money, self._rounding = label(ink="muted", wrap=True), label(ink="muted")
        self._why = label(desk.say(_("Why does it come back?")), ink="muted")
        self._money.setMinimumWidth(px(60))
        self._total = label(size=HUGE, weight=BOLD, right=True)
        self.whole = Button(desk.say(_("Whole receipt")), look="soft", hint="A")
        self.shelf, self.way = Button(look="soft", hint="F3"), Button(look="soft", hint="F8")
        self.exchange = Button(desk.say(_("Exchange")), look="soft", hint="F9")
        self.quantity = Button(desk.say(_("Quantity")), look="soft", hint="F4")
        self.price = Button(desk.say(_("Price")), look="soft", hint="F6")
        self.reasons = [Button(desk.say(words), hint=f"Alt+{place}", left=True) for place, words in enumerate(REASONS, 1)]
        self.own_words = TextEdit(desk.say(_("Another reason: write it")))
        self.give = primary(desk.say(_("Give back")), hint="Enter")
        self._lay_out()
        aside(self, *((self.whole, self.exchange) if self._is_loose else (self.box, self.quantity, self.price)))
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._render()

    def shown(self) -> None:
        (self.box if self._is_loose else self).setFocus()

    def go_back(self) -> bool:
        if self.own_words.hasFocus():
            self.shown()
        elif self._is_loose and (self.box.text() or self._model.leave()):
            self.box.clear()
            self._model.leave()
        else:
            self.left.emit()
        return True

    def take_scan(self, code: str) -> bool:
        if self._model.is_receipt(code):
            if self._model.view.taken:
                return False
            self.receipt_scanned.emit(code)
        else:
            self._model.scan(code)
        return True

    # --- building ---

    def _lay_out(self) -> None:
        desk = self._desk
        inside = column(gap=0)
        if not self._is_loose:
            view = self._model.view
            moment = desk.moment(view.at) if view.at else ""
            about = label(f"{moment} · {desk.money(view.paid_minor)}", size=LARGE, weight=MEDIUM)
            about.setFixedHeight(px(48))
            about.setMinimumWidth(px(60))
            inside.addLayout(row(about, gap=12, margin=(20, 8, 20, 8)))
            inside.addWidget(hairline())
        inside.addWidget(self._empty, 1)
        inside.addWidget(self.list, 1)
        inside.addWidget(hairline())
        words = column(1, self._money, self._rounding, gap=4)
        sums = column(label(desk.say(_("To give back")), ink="muted", right=True), self._total, gap=0)
        inside.addLayout(row(words, sums, gap=16, margin=(20, 12, 20, 12), grow=(0,)))
        chips = QGridLayout()
        chips.setSpacing(px(8))
        for place, chip in enumerate(self.reasons):
            chips.addWidget(wide(chip), place // 2, place % 2)
        right = column(self._why, chips, self.own_words, self._keypad(), self.give, gap=12, margin=16)
        self.setLayout(two_panes(inside, right, least_right=380))

    def _keypad(self) -> Keypad:
        keypad = spread(Keypad())
        keypad.typed.connect(self._type)
        say = self._desk.say
        self.shelf.setText(max((say(_("To the shelf")), say(_("Not for sale"))), key=len))
        ways = [say(TENDERS[way]) if way else say(_("As it was paid")) for way in WAYS]
        self.way.setText(max(ways, key=len))
        if self._is_loose:
            keypad.add_column(self.quantity, self.price, self.shelf, self.way)
        else:
            keypad.add_column(self.whole, self.shelf, self.way, self.exchange)
        return keypad

    def _connect(self) -> None:
        model, box = self._model, self.box
        self.list.chosen.connect(model.choose)
        self.list.ticked.connect(model.tick)
        self.list.stepped.connect(model.step)
        self.whole.clicked.connect(model.take_all)
        self.shelf.clicked.connect(model.turn_stock)
        self.way.clicked.connect(self._next_way)
        self.exchange.clicked.connect(self._exchange)
        self.quantity.clicked.connect(lambda: self._ask_for("quantity"))
        self.price.clicked.connect(lambda: self._ask_for("price"))
        self.give.clicked.connect(model.give_back)
        self.own_words.textEdited.connect(model.give_reason)
        self.own_words.returnPressed.connect(model.give_back)
        for chip in self.reasons:
            chip.clicked.connect(partial(self._choose_reason, chip.text()))
        box.entered.connect(self._enter)
        box.moved.connect(model.move)
        box.textEdited.connect(self._edited)
        box.installEventFilter(self)
        self._hits.picked.connect(self._pick)
        keys = [
            ("F3", model.turn_stock), ("F8", self._next_way), ("Alt+5", self.own_words.setFocus),
            *((f"Alt+{place}", chip.click) for place, chip in enumerate(self.reasons, 1)),
        ]
        if self._is_loose:
            keys += [("F2", box.setFocus), ("F4", self.quantity.click), ("F6", self.price.click)]
        else:
            keys += [("F9", self._exchange)]
        for name, act in keys:
            QShortcut(QKeySequence(name), self, act, context=Qt.ShortcutContext.WindowShortcut)
        model.changed.connect(self._render)

    # --- gestures ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_loose:
            super().keyPressEvent(event)
            return
        model, key = self._model, event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            model.move(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                model.give_back()
        elif key == Qt.Key.Key_Space:
            model.tick(model.view.chosen)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            model.step(1 if key == Qt.Key.Key_Plus else -1)
        elif key == Qt.Key.Key_Backspace:
            model.type_in("\b")
        elif event.text() in _FIGURES and event.text():
            model.type_in(event.text().replace(".", ","))
        elif letter_of(event) == "a" and not event.isAutoRepeat():
            model.take_all()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys that belong to the lines while nothing is typed: + − Del."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.box.text():
            step = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Delete: -(10**9)}.get(Qt.Key(event.key()))
            if step is not None:
                self._model.step(step)
                return True
        return False

    def _type(self, key: str) -> None:
        if self._is_loose:
            self.box.type_in(key)
            self._edited(self.box.text())
            self.box.setFocus()
        else:
            self._model.type_in(key.replace(".", ","))

    def _edited(self, text: str) -> None:
        if not self._model.view.entry:
            self._model.search(text)

    def _enter(self, text: str) -> None:
        self.box.clear()
        self._model.enter(text)

    def _pick(self, product: ProductView) -> None:
        self.box.clear()
        self._model.put(product)

    def _ask_for(self, entry: str) -> None:
        typed = self.box.text()
        self.box.clear()
        self._model.search("")
        self._model.ask_for(entry, typed)
        self.box.setFocus()

    def _choose_reason(self, words: str) -> None:
        self.own_words.clear()
        self._model.give_reason(words)
        self.shown()

    def _next_way(self) -> None:
        ways = WAYS[1:] if self._is_loose else WAYS
        at = ways.index(self._model.view.tender) if self._model.view.tender in ways else 0
        self._model.choose_tender(ways[(at + 1) % len(ways)])

    def _exchange(self) -> None:
        if self._model.view.is_ready and self._model.view.is_fresh:
            self.exchanged.emit()
        else:
            self._model.ask_reason()

    # --- what is shown ---

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        self._empty.setVisible(not view.lines)
        self.list.setVisible(bool(view.lines))
        self.list.show_items(view.lines, view.chosen)
        given = view.quote.given_minor if view.quote else 0
        self._total.setText(desk.money(given))
        self._money.setText(self._parts())
        rounding = view.quote.rounding_minor if view.quote else 0
        sign = "+" if rounding > 0 else ""
        words = desk.say(_("Rounding {sum}")).format(sum=f"{sign}{desk.money(rounding, currency=False)}")
        self._rounding.setText(words if rounding else "")
        self.give.show_as(detail=desk.money(given) if view.quote else "", enabled=bool(view.taken) and not view.busy)
        set_ink(self._why, "warn" if view.taken and not view.reason.strip() else "muted")
        line = view.line
        is_kept = line is None or line.to_stock
        shelf = desk.say(_("To the shelf") if is_kept else _("Not for sale"))
        self.shelf.show_as(text=shelf, look="chosen" if is_kept else "soft", enabled=line is not None)
        self.way.show_as(text=desk.say(TENDERS[view.tender]) if view.tender else desk.say(_("As it was paid")))
        self.exchange.show_as(enabled=bool(view.taken))
        self.whole.show_as(look="chosen" if view.is_whole else "soft")
        for key in (self.quantity, self.price):
            key.show_as(enabled=line is not None)
        for chip in self.reasons:
            chip.show_as(look="chosen" if chip.text() == view.reason else "plain")
        is_own = view.reason not in [chip.text() for chip in self.reasons]
        if is_own and self.own_words.text() != view.reason:
            self.own_words.setText(view.reason)
        self._hits.show_hits(view.hits, view.hit)
        self._place_hits()
        asks = {"quantity": _("Quantity: {name}"), "price": _("Price: {name}")}
        asked = asks.get(view.entry, _("Return without a receipt: barcode or name"))
        self.box.setPlaceholderText(desk.say(asked).format(name=line.name if line else ""))

    def _parts(self) -> str:
        quote, desk = self._model.view.quote, self._desk
        if quote is None:
            return ""
        told = (f"{desk.say(TENDERS.get(tender, tender))} {desk.money(minor, currency=False)}" for tender, minor in quote.parts)
        return " · ".join(told)

    def _place_hits(self) -> None:
        height = min(self._hits.wanted_height(), self.height() - px(40))
        self._hits.setGeometry(px(12), px(4), max(px(420), self.width() * 58 // 100 - px(24)), height)
        self._hits.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_hits()
