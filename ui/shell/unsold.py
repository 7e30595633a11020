"""What was scanned where nothing is sold: it is told, all of it, and during payment it is kept for whoever wants it sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject

from app.kernel.i18n import _
from app.kernel.scan import plain_code
from ui.bridge.desk import Desk

DURING_PAYMENT = frozenset({"payment", "exchange"})
"""Behind these screens a receipt waits, to which it may be added."""
MOST_SHOWN, LONGEST_SHOWN = 6, 20
_HERE = _("{code} was scanned, but nothing is sold here. Go back to the receipt and scan it again.")
_ALL_HERE = _("Nothing is sold here. Go back to the receipt and scan again: {codes}.")
_KEPT = _("Scanned during payment and not sold: {codes}.")


class Unsold(QObject):
    """`add` puts codes into the receipt, or answers False: not now. Set by whoever has a receipt.

    Codes that are kept are told again at the receipt, until somebody adds them or says no.
    """

    def __init__(self, desk: Desk, say: Callable[..., None]) -> None:
        super().__init__()
        self._desk, self._say = desk, say
        self._screen, self._told, self._kept = "", list[str](), list[str]()
        self._whose: UUID | None = None
        desk.person_changed.connect(self._forget_for_others)
        self.add: Callable[[tuple[str, ...]], bool] = lambda _codes: False

    def take(self, code: str, *, screen: str) -> None:
        """This was scanned on that screen."""
        if screen in DURING_PAYMENT:
            self._kept.append(code)
            self._whose = self._desk.by.person_id
            self.tell()
            return
        self._told = [*(self._told if screen == self._screen else ()), code]
        self._screen = screen
        say = self._desk.say
        shown = plain_code(code)[:60]
        words = say(_ALL_HERE).format(codes=_listed(self._told)) if len(self._told) > 1 else say(_HERE).format(code=shown)
        self._say(words, kind="warn")

    def came_to(self, screen: str) -> None:
        """Another screen is shown."""
        self._told.clear()
        if screen == "checkout":
            self.tell()

    def tell(self) -> None:
        """What is kept, and what can be done with it."""
        if self._kept:
            say = self._desk.say
            actions = ((say(_("Add to the receipt")), self._add), (say(_("No")), self._forget))
            self._say(say(_KEPT).format(codes=_listed(self._kept)), kind="warn", actions=actions)

    def _add(self) -> None:
        codes, self._kept = self._kept, []
        if not self.add(tuple(codes)):
            self._kept = [*codes, *self._kept]
            self.tell()

    def _forget_for_others(self) -> None:
        """Whoever goes away and comes back is told again; to another person it would say nothing."""
        if self._desk.person is not None and self._desk.person.person_id != self._whose:
            self._forget()

    def _forget(self) -> None:
        self._kept = []


def _listed(codes: list[str]) -> str:
    """Each once, with its number if it is more than one; only the last of very many."""
    counted = Counter(map(plain_code, codes))
    words = [f"{code[:LONGEST_SHOWN]} × {number}" if number > 1 else code[:LONGEST_SHOWN] for code, number in counted.items()]
    return ", ".join(("…", *words[-MOST_SHOWN:]) if len(words) > MOST_SHOWN else words)
