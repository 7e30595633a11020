"""Two cards of one person become one."""

from __future__ import annotations

from uuid import UUID

from app.core.audit.commands import audit
from app.core.parties.merged import kept_id
from app.core.staff.access import require
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.accounts import Customer
from db.uow import Uow


def merge_customers(uow: Uow, *, customer_id: UUID, into_id: UUID) -> UUID:
    """This card is the same person as another: it goes, the other is kept, with its own name and limit, and is answered. If that
    one was merged itself, the one that it was merged into is kept.

    No money is moved: what is asked of accounts is summed over both from then on, so two tills that merge the same cards move
    nothing twice, and what a till that has not heard of it sells to the card that is gone counts by itself.
    Refused: `right.missing`, `not_found`, `customer.merge_itself`, `customer.already_merged`; asks `customer.merge`.
    """
    lender_id = require(uow, Right.EDIT_CUSTOMERS)
    gone, into = uow.get(Customer, customer_id), uow.get(Customer, into_id)
    own, kept = kept_id(uow.session, gone.id), uow.get(Customer, kept_id(uow.session, into.id))
    if own != gone.id:
        raise RuleBroken("customer.already_merged", name=gone.name, kept=called(uow.get(Customer, own)))
    if kept.id == gone.id:
        raise RuleBroken("customer.merge_itself", name=gone.name)
    uow.confirm("customer.merge", gone=called(gone), kept=called(kept))
    uow.change_card(gone, merged_into_id=kept.id, deleted_at=gone.deleted_at or uow.now)
    uow.touch("customer")
    audit(uow, "customer.merged", gone.id, lender_id=lender_id, into=kept.id)
    return kept.id


def called(row: Customer) -> str:
    """`Aisha, +996 555 123`: two cards of one person often have the same name."""
    return ", ".join(filter(None, (row.name, row.phone or row.code)))
