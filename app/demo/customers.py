"""The ten customers of the morning, one function each; sums stand nowhere here, the program finds them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.catalog.queries import search_products
from app.core.jobs.commands import print_again
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, issue_gift_card
from app.core.sales.commands.checkout import take_payment
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import (
    add_items,
    discount_line,
    discount_receipt,
    park_sale,
    remove_line,
    resume_sale,
    set_customer,
)
from app.core.sales.views import NewItem
from app.demo.goods import GOODS, PRICE_LABELS, WEIGHT_LABELS, label
from app.demo.purse import worth
from app.demo.stage import Stage
from app.kernel.errors import NotPermitted
from app.kernel.i18n import _
from app.kernel.permissions import Right
from db.models.sales import Sale, SaleLine


def ten_customers(stage: Stage) -> None:
    """From the first one after opening to the one whose card was booked as cash."""
    plain_cash(stage)
    weighed_goods(stage)
    discounts(stage)
    forgotten_purse(stage)
    mixed_payment(stage)
    on_debt(stage)
    gift_card(stage)
    points_and_gift_card(stage)
    wrong_tender(stage)


def plain_cash(stage: Stage) -> None:
    """The first: bread and milk, a note of 500, change."""
    stage.wait(minutes=6)
    sale_id = stage.scan("bread", "bread", "milk", "milk")
    note = {50_000: 1}
    done = stage.pay("milk", sale_id, cash=note)
    stage.tell(
        _("1. Bread and milk for {total}, in cash {due}: {tendered} into the drawer, {change} back. Receipt {number}."),
        total=stage.money(done.total_minor), due=stage.money(done.paid_minor), tendered=stage.money(worth(note)),
        change=stage.money(done.change_minor), number=done.number,
    )


def weighed_goods(stage: Stage) -> None:
    """The second: a label with a weight, a label with a price, and a weight that is typed."""
    stage.wait(minutes=6)
    tomatoes, meat = label(WEIGHT_LABELS, "tomatoes", 842), label(PRICE_LABELS, "meat", 48_735)
    sale_id = stage.scan(tomatoes, meat, ("kurut", 250))
    done = stage.pay("weighed", sale_id, cash={100_000: 1})
    stage.tell(
        _("2. Weighed goods: tomatoes by a weight label, meat by a price label, kurut with a typed weight. "
          "{total}, rounded to {due}. Receipt {number}."),
        total=stage.money(done.total_minor), due=stage.money(done.paid_minor), number=done.number,
    )


def discounts(stage: Stage) -> None:
    """The third: a discount that a cashier may give, and one that needs the manager's PIN."""
    stage.wait(minutes=5)
    sale_id = stage.scan("tea", "tea", "tea", "honey", "boorsok", "boorsok", "sugar", "sugar")
    stage.do(discount_line, line_id=_line_of(stage, sale_id, "honey"), ppm=40_000)
    try:
        stage.do(discount_receipt, sale_id=sale_id, ppm=100_000)
    except NotPermitted as refusal:
        stage.tell(_("3. A dented jar: 4 % off, which the cashier may. 10 % off the receipt: {why}"), why=stage.why_not(refusal))
    stage.do(discount_receipt, loan=Right.DISCOUNT, sale_id=sale_id, ppm=100_000)
    done = stage.pay("discounts", sale_id, Tender("card", _total(stage, sale_id), reference="402817"))
    stage.tell(
        _("The manager {manager} lends the right by PIN, for this once. {total} by card. Receipt {number}."),
        manager=stage.people["manager"].name, total=stage.money(done.total_minor), number=done.number,
    )


def forgotten_purse(stage: Stage) -> None:
    """The fourth has left the purse at home: the cart waits, the fifth is served, then it is taken up again."""
    stage.wait(minutes=6)
    sale_id = stage.scan("kefir", "kaymak", "bread", "chocolate")
    stage.do(park_sale, sale_id=sale_id, label="забыла кошелёк")
    stage.tell(_("4. A purse was left at home: the cart of {total} is put on hold."), total=stage.money(_total(stage, sale_id)))
    box_and_delivery(stage)
    stage.wait(minutes=4)
    stage.do(resume_sale, sale_id=sale_id)
    notes = {20_000: 1, 10_000: 1, 5000: 1}
    done = stage.pay("kefir", sale_id, cash=notes)
    stage.tell(
        _("4. The purse is here: the cart is taken up again. In cash {due}: {tendered} into the drawer, {change} back. "
          "Receipt {number}."),
        due=stage.money(done.paid_minor), tendered=stage.money(worth(notes)), change=stage.money(done.change_minor),
        number=done.number,
    )


def box_and_delivery(stage: Stage) -> None:
    """The fifth: a whole box by the box's own barcode, brought home, paid by a QR transfer."""
    stage.wait(minutes=2)
    box = GOODS["water"].box
    assert box is not None, "water is sold by the box too"
    sale_id = stage.scan(box[0], "juice", "juice", "delivery")
    done = stage.pay("box", sale_id, Tender("qr", _total(stage, sale_id), reference="QR-7741"))
    stage.tell(
        _("5. A box of twelve by its own barcode, and delivery: {total} by QR transfer. Receipt {number}."),
        total=stage.money(done.total_minor), number=done.number,
    )


