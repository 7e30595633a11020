"""A day on which every kind of document is made at least once: for what travels, and for what has to say all of it."""

from __future__ import annotations

from app.core.cash.commands import open_drawer, put_cash_in, take_cash_out, verify_shift
from app.core.catalog.commands import add_product
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, issue_gift_card, pay_debt, take_prepayment
from app.core.sales.commands.answers import answer_return
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import scan
from app.core.stock.commands.counts import count_goods
from app.core.stock.commands.documents import (
    find_goods,
    open_balances,
    receive,
    return_to_supplier,
    undo_document,
    write_off,
)
from app.core.stock.commands.orders import close_order, order_goods
from app.core.stock.views import StockItem
from app.kernel.barcode import check_digit
from tests.core.agents_floor import agents_day
from tests.shop_floor import ShopFloor
from tests.told_elsewhere import hear_the_same_return_of_another_branch


def make_every_document(floor: ShopFloor) -> None:
    """Stock, a shift with every kind of money, agents; all of it closed and counted. No shift was open before. What a till says
    of another branch's return is not among it: that takes another branch."""
    _stock(floor)
    shift_id = floor.open_shift(50_000)
    every_kind_of_money(floor)
    _sell_a_marked_piece(floor)
    floor.do(put_cash_in, amount_minor=4000, reason="small change")
    floor.do(take_cash_out, amount_minor=1000, reason="cleaner")
    floor.do(open_drawer, reason="a note was stuck")
    agents_day(floor)
    floor.close_shift(counts={100_000: 1, 5000: 2}, confirm=("shift.difference",))
    floor.do(verify_shift, by=floor.manager, shift_id=shift_id, verified_minor=110_000, note="one note too few")


def every_kind_of_money(floor: ShopFloor) -> None:
    """In the open shift: points, a prepayment, a gift card, a debt, card and cash; some of it paid, given back and corrected."""
    customer_id = floor.customer(credit_limit_minor=50_000)
    floor.do(grant_points, customer_id=customer_id, amount_minor=3000, reason="a birthday")
    floor.do(take_prepayment, customer_id=customer_id, amount_minor=2000, payments=[Tender("cash", 2000)])
    floor.do(issue_gift_card, code="GIFT-1", amount_minor=1000, payments=[Tender("cash", 5000)])
    owing = floor.cart("111", "222", "333", customer_id=customer_id)
    floor.pay(owing, Tender("card", 20_000), Tender("debt", 5000), Tender("points", 1000), cash=20_000)
    floor.do(pay_debt, customer_id=customer_id, amount_minor=1000, payments=[Tender("cash", 1000)])
    floor.give_back(floor.sell("111", customer_id=customer_id, tenders=[Tender("points", 500)], cash=2500).sale_id)
    wrong = floor.sell("888", cash=1001)
    floor.do(correct_tender, sale_id=wrong.sale_id, from_tender="cash", to_tender="card", amount_minor=1001, reason="slip")


def confirm_a_return_of_another_branch(floor: ShopFloor) -> None:
    """Some of a sale came back here, and some in another branch: this branch says by itself that it is in order."""
    own = floor.give_back(floor.sell(("222", 4000), card=39_960).sale_id, 1000)
    there = hear_the_same_return_of_another_branch(floor, own.return_id)
    floor.do(answer_return, return_id=there)


def _sell_a_marked_piece(floor: ShopFloor) -> None:
    code = f"460123456789{check_digit('460123456789')}"
    floor.do(add_product, name="Water", unit_id=floor.template.units["pcs"], price_minor=3000, barcodes=[code])
    line = floor.do(scan, code=f"010{code}1726033110LOT1\x1d215mwUE9abcdefg\x1d93dGVz")
    floor.pay(line.sale_id, cash=3000)


def _stock(floor: ShopFloor) -> None:
    bread, milk = floor.goods["111"], floor.goods["222"]
    floor.do(open_balances, items=[StockItem(bread, 5000, 400)])
    floor.do(receive, items=[StockItem(bread, 50_000, 900, batch="L1"), StockItem(milk, 9_000, 950)], extra_minor=99)
    mistaken = floor.do(receive, items=[StockItem(milk, 9_000, 9)])
    floor.do(undo_document, document_id=mistaken)
    floor.do(find_goods, items=[StockItem(milk, 1000)], reason="behind the shelf")
    floor.do(write_off, items=[StockItem(bread, 1000)], cause="broken")
    floor.do(return_to_supplier, items=[StockItem(bread, 1000)])
    floor.do(count_goods, counted={bread: 50_000}, uncounted="leave")
    order_id = floor.do(order_goods, items=[StockItem(bread, 10_000, 900)])
    floor.do(close_order, order_id=order_id)
