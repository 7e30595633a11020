"""People as widgets: who works here on the left, the form on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.staff.views import PersonView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import field
from ui.kit.parts import column, hairline, holding, label, row, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.pin_pair import PinPair
from ui.kit.segments import Segments
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.settings.parts import SettingRow
from ui.pages.settings.people_model import LONGEST_NAME, PeopleModel
from ui.pages.settings.pin_sheet import PinSheet
from ui.wording import ROLES, worded


class PeoplePart(QWidget):
    """Hiring is a name, a role and a PIN; everything else is one key."""

    def __init__(self, desk: Desk, model: PeopleModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        say = desk.say
        self.list = PickList(say(_("People")), self._row)
        self.new = wide(Button(say(_("Add…"))))
        self._title = label(size=TITLE, weight=BOLD, wrap=True)
        self.name = TextEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self._name = field(say(_("Name of the person")), self.name)
        self.roles = Segments((), several=True)
        self.pins = PinPair(say)
        self.add = primary(say(_("Add")), hint="Enter")
        self.pin = Button(say(_("New PIN…")), picture="key")
        self.remove = Button(say(_("Remove")), picture="delete")
        self._wrong, self._told = label(ink="bad", wrap=True), label(ink="primary", wrap=True)
        self._hint = label(say(_("Choose somebody on the left, or add a new person.")), size=LARGE, ink="muted", wrap=True)
        self._note = label(ink="muted", wrap=True)
        self.pin_sheet: PinSheet | None = None
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        new = holding(column(self.new, margin=8))
        left = holding(column(self.list, hairline(), new, gap=0, margin=1, grow=(0,)), "card")
        self._roles = SettingRow(self._desk.say(_("Role")), self.roles)
        self._acts = holding(column(wide(self.pin), wide(self.remove), gap=8))
        form = column(
            self._title, self._name, self._roles, self.pins, self._acts, self._note, self._told, self._wrong, self._hint, 1,
            gap=14, margin=(0, 0, 12, 0),
        )
        right = column(scrolled(holding(form)), self.add, gap=12, grow=(0,))
        self.setLayout(row(left, right, gap=20, grow={0: 1, 1: 1}))

    def _connect(self) -> None:
        model = self._model
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(model.choose)
        self.new.clicked.connect(self._begin_new)
        self.name.textChanged.connect(lambda text: model.edit(name=text))
        self.name.returnPressed.connect(self.pins.new.setFocus)
        self.roles.picked.connect(model.turn_role)
        self.pins.changed.connect(self._render)
        self.pins.entered.connect(self._add)
        self.add.clicked.connect(self._add)
        self.pin.clicked.connect(self._open_pin)
        self.remove.clicked.connect(model.remove)
        model.changed.connect(self._render)
        model.done.connect(self._forget_pins)

    def _begin_new(self) -> None:
        self._model.begin_new()
        self.name.setFocus()

    def _add(self) -> None:
        if self.add.isEnabled():
            self._model.add(self.pins.pin)

    def _open_pin(self) -> None:
        person = self._model.view.chosen
        assert person is not None
        title = self._desk.say(_("New PIN: {name}")).format(name=person.name)
        self.pin_sheet = PinSheet(self.window(), self._desk, title, with_old=False)
        self.pin_sheet.given.connect(lambda _old, new: self._model.give_pin(new))
        self.pin_sheet.closed.connect(self._leave_pin)

    def _leave_pin(self) -> None:
        self.pin_sheet = None

    def _forget_pins(self) -> None:
        self.pins.clear()
        if self.pin_sheet is not None:
            self.pin_sheet.close_it()

    def _row(self, person: PersonView) -> PickRow:
        language = self._desk.language
        held = ", ".join(worded(ROLES, role, language) for role in person.roles)
        return PickRow(person.name, self._desk.say(_("Owner")) if person.is_owner else held)

    def _render(self) -> None:
        view, model, say = self._model.view, self._model, self._desk.say
        places = [person.person_id for person in view.people]
        self.list.show_items(view.people, places.index(view.chosen_id) if view.chosen_id in places else -1)
        person = view.chosen
        is_open = view.is_new or person is not None
        self._title.setText(say(_("New person")) if view.is_new else person.name if person is not None else "")
        self.roles.show_choices([(role.role_id, worded(ROLES, role.name, self._desk.language)) for role in view.roles])
        self.roles.show_chosen(*((view.role_id,) if view.is_new else view.held))
        if self.name.text() != view.name:
            self.name.setText(view.name)
        is_theirs = person is not None and view.in_reach and not model.is_oneself
        for part, is_shown in (
            (self._title, is_open), (self._name, view.is_new), (self.pins, view.is_new), (self.add, view.is_new),
            (self._roles, view.is_new or (person is not None and not person.is_owner)), (self._acts, is_theirs),
            (self._hint, not is_open),
        ):
            part.setVisible(is_shown)
        self.roles.setEnabled(view.is_new or is_theirs)
        self._note.setText(say(self._why(is_theirs)))
        self._note.setVisible(person is not None and not is_theirs)
        self.add.show_as(enabled=bool(view.name.strip() and self.pins.pin) and not view.busy)
        for words, text in ((self._wrong, view.wrong), (self._told, view.told)):
            words.setText(text)
            words.setVisible(bool(text) and (words is self._told or self.pin_sheet is None))
        if self.pin_sheet is not None:
            self.pin_sheet.tell(view.wrong, busy=view.busy)

    def _why(self, is_theirs: bool) -> str:
        if self._model.is_oneself:
            return _("This is you. Your PIN is changed in your own settings.")
        return "" if is_theirs else _("Only an owner changes this person.")
