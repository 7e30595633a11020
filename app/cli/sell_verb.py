"""The verb that sells: for trials and scripts, through the commands of the till. All of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import typer

from app.cli.frame import As, Db, Json, Lang, Yes, actor, amount, answer, app, money_of, opened, say, verb
from app.cli.language import Refused
from app.cli.whose import one_customer
from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import open_sale, scan
from app.core.sales.views import Completed
from app.core.settings.queries import setting_of
from app.core.settings.rules import CASH_STEP
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from app.kernel.money import minor_digits, parse_minor, round_cash_minor
from db.models.sales import Sale
from db.uow import Uow

MOST_DIGITS = 15
"""More than a till can add up; `quantity.too_large` has the true limit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one word of the call asks for: without a quantity one piece, without a price the card's."""

    code: str
    quantity_milli: int | None
    price_minor: int | None


@app.command()
@verb
def sell(
    goods: Annotated[
        list[str],
        typer.Argument(
            metavar=_("CODE[*QUANTITY][@PRICE]"),
            help="Barcodes or articles: 111 222*3 444*0.75 777@12.50 777*2@12.50. A price is for goods that have none; "
            "instead of another it needs the right to change prices.",
        ),
    ],
    cash: Annotated[
        str | None,
        typer.Option(metavar=_("SUM"), help="What the customer hands over; else exactly what is due, in cash."),
    ] = None,
    card: Annotated[bool, typer.Option("--card", help="All of it by card.")] = False,
    customer: Annotated[str | None, typer.Option(help="Whose sale it is: a name, telephone or code.")] = None,
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Sell goods, for trials and scripts. A refusal leaves no half sale behind."""
    if card and cash is not None:
        raise Refused(RuleBroken("payment.cash_or_card"))
    with opened(db, to_write=True) as shop:
        done: Completed = shop.do(
            ring_up, by=actor(shop, person, yes), goods=[_wanted(each, shop.place.currency) for each in goods],
            customer_id=one_customer(shop, customer) if customer is not None else None,
            cash_minor=money_of(cash, shop) if cash is not None else None, by_card=card,
        )
    text = say(
        _("Receipt {number}: {total}. Paid {paid}, change {change}."), number=done.number, total=amount(done.total_minor),
        paid=amount(done.paid_minor + done.change_minor), change=amount(done.change_minor),
    )
    answer(done, text)


def ring_up(
    uow: Uow, *, goods: Sequence[Wanted], customer_id: UUID | None, cash_minor: int | None, by_card: bool
) -> Completed:
    """A whole sale as one transaction; without a sum, exact cash.

    Refused: what `open_sale`, `scan` and `complete_sale` refuse and ask; then nothing is stored, not even a cart.
    """
    sale_id = open_sale(uow, customer_id=customer_id)
    for each in goods:
        scan(uow, sale_id=sale_id, code=each.code, quantity_milli=each.quantity_milli, price_minor=each.price_minor)
    total = uow.row(Sale, sale_id).total_minor
    exact = total if by_card else _exact_cash(uow, total)
    given = exact if cash_minor is None else cash_minor
    tenders = [Tender("card" if by_card else "cash", given)] if given or cash_minor is not None else []
    return complete_sale(uow, sale_id=sale_id, payments=tenders)


def _exact_cash(uow: Uow, total_minor: int) -> int:
    """What is due in coins that there are. A sum that rounds to nothing is handed over, and given back."""
    return round_cash_minor(total_minor, setting_of(uow, CASH_STEP)) or total_minor


def _wanted(told: str, currency: str) -> Wanted:
    """`111*3@12.50` in its parts. Refused: `quantity.malformed`, `price.malformed`, `price.too_fine`."""
    rest, at, price = told.rpartition("@")
    price_minor = _price_of(price, currency) if at else None
    goods = rest if at else told
    code, sign, quantity = goods.rpartition("*")
    return Wanted(code, _quantity_of(quantity), price_minor) if sign else Wanted(goods, None, price_minor)


def _quantity_of(text: str) -> int:
    try:
        milli, finer = parse_minor(text, digits=3)
    except ValueError:
        raise RuleBroken("quantity.malformed", text=text[:40]) from None
    if finer or len(text) > MOST_DIGITS:
        raise RuleBroken("quantity.malformed", text=text[:40])
    return milli


def _price_of(text: str, currency: str) -> int:
    try:
        minor, finer = parse_minor(text, digits=minor_digits(currency))
    except ValueError:
        raise RuleBroken("price.malformed", text=text[:40]) from None
    if finer:
        raise RuleBroken("price.too_fine", text=text[:40])
    return minor
