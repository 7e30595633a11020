"""Money for no goods: paying off a debt, paying in advance, a gift card; and points that are given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.cash.drawer import open_shift_here, store_payments
from app.core.jobs.commands import queue_drawer, queue_print
from app.core.parties.ledger import ACCOUNT_TOLD, balance, post_entry
from app.core.parties.merged import kept_id
from app.core.payments.rules import settle
from app.core.payments.views import Tender
from app.core.settings.queries import setting_of
from app.core.settings.rules import CASH_STEP
from app.core.staff.access import require
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.accounts import AccountOperation, Customer, GiftCard
from db.uow import Uow, plain


def pay_debt(uow: Uow, *, customer_id: UUID, amount_minor: int, payments: Sequence[Tender]) -> UUID:
    """A customer pays off what they owe, in part or in full.

    Refused: `right.missing`, `shift.none_open`, `debt.more_than_owed`, `payment.*`, `not_found`.
    """
    lender_id = require(uow, Right.TAKE_DEBT_PAYMENT)
    customer_id = _account_holder(uow, customer_id)
    owed = balance(uow.session, account="debt", owner_id=customer_id)
    if amount_minor > owed:
        raise RuleBroken("debt.more_than_owed", owed_minor=owed)
    return _take(uow, "debt_payment", "debt", customer_id, amount_minor, -amount_minor, payments, lender_id)


def take_prepayment(uow: Uow, *, customer_id: UUID, amount_minor: int, payments: Sequence[Tender]) -> UUID:
    """A customer pays in advance. Refused: `right.missing`, `shift.none_open`, `payment.*`, `not_found`."""
    lender_id = require(uow, Right.TAKE_PREPAYMENT)
    customer_id = _account_holder(uow, customer_id)
    return _take(uow, "prepayment", "prepayment", customer_id, amount_minor, amount_minor, payments, lender_id)


def issue_gift_card(
    uow: Uow, *, code: str, amount_minor: int, payments: Sequence[Tender], expires_on: date | None = None
) -> UUID:
    """Sell a gift card: whoever shows its code may spend it. Answers the card's id.

    Refused: `right.missing`, `shift.none_open`, `gift_card.code_taken`, `gift_card.expires_before_sale`, `payment.*`,
    `text.empty`.
    """
    lender_id = require(uow, Right.ISSUE_GIFT_CARD)
    clean = name_of(code, field="code", most=60)
    if uow.session.scalar(select(GiftCard.id).where(GiftCard.code == clean)) is not None:
        raise RuleBroken("gift_card.code_taken", card=clean)
    if expires_on is not None and expires_on < uow.today:  # its last day is a day to spend it, as at the till
        raise RuleBroken("gift_card.expires_before_sale", expires_on=expires_on)
    card = uow.add(GiftCard(id=uow.new_id(), code=clean, issued_at=uow.now, expires_on=expires_on))
    _take(uow, "gift_card", "gift_card", card.id, amount_minor, amount_minor, payments, lender_id, card=card)
    return card.id


def grant_points(uow: Uow, *, customer_id: UUID, amount_minor: int, reason: str) -> UUID:
    """Give a customer points (1 point is 1 minor unit).

    Refused: `right.missing`, `payment.not_positive`, `not_found`, `text.empty`.
    """
    lender_id = require(uow, Right.GRANT_POINTS)
    customer_id = _account_holder(uow, customer_id)
    _check_amount(amount_minor)
    row = _operation(uow, "points", customer_id, amount_minor, name_of(reason, field="reason"), None)
    entry = post_entry(
        uow, account="points", owner_id=customer_id, amount_minor=amount_minor, document_kind="account", document_id=row.id
    )
    _tell(uow, row, (), entry, lender_id)
    return row.id


def _account_holder(uow: Uow, customer_id: UUID) -> UUID:
    """Whose account it is: of a customer who was merged that of the kept one. Refused: `not_found`."""
    uow.must_exist(Customer, customer_id)
    return kept_id(uow.session, customer_id)


def _take(
    uow: Uow, kind: str, account: str, owner_id: UUID, amount_minor: int, change_minor: int,
    payments: Sequence[Tender], lender_id: UUID | None, card: GiftCard | None = None,
) -> UUID:
    shift = open_shift_here(uow)
    _check_amount(amount_minor)
    if any(tender.kind not in ("cash", "card", "qr") for tender in payments):
        raise RuleBroken("payment.unknown_tender", tender=kind)
    settlement = settle(amount_minor, payments, cash_step_minor=setting_of(uow, CASH_STEP))
    row = _operation(uow, kind, owner_id, amount_minor, None if card is None else card.code, shift.shift_id)
    if card is not None:
        told = {"id": card.id, "code": card.code, "issued_at": plain(card.issued_at), "expires_on": plain(card.expires_on)}
        uow.tell_beside(row.id, "gift_cards", as_table(tuple(told), [told]))
    money = store_payments(
        uow, settlement.parts, shift_id=shift.shift_id, document_kind="account", document_id=row.id
    )
    entry = post_entry(
        uow, account=account, owner_id=owner_id, amount_minor=change_minor, document_kind="account", document_id=row.id
    )
    queue_print(uow, document_kind="account", document_id=row.id)
    if any(part.kind == "cash" for part in settlement.parts):
        queue_drawer(uow, document_kind="account", document_id=row.id)
    _tell(uow, row, money, entry, lender_id)
    return row.id


def _operation(
    uow: Uow, kind: str, owner_id: UUID, amount_minor: int, reason: str | None, shift_id: UUID | None
) -> AccountOperation:
    _number, text = uow.next_number("account", "A")
    row = AccountOperation(
        id=uow.new_id(), number=text, kind=kind, owner_id=owner_id, amount_minor=amount_minor, reason=reason,
        branch_id=uow.place.branch_id, shift_id=shift_id, person_id=uow.person_id, at=uow.now, business_date=uow.today,
    )
    uow.add(row)
    uow.session.flush()
    return row


def _tell(
    uow: Uow, row: AccountOperation, money: Sequence[dict[str, Any]], entry: dict[str, object], lender_id: UUID | None
) -> None:
    told = ("id", "tender", "amount_minor", "tendered_minor", "rounding_minor", "reference")
    body = {
        "id": row.id, "number": row.number, "kind": row.kind, "owner_id": row.owner_id,
        "amount_minor": row.amount_minor, "reason": row.reason, "branch_id": row.branch_id, "shift_id": row.shift_id,
        "person_id": row.person_id, "at": plain(row.at), "business_date": plain(row.business_date),
        "payments": as_table(told, money), "accounts": as_table(ACCOUNT_TOLD, [entry]),
    }
    sha256 = uow.record("cash", f"account.{row.kind}", row.id, body)
    audit(
        uow, f"account.{row.kind}", row.id, lender_id=lender_id, number=row.number, amount_minor=row.amount_minor,
        sha256=sha256,
    )


def _check_amount(amount_minor: int) -> None:
    if amount_minor <= 0:
        raise RuleBroken("payment.not_positive", tender="account")
    if amount_minor > MAX_MINOR:
        raise RuleBroken("payment.absurd", tender="account")
