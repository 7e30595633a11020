"""The drawer: every coin is an entry, a count is blind, a difference is kept, and closing is always possible."""

from __future__ import annotations

import json
import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.cash.commands import (
    close_shift,
    count_drawer,
    open_drawer,
    put_cash_in,
    show_difference,
    take_cash_out,
    verify_shift,
)
from app.core.cash.drawer import expected_cash
from app.core.cash.queries import closing, count_sheet, x_report
from app.core.cash.reports import pending
from app.core.sales.commands.drafts import discount_receipt, park_sale, remove_line, void_sale
from app.core.sales.queries import drafts
from app.core.staff.commands import change_role
from app.kernel.canonical import has_float
from app.kernel.context import By
from app.kernel.errors import NeedsConfirmation, NotPermitted, RuleBroken
from app.kernel.permissions import Right
from db.prepared import driver_of
from tests.conftest import NewShopFloor
from tests.shop_floor import ShopFloor, refused


def close(till: ShopFloor, **inputs):
    by, confirm = inputs.pop("by", None), inputs.pop("confirm", ())
    return till.do(close_shift, by=by, confirm=confirm, **inputs)


def test_what_was_tendered_and_the_change_are_two_entries(till: ShopFloor):
    till.sell("111", cash=5000)
    till.sell("222", card=9990)
    assert till.drawer() == [("float", 100_000), ("tendered", 5000), ("change", -2000)]


def test_every_way_of_cash_is_an_entry_of_its_own(till: ShopFloor):
    sold = till.sell("111", cash=3000)
    till.do(put_cash_in, amount_minor=50_000, reason="coins from the bank")
    till.do(take_cash_out, amount_minor=20_000, reason="window cleaner")
    till.do(open_drawer, reason="a customer wants small money")
    till.give_back(sold.sale_id)
    assert till.drawer() == [
        ("float", 100_000), ("tendered", 3000), ("cash_in", 50_000), ("cash_out", -20_000), ("refund", -3000),
    ]
    assert [row["number"] for row in till.rows("SELECT number FROM cash_operation ORDER BY id")] == [
        "A1-K000001", "A1-K000002", "A1-K000003",
    ]


days = st.lists(
    st.tuples(st.sampled_from(["sell", "card", "in", "out", "back"]), st.integers(1, 300_000)), min_size=1, max_size=12
)


@settings(max_examples=15)
@given(opening=st.integers(0, 10**6), day=days)
def test_after_any_day_the_drawer_holds_float_and_what_came_less_what_went(new_shop: NewShopFloor, opening, day):
    floor = new_shop()
    try:
        floor.open_shift(opening)
        held, cash_sales = opening, []
        for action, minor in day:
            if action in ("sell", "card"):
                sale_id = floor.cart()
                floor.put(sale_id, "777", price_minor=minor)
                if action == "sell":
                    floor.pay(sale_id, cash=minor + 1234)
                    cash_sales.append((sale_id, minor))
                    held += minor
                else:
                    floor.pay(sale_id, card=minor)
            elif action == "back" and cash_sales:
                sale_id, minor = cash_sales.pop()
                floor.give_back(sale_id, confirm=["cash.drawer_short"])
                held -= minor
            elif action == "in":
                floor.do(put_cash_in, amount_minor=minor, reason="in")
                held += minor
            elif action == "out":
                floor.do(take_cash_out, confirm=["cash.drawer_short"], amount_minor=minor, reason="out")
                held -= minor
        assert floor.expected() == held
        z = floor.ask(closing, shift_id=floor.close_shift(max(0, held), confirm=["shift.difference"]))
        assert (z.expected_minor, z.difference_minor) == (held, max(0, held) - held)
        floor.check_books()
    finally:
        floor.shop.close()


