"""`duken verify` finds each kind of damage that somebody could do to the file behind our back, and nothing else."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.cash.commands import take_cash_out
from app.core.devices.commands import remove_device
from app.core.intents.commands import mark_asked
from app.core.payments.views import Tender
from app.core.sales.commands.cards import ask_card, book_answer
from app.core.sales.commands.drafts import discount_receipt
from app.core.stock.commands.counts import count_goods
from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.core.verify.bags import BAG_CHECKS
from app.core.verify.books import BOOK_CHECKS
from app.core.verify.queries import counts, verify
from app.core.verify.views import Verdict
from app.kernel.clock import ManualClock
from app.ports import CardAnswer
from db.engine import open_reader
from tests.core.agents_floor import agents_day
from tests.shop_floor import MORNING, Template, open_floor

COMPLETED = "(SELECT id FROM sale WHERE state = 'completed' ORDER BY id LIMIT 1)"
OPEN_LINE = "(SELECT id FROM sale_line WHERE name = 'Tea' AND sale_id = (SELECT id FROM sale WHERE state = 'open'))"

DAMAGE: dict[str, tuple[str, ...]] = {
    "line_adds_up": (f"UPDATE sale_line SET net_minor = net_minor + 1 WHERE id = {OPEN_LINE}",),
    "line_is_price_times_quantity": (f"UPDATE sale_line SET price_minor = price_minor + 1 WHERE id = {OPEN_LINE}",),
    "line_tax_is_included": (f"UPDATE sale_line SET tax_minor = tax_minor + 1 WHERE id = {OPEN_LINE}",),
    "sale_is_sum_of_lines": ("UPDATE sale SET gross_minor = gross_minor + 1 WHERE state = 'open'",),
    "discount_is_shared_out": (f"UPDATE sale SET tax_minor = tax_minor + 1 WHERE id = {COMPLETED}",),
    "sale_is_paid": ("UPDATE payment SET amount_minor = amount_minor + 1 WHERE tender = 'card' AND amount_minor = 20000",),
    "card_money_has_a_sale": ("UPDATE intent SET amount_minor = amount_minor + 1",),
    "return_adds_up": ("UPDATE sale_return SET tax_minor = tax_minor + 1",),
    "return_is_paid_back": (
        "UPDATE payment SET amount_minor = amount_minor - 1 WHERE tender = 'card' AND document_kind = 'return'",
    ),
    "not_more_returned_than_sold": ("UPDATE return_line SET quantity_milli = 99000",),
    "level_is_sum_of_movements": ("UPDATE stock_level SET on_hand_milli = on_hand_milli + 1",),
    "layers_are_the_level": ("UPDATE stock_layer SET left_milli = left_milli - 1",),
    "cost_goes_in_and_out": ("UPDATE stock_layer SET left_minor = left_minor - 1",),
    "sold_goods_moved": (
        "UPDATE stock_movement SET quantity_milli = quantity_milli - 1000 WHERE document_kind = 'sale'",
        """UPDATE stock_level SET on_hand_milli = (SELECT sum(m.quantity_milli) FROM stock_movement m
           WHERE m.product_id = stock_level.product_id AND m.store_id = stock_level.store_id)""",
    ),
    "stock_lines_moved": ("UPDATE stock_line SET quantity_milli = quantity_milli + 1 WHERE counted_milli IS NULL",),
    "count_is_a_difference": ("UPDATE stock_line SET counted_milli = counted_milli + 1",),
    "extra_is_shared_out": ("UPDATE stock_document SET extra_minor = extra_minor + 1",),
    "balance_is_sum_of_entries": ("UPDATE account_balance SET balance_minor = balance_minor + 1",),
    "exchange_balances": ("UPDATE payment SET tender = 'exchange' WHERE tender = 'card' AND document_kind = 'return'",),
    "closing_is_sum_of_cash": ("UPDATE shift_closing SET difference_minor = difference_minor + 1",),
    "closed_shift_has_a_closing": ("UPDATE shift SET state = 'closed'",),
    "lines_say_what_headers_say": ("UPDATE agent_sale_line SET business_date = '2020-01-01'",),
    "transfers_are_answered_for": ("UPDATE transfer_line SET quantity_milli = 1000 WHERE quantity_milli = 5000",),
    "transfers_moved": ("UPDATE transfer_line SET quantity_milli = quantity_milli + 1000",),
    "bags_are_whole": (
        "UPDATE stock_portion SET back_milli = back_milli + 1000 WHERE layer_id IN "
        "(SELECT id FROM stock_layer WHERE store_id IN (SELECT id FROM agent))",
    ),
    "agent_sale_adds_up": ("UPDATE agent_sale SET tax_minor = tax_minor + 1",),
    "agent_line_is_price_times_quantity": ("UPDATE agent_sale_line SET price_minor = price_minor + 1",),
    "agent_commission_is_the_rates": ("UPDATE agent_sale SET commission_minor = commission_minor - 1",),
    "agent_refund_adds_up": ("UPDATE agent_refund SET total_minor = total_minor + 1",),
    "agents_goods_moved": ("UPDATE agent_refund_line SET quantity_milli = quantity_milli + 1000",),
    "not_more_back_than_agents_sold": ("UPDATE agent_refund_line SET quantity_milli = 99000",),
    "agents_cash_is_in_the_drawer": ("UPDATE agent_payment SET amount_minor = amount_minor + 1",),
    "layers_follow_movements": ("UPDATE stock_portion SET cost_minor = cost_minor + 1",),
    "cash_is_as_booked": (
        "UPDATE cash_entry SET amount_minor = amount_minor + 1 WHERE kind = 'tendered' AND shift_id = "
        "(SELECT id FROM shift WHERE state = 'open')",
    ),
    "audit_chain": ("UPDATE audit_entry SET action = 'sale.gifted' WHERE seq = 5",),
    "numbers_without_gaps": ("UPDATE number_series SET last = last + 1 WHERE kind = 'return'",),
    "documents_untouched": ("UPDATE outbox SET body = CAST(replace(body, 'Ainura', 'Aigerim') AS BLOB) WHERE kind = 'card'",),
    "facts_have_documents": (f"DELETE FROM outbox WHERE row_id = {COMPLETED}",),
    "file_is_sound": ("UPDATE product SET unit_id = x'00'",),
}
"""Check → what is done to the file so that this check, and no other, has something to say."""
LAYERS = ("layers_are_the_level", "cost_goes_in_and_out", "layers_follow_movements", "bags_are_whole")
ABOUT_GOODS = {*LAYERS, "level_is_sum_of_movements", "sold_goods_moved"}
"""What is wrong with goods is wrong with their layers too: the checks of layers stand on each other."""
ALSO = {"transfers_are_answered_for": "transfers_moved", "not_more_back_than_agents_sold": "agents_goods_moved"}
"""What cannot be wrong alone."""


@pytest.fixture(scope="module")
def a_days_books(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file after a day with a bit of everything, and a second shift that is still open."""
    path = tmp_path_factory.mktemp("books") / "duken.db"
    shutil.copy(template.path, path)
    floor = open_floor(path, template, ManualClock(MORNING))
    with floor.shop:
        floor.do(receive, items=[StockItem(floor.goods["333"], 10_000, 150_001)], reason="market", extra_minor=999)
        floor.do(count_goods, counted={floor.goods["333"]: 9_000}, uncounted="leave")
        floor.open_shift(50_000)
        customer_id = floor.customer(credit_limit_minor=50_000)
        sale_id = floor.cart("111", "222", "333", customer_id=customer_id)
        floor.do(discount_receipt, sale_id=sale_id, fixed_minor=990)
        terminal_id = floor.device("card_terminal")
        intent_id = floor.do(ask_card, sale_id=sale_id, amount_minor=20_000)
        floor.do(mark_asked, intent_id=intent_id, device="terminal")
        floor.do(book_answer, intent_id=intent_id, answer=CardAnswer("approved", rrn="100200300"))
        floor.pay(sale_id, Tender("debt", 5000), cash=20_000)
        floor.do(remove_device, device_id=terminal_id)
        floor.give_back(floor.sell("333", card=25_000).sale_id)
        floor.do(take_cash_out, amount_minor=1000, reason="cleaner")
        floor.close_shift()
        floor.open_shift(20_000)
        floor.sell("111", ("444", 700), cash=20_000)
        agents_day(floor)
        floor.cart("333")
        floor.check_books()
    return path


