"""How goods are sent to another store, what arrives of them, and what becomes of a difference (ADR 0025).

Used inside commands of this and other subjects; it never asks for a right, its callers have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.catalog.rules import check_quantity
from app.core.stock.moves import BROUGHT_TOLD, move_goods
from app.core.stock.views import Moved, Sending
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.text import name_of, note_of
from db.models.catalog import Product, Unit
from db.models.stock import StockLevel, StockMovement, Store
from db.models.transfers import Transfer, TransferAnswer, TransferAnswerLine, TransferLine, TransferSettlement
from db.uow import Uow, plain

LINE_TOLD = ("id", "position", "product_id", "name", "unit", "quantity_milli")
ANSWER_LINE_TOLD = ("id", "transfer_line_id", "product_id", "accepted_milli", "back_milli")


def store_here(uow: Uow, store_id: UUID) -> Store:
    """A store that is in use. Refused: `not_found`."""
    store = uow.get(Store, store_id)
    if store.deleted_at is not None:
        raise RuleBroken("not_found", table="store", id=store_id)
    return store


def lines_of(uow: Uow, items: Sequence[Sending], *, also_gone: bool = False) -> list[dict[str, Any]]:
    """The lines of what is to be sent, one a product, in their order; no document yet.

    Refused: `stock.nothing`, `not_found`, `stock.product_gone`, `stock.not_goods`, `quantity.*`.
    """
    if not items:
        raise RuleBroken("stock.nothing")
    wanted: dict[UUID, int] = {}
    for item in items:
        if item.quantity_milli <= 0:
            raise RuleBroken("quantity.not_positive")
        wanted[item.product_id] = wanted.get(item.product_id, 0) + item.quantity_milli
    query = select(Product.id, Product.kind, Product.name, Product.deleted_at, Unit.code, Unit.decimals)
    found = uow.session.execute(query.join(Unit, Unit.id == Product.unit_id).where(Product.id.in_(wanted)))
    known = {row.id: row for row in found}
    lines: list[dict[str, Any]] = []
    for product_id, quantity_milli in wanted.items():
        product = known.get(product_id)
        if product is None:
            raise RuleBroken("not_found", table="product", id=product_id)
        if product.deleted_at is not None and not also_gone:
            raise RuleBroken("stock.product_gone", name=product.name, product_id=product_id)
        if product.kind != "goods":
            raise RuleBroken("stock.not_goods", name=product.name)
        check_quantity(quantity_milli, decimals=product.decimals, unit=product.code)
        lines.append({
            "id": uow.new_id(), "position": len(lines) + 1, "product_id": product_id, "name": product.name,
            "unit": product.code, "quantity_milli": quantity_milli,
        })
    return lines


def check_on_hand(uow: Uow, store_id: UUID, lines: Sequence[Mapping[str, Any]]) -> None:
    """No more of anything than the books have there. Refused: `stock.more_than_on_hand`, with the figure."""
    products = [line["product_id"] for line in lines]
    query = select(StockLevel.product_id, StockLevel.on_hand_milli)
    found = uow.session.execute(query.where(StockLevel.store_id == store_id, StockLevel.product_id.in_(products)))
    on_hand: dict[UUID, int] = dict(found.all())
    for line in lines:
        there = on_hand.get(line["product_id"], 0)
        if line["quantity_milli"] > there:
            raise RuleBroken(
                "stock.more_than_on_hand", name=line["name"], on_hand_milli=there, asked_milli=line["quantity_milli"],
                product_id=line["product_id"],
            )


def send(
    uow: Uow, *, from_store: Store, to_store: Store, lines: Sequence[dict[str, Any]], purpose: str, note: str | None = None,
    request_id: UUID | None = None,
) -> UUID:
    """Goods leave one store for another: a transfer that is answered later; what comes out of a bag (`return`) is there at
    once. Refused: `text.too_long`."""
    _number, text = uow.next_number("transfer", "T")
    header: dict[str, Any] = {
        "id": uow.new_id(), "number": text, "purpose": purpose, "branch_id": from_store.branch_id,
        "from_store_id": from_store.id, "to_store_id": to_store.id, "request_id": request_id,
        "note": note_of(note, field="note"), "line_count": len(lines), "person_id": uow.person_id, "at": uow.now,
        "business_date": uow.today,
    }
    uow.add_many(Transfer, [header])
    bag_id = {"agent": to_store.id, "return": from_store.id}.get(purpose)
    also = {"transfer_id": header["id"], "purpose": purpose, "bag_id": bag_id, "business_date": uow.today}
    uow.add_many(TransferLine, [{**line, **also} for line in lines])
    out = [Moved(line["product_id"], -line["quantity_milli"], line["id"]) for line in lines]
    moved: list[dict[str, Any]] = move_goods(
        uow, out, document_kind="transfer", document_id=header["id"], store_id=from_store.id
    )
    if purpose == "return":
        back = [
            Moved(row["product_id"], -row["quantity_milli"], row["line_id"], None, (row["document_id"], row["id"]))
            for row in moved
        ]
        moved += move_goods(uow, back, document_kind="transfer", document_id=header["id"], store_id=to_store.id)
    body = {
        **told_of(header), "bag_id": bag_id, "lines": as_table(LINE_TOLD, lines),
        "movements": as_table(BROUGHT_TOLD, moved),
    }
    sha256 = uow.record("stock", "stock.transfer", header["id"], body)
    audit(uow, "stock.transfer", header["id"], lender_id=_lender(uow), number=text, sha256=sha256)
    transfer_id: UUID = header["id"]
    return transfer_id


def told_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that was just stored, as it stands in its document."""
    return {key: plain(value) for key, value in row.items() if key != "company_id"}


