"""The card terminal that is declared, with the thread that asks it; none where none is."""

from __future__ import annotations

from contextlib import AbstractContextManager

from app.beside.devices import Declared, let_go, log
from app.core.devices.views import DeviceView
from app.core.intents.queries import waiting_marks
from app.core.intents.views import CARD_KINDS
from app.kernel.errors import AppError, DeviceFailed
from app.ports import CardTerminal
from app.settling import SettlingThread, card_thread
from app.shop import Shop

LAST_S = 5
"""So long an answer that is on its way is waited for."""


class CardPart:
    """What is to be asked waits in the journal: it is there whichever terminal stands here, and after each start."""

    kinds = ("card_terminal",)

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._declared: DeviceView | None = None
        self._terminal: CardTerminal | None = None
        self._thread: SettlingThread | None = None

    def cancel(self) -> None:
        """Ask the terminal to give up what it waits for; at once, from any thread. What became of it the terminal says."""
        terminal = self._terminal
        if terminal is not None:
            terminal.cancel()

    def change(self, declared: Declared) -> None:
        """As `Part`. What the terminal before it has in hand it brings to an end, or is told to stop."""
        self._end()
        self._declared = next(iter(declared.get("card_terminal", ())), None)
        self._begin()

    def lend(self) -> AbstractContextManager[None]:
        """As `Part`; nobody pays by card meanwhile. Refused: `device.busy` while a customer is at the terminal."""
        if self._shop.ask(waiting_marks, kinds=CARD_KINDS, states=("asked",)):
            raise DeviceFailed("device.busy", address=self._declared.address if self._declared is not None else "")
        return let_go(self._end, self._begin)

    def stop(self) -> None:
        """As `Part`. Who stands at the terminal is told to stop; what does not come to an end is in doubt at the next start."""
        self.cancel()
        self._end()
        self._declared = None

    def _begin(self) -> None:
        declared = self._declared
        if declared is None:
            return
        from devices.making import card_terminal

        try:
            self._terminal = card_terminal(declared.driver, declared.address, declared.options)
        except AppError as error:  # stored by another version of the program: nothing is asked, and a person may withdraw it
            log.error("card_terminal_not_usable", reason=error.code)
            return
        self._thread = card_thread(self._shop, self._terminal, device=declared.name)
        self._thread.start()

    def _end(self) -> None:
        """Nobody speaks to the terminal any more; a customer who does not come to an end there is told to stop."""
        thread, terminal, self._thread, self._terminal = self._thread, self._terminal, None, None
        if thread is None:
            return
        thread.stop(LAST_S)
        if thread.is_alive() and terminal is not None:
            terminal.cancel()
            thread.stop(LAST_S)