def damaged(path: Path, copy: Path, *statements: str) -> Verdict:
    """What verify says of a copy after these statements, which no trigger and no foreign key stops."""
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            before = connection.total_changes
            connection.execute(statement)
            assert connection.total_changes > before, statement
    with reading(copy) as session:
        return verify(session)


def reading(path: Path) -> Session:
    engine: Engine = open_reader(path)
    session = Session(engine)
    close = session.close

    def close_all() -> None:
        close()
        engine.dispose()

    session.close = close_all  # type: ignore[method-assign]
    return session


def test_there_is_damage_for_every_check(a_days_books: Path):
    with reading(a_days_books) as session:
        verdict = verify(session)
        assert verdict.is_clean
        assert set(verdict.checked) == set(DAMAGE) >= {check.name for check in (*BOOK_CHECKS, *BAG_CHECKS)}
        assert all(verdict.checked.values()), "each check had something to look at"
        assert counts(session)["sale"] == 4


@pytest.mark.parametrize("check", DAMAGE)
def test_this_damage_is_found_and_called_by_its_name(a_days_books: Path, tmp_path: Path, check: str):
    verdict = damaged(a_days_books, tmp_path / "copy.db", *DAMAGE[check])
    also = {"facts_have_documents", ALSO.get(check, check), *(LAYERS if check in ABOUT_GOODS else ())}
    assert check in {finding.check for finding in verdict.findings} <= {check, *also}