def test_a_shift_opens_once_and_not_with_less_than_nothing(shop: ShopFloor):
    with refused("cash.not_positive", RuleBroken):
        shop.open_shift(-1)
    with refused("cash.too_large", RuleBroken):
        shop.open_shift(10**12 + 1)
    shop.open_shift(0)
    with refused("shift.already_open", RuleBroken):
        shop.open_shift(0)
    assert shop.drawer() == []


def test_a_clock_that_was_moved_back_is_a_question_when_a_shift_opens(till: ShopFloor):
    till.close_shift()
    till.clock.advance(hours=-48)
    with refused("clock.moved_back", NeedsConfirmation):
        till.open_shift()
    till.open_shift(confirm=["clock.moved_back"])
    till.close_shift()
    till.open_shift()  # asked once: what was done since has the right day


def test_shift_numbers_have_no_gaps(shop: ShopFloor):
    for _ in range(3):
        shop.open_shift()
        with refused("shift.already_open", RuleBroken):
            shop.open_shift()
        shop.close_shift()
    assert [row["number"] for row in shop.rows("SELECT number FROM shift ORDER BY id")] == [1, 2, 3]
    shop.check_books()


def test_a_count_by_denomination_is_kept_piece_by_piece(till: ShopFloor):
    till.sell("111")
    shift_id = close(till, counts={100_000: 1, 2000: 1, 1000: 1, 500: 0})
    counted = till.rows("SELECT denomination_minor, pieces FROM shift_count ORDER BY denomination_minor")
    assert [tuple(row.values()) for row in counted] == [(1000, 1), (2000, 1), (100_000, 1)]
    z = till.ask(closing, shift_id=shift_id)
    counts = [row[1:] for row in z.report["counts"]["rows"]]
    assert (z.counted_minor, z.difference_minor, counts) == (103_000, 0, [[1000, 1], [2000, 1], [100_000, 1]])


@pytest.mark.parametrize(
    ("inputs", "refusal"),
    [
        ({"counts": {150: 3}}, "count.unknown_denomination"), ({"counts": {100: -1}}, "count.pieces_out_of_range"),
        ({"counts": {100: 100_001}}, "count.pieces_out_of_range"), ({}, "count.missing"),
        ({"counted_minor": 10**30}, "cash.too_large"), ({"counted_minor": 0, "reason": "x" * 1001}, "text.too_long"),
    ],
)
def test_a_count_that_cannot_be_is_refused_and_the_shift_stays_open(till: ShopFloor, inputs, refusal):
    with refused(refusal, RuleBroken):
        close(till, **inputs)
    assert till.row("shift", till.shift_id)["state"] == "open"


def test_a_difference_is_asked_about_once_and_the_first_count_is_not_forgotten(till: ShopFloor):
    with refused("shift.difference", NeedsConfirmation, difference_minor=-700):
        close(till, counted_minor=99_300)
    shift_id = close(till, counted_minor=99_500, confirm=["shift.difference"], reason="a coin fell behind the till")
    z = till.ask(closing, shift_id=shift_id)
    assert (z.expected_minor, z.counted_minor, z.difference_minor) == (100_000, 99_500, -500)
    assert z.reason == "a coin fell behind the till"
    assert [json.loads(entry["facts"])["counted_minor"] for entry in till.audit("shift.counted")] == [99_300]
    till.check_books()


def test_the_question_tells_a_cashier_only_that_there_is_a_difference(shop: ShopFloor):
    shop.open_shift(by=shop.cashier)
    with refused("shift.difference", NeedsConfirmation) as question:
        close(shop, counted_minor=1, by=shop.cashier)
    assert question.value.facts == {}


def test_closing_is_possible_with_open_parked_and_unprinted_work_and_the_z_says_so(till: ShopFloor):
    till.sell("111")
    till.do(park_sale, sale_id=till.cart("222"))
    till.cart("333")
    till.cart()
    shift_id = till.close_shift()
    told = till.ask(closing, shift_id=shift_id).report["pending"]
    assert (told["open_sales"], told["parked_sales"], told["unprinted"]) == (1, 1, 1)
    assert told["unsent"] == till.value("SELECT count(*) FROM outbox") - 2  # the Z and the journal of it came after
    assert till.ask(pending, till_id=till.place.till_id).unprinted == 2  # the receipt, and now the Z