def mixed_payment(stage: Stage) -> None:
    """The sixth: part by card, which is stored as soon as the card went through, the rest in cash."""
    stage.wait(minutes=7)
    meat, apples = label(WEIGHT_LABELS, "meat", 1960), label(WEIGHT_LABELS, "apples", 1255)
    sale_id = stage.scan("rice", "rice", "oil", meat, apples)
    stage.do(take_payment, sale_id=sale_id, tender=Tender("card", 150_000, reference="402822"))
    note = {50_000: 1}
    done = stage.pay("rice", sale_id, cash=note)
    stage.tell(
        _("6. A mixed payment of {total}: {card} by card; for the rest {tendered} into the drawer, {change} back. "
          "Receipt {number}."),
        card=stage.money(150_000), total=stage.money(done.total_minor), tendered=stage.money(worth(note)),
        change=stage.money(done.change_minor), number=done.number,
    )


def on_debt(stage: Stage) -> None:
    """The seventh buys on debt; her limit is known from the first line."""
    stage.wait(minutes=7)
    cheese, meat = label(WEIGHT_LABELS, "cheese", 412), label(PRICE_LABELS, "meat", 91_260)
    sale_id = stage.scan("flour", "oil", "sugar", "sugar", "sugar", "tea", cheese, meat)
    stage.do(set_customer, sale_id=sale_id, customer_id=stage.customers["debtor"])
    done = stage.pay("debt", sale_id, Tender("debt", _total(stage, sale_id)))
    stage.tell(
        _("7. {customer} buys on debt: {total}, within her limit of {limit}. Receipt {number}."), customer="Айгүл эже",
        total=stage.money(done.total_minor), limit=stage.money(300_000), number=done.number,
    )


def gift_card(stage: Stage) -> None:
    """The eighth buys a gift card and a packet of tea."""
    stage.wait(minutes=5)
    card = {100_000: 1}
    stage.sold["card"] = stage.do(
        issue_gift_card, loan=Right.ISSUE_GIFT_CARD, code="BEREKE-0001", amount_minor=100_000, payments=stage.cash(card)
    )
    stage.into_the_drawer(card)
    done = stage.pay("green tea", stage.scan("green_tea"), cash={10_000: 1})
    stage.tell(
        _("8. A gift card for {sum}, and tea for {total}. Receipt {number}."), sum=stage.money(100_000),
        total=stage.money(done.total_minor), number=done.number,
    )


def points_and_gift_card(stage: Stage) -> None:
    """The ninth takes one thing out again, and pays with points, a gift card and cash."""
    stage.wait(minutes=6)
    regular = stage.customers["regular"]
    stage.do(grant_points, by="manager", customer_id=regular, amount_minor=15_000, reason="День рождения")
    sale_id = stage.scan("kymyz", "chak_chak", "chocolate", "basket")
    stage.do(set_customer, sale_id=sale_id, customer_id=regular)
    stage.do(remove_line, line_id=_line_of(stage, sale_id, "chocolate"))
    tenders = [Tender("points", 15_000), Tender("gift_card", 100_000, stage.sold["card"], "BEREKE-0001")]
    done = stage.pay("points", sale_id, *tenders, cash={20_000: 1})
    stage.tell(
        _("9. {customer} puts the chocolate back (the line is deleted, and stays on record) and takes a gift basket. {total}: "
          "points {points}, gift card {card}, the rest in cash. Receipt {number}."),
        customer="Мирлан Қасымов", total=stage.money(done.total_minor), points=stage.money(15_000),
        card=stage.money(100_000), number=done.number,
    )


def wrong_tender(stage: Stage) -> None:
    """The tenth pays another cashier by card, who presses cash: put right by a fact of its own, and no coin moves."""
    stage.wait(minutes=5)
    second = stage.sign_in("second")
    (found, *_others) = stage.shop.ask(search_products, text="rsvsp")  # кымыз, typed in the wrong layout
    stage.tell(
        _("{cashier} takes over for a while; typed in the wrong layout, “{text}” still finds “{name}”."),
        cashier=second.name, text="rsvsp", name=found.name,
    )
    sale_id = stage.scan("lepeshka", "lepeshka")
    stage.do(add_items, sale_id=sale_id, items=[NewItem(found.product_id)])
    total = _total(stage, sale_id)
    done = stage.pay("wrong", sale_id, Tender("cash", total))
    stage.wait(minutes=1)
    stage.do(
        correct_tender, loan=Right.CORRECT_TENDER, sale_id=sale_id, from_tender="cash", to_tender="card", amount_minor=total,
        reason="Оплата картой, чек терминала 402829",
    )
    stage.do(print_again, document_kind="sale", document_id=sale_id)
    stage.tell(
        _("10. The customer paid {total} by card, and {cashier} pressed cash. Corrected with the manager's right; "
          "the receipt {number} is printed again, as a copy."),
        total=stage.money(total), cashier=second.name, number=done.number,
    )
    back = stage.sign_in("cashier")
    stage.wait(minutes=2)
    stage.tell(_("{cashier} is back at the till."), cashier=back.name)


def _total(stage: Stage, sale_id: UUID) -> int:
    def query(session: Session) -> int:
        return session.scalars(select(Sale.total_minor).where(Sale.id == sale_id)).one()

    total: int = stage.shop.ask(query)
    return total


def _line_of(stage: Stage, sale_id: UUID, key: str) -> UUID:
    """The line of a sale that has this good."""

    def query(session: Session) -> UUID:
        line = select(SaleLine.id).where(SaleLine.sale_id == sale_id, SaleLine.product_id == stage.goods[key])
        return session.scalars(line.where(SaleLine.removed.is_(False))).one()

    line_id: UUID = stage.shop.ask(query)
    return line_id
