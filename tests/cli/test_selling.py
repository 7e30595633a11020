"""A shift and a sale at the command line: opened, sold, refused without a trace, counted, closed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Duken, Said, Till


@pytest.fixture
def shift(duken: Duken, file: Till) -> Duken:
    """`shift("sell", "111")` at a till whose shift the owner has opened with 1,000.00."""

    def say(*words: object) -> Said:
        return duken(*words, "--db", file.path)

    assert say("shift", "open", "--float", "1000").out == "Shift 1 is open, with 1,000.00\u00a0KGS in the drawer.\n"
    return say


def stored(file: Till) -> tuple[int, int]:
    """How many sales of any state there are, and how many entries the journal has."""
    with closing(sqlite3.connect(file.path)) as connection:
        sales, entries = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("sale", "audit_entry")
        )
    return sales, entries


def test_a_verb_that_needs_a_shift_says_how_to_open_one(duken: Duken, file: Till):
    for words in (["shift", "x"], ["shift", "z", "--counted", "0"], ["sell", "111"]):
        said = duken(*words, "--db", file.path)
        assert (said.code, said.out) == (1, "")
        assert said.err.splitlines()[-1] == "To open one: duken shift open --float AMOUNT"


def test_a_shift_is_opened_by_who_is_named_and_only_once(duken: Duken, file: Till):
    opened = duken("shift", "open", "--float", "250,50", "--as", "Chynara", "--db", file.path, "--json").json
    assert (opened["number"], opened["float_minor"], opened["opened_by"]) == (1, 25_050, str(file.template.cashier_id))
    again = duken("shift", "open", "--db", file.path)
    assert (again.code, again.err.splitlines()[-1]) == (1, "To close it: duken shift z")


@pytest.mark.parametrize(
    ("sum_", "code"),
    [("-5", "cash.not_positive"), ("1.234", "amount.too_fine"), ("many", "amount.malformed"), ("9" * 18, "cash.too_large")],
)
def test_a_float_is_a_sum_of_money(duken: Duken, file: Till, sum_: str, code: str):
    assert duken("shift", "open", "--float", sum_, "--db", file.path, "--json").error["code"] == code


def test_a_sale_says_its_number_its_total_and_the_change(shift: Duken):
    said = shift("sell", "111*2", "222", "444*0.75", "--cash", "500")
    assert said.out.replace("\u00a0", " ") == "Receipt A1-000001: 249.90 KGS. Paid 500.00 KGS, change 250.10 KGS.\n"
    assert shift("sell", "111", "--json").json["change_minor"] == 0
    assert shift("sell", "333", "--card", "--json").json["paid_minor"] == 25_000
    assert shift("verify").code == 0


def test_exact_cash_is_a_sum_of_coins_that_there_are(shift: Duken, file: Till):
    with (floor := file.opened()).shop:
        floor.setting("cash.step_minor", 100)
    assert shift("sell", "222", "--json").json["paid_minor"] == 10_000
    assert shift("sell", "777@0.40", "--json").json["rounding_minor"] == -40
    assert shift("sell", "222", "--card", "--json").json["paid_minor"] == 9990


def test_a_sale_has_its_customer_if_the_name_means_one(shift: Duken, file: Till):
    floor = file.opened()
    with floor.shop:
        for name in ("Gulnara", "Gulnara B"):
            floor.customer(name)
    assert shift("sell", "111", "--customer", "Guln", "--json").error["code"] == "customer.several"
    assert shift("sell", "111", "--customer", "Gulnara").code == 0
    assert "Customer: Gulnara\n" in shift("receipt", "--sale", "A1-000001").out


def test_a_price_stands_behind_the_code_and_the_quantity(shift: Duken):
    said = shift("sell", "777@45.50", "777*2@12,5", "111*3@25", "444*0.5@100", "--cash", "250")
    assert said.out.replace("\u00a0", " ") == "Receipt A1-000001: 195.50 KGS. Paid 250.00 KGS, change 54.50 KGS.\n"
    assert shift("verify").code == 0


def test_goods_without_a_price_say_how_to_name_one_and_weighed_ones_how_to_name_a_weight(shift: Duken):
    assert shift("sell", "777").err.splitlines() == [
        "“Souvenir” has no price. Enter the price.", "To name it: duken sell CODE@PRICE",
    ]
    assert shift("sell", "444").err.splitlines()[1:] == ["To name it: duken sell CODE*QUANTITY"]


def test_a_cashier_may_say_a_price_where_there_is_none_and_no_other(shift: Duken):
    assert shift("sell", "777@45", "--as", "Chynara").code == 0
    assert shift("sell", "111@30", "--as", "Chynara").code == 0
    said = shift("sell", "111@25", "--as", "Chynara", "--json")
    assert (said.error["code"], said.error["facts"]["right"]) == ("right.missing", "change_price")
    assert shift("sell", "777@0", "--as", "Chynara", "--json").error["facts"]["right"] == "gift"
    assert shift("sell", "111@25", "--as", "Marat").code == 0


def test_a_price_of_nothing_is_a_question(shift: Duken):
    assert shift("sell", "777@0").err.splitlines()[-1] == "To go on, say yes: --yes sale.gift"
    assert shift("sell", "777@0", "--yes", "sale.gift", "--json").json["total_minor"] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["777@"], "price.malformed"), (["777@x"], "price.malformed"), (["777@-1"], "price.negative"),
        (["777@1.005"], "price.too_fine"), (["777@" + "9" * 14], "price.too_large"), (["777@" + "9" * 5000], "price.malformed"),
        (["777@5*2"], "price.malformed"), (["777@5@5"], "sale.unknown_barcode"), (["@5"], "code.empty"),
        (["000"], "sale.unknown_barcode"), (["111", "000"], "sale.unknown_barcode"), (["111*0"], "quantity.not_positive"),
        (["111*-2"], "quantity.not_positive"), (["111*1000000000"], "quantity.too_large"), (["111*0.5"], "quantity.not_whole"),
        (["111*1e9"], "quantity.malformed"), (["111*"], "quantity.malformed"), (["111*0.0001"], "quantity.malformed"),
        (["111*" + "9" * 5000], "quantity.malformed"), (["444"], "sale.quantity_needed"), (["777"], "sale.price_needed"),
        (["111", "--cash", "10"], "payment.too_little"), (["111", "--cash", "0"], "payment.not_positive"),
        (["111", "--cash", "-5"], "payment.not_positive"), (["111", "--cash", "9" * 14], "payment.absurd"),
        (["111", "--cash", "9" * 30], "cash.too_large"), (["111", "--cash", "50000"], "payment.change_large"),
        (["111", "--cash", "x"], "amount.malformed"), (["111", "--customer", "Nobody"], "customer.unknown"),
        (["111", "--as", "Nobody"], "staff.unknown"), ([""], "code.empty"),
    ],
)
def test_a_sale_that_is_refused_leaves_nothing_behind(shift: Duken, file: Till, words: list[str], code: str):
    before = stored(file)
    said = shift("sell", *words, "--json")
    assert (said.code, said.error["code"]) == (1, code)
    assert stored(file) == before
    assert shift("sell", "111", "--json").json["number"] == "A1-000001"


def test_a_question_is_answered_by_its_code(shift: Duken):
    asked = shift("sell", "111", "--cash", "50000")
    assert asked.err.splitlines()[-1] == "To go on, say yes: --yes payment.change_large"
    assert shift("sell", "111", "--cash", "50000", "--yes", "payment.change_large").code == 0


def test_cash_and_card_are_one_or_the_other(shift: Duken):
    said = shift("sell", "111", "--cash", "30", "--card", "--json")
    assert (said.code, said.error["code"], said.error["facts"]["problem"]) == (2, "usage", "payment.cash_or_card")


def test_a_cashier_is_asked_about_a_difference_without_its_figure(duken: Duken, file: Till):
    def say(*words: object) -> Said:
        return duken(*words, "--db", file.path, "--as", "Chynara")

    say("shift", "open", "--float", "1000")
    say("sell", "111", "--cash", "50")
    x = say("shift", "x")
    asked = say("shift", "z", "--counted", "1010")
    told = json.dumps(say("shift", "z", "--counted", "1010", "--json").error)
    for shown in (x.out, asked.err, told):
        for secret in ("1,030", "1030", "103000", "20.00", "2000", "Expected", "likely_causes"):
            assert secret not in shown, shown
    assert asked.err.splitlines() == [
        "The count does not agree with the books. Close the shift with this difference?",
        "To go on, say yes: --yes shift.difference",
    ]
    closed = say("shift", "z", "--counted", "1010", "--yes", "shift.difference")
    assert closed.code == 0
    assert "-20.00" in closed.out, "after the count is final the Z hides nothing"


def test_who_may_see_it_is_told_the_difference_and_what_would_explain_it(shift: Duken):
    shift("sell", "111", "--cash", "50")
    asked = shift("shift", "z", "--counted", "1010")
    assert asked.err.splitlines()[0].replace("\u00a0", " ").startswith("The count differs from the books by -20.00 KGS.")
    assert asked.err.splitlines()[1].startswith("  · Receipt A1-000001 for 30.00\u00a0KGS: the change may have been given twice.")
    causes = shift("shift", "z", "--counted", "1010", "--json").error["facts"]["likely_causes"]
    assert (causes[0]["kind"], causes[0]["number"]) == ("change_given_twice", "A1-000001")
    assert [cause["score"] for cause in causes] == sorted((cause["score"] for cause in causes), reverse=True)
    closed = shift("shift", "z", "--counted", "1010", "--yes", "shift.difference")
    assert "the change may have been given twice" in closed.out


def test_a_count_by_notes_closes_the_shift_and_makes_a_backup(shift: Duken, file: Till):
    closed = shift("shift", "z", "--count", "500=1", "--count", "100=5", "--json")
    assert closed.json["z"]["counted_minor"] == 100_000
    assert closed.json["likely_causes"] == []
    assert list((file.path.parent / "backups").glob("duken-*.backup.db"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "count.missing"), (["--count", "500"], "count.malformed"), (["--count", "500=x"], "count.malformed"),
        (["--count", "500=" + "9" * 5000], "count.malformed"), (["--count", "7=1"], "count.unknown_denomination"),
        (["--count", "500=999999"], "count.pieces_out_of_range"), (["--counted", "much"], "amount.malformed"),
    ],
)
def test_a_count_that_is_none_is_refused(shift: Duken, words: list[str], code: str):
    assert shift("shift", "z", *words, "--json").error["code"] == code
