"""What somebody with an editor for database files could do to money and goods, past all triggers: `duken verify` sees each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from app.core.cash.commands import put_cash_in, take_cash_out, verify_shift
from app.core.payments.views import Tender
from app.core.sales.commands.returns import exchange
from app.core.sales.views import ReturnItem
from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.core.verify.queries import verify
from app.kernel.clock import ManualClock
from db.base import Base
from tests.core.agents_floor import agents_day
from tests.core.test_verify import damaged, reading
from tests.every_document import confirm_a_return_of_another_branch, every_kind_of_money
from tests.shop_floor import MORNING, Template, open_floor
from ui.findings import finding_sentence
from ui.wording import FIGURES

GROWN = "(SELECT sum(amount_minor) FROM account_entry e WHERE (e.account, e.owner_id) = (b.account, b.owner_id))"
BALANCES = f"UPDATE account_balance AS b SET balance_minor = {GROWN}"
LEVELS = """UPDATE stock_level SET on_hand_milli = (SELECT sum(m.quantity_milli) FROM stock_movement m
            WHERE m.product_id = stock_level.product_id AND m.store_id = stock_level.store_id)"""
OPEN = "(SELECT id FROM shift WHERE state = 'open')"
NEW_ENTRY = (
    "INSERT INTO cash_entry (id, company_id, shift_id, kind, amount_minor, document_kind, document_id, at, person_id) "
    "SELECT randomblob(16), company_id, shift_id, 'cash_out', -50000, document_kind, {document}, at, person_id "
    f"FROM cash_entry WHERE kind = 'float' AND shift_id = {OPEN}"
)
NEW_CREDIT = (
    "INSERT INTO account_entry (id, company_id, account, owner_id, amount_minor, document_kind, document_id, at, "
    "business_date, person_id) SELECT randomblob(16), company_id, account, owner_id, 999000, document_kind, {document}, at, "
    "business_date, person_id FROM account_entry WHERE account = 'gift_card' AND document_kind = 'account'"
)
FIRST_CHANGE = "(SELECT document_id FROM cash_entry WHERE kind = 'change' ORDER BY id LIMIT 1)"

BAG = "(SELECT id FROM agent)"
FORGERIES: dict[str, tuple[str, ...]] = {
    "a gift card grows": (
        "UPDATE account_entry SET amount_minor = 10000000 WHERE account = 'gift_card' AND document_kind = 'account'", BALANCES,
    ),
    "a debt shrinks": ("UPDATE account_entry SET amount_minor = 1 WHERE account = 'debt' AND document_kind = 'sale'", BALANCES),
    "points of a return grow": (
        "UPDATE account_entry SET amount_minor = amount_minor + 1 WHERE document_kind = 'return'", BALANCES,
    ),
    "an invented credit of no document": (NEW_CREDIT.format(document="randomblob(16)"), BALANCES),
    "an invented credit of a document that is there": (NEW_CREDIT.format(document="document_id"), BALANCES),
    "a credit of another day": ("UPDATE account_entry SET business_date = '2020-01-01' WHERE document_kind = 'account'",),
    "a credit at another moment": ("UPDATE account_entry SET at = at + 1 WHERE document_kind = 'return'",),
    "a credit by another person": (
        "UPDATE account_entry SET person_id = (SELECT id FROM person ORDER BY id DESC LIMIT 1) WHERE document_kind = 'sale'",
    ),
    "less cash brought in": (f"UPDATE cash_entry SET amount_minor = 1 WHERE kind = 'cash_in' AND shift_id = {OPEN}",),
    "more cash taken out": (f"UPDATE cash_entry SET amount_minor = -9999 WHERE kind = 'cash_out' AND shift_id = {OPEN}",),
    "no float any more": (f"DELETE FROM cash_entry WHERE kind = 'float' AND shift_id = {OPEN}",),
    "an invented entry of no document": (NEW_ENTRY.format(document="randomblob(16)"),),
    "an invented entry of a document that is there": (NEW_ENTRY.format(document="document_id"),),
    "tendered shifted against change": (
        f"UPDATE cash_entry SET amount_minor = amount_minor + 100 WHERE kind = 'tendered' AND document_id = {FIRST_CHANGE}",
        f"UPDATE cash_entry SET amount_minor = amount_minor - 100 WHERE kind = 'change' AND document_id = {FIRST_CHANGE}",
    ),
    "change called cash out": ("UPDATE cash_entry SET kind = 'cash_out' WHERE kind = 'change'",),
    "a cash entry by another person": (
        "UPDATE cash_entry SET person_id = (SELECT id FROM person ORDER BY id DESC LIMIT 1) WHERE kind = 'refund'",
    ),
    "a cash entry at another moment": ("UPDATE cash_entry SET at = at + 1 WHERE kind = 'correction'",),
    "a cash entry of another kind of document": ("UPDATE cash_entry SET document_kind = 'cash' WHERE kind = 'tendered'",),
    "a count changed": ("UPDATE shift_count SET pieces = pieces + 1",),
    "a count deleted": ("DELETE FROM shift_count WHERE denomination_minor = (SELECT min(denomination_minor) FROM shift_count)",),
    "a count of an open shift": (
        "INSERT INTO shift_count (id, company_id, shift_id, denomination_minor, pieces) "
        f"SELECT randomblob(16), company_id, {OPEN}, 100, 5 FROM shift_count LIMIT 1",
    ),
    "a payment at another moment": ("UPDATE payment SET at = at + 1 WHERE document_kind = 'sale'",),
    "a payment in another shift": (
        f"UPDATE payment SET shift_id = {OPEN} WHERE tender = 'card' AND shift_id <> {OPEN}",
    ),
    "an invented payment by card": (
        "INSERT INTO payment (id, company_id, document_kind, document_id, shift_id, tender, amount_minor, tendered_minor, "
        "rounding_minor, at) SELECT randomblob(16), company_id, 'sale', randomblob(16), shift_id, 'card', 70000, 70000, 0, at "
        "FROM payment LIMIT 1",
    ),
    "goods that moved at another moment": ("UPDATE stock_movement SET occurred_at = occurred_at + 1",),
    "goods that moved on another day": ("UPDATE stock_movement SET business_date = '2020-01-01' WHERE document_kind = 'return'",),
    "goods that came from nowhere": (
        "INSERT INTO stock_movement (document_id, id, company_id, product_id, store_id, quantity_milli, document_kind, "
        "occurred_at, business_date, booked_minor) SELECT randomblob(16), randomblob(16), company_id, product_id, store_id, "
        "5000, 'receipt', occurred_at, business_date, 0 FROM stock_movement LIMIT 1",
        LEVELS,
    ),
    "an agent's sale for less": ("UPDATE agent_sale SET total_minor = total_minor - 1",),
    "an agent's sale by another": ("UPDATE agent_sale SET person_id = (SELECT id FROM person ORDER BY id LIMIT 1)",),
    "an agent's payment grows": ("UPDATE agent_payment SET amount_minor = amount_minor + 1",),
    "an agent's payment gone": ("DELETE FROM agent_payment",),
    "less handed over": ("UPDATE transfer_line SET quantity_milli = quantity_milli - 1000 WHERE quantity_milli > 1000",),
    "less accepted": ("UPDATE transfer_answer_line SET accepted_milli = accepted_milli - 1000 WHERE accepted_milli > 0",),
    "a difference that nobody lost": ("UPDATE transfer_settlement SET outcome = 'back'",),
    "another request": ("UPDATE agent_request_line SET quantity_milli = quantity_milli + 1000",),
    "a return that another branch has confirmed": ("DELETE FROM return_answer_line", "DELETE FROM return_answer"),
    "a confirmation that was a dispute": ("UPDATE return_answer SET verdict = 'disputed'",),
    "a confirmed line of more": ("UPDATE return_answer_line SET sold_milli = sold_milli + 1000",),
    "a request that was declined": ("DELETE FROM agent_request_answer",),
    "goods gone from a bag": (
        f"UPDATE stock_layer SET left_milli = left_milli - 1000 WHERE store_id IN {BAG} AND left_milli > 0",
    ),
    "a shift closed at another moment": ("UPDATE shift_closing SET closed_at = closed_at + 1",),
    "a recount's note": ("UPDATE shift_verification SET note = 'all is well'",),
    "an exchange that does not balance": (
        "UPDATE payment SET tender = 'card' WHERE tender = 'exchange' AND document_kind = 'return'",
    ),
}
"""What the thief did → how. Each leaves the sums that the older checks know in order, or nearly so."""


@pytest.fixture(scope="module")
def full_books(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file after a day with every kind of money in it, counted by notes; and a second shift, still open."""
    path = tmp_path_factory.mktemp("forged") / "duken.db"
    shutil.copy(template.path, path)
    floor = open_floor(path, template, ManualClock(MORNING))
    with floor.shop:
        shift_id = floor.open_shift(50_000)
        floor.do(receive, items=[StockItem(floor.goods["111"], 50_000, 900)], reason="the morning's lorry")
        every_kind_of_money(floor)
        old = floor.sell("111")
        floor.do(
            exchange, items=[ReturnItem(floor.line_ids(old.sale_id)[0], 1000)], sale_id=floor.cart("222"), reason="taste",
            payments=[Tender("cash", 10_000)],
        )
        floor.do(put_cash_in, amount_minor=4000, reason="small change")
        floor.close_shift(counts={100_000: 1, 5000: 2}, confirm=("shift.difference",))
        floor.do(verify_shift, by=floor.manager, shift_id=shift_id, verified_minor=110_000, note="one note too few")
        floor.open_shift(20_000)
        floor.do(put_cash_in, amount_minor=4000, reason="small change")
        floor.do(take_cash_out, amount_minor=1000, reason="cleaner")
        floor.sell("111", ("444", 700), cash=20_000)
        confirm_a_return_of_another_branch(floor)
        agents_day(floor)
        floor.check_books()
    return path


