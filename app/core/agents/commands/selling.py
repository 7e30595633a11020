"""Selling out of a bag, without a shift and without a drawer: the agent has the money. And what was sold comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.core.agents.bags import agent_of, check_acts, check_in_bag, check_lease, check_pieces
from app.core.agents.rules import commission_back_minor, commission_minor, part_minor
from app.core.agents.views import AgentRefunded, AgentSold, BagItem
from app.core.audit.commands import audit
from app.core.catalog.price_lists import default_price_list
from app.core.catalog.queries import sellables
from app.core.catalog.rules import check_price, check_quantity
from app.core.catalog.views import Sellable
from app.core.staff.access import require
from app.core.stock.moves import BROUGHT_TOLD, MOVEMENT_TOLD, move_goods
from app.core.stock.transferring import told_of
from app.core.stock.views import Moved
from app.kernel.canonical import as_table
from app.kernel.errors import RuleBroken
from app.kernel.money import MAX_MINOR, extend_minor, included_tax_minor
from app.kernel.permissions import Right
from app.kernel.text import name_of
from db.models.agents import Agent, AgentRefund, AgentRefundLine, AgentSale, AgentSaleLine
from db.models.catalog import Product
from db.models.stock import StockMovement
from db.prepared import Prepared
from db.uow import Uow, plain

SALE_TOLD = (
    "id", "number", "agent_id", "till_id", "currency", "line_count", "tax_minor", "total_minor", "commission_ppm",
    "commission_minor", "person_id", "at", "business_date",
)
"""What of a sale travels: all but what one till thinks of it (`is_late`)."""
LINE_TOLD = (
    "id", "position", "product_id", "name", "unit", "tax_ppm", "list_price_minor", "price_minor", "quantity_milli", "net_minor",
    "tax_minor",
)
REFUND_LINE_TOLD = ("id", "sale_line_id", "position", "product_id", "name", "quantity_milli", "net_minor")
_BACK = Prepared(
    select(AgentRefundLine.sale_line_id, func.sum(AgentRefundLine.quantity_milli))
    .where(AgentRefundLine.sale_line_id.in_(bindparam("lines", expanding=True)))
    .group_by(AgentRefundLine.sale_line_id)
)


def sell_from_bag(uow: Uow, *, agent_id: UUID, items: Sequence[BagItem]) -> AgentSold:
    """An agent sells what is in the bag, the oldest first, at the price list's price or (with its right) another. The cash
    stays with the agent, no shift and no drawer are asked for. Where no till has the bag, this one takes it.

    Refused: `right.missing`, `agents.bag_elsewhere` (with the till), `agents.more_than_in_bag` (with the figure of each
    transfer), `agents.half_a_piece`, `agents.other_branch`, `sale.price_needed`, `sale.empty`, `stock.product_gone`,
    `stock.not_goods`, `price.*`, `quantity.*`, `cash.too_large`, `not_found`.
    """
    agent = agent_of(uow, agent_id)
    check_acts(uow, agent)
    if not items:
        raise RuleBroken("sale.empty")
    check_lease(uow, agent)
    check_pieces(uow, [(item.product_id, item.quantity_milli) for item in items])
    lines = _lines(uow, agent, items)
    check_in_bag(uow, agent, lines)
    total = sum(line["net_minor"] for line in lines)
    if total > MAX_MINOR:
        raise RuleBroken("cash.too_large")
    _number, text = uow.next_number("agent_sale", "S")
    header: dict[str, Any] = {
        "id": uow.new_id(), "number": text, "agent_id": agent.id, "till_id": uow.place.till_id, "currency": uow.place.currency,
        "line_count": len(lines), "tax_minor": sum(line["tax_minor"] for line in lines), "total_minor": total,
        "commission_ppm": agent.commission_ppm, "commission_minor": commission_minor(total, agent.commission_ppm),
        "person_id": uow.person_id, "at": uow.now, "business_date": uow.today, "is_late": False,
    }
    uow.add_many(AgentSale, [header])
    also = {"sale_id": header["id"], "agent_id": agent.id, "business_date": uow.today}
    uow.add_many(AgentSaleLine, [{**line, **also} for line in lines])
    out = [Moved(line["product_id"], -line["quantity_milli"], line["id"]) for line in lines]
    moved = move_goods(uow, out, document_kind="agent_sale", document_id=header["id"], store_id=agent.id)
    body = {key: plain(header[key]) for key in SALE_TOLD}
    body |= {"lines": as_table(LINE_TOLD, lines), "movements": as_table(MOVEMENT_TOLD, moved)}
    sha256 = uow.record("agents", "agent_sale.completed", header["id"], body)
    lender_id = next(iter(uow.lent.values()), None)
    audit(uow, "agent_sale.completed", header["id"], lender_id=lender_id, number=text, total_minor=total, sha256=sha256)
    return AgentSold(header["id"], text, total, header["commission_minor"])


def take_sold_back(uow: Uow, *, sale_id: UUID, quantities: Mapping[UUID, int], reason: str) -> AgentRefunded:
    """What an agent has sold comes back into the bag, into the very layers (and transfers) it was taken from; the money goes
    back out of the agent's hands, and its share of the commission with it. `quantities`: by line of the sale, in milli.

    Refused: `right.missing`, `agents.bag_elsewhere`, `agents.half_a_piece`, `agents.other_branch`, `return.nothing`,
    `return.not_sold`, `return.more_than_left` (with the figure), `quantity.not_positive`, `text.*`, `not_found`.
    """
    sale = uow.get(AgentSale, sale_id)
    agent = agent_of(uow, sale.agent_id)
    check_acts(uow, agent)
    check_lease(uow, agent)
    lines = _lines_back(uow, sale, quantities)
    total = sum(line["net_minor"] for line in lines)
    before = uow.session.scalar(select(func.sum(AgentRefund.total_minor)).where(AgentRefund.sale_id == sale.id)) or 0
    _number, text = uow.next_number("agent_refund", "F")
    header: dict[str, Any] = {
        "id": uow.new_id(), "number": text, "sale_id": sale.id, "agent_id": agent.id, "till_id": uow.place.till_id,
        "reason": name_of(reason, field="reason"), "line_count": len(lines), "total_minor": total,
        "commission_minor": commission_back_minor(sale.total_minor, sale.commission_ppm, before_minor=before, now_minor=total),
        "person_id": uow.person_id, "at": uow.now, "business_date": uow.today,
    }
    uow.add_many(AgentRefund, [header])
    also = {"refund_id": header["id"], "agent_id": agent.id, "business_date": uow.today}
    uow.add_many(AgentRefundLine, [{**line, **also} for line in lines])
    query = select(StockMovement.line_id, StockMovement.id).where(StockMovement.document_id == sale.id)
    taken = dict(uow.session.execute(query).all())
    back = [
        Moved(line["product_id"], line["quantity_milli"], line["id"], None, (sale.id, taken[line["sale_line_id"]]))
        for line in lines
    ]
    moved = move_goods(uow, back, document_kind="agent_refund", document_id=header["id"], store_id=agent.id)
    body = told_of(header)
    body |= {"lines": as_table(REFUND_LINE_TOLD, lines), "movements": as_table(BROUGHT_TOLD, moved)}
    sha256 = uow.record("agents", "agent_refund.completed", header["id"], body)
    audit(
        uow, "agent_refund.completed", header["id"], number=text, total_minor=total, reason=header["reason"], sha256=sha256
    )
    return AgentRefunded(header["id"], text, total, header["commission_minor"])


def _lines(uow: Uow, agent: Agent, items: Sequence[BagItem]) -> list[dict[str, Any]]:
    price_list_id = agent.price_list_id or default_price_list(uow.session)
    known = sellables(uow.driver, product_ids=[item.product_id for item in items], price_list_id=price_list_id)
    lines: list[dict[str, Any]] = []
    for item in items:
        sellable = known.get(item.product_id)
        if sellable is None:
            raise RuleBroken("stock.product_gone", name=_gone(uow, item.product_id), product_id=item.product_id)
        if sellable.kind != "goods":
            raise RuleBroken("stock.not_goods", name=sellable.name)
        check_quantity(item.quantity_milli, decimals=sellable.decimals, unit=sellable.unit)
        price = _price(uow, sellable, item)
        net = extend_minor(price, item.quantity_milli)
        lines.append({
            "id": uow.new_id(), "position": len(lines) + 1, "product_id": item.product_id, "name": sellable.name,
            "unit": sellable.unit, "tax_ppm": sellable.tax_ppm, "list_price_minor": sellable.price_minor, "price_minor": price,
            "quantity_milli": item.quantity_milli, "net_minor": net, "tax_minor": included_tax_minor(net, sellable.tax_ppm),
        })
    return lines


def _gone(uow: Uow, product_id: UUID) -> str:
    return uow.get(Product, product_id).name


def _price(uow: Uow, sellable: Sellable, item: BagItem) -> int:
    """The list's, or another with the right to change prices."""
    if item.price_minor is None:
        if sellable.price_minor is None:
            raise RuleBroken("sale.price_needed", name=sellable.name, product_id=sellable.product_id)
        return sellable.price_minor
    check_price(item.price_minor)
    if item.price_minor != sellable.price_minor:
        require(uow, Right.SELL_ASKED_PRICE if sellable.price_minor is None else Right.CHANGE_PRICE)
    return item.price_minor


