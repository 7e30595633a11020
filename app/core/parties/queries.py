"""What can be asked about customers and gift cards."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.parties.ledger import balance, elsewhere
from app.core.parties.views import CustomerView, GiftCardView
from app.kernel.errors import RuleBroken
from app.kernel.folding import fold
from app.kernel.text import one_line
from db.models.accounts import AccountBalance, Customer, GiftCard
from db.models.elsewhere import BranchTold


def customer(session: Session, *, customer_id: UUID) -> CustomerView:
    """One customer with their accounts. Refused: `not_found`."""
    row = session.get(Customer, customer_id)
    if row is None:
        raise RuleBroken("not_found", table="customer", id=customer_id)
    return _view(session, row)


def find_customers(session: Session, *, text: str, limit: int = 20) -> tuple[CustomerView, ...]:
    """Customers whose name, phone or code contains the text, in capitals or small letters, қ or к, with or without signs."""
    wanted = [(column, text.strip()) for column in (Customer.name, Customer.phone, Customer.code)]
    wanted += [(Customer.folded, plain) for plain in (fold(text), text.replace(" ", "").lstrip("+")) if plain]
    query = (
        select(Customer)
        .where(
            Customer.deleted_at.is_(None),
            or_(*(column.contains(part, autoescape=True) for column, part in wanted)),
        )
        .order_by(Customer.name)
        .limit(limit)
    )
    return tuple(_view(session, row) for row in session.scalars(query))


def gift_card(session: Session, *, code: str) -> GiftCardView:
    """What is on a gift card; its code is read as it is stored, without needless spaces. Refused: `gift_card.unknown`."""
    row = session.scalar(select(GiftCard).where(GiftCard.code == one_line(code)))
    if row is None:
        raise RuleBroken("gift_card.unknown", card=code)
    return GiftCardView(row.id, row.code, balance(session, account="gift_card", owner_id=row.id), row.expires_on)


def _view(session: Session, row: Customer) -> CustomerView:
    found = select(AccountBalance.account, AccountBalance.balance_minor).where(AccountBalance.owner_id == row.id)
    accounts: dict[str, int] = dict(session.execute(found).all())
    others = {account: minor for account, minor in elsewhere(session, owner_id=row.id).items() if minor}
    for account, minor in others.items():
        accounts[account] = accounts.get(account, 0) + minor
    return CustomerView(
        row.id, row.name, row.code, row.phone, accounts.get("debt", 0), row.credit_limit_minor,
        accounts.get("points", 0), accounts.get("prepayment", 0), tuple(sorted(others.items())),
        session.scalar(select(func.min(BranchTold.at))) if others else None,
    )
