"""What travels: which document states which facts, in which tables, and which columns stay here and why.

`verify` compares rows with documents by it, the centre's tables and functions are made from it, and what another till has
stated is stored by it. A test holds every travelling column against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.base import Base
from db.models.accounts import AccountEntry, AccountOperation, GiftCard
from db.models.agents import (
    AgentPayment,
    AgentRefund,
    AgentRefundLine,
    AgentRequest,
    AgentRequestAnswer,
    AgentRequestLine,
    AgentSale,
    AgentSaleLine,
)
from db.models.audit import AuditEntry
from db.models.cash import CashEntry, CashOperation, Shift, ShiftClosing, ShiftCount, ShiftVerification
from db.models.sales import (
    Payment,
    ReturnAnswer,
    ReturnAnswerLine,
    ReturnLine,
    Sale,
    SaleLine,
    SaleReturn,
    TenderCorrection,
)
from db.models.stock import DOCUMENT_KINDS, StockDocument, StockLine, StockMovement
from db.models.transfers import Transfer, TransferAnswer, TransferAnswerLine, TransferLine, TransferSettlement


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table inside a document, under `name`. `copied` says which columns all of them take of the document's own
    values (column: name), `fixed` what stands in a column of each. `adds_to`: no rows of their own, but columns of the rows of
    that other part, by `id`."""

    name: str
    table: type[Base]
    copied: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    adds_to: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: the row that it states and the parts of it. `renamed` are columns that it calls otherwise (column:
    name); `body` the column that keeps the document's very bytes; `by` the column that its `row_id` names."""

    name: str
    table: type[Base] | None
    parts: tuple[Part, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    by: str = "id"
    also_told: frozenset[str] = field(default_factory=frozenset)
    """What a document says besides its columns and parts, for whoever reads it."""

    def part(self, name: str) -> Part | None:
        """The part of that name, if documents of this kind have it."""
        return next((part for part in self.parts if part.name == name), None)


def _kinds() -> Iterator[Kind]:
    yield _sale()
    yield Kind(
        "return.completed", SaleReturn,
        (Part("lines", ReturnLine, {"return_id": "id"}), *_money("return"), _moved("return"), _accounts("return")),
    )
    yield Kind(
        "return.answered", ReturnAnswer, (Part("lines", ReturnAnswerLine, {"answer_id": "id"}),), also_told=frozenset({"number"})
    )
    yield _correction()
    yield Kind("shift.opened", Shift, (_cash("shift", at="opened_at", shift_id="id", person_id="opened_by"),))
    yield _closing()
    yield Kind("shift.verified", ShiftVerification)
    for kind in ("cash_in", "cash_out", "drawer"):
        yield Kind(f"cash.{kind}", CashOperation, (_cash("cash"),))
    for kind in ("debt_payment", "prepayment", "gift_card", "points"):
        cards = (Part("gift_cards", GiftCard),) if kind == "gift_card" else ()
        yield Kind(f"account.{kind}", AccountOperation, (*_money("account"), _accounts("account"), *cards))
    for kind in DOCUMENT_KINDS:
        yield Kind(f"stock.{kind}", StockDocument, (Part("lines", StockLine, {"document_id": "id"}), _moved(kind)))
    yield from _transfers()
    yield from _agents()
    yield Kind("audit", None, (Part("entries", AuditEntry, {"till_id": "till_id"}),), also_told=frozenset({"till_id"}))


def _sale() -> Kind:
    marks = Part("marks", SaleLine, adds_to="lines")
    return Kind(
        "sale.completed", Sale,
        (
            Part("lines", SaleLine, {"sale_id": "id"}), marks, *_money("sale", at="completed_at"),
            _moved("sale", at="completed_at"), _accounts("sale", at="completed_at"),
        ),
    )


def _correction() -> Kind:
    """Its payments are the sale's, and say which correction made them."""
    money = Part(
        "payments", Payment,
        {"document_id": "sale_id", "correction_id": "id", "shift_id": "shift_id", "at": "at"}, {"document_kind": "sale"},
    )
    return Kind("sale.tender_corrected", TenderCorrection, (money, _cash("sale", document_id="sale_id")))


def _closing() -> Kind:
    """The Z: what was counted and what the books said, and all that was printed."""
    printed = {
        "audit_seq", "branch", "business_date", "cash", "cashier", "corrections", "currency", "discounts_minor",
        "drawer_openings", "first_number", "last_number", "made_at", "number", "opened_at", "others", "pending", "removed_lines",
        "returns_count", "returns_minor", "rounding_minor", "sales_count", "sales_minor", "taxes", "tenders", "till", "voids",
    }
    return Kind(
        "shift.closed", ShiftClosing, (Part("counts", ShiftCount, {"shift_id": "shift_id"}),),
        renamed={"closed_at": "made_at"}, body="report", by="shift_id", also_told=frozenset(printed),
    )


def _transfers() -> Iterator[Kind]:
    of_transfer = {"transfer_id": "id", "purpose": "purpose", "bag_id": "bag_id", "business_date": "business_date"}
    of_answer = {"answer_id": "id", "bag_id": "bag_id", "business_date": "business_date"}
    told, number = frozenset({"bag_id"}), frozenset({"number"})
    yield Kind(
        "stock.transfer", Transfer, (Part("lines", TransferLine, of_transfer), _moved("transfer")), also_told=told
    )
    yield Kind(
        "stock.transfer_answer", TransferAnswer,
        (Part("lines", TransferAnswerLine, of_answer), _moved("transfer_answer")), also_told=told | number,
    )
    yield Kind("stock.transfer_settlement", TransferSettlement, (_moved("transfer_settlement"),), also_told=number)


def _agents() -> Iterator[Kind]:
    of_agent = {"agent_id": "agent_id", "business_date": "business_date"}
    yield Kind("agent_request.asked", AgentRequest, (Part("lines", AgentRequestLine, {"request_id": "id"}),))
    yield Kind("agent_request.answered", AgentRequestAnswer, also_told=frozenset({"number"}))
    yield Kind(
        "agent_sale.completed", AgentSale, (Part("lines", AgentSaleLine, {"sale_id": "id", **of_agent}), _moved("agent_sale"))
    )
    yield Kind(
        "agent_refund.completed", AgentRefund,
        (Part("lines", AgentRefundLine, {"refund_id": "id", **of_agent}), _moved("agent_refund")),
    )
    yield Kind("agent_payment.taken", AgentPayment)


def _money(document_kind: str, *, at: str = "at") -> tuple[Part, Part]:
    payments = Part(
        "payments", Payment, {"document_id": "id", "shift_id": "shift_id", "at": at}, {"document_kind": document_kind}
    )
    return payments, _cash(document_kind, at=at)


def _cash(
    document_kind: str, *, at: str = "at", document_id: str = "id", shift_id: str = "shift_id", person_id: str = "person_id"
) -> Part:
    copied = {"document_id": document_id, "shift_id": shift_id, "at": at, "person_id": person_id}
    return Part("cash", CashEntry, copied, {"document_kind": document_kind})


def _moved(document_kind: str, *, at: str = "at") -> Part:
    copied = {"document_id": "id", "occurred_at": at, "business_date": "business_date"}
    return Part("movements", StockMovement, copied, {"document_kind": document_kind})


def _accounts(document_kind: str, *, at: str = "at") -> Part:
    copied = {"document_id": "id", "at": at, "business_date": "business_date", "person_id": "person_id"}
    return Part("accounts", AccountEntry, copied, {"document_kind": document_kind})


KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _kinds()}
"""Every kind of document but the patches of cards."""