BEHIND_THE_PROGRAM = {
    "another tender": "UPDATE payment SET tender = 'qr' WHERE tender = 'cash' AND document_kind = 'sale'",
    "another name on a line": "UPDATE sale_line SET name = 'Something else'",
    "another customer": "UPDATE sale SET customer_id = (SELECT id FROM customer LIMIT 1) WHERE state = 'completed'",
    "another day": "UPDATE sale SET business_date = '2020-01-01' WHERE state = 'completed'",
    "a sale made void": "UPDATE sale SET state = 'void' WHERE number = 'A1-000001'",
    "another sum of a cash order": "UPDATE cash_operation SET amount_minor = amount_minor + 1",
    "a count and its difference": "UPDATE shift_closing SET counted_minor = counted_minor + 5, difference_minor = 5",
    "another Z": "UPDATE shift_closing SET report = '{}'",
    "a return's document gone": "DELETE FROM outbox WHERE kind = 'return.completed'",
    "a shift's document gone": "DELETE FROM outbox WHERE kind = 'shift.closed'",
    "goods that moved elsewhere": "UPDATE stock_movement SET line_id = NULL WHERE document_kind = 'return'",
}


@pytest.mark.parametrize("what", BEHIND_THE_PROGRAM)
def test_a_fact_that_was_edited_behind_the_programs_back_is_found(a_days_books: Path, tmp_path: Path, what: str):
    verdict = damaged(a_days_books, tmp_path / "copy.db", BEHIND_THE_PROGRAM[what])
    assert "facts_have_documents" in {finding.check for finding in verdict.findings}


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("UPDATE audit_entry SET facts = '{}' WHERE seq = 9",), {("row 9", "changed")}),
        (("DELETE FROM audit_entry WHERE seq = 9",), {("row 9", "missing")}),
        (
            (
                "UPDATE audit_entry SET seq = -1 WHERE seq = 9", "UPDATE audit_entry SET seq = 9 WHERE seq = 10",
                "UPDATE audit_entry SET seq = 10 WHERE seq = -1",
            ),
            {
                ("row 9", "reordered"), ("row 9", "changed"), ("row 10", "reordered"), ("row 10", "changed"),
                ("row 11", "reordered"),
            },
        ),
        (
            (
                """DELETE FROM audit_entry WHERE seq >=
                   (SELECT seq FROM audit_entry WHERE hash = (SELECT audit_head FROM shift_closing))""",
            ),
            {("the end", "tail"), ("Z 1", "cut")},
        ),
        (("DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",), {("the end", "tail")}),
    ],
    ids=["changed", "missing", "reordered", "cut", "tail"],
)
def test_the_audit_says_what_was_done_to_it_and_where(a_days_books: Path, tmp_path: Path, statements, found):
    verdict = damaged(a_days_books, tmp_path / "copy.db", *statements)
    said = [(finding.subject, finding.found) for finding in verdict.findings if finding.check == "audit_chain"]
    assert {(subject if kind != "tail" else "the end", kind) for subject, kind in said} == found


