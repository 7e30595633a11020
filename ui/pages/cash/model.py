"""Cash in, cash out, the drawer alone: what is to be done, how much, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cash.commands import open_drawer, put_cash_in, take_cash_out
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault

KINDS = ("cash_in", "cash_out", "drawer")
REASONS: dict[str, tuple[str, ...]] = {
    "cash_in": (_("Change from the bank"), _("From the owner"), _("From the safe"), _("From another till")),
    "cash_out": (_("To the bank"), _("To the safe"), _("To the owner"), _("Paid to a supplier"), _("Shop expenses"), _("Wages")),
    "drawer": (_("Change a note"), _("Check the drawer"), _("The customer's change"), _("Put money in order")),
}
"""What shops write most; anything else is typed."""
DONE = {
    "cash_in": _("{sum} put in: {reason}"), "cash_out": _("{sum} taken out: {reason}"), "drawer": _("The drawer opens: {reason}"),
}
_COMMANDS = {"cash_in": put_cash_in, "cash_out": take_cash_out}


@dataclass(frozen=True, slots=True)
class CashView:
    """`kind` is one of `KINDS`; opening the drawer has no sum."""

    kind: str = "cash_in"
    amount_minor: int | None = None
    reason: str = ""
    busy: bool = False

    @property
    def has_sum(self) -> bool:
        """Whether money moves."""
        return self.kind != "drawer"

    @property
    def can_do(self) -> bool:
        """The green key works."""
        return not self.busy and bool(self.reason.strip()) and (not self.has_sum or bool(self.amount_minor))


class CashModel(QObject):
    """Signals:
    changed: the view is another one.
    done: what was done, as a sentence.
    """

    changed = Signal()
    done = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = CashView()
        desk.asked.connect(self._still_asked)
        desk.lacked.connect(self._still_asked)

    def start_anew(self, kind: str = "cash_in") -> None:
        """An empty form."""
        self.view = CashView(kind=kind)
        self.changed.emit()

    def left_off(self) -> dict[str, Any]:
        """What is typed, for whoever sits here after a power cut."""
        view = self.view
        if view == CashView(kind=view.kind):
            return {"kind": view.kind}
        return {"typed": {"kind": view.kind, "amount_minor": view.amount_minor, "reason": view.reason}}

    def go_on_from(self, typed: Mapping[str, Any]) -> None:
        """The form as it was typed."""
        kind, amount = str(typed["kind"]), typed.get("amount_minor")
        if kind in KINDS:
            self._show(kind=kind, amount_minor=amount, reason=str(typed.get("reason", "")))

    def choose(self, kind: str) -> None:
        """In, out or the drawer; the sum stays where there is one, a reason of another kind does not."""
        if kind != self.view.kind:
            self._show(kind=kind, reason="", amount_minor=None if kind == "drawer" else self.view.amount_minor)

    def set_amount(self, amount_minor: int | None) -> None:
        """So much."""
        if amount_minor != self.view.amount_minor:
            self._show(amount_minor=amount_minor)

    def set_reason(self, reason: str) -> None:
        """Why; a person's own words."""
        if reason != self.view.reason:
            self._show(reason=reason)

    def carry_out(self) -> None:
        """Do it. A second press while the first is under way does nothing."""
        view = self.view
        if not view.can_do:
            return
        self._show(busy=True)
        reason = view.reason.strip()
        inputs: dict[str, Any] = {"reason": reason}
        if view.has_sum:
            inputs["amount_minor"] = view.amount_minor
        words = self._desk.say(DONE[view.kind])
        told = words.format(sum=self._desk.money(view.amount_minor or 0), reason=reason)
        command = _COMMANDS.get(view.kind, open_drawer)
        self._desk.run(command, done=lambda _id: self._done(told), failed=self._failed, **inputs)

    def _done(self, told: str) -> None:
        self.start_anew()
        self.done.emit(told)

    def _failed(self, error: AppError) -> None:
        self._show(busy=False)
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _still_asked(self, _what: object) -> None:
        """A question or a missing right came up instead of an answer: the key works again."""
        if self.view.busy:
            self._show(busy=False)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