def test_a_full_day_is_clean(full_books: Path):
    with reading(full_books) as session:
        assert verify(session).is_clean


@pytest.mark.parametrize("what", FORGERIES)
def test_this_forgery_is_found_and_told_in_words(full_books: Path, tmp_path: Path, what: str):
    verdict = damaged(full_books, tmp_path / "copy.db", *FORGERIES[what])
    assert verdict.findings
    for finding in verdict.findings:
        sentence = finding_sentence(finding, "en", "KGS", "Asia/Bishkek")
        assert not re.search(r"[a-z]_[a-z]|[0-9a-f]{8}|\+00:00", sentence), sentence


def test_whatever_a_document_tells_has_a_name_for_people(full_books: Path):
    """Each of these may be found to differ from its row."""
    told: set[str] = set()
    with reading(full_books) as session:
        for (body,) in session.execute(text("SELECT body FROM outbox WHERE kind NOT IN ('card', 'cards', 'audit')")):
            document = orjson.loads(body)
            document.pop("counts", None)  # notes and coins have a sentence of their own
            told |= {key for table in document.values() if isinstance(table, dict) and "keys" in table for key in table["keys"]}
            told |= {key for key in document if key not in ("lines", "payments", "movements", "accounts", "cash", "gift_cards")}
    columns = {column.key for table in Base.metadata.tables.values() for column in table.columns}
    nameless = {key for key in told & columns if key != "id" and not key.endswith(("_id", "_by", "_at")) and key != "at"}
    assert "tendered_minor" in nameless
    assert nameless - set(FIGURES) == set()
