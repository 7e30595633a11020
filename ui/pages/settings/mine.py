"""One's own settings as widgets: each is a row of keys, and what is touched is there at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.code_panel import CodePanel
from ui.kit.parts import column, holding, label, row
from ui.kit.segments import Segments
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.pages.settings.mine_model import MineModel
from ui.pages.settings.parts import SettingRow
from ui.pages.settings.pin_sheet import PinSheet
from ui.wording import LANGUAGE_NAMES, SETTINGS

CHOICES: dict[str, tuple[tuple[object, str], ...]] = {
    "theme": (("light", _("Light")), ("dark", _("Dark"))),
    "text_percent": ((100, "100 %"), (125, "125 %"), (150, "150 %")),
    "layout": (("touch", _("Touch: tiles and keypad")), ("keyboard", _("Keyboard: a long receipt"))),
    "sounds": ((True, _("On")), (False, _("Off"))),
}
NAMES = {
    "theme": "screen.theme", "text_percent": "screen.text_percent", "layout": "screen.layout", "sounds": "screen.sounds",
}


class MinePart(QWidget):
    """Language, look, sounds, PIN; an owner's recovery code."""

    def __init__(self, desk: Desk, model: MineModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        say = desk.say
        self.languages = Segments(tuple(LANGUAGE_NAMES.items()))
        self.languages.show_chosen(desk.language)
        self.languages.picked.connect(lambda language: model.speak(str(language)))
        self.choices = {
            name: Segments([(key, say(words)) for key, words in choices])
            for name, choices in CHOICES.items()
        }
        for name, choice in self.choices.items():
            choice.show_chosen(getattr(desk.comfort, name))
            choice.setMaximumWidth(px((240 if name == "layout" else 170) * len(choice.keys)))
            choice.picked.connect(lambda value, name=name: model.choose(name, value))
        self.pin = Button(say(_("Change my PIN…")), picture="key")
        self.pin.clicked.connect(self._open_pin)
        self.code = Button(say(_("New recovery code…")), picture="lock")
        self.code.clicked.connect(model.issue_code)
        self._told = label(ink="primary", wrap=True)
        self._wrong = label(ink="bad", wrap=True)
        rows = [SettingRow(say(SETTINGS[NAMES[name]]), choice) for name, choice in self.choices.items()]
        safety = SettingRow(say(_("PIN and recovery code")), row(self.pin, self.code, 1, gap=8))
        self.setLayout(
            column(SettingRow(say(_("Language")), self.languages), *rows, safety, self._told, self._wrong, 1, gap=18)
        )
        self.pin_sheet: PinSheet | None = None
        self.code_sheet: _CodeSheet | None = None
        model.changed.connect(self._render)
        model.pin_changed.connect(self._close_pin)
        self._render()

    def open_panels(self) -> None:
        """A code that is not written down yet is shown again, also in another language."""
        self._render()

    def _open_pin(self) -> None:
        self._model.clear_wrong()
        self.pin_sheet = PinSheet(self.window(), self._desk, self._desk.say(_("Change my PIN")), with_old=True)
        self.pin_sheet.given.connect(lambda old, new: self._model.change_pin(old=old, new=new))
        self.pin_sheet.closed.connect(self._forget_pin)

    def _close_pin(self) -> None:
        if self.pin_sheet is not None:
            self.pin_sheet.close_it()

    def _forget_pin(self) -> None:
        self.pin_sheet = None
        self._model.clear_wrong() if self._model.view.wrong else None

    def _render(self) -> None:
        view = self._model.view
        self.code.setVisible(view.is_owner)
        self._told.setText(view.told)
        self._told.setVisible(bool(view.told))
        if self.pin_sheet is not None:
            self.pin_sheet.tell(view.wrong, busy=view.busy)
        self._wrong.setText(view.wrong)
        self._wrong.setVisible(bool(view.wrong) and self.pin_sheet is None)
        if view.code and self.code_sheet is None and self.isVisible():
            self.code_sheet = _CodeSheet(self.window(), self._desk, self._model)
        if self.code_sheet is not None:
            self.code_sheet.render_saved()


class _CodeSheet(Sheet):
    """The code, until somebody says that it is written down."""

    def __init__(self, parent: QWidget, desk: Desk, model: MineModel) -> None:
        self._desk, self._model = desk, model
        self.panel = CodePanel(desk.say, model.view.code)
        super().__init__(parent, desk.say(_("Recovery code")), holding(column(self.panel)), width=560)
        self.cross.hide()
        self.panel.save_wanted.connect(model.save_code)
        self.panel.kept.connect(self._keep)
        self.panel.save.setFocus()

    def close_it(self) -> None:
        """Not by a slip of the hand."""

    def render_saved(self) -> None:
        """Where the PDF lies, or why it does not."""
        view = self._model.view
        saved = self._desk.say(_("Saved: {path}. Print it, then delete the file."))
        words = saved.format(path=view.saved_as) if view.saved_as else view.wrong
        if words:
            self.panel.tell_saved(words)

    def _keep(self) -> None:
        super().close_it()
        self._model.keep_code()
