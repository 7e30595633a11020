"""Verbs of agents: who they are, goods over and back, sales out of the bag, requests and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from app.cli.agent_words import agent_named, bad_rows_text, request_numbered, transfer_numbered, wanted_of
from app.cli.frame import As, Db, Json, Lang, Yes, actor, amount, answer, app, fact, money_of, opened, say, verb
from app.cli.language import Refused
from app.core.agents.commands.handing import accept, hand_over, take_from_agent
from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.people import make_agent
from app.core.agents.commands.requests import approve_request, ask_for_goods, decline_request
from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.queries import allocations, bag, requests
from app.core.agents.settling import settlements
from app.core.agents.views import AgentSold, BagItem, BagLineView
from app.core.stock.transfer_list import transfers
from app.core.stock.views import Sending, TransferView
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from app.kernel.money import parse_minor
from app.shop import Shop

group = typer.Typer(no_args_is_help=True, help="Agents, who sell out of a bag.")
app.add_typer(group, name="agents")

Agent = Annotated[str, typer.Argument(metavar=_("AGENT"), help="The agent's name.")]
Goods = Annotated[
    list[str] | None,
    typer.Argument(metavar=_("CODE[*PIECES]"), help="Barcodes or articles with how many pieces: 111 222*3.", show_default=False),
]
File = Annotated[
    Path | None, typer.Option("--file", help="CSV, TSV or XLSX with the columns code and quantity.", show_default=False)
]
GoodRows = Annotated[bool, typer.Option("--import-good-rows", help="Store the good rows of a file that has bad ones too.")]
Note = Annotated[str | None, typer.Option("--note", help="A note on the document.", show_default=False)]


@group.command()
@verb
def add(
    name: Annotated[str, typer.Argument(metavar=_("NAME"), help="An employee's name.")],
    commission: Annotated[str, typer.Option(metavar=_("PERCENT"), help="The agent's share of sales in percent.")] = "0",
    paid_out: Annotated[bool, typer.Option("--paid-out", help="The shop pays the commission; else the agent keeps it.")] = False,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Make an employee an agent, with a bag of their own."""
    ppm = _ppm(commission)
    with opened(db, to_write=True) as shop:
        wanted = actor(shop, name).person_id
        by = actor(shop, person)
        agent_id = shop.do(make_agent, by=by, person_id=wanted, commission_ppm=ppm, keeps_commission=not paid_out)
    answer({"agent_id": agent_id, "name": name, "commission_ppm": ppm}, say(_("{name} is an agent now."), name=name))


