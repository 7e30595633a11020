"""The money that goes back for receipts: as it came, by another tender, or against other goods. Reads, and books nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.parties.ledger import balance
from app.core.parties.merged import cards_of
from app.core.payments.rules import refund_parts, settle
from app.core.payments.views import Part, Settlement, Tender
from app.core.sales.refunds import family_of, still_held
from app.kernel.errors import RuleBroken


class Pots:
    """The money behind the receipts of one return. Receipts that an exchange has tied together share a pot."""

    def __init__(self, session: Session, *, cash_step_minor: int) -> None:
        self._session, self._step_minor = session, cash_step_minor
        self._taken: dict[frozenset[UUID], list[Part]] = {}

    def refund(self, sale_id: UUID, owed_minor: int, tender: str | None = None) -> Settlement:
        """Take a sum out: as it was paid, or by another tender. Refused: `payment.unknown_tender`, `return.more_than_paid`."""
        taken = self._taken.setdefault(family_of(self._session, sale_id), [])
        held = still_held(self._session, sale_id, taken=taken)
        held = [part for each in held for part in self._owed_or_paid_off(each, taken)]
        if tender is not None:
            held = _by_other_tender(held, tender)
        settlement = refund_parts(owed_minor, held, cash_step_minor=self._step_minor)
        taken += settlement.parts
        return settlement

    def _owed_or_paid_off(self, part: Part, taken: Sequence[Part]) -> list[Part]:
        """A debt is forgiven as far as it is still owed; what the customer has paid off since goes back in cash."""
        if part.kind != "debt" or part.owner_id is None:
            return [part]
        same = cards_of(self._session, part.owner_id).ids
        forgiven = sum(each.amount_minor for each in taken if each.kind == "debt" and each.owner_id in same)
        owed = max(0, balance(self._session, account="debt", owner_id=part.owner_id) - forgiven)
        if owed >= part.amount_minor:
            return [part]
        paid_off = part.amount_minor - owed
        still_owed = [replace(part, amount_minor=owed, tendered_minor=owed)] if owed else []
        return [*still_owed, Part("cash", paid_off, paid_off)]

    def swap(self, sale_id: UUID, owed_minor: int, swapped_minor: int) -> Settlement:
        """Of what is owed for a receipt, one part becomes the exchange; the rest goes back as it came."""
        rest = self.refund(sale_id, owed_minor - swapped_minor)
        if not swapped_minor:
            return rest
        offset = settle(swapped_minor, [Tender("exchange", swapped_minor)])
        return Settlement((*offset.parts, *rest.parts), 0, rest.rounding_minor)


def _by_other_tender(held: Sequence[Part], tender: str) -> list[Part]:
    """All of it by one tender; but what is still owed is forgiven, never paid out."""
    if tender not in ("cash", "card", "qr"):
        raise RuleBroken("payment.unknown_tender", tender=tender)
    owed = [part for part in held if part.kind == "debt"]
    others = [part for part in held if part.kind != "debt"]
    there, rounding = sum(part.amount_minor for part in others), sum(part.rounding_minor for part in others)
    return [*owed, Part(tender, there, there, rounding_minor=rounding)]
