"""`duken centre …` and `duken sync …`: a till is let in, tells what happened, and says what waits; a refusal is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
from psycopg import sql

from tests.cli.conftest import Duken, duken
from tests.shop_floor import ShopFloor, open_floor
from tests.sync.conftest import TestCentre

__all__ = ["duken"]


def test_a_till_is_let_in_tells_everything_and_has_nothing_left(duken: Duken, till: ShopFloor, centre: TestCentre):
    till.sell("111")
    waiting = till.value("SELECT count(*) FROM outbox")
    till.shop.close()
    db = ("--db", till.path)
    assert duken("sync", "status", *db).err.startswith("This shop tells no centre yet.")
    assert duken("centre", "enrol", "--dsn", centre.dsn, *db).code == 0
    assert duken("sync", "status", *db, "--json").json["waiting"] == waiting
    told = duken("sync", "once", *db, "--json").json
    assert (told["documents"], told["outcomes"]) == (waiting, {"applied": waiting})
    assert (told["troubles"], told["waiting"], told["heard"]["documents"], told["heard"]["kept_back"]) == (0, 0, 0, 0)
    assert duken("sync", "once", *db).lines == [
        "Told: 0. Not applied: 0. Still to tell: 0.", "Heard: cards 0, documents 0. Kept for later: 0.",
    ]
    assert centre.value("SELECT count(*) FROM duken.sale") == 1
    state = duken("centre", "check", "--dsn", centre.dsn, "--json").json
    assert (state["is_sound"], state["enrolled"], state["documents"]) == (True, 1, waiting)


def test_a_till_that_is_let_out_is_refused_until_it_is_let_in_again(duken: Duken, till: ShopFloor, centre: TestCentre):
    role = f"duken_{till.shop.place.till_id.hex}"
    till.sell("111")
    till.shop.close()
    db, dsn = ("--db", till.path), ("--dsn", centre.dsn)
    assert duken("centre", "enrol", *dsn, *db).code == 0
    assert duken("sync", "once", *db).code == 0
    assert duken("centre", "revoke", *dsn, *db).lines == [f"{role} may no longer speak to the centre. What it has said stays."]
    assert centre.value("SELECT count(*) FROM duken.sale") == 1
    twice = duken("centre", "revoke", *dsn, *db, "--json")
    assert (twice.code, twice.error["code"]) == (1, "centre.not_enrolled")
    again = open_floor(till.path, till.template, till.clock)
    with again.shop:
        again.sell("111")
    told = duken("sync", "once", *db)
    assert (told.code, told.err.startswith("This computer is not known to the centre, or may no longer")) == (1, True)
    state = duken("sync", "status", *db)
    assert (state.code, "2026" in state.lines[1]) == (0, True)
    assert state.lines[1].split(" it does not go: ")[1].startswith("This computer is not known to the centre")
    assert duken("sync", "status", *db, "--json").json["failed"] == "centre.not_enrolled"
    assert duken("centre", "enrol", *dsn, *db).code == 0
    assert duken("sync", "once", *db).code == 0
    assert (len(duken("sync", "status", *db).lines), duken("sync", "status", *db, "--json").json["failed_at"]) == (1, None)
    assert centre.value("SELECT count(*) FROM duken.sale") == 2


def test_a_till_whose_file_is_gone_is_let_out_by_its_name_or_its_id(duken: Duken, till: ShopFloor, centre: TestCentre):
    till_id, dsn = till.shop.place.till_id, ("--dsn", centre.dsn)
    for called in (f"duken_{till_id.hex}", str(till_id)):
        centre.let_in(till)
        done = duken("centre", "revoke", *dsn, "--till", called, "--json").json
        assert done == {"role": f"duken_{till_id.hex}", "till_id": str(till_id)}
    assert duken("centre", "check", *dsn, "--json").json["enrolled"] == 0
    wrong = duken("centre", "revoke", *dsn, "--till", "the second one")
    assert (wrong.code, wrong.err.splitlines()[0]) == (2, "The value of --till does not fit.")


def test_a_centre_to_try_things_with_that_does_not_stay_says_only_where_it_was(duken: Duken, tmp_path: Path):
    made = duken("centre", "dev", tmp_path / "centre", "--once")
    assert (made.code, made.err, len(made.lines)) == (0, "", 1)
    assert made.lines[0].startswith("postgresql://")


def test_installing_and_bringing_up_to_date_say_where_the_centre_stands(duken: Duken, empty_database: str):
    missing = duken("centre", "check", "--dsn", empty_database)
    assert (missing.code, missing.err.strip()) == (1, "There is no centre in this database yet. Install one first.")
    made = duken("centre", "install", "--dsn", empty_database, "--json").json
    assert made["installed"] == made["newest"] > 0
    again = duken("centre", "upgrade", "--dsn", empty_database, "--json").json
    assert (again["before"], again["installed"]) == (made["installed"], made["installed"])


def test_a_centre_that_is_not_there_is_a_sentence(duken: Duken, till: ShopFloor):
    till.shop.close()
    answer = duken("centre", "check", "--dsn", "postgresql://127.0.0.1:9/x?connect_timeout=2", "--lang", "ru")
    assert (answer.code, answer.err.startswith("Центр не отвечает")) == (1, True)
    assert duken("centre", "enrol", "--dsn", "not an address", "--db", till.path).err.startswith("The address of the centre")
    for value in ("connect_timeout=abc", "keepalives=abc"):
        wrong = duken("centre", "check", "--dsn", f"host=127.0.0.1 port=9 {value}")
        assert (wrong.code, wrong.err.startswith("The address of the centre")) == (1, True), wrong.err


def test_another_till_joins_by_a_ticket_and_hears_what_the_first_has_sold(
    duken: Duken, till: ShopFloor, centre: TestCentre, tmp_path: Path
):
    till.sell("111")
    till.shop.close()
    db, ticket, new = ("--db", till.path), tmp_path / "till-2.json", ("--db", tmp_path / "till-2.db")
    one_more = ("centre", "add-till", "--dsn", centre.dsn, "--name", "Till 2", "--prefix", "B1", "-o", ticket, *db)
    assert duken(*one_more).err.startswith("This shop tells no centre yet.")
    assert duken("centre", "enrol", "--dsn", centre.dsn, *db).code == 0
    taken = duken(*one_more[:6], "--prefix", "A1", *one_more[8:])
    assert (taken.code, "numbers its documents behind A1" in taken.err) == (1, True)
    added = duken(*one_more, "--json").json
    assert (added["ticket"], added["password"]) == (str(ticket), None)
    assert "password" not in ticket.read_text("utf-8")
    joined = duken("sync", "join", ticket, *new, "--json").json
    assert (joined["till"], joined["company"]) == ("Till 2", "Rahat")
    assert joined["recovery_code"]
    assert duken("search", "bread", *new, "--json").json
    sold = duken("sync", "once", *new, "--json").json
    assert (sold["troubles"], sold["waiting"]) == (0, 0)
    assert duken("verify", *new).code == 0
    again = duken("sync", "join", ticket, *new)
    assert (again.code, again.err.startswith("Traceback")) == (1, False)


def test_what_is_no_ticket_is_said_so(duken: Duken, tmp_path: Path):
    place = '{"place": {"company_id": %s}}'
    for text, detail in (
        ("", "JSON"), ("{}", "place"), ("[1]", "JSON"), ('{"place": 7}', "place"), ("[" * 100_000, "JSON"), ("\x00\xff", "JSON"),
        (place % '"x"', "place.company_id"), (place % 7, "place.company_id"), ('{"place": {"more": 1}}', "place.more"),
    ):
        (tmp_path / "t.json").write_text(text, encoding="utf-8")
        refused = duken("sync", "join", tmp_path / "t.json", "--db", tmp_path / "new.db")
        assert (refused.code, refused.err.startswith("This is not the ticket of a till")) == (1, True), text
        assert f" ({detail}). " in refused.err, text[:30]
        assert not (tmp_path / "new.db").exists()
    (tmp_path / "t.json").write_bytes(b"\xff\xfe{")
    refused = duken("sync", "join", tmp_path / "t.json", "--db", tmp_path / "new.db")
    assert refused.err.startswith("This is not the ticket of a till or office (UTF-8)."), refused.err
    refused = duken("sync", "join", tmp_path / "none.json", "--db", tmp_path / "new.db")
    assert refused.err.startswith(f"The file cannot be read: {tmp_path / 'none.json'}."), refused.err


def a_ticket(duken: Duken, till: ShopFloor, centre: TestCentre, folder: Path) -> Path:
    """By which one computer joins as Till 2."""
    till.shop.close()
    db, ticket = ("--db", till.path), folder / "till-2.json"
    assert duken("centre", "enrol", "--dsn", centre.dsn, *db).code == 0
    add = ("centre", "add-till", "--dsn", centre.dsn, "--name", "Till 2", "--prefix", "B1", "-o", ticket, *db)
    assert duken(*add).code == 0
    return ticket


def test_a_ticket_of_before_goes_on_and_one_with_a_damaged_certificate_is_refused_before_there_is_a_file(
    duken: Duken, till: ShopFloor, centre: TestCentre, tmp_path: Path
):
    ticket, new = a_ticket(duken, till, centre, tmp_path), ("--db", tmp_path / "till-2.db")
    told = json.loads(ticket.read_text("utf-8"))
    assert told.pop("certificate") == ""  # a socket of this machine needs none
    pem = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"
    for certificate in ("somebody's word", pem.format("AAAA"), pem.format("*"), [1], 7):
        ticket.write_text(json.dumps({**told, "certificate": certificate}), encoding="utf-8")
        refused = duken("sync", "join", ticket, *new)
        assert (refused.code, refused.err.startswith("This is not the ticket of a till")) == (1, True), certificate
        assert not (tmp_path / "till-2.db").exists()
    ticket.write_text(json.dumps({**told, "kind": "shop"}), encoding="utf-8")
    assert duken("sync", "join", ticket, *new).err.startswith("This is not the ticket of a till or office (kind).")
    ticket.write_text(json.dumps(told), encoding="utf-8")
    assert duken("sync", "join", ticket, *new).code == 0
    assert not list(tmp_path.glob("*.crt"))


def test_a_ticket_serves_once_and_the_second_computer_keeps_no_file(
    duken: Duken, till: ShopFloor, centre: TestCentre, tmp_path: Path
):
    ticket, third = a_ticket(duken, till, centre, tmp_path), ("--db", tmp_path / "third.db")
    assert duken("sync", "join", ticket, "--db", tmp_path / "second.db").code == 0
    before = set(tmp_path.iterdir())
    refused = duken("sync", "join", ticket, *third)
    assert (refused.code, refused.err.startswith("Another computer has joined by this ticket: it is Till 2.")) == (1, True)
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "third.db.lock"}
    assert duken("sync", "once", "--db", tmp_path / "second.db").code == 0


def test_an_office_that_joins_is_called_an_office(duken: Duken, till: ShopFloor, centre: TestCentre, tmp_path: Path):
    till.shop.close()
    db, ticket, new = ("--db", till.path), tmp_path / "office.json", ("--db", tmp_path / "office.db")
    assert duken("centre", "enrol", "--dsn", centre.dsn, *db).code == 0
    add = ("centre", "add-till", "--dsn", centre.dsn, "--name", "Main", "--prefix", "M1", "--office", "-o", ticket, *db)
    assert "till" not in duken(*add).out.replace(str(tmp_path), "")
    joined = duken("sync", "join", ticket, *new)
    assert joined.out.startswith("This computer is the office Main of Rahat now.")
    assert duken("centre", "check", "--dsn", centre.dsn).out.count("tills and offices that may speak: 2") == 1
    assert duken("centre", "revoke", "--dsn", centre.dsn, *new).code == 0
    assert "till" not in duken("sync", "once", *new).err.lower()
    assert "till" not in duken("sync", "status", *new).out.lower()


def test_a_till_whose_login_was_taken_altogether_is_told_the_same(duken: Duken, till: ShopFloor, centre: TestCentre):
    role = f"duken_{till.shop.place.till_id.hex}"
    till.shop.close()
    assert duken("centre", "enrol", "--dsn", centre.dsn, "--db", till.path).code == 0
    with psycopg.connect(centre.dsn) as keeper:
        keeper.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(role)))
    refused = duken("sync", "once", "--db", till.path)
    assert (refused.code, refused.err.startswith("This computer is not known to the centre, or may no longer")) == (1, True)
    assert duken("centre", "enrol", "--dsn", centre.dsn, "--db", till.path).code == 0
    assert duken("sync", "once", "--db", till.path).code == 0
