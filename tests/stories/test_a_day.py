"""A whole day at one till, as it is told by the people who stood there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from app.core.audit.queries import audit_lines
from app.core.cash.commands import take_cash_out, verify_shift
from app.core.cash.queries import closing, likely_causes, x_report
from app.core.catalog.commands import add_scale_layout, set_price
from app.core.parties.queries import customer
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import pay_debt
from app.core.sales.commands.checkout import take_payment
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import discount_line, park_sale, resume_sale, take_new_prices
from app.core.sales.commands.returns import exchange
from app.core.sales.views import Completed, ReturnItem
from app.core.staff.commands import sign_in
from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.kernel.barcode import ScaleCode, check_digit
from app.kernel.errors import NeedsConfirmation, NotPermitted
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, ShopFloor, refused


class Morning(NamedTuple):
    """What the afternoon must know of it."""

    first: Completed
    waiting: UUID
    neighbour: UUID
    drawer: int


def morning(shop: ShopFloor) -> Morning:
    """The float, two sales, a debt, a parked cart, a price that changed and a discount that was lent."""
    cashier = shop.cashier
    signed_in = shop.do(sign_in, pin=CASHIER_PIN, person_id=shop.cashier_id)
    assert (signed_in.name, Right.VERIFY_SHIFT in signed_in.rights) == ("Chynara", False)
    shop.do(receive, by=shop.manager, items=[StockItem(shop.goods["111"], 50_000, 100_000)], reason="bakery, morning")
    shop.do(add_scale_layout, layout=ScaleCode("21", 2, 5, 7, 5, "weight", 1))
    shop.open_shift(100_000, by=cashier)
    drawer = 100_000

    # Two loaves and a bag of apples with a label of the scale.
    label = "210010101350"
    first = shop.sell("111", "111", label + check_digit(label), cash=50_000, by=cashier)
    assert (first.total_minor, first.change_minor) == (6000 + 16_200, 27_800)
    drawer += 22_200

    # A neighbour buys on debt, within her limit, and pays a part of it after work.
    neighbour = shop.customer("Saltanat", credit_limit_minor=30_000)
    shop.sell("333", customer_id=neighbour, tenders=[Tender("debt", 25_000)], by=cashier)
    with refused("credit.over_limit", NotPermitted, debt_minor=25_000, limit_minor=30_000, asked_minor=9990):
        shop.sell("222", customer_id=neighbour, tenders=[Tender("debt", 9990)], by=cashier)
    shop.do(pay_debt, by=cashier, customer_id=neighbour, amount_minor=10_000, payments=[Tender("cash", 10_000)])
    drawer += 10_000

    # Somebody forgot his purse; the cart waits, and meanwhile bread becomes dearer.
    waiting = shop.cart("111", "222", by=cashier)
    shop.do(park_sale, by=cashier, sale_id=waiting, label="purse")
    shop.do(set_price, by=shop.manager, product_id=shop.goods["111"], price_minor=3500)
    shop.do(resume_sale, by=cashier, sale_id=waiting)
    with refused("sale.price_changed", NeedsConfirmation, old_minor=3000, new_minor=3500):
        shop.pay(waiting, by=cashier)
    assert shop.do(take_new_prices, by=cashier, sale_id=waiting) == 1
    # A discount beyond the cashier's limit: the manager comes and types her PIN.
    (bread, _milk) = shop.line_ids(waiting)
    shop.do(discount_line, by=shop.loan(Right.DISCOUNT), line_id=bread, ppm=200_000)
    shop.do(take_payment, by=cashier, sale_id=waiting, tender=Tender("card", 5000, reference="slip 1"))
    assert shop.pay(waiting, qr=2000, cash=6000, by=cashier).change_minor == 210
    drawer += 5790
    return Morning(first, waiting, neighbour, drawer)


def test_a_first_day_from_the_float_to_the_z(shop: ShopFloor):
    cashier, (first, waiting, neighbour, drawer) = shop.cashier, morning(shop)
    shift_id = shop.shift_id

    # The card terminal was used, and cash was pressed: put right by a fact of its own.
    wrong = shop.sell("555", cash=50_000, by=cashier)
    shop.do(
        correct_tender, by=shop.loan(Right.CORRECT_TENDER), sale_id=wrong.sale_id, from_tender="cash", to_tender="card",
        amount_minor=50_000, reason="pressed cash",
    )

    # One loaf was stale; the milk of the waiting cart becomes a tea.
    drawer -= dict(shop.give_back(first.sale_id, 1000, by=cashier).refunds)["cash"]
    milk = shop.line_ids(waiting)[1]
    returned, tea = shop.do(
        exchange, by=cashier, items=[ReturnItem(milk, 1000)], sale_id=shop.cart("333", by=cashier), reason="rather tea",
        payments=[Tender("cash", 20_000)],
    )
    assert (returned.refunds, tea.change_minor) == ((("exchange", 9990),), 20_000 - 15_010)
    drawer += 15_010

    shop.do(take_cash_out, by=cashier, amount_minor=30_000, reason="to the bank")
    drawer -= 30_000
    x = shop.ask(x_report, shift_id=shift_id, person_id=shop.manager_id, now=shop.clock())
    assert x.expected_minor == drawer == shop.expected()

    # The evening count is short by what a customer was given twice.
    shop.clock.advance(hours=12)
    with refused("shift.difference", NeedsConfirmation):
        shop.close_shift(drawer - 27_800, by=cashier)
    shop.close_shift(drawer - 27_800, by=cashier, confirm=["shift.difference"], reason="counted twice")
    cause = shop.ask(likely_causes, shift_id=shift_id)[0]
    assert (cause.kind, cause.number) == ("change_given_twice", first.number)
    shop.do(verify_shift, by=shop.manager, shift_id=shift_id, verified_minor=drawer - 27_800)
    z = shop.ask(closing, shift_id=shift_id)
    assert (z.expected_minor, z.difference_minor, z.verified_minor) == (drawer, -27_800, drawer - 27_800)
    assert (z.report["sales_count"], z.report["returns_count"], z.report["corrections"]) == (5, 2, 1)
    assert shop.ask(customer, customer_id=neighbour).debt_minor == 15_000
    assert shop.level("111") == 50_000 - 2000 - 1000 + 1000
    lent = {line.action: (line.person, line.lender) for line in shop.ask(audit_lines) if line.lender}
    assert lent["sale.line_discount"] == lent["sale.tender_corrected"] == ("Chynara", "Marat")
    shop.check_books()


def test_the_light_goes_out_between_the_card_and_the_cash(till: ShopFloor, tmp_path: Path):
    done = till.sell("111")
    sale_id = till.cart("333", "222")
    till.do(take_payment, sale_id=sale_id, tender=Tender("card", 20_000, reference="slip 4"))
    again = till.power_cut(tmp_path / "evening")
    with again.shop:
        assert again.row("sale", done.sale_id)["state"] == "completed"
        assert [row["reference"] for row in again.rows("SELECT reference FROM pending_payment")] == ["slip 4"]
        finished = again.pay(sale_id, cash=20_000)
        assert (finished.number, finished.change_minor) == ("A1-000002", 20_000 - 14_990)
        again.give_back(done.sale_id)
        again.close_shift()
        again.check_books()


def test_a_shop_that_is_closed_and_opened_goes_on_where_it_stopped(till: ShopFloor, tmp_path: Path):
    till.sell("111")
    sale_id = till.cart("222")
    again = till.power_cut(tmp_path / "copy")
    with again.shop:
        again.do(take_cash_out, amount_minor=3000, reason="bank")
        assert again.expected() == 100_000
        assert again.pay(sale_id).number == "A1-000002"
        again.close_shift()
        again.open_shift(0)
        assert [row["number"] for row in again.rows("SELECT number FROM shift ORDER BY number")] == [1, 2]
        again.check_books()
        told = [json.loads(row["body"]) for row in again.rows("SELECT body FROM outbox WHERE kind = 'shift.closed'")]
        assert [body["number"] for body in told] == [1]
