"""What the program asks of the world, as Protocols: a simulator and a real device are the same to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from app.kernel.fiscal import FiscalDocument


class Printer(Protocol):
    """Puts a finished job on paper. It either takes all of it or raises DeviceFailed; it never prints half in silence."""

    def send(self, job: bytes) -> None:
        """Print the bytes of one job. Refused: `printer.failed`, `printer.unknown` (nobody knows what came out)."""


class Drawer(Protocol):
    """Opens the cash drawer."""

    def open(self) -> None:
        """Give the pulse. Refused: `drawer.failed`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a scale last said: grams (thousandths of a kilogram), whether the pan is at rest, at its zero, above or below
    what it can weigh, and how old this is by now. Only a weight at rest, neither over nor under, may be sold.
    """

    weight_milli: int
    is_stable: bool
    is_zero: bool = False
    is_over: bool = False
    is_under: bool = False
    age_ms: int = 0


class Scale(Protocol):
    """Weighs what lies on it. A driver listens by itself, on a thread of its own, and keeps only its newest frame."""

    def latest(self) -> Reading | None:
        """The newest reading, at once: it never waits for the scale. None while nothing is heard of it."""


class Pan(Protocol):
    """Where the load of a simulated scale is set; a real one has none."""

    def put(self, weight_milli: int) -> None:
        """So many grams lie on it from now on; 0 takes everything off."""


Sound = Literal["right", "wrong"]
"""What a till says without words: the goods are in the cart; look at the screen."""


class Sounder(Protocol):
    """Makes short sounds. It never waits and never fails: a sale goes on in silence."""

    def play(self, sound: Sound) -> bool:
        """Begin a sound, or leave it out while another is heard. False where this system has nothing to play it with."""


Outcome = Literal["approved", "declined", "unknown"]
"""What a device that moves money has said. *Declined*: surely nothing was done. *Unknown*: nobody can tell, and it is asked
again by the same id; who cannot tell says unknown, never declined."""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What became of a payment or a refund. `code` says why not (a code of the terminal, or `device.…`); `rrn` is the bank's
    number of it, `masked_pan` never the whole number of the card, `receipt` the slip's text."""

    outcome: Outcome
    code: str = ""
    approval_code: str = ""
    rrn: str = ""
    masked_pan: str = ""
    receipt: str = ""


class CardTerminal(Protocol):
    """Takes money from cards. It answers within its deadline, raises nothing, and belongs to one thread (but for `cancel`)."""

    def pay(self, intent_id: UUID, *, amount_minor: int, currency: str) -> CardAnswer:
        """Take so much from the card that is held to it. `intent_id` is our name for it."""

    def refund(self, intent_id: UUID, *, amount_minor: int, currency: str, rrn: str) -> CardAnswer:
        """Give so much back; `rrn` is the bank's number of the payment, empty where it is not known."""

    def ask_again(self, intent_id: UUID, *, amount_minor: int, currency: str) -> CardAnswer:
        """What became of the one that was asked under this id. It moves no money."""

    def answers(self) -> bool:
        """Whether it is there and says so. It moves no money."""

    def cancel(self) -> None:
        """Ask the terminal, from any thread, to give up what it waits for; `pay` then answers as the terminal says."""


@dataclass(frozen=True, slots=True)
class FiscalAnswer:
    """What became of a document, or of a shift. `sign` is what makes the receipt fiscal, `link` goes into its QR code;
    `made_offline`: the authority has not heard of it yet."""

    outcome: Outcome
    code: str = ""
    sign: str = ""
    register_number: str = ""
    document_number: str = ""
    shift_number: int = 0
    link: str = ""
    made_offline: bool = False


@dataclass(frozen=True, slots=True)
class FiscalState:
    """How a register stands: whether it answers, its shift, and what the authority has not got yet."""

    answers: bool
    shift_is_open: bool | None = None
    unsent_count: int = 0
    first_unsent_at: datetime | None = None
    code: str = ""


class FiscalRegister(Protocol):
    """Makes receipts fiscal. It answers within its deadline, raises nothing, and belongs to one thread."""

    def register(self, document: FiscalDocument) -> FiscalAnswer:
        """Register it for the first time."""

    def ask_again(self, document: FiscalDocument) -> FiscalAnswer:
        """What became of the document of this id; where it surely is not there, it is registered now. Never twice."""

    def open_shift(self, operator: str) -> FiscalAnswer:
        """Open the register's own shift; one that is open already is approved."""

    def close_shift(self, operator: str) -> FiscalAnswer:
        """Close it with its Z; one that is closed already is approved."""

    def state(self) -> FiscalState:
        """How it stands."""


class SecretStore(Protocol):
    """The system's keyring: the only place for a secret."""

    def read(self, name: str) -> str | None:
        """The secret, or None where there is none. Refused: `secret.no_keyring`."""

    def write(self, name: str, value: str) -> None:
        """Keep it. Refused: `secret.no_keyring`."""


class LostValue(Protocol):
    """A field of a card that two tills have set: what the centre kept, what was lost and by which till, and the rule."""

    @property
    def id(self) -> UUID: ...
    @property
    def table(self) -> str: ...
    @property
    def row_id(self) -> UUID: ...
    @property
    def field(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def kept(self) -> Any: ...
    @property
    def lost(self) -> Any: ...
    @property
    def lost_by(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...


class CentreNow(Protocol):
    """How telling the centre goes, from whoever tells it."""

    @property
    def state(self) -> Literal["idle", "working", "waiting", "ended"]:
        """`idle`: the last round succeeded. `waiting`: it failed and is tried again at `until`."""

    @property
    def until(self) -> datetime | None:
        """When it is tried again, while it waits."""

    @property
    def failed(self) -> str:
        """The code of why it failed; empty since it last succeeded."""

    @property
    def detail(self) -> str:
        """What the system has said of that."""

    @property
    def succeeded_at(self) -> datetime | None:
        """When the centre last answered a whole round since the program runs."""

    @property
    def conflicts(self) -> Sequence[LostValue] | None:
        """What tills have set differently and nobody has decided; None while the centre has not said it yet."""

    @property
    def moved(self) -> int:
        """How many documents and cards the last round that had any has told and heard."""

    @property
    def took_s(self) -> float:
        """How many seconds that took."""
