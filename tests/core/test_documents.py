"""Documents say what was booked, to the minor unit, and nothing that whoever asks may not see."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from app.core.cash.commands import close_shift, open_drawer, put_cash_in, take_cash_out, verify_shift
from app.core.cash.queries import x_report
from app.core.documents.layout import blocks
from app.core.documents.paper import lines
from app.core.documents.qr import qr_matrix, sale_of_qr
from app.core.documents.queries import (
    account_document,
    cash_order,
    document_for_job,
    receipt,
    return_receipt,
    x_document,
    z_report,
)
from app.core.documents.showing import shown_document
from app.core.documents.views import AccountLeft, Counted, Document, Paid, ReceiptView, TaxShare, as_json
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, issue_gift_card, pay_debt, take_prepayment
from app.core.sales.commands.corrections import correct_tender
from app.core.sales.commands.drafts import discount_line, discount_receipt, park_sale, remove_line, void_sale
from app.core.sales.commands.returns import exchange, return_by_receipt, return_without_receipt
from app.core.sales.views import LooseItem, ReturnItem
from app.kernel.canonical import has_float
from tests.shop_floor import ShopFloor, refused


def text_of(document: Document, columns: int = 42) -> str:
    return "\n".join(lines(document, columns, "en"))


def x_of(till: ShopFloor, person_id: UUID) -> Any:
    report = till.ask(x_report, shift_id=till.shift_id, person_id=person_id, now=till.clock())
    return till.ask(x_document, report=report)


def plain_values(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain_values(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(plain_values, value))
    return value is None or type(value) in (int, str)


def mixed_sale(till: ShopFloor) -> ReceiptView:
    """Apples and bread with both kinds of discount, a removed line, paid by debt, card and cash."""
    customer_id = till.customer(credit_limit_minor=100_000)
    sale_id = till.cart("111", "222", ("444", 750), "333", customer_id=customer_id)
    bread, milk, _apples, _tea = till.line_ids(sale_id)
    till.do(remove_line, line_id=milk)
    till.do(discount_line, line_id=bread, ppm=100_000)
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=700)
    done = till.pay(sale_id, Tender("debt", 5000), Tender("card", 10_000, reference="slip 7"), cash=50_000)
    view: ReceiptView = till.ask(receipt, number=done.number)
    return view


def test_a_receipt_says_everything_that_was_booked(till: ShopFloor):
    view = mixed_sale(till)
    assert (view.head.company, view.head.currency, view.head.till, view.shift_number) == ("Rahat", "KGS", "1", 1)
    assert (view.cashier, view.customer, view.number) == ("Ainura", "Gulnara", "A1-000001")
    assert [(line.name, line.quantity_milli, line.sum_minor) for line in view.lines] == [
        ("Bread", 1000, 2700), ("Apples", 750, 9000), ("Tea", 1000, 25_000),
    ]
    assert view.gross_minor - view.line_discount_minor - view.receipt_discount_minor == view.total_minor == 36_000
    assert sum(line.shared_discount_minor for line in view.lines) == view.receipt_discount_minor == 700
    assert sum(line.net_minor for line in view.lines) == view.total_minor
    assert sum(tax.net_minor for tax in view.taxes) == view.total_minor
    assert [tax.ppm for tax in view.taxes] == [0, 120_000]
    assert sum(tax.tax_minor for tax in view.taxes) == view.tax_minor == sum(line.tax_minor for line in view.lines)


def test_tendered_money_and_change_are_two_figures_and_the_debt_afterwards_is_said(till: ShopFloor):
    view = mixed_sale(till)
    assert view.payments == (
        Paid("debt", 5000, 5000, 0, None), Paid("card", 10_000, 10_000, 0, "slip 7"), Paid("cash", 21_000, 50_000, 29_000, None),
    )
    assert view.accounts == (AccountLeft("debt", 5000),)
    paper = text_of(view)
    for words in ("On debt                              50.00", "Card slip 7                         100.00",
                  "Cash                                500.00", "Change                              290.00",
                  "Debt now                             50.00"):
        assert words in paper


def test_a_copy_says_the_debt_of_that_day_and_that_it_is_a_copy(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=100_000)
    first = till.sell("111", customer_id=customer_id, tenders=[Tender("debt", 3000)])
    till.sell("333", customer_id=customer_id, tenders=[Tender("debt", 25_000)])
    view = till.ask(receipt, sale_id=first.sale_id, copy=2)
    assert view.accounts == (AccountLeft("debt", 3000),)
    assert "*** COPY 2 ***" in text_of(view)
    assert "COPY" not in text_of(till.ask(receipt, sale_id=first.sale_id))


def test_cash_rounding_stands_between_the_total_and_what_was_paid(till: ShopFloor):
    till.setting("cash.step_minor", 100)
    done = till.sell("222", cash=10_000)
    view = till.ask(receipt, number=done.number)
    assert (view.total_minor, view.rounding_minor, view.due_minor) == (9990, 10, 10_000)
    assert "Rounding                             +0.10" in text_of(view)
    assert "To pay                          100.00 KGS" in text_of(view)


def test_the_shops_own_words_stand_above_and_below(till: ShopFloor):
    till.setting("receipt.header", "Tax number 0123\n\x1b@Open till ten")
    till.setting("receipt.footer", "Come again")
    view = till.ask(receipt, number=till.sell("111").number)
    paper = text_of(view)
    assert paper.index("Tax number 0123") < paper.index("@Open till ten") < paper.index("Bread") < paper.index("Come again")
    assert "\x1b" not in paper
    assert "Thank you" not in paper


def test_a_receipt_is_only_for_a_completed_sale(till: ShopFloor):
    sale_id = till.cart("111")
    with refused("receipt.not_completed", state="open"):
        till.ask(receipt, sale_id=sale_id)
    till.do(void_sale, sale_id=sale_id)
    with refused("receipt.not_completed", state="void"):
        till.ask(receipt, sale_id=sale_id)
    with refused("receipt.unknown", number="A1-000001"):
        till.ask(receipt, number="A1-000001")


def test_the_code_on_a_receipt_finds_its_sale(till: ShopFloor):
    done = till.sell("111")
    view = till.ask(receipt, number=done.number)
    assert view.qr == f"duken:1:{done.sale_id.hex}:A1-000001:3000"
    assert sale_of_qr(f" {view.qr}\r\n") == done.sale_id
    assert {len(qr_matrix(view.qr)), *map(len, qr_matrix(view.qr))} == {33}
    for foreign in ("", "4600000000017", "duken:2:" + "0" * 32 + ":A1:1", "duken:1:nonsense:A1-000001:3000", "duken:1:::"):
        assert sale_of_qr(foreign) is None


def test_a_corrected_tender_is_told_beside_what_was_printed_first(till: ShopFloor):
    done = till.sell("111", card=3000)
    till.do(correct_tender, sale_id=done.sale_id, from_tender="card", to_tender="cash", amount_minor=3000, reason="slip")
    view = till.ask(receipt, number=done.number, copy=1)
    assert [(paid.tender, paid.amount_minor) for paid in view.payments] == [("card", 3000)]
    assert [(each.from_tender, each.to_tender, each.amount_minor) for each in view.corrections] == [("card", "cash", 3000)]
    assert "Corrected A1-C000001: Card > Cash" in text_of(view)


def test_a_return_of_two_receipts_names_both_and_what_went_back_by_each_tender(till: ShopFloor):
    first, second = till.sell("111", "222", card=12_990), till.sell("333")
    items = [ReturnItem(till.line_ids(first.sale_id)[0], 1000), ReturnItem(till.line_ids(second.sale_id)[0], 1000)]
    done = till.do(return_by_receipt, items=items, reason="not\tfresh")
    view = till.ask(return_receipt, number=done.number)
    assert [origin.number for origin in view.origins] == [first.number, second.number]
    assert [(line.name, line.origin, line.net_minor) for line in view.lines] == [
        ("Bread", first.number, 3000), ("Tea", second.number, 25_000),
    ]
    assert view.refunds == (Paid("card", 3000, 0, 0, None), Paid("cash", 25_000, 0, 0, None))
    assert (view.total_minor, view.reason, view.due_minor) == (28_000, "not fresh", 28_000)
    assert view.taxes[0] == TaxShare(0, 25_000, 0)
    assert f"Of receipt {first.number}" in text_of(view)


def test_a_return_without_a_receipt_says_so(till: ShopFloor):
    item = LooseItem(till.goods["111"], 2000, 2500)
    done = till.do(return_without_receipt, items=[item], reason="gift")
    view = till.ask(return_receipt, return_id=done.return_id)
    assert (view.origins, view.total_minor) == ((), 5000)
    assert "Without a receipt" in text_of(view)


def test_both_halves_of_an_exchange_name_each_other(till: ShopFloor):
    old = till.sell("333")
    new = till.cart("333", "111")
    item = ReturnItem(till.line_ids(old.sale_id)[0], 1000)
    returned, bought = till.do(exchange, items=[item], sale_id=new, reason="wrong one", payments=[Tender("cash", 5000)])
    back, sale = till.ask(return_receipt, number=returned.number), till.ask(receipt, number=bought.number)
    assert back.exchange_number == bought.number
    assert [(paid.tender, paid.amount_minor) for paid in back.refunds] == [("exchange", 25_000)]
    assert sale.payments == (Paid("exchange", 25_000, 25_000, 0, returned.number), Paid("cash", 3000, 5000, 2000, None))
    assert f"Exchange {returned.number}" in text_of(sale)
    assert f"Exchanged for receipt {bought.number}" in text_of(back)


def test_a_cash_order_has_its_reason_and_two_places_to_sign(till: ShopFloor):
    order_id = till.do(take_cash_out, amount_minor=15_000, reason="courier")
    view = till.ask(cash_order, operation_id=order_id)
    assert (view.operation, view.number, view.amount_minor, view.reason) == ("cash_out", "A1-K000001", 15_000, "courier")
    paper = text_of(view, 32)
    assert "Cash out              150.00 KGS" in paper
    assert paper.count("________________") == 2
    assert till.ask(cash_order, number=view.number) == view
    drawer_id = till.do(open_drawer, reason="coins")
    with refused("cash_order.unknown"):
        till.ask(cash_order, operation_id=drawer_id)


def test_money_for_no_goods_has_a_receipt_with_what_is_on_the_account_afterwards(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=100_000)
    till.sell("333", customer_id=customer_id, tenders=[Tender("debt", 25_000)])
    debt = till.do(pay_debt, customer_id=customer_id, amount_minor=20_000, payments=[Tender("cash", 50_000)])
    view = till.ask(account_document, operation_id=debt)
    assert (view.owner, view.amount_minor, view.accounts) == ("Gulnara", 20_000, (AccountLeft("debt", 5000),))
    assert view.payments == (Paid("cash", 20_000, 50_000, 30_000, None),)
    ahead = till.do(take_prepayment, customer_id=customer_id, amount_minor=7000, payments=[Tender("card", 7000)])
    assert till.ask(account_document, operation_id=ahead).accounts == (AccountLeft("prepayment", 7000),)
    points = till.do(grant_points, customer_id=customer_id, amount_minor=300, reason="birthday")
    given = till.ask(account_document, operation_id=points)
    assert (given.shift_number, given.reason, given.accounts) == (None, "birthday", (AccountLeft("points", 300),))
    till.do(issue_gift_card, code="GIFT 1", amount_minor=10_000, payments=[Tender("cash", 10_000)])
    card = till.ask(account_document, number="A1-A000004")
    assert (card.owner, card.reason, card.accounts) == ("GIFT 1", None, (AccountLeft("gift_card", 10_000),))
    with refused("account_receipt.unknown"):
        till.ask(account_document, number="A1-A000005")


def test_an_x_for_a_cashier_gives_nothing_away_that_a_blind_count_must_not_know(till: ShopFloor):
    till.sell("111")
    blind, open_eyed = x_of(till, till.cashier_id), x_of(till, till.owner_id)
    assert (blind.report.expected_minor, blind.report.cash) == (None, {})
    for word in ("Drawer\n", "Expected", "Cash received", "103 000", "1,030.00"):
        assert word not in text_of(blind)
    assert "Expected                      1,030.00 KGS" in text_of(open_eyed)
    assert "X report 1" in text_of(open_eyed)


def test_a_z_hides_nothing(till: ShopFloor):
    till.do(put_cash_in, amount_minor=5000, reason="coins")
    till.sell("111", cash=5000)
    till.do(park_sale, sale_id=till.cart("222"))
    shift_id = till.shift_id
    counts = {50_000: 1, 20_000: 2, 10_000: 1, 5000: 1}
    till.do(close_shift, confirm=["shift.difference"], counts=counts, reason="two coins\nunder the drawer")
    till.do(verify_shift, by=till.manager, shift_id=shift_id, verified_minor=108_000)
    view = till.ask(z_report, shift_id=shift_id)
    assert (view.expected_minor, view.counted_minor, view.difference_minor) == (108_000, 105_000, -3000)
    assert view.verified_minor == 108_000
    assert view.counts == (Counted(5000, 1), Counted(10_000, 1), Counted(20_000, 2), Counted(50_000, 1))
    assert (view.closed_by, view.report.pending.parked_sales, view.report.pending.unprinted) == ("Ainura", 1, 2)
    paper = text_of(view)
    for words in (
        "Z report 1", "200.00 x 2                          400.00", "Counted                       1,050.00 KGS",
        "Difference                          -30.00", "Verified by a manager             1,080.00",
        "Reason: two coins under the drawer", "Parked sales                             1",
        "Not printed                              2", "Opening float                    +1,000.00",
        "Change given                        -20.00", "incl. VAT 12%",
    ):
        assert words in paper
    head = view.report.audit_head
    assert " ".join(head[start : start + 8] for start in range(0, 32, 8)) in paper
    assert len(head) == 64
    assert till.ask(z_report, number=1) == view


def test_a_z_is_only_for_a_closed_shift(till: ShopFloor):
    with refused("shift.not_closed"):
        till.ask(z_report, shift_id=till.shift_id)
    with refused("shift.unknown"):
        till.ask(z_report, number=7)


def test_every_queued_job_finds_its_document(till: ShopFloor):
    customer_id = till.customer(credit_limit_minor=100_000)
    sold = till.sell("333", customer_id=customer_id, tenders=[Tender("debt", 25_000)])
    till.do(pay_debt, customer_id=customer_id, amount_minor=100, payments=[Tender("cash", 100)])
    till.give_back(sold.sale_id)
    till.do(put_cash_in, amount_minor=100, reason="coins")
    till.close_shift()
    jobs = till.rows("SELECT document_kind, document_id FROM print_job ORDER BY id")
    assert [job["document_kind"] for job in jobs] == ["sale", "account", "return", "cash", "z"]
    for job in jobs:
        document = till.ask(
            document_for_job, document_kind=job["document_kind"], document_id=UUID(bytes=job["document_id"]), copy=3
        )
        assert document.copy == 3
        assert "COPY 3" in text_of(document)
    with refused("document.unknown_kind", kind="poster"):
        till.ask(document_for_job, document_kind="poster", document_id=uuid4())


def test_a_document_as_json_is_integers_and_strings(till: ShopFloor):
    view = mixed_sale(till)
    till.give_back(view.sale_id, 1000, None, None)
    report = x_of(till, till.owner_id)
    till.close_shift()
    kinds = []
    for document in (view, till.ask(return_receipt, number="A1-R000001"), report, till.ask(z_report, number=1)):
        told = as_json(document)
        kinds.append(told["document"])
        assert plain_values(told)
        assert not has_float(told)
        assert json.loads(json.dumps(told)) == told
    assert kinds == ["receipt", "return", "x", "z"]
    told = as_json(view)
    assert (told["sale_id"], told["business_date"]) == (str(view.sale_id), "2026-03-02")
    assert told["at"] == "2026-03-02T03:00:00.000000+00:00"
    assert told["lines"][1]["quantity_milli"] == 750


def test_moments_stand_in_the_shops_own_zone(till: ShopFloor):
    till.clock.advance(hours=16)
    view = till.ask(receipt, number=till.sell("111").number)
    assert "Mar 3, 2026 1:00 AM" in text_of(view)
    assert "3 мар. 2026 г. 01:00" in "\n".join(lines(view, 42, "ru"))


def test_a_screen_gets_what_stands_on_a_documents_paper(till: ShopFloor):
    sold = till.sell("111", cash=3000)
    found = till.ask(shown_document, document_kind="sale", document_id=sold.sale_id, language="en")
    assert found.blocks == blocks(till.ask(receipt, sale_id=sold.sale_id), language="en", with_symbol=True)
    with refused("document.unknown_kind"):
        till.ask(shown_document, document_kind="x", document_id=sold.sale_id, language="en")
