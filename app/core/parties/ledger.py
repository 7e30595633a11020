"""The one place where an account changes: an entry (a fact) and the balance that follows it. Used inside commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.kernel.errors import RuleBroken
from db.models.accounts import AccountBalance, AccountEntry
from db.prepared import Prepared
from db.uow import Uow

_balance = insert(AccountBalance.__table__)  # type: ignore[arg-type]
_ADD_TO_BALANCE = Prepared(
    _balance.on_conflict_do_update(
        index_elements=["account", "owner_id"],
        set_={"balance_minor": AccountBalance.__table__.c.balance_minor + _balance.excluded.balance_minor},
    )
)

ACCOUNT_TOLD = ("id", "account", "owner_id", "amount_minor")
"""What of an entry stands in a document that travels; the document says the rest."""


def post_entry(
    uow: Uow, *, account: str, owner_id: UUID, amount_minor: int, document_kind: str, document_id: UUID
) -> dict[str, object]:
    """Add to (or take from) an account. What is spendable never goes below zero.

    Answers the row, for the document that travels. Refused: `account.not_enough` (points, prepayment, gift card), with what
    is there.
    """
    if amount_minor < 0 and account != "debt":
        check_covers(uow, account=account, owner_id=owner_id, amount_minor=-amount_minor)
    row: dict[str, object] = {
        "id": uow.new_id(), "account": account, "owner_id": owner_id, "amount_minor": amount_minor,
        "document_kind": document_kind, "document_id": document_id, "at": uow.now, "business_date": uow.today,
        "person_id": uow.person_id,
    }
    uow.add_many(AccountEntry, [row])
    _ADD_TO_BALANCE.run(uow.driver, account=account, owner_id=owner_id, balance_minor=amount_minor)
    uow.touch("customer")
    return row


def add_to_balances(uow: Uow, rows: Sequence[Mapping[str, Any]]) -> None:
    """Entries that another program has posted, with all their columns, and that are stored: what stands on their accounts then.
    It may be below zero: what two tills spent in the dark stands."""
    _ADD_TO_BALANCE.run_many(
        uow.driver,
        [{"account": row["account"], "owner_id": row["owner_id"], "balance_minor": row["amount_minor"]} for row in rows],
    )
    uow.touch("customer")


def check_covers(uow: Uow, *, account: str, owner_id: UUID, amount_minor: int) -> None:
    """Whether so much can be taken from an account. Refused: `account.not_enough`, with what is there."""
    there = balance(uow.session, account=account, owner_id=owner_id)
    if there < amount_minor:
        raise RuleBroken("account.not_enough", account=account, available_minor=there, wanted_minor=amount_minor)


def balance(session: Session, *, account: str, owner_id: UUID) -> int:
    """What stands on an account, in minor units; an account without entries is empty."""
    found = select(AccountBalance.balance_minor).where(
        AccountBalance.account == account, AccountBalance.owner_id == owner_id
    )
    return session.scalar(found) or 0
