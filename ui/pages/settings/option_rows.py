"""What a driver asks for as fields: a few choices as keys beside each other, free text, and secrets that are never shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.devices.views import OptionView
from app.kernel.i18n import _
from ui.device_words import CHOICES, OPTIONS, note_of
from ui.kit.edits import TextEdit
from ui.kit.figures import empty
from ui.kit.parts import column
from ui.kit.segments import Segments
from ui.pages.settings.devices_model import LONGEST_VALUE, DevicesModel
from ui.pages.settings.parts import SettingRow


class OptionRows(QWidget):
    """`rows`, `texts` and `choices` by the options' names; made anew when a driver asks for others."""

    def __init__(self, say: Callable[[str], str], model: DevicesModel) -> None:
        super().__init__()
        self._say, self._model = say, model
        self._shown: tuple[str, Sequence[OptionView]] = ("", ())
        self.rows: dict[str, SettingRow] = {}
        self.texts: dict[str, TextEdit] = {}
        self.choices: dict[str, Segments] = {}
        self._rows: QVBoxLayout = column(gap=14)
        self.setLayout(self._rows)

    def show_view(self) -> None:
        """What the model says now."""
        view = self._model.view
        if self._shown != (view.form.kind, view.options):
            self._shown = view.form.kind, view.options
            self._make(view.form.kind, view.options)
        for option in view.options:
            wrong = view.wrong.get(f"option.{option.name}", "")
            self.rows[option.name].tell(wrong)
            if option.name in self.choices:
                self.choices[option.name].show_chosen(view.form.options.get(option.name) or option.usual or option.choices[0])
                continue
            edit = self.texts[option.name]
            values = view.form.secrets if option.is_secret else view.form.options
            edit.mark_wrong(bool(wrong))
            if edit.text() != values.get(option.name, ""):
                edit.setText(values.get(option.name, ""))
            if option.is_secret:
                kept = _("kept; type to change it") if option.name in view.kept else ""
                edit.setPlaceholderText(self._say(kept) if kept else "")

    def _make(self, kind: str, options: Sequence[OptionView]) -> None:
        empty(self._rows)
        self.rows, self.texts, self.choices = {}, {}, {}
        for option in options:
            name = option.name
            words, note = self._say(OPTIONS[name]) if name in OPTIONS else name, self._say(note_of(kind, name))
            field: QWidget = self._keys(option, words) if option.choices else self._text(option, words)
            self.rows[name] = SettingRow(words, field, note=note)
            self._rows.addWidget(self.rows[name])

    def _keys(self, option: OptionView, words: str) -> Segments:
        name = option.name
        made = Segments([(value, self._say(CHOICES.get((name, value), value))) for value in option.choices], name=words)
        made.picked.connect(lambda value: self._model.set_options({name: str(value)}))
        self.choices[name] = made
        return made

    def _text(self, option: OptionView, words: str) -> TextEdit:
        name, made = option.name, TextEdit(option.usual)
        made.setAccessibleName(words)
        made.setMaxLength(LONGEST_VALUE)
        if option.is_secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
            made.textEdited.connect(lambda text: self._model.set_secret(name, text))
        else:
            made.textEdited.connect(lambda text: self._model.set_options({name: text}))
        self.texts[name] = made
        return made
