"""The journal of actions is told to people in words: no code, no id, no minor unit; and everything written has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.audit.queries import audit_lines, names_in
from app.core.audit.views import AuditLine
from app.core.catalog.commands import change_product
from app.core.documents.titles import OPERATIONS
from app.core.sales.commands.drafts import change_price, remove_line
from app.core.settings.commands import store_setting
from app.core.settings.rules import BLIND_COUNT, DENOMINATIONS
from app.core.staff.commands import add_person, give_role
from app.kernel.i18n import LANGUAGES
from db.models.cash import CashOperation
from db.models.stock import StockDocument
from tests.shop_floor import ShopFloor
from tests.tidy.repository import PROGRAM, dotted, nothing, python_files, tree
from ui.journal import ACTIONS, FACTS, NOT_TOLD, SAME_AS, entry_text, who_text

MOMENT = datetime(2026, 3, 5, 8, 7, tzinfo=UTC)


def kinds_of(table: type[Any]) -> set[str]:
    (constraint,) = [str(each.sqltext) for each in table.__table__.constraints if str(each.name).endswith("kind")]
    return set(re.findall(r"'(\w+)'", constraint))


KINDS = {
    "cash.": kinds_of(CashOperation), "stock.": kinds_of(StockDocument), "account.": set(OPERATIONS) - kinds_of(CashOperation),
}
"""What stands behind the point where the code is put together: `f"cash.{kind}"`."""


def written() -> Iterator[tuple[str, set[str], set[str]]]:
    """Each call of `audit(uow, action, …)` in the program: where, its actions, the names of its facts."""
    for name in python_files(*PROGRAM):
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "audit" and len(node.args) > 1:
                facts = {str(keyword.arg) for keyword in node.keywords} - {"lender_id", "person_id"}
                yield f"{name}:{node.lineno}", actions_of(node.args[1]), facts


def actions_of(code: ast.expr) -> set[str]:
    if isinstance(code, ast.JoinedStr):
        subject = ast.unparse(code.values[0]).strip("'")
        return {f"{subject}{kind}" for kind in KINDS.get(subject, ("?",))}
    return {code.value} if isinstance(code, ast.Constant) and isinstance(code.value, str) else {"?"}


def test_every_action_that_is_written_has_words_and_every_word_its_action():
    assert len(list(written())) > 40
    nothing(
        (f"{place} {action}" for place, actions, _facts in written() for action in sorted(actions - set(ACTIONS))),
        "A person would read these codes in the journal. Give them words in ui/journal.py, and translate them:",
    )
    assert set().union(*(actions for _place, actions, _facts in written())) == set(ACTIONS)


def test_every_fact_that_is_written_has_a_word_and_every_word_its_fact():
    known = set(FACTS) | NOT_TOLD
    nothing(
        (f"{place} {fact}" for place, _actions, facts in written() for fact in sorted(facts - known)),
        "A person would read these names in the journal. Give them a word in ui/journal.py, and translate it:",
    )
    assert set().union(*(facts for _place, _actions, facts in written())) == known


def test_it_is_known_what_was_before_and_after_is_of_every_action_that_tells_it():
    found = {action for _place, actions, facts in written() if facts & {"was", "now"} for action in actions}
    assert found == set(SAME_AS)


def line(action: str, **facts: Any) -> AuditLine:
    return AuditLine(7, MOMENT, "Aida", None, "1", action, None, facts)


def said(entry: AuditLine, language: str = "en", names: dict[UUID, str] | None = None) -> str:
    return entry_text(entry, names or {}, language, "KGS", "Asia/Bishkek").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("entry", "english", "russian"),
    [
        (line("sale.completed", number="A1-000012", sha256="00ff", total_minor=42_000),
         "Receipt paid · Number: A1-000012 · Total: 420.00 KGS", "Чек оплачен · Номер: A1-000012 · Итог: 420,00 KGS"),
        (line("sale.receipt_discount", minor=14_222, ppm=136_000),
         "Discount on the receipt · Share: 13.6% · Discount: 142.22 KGS",
         "Скидка на весь чек · Доля: 13,6 % · Скидка: 142,22 KGS"),
        (line("sale.price_changed", line=str(UUID(int=5)), was=12_000, now=13_050),
         "Price changed on a receipt · Before: 120.00 KGS · After: 130.50 KGS",
         "Цена в чеке изменена · Было: 120,00 KGS · Стало: 130,50 KGS"),
        (line("sale.quantity_lowered", was=2000, now=250),
         "Quantity on a receipt lowered · Before: 2 · After: 0.25", "Количество в чеке уменьшено · Было: 2 · Стало: 0,25"),
        (line("sale.tender_corrected", was="cash", now="card", amount_minor=5),
         "Way of paying corrected · Amount: 0.05 KGS · Before: Cash · After: Card",
         "Способ оплаты исправлен · Сумма: 0,05 KGS · Было: Наличные · Стало: Карта"),
        (line("return.completed", with_receipt=True), "Goods taken back · By receipt: yes", "Возврат принят · По чеку: да"),
        (line("print.again", kind="z"), "Document printed again · Document: Z report",
         "Документ напечатан ещё раз · Документ: Z-отчёт"),
        (line("setting.changed", key="cash.denominations_minor", value="[100,5000]"),
         "Setting changed · Setting: Notes and coins · Value: 1.00 KGS, 50.00 KGS",
         "Настройка изменена · Настройка: Купюры и монеты · Значение: 1,00 KGS, 50,00 KGS"),
        (line("role.changed", rights=["sell", "see_audit"]),
         "Rights of a role changed · Rights: Sell, See the journal of actions",
         "Права роли изменены · Права: Продавать, Видеть журнал действий"),
        (line("customer.limit_changed", credit_limit_minor=None), "Credit limit changed · Credit limit: —",
         "Лимит долга изменён · Лимит долга: —"),
    ],
)  # fmt: skip
def test_an_entry_reads_as_a_person_would_say_it(entry: AuditLine, english: str, russian: str):
    assert said(entry) == english
    assert said(entry, "ru") == russian


def test_who_lent_the_right_is_told_beside_who_used_it():
    lent = AuditLine(7, MOMENT, "Aida", "Marat", "1", "right.lent", None, {})
    assert who_text(lent, "en") == "Aida (allowed by: Marat)"
    assert who_text(lent, "ru") == "Aida (разрешение: Marat)"
    assert who_text(line("x.y"), "en") == "Aida"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_and_no_unit_is_left_in_any_language(language: str):
    told = {name for _place, _actions, facts in written() for name in facts}
    for action in ACTIONS:
        english, text = said(line(action)), said(line(action, **dict.fromkeys(told, 3000)), language)
        assert not re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]", text), text
        assert language == "en" or said(line(action), language) != english
    assert len({said(line(action), language) for action in ACTIONS}) == len(ACTIONS)


PLAIN = st.none() | st.booleans() | st.integers() | st.text()


@given(
    st.sampled_from(sorted(ACTIONS)),
    st.dictionaries(st.sampled_from(sorted(FACTS)), PLAIN | st.lists(PLAIN) | st.dictionaries(st.text(), PLAIN)),
)
def test_whatever_somebody_has_written_into_an_entry_it_can_be_read(action: str, facts: dict[str, Any]):
    for language in LANGUAGES:
        assert said(line(action, **facts), language)
    assert said(line("no.such.action", x=1)) == "no.such.action · x: 1"


def test_a_figure_that_no_till_has_is_shown_as_it_is():
    assert said(line("goods.imported", count=10**25)) == f"Price list imported · Documents: {10**25}"
    nested = "[" * 100_000
    assert said(line("setting.changed", key="receipt.header", value=nested)).endswith("[…")


def newest(shop: ShopFloor, count: int = 1) -> list[str]:
    lines = shop.ask(audit_lines, limit=count)
    return [said(entry, names=shop.ask(names_in, lines=lines)) for entry in lines]


def test_what_an_entry_is_about_is_told_by_its_name(till: ShopFloor):
    sale_id = till.cart()
    line_id = till.put(sale_id, "222")
    till.do(change_price, line_id=line_id, price_minor=9000)
    assert newest(till) == ["Price changed on a receipt · Product: Milk · Before: 99.90 KGS · After: 90.00 KGS"]
    till.do(remove_line, line_id=line_id)
    assert newest(till) == ["Line deleted from a receipt · Product: Milk · Sum of the line: 90.00 KGS"]
    till.do(change_product, product_id=till.goods["222"], name="Green tea", article="T-1", scale_code=77)
    assert newest(till) == ["Product changed: Green tea · Changed: Name, Number in the scale, Article"]


def test_people_and_roles_are_told_by_their_names(shop: ShopFloor):
    role_id = UUID(bytes=shop.value("SELECT id FROM role WHERE name = 'cashier'"))
    person_id = shop.do(add_person, name="Нурлан", pin="7351")
    shop.do(give_role, person_id=person_id, role_id=role_id)
    assert newest(shop, 2) == ["Role given: Нурлан · Role: Cashier", "Employee added: Нурлан · Owner: no"]
    shop.do(store_setting, key=BLIND_COUNT.key, value=False)
    assert newest(shop) == ["Setting changed · Setting: Count without seeing the expected cash · Value: no"]
    shop.do(store_setting, key=DENOMINATIONS.key, value=[100])
    assert newest(shop)[0].endswith("Value: 1.00 KGS")
