"""What people read: every sentence in every language takes its facts, whatever they hold, and stays a sentence."""

from __future__ import annotations

import ast
import importlib.util
import re
import string
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

import db.models  # noqa: F401  (so that every table is known)
from app.core.cash.rules import rank_causes
from app.core.cash.views import DrawerFact
from app.core.payments.views import TENDERS as PAID_BY
from app.core.settings.rules import DECLARED
from app.kernel.errors import DeviceFailed, NeedsConfirmation, NotPermitted, RuleBroken
from app.kernel.i18n import LANGUAGES, translated
from app.kernel.permissions import Right
from db.base import Base
from tests.tidy.repository import PROGRAM, ROOT, dotted, python_files, strings, tree
from tests.tidy.test_messages import all_failures
from ui.empty_messages import NOTHING_TYPED
from ui.facts import LONGEST, MISSING
from ui.formats import (
    MINUS,
    ago_text,
    moment_text,
    money_text,
    percent_text,
    quantity_text,
    short_moment_text,
    time_text,
    wait_text,
)
from ui.messages import BETTER, MESSAGES, UNKNOWN, cause_sentence, sentence, sentence_of
from ui.wording import CAUSES, FIELDS, RIGHTS, ROLES, SETTINGS, STATES, TENDERS, THINGS, WORDS_OF, worded

SPACE = "\u00a0"  # Babel's, so that a sum never breaks over two lines
UNSHOWABLE = ("Cc", "Cs", "Zl", "Zp")
OTHERS_LETTERS = {"ru": "іїєґәғқңөұүһў", "uk": "ыэёъәғқңөұүһў", "kk": "їєґў", "ky": "іїєґәғқұһў"}
MOMENT = datetime(2026, 3, 5, 8, 7, tzinfo=UTC)


def facts_of_codes() -> dict[str, set[str]]:
    """The facts that the program really gives with each code."""
    found: dict[str, set[str]] = {}
    for failure in all_failures():
        for code in failure.codes:
            given_facts = failure.facts if failure.facts is not None else {"path", "line", "detail"}
            found.setdefault(code, set()).update(given_facts)
    return found


FACTS = facts_of_codes()
NUMBERS = {
    "count", "decimals", "expected", "failed_count", "first_line", "found", "hour", "length", "line", "most", "pieces",
    "scale_code", "seconds", "tries_left",
}
HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["{x}", "{name}", "{0}", "{", "}", "{{", "%s", "%(name)s", "=1+1", "\x00\x1b[2J", "a\nb\r\nc", "\u202egpj.exe", "\ud800",
         "\u2028", "", " ", "🧾" * 200, "я" * 10_000, "<b>&amp;</b>"]
    ),
)


def values(name: str) -> st.SearchStrategy[Any]:
    """What a fact of that name may hold, at its worst."""
    if name.endswith(("_minor", "_milli", "_ppm")) or name in NUMBERS:
        return st.integers(-(2**63), 2**63) if name != "seconds" else st.integers(-5, 4000)
    if name in ("last", "now"):
        return st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
    if name == "expired_on":
        return st.dates()
    return st.sampled_from(Right) if name == "right" else HOSTILE


def plain_value(name: str) -> Any:
    """What a fact of that name holds on an ordinary day."""
    ordinary: dict[str, Any] = {"last": MOMENT, "now": MOMENT, "expired_on": date(2026, 3, 5), "right": Right.DISCOUNT}
    if name in ordinary:
        return ordinary[name]
    return 3000 if name.endswith(("_minor", "_milli", "_ppm")) else 7 if name in NUMBERS else f"({name})"


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def forms(code: str, language: str) -> list[str]:
    """The general sentence of a code, and the one for special facts where there is one."""
    texts = [MESSAGES[code]] + ([BETTER[code][1]] if code in BETTER else [])
    return [translated(text, language) for text in texts]


