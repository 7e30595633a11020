"""The one place where an account changes: an entry (a fact) and the balance that follows it. Used inside commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.core.parties.merged import cards_of, kept_id
from app.kernel.errors import RuleBroken
from db.models.accounts import AccountBalance, AccountEntry, AccountOperation
from db.models.company import Installation
from db.models.elsewhere import AccountElsewhere, ElsewhereState
from db.models.sales import Sale, SaleReturn
from db.prepared import Prepared
from db.uow import Uow

_balance = insert(AccountBalance.__table__)  # type: ignore[arg-type]
_ADD_TO_BALANCE = Prepared(
    _balance.on_conflict_do_update(
        index_elements=["account", "owner_id"],
        set_={"balance_minor": AccountBalance.__table__.c.balance_minor + _balance.excluded.balance_minor},
    )
)

ACCOUNTS = ("debt", "points", "prepayment", "gift_card")
_ASKS_OTHERS = select(ElsewhereState.target).where(ElsewhereState.at.is_not(None), ElsewhereState.hears_all.is_(False)).limit(1)
_THEIRS_HERE = (
    select(AccountEntry.account, func.sum(AccountEntry.amount_minor))
    .outerjoin(Sale, Sale.id == AccountEntry.document_id)
    .outerjoin(SaleReturn, SaleReturn.id == AccountEntry.document_id)
    .outerjoin(AccountOperation, AccountOperation.id == AccountEntry.document_id)
    .where(
        AccountEntry.owner_id.in_(bindparam("owners", expanding=True)),
        func.coalesce(Sale.branch_id, SaleReturn.branch_id, AccountOperation.branch_id)
        != select(Installation.branch_id).scalar_subquery(),
    )
    .group_by(AccountEntry.account)
)
ACCOUNT_TOLD = ("id", "account", "owner_id", "amount_minor")
"""What of an entry stands in a document that travels; the document says the rest."""


def post_entry(
    uow: Uow, *, account: str, owner_id: UUID, amount_minor: int, document_kind: str, document_id: UUID
) -> dict[str, object]:
    """Add to (or take from) an account; of a customer who was merged, to that of the kept one. What is spendable never goes
    below zero.

    Answers the row, for the document that travels. Refused: `account.not_enough` (points, prepayment, gift card), with what
    is there.
    """
    if amount_minor < 0 and account != "debt":
        check_covers(uow, account=account, owner_id=owner_id, amount_minor=-amount_minor)
    owner_id = kept_id(uow.session, owner_id)
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
    """What stands on an account, in minor units, in all branches: by the books here, and by what the centre has last said of
    others. An account without entries is empty. Of customers who were merged it is one for all of them."""
    ids = cards_of(session, owner_id).ids
    return balances(session, owner_ids=ids, told=elsewhere(session, owner_ids=ids)).get(account, 0)


def balances(session: Session, *, owner_ids: Sequence[UUID], told: Mapping[str, int]) -> dict[str, int]:
    """The same of each account that has something, for these owners together: all cards of one person. `told` is what other
    branches have on them (`elsewhere`)."""
    here = select(AccountBalance.account, func.sum(AccountBalance.balance_minor)).where(AccountBalance.owner_id.in_(owner_ids))
    found: dict[str, int] = dict(session.execute(here.group_by(AccountBalance.account)).all())
    for account, minor in told.items():
        found[account] = found.get(account, 0) + minor
    return found


def elsewhere(session: Session, *, owner_ids: Sequence[UUID]) -> dict[str, int]:
    """By account: what other branches have put on it, less what of that stands in the books here (a receipt of theirs that was
    fetched). Nothing in an office, whose books have everything, and without a centre."""
    if not session.scalar(_ASKS_OTHERS):
        return {}
    known = (AccountElsewhere.account.in_(ACCOUNTS), AccountElsewhere.owner_id.in_(owner_ids))
    said = select(AccountElsewhere.owner_id, AccountElsewhere.account, AccountElsewhere.balance_minor).where(*known)
    found: dict[str, int] = {}
    told_of: set[UUID] = set()
    for owner_id, account, minor in session.execute(said):
        told_of.add(owner_id)
        found[account] = found.get(account, 0) + minor
    if told_of:
        for account, minor in session.execute(_THEIRS_HERE, {"owners": list(told_of)}):
            found[account] = found.get(account, 0) - minor
    return found