@group.command()
@verb
def transfer(
    agent: Agent, goods: Goods = None, file: File = None, import_good_rows: GoodRows = False, remark: Note = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Hand goods over to an agent."""
    with opened(db, to_write=True) as shop:
        to = agent_named(shop, agent)
        items, bad = wanted_of(shop, goods, file, good_rows_only=import_good_rows)
        transfer_id = shop.do(hand_over, by=actor(shop, person), agent_id=to.agent_id, items=_sendings(items), note=remark)
        _tell(shop, transfer_id, bad, _("Transfer {number}: handed over to {agent}, to be accepted."), to.name)


@group.command(name="accept")
@verb
def accept_goods(
    number: Annotated[str, typer.Argument(metavar=_("TRANSFER"), help="The transfer's number.")],
    goods: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("CODE[*PIECES]"), help="Of these goods only so many; 111*0 refuses them.", show_default=False),
    ] = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Accept a transfer, all of it but for the goods that are named; what is refused comes back into the shop."""
    with opened(db, to_write=True) as shop:
        view = transfer_numbered(shop, number)
        accepted: Mapping[UUID, int] = {}
        if goods:
            accepted = _by_line(view, wanted_of(shop, goods)[0])
        shop.do(accept, by=actor(shop, person), transfer_id=view.transfer_id, accepted=accepted)
        _tell(shop, view.transfer_id, [], _("Transfer {number}: accepted by {agent}."), view.to_store)


@group.command(name="return")
@verb
def take_back(
    agent: Agent, goods: Goods = None, file: File = None, import_good_rows: GoodRows = False, remark: Note = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Take goods back from an agent into the shop, the oldest first."""

    with opened(db, to_write=True) as shop:
        of = agent_named(shop, agent)
        items, bad = wanted_of(shop, goods, file, good_rows_only=import_good_rows)
        by = actor(shop, person)
        transfer_id = shop.do(take_from_agent, by=by, agent_id=of.agent_id, items=_sendings(items), note=remark)
        _tell(shop, transfer_id, bad, _("Transfer {number}: taken back from {agent}."), of.name)


@group.command(name="sell")
@verb
def sell_goods(
    agent: Agent, goods: Goods = None, file: File = None, import_good_rows: GoodRows = False,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Sell out of an agent's bag, the oldest first: 111*2, or 111*2@35 at another price. No shift is needed."""
    from app.keyring_store import usable_keyring
    from app.telling import claim_first

    with opened(db, to_write=True) as shop:
        of = agent_named(shop, agent)
        items, bad = wanted_of(shop, goods, file, good_rows_only=import_good_rows)
        by = actor(shop, person)
        claim_first(shop, agent_id=of.agent_id, by=by, keyring=usable_keyring)
        done: AgentSold = shop.do(sell_from_bag, by=by, agent_id=of.agent_id, items=items)
        taken = shop.ask(allocations, sale_id=done.sale_id)
        text = say(
            _("Sale {number} of {agent}: {total}. Commission {commission}."), number=done.number, agent=of.name,
            total=amount(done.total_minor), commission=amount(done.commission_minor),
        )
        answer({"sale": done, "allocations": taken, "bad_rows": bad}, "\n".join(filter(None, [text, bad_rows_text(bad)])))


@group.command()
@verb
def request(
    agent: Agent, goods: Goods = None, file: File = None, import_good_rows: GoodRows = False, remark: Note = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Ask for goods in an agent's name: these, or without any what stands in the cart."""
    with opened(db, to_write=True) as shop:
        of = agent_named(shop, agent)
        items, bad = wanted_of(shop, goods, file, good_rows_only=import_good_rows) if goods or file else ([], [])
        by = actor(shop, person)
        request_id = shop.do(ask_for_goods, by=by, agent_id=of.agent_id, items=_sendings(items), note=remark)
        asked = next(each for each in shop.ask(requests, agent_id=of.agent_id) if each.request_id == request_id)
        text = say(_("Request {number} of {agent} waits for its answer."), number=asked.number, agent=of.name)
        answer({"request": asked, "bad_rows": bad}, "\n".join(filter(None, [text, bad_rows_text(bad)])))


@group.command()
@verb
def approve(
    number: Annotated[str, typer.Argument(metavar=_("REQUEST"), help="The request's number.")],
    goods: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("CODE[*PIECES]"), help="Of these only so many; 111*0 leaves them out.", show_default=False),
    ] = None,
    decline: Annotated[
        str | None, typer.Option(metavar=_("REASON"), help="Give nothing, and say why.", show_default=False)
    ] = None,
    person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Approve what an agent asked for, all of it but for the goods that are named: a transfer is made."""
    with opened(db, to_write=True) as shop:
        asked, by = request_numbered(shop, number), actor(shop, person)
        if decline is not None:
            shop.do(decline_request, by=by, request_id=asked.request_id, reason=decline)
            answer({"request": number, "state": "declined"}, say(_("Request {number} is declined."), number=number))
            return
        approved = {item.product_id: item.quantity_milli for item in wanted_of(shop, goods)[0]} if goods else {}
        transfer_id = shop.do(approve_request, by=by, request_id=asked.request_id, approved=approved)
        _tell(shop, transfer_id, [], _("Transfer {number}: handed over to {agent}, to be accepted."), asked.agent)


@group.command()
@verb
def pay(
    agent: Agent,
    money: Annotated[str, typer.Argument(metavar=_("SUM"), help="What the agent hands in.")],
    tender: Annotated[str, typer.Option(help="cash, card or qr; cash goes into the open shift.")] = "cash",
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Take an agent's money."""
    with opened(db, to_write=True) as shop:
        of, minor = agent_named(shop, agent), money_of(money, shop)
        inputs: dict[str, Any] = {"agent_id": of.agent_id, "amount_minor": minor, "tender": tender}
        payment_id = shop.do(take_agent_payment, by=actor(shop, person, yes), **inputs)
        (stands,) = shop.ask(settlements, agent_ids=[of.agent_id])
        facts = {"agent": of.name, "sum": amount(minor), "debt": amount(stands.owes_minor)}
        text = say(_("{agent} has paid {sum} and owes {debt} now."), **facts)
        answer({"payment_id": payment_id, "settlement": stands}, text)


@group.command(name="list")
@verb
def list_agents(
    agent: Annotated[
        str | None, typer.Argument(metavar=_("AGENT"), help="What is in this agent's bag; else all agents.", show_default=False)
    ] = None,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """The agents and what they owe; or what is in one agent's bag, by transfer."""
    with opened(db, to_write=False) as shop:
        if agent is None:
            stand = shop.ask(settlements)
            lines = [
                say(
                    _("{agent}: owes {debt}, in the bag {pieces} for {price} ({cost} at cost)"), agent=each.agent,
                    debt=amount(each.owes_minor), pieces=fact("goods_milli", each.goods_milli),
                    price=amount(each.goods_price_minor), cost=amount(each.goods_cost_minor or 0),
                )
                for each in stand
            ]
            answer(stand, "\n".join(lines) or say(_("There are no agents.")))
            return
        of = agent_named(shop, agent)
        inside = shop.ask(bag, agent_id=of.agent_id)
        waiting = shop.ask(transfers, store_id=of.agent_id, only_waiting=True)
        lines = [_behind(each) for each in inside]
        lines += [say(_("Transfer {number} waits to be accepted."), number=each.number) for each in waiting]
        answer({"agent": of, "bag": inside, "waiting": waiting}, "\n".join(lines) or say(_("The bag is empty.")))


def _behind(line: BagLineView) -> str:
    """What is left of one line of a transfer, and why it is so much."""
    why = say(
        _("accepted {accepted} − back {returned} − sold {sold}"), accepted=fact("accepted_milli", line.accepted_milli),
        returned=fact("returned_milli", line.returned_milli), sold=fact("sold_milli", line.sold_milli),
    )
    return f"{line.transfer}  {fact('left_milli', line.left_milli):>6}  {fact('name', line.name)}  ({why})"


def _tell(shop: Shop, transfer_id: UUID, bad: Sequence[dict[str, Any]], text: str, agent: str) -> None:
    view: TransferView = shop.ask(transfers, transfer_ids=[transfer_id])[0]
    told = say(text, number=view.number, agent=agent)
    answer({"transfer": view, "bad_rows": bad}, "\n".join(filter(None, [told, bad_rows_text(bad)])))


def _sendings(items: Sequence[BagItem]) -> list[Sending]:
    return [Sending(item.product_id, item.quantity_milli) for item in items]


def _by_line(view: TransferView, items: Sequence[BagItem]) -> dict[UUID, int]:
    """Refused: `transfer.other_line`, for goods that are not in the transfer."""
    lines = {line.product_id: line.line_id for line in view.lines}
    if any(item.product_id not in lines for item in items):
        raise RuleBroken("transfer.other_line")
    return {lines[item.product_id]: item.quantity_milli for item in items}


def _ppm(text: str) -> int:
    try:
        ppm, finer = parse_minor(text.removesuffix("%"), digits=4)
    except ValueError:
        raise Refused(RuleBroken("agents.commission")) from None
    if finer or len(text) > 12:
        raise Refused(RuleBroken("agents.commission"))
    return ppm
