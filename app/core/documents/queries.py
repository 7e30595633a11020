"""Finding a document with all that stands on it, in a few statements whatever its size. Changes nothing, asks for no right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.cash.queries import closing
from app.core.cash.reports import shift_report
from app.core.cash.rules import blinded, counted_pieces
from app.core.cash.views import ShiftReport
from app.core.documents.parts import (
    accounts_left,
    agent_lines,
    booked,
    corrections,
    fiscal_mark,
    letterhead,
    origins,
    report_from,
    returned_lines,
    sold_lines,
    tax_shares,
)
from app.core.documents.qr import qr_text
from app.core.documents.views import (
    X_FOR_ALL,
    X_FULL,
    AccountView,
    CashOrderView,
    Counted,
    Document,
    Paid,
    ReceiptView,
    ReturnView,
    XView,
    ZView,
)
from app.core.payments.views import ACCOUNTS
from app.kernel.errors import RuleBroken
from db.models.accounts import AccountOperation, Customer, GiftCard
from db.models.agents import AgentSale
from db.models.cash import CashOperation, Shift
from db.models.company import Installation, Till
from db.models.sales import Sale, SaleReturn
from db.models.staff import Person


def receipt(session: Session, *, number: str | None = None, sale_id: UUID | None = None, copy: int = 0) -> ReceiptView:
    """The receipt of a completed sale, by its number or its id. Refused: `receipt.unknown`, `receipt.not_completed` (open,
    parked or voided: there is no receipt)."""
    row = _find(session, _SALES, Sale, number, sale_id)
    if row is None:
        raise RuleBroken("receipt.unknown", number=str(sale_id) if number is None else number)
    sale, shift_number, cashier, customer = row
    if sale.state != "completed":
        raise RuleBroken("receipt.not_completed", number=sale.number or "", state=sale.state)
    lines = sold_lines(session, sale.id)
    payments = booked(session, "sale", sale.id)
    return ReceiptView(
        sale_id=sale.id, head=letterhead(session, till_id=sale.till_id, branch_id=sale.branch_id, currency=sale.currency),
        number=sale.number, shift_number=shift_number, at=sale.completed_at, business_date=sale.business_date,
        cashier=cashier, customer=customer, lines=lines, gross_minor=sale.gross_minor,
        line_discount_minor=sale.line_discount_minor, receipt_discount_minor=sale.receipt_discount_minor,
        total_minor=sale.total_minor, rounding_minor=sale.rounding_minor,
        due_minor=sale.total_minor + sale.rounding_minor, tax_minor=sale.tax_minor, taxes=tax_shares(lines),
        payments=tuple(each.paid for each in payments), corrections=corrections(session, sale.id),
        accounts=accounts_left(session, sale.id, [each.account for each in payments if each.account]),
        qr=qr_text(sale_id=sale.id, number=sale.number, total_minor=sale.total_minor), copy=copy,
        fiscal=fiscal_mark(session, sale.id),
    )


def agent_receipt(session: Session, *, sale_id: UUID, copy: int = 0) -> ReceiptView:
    """The receipt of a sale out of an agent's bag. Refused: `receipt.unknown`."""
    query = select(AgentSale, Person.name).join(Person, Person.id == AgentSale.person_id).where(AgentSale.id == sale_id)
    row = session.execute(query).first()
    if row is None:
        raise RuleBroken("receipt.unknown", number=str(sale_id))
    sale, agent = row
    branch_id = session.get_one(Till, sale.till_id).branch_id
    lines = agent_lines(session, sale.id)
    return ReceiptView(
        sale_id=sale.id, head=letterhead(session, till_id=sale.till_id, branch_id=branch_id, currency=sale.currency),
        number=sale.number, shift_number=None, at=sale.at, business_date=sale.business_date, cashier=agent, customer=None,
        lines=lines, gross_minor=sale.total_minor, line_discount_minor=0, receipt_discount_minor=0,
        total_minor=sale.total_minor, rounding_minor=0, due_minor=sale.total_minor, tax_minor=sale.tax_minor,
        taxes=tax_shares(lines), payments=(Paid("cash", sale.total_minor, sale.total_minor, 0, None),), corrections=(),
        accounts=(), qr="", copy=copy,
    )


