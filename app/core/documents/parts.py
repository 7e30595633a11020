"""The parts that documents share: letterhead, lines, payments, taxes, balances; read for `queries`, and changed by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.core.cash.views import OtherSum, Pending, ShiftReport, TaxSum, TenderSum
from app.core.documents.views import (
    AccountLeft,
    Correction,
    FiscalMark,
    Letterhead,
    Origin,
    Paid,
    ReturnedLine,
    SoldLine,
    TaxShare,
)
from app.core.intents.rules import told
from app.core.intents.views import FISCAL_KINDS
from app.core.parties.merged import cards_at
from app.core.payments.views import ACCOUNTS
from app.core.settings.queries import read_setting
from app.core.settings.rules import RECEIPT_FOOTER, RECEIPT_HEADER
from db.models.accounts import AccountEntry
from db.models.agents import AgentSaleLine
from db.models.company import Branch, Company, Till
from db.models.intents import Intent
from db.models.sales import Payment, ReturnLine, Sale, SaleLine, TenderCorrection


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment as it stands on paper, and the account (kind, owner) that it moved, if it did."""

    paid: Paid
    rounding_minor: int
    account: tuple[str, UUID] | None


# Built once: making a statement anew costs as much as running it.
_LETTERHEAD = (
    select(Company.name, Branch.name, Branch.address, Till.name, Company.currency, Branch.zone)
    .join(Company, Company.id == Till.company_id)
    .join(Branch, Branch.id == bindparam("branch_id", type_=Branch.id.type))
    .where(Till.id == bindparam("till_id"))
)
_SOLD_LINES = (
    select(
        SaleLine.position, SaleLine.name, SaleLine.code, SaleLine.unit, SaleLine.quantity_milli, SaleLine.price_minor,
        SaleLine.gross_minor, SaleLine.discount_minor, SaleLine.shared_discount_minor,
        SaleLine.gross_minor - SaleLine.discount_minor, SaleLine.net_minor, SaleLine.tax_ppm, SaleLine.tax_minor,
        SaleLine.mark,
    )
    .where(SaleLine.sale_id == bindparam("sale_id"), SaleLine.removed.is_(False))
    .order_by(SaleLine.position)
)
_FISCAL = select(Intent.state, Intent.reference, Intent.answer).where(
    Intent.document_id == bindparam("document_id"), Intent.kind.in_(FISCAL_KINDS)
)
_PAYMENTS = (
    select(Payment)
    .where(
        Payment.document_id == bindparam("document_id"), Payment.document_kind == bindparam("kind"),
        Payment.correction_id.is_(None),
    )
    .order_by(Payment.id)
)
_CORRECTIONS = (
    select(
        TenderCorrection.number, TenderCorrection.from_tender, TenderCorrection.to_tender, TenderCorrection.amount_minor
    )
    .where(TenderCorrection.sale_id == bindparam("sale_id"))
    .order_by(TenderCorrection.id)
)


def letterhead(session: Session, *, till_id: UUID, branch_id: UUID, currency: str | None = None) -> Letterhead:
    """Whose paper it is; without a currency the company's own."""
    found = {"till_id": till_id, "branch_id": branch_id}
    company, branch, address, till, usual, zone = session.execute(_LETTERHEAD, found).one()
    return Letterhead(
        company=company, branch=branch, address=address, till=till, currency=currency or usual, zone=zone,
        header=read_setting(session, RECEIPT_HEADER, branch_id=branch_id),
        footer=read_setting(session, RECEIPT_FOOTER, branch_id=branch_id),
    )


def sold_lines(session: Session, sale_id: UUID) -> tuple[SoldLine, ...]:
    """The lines of a sale that were not removed, in the order of the cart."""
    rows: Sequence[Any] = session.execute(_SOLD_LINES, {"sale_id": sale_id}).all()
    return tuple(SoldLine(*row) for row in rows)


def agent_lines(session: Session, sale_id: UUID) -> tuple[SoldLine, ...]:
    """The lines of a sale out of an agent's bag; nothing is taken off there, another price is what was agreed."""
    query = select(AgentSaleLine).where(AgentSaleLine.sale_id == sale_id).order_by(AgentSaleLine.position)
    return tuple(
        SoldLine(
            row.position, row.name, None, row.unit, row.quantity_milli, row.price_minor, row.net_minor, 0, 0, row.net_minor,
            row.net_minor, row.tax_ppm, row.tax_minor,
        )
        for row in session.scalars(query)
    )


def returned_lines(session: Session, return_id: UUID) -> tuple[tuple[ReturnedLine, ...], list[UUID]]:
    """The lines of a return, and the sales that they were sold in."""
    query = (
        select(ReturnLine, Sale.number, SaleLine.mark)
        .outerjoin(Sale, Sale.id == ReturnLine.sale_id)
        .outerjoin(SaleLine, SaleLine.id == ReturnLine.sale_line_id)
        .where(ReturnLine.return_id == return_id)
        .order_by(ReturnLine.position)
    )
    rows = session.execute(query).all()
    lines = tuple(
        ReturnedLine(
            row.position, row.name, row.unit, row.quantity_milli, row.price_minor, row.gross_minor, row.discount_minor,
            row.net_minor, row.tax_ppm, row.tax_minor, number, mark,
        )
        for row, number, mark in rows
    )
    return lines, list(dict.fromkeys(row.sale_id for row, _number, _mark in rows if row.sale_id is not None))


