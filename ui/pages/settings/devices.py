"""Devices as widgets: what is declared on the left, the form on the right, and a trial of what is typed in it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.devices.views import DeviceView, FoundView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.device_words import KINDS, STATES, address_note, driver_words
from ui.kit.buttons import Button, primary
from ui.kit.edits import TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import Beside, Choice
from ui.kit.parts import column, hairline, holding, label, row, set_ink, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.picker import Picker
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.settings.devices_model import ADDRESS, ALL, DRIVER, KIND, LONGEST_ADDRESS, LONGEST_NAME, NAME, DevicesModel
from ui.pages.settings.option_rows import OptionRows
from ui.pages.settings.parts import SettingRow
from ui.pages.settings.trial_sheet import TrialSheet

UNVERIFIED = _(
    "Built from descriptions, and nobody has tried it with a real one yet. Try it well before you rely on it."
)
NARROW = 330
NEWER = _("A newer Duken has declared it, and this one cannot speak to it. Its settings are kept.")


class DevicesPart(QWidget):
    """A device is a kind, a driver, an address and a name; the rest is as usual until somebody chooses otherwise."""

    def __init__(self, desk: Desk, model: DevicesModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        say = desk.say
        self.list = PickList(say(_("Devices")), self._row, empty=say(_("No device yet. Receipts go into a folder.")))
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrow keys walk in it
        self.new = wide(Button(say(_("Add…"))))
        self._title = label(size=TITLE, weight=BOLD, wrap=True)
        self.kinds, self.drivers = Choice(), Choice()
        self.address, self.name = TextEdit(), TextEdit()
        self.address.setMaxLength(LONGEST_ADDRESS)
        self.name.setMaxLength(LONGEST_NAME)
        self.seek = Button(say(_("Choose…")), picture="search")
        self.options = OptionRows(say, model)
        self._rows = {
            KIND: SettingRow(say(_("What is it?")), self.kinds), DRIVER: SettingRow(say(_("Model")), self.drivers),
            ADDRESS: SettingRow(
                say(_("Where is it?")), Beside(self.address, self.seek, least=NARROW, shares=(1, 0)), note=" ",
            ),
            NAME: SettingRow(say(_("Name")), self.name),
        }
        self.address.setAccessibleName(say(_("Where is it?")))
        self._state = label(wrap=True)
        self._about = label(ink="muted", wrap=True)
        self.trial = Button(say(_("Try it")), hint="Ctrl+E")
        self.remove = Button(say(_("Remove")), picture="delete")
        self.save = primary(say(_("Save")), hint="Ctrl+S")
        self._wrong, self._told = label(ink="bad", wrap=True), label(ink="primary", wrap=True)
        self._hint = label(say(_("Choose a device on the left, or add one.")), size=LARGE, ink="muted", wrap=True)
        self.sheet: TrialSheet | None = None
        self.picker: Picker | None = None
        self._shown_form: tuple[bool, UUID | None] = (False, None)
        self._shown_wrong: Mapping[str, str] = {}
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        new = holding(column(self.new, margin=8))
        left = holding(column(self.list, hairline(), new, gap=0, margin=1, grow=(0,)), "card")
        form = column(
            self._title, self._state, self._rows[KIND], self._rows[DRIVER], self._about, self._rows[ADDRESS], self._rows[NAME],
            self.options,
            wide(self.remove), self._hint, 1, gap=14, margin=(0, 0, 12, 0),
        )
        self._keys = holding(row(wide(self.trial), wide(self.save), gap=8, grow=(0, 1)))
        self._area = scrolled(holding(form))
        right = holding(column(self._area, self._told, self._wrong, self._keys, gap=10, grow=(0,)))
        left.setMinimumWidth(px(180))
        for side in (left, right):
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setLayout(row(left, right, gap=20, grow={0: 2, 1: 3}))

    def _connect(self) -> None:
        model = self._model
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(model.choose)
        self.new.clicked.connect(self._begin_new)
        self.kinds.picked.connect(lambda kind: model.turn_kind(str(kind)))
        self.drivers.picked.connect(lambda driver: model.turn_driver(str(driver)))
        self.address.textEdited.connect(lambda text: model.edit(address=text))
        self.name.textEdited.connect(lambda text: model.edit(name=text))
        self.seek.clicked.connect(model.look_around)
        self.trial.clicked.connect(self._try)
        self.remove.clicked.connect(model.remove)
        self.save.clicked.connect(model.save)
        model.found.connect(self._pick_address)
        model.saved.connect(self.list.setFocus)  # the green key is off now: arrow keys go on from here
        model.changed.connect(self._render)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves the page leaves the trial."""
        super().hideEvent(event)
        for panel in (self.sheet, self.picker):
            if panel is not None:
                panel.close_it()

    def _begin_new(self) -> None:
        self._model.begin_new()
        self.kinds.setFocus()

    # --- panels ---

    def _try(self) -> None:
        if self.sheet is None:
            self._model.try_it()
            if self._model.trial.is_running:
                self.sheet = TrialSheet(self.window(), self._desk, self._model)
                self.sheet.closed.connect(self._leave_trial)

    def _leave_trial(self) -> None:
        self.sheet = None
        self._model.stop_trial()

    def _pick_address(self, found: tuple[FoundView, ...]) -> None:
        if not self.isVisible() or self.picker is not None:
            return
        say, chosen = self._desk.say, self._model.view.form.address

        def fitting(typed: str) -> tuple[FoundView, ...]:
            return tuple(each for each in found if typed.casefold() in f"{each.title} {each.address}".casefold())

        self.picker = Picker(
            self.window(), say(_("What is plugged in")), placeholder=say(_("Part of its name")),
            empty=say(_("Nothing is found here. Type the address: what is on the network is not seen from here.")), find=fitting,
            words=lambda each: PickRow(each.title, each.address), chosen=lambda each: each.address == chosen,
        )
        self.picker.picked.connect(lambda each: self._model.edit(address=each.address))
        self.picker.closed.connect(self._leave_picker)

    def _leave_picker(self) -> None:
        self.picker = None

    # --- what is shown ---

    def _row(self, device: DeviceView) -> PickRow:
        say = self._desk.say
        words, _ink = STATES.get(self._model.state_of(device), ("", ""))
        kind = say(KINDS.get(device.kind, device.kind))
        return PickRow(device.name, f"{say(words)} · {kind}" if words else kind)

    def _render(self) -> None:
        view, model = self._model.view, self._model
        if self._shown_form != (view.is_new, view.chosen_id):
            self._shown_form = view.is_new, view.chosen_id
            self._area.verticalScrollBar().setValue(0)
        places = [each.device_id for each in view.devices]
        self.list.show_items(view.devices, places.index(view.chosen_id) if view.chosen_id in places else -1)
        self.list.viewport().update()
        self._render_form()
        is_newer = view.is_open and view.drivers is not None and view.driver is None
        words, ink = STATES.get(model.state_of(view.chosen), ("", "")) if view.chosen is not None and not is_newer else ("", "")
        self._state.setText(self._desk.say(words) if words else "")
        set_ink(self._state, ink)
        for place, setting in self._rows.items():
            setting.tell(view.wrong.get(place, ""))
        self.options.show_view()
        is_unsure = view.driver is not None and not view.driver.is_verified
        self._about.setText(self._desk.say(NEWER if is_newer else UNVERIFIED))
        for part, is_shown in (
            (self._title, view.is_open), (self._state, bool(words)), (self._rows[KIND], view.is_new),
            (self._rows[DRIVER], view.is_open and not is_newer),
            (self._rows[ADDRESS], view.is_open), (self._rows[NAME], view.is_open), (self.options, view.is_open),
            (self._keys, view.is_open), (self.remove, view.chosen is not None), (self._about, is_newer or is_unsure),
            (self._hint, not view.is_open),
        ):
            part.setVisible(is_shown)
        self.new.show_as(enabled=bool(view.kinds))
        self.seek.show_as(enabled=not view.busy)
        self.trial.show_as(enabled=model.can_try)
        self.remove.show_as(enabled=not view.busy)
        self.save.show_as(enabled=view.is_changed and not view.busy)
        for line, text in ((self._wrong, view.wrong.get(ALL, "")), (self._told, view.told)):
            line.setText(text)
            line.setVisible(bool(text))
        if view.wrong != self._shown_wrong:
            self._shown_wrong = view.wrong
            QTimer.singleShot(0, self, self._bring_wrong_in_sight)

    def _bring_wrong_in_sight(self) -> None:
        """The sentence and its field, wherever the form is scrolled to."""
        wrong = self._model.view.wrong
        rows = {**self._rows, **{f"option.{name}": setting for name, setting in self.options.rows.items()}}
        setting = next((rows[place] for place in wrong if place in rows), None)
        if setting is not None:
            self._area.ensureWidgetVisible(setting, 0, px(12))

    def _render_form(self) -> None:
        view, say, form = self._model.view, self._desk.say, self._model.view.form
        self._title.setText(say(_("New device")) if view.is_new else view.chosen.name if view.chosen is not None else "")
        self.kinds.show_choices([(kind, say(KINDS.get(kind, kind))) for kind in view.kinds], form.kind)
        drivers = (view.drivers or {}).get(form.kind, ())
        self.drivers.show_choices([(each.name, say(driver_words(form.kind, each))) for each in drivers], form.driver)
        self._rows[ADDRESS].note_as(address_note(form.kind, say))
        self.name.setPlaceholderText(view.driver.title if view.driver is not None else "")
        for edit, text, place in ((self.address, form.address, ADDRESS), (self.name, form.name, NAME)):
            edit.mark_wrong(place in view.wrong)
            if edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)
