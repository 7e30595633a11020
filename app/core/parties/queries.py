"""What can be asked about customers and gift cards."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.parties.ledger import balance, balances, elsewhere
from app.core.parties.merged import Cards, all_cards_of, cards_of
from app.core.parties.views import CustomerView, GiftCardView
from app.kernel.errors import RuleBroken
from app.kernel.folding import fold
from app.kernel.text import one_line
from db.models.accounts import Customer, GiftCard
from db.models.elsewhere import BranchTold


def customer(session: Session, *, customer_id: UUID) -> CustomerView:
    """One customer with their accounts; of one who was merged, the kept one. Refused: `not_found`."""
    cards = cards_of(session, customer_id)
    row = session.get(Customer, cards.root_id)
    if row is None:
        raise RuleBroken("not_found", table="customer", id=customer_id)
    return _view(session, row, cards)


def find_customers(session: Session, *, text: str, limit: int = 20) -> tuple[CustomerView, ...]:
    """Customers whose name, phone or code contains the text, in capitals or small letters, қ or к, with or without signs. What
    stands on a card that was merged finds the kept one."""
    wanted = [(column, text.strip()) for column in (Customer.name, Customer.phone, Customer.code)]
    wanted += [(Customer.folded, plain) for plain in (fold(text), text.replace(" ", "").lstrip("+")) if plain]
    matching = select(Customer.id).where(or_(*(column.contains(part, autoescape=True) for column, part in wanted)))
    found = {*session.scalars(matching.where(Customer.deleted_at.is_(None)).order_by(Customer.name).limit(limit))}
    gone = matching.where(Customer.merged_into_id.is_not(None)).limit(limit)  # by their own index, which an order would pass by
    found |= {*session.scalars(gone)}
    cards = {each.root_id: each for each in all_cards_of(session, found).values()}
    rows = session.scalars(select(Customer).where(Customer.id.in_(cards)).order_by(Customer.name, Customer.id).limit(limit))
    return tuple(_view(session, row, cards[row.id]) for row in rows)


def gift_card(session: Session, *, code: str) -> GiftCardView:
    """What is on a gift card; its code is read as it is stored, without needless spaces. Refused: `gift_card.unknown`."""
    row = session.scalar(select(GiftCard).where(GiftCard.code == one_line(code)))
    if row is None:
        raise RuleBroken("gift_card.unknown", card=code)
    return GiftCardView(row.id, row.code, balance(session, account="gift_card", owner_id=row.id), row.expires_on)


def _view(session: Session, row: Customer, cards: Cards) -> CustomerView:
    told = elsewhere(session, owner_ids=cards.ids)
    accounts = balances(session, owner_ids=cards.ids, told=told)
    others = {account: minor for account, minor in told.items() if minor}
    return CustomerView(
        row.id, row.name, row.code, row.phone, accounts.get("debt", 0), row.credit_limit_minor,
        accounts.get("points", 0), accounts.get("prepayment", 0), tuple(sorted(others.items())),
        session.scalar(select(func.min(BranchTold.at))) if others else None,
        row.may_be_written_to, _also(session, row, cards),
    )


def _also(session: Session, row: Customer, cards: Cards) -> tuple[str, ...]:
    """What stands on the other cards of the same person and not on this one."""
    if len(cards.ids) == 1:
        return ()
    query = select(Customer.name, Customer.phone, Customer.code).where(Customer.id.in_(cards.ids[1:])).order_by(Customer.id)
    told = (value for names in session.execute(query) for value in names if value)
    return tuple(value for value in dict.fromkeys(told) if value not in (row.name, row.phone, row.code))
