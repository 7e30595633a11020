"""`duken bench sync` in its short form: it pushes, counts what came, and puts the very same rows beside it."""

from __future__ import annotations

from tests.cli.conftest import Duken, duken

__all__ = ["duken"]


def test_a_push_is_measured_beside_its_floors_and_beside_what_the_centre_holds(duken: Duken):
    found = duken("bench", "sync", "--sales", "3", "--held", "20", "--goods", "0", "--tills", "0", "--json").json
    assert found["rows_by_table"] == {
        "audit_entry": 3, "cash_entry": 3, "document": 6, "payment": 3, "sale": 3, "sale_line": 15, "stock_movement": 15,
    }
    assert found["rows"] == 48
    assert (found["pull_rows"], found["pull_verified"]) == (48 - 6, True)
    rates = ("push_rows_per_s", "floor_copy_rows_per_s", "floor_insert_rows_per_s", "ratio_push_to_insert", "held_ratio")
    assert all(found[rate] > 0 for rate in rates)
    assert set(found["held"]) == {"3", "24"}


def test_without_held_nothing_is_said_of_it(duken: Duken):
    assert "held" not in duken("bench", "sync", "--sales", "1", "--goods", "0", "--tills", "0", "--json").json


def test_many_tills_are_heard_and_a_new_one_loads_while_it_sells(duken: Duken):
    found = duken("bench", "sync", "--sales", "1", "--goods", "300", "--tills", "5", "--json").json
    assert (found["tills"], found["acknowledged"], found["starved"]) == (5, found["asked"], 0)
    assert found["first_load_cards"] > 300
    assert 0 < found["price_on_all_tills_ms"]["p50"] <= found["price_on_all_tills_ms"]["max"]
    for figure in ("ack_ms", "scan_ms_under_load", "complete_ms_under_load"):
        assert found[figure]["p95"] > 0


def test_bad_days_say_what_they_found(duken: Duken):
    found = duken("bench", "sim", "--seeds", "3-4", "--steps", "25", "--json").json
    assert (found["seeds"], found["failed"], found["lost"], found["doubled"]) == (2, [], 0, 0)
    assert found["facts"] > 0