def questions() -> set[str]:
    calls = [node for name in python_files(*PROGRAM) for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    asked = [call for call in calls if dotted(call.func).rpartition(".")[2] in ("NeedsConfirmation", "confirm")]
    return {call.args[0].value for call in asked if call.args and isinstance(call.args[0], ast.Constant)}  # type: ignore[misc]


def literal_facts(name: str) -> Iterator[str]:
    """Every value that is written out for a keyword of that name where an error is made, or passed on to one."""
    for file in python_files("app"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.keyword) and node.arg == name and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def build_words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", ROOT / "build" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("code", NOTHING_TYPED)
def test_where_nothing_was_typed_nothing_is_quoted(code: str):
    assert sentence_of(code, {"text": ""}, "en").startswith("Enter a ")
    assert "“x”" in sentence_of(code, {"text": "x"}, "en")
    assert "…" not in sentence_of(code, {"text": ""}, "ru")


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_fact_can_break_a_sentence(data):
    code = data.draw(st.sampled_from(sorted(MESSAGES)))
    facts = {name: data.draw(values(name), label=name) for name in sorted(FACTS.get(code, ()))}
    for language in LANGUAGES:
        text = sentence(RuleBroken(code, **facts), language, "KZT", "Asia/Almaty")
        assert text
        assert not [char for char in text if unicodedata.category(char) in UNSHOWABLE]
        fields = placeholders(MESSAGES[code])
        assert "path" in fields or len(text) <= len(translated(MESSAGES[code], language)) + 2 * LONGEST * (1 + len(fields))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_says_all_its_facts(language):
    for code in MESSAGES:
        facts = {name: plain_value(name) for name in FACTS.get(code, ())}
        text = sentence(RuleBroken(code, **facts), language)
        assert MISSING not in text, (code, text)
        assert not re.search(r"[{}]|_minor|_milli|_ppm", text), (code, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_fact_is_dots_and_never_a_failure(language):
    for code in MESSAGES:
        text = sentence(RuleBroken(code), language)
        assert "{" not in text
        assert (MISSING in text) == bool(placeholders(MESSAGES[code]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_that_nobody_wrote_a_sentence_for_is_still_a_sentence(language):
    text = sentence(DeviceFailed("scale.on_fire"), language)
    assert text == translated(UNKNOWN, language).format(code="scale.on_fire")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_is_a_question_and_nothing_else_is(language):
    asked = questions()
    assert {"sale.price_changed", "shift.difference", "clock.moved_back"} <= asked
    for code in MESSAGES:
        for text in forms(code, language):
            assert text.endswith("?") == (code in asked), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_polite_and_short(language):
    for code in MESSAGES:
        for text in forms(code, language):
            assert "!" not in text
            assert text.endswith((".", "?")), text
            assert len(text) <= 160, text
            assert not re.search(r"\s\s|^\s|\s$|\s[.,:;?]", text), text


@pytest.mark.parametrize("language", sorted(OTHERS_LETTERS))
def test_a_translation_is_written_in_its_own_letters(language):
    path = ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "duken.po"
    with path.open("rb") as file:
        texts = [str(message.string) for message in read_po(file, locale=language) if message.id]
    assert len(texts) > 300
    for text in texts:
        words = re.sub(r"\{\w+\}", "", text)
        assert not re.search(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]", words), f"Latin letters in a Cyrillic word: {text}"
        assert not set(words.lower()) & set(OTHERS_LETTERS[language]), f"another language's letters: {text}"


def test_the_files_hold_what_the_code_marks_and_nothing_else():
    words = build_words()
    wanted = set(words.places())
    assert len(wanted) > 300
    for language in words.LANGUAGES:
        with (ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "duken.po").open("rb") as file:
            catalog = read_po(file, locale=language)
        found = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalog if message.id}
        assert found == wanted, "run: python build/words.py"
        assert not catalog.obsolete
        assert not catalog.fuzzy
        assert not any(message.fuzzy for message in catalog if message.id)


def test_marks_are_found_wherever_they_stand():
    source = """_('one'); f"{say(_('two'))} {counted('a line', '{n} lines', n, 'ru')}"; other('no'); _(name)"""
    assert list(build_words().marked(ast.parse(source))) == ["one", "two", ("a line", "{n} lines")]


@pytest.mark.parametrize(
    ("language", "kgs", "kzt", "gbp", "percent", "quantity"),
    [
        ("ru", "1_234_567,89_KGS", "−0,05_KZT", "0,00_£", "12,5_%", "1_234,567"),
        ("en", "1,234,567.89_KGS", "−0.05_KZT", "£0.00", "12.5%", "1,234.567"),
        ("uk", "1_234_567,89_KGS", "−0,05_KZT", "0,00_GBP", "12,5%", "1_234,567"),
        ("kk", "1_234_567,89_KGS", "−0,05_₸", "0,00_£", "12,5%", "1_234,567"),
        ("ky", "1_234_567,89_сом", "−0,05_KZT", "0,00_GBP", "12,5%", "1_234,567"),
    ],
)
def test_money_percent_and_quantity_are_written_as_the_language_does(language, kgs, kzt, gbp, percent, quantity):
    assert money_text(123_456_789, "KGS", language) == kgs.replace("_", SPACE)
    assert money_text(-5, "KZT", language) == kzt.replace("_", SPACE)
    assert money_text(0, "GBP", language) == gbp.replace("_", SPACE)
    assert percent_text(125_000, language) == percent.replace("_", SPACE)
    assert quantity_text(1_234_567, language) == quantity.replace("_", SPACE)


def test_no_decimal_is_added_or_lost():
    assert [quantity_text(milli, "ru") for milli in (2000, 250, 1, -1500)] == ["2", "0,25", "0,001", "−1,5"]
    assert [percent_text(ppm, "en") for ppm in (50_000, 1, 0, 1_000_000)] == ["5%", "0.0001%", "0%", "100%"]
    assert [money_text(5, currency, "en") for currency in ("JPY", "KWD")] == ["¥5", f"0.005{SPACE}KWD"]


@given(amount=st.integers(-(10**18), 10**18), language=st.sampled_from(LANGUAGES))
def test_all_figures_of_a_sum_are_in_its_text(amount, language):
    assert re.sub(r"\D", "", money_text(amount, "KGS", language)).lstrip("0") == str(abs(amount)).lstrip("0")
    assert (MINUS in money_text(amount, "KGS", language)) == (amount < 0)


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [
        (-3, "in 1 second"), (30, "in 30 seconds"), (60, "in 1 minute"), (61, "in 2 minutes"), (3541, "in 1 hour"),
        (3601, "in 2 hours"),
    ],
)
def test_a_wait_is_never_shorter_than_what_is_left(seconds, wait):
    assert wait_text(seconds, "en") == wait


@pytest.mark.parametrize(
    ("seconds", "ago"),
    [
        (-5, "1 minute ago"), (0, "1 minute ago"), (61, "2 minutes ago"), (3541, "1 hour ago"), (3601, "2 hours ago"),
        (86_401, "2 days ago"), (40 * 86_400, "1 month ago"),
    ],
)
def test_what_is_known_is_never_said_to_be_younger_than_it_is(seconds, ago):
    assert ago_text(seconds, "en") == ago


@pytest.mark.parametrize(
    ("error", "language", "text"),
    [
        (
            NotPermitted("right.over_limit", right=Right.DISCOUNT, limit_ppm=50_000, asked_ppm=125_000), "ru",
            "12,5_% — больше лимита 5_% («Давать скидку»). Попросите менеджера ввести PIN-код.",
        ),
        (
            NeedsConfirmation("sale.price_changed", name="Чай", old_minor=12_000, new_minor=13_050, count=1), "uk",
            "Ціна товару «Чай» змінилася: була 120,00_KGS, стала 130,50_KGS. Продати за старою ціною?",
        ),
        (
            RuleBroken("return.more_than_left", name="Ірімшік", left_milli=250, unit="kg"), "kk",
            "«Ірімшік» тауарынан тағы тек 0,25 кг қайтаруға болады.",
        ),
        (
            RuleBroken("payment.too_little", missing_minor=123_450), "ky",
            "Акча азырынча жетишсиз: 1_234,50_сом жетпейт.",
        ),
        (RuleBroken("pin.locked", seconds=30), "ru", "Слишком много неверных попыток. Попробуйте через 30 секунд."),
        (RuleBroken("not_found", table="customer", id="x"), "ru",
         "Не найдено: покупатель. Возможно, запись удалена. Посмотрите список ещё раз."),
    ],
)
def test_a_sentence_reads_as_a_cashier_would_say_it(error, language, text):
    assert sentence(error, language) == text.replace("_", SPACE)


def test_special_facts_get_the_sentence_that_fits_them():
    def say(code: str, **facts: Any) -> str:
        return sentence_of(code, facts, "en")

    assert say("shift.difference") == "The count does not agree with the books. Close the shift with this difference?"
    assert f"−5.00{SPACE}KGS" in say("shift.difference", difference_minor=-500)
    assert say("sale.price_changed", name="Tea", old_minor=1, new_minor=2, count=3).startswith("Prices have changed (3 lines)")
    assert "whole units (pcs)" in say("quantity.not_whole", unit="pcs", decimals=0)
    assert "no more than 2 decimals" in say("quantity.not_whole", unit="kg", decimals=2)
    assert say("return.more_than_left", name="Tea", left_milli=0, unit="pcs") == "All of “Tea” has already been returned."


def test_names_are_cleaned_and_shortened_and_paths_are_whole():
    path = "C:\\" + "Магазин  №1\\" * 20 + "shop.db"
    assert path in sentence_of("database.disk_full", {"path": path}, "ru")
    assert "\x1b" not in sentence_of("database.disk_full", {"path": "a\x1b[2Jb"}, "ru")
    text = sentence_of("sale.price_needed", {"name": "{old} %s\n\u202e" + "ы" * 500}, "ru")
    assert "«{old} %s ыы" in text
    assert len(text) < LONGEST + 60


def test_a_moment_is_shown_on_the_clock_of_the_shop():
    question = NeedsConfirmation("clock.moved_back", last=MOMENT, now=MOMENT)
    assert "14:07" in sentence(question, "ru", zone="Asia/Bishkek")
    assert "13:07" in sentence(question, "kk", zone="Asia/Almaty")


def test_beside_a_moment_of_the_same_day_of_the_shop_the_time_is_enough():
    night = datetime(2026, 3, 2, 17, 50, tzinfo=UTC)  # 23:50 in Bishkek
    for later, written in ((timedelta(minutes=5), time_text), (timedelta(minutes=15), moment_text)):
        beside = night + later
        assert short_moment_text(beside, night, "ru", "Asia/Bishkek") == written(beside, "ru", "Asia/Bishkek")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_name_of_its_own(language):
    assert set(RIGHTS) == set(Right)
    for words in (RIGHTS, STATES, FIELDS, SETTINGS, ROLES, TENDERS):
        names = [worded(words, kind, language) for kind in words]
        assert all(names)
        assert len(set(names)) == len(names)
    assert worded(RIGHTS, "fly", language) == "fly"


def test_every_value_that_an_error_can_name_has_words():
    tables = set(Base.metadata.tables)
    assert set(literal_facts("table")) <= set(THINGS)
    assert set(THINGS) <= tables
    assert set(PAID_BY) <= set(TENDERS)
    assert set(DECLARED) == set(SETTINGS)
    assert {"reason", "note", "phone", "article"} <= set(literal_facts("field")) <= set(FIELDS)
    assert set(WORDS_OF) <= {fact for facts in FACTS.values() for fact in facts}


def kinds_of_causes() -> set[str]:
    facts = {
        "cash_sale", "other_sale", "cash_refund", "other_refund", "cash_in", "cash_out", "cash_waiting",
        "digits_moved", "denomination_minor",
    }
    found = {text for _line, text in strings(tree("app/core/cash/rules.py"))}
    return {text for text in found if re.fullmatch(r"[a-z]+(_[a-z]+)+", text)} - facts


def test_every_cause_of_a_difference_has_a_sentence():
    assert set(CAUSES) == kinds_of_causes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(CAUSES))
def test_a_cause_names_its_document_and_its_sum(kind, language):
    text = cause_sentence(kind, number="A1-000127", amount_minor=123_400, language=language, currency="KZT")
    fields = placeholders(CAUSES[kind])
    assert fields
    assert ("A1-000127" in text) == ("number" in fields)
    assert (money_text(123_400, "KZT", language) in text) == ("amount" in fields)
    assert text.endswith(".")


def test_a_cause_that_was_found_can_be_told():
    fact = DrawerFact("cash_sale", "sale", UUID(int=1), "A1-000001", 7000, 10_000, 3000, MOMENT)
    cause = rank_causes(3000, [fact], denominations=(500, 1000))[0]
    told = cause_sentence(cause.kind, number=cause.number, amount_minor=cause.amount_minor, language="ru")
    assert told == f"Чек A1-000001 на 70,00{SPACE}KGS: возможно, покупателю не дали сдачу."


def test_every_field_that_a_refusal_names_has_a_word():
    named = {
        each.value.value
        for name in python_files("app")
        for each in ast.walk(tree(name))
        if isinstance(each, ast.keyword) and each.arg == "field" and isinstance(each.value, ast.Constant)
    }
    assert {"reason", "note", "branch"} <= named
    assert (named | {"company", "owner", "till", "article", "category", "brand"}) - set(FIELDS) == set()