@pytest.mark.parametrize(
    ("check", "statements"),
    [
        ("level_is_sum_of_movements", ("DELETE FROM stock_level",)),
        ("balance_is_sum_of_entries", ("DELETE FROM account_balance",)),
        ("closing_is_sum_of_cash", ("UPDATE shift_closing SET expected_minor = 1, difference_minor = counted_minor - 1",)),
        ("closed_shift_has_a_closing", ("DELETE FROM shift_closing",)),
        ("numbers_without_gaps", ("UPDATE number_series SET last = last + 1 WHERE kind = 'shift'",)),
        ("numbers_without_gaps", ("UPDATE sale SET number = 'A1-000777' WHERE number = 'A1-000002'",)),
        ("facts_have_documents", ("UPDATE sale SET total_minor = total_minor + 1 WHERE number = 'A1-000001'",)),
        ("facts_have_documents", ("UPDATE outbox SET sha256 = randomblob(32) WHERE kind = 'sale.completed'",)),
        ("documents_untouched", ("UPDATE outbox SET body = replace(body, 'Ainura', 'Aigerim')",)),
        ("facts_have_documents", ("UPDATE outbox SET body = x'7b' WHERE kind = 'sale.completed'",)),
        ("audit_chain", ("UPDATE audit_entry SET facts = x'00ff' WHERE seq = 9",)),
    ],
)
def test_this_other_damage_is_found_too(a_days_books: Path, tmp_path: Path, check: str, statements):
    assert check in {finding.check for finding in damaged(a_days_books, tmp_path / "copy.db", *statements).findings}


def test_an_index_that_lost_its_row_is_found(a_days_books: Path, tmp_path: Path):
    copy = tmp_path / "copy.db"
    shutil.copy(a_days_books, copy)
    with closing(sqlite3.connect(copy)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_payment_document_id'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(copy.read_bytes())
    start = (page - 1) * size
    content[start + 3 : start + 5] = (int.from_bytes(content[start + 3 : start + 5], "big") - 1).to_bytes(2, "big")
    copy.write_bytes(content)
    with reading(copy) as session:
        assert "file_is_sound" in {finding.check for finding in verify(session).findings}


def test_a_hundred_findings_do_not_hide_that_there_are_more(a_days_books: Path, tmp_path: Path):
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
    verdict = damaged(
        a_days_books, tmp_path / "copy.db",
        many + "INSERT INTO stock_level SELECT randomblob(16), randomblob(16), 5 FROM n",
    )
    assert sum(found.check == "level_is_sum_of_movements" for found in verdict.findings) == 201
    assert verdict.findings[200].found == "more"


def test_looking_changes_nothing(a_days_books: Path) -> None:
    before = a_days_books.read_bytes()
    with reading(a_days_books) as session:
        verify(session)
    assert a_days_books.read_bytes() == before


@pytest.fixture
def steps() -> Iterator[list[str]]:
    told: list[str] = []
    yield told
    assert told == list(DAMAGE)


def test_it_says_how_far_it_is(a_days_books: Path, steps: list[str]) -> None:
    with reading(a_days_books) as session:
        verify(session, progress=steps.append)