def answer(uow: Uow, transfer: Transfer, accepted: Mapping[UUID, int], *, keep_difference: bool) -> UUID:
    """What arrived of each line (by its id; all of it where nothing is said). The rest goes back into the very layers that it
    was taken from, or is kept as a difference. Refused: `transfer.answered`, `transfer.more_than_sent`, `transfer.other_line`,
    `quantity.not_positive`, `quantity.not_whole`."""
    lines = _unanswered(uow, transfer)
    told = _answer_lines(uow, lines, accepted, keep_difference=keep_difference)
    is_open = any(
        line.quantity_milli > row["accepted_milli"] + row["back_milli"] for line, row in zip(lines, told, strict=True)
    )
    header: dict[str, Any] = {
        "id": uow.new_id(), "transfer_id": transfer.id, "is_open": is_open, "line_count": len(told),
        "person_id": uow.person_id, "at": uow.now, "business_date": uow.today,
    }
    uow.add_many(TransferAnswer, [header])
    bag_id = transfer.to_store_id if transfer.purpose == "agent" else None
    also = {"answer_id": header["id"], "bag_id": bag_id, "business_date": uow.today}
    uow.add_many(TransferAnswerLine, [{**row, **also} for row in told])
    out = _out_movements(uow, transfer.id)
    came = [(line, row["accepted_milli"]) for line, row in zip(lines, told, strict=True)]
    back = [(line, row["back_milli"]) for line, row in zip(lines, told, strict=True)]
    moved = [
        *_bring(uow, transfer, "transfer_answer", header["id"], transfer.from_store_id, back, out),
        *_bring(uow, transfer, "transfer_answer", header["id"], transfer.to_store_id, came, out),
    ]
    body = {
        **told_of(header), "number": transfer.number, "bag_id": bag_id,
        "lines": as_table(ANSWER_LINE_TOLD, told), "movements": as_table(BROUGHT_TOLD, moved),
    }
    sha256 = uow.record("stock", "stock.transfer_answer", header["id"], body)
    audit(uow, "stock.transfer_answer", header["id"], lender_id=_lender(uow), number=transfer.number, sha256=sha256)
    answer_id: UUID = header["id"]
    return answer_id


