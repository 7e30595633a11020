"""What can be done to customers."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from app.core.audit.commands import audit
from app.core.parties.merged import kept_id
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.folding import fold
from app.kernel.keep import KEEP, Keep
from app.kernel.money import MAX_MINOR
from app.kernel.permissions import Right
from app.kernel.text import name_of, note_of
from db.models.accounts import Customer
from db.uow import Uow


def add_customer(
    uow: Uow, *, name: str, code: str | None = None, phone: str | None = None, note: str | None = None,
    credit_limit_minor: int | None = None, may_be_written_to: bool = False,
) -> UUID:
    """Somebody new who buys. A credit limit needs a right of its own. `may_be_written_to`: they have agreed to it. The code of a
    card that was merged is still taken: it finds the kept one.

    Refused: `right.missing`, `text.empty`, `text.too_long`, `customer.code_taken`, `credit.limit_out_of_range`.
    """
    require(uow, Right.EDIT_CUSTOMERS)
    clean_code = note_of(code, field="code", most=60)
    if clean_code is not None:
        in_use = or_(Customer.deleted_at.is_(None), Customer.merged_into_id.is_not(None))
        taken = select(Customer.id).where(Customer.code == clean_code, in_use)
        if uow.session.scalar(taken) is not None:
            raise RuleBroken("customer.code_taken", customer_code=clean_code)
    lender_id = _check_limit(uow, credit_limit_minor) if credit_limit_minor is not None else None
    row = Customer(
        id=uow.new_id(), code=clean_code, name=name_of(name), phone=note_of(phone, field="phone", most=40),
        note=note_of(note, field="note"), folded=folded_of(name, phone), credit_limit_minor=credit_limit_minor, deleted_at=None,
        merged_into_id=None, may_be_written_to=may_be_written_to,
    )
    uow.add_card(row)
    uow.touch("customer")
    if credit_limit_minor:
        audit(uow, "customer.limit_changed", row.id, lender_id=lender_id, credit_limit_minor=credit_limit_minor)
    return row.id


def change_customer(
    uow: Uow, *, customer_id: UUID, name: str | Keep = KEEP, phone: str | Keep | None = KEEP, note: str | Keep | None = KEEP,
    may_be_written_to: bool | Keep = KEEP,
) -> None:
    """Change what is given; None empties a phone or a note. Of a customer who was merged the kept one is changed.

    Refused: `right.missing`, `not_found`, `text.*`.
    """
    require(uow, Right.EDIT_CUSTOMERS)
    row = uow.get(Customer, kept_id(uow.session, customer_id))
    given = {
        "name": name if name is KEEP else name_of(name),
        "phone": phone if phone is KEEP else note_of(phone, field="phone", most=40),
        "note": note if note is KEEP else note_of(note, field="note"),
        "may_be_written_to": may_be_written_to,
    }
    if uow.change_card(row, **{field: value for field, value in given.items() if value is not KEEP}):
        row.folded = folded_of(row.name, row.phone)
        uow.touch("customer")


def folded_of(name: str, phone: str | None) -> str:
    """What a customer is searched by, besides as it is written: plain small letters, and digits without their signs."""
    return f"{fold(name)} {''.join(char for char in phone or '' if char.isdigit())}"


def set_credit_limit(uow: Uow, *, customer_id: UUID, credit_limit_minor: int | None) -> None:
    """How much a customer may owe; None means nothing on debt. Refused: `right.missing`, `credit.limit_out_of_range`."""
    row = uow.get(Customer, kept_id(uow.session, customer_id))
    lender_id = _check_limit(uow, credit_limit_minor or 0)
    if uow.change_card(row, credit_limit_minor=credit_limit_minor):
        audit(uow, "customer.limit_changed", row.id, lender_id=lender_id, credit_limit_minor=credit_limit_minor)
        uow.touch("customer")


def _check_limit(uow: Uow, credit_limit_minor: int) -> UUID | None:
    lender_id = require(uow, Right.EDIT_CREDIT_LIMIT)
    if not 0 <= credit_limit_minor <= MAX_MINOR:
        raise RuleBroken("credit.limit_out_of_range")
    return lender_id