STAYS: Mapping[str, Mapping[str, str]] = {
    "sale": {
        "state": "only what is completed travels", "revision": "counts the changes of a draft",
        "label": "names a parked cart", "line_count": "counts a draft's lines", "next_position": "numbers a draft's lines",
        "opened_at": "when the cart was begun", "price_list_id": "each line says its list's price",
        "receipt_discount_ppm": "the sum travels", "receipt_discount_asked_minor": "the sum that was given travels",
        "discount_allowed_ppm": "what the cart's persons may give",
    },
    "sale_line": {"revision": "counts the changes of a draft", "removed": "only lines that were sold travel"},
    "shift": {"state": "a closing says it"},
    "agent_sale": {"is_late": "said by who receives it"},
    "stock_movement": {"booked_minor": "a projection: what FIFO made of it here"},
    "person": {"pin_hash": "ten thousand PINs are soon tried", "pin_lookup": "ten thousand PINs are soon tried"},
    "customer": {"folded": "made of name, phone and code by each program"},
}
"""Columns of tables that travel which do not, and why."""


def fact_tables() -> dict[str, type[Base]]:
    """The tables that documents state, by name."""
    found: dict[str, type[Base]] = {}
    for kind in KINDS.values():
        for table in (kind.table, *(part.table for part in kind.parts)):
            if table is not None:
                found[table.__tablename__] = table
    return found


def header_columns(kind: Kind) -> dict[str, str]:
    """The columns of a document's own row and by which name the document says each; without the company and the bytes."""
    if kind.table is None:
        return {}
    left_out = {"company_id", kind.body, *STAYS.get(kind.table.__tablename__, ())}
    return {name: kind.renamed.get(name, name) for name in _names(kind.table) if name not in left_out}


def part_columns(part: Part) -> tuple[str, ...]:
    """The columns that the rows of a part may say themselves: all but those that they share and those that stay here."""
    left_out = {"company_id", *part.copied, *part.fixed, *STAYS.get(part.table.__tablename__, ())}
    return tuple(name for name in _names(part.table) if name not in left_out)


def _names(table: type[Base]) -> list[str]:
    columns: Any = table.__table__.columns
    return [column.name for column in columns]