def test_what_was_parked_before_the_z_is_sold_after_it(till: ShopFloor):
    sale_id = till.cart("111")
    till.close_shift()
    with refused("shift.none_open", RuleBroken):
        till.pay(sale_id)
    till.open_shift(0)
    till.pay(sale_id)
    assert till.drawer() == [("tendered", 3000)]
    till.check_books()


def test_anothers_shift_is_closed_only_by_right(shop: ShopFloor):
    shop.open_shift(by=shop.cashier)
    other = By(shop.second_cashier_id)
    with refused("right.missing", NotPermitted, right=Right.CLOSE_OTHERS_SHIFT):
        close(shop, counted_minor=100_000, by=other)
    close(shop, counted_minor=100_000, by=shop.loan(Right.CLOSE_OTHERS_SHIFT, to=other))
    (entry,) = shop.audit("shift.closed")
    assert (entry["person_id"], entry["lender_id"]) == (shop.second_cashier_id.bytes, shop.manager_id.bytes)


def test_a_manager_counts_again_and_the_latest_of_their_figures_counts(till: ShopFloor):
    with refused("shift.not_closed", RuleBroken):
        till.do(verify_shift, by=till.manager, shift_id=till.shift_id, verified_minor=1)
    shift_id = till.close_shift()
    assert till.ask(closing, shift_id=shift_id).verified_minor is None
    with refused("right.missing", NotPermitted, right=Right.VERIFY_SHIFT):
        till.do(verify_shift, by=till.cashier, shift_id=shift_id, verified_minor=1)
    with refused("cash.not_positive", RuleBroken):
        till.do(verify_shift, by=till.manager, shift_id=shift_id, verified_minor=-1)
    for figure in (99_000, 100_000):
        till.do(verify_shift, by=till.manager, shift_id=shift_id, verified_minor=figure, note="counted by hand")
    z = till.ask(closing, shift_id=shift_id)
    assert (z.counted_minor, z.verified_minor) == (100_000, 100_000)
    assert till.value("SELECT count(*) FROM shift_verification") == 2


def test_an_x_hides_from_a_cashier_what_must_be_in_the_drawer(shop: ShopFloor):
    shift_id = shop.open_shift(by=shop.cashier)
    shop.sell("111", by=shop.cashier)
    shop.sell("222", card=9990, by=shop.cashier)
    ask = {"shift_id": shift_id, "now": shop.clock()}
    x = shop.ask(x_report, person_id=shop.cashier_id, **ask)
    assert (x.expected_minor, x.cash, [tender.tender for tender in x.tenders]) == (None, {}, [])
    full = shop.ask(x_report, person_id=shop.manager_id, **ask)
    assert (full.expected_minor, full.cash) == (103_000, {"float": 100_000, "tendered": 3000})
    shop.setting("cash.blind_count", False)
    assert shop.ask(x_report, person_id=shop.cashier_id, **ask).expected_minor == 103_000


