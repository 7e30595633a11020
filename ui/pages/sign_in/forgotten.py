"""A PIN is forgotten: whom to ask, and for the owner the way in by the recovery code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.documents.code_paper import save_issued_code
from app.core.staff.commands import recover_owner
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.paths import documents_folder
from ui.bridge.desk import Desk
from ui.kit.buttons import primary
from ui.kit.code_panel import CodePanel
from ui.kit.edits import TextEdit
from ui.kit.form import field as named_field
from ui.kit.keypad import TELEPHONE, Keypad
from ui.kit.parts import column, holding, label, row
from ui.kit.pin_pair import PinPair
from ui.kit.sheet import Sheet

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class ForgottenView:
    """`code` is the next recovery code, once the old one has done its work; `saved_as` where its PDF lies."""

    busy: bool = False
    wrong: str = ""
    code: str = field(default="", repr=False)
    saved_as: Path | None = None


class ForgottenModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = ForgottenView()

    def recover(self, *, code: str, pin: str) -> None:
        """The owner's new PIN by the recovery code. A second press while the first is under way does nothing."""
        if not self.view.busy and not self.view.code:
            self._show(busy=True, wrong="")
            self._desk.run(
                recover_owner, done=lambda new: self._show(busy=False, code=new), failed=self._failed, code=code, new_pin=pin,
                pin_key=self._desk.pin_key,
            )

    def save(self) -> None:
        """The next code as a PDF among the person's documents."""
        self._desk.ask(
            save_issued_code, done=lambda path: self._show(saved_as=path), failed=self._failed, code=self.view.code,
            language=self._desk.language, folder=documents_folder(),
        )

    def _failed(self, error: AppError) -> None:
        self._show(busy=False, wrong=self._desk.sentence(error))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


class ForgottenSheet(Sheet):
    """First the fields; when the code was right, the next code, which only goes when it is written down."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        self._desk, self.model = desk, ForgottenModel(desk)
        say = desk.say
        ask = _("Ask a manager for a new PIN: Settings, People. An owner gets in with the recovery code that came with the shop.")
        self.code = TextEdit("XXXXX-XXXXX-XXXXX-XXXXX")
        self.code.setMaxLength(LONGEST_CODE)
        self.code.setAccessibleName(say(_("Recovery code")))
        self.pins = PinPair(say, beside=True)
        self.wrong = label(ink="bad", wrap=True)
        self.wrong.hide()
        self.go_on = primary(say(_("Set the new PIN")), hint="Enter")
        keypad = Keypad(rows=TELEPHONE, corner=QWidget())
        keypad.typed.connect(self._type)
        fields = column(named_field(say(_("Recovery code")), self.code), self.pins, self.wrong, 1, gap=12)
        both = row(fields, keypad, gap=20)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        self._form = holding(column(label(say(ask), wrap=True), both, self.go_on, gap=12))
        self._panel: CodePanel | None = None
        self._content = column(self._form)
        super().__init__(parent, say(_("Forgot PIN")), holding(self._content), width=720)
        self.code.returnPressed.connect(self.pins.new.setFocus)
        self.code.textChanged.connect(lambda _text: self._render())
        self.pins.changed.connect(self._render)
        self.pins.entered.connect(self._recover)
        self.go_on.clicked.connect(self._recover)
        self.model.changed.connect(self._render)
        self.code.setFocus()
        self._render()

    @property
    def panel(self) -> CodePanel | None:
        """The next code, once there is one."""
        return self._panel

    def close_it(self) -> None:
        """A code that nobody has written down does not go by a slip of the hand."""
        if not self.model.view.code:
            super().close_it()

    def _type(self, key: str) -> None:
        fields = (self.code, self.pins.new, self.pins.again)
        next((edit for edit in fields if edit.hasFocus()), self.pins.new).type_in(key)

    def _recover(self) -> None:
        if self.go_on.isEnabled():
            self.model.recover(code=self.code.text(), pin=self.pins.pin)
            self.pins.clear()
            self.pins.new.setFocus()

    def _render(self) -> None:
        view = self.model.view
        self.go_on.show_as(enabled=bool(self.code.text().strip() and self.pins.pin) and not view.busy)
        self.wrong.setText(view.wrong)
        self.wrong.setVisible(bool(view.wrong))
        if view.code and self._panel is None:
            self._show_code(view.code)
        if self._panel is not None:
            saved = self._desk.say(_("Saved: {path}. Print it, then delete the file."))
            words = saved.format(path=view.saved_as) if view.saved_as else view.wrong
            if words:
                self._panel.tell_saved(words)

    def _show_code(self, code: str) -> None:
        self._form.hide()
        self.cross.hide()
        self._panel = CodePanel(self._desk.say, code)
        self._panel.save_wanted.connect(self.model.save)
        self._panel.kept.connect(super().close_it)
        self._content.addWidget(self._panel)
        self._panel.save.setFocus()  # another Return closes nothing
