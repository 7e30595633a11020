"""What else a morning brings: a debt, a return, an exchange, money in and out; then the count and the Z."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.backup_keeper import back_up
from app.core.cash.commands import close_shift, open_drawer, put_cash_in, take_cash_out, verify_shift
from app.core.cash.queries import open_shift, x_report
from app.core.cash.views import ShiftView
from app.core.documents.queries import x_document, z_report
from app.core.documents.views import ZView
from app.core.jobs.commands import print_again
from app.core.parties.queries import customer
from app.core.parties.views import CustomerView
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import pay_debt
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import set_customer
from app.core.sales.commands.returns import exchange, return_by_receipt
from app.core.sales.views import Completed, Returned, ReturnItem
from app.core.verify.queries import verify
from app.core.verify.views import Verdict
from app.demo.purse import worth
from app.demo.stage import Stage
from app.kernel.errors import NotPermitted
from app.kernel.i18n import _
from db.models.sales import SaleLine


def errands(stage: Stage) -> None:
    """What comes after the ten customers, up to the X."""
    debt(stage)
    milk_comes_back(stage)
    rice_for_honey(stage)
    money_in_and_out(stage)
    look_at_the_shift(stage)


def debt(stage: Stage) -> None:
    """More on debt than the limit is refused; after a payment there is room again."""
    stage.wait(minutes=3)
    debtor = stage.customers["debtor"]
    sale_id = stage.scan("basket")
    stage.do(set_customer, sale_id=sale_id, customer_id=debtor)
    tender = Tender("debt", 99_000)
    try:
        stage.do(complete_sale, sale_id=sale_id, payments=[tender])
    except NotPermitted as refusal:
        view: CustomerView = stage.shop.ask(customer, customer_id=debtor)
        stage.tell(
            _("{customer} owes {debt} and would like a gift basket on debt: {why}"), customer=view.name,
            debt=stage.money(view.debt_minor), why=stage.why_not(refusal),
        )
    stage.wait(minutes=1)
    given = {100_000: 1, 50_000: 1}
    stage.do(pay_debt, customer_id=debtor, amount_minor=150_000, payments=stage.cash(given))
    stage.into_the_drawer(given, worth(given) - 150_000)
    done = stage.pay("basket", sale_id, tender)
    view = stage.shop.ask(customer, customer_id=debtor)
    stage.tell(
        _("She pays off {paid} in cash; now there is room for the basket. Receipt {number}, debt {debt}."),
        paid=stage.money(150_000), number=done.number, debt=stage.money(view.debt_minor),
    )


def milk_comes_back(stage: Stage) -> None:
    """One of two packets comes back with its receipt; what goes out is what the drawer still held of it."""
    stage.wait(minutes=7)
    line_id = _line_of(stage, stage.sold["milk"], "milk")
    done: Returned = stage.do(return_by_receipt, items=[ReturnItem(line_id, 1000, to_stock=False)], reason="Скисло")
    paid = sum(amount for tender, amount in done.refunds if tender == "cash")
    stage.purse.hand_out(paid)
    stage.tell(
        _("The first customer is back: one packet of milk is sour. Return {number}, {paid} out of the drawer."),
        number=done.number, paid=stage.money(paid),
    )


def rice_for_honey(stage: Stage) -> None:
    """An exchange: only the difference is paid."""
    stage.wait(minutes=6)
    line_id = _line_of(stage, stage.sold["rice"], "rice")
    sale_id = stage.scan("honey")
    given = {50_000: 1}
    back: Returned
    done: Completed
    back, done = stage.do(
        exchange, items=[ReturnItem(line_id, 1000)], sale_id=sale_id, reason="Обмен на мёд", payments=stage.cash(given)
    )
    stage.into_the_drawer(given, done.change_minor)
    stage.tell(
        _("An exchange: a packet of rice for honey, the difference of {difference} in cash. Return {back}, receipt {number}."),
        difference=stage.money(worth(given) - done.change_minor), back=back.number, number=done.number,
    )


def money_in_and_out(stage: Stage) -> None:
    """The baker is paid, the bank brings coins, a note is changed for the neighbour."""
    stage.wait(minutes=5)
    stage.do(take_cash_out, amount_minor=120_000, reason="Пекарня, за лепёшки")
    stage.purse.hand_out(120_000)
    coins = {1000: 20, 500: 40, 300: 20, 100: 40}
    stage.do(put_cash_in, amount_minor=worth(coins), reason="Размен из банка")
    stage.purse.put(coins)
    stage.wait(minutes=2)
    stage.do(open_drawer, reason="Разменять 1000 соседям")
    stage.purse.take({100_000: 1})
    stage.purse.put({20_000: 5})
    stage.tell(
        _("The baker is paid {out}; coins for {brought} come from the bank; the drawer is opened to change a note."),
        out=stage.money(120_000), brought=stage.money(worth(coins)),
    )


def look_at_the_shift(stage: Stage) -> None:
    """The X, as a cashier may see it: without what must be in the drawer."""
    stage.wait(minutes=8)
    shift: ShiftView = stage.shop.ask(open_shift, till_id=stage.shop.place.till_id)
    cashier = stage.sign_in("cashier")
    report = stage.shop.ask(x_report, shift_id=shift.shift_id, person_id=cashier.person_id, now=stage.clock())
    stage.papers.show(stage.shop.ask(x_document, report=report))
    stage.tell(
        _("An X: {sales} sales and {returns} returns so far. What must be in the drawer is not shown to {cashier}."),
        sales=report.sales_count, returns=report.returns_count, cashier=cashier.name,
    )


def close_the_shift(stage: Stage) -> ZView:
    """A blind count, piece by piece, of what really lies in the drawer; then the manager counts again.

    A difference is not confirmed here: then the demo ends with the question `shift.difference`.
    """
    stage.wait(minutes=75)
    counts = stage.purse.count()
    shift_id: UUID = stage.do(close_shift, counts=counts)
    closed: ZView = stage.shop.ask(z_report, shift_id=shift_id)
    stage.tell(
        _("{cashier} counts {pieces} notes and coins without knowing what they should come to: {counted}. Z {number}, "
          "difference {difference}."),
        cashier=closed.closed_by, pieces=sum(counts.values()), counted=stage.money(closed.counted_minor),
        number=closed.report.number, difference=stage.money(closed.difference_minor),
    )
    stage.wait(minutes=5)
    manager = stage.sign_in("manager")
    stage.do(verify_shift, shift_id=shift_id, verified_minor=stage.purse.total_minor)
    stage.do(print_again, document_kind="z", document_id=shift_id)
    stage.tell(
        _("{manager} counts again and finds the same; the Z is printed once more with the third figure."), manager=manager.name
    )
    verified: ZView = stage.shop.ask(z_report, shift_id=shift_id)
    return verified


def lock_up(stage: Stage) -> tuple[Verdict, Any]:
    """A backup, and the proof that the books agree with themselves."""
    backup = back_up(stage.shop)
    verdict: Verdict = stage.shop.ask(verify)
    stage.tell(
        _("A backup is made and checked. All the books are verified: {checks} checks, {findings} findings."),
        checks=len(verdict.checked), findings=len(verdict.findings),
    )
    return verdict, backup


def _line_of(stage: Stage, sale_id: UUID, key: str) -> UUID:
    def query(session: Session) -> UUID:
        line = select(SaleLine.id).where(SaleLine.sale_id == sale_id, SaleLine.product_id == stage.goods[key])
        return session.scalars(line).one()

    line_id: UUID = stage.shop.ask(query)
    return line_id
