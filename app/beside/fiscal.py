"""The fiscal register that is declared, with the thread that tells it what is sold; none where none is."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from app.beside.devices import Declared, let_go, log
from app.beside.secrets import secrets_of
from app.core.devices.views import DeviceView
from app.kernel.errors import AppError, DeviceFailed
from app.ports import FiscalRegister, FiscalState, SecretStore
from app.settling import SettlingThread, Stopping, fiscal_thread, register_waiting
from app.shop import Shop

LAST_S = 5
ASK_STATE_S = 600
"""How often a register is asked how it stands: what it has signed and not sent yet counts for the fiscal clock."""
RegisterTold = Callable[[str, str, "datetime | None"], None]
"""Hears of a register: its country (empty where none is declared), what is wrong with it (empty: nothing), and since when it
keeps documents that the authority has not got."""


def no_one(_country: str, _problem: str, _unsent_since: datetime | None) -> None:
    """Hears of a register where no window does."""


class FiscalPart:
    """What is to be registered waits in the journal. The register is made on the thread that speaks to it: a store of secrets
    may want a person to unlock it first, and no window waits for that."""

    kinds = ("fiscal_register",)

    def __init__(self, shop: Shop, *, secrets: Callable[[], SecretStore | None], told: RegisterTold = no_one) -> None:
        self._shop, self._secrets, self._told = shop, secrets, told
        self._declared: DeviceView | None = None
        self._thread: SettlingThread | None = None

    def change(self, declared: Declared) -> None:
        """As `Part`."""
        self._end()
        self._declared = next(iter(declared.get("fiscal_register", ())), None)
        if self._declared is None:
            self._told("", "", None)
        self._begin()

    def lend(self) -> AbstractContextManager[None]:
        """As `Part`; what is sold meanwhile is registered after, with the secrets of then. Refused: `device.busy`."""
        return let_go(self._end_or_refuse, self._begin)

    def stop(self) -> None:
        """As `Part`. What the register has in hand and does not answer is in doubt at the next start."""
        self._end()
        self._declared = None

    def _begin(self) -> None:
        if self._declared is not None:
            talk = _Talk(self._shop, self._declared, self._secrets, self._told)
            self._thread = fiscal_thread(self._shop, carry=talk.carry, look=talk.look)
            self._thread.start()

    def _end_or_refuse(self) -> None:
        if not self._end():
            raise DeviceFailed("device.busy", address=self._declared.address if self._declared is not None else "")

    def _end(self) -> bool:
        """Whether nobody speaks to the register any more."""
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        thread.stop(LAST_S)
        return not thread.is_alive()


class _Talk:
    """One declared register, as its thread knows it."""

    def __init__(
        self, shop: Shop, declared: DeviceView, secrets: Callable[[], SecretStore | None], told: RegisterTold
    ) -> None:
        from devices.registry import drivers

        self._shop, self._declared, self._secrets, self._told = shop, declared, secrets, told
        known = drivers("fiscal_register").get(declared.driver)
        self._country = known.country if known is not None else ""
        self._register: FiscalRegister | None = None
        self._asked_at: float | None = None
        self._unsent_since: datetime | None = None
        told(self._country, "", None)

    def carry(self, stopping: Stopping) -> int:
        """One pass; nothing where the register cannot be spoken to as it is declared."""
        register = self._made()
        if register is None:
            return 0
        return register_waiting(self._shop, register, device=self._declared.name, stopping=stopping)

    def look(self) -> None:
        """How it stands, now and then."""
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < ASK_STATE_S:
            return
        register = self._made()
        if register is None:
            return
        self._asked_at = now
        self._tell(register.state())

    def _tell(self, state: FiscalState) -> None:
        if not state.unsent_count:
            self._unsent_since = None
        else:  # a register that only counts them is believed from the moment on when it was heard first
            self._unsent_since = state.first_unsent_at or self._unsent_since or self._shop.clock()
        self._told(self._country, state.code if state.answers else "device.not_there", self._unsent_since)

    def _made(self) -> FiscalRegister | None:
        if self._register is None:
            from devices.making import fiscal_register

            declared = self._declared
            try:
                self._register = fiscal_register(
                    declared.driver, declared.address, declared.options, self._secret, new_id=self._shop.new_id
                )
            except AppError as error:  # no secret yet, or stored by another version: it waits, and is tried again
                log.error("fiscal_register_not_usable", reason=error.code)
                self._told(self._country, error.code, None)
        return self._register

    def _secret(self, option: str) -> str:
        return secrets_of(self._secrets, self._declared.device_id)(option)
