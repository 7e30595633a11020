"""The demo shop: while it is made, who works there and with which PIN."""

from __future__ import annotations

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.figures import Figures, card
from ui.kit.parts import column
from ui.pages.first_run.model import FirstRunModel, FirstRunView
from ui.pages.first_run.steps.step import Step

PEOPLE = (
    ("Гүлнара Ысмаилова", _("Cashier"), "6174"), ("Нурлан Өмүрбеков", _("Manager"), "8305"),
    ("Асель Жумабекова", _("Owner"), "4729"),
)
"""As `app.demo` hires them; a test compares."""


class DemoStep(Step):
    """Names and PINs large, to be remembered for a moment."""

    def __init__(self, desk: Desk, model: FirstRunModel) -> None:
        super().__init__(desk, model)
        say = desk.say
        pins = Figures()
        for name, role, pin in PEOPLE:
            pins.line(name, f"PIN {pin}", note=say(role), strong=True)
        self._state = self.text("")
        advice = _("Choose a name at the sign-in and enter the PIN. A cashier sells; the owner may do everything.")
        self.setLayout(column(self.title(_("The demo shop")), self.text(advice), card(pins), self._state, 1, gap=16))

    def render_view(self, view: FirstRunView) -> None:
        words = _("The demo shop is being filled with goods …") if view.busy else _("The demo shop is ready.")
        self._state.setText(self.desk.say(words))