def return_receipt(session: Session, *, number: str | None = None, return_id: UUID | None = None, copy: int = 0) -> ReturnView:
    """The receipt of a return, by its number or its id. Refused: `return.unknown`."""
    row = _find(session, _RETURNS, SaleReturn, number, return_id)
    if row is None:
        raise RuleBroken("return.unknown", number=str(return_id) if number is None else number)
    back, shift_number, cashier, customer = row
    lines, sale_ids = returned_lines(session, back.id)
    refunds = booked(session, "return", back.id)
    exchange = select(Sale.number).where(Sale.id == back.exchange_sale_id)
    return ReturnView(
        return_id=back.id,
        head=letterhead(session, till_id=back.till_id, branch_id=back.branch_id, currency=back.currency),
        number=back.number, shift_number=shift_number, at=back.at, business_date=back.business_date, cashier=cashier,
        customer=customer, reason=back.reason, origins=origins(session, sale_ids),
        exchange_number=session.scalar(exchange) if back.exchange_sale_id else None, lines=lines,
        total_minor=back.total_minor, rounding_minor=back.rounding_minor,
        due_minor=back.total_minor + back.rounding_minor, tax_minor=back.tax_minor, taxes=tax_shares(lines),
        refunds=tuple(each.paid for each in refunds),
        accounts=accounts_left(session, back.id, [each.account for each in refunds if each.account]), copy=copy,
        fiscal=fiscal_mark(session, back.id),
    )


def x_document(session: Session, *, report: ShiftReport, copy: int = 0) -> XView:
    """An X on this till's paper. What the report leaves out (expected cash) is on no paper either."""
    here = session.get_one(Installation, 1)
    head = letterhead(session, till_id=here.till_id, branch_id=here.branch_id, currency=report.currency)
    return XView(replace(head, till=report.till, branch=report.branch), report, copy)


def z_report(session: Session, *, shift_id: UUID | None = None, number: int | None = None, copy: int = 0) -> ZView:
    """The Z of a closed shift, by its id or by this till's shift number. Refused: `shift.unknown`, `shift.not_closed`."""
    query = select(Shift).join(Installation, Installation.till_id == Shift.till_id).where(Shift.number == number)
    shift = session.get(Shift, shift_id) if shift_id is not None else session.scalar(query)
    if shift is None:
        raise RuleBroken("shift.unknown", number=str(number or shift_id))
    closed = closing(session, shift_id=shift.id)
    report = report_from(closed.report)
    head = letterhead(session, till_id=shift.till_id, branch_id=shift.branch_id, currency=report.currency)
    return ZView(
        shift_id=shift.id, head=replace(head, till=report.till, branch=report.branch), report=report,
        closed_by=session.scalar(select(Person.name).where(Person.id == UUID(closed.report["closed_by"]))) or "",
        counts=tuple(Counted(*pair) for pair in counted_pieces(closed.report["counts"])),
        expected_minor=closed.expected_minor, counted_minor=closed.counted_minor,
        difference_minor=closed.difference_minor, verified_minor=closed.verified_minor, reason=closed.reason, copy=copy,
    )


def cash_order(
    session: Session, *, number: str | None = None, operation_id: UUID | None = None, copy: int = 0
) -> CashOrderView:
    """The paper of cash in or out. Refused: `cash_order.unknown` (also for a drawer that was only opened)."""
    row = _find(session, _CASH, CashOperation, number, operation_id)
    if row is None or row[0].kind == "drawer":
        raise RuleBroken("cash_order.unknown", number=str(operation_id) if number is None else number)
    order, cashier, shift = row
    return CashOrderView(
        operation_id=order.id, head=letterhead(session, till_id=shift.till_id, branch_id=shift.branch_id),
        operation=order.kind, number=order.number, shift_number=shift.number, at=order.at,
        business_date=order.business_date, cashier=cashier, amount_minor=order.amount_minor, reason=order.reason, copy=copy,
    )