def test_the_z_adds_up_everything_that_the_shift_did(till: ShopFloor):
    till.setting("cash.step_minor", 5)
    first = till.sell("888", cash=1000)
    sale_id = till.cart("333", "111", "222")
    till.do(remove_line, line_id=till.line_ids(sale_id)[2])
    till.do(discount_receipt, sale_id=sale_id, fixed_minor=2800)
    last = till.pay(sale_id, card=25_200)
    till.do(void_sale, sale_id=till.cart("111"), reason="left")
    till.do(open_drawer, reason="change")
    till.give_back(first.sale_id)
    z = till.ask(closing, shift_id=till.close_shift()).report
    assert (z["sales_count"], z["sales_minor"], z["returns_count"], z["returns_minor"]) == (2, 26_201, 1, 1001)
    assert (z["discounts_minor"], z["rounding_minor"], z["voids"], z["removed_lines"], z["drawer_openings"]) == (2800, 0, 1, 1, 1)
    assert (z["first_number"], z["last_number"]) == (first.number, last.number)
    tenders = [(row["tender"], row["in_minor"], row["out_minor"]) for row in z["tenders"]]
    assert tenders == [("card", 25_200, 0), ("cash", 1000, 1000)]
    taxes = [(row["ppm"], row["net_minor"], row["tax_minor"]) for row in z["taxes"]]
    assert taxes == [(0, 22_500, 0), (120_000, 2700, 289)]
    assert z["expected_minor"] == z["counted_minor"] == 100_000
    assert not has_float(z)


def test_the_z_prints_the_head_of_the_audit(till: ShopFloor):
    head = till.rows("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1")[0]
    z = till.ask(closing, shift_id=till.close_shift()).report
    assert (z["audit_seq"], z["audit_head"]) == (head["seq"], head["hash"].hex())


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_not_brought_in_or_taken_out(till: ShopFloor, amount: int):
    for command in (put_cash_in, take_cash_out):
        with refused("cash.not_positive", RuleBroken):
            till.do(command, amount_minor=amount, reason="x")
        with refused("cash.too_large", RuleBroken):
            till.do(command, amount_minor=10**12 + 1, reason="x")
        with refused("text.empty", RuleBroken):
            till.do(command, amount_minor=1, reason="")


def test_more_than_the_drawer_holds_is_a_question(till: ShopFloor):
    with refused("cash.drawer_short", NeedsConfirmation) as question:
        till.do(take_cash_out, amount_minor=100_001, reason="bank")
    assert question.value.facts == {}
    till.do(take_cash_out, amount_minor=100_000, reason="bank")
    assert till.expected() == 0


def test_the_drawer_is_opened_only_by_right_and_it_is_written_down(till: ShopFloor):
    no_rights = By(till.do(_nobody_special))
    with refused("right.missing", NotPermitted, right=Right.OPEN_DRAWER):
        till.do(open_drawer, by=no_rights, reason="x")
    till.do(open_drawer, reason="small money")
    assert len(till.audit("cash.drawer")) == 1
    assert till.drawer() == [("float", 100_000)]


def _nobody_special(uow):
    from app.core.staff.commands import store_person

    return store_person(uow, name="Trainee", pin="2846", language=None, is_owner=False, pin_key=None)


def test_the_sum_of_the_entries_is_the_same_by_any_road(till: ShopFloor):
    chance = random.Random(7)
    for _ in range(10):
        till.sell("111", cash=chance.randrange(3000, 10_000))
    by_hand = sum(minor for _kind, minor in till.drawer())
    shift_id = till.shift_id
    assert by_hand == till.do(lambda uow: expected_cash(uow, shift_id)) == 130_000


def test_what_a_z_counts_it_finds_by_an_index(till: ShopFloor):
    """A shop has a few drafts and a hundred thousand sales: neither a Z nor the list of drafts may look through them."""
    plans: list[str] = []

    def explain(session: Session) -> None:
        said: list[str] = []
        driver = driver_of(session)
        driver.set_trace_callback(said.append)
        pending(session, till_id=till.place.till_id)
        drafts(session, till_id=till.place.till_id)
        driver.set_trace_callback(None)
        for statement in said:
            if "state IN ('open'" in statement:
                plans.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}"))

    till.ask(explain)
    assert [plan for plan in plans if "sale" in plan and "ix_sale_drafts" not in plan] == []
    assert len([plan for plan in plans if "ix_sale_drafts" in plan]) == 2


