"""What `duken verify` finds is told to people: which document, what stands there, what should; never an id or a minor unit."""

from __future__ import annotations

import ast
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.verify.bags import BAG_CHECKS
from app.core.verify.books import BOOK_CHECKS
from app.core.verify.queries import verify
from app.core.verify.views import About, Finding
from app.kernel.i18n import LANGUAGES
from app.wiring import open_shop
from tests.shop_floor import MORNING, ShopFloor
from tests.tidy.repository import tree
from ui.findings import SENTENCES, finding_sentence
from ui.wording import DOCUMENTS, FIGURES, THINGS

SOLD = About("sale", "A1-000003", MORNING)


def said(finding: Finding, language: str = "en") -> str:
    return finding_sentence(finding, language, "KGS", "Asia/Bishkek").replace("\u00a0", " ").replace("\u202f", " ")


def test_a_figure_is_told_as_money_of_a_document_with_number_and_moment():
    finding = Finding("sale_is_paid", "00ff", "123456", "123450", "paid_minor", about=SOLD)
    assert said(finding) == "Receipt A1-000003 (Mar 2, 2026, 9:00 AM). Paid: 1,234.56 KGS; it should be 1,234.50 KGS."


def test_a_quantity_and_a_product_are_told_by_name():
    finding = Finding("level_is_sum_of_movements", "00ff", "1500", "None", "on_hand_milli", about=About("product", "Tea"))
    assert said(finding) == "Product “Tea”. In stock: 1.5; it should be —."


def test_a_day_is_told_as_a_day_and_a_name_in_the_language_s_own_quotes():
    finding = Finding("facts_have_documents", "x", "2020-01-01", "2026-03-02", "business_date", about=About("product", "Чай"))
    assert said(finding) == "Product “Чай”. Business day: Jan 1, 2020; it should be Mar 2, 2026."
    assert said(finding, "ru").startswith("Товар «Чай». Рабочий день: 1 янв. 2020 г., ")


def test_no_id_is_ever_told():
    finding = Finding("facts_have_documents", "x", "019cac61-8c40-702c-9852-30963a305f23", "None", "customer_id", about=SOLD)
    assert "019cac61" not in said(finding)


def problems() -> set[str]:
    """The kinds of findings that the verification's code writes out, and those of the journal's chain."""
    found = {"figure", "at_most", "parts", "moment"}
    for name in ("queries", "facts", "drawer"):
        for node in ast.walk(tree(f"app/core/verify/{name}.py")):
            if isinstance(node, ast.keyword) and node.arg == "problem" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    chain = ast.walk(tree("app/core/audit/queries.py"))
    yields = [node.value for node in chain if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)]
    return found | {str(each.elts[0].value) for each in yields if isinstance(each.elts[0], ast.Constant)}


def test_there_is_a_sentence_for_each_kind_of_finding_and_a_word_for_each_figure():
    assert {"changed", "missing", "reordered", "tail", "cut", "parts", "bytes", "more"} <= problems()
    assert problems() | {"belonging", "numbers", "highest_number"} == set(SENTENCES)
    assert {figure for check in (*BOOK_CHECKS, *BAG_CHECKS) for figure in check.figures} <= set(FIGURES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_told_in_every_language(language: str):
    for problem in SENTENCES:
        text = said(Finding("check", "subject", "12345", "67890", "total_minor", problem, about=SOLD), language)
        assert not re.search(r"[{}]|_minor|67890", text), text
        assert language == "en" or text != said(Finding("check", "subject", "12345", "67890", "total_minor", problem, about=SOLD))


@pytest.fixture
def spoiled(till: ShopFloor, tmp_path: Path) -> ShopFloor:
    """A day whose first receipt says another VAT than its lines, and whose second has lost a line's goods."""
    till.sell("111", "222")
    till.sell("333")
    copy = tmp_path / "copy" / "duken.db"
    copy.parent.mkdir()
    till.close_shift()
    till.close()
    shutil.copy(till.path, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE sale SET tax_minor = tax_minor + 100 WHERE number = 'A1-000001'")
        connection.execute("UPDATE stock_movement SET quantity_milli = -2000 WHERE product_id = ?", (till.goods["333"].bytes,))
    return till


def test_of_several_figures_only_the_one_that_differs_is_told(spoiled: ShopFloor, tmp_path: Path):
    with open_shop(tmp_path / "copy" / "duken.db", to_write=False) as shop:
        findings = shop.ask(verify).findings
    (shared,) = [each for each in findings if each.check == "discount_is_shared_out"]
    assert (shared.figure, int(shared.found) - int(shared.expected)) == ("tax_minor", 100)
    assert said(shared).startswith("Receipt A1-000001 (Mar 2, 2026, 9:00 AM). VAT in it: ")
    (moved,) = [each for each in findings if each.check == "sold_goods_moved"]
    assert moved.about == About("sale", "A1-000002", MORNING, "Tea")
    assert said(moved).endswith("“Tea”. Taken from stock: 2; it should be 1.")


def test_documents_and_tables_have_names():
    assert {"sale", "return", "shift", "cash", "account", "receipt", "write_off", "found"} <= set(DOCUMENTS)
    assert {"shift_closing", "shift_verification", "tender_correction", "sale_return"} <= set(THINGS)