def account_document(
    session: Session, *, number: str | None = None, operation_id: UUID | None = None, copy: int = 0
) -> AccountView:
    """The receipt of a debt payment, a prepayment, a gift card or points. Refused: `account_receipt.unknown`."""
    row = _find(session, _ACCOUNT, AccountOperation, number, operation_id)
    if row is None:
        raise RuleBroken("account_receipt.unknown", number=str(operation_id) if number is None else number)
    operation, shift_number, cashier, customer, card = row
    here = session.get_one(Installation, 1)
    payments = booked(session, "account", operation.id)
    rounding = sum(each.rounding_minor for each in payments)
    account = "debt" if operation.kind == "debt_payment" else ACCOUNTS[operation.kind]
    return AccountView(
        operation_id=operation.id, head=letterhead(session, till_id=here.till_id, branch_id=operation.branch_id),
        operation=operation.kind, number=operation.number, shift_number=shift_number, at=operation.at,
        business_date=operation.business_date, cashier=cashier, owner=customer or card or "",
        amount_minor=operation.amount_minor, rounding_minor=rounding, due_minor=operation.amount_minor + rounding,
        reason=None if card else operation.reason, payments=tuple(each.paid for each in payments),
        accounts=accounts_left(session, operation.id, [(account, operation.owner_id)]), copy=copy,
    )


def document_for_job(
    session: Session, *, document_kind: str, document_id: UUID, copy: int = 0, now: datetime | None = None
) -> Document:
    """What a print job prints; `now` is for an X, which is of the moment when it comes out.

    Refused: `document.unknown_kind` (also an X without a moment), and what the document's own query refuses.
    """
    if document_kind in (X_FOR_ALL, X_FULL) and now is not None:
        report = shift_report(session, shift_id=document_id, made_at=now)
        return x_document(session, report=report if document_kind == X_FULL else blinded(report), copy=copy)
    if document_kind not in _OF_JOB:
        raise RuleBroken("document.unknown_kind", kind=document_kind)
    query, key = _OF_JOB[document_kind]
    document: Document = query(session, copy=copy, **{key: document_id})
    return document


_OF_JOB: dict[str, tuple[Callable[..., Document], str]] = {
    "sale": (receipt, "sale_id"), "return": (return_receipt, "return_id"), "z": (z_report, "shift_id"),
    "cash": (cash_order, "operation_id"), "account": (account_document, "operation_id"),
    "agent_sale": (agent_receipt, "sale_id"),
}

_SALES = (
    select(Sale, Shift.number, Person.name, Customer.name)
    .outerjoin(Shift, Shift.id == Sale.shift_id)
    .join(Person, Person.id == Sale.person_id)
    .outerjoin(Customer, Customer.id == Sale.customer_id)
)
_RETURNS = (
    select(SaleReturn, Shift.number, Person.name, Customer.name)
    .join(Shift, Shift.id == SaleReturn.shift_id)
    .join(Person, Person.id == SaleReturn.person_id)
    .outerjoin(Customer, Customer.id == SaleReturn.customer_id)
)
_CASH = (
    select(CashOperation, Person.name, Shift)
    .join(Person, Person.id == CashOperation.person_id)
    .join(Shift, Shift.id == CashOperation.shift_id)
)
_ACCOUNT = (
    select(AccountOperation, Shift.number, Person.name, Customer.name, GiftCard.code)
    .outerjoin(Shift, Shift.id == AccountOperation.shift_id)
    .join(Person, Person.id == AccountOperation.person_id)
    .outerjoin(Customer, Customer.id == AccountOperation.owner_id)
    .outerjoin(GiftCard, GiftCard.id == AccountOperation.owner_id)
)


def _find(session: Session, query: Any, table: Any, number: str | None, row_id: UUID | None) -> Any:
    """The one row of that number or id."""
    return session.execute(query.where(table.number == number if row_id is None else table.id == row_id)).first()
