"""The customer picker as widgets: type, choose, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.core.parties.views import CustomerView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import ReturnKey, SearchBox, TextEdit
from ui.kit.form import field, scrolling_card
from ui.kit.parts import column, hairline, label, row, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.customer.model import CustomerModel, elsewhere, owes


class CustomerPage(VisitedScreen):
    """Signals:
    left: back to the receipt, and nothing is changed.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: CustomerModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.head = self.box = SearchBox(desk.say(_("Name, telephone or card of the customer")), hint="F2")
        self.box.setText(model.view.searching)
        self.chips = (self.way_back(desk.say(_("Back to the receipt"))),)
        nobody_found = desk.say(_("Nobody was found. Add a new customer."))
        self.found = PickList(desk.say(_("Customers")), self._row, empty=nobody_found)
        self.found.listen_to(self.box)
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _lay_out(self) -> None:
        say = self._desk.say
        self.new = wide(Button(say(_("New customer")), hint="Ins", picture="plus"))
        self.nobody = wide(Button(say(_("No customer")), hint="Del", picture="close"))
        keys = row(self.new, self.nobody, gap=8, margin=(20, 12, 20, 12))
        left = column(self.found, hairline(), keys, gap=0, grow=(0,))
        self._card, self._form = self._make_card(), self._make_form()
        self.drop = wide(Button(say(_("Back to the list")), picture="back"))
        self.go_on = primary(say(_("Choose")), hint="Enter")
        self.same = wide(Button(say(_("Merge with another card…")), hint="F4"))
        right = column(self._card, self._form, self.same, self.drop, self.go_on, gap=12, margin=16, grow=(0, 1))
        self.setLayout(two_panes(left, right, left_share=56, least_right=380))

    def _make_card(self) -> QWidget:
        self._name, self._phone = label(size=TITLE, weight=BOLD, wrap=True), label(size=LARGE, ink="muted", wrap=True)
        lines = self._figures = QGridLayout()
        lines.setVerticalSpacing(px(12))
        lines.setColumnStretch(0, 1)
        self._lines = []
        for place, words in enumerate((_("Owes us"), _("May owe"), _("Points"), _("Prepayment"))):
            name = label(self._desk.say(words), size=LARGE, ink="muted", wrap=True)
            figure = label(size=LARGE, weight=BOLD, right=True)
            lines.addWidget(name, place, 0)
            lines.addWidget(figure, place, 1)
            self._lines.append((name, figure))
        self._also, self._elsewhere, self._keeping = (label(ink="muted", wrap=True) for _each in range(3))
        self.agreed = QCheckBox(self._desk.say(_("May be written to")))
        parts = (self._keeping, self._name, self._phone, self._also, lines, self.agreed, self._elsewhere)
        return scrolling_card(column(*parts, 1, gap=16))

    def _make_form(self) -> QWidget:
        say = self._desk.say
        self.name, self.phone = TextEdit(), TextEdit()
        title = label(say(_("New customer")), size=TITLE, weight=BOLD)
        name, phone = field(say(_("Name of the customer")), self.name), field(say(_("Phone")), self.phone)
        self.agrees = QCheckBox(say(_("May be written to")))
        return scrolling_card(column(title, name, phone, self.agrees, 1, gap=16))

    def _connect(self) -> None:
        model = self._model
        self.box.textChanged.connect(model.search)  # not textEdited: what a scanner typed is taken out again
        self.box.entered.connect(lambda _text: model.pick())
        self.found.chosen.connect(model.choose)
        self.found.taken.connect(lambda _place: model.pick())
        self.name.textChanged.connect(lambda text: model.edit(name=text))
        self.phone.textChanged.connect(lambda text: model.edit(phone=text))
        self.agrees.toggled.connect(lambda is_on: model.edit(may_be_written_to=is_on))
        self.agreed.clicked.connect(model.agree)
        self.same.clicked.connect(self._merge)
        self.new.clicked.connect(self._new)
        self.nobody.clicked.connect(model.nobody)
        self.drop.clicked.connect(self.go_back)
        self.go_on.clicked.connect(self._go_on)
        ReturnKey(self.name, self.phone).pressed.connect(model.save)
        self.box.installEventFilter(self)
        model.changed.connect(self._render)
        for keys, act in (("Ins", self._new), ("F2", self.box.setFocus), ("F4", self._merge)):
            QShortcut(QKeySequence(keys), self, act)

    # --- gestures ---

    def shown(self) -> None:
        self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        """A customer's card."""
        self.box.setText(code)
        return True

    def go_back(self) -> bool:
        if self._model.view.draft is not None:
            self._model.drop_new()
            self.box.setFocus()
        elif self._model.view.keeping is not None:
            self._model.drop_merge()
            self.box.setFocus()
        else:
            self._model.leave()
            self.left.emit()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Del over an empty search is nobody."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_meant = event.key() == Qt.Key.Key_Delete and not self.box.text()
        if is_meant:
            self._model.nobody()
        return is_meant

    def _new(self) -> None:
        if self._model.view.draft is None and self._model.view.keeping is None:
            self._model.begin_new()
            (self.phone if self.name.text() else self.name).setFocus()

    def _merge(self) -> None:
        """The chosen one is kept: all of them are shown, to choose the other card from."""
        view = self._model.view
        if view.draft is None and view.keeping is None and view.customer is not None:
            self._model.begin_merge()
            self.box.clear()
            self.box.setFocus()

    def _go_on(self) -> None:
        if self._model.view.draft is not None:
            self._model.save()
        else:
            self._model.pick()

    # --- what is shown ---

    def _row(self, who: CustomerView) -> PickRow:
        desk = self._desk
        points = desk.say(_("points {sum}")).format(sum=desk.money(who.points_minor, currency=False)) if who.points_minor else ""
        note = " · ".join(filter(None, (who.phone, who.code, points)))
        return PickRow(who.name, note, below=owes(desk, who), below_ink="warn" if who.debt_minor else "muted")

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        self.found.show_items(view.found, view.chosen)
        is_new, keeping = view.draft is not None, view.keeping
        if self.box.text().strip() != view.searching:
            self.box.setText(view.searching)
        self._form.setVisible(is_new)
        self.drop.setVisible(is_new or keeping is not None)
        self.same.setVisible(not is_new and keeping is None and view.customer is not None)
        self._card.setVisible(not is_new)
        self.new.show_as(enabled=keeping is None)
        self.nobody.show_as(enabled=view.current is not None and keeping is None)
        if view.draft is not None:
            for edit, text in ((self.name, view.draft.name), (self.phone, view.draft.phone)):
                if edit.text() != text:
                    edit.setText(text)
            self.agrees.setChecked(view.draft.may_be_written_to)
            self.name.mark_wrong(view.wrong == "name")
            self.phone.mark_wrong(view.wrong == "phone")
            self.go_on.show_as(text=desk.say(_("Save and choose")), enabled=view.can_save)
            return
        if keeping is not None:
            self.go_on.show_as(text=desk.say(_("Merge")), enabled=view.can_merge)
        else:
            self.go_on.show_as(text=desk.say(_("Choose")), enabled=view.customer is not None)
        self._show_keeping(keeping)
        self._show_card(view.customer)

    def _show_card(self, who: CustomerView | None) -> None:
        desk = self._desk
        self._name.setText(who.name if who is not None else desk.say(_("Choose a customer on the left, or add a new one.")))
        self._phone.setText(" · ".join(filter(None, (who.phone, who.code))) if who is not None else "")
        figures = (who.debt_minor, who.credit_limit_minor or 0, who.points_minor, who.prepayment_minor) if who else (0, 0, 0, 0)
        for (name, figure), minor in zip(self._lines, figures, strict=True):
            figure.setText(desk.money(minor))
            for part in (name, figure):
                part.setVisible(who is not None)
        self._also.setText(desk.say(_("Also: {also}")).format(also=" · ".join(who.also)) if who is not None and who.also else "")
        self._also.setVisible(bool(self._also.text()))
        self.agreed.setChecked(who is not None and who.may_be_written_to)
        self.agreed.setVisible(who is not None and self._model.view.keeping is None)
        self._figures.invalidate()
        set_ink(self._lines[0][1], "warn" if who is not None and who.debt_minor else "text")
        self._elsewhere.setText(elsewhere(desk, who) if who is not None else "")

    def _show_keeping(self, keeping: CustomerView | None) -> None:
        """What is kept, while the other card is being chosen."""
        self._keeping.setVisible(keeping is not None)
        if keeping is not None:
            who = " · ".join(filter(None, (keeping.name, keeping.phone or keeping.code)))
            words = self._desk.say(_("{who} is kept. Choose on the left the other card of the same person; it goes:"))
            self._keeping.setText(words.format(who=who))
