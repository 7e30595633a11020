"""The audit: who, what, when, by whose right; and every way in which somebody may try to change it afterwards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.core.audit.commands import audit
from app.core.audit.queries import audit_lines, broken_links
from app.core.audit.rules import GENESIS, row_hash
from app.core.sales.commands.drafts import remove_line
from app.core.staff.commands import add_person, sign_in
from app.core.verify.queries import verify
from app.kernel.errors import PinRefused
from app.kernel.permissions import Right
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN, ShopFloor, refused

COLUMNS = {
    "at": 1, "company_id": bytes(16), "till_id": bytes(16), "person_id": bytes(16), "lender_id": bytes(16),
    "action": "sale.voided", "subject_id": bytes(16), "facts": "{}x", "previous_hash": b"\1" * 32, "hash": bytes(32),
}
"""Every column but the number, with something else that might have stood there."""
NONSENSE = ("text", b"\xff\xfe", 7, 1.5, "", "{", "\x00", 2**62)


@pytest.fixture
def books(till: ShopFloor) -> ShopFloor:
    """A morning with two Zs and something after the second."""
    for _ in range(2):
        till.sell("111")
        till.sell("222")
        till.close_shift()
        till.clock.advance(hours=1)
        till.open_shift()
    till.sell("333")
    return till


def findings(shop: ShopFloor) -> list[tuple[str, int]]:
    def ask(session: Session) -> list[tuple[str, int]]:
        return list(broken_links(session))

    found: list[tuple[str, int]] = shop.ask(ask)
    return found


@contextmanager
def tampering(shop: ShopFloor) -> Iterator[sqlite3.Connection]:
    """Somebody with a tool of their own, who has put the guards out of the way; afterwards all is as before."""
    with closing(sqlite3.connect(shop.path)) as saved, closing(sqlite3.connect(shop.path, isolation_level=None)) as connection:
        copy = sqlite3.connect(":memory:")
        saved.backup(copy)
        for table in ("audit_entry", "shift_closing"):
            for verb in ("update", "delete"):
                connection.execute(f"DROP TRIGGER {table}_no_{verb}")
        yield connection
        copy.backup(saved)
        copy.close()


def set_column(connection: sqlite3.Connection, seq: int, column: str, value: Any) -> None:
    connection.execute(f"UPDATE audit_entry SET {column} = ? WHERE seq = ?", (value, seq))


def hash_again(connection: sqlite3.Connection, seq: int) -> None:
    """What a clever one does: make the hash of a row fit again."""
    names = ("at", "company_id", "till_id", "person_id", "lender_id", "action", "subject_id", "facts", "previous_hash")
    values = connection.execute(f"SELECT {', '.join(names)} FROM audit_entry WHERE seq = ?", (seq,)).fetchone()
    row: dict[str, Any] = dict(zip(names, values, strict=True))
    for name in names:
        if name.endswith("_id") and row[name]:
            row[name] = UUID(bytes=row[name])
    set_column(connection, seq, "hash", row_hash(row.pop("previous_hash"), seq=seq, **row))


def last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(seq) FROM audit_entry").fetchone()[0])


def test_an_untouched_chain_is_whole(books: ShopFloor):
    assert findings(books) == []
    books.check_books()
    rows = books.rows("SELECT seq, previous_hash, hash FROM audit_entry ORDER BY seq")
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["previous_hash"] for row in rows] == [GENESIS, *(row["hash"] for row in rows[:-1])]


def test_the_list_of_columns_is_complete(books: ShopFloor):
    assert set(books.rows("SELECT * FROM audit_entry LIMIT 1")[0]) == {"seq", *COLUMNS}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_in_any_column_of_any_row_is_found(books: ShopFloor, column: str):
    with tampering(books) as connection:
        for seq in (1, 5, last(connection)):
            (before,) = connection.execute(f"SELECT {column} FROM audit_entry WHERE seq = ?", (seq,)).fetchone()
            for value in (COLUMNS[column], *NONSENSE):
                set_column(connection, seq, column, value)
                assert ("changed", seq) in findings(books), (seq, value)
            set_column(connection, seq, column, before)
        assert findings(books) == []


def test_a_change_is_a_finding_of_duken_verify(books: ShopFloor):
    with tampering(books) as connection:
        set_column(connection, 5, "facts", '{"a":1}')
        found = books.ask(verify).findings
    assert [(finding.check, finding.subject, finding.found) for finding in found] == [("audit_chain", "row 5", "changed")]


@pytest.mark.parametrize("seqs", [(1,), (4,), (4, 5, 6), (2, 9)])
def test_a_missing_row_is_found(books: ShopFloor, seqs: tuple[int, ...]):
    with tampering(books) as connection:
        for seq in seqs:
            connection.execute("DELETE FROM audit_entry WHERE seq = ?", (seq,))
        assert {kind for kind, _seq in findings(books)} >= {"missing"}
        assert ("missing", seqs[0]) in findings(books)


def test_a_row_that_was_taken_out_and_the_others_moved_up_is_found(books: ShopFloor):
    with tampering(books) as connection:
        connection.execute("DELETE FROM audit_entry WHERE seq = 4")
        for seq in range(5, last(connection) + 1):
            connection.execute("UPDATE audit_entry SET seq = seq - 1 WHERE seq = ?", (seq,))
        assert ("reordered", 4) in findings(books)


def test_rows_that_changed_places_are_found(books: ShopFloor):
    with tampering(books) as connection:
        for wrong, right in ((4, -1), (7, 4), (-1, 7)):
            connection.execute("UPDATE audit_entry SET seq = ? WHERE seq = ?", (right, wrong))
        kinds = {kind for kind, seq in findings(books) if seq in (4, 7)}
    assert kinds == {"reordered", "changed"}


def test_a_row_that_was_slipped_in_is_found(books: ShopFloor):
    with tampering(books) as connection:
        end = last(connection)
        names = ", ".join(COLUMNS)
        connection.execute(
            f"INSERT INTO audit_entry (seq, {names}) SELECT {end + 1}, {names} FROM audit_entry WHERE seq = {end}"
        )
        assert {("reordered", end + 1), ("changed", end + 1)} <= set(findings(books))


def test_who_changes_a_row_and_its_hash_is_found_by_the_row_after(books: ShopFloor):
    with tampering(books) as connection:
        for seq in (last(connection) - 1, 6, 1):
            set_column(connection, seq, "action", "nothing.happened")
            hash_again(connection, seq)
            assert findings(books)[0] == ("reordered", seq + 1)


def test_who_makes_the_whole_rest_of_the_chain_fit_again_is_found_by_the_head_on_the_z(books: ShopFloor):
    with tampering(books) as connection:
        set_column(connection, 6, "facts", '{"total_minor":1}')
        hash_again(connection, 6)
        for seq in range(7, last(connection) + 1):
            (previous,) = connection.execute("SELECT hash FROM audit_entry WHERE seq = ?", (seq - 1,)).fetchone()
            set_column(connection, seq, "previous_hash", previous)
            hash_again(connection, seq)
        found = findings(books)
    assert {kind for kind, _number in found} == {"cut", "tail"}


def test_a_tail_that_was_cut_off_is_found_by_the_head_on_the_z(books: ShopFloor):
    (z,) = books.rows("SELECT seq FROM audit_entry WHERE action = 'shift.closed' ORDER BY seq DESC LIMIT 1")
    with tampering(books) as connection:
        connection.execute("DELETE FROM audit_entry WHERE seq >= ?", (z["seq"] - 1,))
        assert findings(books) == [("tail", z["seq"] - 1), ("cut", 2)]
        connection.execute("DELETE FROM audit_entry WHERE seq > 3")
        assert findings(books) == [("tail", 4), ("cut", 1), ("cut", 2)]


def cut(connection: sqlite3.Connection, rows: int) -> int:
    """Take the last entries away; answers the number of the first that is gone."""
    first = last(connection) - rows + 1
    connection.execute("DELETE FROM audit_entry WHERE seq >= ?", (first,))
    return first


@pytest.mark.parametrize("rows", [1, 2])
def test_a_tail_that_was_cut_off_after_the_last_z_is_found(books: ShopFloor, rows: int):
    for _ in range(2):  # neither has a document that would be missed
        books.do(remove_line, line_id=books.put(books.cart(), "222"))
    assert findings(books) == []
    with tampering(books) as connection:
        first = cut(connection, rows)
        assert findings(books) == [("tail", first)]
        found = [(each.check, each.found) for each in books.ask(verify).findings]
    assert found == [("audit_chain", "tail")]


def test_a_cut_that_is_sold_over_stays_visible(books: ShopFloor):
    with tampering(books) as connection:
        first = cut(connection, 2)
        connection.execute("CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END")
        reopened = books.power_cut(books.path.parent / "reopened")
        with reopened.shop:
            reopened.sell("222")
            assert ("missing", first) in findings(reopened)
            reopened.close_shift()
            assert ("missing", first) in findings(reopened)


def test_a_z_after_a_cut_carries_the_head_that_is_gone(books: ShopFloor):
    head = books.value("SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
    with tampering(books) as connection:
        first = cut(connection, 1)
        reopened = books.power_cut(books.path.parent / "reopened")
        with reopened.shop:
            shift_id = reopened.close_shift()
            assert reopened.rows("SELECT audit_head FROM shift_closing WHERE shift_id = ?", shift_id)[0]["audit_head"] == head
            report = json.loads(reopened.value("SELECT report FROM shift_closing WHERE shift_id = ?", shift_id))
            assert (report["audit_seq"], report["audit_head"]) == (first, head.hex())
            assert ("cut", 3) in findings(reopened)


def test_a_kept_head_that_was_taken_away_is_found_and_the_till_works_on(books: ShopFloor):
    with tampering(books) as connection:
        connection.execute("DELETE FROM audit_head")
        assert findings(books) == [("tail", last(connection))]
        reopened = books.power_cut(books.path.parent / "reopened")
        with reopened.shop:
            reopened.sell("222")


def test_a_last_row_that_was_written_anew_with_its_hash_is_found(books: ShopFloor):
    with tampering(books) as connection:
        end = last(connection)
        set_column(connection, end, "action", "nothing.happened")
        hash_again(connection, end)
        assert ("tail", end) in findings(books)


def test_a_restored_copy_and_a_power_cut_keep_the_head_with_its_chain(books: ShopFloor):
    reopened = books.power_cut(books.path.parent / "reopened")
    with reopened.shop:
        assert findings(reopened) == []
        reopened.sell("111")
        assert findings(reopened) == []


def test_an_audit_that_was_emptied_is_found_even_before_the_first_z(shop: ShopFloor):
    with tampering(shop) as connection:
        connection.execute("DELETE FROM audit_entry")
        assert findings(shop) == [("missing", 1)]


def test_the_z_carries_the_head_that_stood_when_it_was_made(books: ShopFloor):
    for row in books.rows("SELECT audit_head, report FROM shift_closing"):
        report = json.loads(row["report"])
        (entry,) = books.rows("SELECT hash FROM audit_entry WHERE seq = ?", report["audit_seq"])
        assert bytes.fromhex(report["audit_head"]) == row["audit_head"] == entry["hash"]


def test_an_entry_says_who_did_what_when_and_at_which_till(till: ShopFloor):
    line_id = till.put(till.cart(by=till.cashier), "222")
    till.clock.advance(minutes=1)
    till.do(remove_line, by=till.cashier, line_id=line_id)
    newest = till.ask(audit_lines, limit=1)[0]
    assert (newest.at, newest.person, newest.lender, newest.till) == (till.clock.now, "Chynara", None, "1")
    assert (newest.action, newest.facts["sum_minor"]) == ("sale.line_removed", 9990)


def test_entries_are_read_page_by_page_newest_first(books: ShopFloor):
    everything = books.ask(audit_lines, limit=1000)
    assert [line.seq for line in everything] == sorted((line.seq for line in everything), reverse=True)
    pages, before = [], None
    while page := books.ask(audit_lines, limit=3, before_seq=before):
        pages += page
        before = page[-1].seq
    assert tuple(pages) == everything


def test_a_command_that_is_refused_leaves_no_entry(till: ShopFloor):
    before = till.value("SELECT max(seq) FROM audit_entry")
    with refused("sale.unknown_barcode"):
        till.cart("000")
    with pytest.raises(ZeroDivisionError):
        till.do(lambda uow: audit(uow, "test.done") and 1 // 0)
    till.do(lambda uow: audit(uow, "test.done"))
    assert till.value("SELECT max(seq) FROM audit_entry") == before + 1
    assert findings(till) == []


def test_no_entry_carries_a_pin_a_name_or_a_phone(till: ShopFloor):
    till.do(add_person, name="Нурлан", pin="7351")
    till.customer("Гульнара")
    with pytest.raises(PinRefused):
        till.do(sign_in, person_id=till.cashier_id, pin="7352")
    line_id = till.put(till.cart(by=till.cashier), "222")
    till.do(remove_line, by=till.loan(Right.CHANGE_PRICE), line_id=line_id)
    told = "".join(row["facts"] for row in till.rows("SELECT facts FROM audit_entry"))
    for secret in ("7351", "7352", CASHIER_PIN, MANAGER_PIN, "Нурлан", "Гульнара", "Chynara", "argon2"):
        assert secret not in told