def settle_difference(uow: Uow, transfer: Transfer, *, outcome: str, reason: str) -> UUID:
    """The difference of an answered transfer was found and is back in its store (`back`), or it is lost: it stays out, at what
    it cost. Refused: `transfer.no_difference`, `text.*`."""
    found = uow.session.scalar(select(TransferAnswer).where(TransferAnswer.transfer_id == transfer.id))
    settled = uow.session.scalar(select(TransferSettlement.id).where(TransferSettlement.transfer_id == transfer.id))
    if found is None or not found.is_open or settled is not None:
        raise RuleBroken("transfer.no_difference", number=transfer.number)
    header: dict[str, Any] = {
        "id": uow.new_id(), "transfer_id": transfer.id, "outcome": outcome, "reason": name_of(reason, field="reason"),
        "person_id": uow.person_id, "at": uow.now, "business_date": uow.today,
    }
    uow.add_many(TransferSettlement, [header])
    moved: list[dict[str, Any]] = []
    if outcome == "back":
        query = (
            select(TransferLine, TransferLine.quantity_milli - TransferAnswerLine.accepted_milli - TransferAnswerLine.back_milli)
            .join(TransferAnswerLine, TransferAnswerLine.transfer_line_id == TransferLine.id)
            .where(TransferAnswerLine.answer_id == found.id).order_by(TransferLine.position)
        )
        back = [(line, left) for line, left in uow.session.execute(query)]
        out = _out_movements(uow, transfer.id)
        moved = _bring(uow, transfer, "transfer_settlement", header["id"], transfer.from_store_id, back, out)
    body = {
        **told_of(header), "number": transfer.number,
        "movements": as_table(BROUGHT_TOLD, moved),
    }
    sha256 = uow.record("stock", "stock.transfer_settlement", header["id"], body)
    audit(
        uow, "stock.transfer_settlement", header["id"], lender_id=_lender(uow), number=transfer.number,
        reason=header["reason"], sha256=sha256,
    )
    settlement_id: UUID = header["id"]
    return settlement_id


def _lender(uow: Uow) -> UUID | None:
    """Who lent the right that this action needed, if anybody did."""
    return next(iter(uow.lent.values()), None)


def _unanswered(uow: Uow, transfer: Transfer) -> list[TransferLine]:
    is_answered = uow.session.scalar(select(TransferAnswer.id).where(TransferAnswer.transfer_id == transfer.id))
    if is_answered is not None or transfer.purpose == "return":
        raise RuleBroken("transfer.answered", number=transfer.number)
    query = select(TransferLine).where(TransferLine.transfer_id == transfer.id).order_by(TransferLine.position)
    return list(uow.session.scalars(query))


def _answer_lines(
    uow: Uow, lines: Sequence[TransferLine], accepted: Mapping[UUID, int], *, keep_difference: bool
) -> list[dict[str, Any]]:
    if not accepted.keys() <= {line.id for line in lines}:
        raise RuleBroken("transfer.other_line")
    told = []
    for line in lines:
        came = accepted.get(line.id, line.quantity_milli)
        if came < 0:
            raise RuleBroken("quantity.not_positive")
        if came > line.quantity_milli:
            raise RuleBroken("transfer.more_than_sent", name=line.name, sent_milli=line.quantity_milli, asked_milli=came)
        if came:
            decimals = uow.session.scalar(select(Unit.decimals).join(Product).where(Product.id == line.product_id))
            check_quantity(came, decimals=3 if decimals is None else decimals, unit=line.unit)
        back = 0 if keep_difference else line.quantity_milli - came
        told.append({
            "id": uow.new_id(), "transfer_line_id": line.id, "product_id": line.product_id, "accepted_milli": came,
            "back_milli": back,
        })
    return told


def _out_movements(uow: Uow, transfer_id: UUID) -> dict[UUID, UUID]:
    """The movement by which each line left."""
    query = select(StockMovement.line_id, StockMovement.id).where(StockMovement.document_id == transfer_id)
    return {line_id: movement_id for line_id, movement_id in uow.session.execute(query) if line_id is not None}


def _bring(
    uow: Uow, transfer: Transfer, kind: str, document_id: UUID, store_id: UUID, parts: Sequence[tuple[TransferLine, int]],
    out: Mapping[UUID, UUID],
) -> list[dict[str, Any]]:
    moves = [Moved(line.product_id, milli, line.id, None, (transfer.id, out[line.id])) for line, milli in parts]
    return move_goods(uow, moves, document_kind=kind, document_id=document_id, store_id=store_id)
