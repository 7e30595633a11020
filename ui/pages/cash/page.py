"""Cash in, cash out, open the drawer: the sum and the reason on the left, the keypad and the one green key on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, TextEdit
from ui.kit.figures import card, scrolled
from ui.kit.keypad import Keypad
from ui.kit.parts import column, holding, label, row, spread, wide
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import LARGE
from ui.pages.cash.model import KINDS, REASONS, CashModel

NAMES = {"cash_in": _("Cash in"), "cash_out": _("Cash out"), "drawer": _("Open the drawer")}
KEYS = {"cash_in": "F2", "cash_out": "F3", "drawer": "F4"}
LONGEST_REASON = 120
MOST_REASONS = 6
NARROW = 860


class CashPage(Screen):
    """Signals:
    left: back to where one came from; nothing is done.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: CashModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("Cash"))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.kinds = {kind: Button(desk.say(words), size=LARGE, hint=KEYS[kind]) for kind, words in NAMES.items()}
        self.sum = FigureEdit("0", decimals=minor_digits(desk.place.currency), size="huge")
        self.sum.setAccessibleName(desk.say(_("Sum")))
        self._sum_words = label(desk.say(_("Sum")), size=LARGE, ink="muted", wrap=True)
        self.reason = TextEdit(desk.say(_("Reason, in your own words")))
        self.reason.setMaxLength(LONGEST_REASON)
        self.reasons = [Button("", look="soft", hint=f"Alt+{place + 1}", left=True) for place in range(MOST_REASONS)]
        self.keypad = Keypad()
        self.carry_out = primary("", hint="Enter")
        self._lay_out()
        self._connect()
        self.sum.show_value(model.view.amount_minor)
        self._render()

    def shown(self) -> None:
        (self.sum if self._model.view.has_sum else self.reason).setFocus()

    def go_back(self) -> bool:
        self.left.emit()  # what was typed stays for the same person
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reasons in two columns, or in one where large letters leave no room."""
        super().resizeEvent(event)
        self._arrange(in_one=self.width() < px(NARROW))

    def _arrange(self, *, in_one: bool) -> None:
        for place, button in enumerate(self.reasons):
            self._why.addWidget(button, place if in_one else place // 2, 0 if in_one else place % 2)
        self._why.setColumnStretch(0, 1)
        self._why.setColumnStretch(1, 0 if in_one else 1)
        self.carry_out.hint = "" if in_one else "Enter"
        for kind, tab in self.kinds.items():
            tab.hint = "" if in_one else KEYS[kind]

    def _lay_out(self) -> None:
        tabs = row(*(wide(tab) for tab in self.kinds.values()), gap=8)
        for tab in self.kinds.values():
            tab.setMinimumHeight(px(56))
        self._why = why = QGridLayout()
        why.setSpacing(px(8))
        for button in self.reasons:
            wide(button).setMinimumHeight(px(52))
        reasons = QWidget()
        reasons.setLayout(why)
        self._arrange(in_one=False)
        why.setContentsMargins(0, 0, 0, 0)
        form = card(
            self._sum_words, self.sum, label(self._desk.say(_("What for")), size=LARGE, ink="muted"), reasons, self.reason, 1,
            margin=24, gap=12,
        )
        left = holding(column(tabs, scrolled(form), gap=12, grow=(1,)))
        right = holding(column(spread(self.keypad), self.carry_out, gap=12))
        left.setMinimumWidth(px(360))
        right.setMinimumWidth(px(270))
        self.setLayout(row(left, right, gap=16, margin=20, grow={0: 56, 1: 44}))

    def _connect(self) -> None:
        model = self._model
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind))
            tab = QShortcut(QKeySequence(KEYS[kind]), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            tab.activated.connect(button.click)
        self.sum.figured.connect(model.set_amount)
        self.sum.returnPressed.connect(self._next)
        self.reason.textChanged.connect(model.set_reason)
        self.reason.returnPressed.connect(self._next)
        self.keypad.typed.connect(self._type)
        self.carry_out.clicked.connect(model.carry_out)
        model.changed.connect(self._render)
        for place, button in enumerate(self.reasons):
            button.clicked.connect(lambda _checked=False, place=place: self._pick(place))
            keys = QShortcut(QKeySequence(f"Alt+{place + 1}"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda place=place: self._pick(place))

    def _choose(self, kind: str) -> None:
        self._model.choose(kind)
        self.shown()

    def _pick(self, place: int) -> None:
        reasons = REASONS[self._model.view.kind]
        if place < len(reasons):
            self._model.set_reason(self._desk.say(reasons[place]))
            self.shown()

    def _type(self, key: str) -> None:
        self.sum.type_in(key)
        self.sum.setFocus()

    def _next(self) -> None:
        """Return does it once everything is there; until then it goes to what is missing."""
        view = self._model.view
        if view.can_do:
            self._model.carry_out()
        elif not view.reason.strip():
            self.reason.setFocus()
        elif view.has_sum:
            self.sum.setFocus()

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        for kind in KINDS:
            self.kinds[kind].show_as(look="chosen" if kind == view.kind else "plain")
        if self.sum.value() != view.amount_minor:
            self.sum.show_value(view.amount_minor)
        if self.reason.text() != view.reason:
            self.reason.setText(view.reason)
        for part in (self.sum, self.keypad):
            part.setEnabled(view.has_sum)
        no_sum = _("Only the drawer opens; it is written down.")
        self._sum_words.setText(desk.say(_("Sum") if view.has_sum else no_sum))
        reasons = REASONS[view.kind]
        for place, button in enumerate(self.reasons):
            button.setVisible(place < len(reasons))
            words = desk.say(reasons[place]) if place < len(reasons) else ""
            button.show_as(text=words, look="chosen" if words and words == view.reason else "soft")
        detail = desk.money(view.amount_minor) if view.has_sum and view.amount_minor else ""
        self.carry_out.show_as(text=desk.say(NAMES[view.kind]), detail=detail, enabled=view.can_do)