def origins(session: Session, sale_ids: Sequence[UUID]) -> tuple[Origin, ...]:
    """The receipts whose goods came back, oldest first."""
    query = select(Sale.number, Sale.completed_at).where(Sale.id.in_(sale_ids)).order_by(Sale.completed_at, Sale.number)
    return tuple(Origin(number or "", at) for number, at in session.execute(query) if at is not None)


def booked(session: Session, document_kind: str, document_id: UUID) -> tuple[Booked, ...]:
    """How a document was paid when it was made, in the order of paying; later corrections are not in it."""
    found = {"kind": document_kind, "document_id": document_id}
    return tuple(_booked(row, document_kind) for row in session.scalars(_PAYMENTS, found))


def corrections(session: Session, sale_id: UUID) -> tuple[Correction, ...]:
    """What was put right about a sale's payments afterwards."""
    return tuple(Correction(*row) for row in session.execute(_CORRECTIONS, {"sale_id": sale_id}))


def accounts_left(session: Session, document_id: UUID, accounts: Sequence[tuple[str, UUID]]) -> tuple[AccountLeft, ...]:
    """What stood on each account (kind, owner) just after a document: a copy made in a year says the same.

    It is the sum of the entries up to the document's last one, as this till knew them; ids are ordered by time. Of a customer
    who was merged by then it is that of all cards of the same person.
    """
    of_document = AccountEntry.document_id == document_id
    at = session.scalar(select(func.max(AccountEntry.at)).where(of_document))
    if at is None:
        return tuple(AccountLeft(account, 0) for account, _owner_id in dict.fromkeys(accounts))
    found = []
    for account, cards in dict.fromkeys((account, cards_at(session, owner_id, at)) for account, owner_id in accounts):
        of_owner = (AccountEntry.owner_id.in_(cards.ids), AccountEntry.account == account)
        last = select(func.max(AccountEntry.id)).where(*of_owner, of_document)
        left = select(func.sum(AccountEntry.amount_minor)).where(*of_owner, AccountEntry.id <= last.scalar_subquery())
        found.append(AccountLeft(account, session.scalar(left) or 0))
    return tuple(found)


def tax_shares(lines: Sequence[SoldLine | ReturnedLine]) -> tuple[TaxShare, ...]:
    """What was taxed at each rate, lowest rate first."""
    sums: dict[int, tuple[int, int]] = {}
    for line in lines:
        net_minor, tax_minor = sums.get(line.tax_ppm, (0, 0))
        sums[line.tax_ppm] = net_minor + line.net_minor, tax_minor + line.tax_minor
    return tuple(TaxShare(ppm, *sums[ppm]) for ppm in sorted(sums))


def report_from(stored: Mapping[str, Any]) -> ShiftReport:
    """A shift's report as it was stored in the Z: moments and days are read from their ISO form again."""
    moments = {name: datetime.fromisoformat(stored[name]) for name in ("opened_at", "made_at")}
    known = {name: stored[name] for name in ShiftReport.__dataclass_fields__}
    return ShiftReport(**{
        **known, **moments, "business_date": date.fromisoformat(stored["business_date"]),
        "tenders": tuple(TenderSum(**each) for each in stored["tenders"]),
        "others": tuple(OtherSum(**each) for each in stored["others"]),
        "taxes": tuple(TaxSum(**each) for each in stored["taxes"]), "pending": Pending(**stored["pending"]),
    })


def _booked(row: Payment, document_kind: str) -> Booked:
    """A refund stands on its paper as a positive sum; nobody tendered anything for it."""
    if document_kind == "return":
        paid = Paid(row.tender, -row.amount_minor, 0, 0, row.reference)
    else:
        paid = Paid(row.tender, row.amount_minor, row.tendered_minor, row.tendered_minor - row.amount_minor, row.reference)
    account = ACCOUNTS.get(row.tender)
    return Booked(paid, row.rounding_minor, (account, row.owner_id) if account and row.owner_id else None)


def fiscal_mark(session: Session, document_id: UUID) -> FiscalMark | None:
    """What its fiscal register has said of a sale or a return, without a sign while it has not; None where it is told to none, or
    where a person has given it up."""
    row = session.execute(_FISCAL, {"document_id": document_id}).first()
    if row is None or row[0] == "given_up":
        return None
    state, reference, answer = row
    if state != "approved":
        return FiscalMark()
    said = told(answer)
    names = ("register_number", "document_number", "link")
    return FiscalMark(reference or "", *(str(said.get(name) or "") for name in names))