def _lines_back(uow: Uow, sale: AgentSale, quantities: Mapping[UUID, int]) -> list[dict[str, Any]]:
    if not quantities:
        raise RuleBroken("return.nothing")
    sold = {line.id: line for line in uow.session.scalars(select(AgentSaleLine).where(AgentSaleLine.sale_id == sale.id))}
    back: dict[UUID, int] = dict(_BACK.rows(uow.driver, lines=list(quantities)))  # type: ignore[arg-type]
    lines: list[dict[str, Any]] = []
    for line_id, milli in quantities.items():
        line, before = sold.get(line_id), back.get(line_id, 0)
        if line is None:
            raise RuleBroken("return.not_sold")
        if milli <= 0:
            raise RuleBroken("quantity.not_positive")
        check_pieces(uow, [(line.product_id, milli)])
        left = line.quantity_milli - before
        if milli > left:
            raise RuleBroken("return.more_than_left", name=line.name, left_milli=left, unit=line.unit)
        net = part_minor(line.net_minor, sold_milli=line.quantity_milli, before_milli=before, now_milli=milli)
        lines.append({
            "id": uow.new_id(), "sale_line_id": line.id, "position": len(lines) + 1, "product_id": line.product_id,
            "name": line.name, "quantity_milli": milli, "net_minor": net,
        })
    return lines