def test_a_count_is_written_down_before_anything_is_told_and_the_shift_stays_open(till: ShopFloor):
    till.sell("222", card=9990)
    told = till.do(count_drawer, counts={50_000: 1, 20_000: 2})
    assert (told.counted_minor, told.agrees, told.difference_minor) == (90_000, False, -10_000)
    assert [(line.tender, line.system_minor, line.counted_minor, line.difference_minor) for line in told.tenders] == [
        ("cash", 100_000, 90_000, -10_000), ("card", 9990, None, None),
    ]
    assert [json.loads(entry["facts"])["counted_minor"] for entry in till.audit("shift.counted")] == [90_000]
    assert till.row("shift", till.shift_id)["state"] == "open"


@pytest.mark.parametrize("counted", [1, 100_000])
def test_a_cashier_is_told_only_whether_the_count_agrees(shop: ShopFloor, counted):
    shop.open_shift(by=shop.cashier)
    told = shop.do(count_drawer, by=shop.cashier, counted_minor=counted)
    assert told.agrees == (counted == 100_000)
    assert (told.difference_minor, told.tenders) == (None, ())
    assert (told.report.expected_minor, told.report.cash, told.report.tenders) == (None, {}, ())


def test_where_the_count_is_not_blind_a_cashier_sees_the_difference(shop: ShopFloor):
    shop.setting("cash.blind_count", False)
    shop.open_shift(by=shop.cashier)
    assert shop.do(count_drawer, by=shop.cashier, counted_minor=99_000).difference_minor == -1000


def test_a_manager_who_is_called_shows_the_difference_of_the_last_count_only(shop: ShopFloor):
    shop.open_shift(by=shop.cashier)
    with refused("right.missing", NotPermitted, right=Right.SEE_EXPECTED_CASH):
        shop.do(show_difference, by=shop.cashier)
    with refused("count.missing", RuleBroken):
        shop.do(show_difference, by=shop.loan(Right.SEE_EXPECTED_CASH))
    for counted in (50_000, 99_300):
        shop.do(count_drawer, by=shop.cashier, counted_minor=counted)
    told = shop.do(show_difference, by=shop.loan(Right.SEE_EXPECTED_CASH))
    assert (told.counted_minor, told.difference_minor) == (99_300, -700)
    assert len(shop.audit("right.lent")) == 1


def test_who_may_not_close_may_not_count(shop: ShopFloor):
    shop.open_shift()
    shop.do(change_role, role_id=_cashiers(shop), rights={Right.SELL: None})
    with refused("right.missing", NotPermitted, right=Right.CLOSE_SHIFT):
        shop.do(count_drawer, by=shop.cashier, counted_minor=1)
    assert shop.audit("shift.counted") == []


def test_the_count_sheet_has_the_largest_note_first_and_knows_what_pieces_come_to(shop: ShopFloor):
    assert shop.ask(count_sheet, till_id=shop.place.till_id) is None
    shop.open_shift()
    shop.setting("cash.denominations_minor", [100, 50_000, 2000])
    shop.setting("cash.count_by_pieces", False)
    sheet = shop.ask(count_sheet, till_id=shop.place.till_id)
    assert (sheet.number, sheet.denominations_minor, sheet.by_pieces) == (1, (50_000, 2000, 100), False)
    assert sheet.worth_minor({50_000: 2, 100: 3}) == 100_300


def test_a_report_says_what_is_left_after_returns_and_what_a_receipt_comes_to(till: ShopFloor):
    sold = till.sell("111", cash=3000)
    till.sell("888", cash=1001)
    till.give_back(sold.sale_id)
    report = till.ask(x_report, shift_id=till.shift_id, person_id=till.owner_id, now=till.clock())
    assert (report.net_minor, report.average_minor) == (1001, 2001)


def _cashiers(shop: ShopFloor) -> UUID:
    return UUID(bytes=shop.value("SELECT id FROM role WHERE name = 'cashier'"))
