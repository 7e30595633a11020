"""What stands on the counter beside the cart: the scale, the sounds, and what the cart tells that is no fault."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.sales.views import LineView
from app.core.settings.commands import choose
from app.kernel.i18n import _
from ui.bridge.scale_signals import ScaleSignals
from ui.bridge.sounds import Sounds
from ui.pages.checkout.model import CheckoutModel
from ui.pages.checkout.page import CheckoutPage
from ui.shell.standing import StandingPanel

if TYPE_CHECKING:
    from ui.shell.till import Till


class Counter(QObject):
    """Makes the checkout's model with its devices, and answers what its page cannot."""

    def __init__(self, till: Till, scale: ScaleSignals) -> None:
        super().__init__()
        self._till, self._desk, self._scale = till, till.desk, scale
        self.panel: StandingPanel | None = None
        self.sounds = Sounds(till.desk)

    def new_cart(self) -> CheckoutModel:
        """A cart with its devices."""
        model = CheckoutModel(self._desk, self._scale)
        model.beeped.connect(self.sounds.tell)
        model.told.connect(lambda words: self._till.window.say(words))
        model.removed.connect(self._offer_back)
        model.nothing_by_hand.connect(self._offer_to_create)
        return model

    def serve(self, page: CheckoutPage) -> None:
        """Keys of the checkout that are the whole till's."""
        QShortcut(QKeySequence("Ctrl+L"), page, self.change_layout)

    def watch_states(self) -> None:
        """The line at the bottom tells more when it is touched, or by Ctrl+I; Ctrl+W loads the simulated scale."""
        window = self._till.window
        window.status.touched.connect(self.show_states)
        QShortcut(QKeySequence("Ctrl+I"), window, self.show_states)
        QShortcut(QKeySequence("Ctrl+W"), window, lambda: self.show_states(for_load=True))

    def show_states(self, *, for_load: bool = False) -> None:
        """How things stand; a panel that is open already stays alone."""
        if self.panel is None and (not for_load or self._scale.pan is not None):
            self.panel = StandingPanel(self._till.window.whole, self._desk, self._till.states, for_load=for_load)
            self.panel.closed.connect(self._panel_closed)

    def _panel_closed(self) -> None:
        self.panel = None

    def change_layout(self) -> None:
        """For fingers, or for a keyboard; whoever sits here keeps it."""
        comfort = self._desk.comfort
        other = "keyboard" if comfort.layout == "touch" else "touch"
        self._desk.run(
            choose, done=lambda _answer: self._desk.settle_in(replace(self._desk.comfort, layout=other)),
            key="screen.layout", value=other,
        )

    def _offer_back(self, line: LineView) -> None:
        say, model = self._desk.say, self._till.checkout
        assert model is not None
        words = say(_("{name} was taken out. Ctrl+Z brings it back.")).format(name=line.name)
        self._till.window.say(words, actions=((say(_("Undo")), lambda: model.bring_back(line)),), passing=True)

    def _offer_to_create(self) -> None:
        say = self._desk.say
        words = say(_("No goods here ask for their price. Create some without a price, for example “Other goods”."))
        create = (say(_("Create it")), lambda: self._till.errands.create(""))
        self._till.window.say(words, kind="warn", actions=(create, (say(_("No")), lambda: None)))
