"""Verbs about customers: two cards of one person become one."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.frame import As, Db, Json, Lang, Yes, actor, answer, app, opened, say, verb
from app.cli.whose import one_customer
from app.core.parties.merging import merge_customers
from app.core.parties.queries import customer as customer_view
from app.kernel.i18n import _

customer = typer.Typer(no_args_is_help=True, help="Customers.")
app.add_typer(customer, name="customer")


@customer.command()
@verb
def merge(
    gone: Annotated[str, typer.Argument(help="The card that goes: id, name, telephone or code.")],
    kept: Annotated[str, typer.Argument(help="The card that is kept.")],
    yes: Yes = None, person: As = None, db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Two cards of one person become one: debts, points and prepayments count together from then on, and what stands on the card
    that goes finds the kept one. It asks first: --yes customer.merge."""
    with opened(db, to_write=True) as shop:
        gone_id, into_id = one_customer(shop, gone), one_customer(shop, kept)
        kept_id = shop.do(merge_customers, by=actor(shop, person, yes), customer_id=gone_id, into_id=into_id)
        view = shop.ask(customer_view, customer_id=kept_id)
    data = {
        "customer_id": view.customer_id, "name": view.name, "code": view.code, "phone": view.phone, "also": view.also,
        "debt_minor": view.debt_minor, "points_minor": view.points_minor, "prepayment_minor": view.prepayment_minor,
    }
    answer(data, say(_("Kept: {name}. Also found by: {also}"), name=view.name, also=", ".join(view.also) or "—"))
