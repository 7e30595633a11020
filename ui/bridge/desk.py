"""Where a person sits: who is signed in, in which language, and every action with its questions and lent rights."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.documents.titles import UNITS
from app.core.settings.views import Comfort
from app.core.staff.views import SignedIn
from app.kernel.clock import Clock, system_clock
from app.kernel.context import NOBODY, By, Place
from app.kernel.errors import AppError, NeedsConfirmation, NotPermitted
from app.kernel.i18n import _, translated
from app.kernel.permissions import Right
from ui.bridge.runner import Done, Failed, Runner, nothing
from ui.formats import ago_text, moment_text, money_text, quantity_text
from ui.messages import sentence

Retry = Callable[[By], None]


def _wait() -> None:
    """For whoever leaves a question standing."""


def _at_once(act: Callable[[], None]) -> None:
    act()


@dataclass(frozen=True, slots=True)
class Question:
    """Something that goes on only with a yes."""

    code: str
    sentence: str
    yes: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Missing:
    """A right is missing; somebody who has it may lend it here and now, by PIN."""

    right: Right | None
    sentence: str
    lend: Callable[[UUID | None, str], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, as a sentence; `code` for whoever can help in another way."""

    code: str
    sentence: str
    facts: dict[str, Any]


class Desk(QObject):
    """Screens' models act through this: it adds who acts, asks what has to be asked, and does it again with the answer.

    Signals:
        asked: a `Question`.
        lacked: a `Missing` right.
        failed: a `Fault`.
        person_changed: somebody signed in or out.
        language_changed: every sentence is another now.
        comfort_changed: theme, size of text, layout or sounds are others now.
    """

    asked = Signal(object)
    lacked = Signal(object)
    failed = Signal(object)
    person_changed = Signal()
    language_changed = Signal()
    comfort_changed = Signal()

    def __init__(
        self, runner: Runner, place: Place, *, pin_key: Future[str | None] | str | None = None, comfort: Comfort | None = None,
        clock: Clock = system_clock,
    ) -> None:
        super().__init__()
        self.runner, self.place, self._pin_key, self.clock = runner, place, pin_key, clock
        self.person: SignedIn | None = None
        self.language = place.language
        self.comfort = self._usual = comfort or Comfort()
        runner.refused.connect(lambda error: self.failed.emit(self._fault(error)))

    @property
    def by(self) -> By:
        """Who acts."""
        return By(self.person.person_id) if self.person else NOBODY

    @property
    def pin_key(self) -> str | None:
        """The key of the PINs' keyed hash, if there is one. It is looked up while the sign-in is shown: there before a PIN is."""
        return self._pin_key.result() if isinstance(self._pin_key, Future) else self._pin_key

    @property
    def pin_key_so_far(self) -> str | None:
        """The same without waiting: None while the keyring has not answered."""
        if isinstance(self._pin_key, Future) and not self._pin_key.done():
            return None
        return self.pin_key

    def with_pin_key(self, do: Callable[[str | None], None]) -> None:
        """Do something with that key: now if it is known, else when the keyring has answered; nothing waits for it meanwhile."""
        if isinstance(self._pin_key, Future) and not self._pin_key.done():
            self.ask(lambda _session: self.pin_key, done=do)
        else:
            do(self.pin_key)

    def sit_down(self, person: SignedIn | None) -> None:
        """Somebody signed in (None: out); their language is spoken from now on."""
        self.person = person
        self.person_changed.emit()
        if person is not None and person.language:
            self.speak(person.language)
        if person is not None:
            self.settle_in(replace(self._usual, **person.comfort))

    def speak(self, language: str) -> None:
        """Every screen in another language, also in the middle of a sale."""
        if language != self.language:
            self.language = language
            self.language_changed.emit()

    def settle_in(self, comfort: Comfort) -> None:
        """The screens as somebody likes them, from now on."""
        if comfort != self.comfort:
            self.comfort = comfort
            self.comfort_changed.emit()

    def say(self, text: str) -> str:
        """A text of the program in the language of whoever sits here."""
        return translated(text, self.language)

    def money(self, minor: int, *, currency: bool = True) -> str:
        """A sum as people write it; without its currency in columns of figures."""
        text = money_text(minor, self.place.currency, self.language)
        return text if currency else "".join(char for char in text if char.isdigit() or char in " \u00a0\u202f.,-−").strip()

    def quantity(self, milli: int) -> str:
        """A quantity as people write it."""
        return quantity_text(milli, self.language)

    def unit(self, unit: str) -> str:
        """A unit of quantities as people call it; a shop's own is called as it is stored."""
        return self.say(UNITS[unit]) if unit in UNITS else unit

    def one_unit(self, unit: str) -> str:
        """A single one of it: what a price is for."""
        return self.say(_("pc")) if unit == "pcs" else self.unit(unit)

    def price_per_unit(self, price_minor: int, unit: str) -> str:
        """What one costs, in minor units: `35,00 KGS за шт`."""
        return self.say(_("{price} per {unit}")).format(price=self.money(price_minor), unit=self.one_unit(unit))

    def moment(self, moment: Any) -> str:
        """Day and time of the shop."""
        return moment_text(moment, self.language, self.place.zone)

    def ago(self, moment: datetime) -> str:
        """How long ago it was."""
        return ago_text((self.clock() - moment).total_seconds(), self.language)

    def allows(self, right: Right) -> bool:
        """Whether who sits here has a right; commands ask again, this is only for what a screen offers."""
        return self.person is not None and right in self.person.rights

    def ask(self, query: Callable[..., Any], *, done: Done, failed: Failed | None = None, **inputs: Any) -> None:
        """Ask the database; the answer comes to `done` on this thread."""
        self.runner.ask(query, done=done, failed=failed, **inputs)

    def run(
        self, command: Callable[..., Any], *, done: Done = nothing, failed: Failed | None = None, by: By | None = None,
        latest: Callable[[], dict[str, Any]] = dict, unanswered: Callable[[], None] = _wait,
        retake: Callable[[Callable[[], None]], None] = _at_once, **inputs: Any,
    ) -> None:
        """Do something. A question or a missing right comes up as a signal and, answered, it is done again.

        `failed` gets every refusal that is neither; without it the refusal is told as a sentence. `latest` gives those inputs
        that may be others by the time a question is answered. `unanswered` hears that a person is asked and may never answer;
        `retake` gets what is done again when they have.
        """
        more: dict[str, Any] = {"latest": latest, "unanswered": unanswered, "retake": retake, **inputs}

        def again(new_by: By) -> None:
            retake(lambda: self.run(command, done=done, failed=failed, by=new_by, **more))

        def refused(error: AppError) -> None:
            if self._refused(error, by or self.by, again, failed):
                unanswered()

        self.runner.run(command, done=done, failed=refused, by=by or self.by, **inputs, **latest())

    def sentence(self, error: AppError) -> str:
        """What a refusal says to a person."""
        return sentence(error, self.language, self.place.currency, self.place.zone)

    def _refused(self, error: AppError, by: By, again: Retry, failed: Failed | None) -> bool:
        """Tell it; answers whether a person is asked."""
        if isinstance(error, NeedsConfirmation):
            self.asked.emit(Question(error.code, self.sentence(error), lambda: again(by.confirming(error.code))))
            return True
        if isinstance(error, NotPermitted) and error.facts.get("right"):  # else nobody can lend it: an owner's own affair
            self.lacked.emit(self._missing(error, by, again))
            return True
        if failed is not None:
            failed(error)
        else:
            self.failed.emit(self._fault(error))
        return False

    def _missing(self, error: NotPermitted, by: By, again: Retry) -> Missing:
        right = str(error.facts.get("right") or "")

        def lend(lender_id: UUID | None, pin: str) -> None:
            def lent(loan_id: UUID) -> None:
                again(by.borrowing(loan_id))

            self.run(_lend_right, by=by, done=lent, right=Right(right), pin=pin, lender_id=lender_id, pin_key=self.pin_key)

        return Missing(Right(right) if right else None, self.sentence(error), lend)

    def _fault(self, error: AppError) -> Fault:
        return Fault(error.code, self.sentence(error), dict(error.facts))


def _lend_right(uow: Any, **inputs: Any) -> UUID:
    """Loaded by the thread that does it: a window is seen before there is a store."""
    from app.core.staff.commands import lend_right

    return lend_right(uow, **inputs)
