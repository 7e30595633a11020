"""The search finds what a person means, best first, and follows every change of the goods at once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core.catalog.search import Entry, find, index_products, remove_products
from app.kernel.folding import fold
from db.base import Base
from db.engine import open_writer
from db.models import search

ENGLISH_KEYS, RUSSIAN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"
TO_ENGLISH, TO_RUSSIAN = str.maketrans(RUSSIAN_KEYS, ENGLISH_KEYS), str.maketrans(ENGLISH_KEYS, RUSSIAN_KEYS)

SHELF = {
    "4600000000017": "Молоко Простоквашино 3,2% 0,93л",
    "4600000000024": "Молоко Домик в деревне 2,5% 950мл",
    "4600000000031": "Коктейль молочный ваниль 200мл",
    "4600000000048": "Сгущенное молоко вареное 370г",
    "4600000000055": "Сок яблочный Rich 1л",
    "4600000000062": "Сокосодержащий напиток 0,2л",
    "4600000000079": "Кусок пирога с вишней",
    "4600000000086": "Ёлка искусственная зелёная 180см",
    "4600000000093": "Көлік ойыншығы қызыл",
    "4600000000109": "Сіль кухонна 1кг",
    "4600000000116": "Крем для рук Nivea увлажняющий 75мл",
    "4600000000123": "L'Oréal Paris шампунь",
    "4600000000130": "Привет, мыло туалетное 90г",
    "4600000000147": "Чай Мастер Тим стандарт 250г",
    "4600000000154": "Салфетки 33х33 20шт",
    "4600000000161": "Wi-Fi роутер TP-Link",
    "4600000000192": "Usbкабель Wi-Fi",
    "4600000000178": "Жевательная резинка Orbit",
    "4600000000185": "Щётка зубная Colgate",
}


def new_engine(folder: Path) -> Engine:
    path = folder / "search.db"
    path.touch()
    engine = open_writer(path)
    Base.metadata.create_all(engine)
    return engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = new_engine(tmp_path_factory.mktemp("search"))
    yield engine
    engine.dispose()


class Goods:
    """Products by their number, in a transaction that is never committed."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def index(self, *names: str, first: int = 1) -> None:
        entries = [Entry(UUID(int=number), name, None, ()) for number, name in enumerate(names, first)]
        index_products(self.session, entries)

    def shelve(self) -> None:
        index_products(
            self.session, [Entry(UUID(int=int(code)), name, f"АРТ-{code[-3:]}", (code,)) for code, name in SHELF.items()]
        )

    def names(self, text: str, limit: int = 30) -> list[str]:
        return [SHELF[str(product.int)] for product in find(self.session, text, limit=limit)]

    def numbers(self, text: str, limit: int = 1000) -> list[int]:
        return [product.int for product in find(self.session, text, limit=limit)]


@pytest.fixture
def goods(engine: Engine) -> Iterator[Goods]:
    with Session(engine) as session:
        yield Goods(session)


@pytest.fixture
def shelf(goods: Goods) -> Goods:
    goods.shelve()
    return goods


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("молок", "Молоко Простоквашино 3,2% 0,93л"),
        ("квашино", "Молоко Простоквашино 3,2% 0,93л"),
        ("2,5 молоко", "Молоко Домик в деревне 2,5% 950мл"),
        ("елка", "Ёлка искусственная зелёная 180см"),
        ("GHBdtn", "Привет, мыло туалетное 90г"),
        ("ghbdtn мыло", "Привет, мыло туалетное 90г"),
        (";tdfn", "Жевательная резинка Orbit"),
        ("`krf", "Ёлка искусственная зелёная 180см"),
        ("тшмуф", "Крем для рук Nivea увлажняющий 75мл"),
        ("крем тшмуф", "Крем для рук Nivea увлажняющий 75мл"),
        ("щкише", "Жевательная резинка Orbit"),
        ("КОЛИК", "Көлік ойыншығы қызыл"),
        ("r-k3r", "Көлік ойыншығы қызыл"),
        ("силь", "Сіль кухонна 1кг"),
        ("loreal", "L'Oréal Paris шампунь"),
        ("l'oreal", "L'Oréal Paris шампунь"),
        ("дэщкуфд", "L'Oréal Paris шампунь"),
        ("33 x 33", "Салфетки 33х33 20шт"),
        ("wi fi", "Wi-Fi роутер TP-Link"),
        ("cок", "Сок яблочный Rich 1л"),  # a Latin c
        ("молако", "Молоко Домик в деревне 2,5% 950мл"),
        ("молко", "Молоко Домик в деревне 2,5% 950мл"),
        ("омлоко", "Молоко Домик в деревне 2,5% 950мл"),
        ("прастокв", "Молоко Простоквашино 3,2% 0,93л"),  # a typo in a word that is still being typed
        ("простоквашыно молоко", "Молоко Простоквашино 3,2% 0,93л"),
        ("крм", "Крем для рук Nivea увлажняющий 75мл"),
        ("чай матсер", "Чай Мастер Тим стандарт 250г"),
        ("jkjr", "Молоко Домик в деревне 2,5% 950мл"),  # inside a word, in another layout
        ("bка", "Usbкабель Wi-Fi"),  # a Latin b
        ("вка", None),
        ("rhtm her", "Крем для рук Nivea увлажняющий 75мл"),  # another layout, and a typo
        ("х", "Сіль кухонна 1кг"),
        ("ш", "L'Oréal Paris шампунь"),
        ("ер", "Молоко Домик в деревне 2,5% 950мл"),
        ("ъ", None),
        ("4600000000161", "Wi-Fi роутер TP-Link"),
        ("АРТ-161", "Wi-Fi роутер TP-Link"),
        ("роутер 0161", "Wi-Fi роутер TP-Link"),
        ("0000161", "Wi-Fi роутер TP-Link"),
        ("46000000001612", None),
    ],
)
def test_it_finds(shelf: Goods, typed: str, name: str | None):
    assert name in shelf.names(typed) if name else shelf.names(typed) == []


def test_a_barcode_typed_with_the_kazakh_layout_on_is_found(shelf: Goods):
    typed = "4600000000178".translate(str.maketrans("1234567890", "„әіңғ,.үұқ"))
    assert shelf.names(typed) == ["Жевательная резинка Orbit"]


def test_the_best_come_first(goods: Goods):
    goods.index("Кусок пирога", "Нектар соковый", "Сок яблочный большой", "Соковыжималка", "Сок вишня", "Сох")
    assert goods.numbers("сок") == [5, 3, 4, 2, 1]
    assert goods.numbers("соки") == [5, 3, 4, 2]  # a typo: a whole word is likelier than the beginning of one
    assert goods.numbers("сок", limit=2) == [5, 3]


def test_of_names_that_begin_alike_the_shorter_comes_first_and_then_the_older(goods: Goods):
    goods.index("Молоко сгущенное", "Молоко 5%", "Молоко 1%", "Молоко топленое")
    assert goods.numbers("мол") == [2, 3, 4, 1]


def test_an_exact_code_comes_before_every_name(goods: Goods):
    index_products(
        goods.session,
        [
            Entry(UUID(int=1), "1250 мелочей", None, ()), Entry(UUID(int=2), "Болт", "12-50", ()),
            Entry(UUID(int=3), "Гайка", None, ("1250777", "88")), Entry(UUID(int=4), "Шайба 1250", None, ()),
            Entry(UUID(int=5), "Винт", None, ("0001250",)),
        ],
    )
    assert goods.numbers("1250") == [2, 1, 4, 3, 5]
    assert goods.numbers("88") == [3]
    assert goods.numbers("1250777") == [3]
    assert goods.numbers("гайка 777") == [3]


def test_many_digits_are_rather_a_barcode_than_part_of_a_name(goods: Goods):
    names = {1: "460000 мелочей", 2: "Болт", 3: "Гайка"}
    codes = {1: "7", 2: "0460000", 3: "4600007"}
    index_products(goods.session, [Entry(UUID(int=n), name, None, (codes[n],)) for n, name in names.items()])
    assert goods.numbers("460000") == [3, 2, 1]
    assert goods.numbers("4600") == [1, 3, 2]


def test_a_single_letter_finds_names_then_words_then_anything(goods: Goods):
    goods.index("Вода", "Сок виноградный", "Квас", "Лимонад")
    assert goods.numbers("в") == [1, 2, 3]
    assert goods.numbers("ад") == [4, 2]
    assert goods.numbers("в с") == [2, 3]


def test_all_words_must_match_in_any_order(goods: Goods):
    goods.index("Крем для рук", "Крем для ног", "Мыло для рук")
    assert goods.numbers("рук крем") == [1]
    goods.index("Мыло рук крем", first=4)
    goods.index("Крем для сухих рук", first=5)
    assert goods.numbers("рук крем") == [1, 5, 4]  # a name that begins with one of the words
    assert goods.numbers("для крем") == [1, 2, 5]
    assert goods.numbers("рук ног") == []


@pytest.mark.parametrize("many", [1, 40, 200])
def test_the_order_is_the_same_however_many_there_are(goods: Goods, many: int):
    names = ["Рис круглый"] * many + ["Каша рис"] * many + ["Барис"] * many + ["Рис"] * many
    goods.index(*names)
    expected = [*range(3 * many + 1, 4 * many + 1), *range(1, many + 1), *range(many + 1, 2 * many + 1)]
    assert goods.numbers("рис", limit=30) == [*expected, *range(2 * many + 1, 3 * many + 1)][:30]


def test_no_typo_is_suspected_where_there_are_good_answers(goods: Goods):
    goods.index("Моль", *["Соль"] * 4)
    assert goods.numbers("соль") == [2, 3, 4, 5, 1]
    goods.index("Соль", first=6)
    assert goods.numbers("соль") == [2, 3, 4, 5, 6]


def test_of_many_words_that_may_have_been_meant_each_gets_its_share(goods: Goods):
    goods.index(*["Сок"] * 100, *["Корм для собак"] * 100)
    found = Counter(number <= 100 for number in goods.numbers("собк", limit=30))
    assert found[True] >= 10
    assert found[False] >= 10


def test_a_renamed_product_is_found_by_its_new_name_only(goods: Goods):
    goods.index("Молоко", "Кефир")
    goods.index("Ряженка")
    assert goods.numbers("молоко") == []
    assert goods.numbers("малоко") == []
    assert goods.numbers("ряж") == [1]
    assert goods.numbers("кефир") == [2]


def test_a_removed_product_is_not_found_and_its_words_are_forgotten(goods: Goods):
    goods.index("Молоко топленое", "Молоко")
    remove_products(goods.session, [UUID(int=1), UUID(int=77), UUID(int=1)])
    index_products(goods.session, [])
    assert goods.numbers("молоко") == [2]
    assert goods.numbers("топленое") == []
    assert words(goods.session.connection()) == {"молоко": 1}


def test_of_two_entries_of_one_product_the_last_counts(goods: Goods):
    index_products(goods.session, [Entry(UUID(int=1), name, None, ("7",)) for name in ("Чай", "Кофе")])
    assert (goods.numbers("чай"), goods.numbers("кофе"), goods.numbers("7")) == ([], [1], [1])


def test_a_name_without_letters_is_found_by_its_code(goods: Goods):
    index_products(goods.session, [Entry(UUID(int=1), "😀 №", "Ж-7", ())])
    assert goods.numbers("ж7") == [1]


def test_more_products_than_one_batch_are_all_found(goods: Goods):
    goods.index(*(f"Товар{number}" for number in range(1, 1203)))
    assert sorted(goods.numbers("товар", limit=5000)) == [*range(1, 1203)]
    remove_products(goods.session, [UUID(int=number) for number in range(1, 1200)])
    assert goods.numbers("товар") == [1200, 1201, 1202]


@pytest.mark.parametrize(
    "typed",
    ["", " ", '"', "'", "%", "_", "*", "молоко*", '"молоко', "NEAR(молоко сок)", "молоко OR сок", "text:молоко", "^ молоко",
     "-молоко", "a AND", "(", "\x00", "мол\x00око", "\ud800", "😀", "\u202eокол", "#", "$", "₄₆₀", ";--", "\\", "{}", "[", "̈",
     "х" * 10_000, "молоко " * 2_000, "а " * 5_000, "4" * 10_000, ", . " * 3_000, "茶", "茶叶", "ß" * 300, "½" * 300],
)  # fmt: skip
def test_no_text_is_harmful(shelf: Goods, typed: str):
    assert len(shelf.names(typed)) <= 30
    assert shelf.names("орбит") == shelf.names("orbit")[:0]
    assert shelf.names("orbit") == ["Жевательная резинка Orbit"]


@given(st.text(max_size=60), st.integers(0, 5))
def test_any_text_gives_at_most_the_limit_and_each_product_once(engine: Engine, typed: str, limit: int):
    with Session(engine) as session:
        goods = Goods(session)
        goods.shelve()
        found = find(session, typed, limit=limit)
        assert len(found) == len(set(found)) <= limit
        assert found == find(session, f" {typed}\n", limit=limit)


letters = st.sampled_from(["абвгдежзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz", "әғқңөұүһіїєґ", "0123456789"])
any_word = letters.flatmap(lambda alphabet: st.text(alphabet=alphabet, min_size=1, max_size=9))
any_name = st.lists(any_word, min_size=1, max_size=5).map(" ".join)


@given(st.lists(any_name, min_size=1, max_size=6), st.data())
def test_every_product_is_found_by_every_part_of_its_name(engine: Engine, names: list[str], data: st.DataObject):
    number = data.draw(st.integers(1, len(names)))
    folded = fold(names[number - 1])
    first = data.draw(st.integers(0, max(0, len(folded) - 3)))
    part = folded[first : first + data.draw(st.integers(3, 30))]
    with Session(engine) as session:
        goods = Goods(session)
        goods.index(*names)
        assert number in goods.numbers(part)
        assert number in goods.numbers(folded[first : first + 1] if folded[first].strip() else folded[0])
        assert number in goods.numbers(" ".join(reversed(folded.split())))


long_words = st.sampled_from([RUSSIAN_KEYS, ENGLISH_KEYS[:10]]).flatmap(lambda keys: st.text(keys, min_size=2, max_size=9))


@given(st.lists(st.lists(long_words, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6), st.data())
def test_every_product_is_found_in_the_wrong_layout(engine: Engine, names: list[str], data: st.DataObject):
    number = data.draw(st.integers(1, len(names)))
    words_typed = [
        word.translate(TO_ENGLISH if word[0] in RUSSIAN_KEYS else TO_RUSSIAN) for word in names[number - 1].split()
    ]
    with Session(engine) as session:
        goods = Goods(session)
        goods.index(*names)
        assert number in goods.numbers(" ".join(words_typed))


@settings(max_examples=200)
@given(
    st.lists(st.text(alphabet=RUSSIAN_KEYS, min_size=7, max_size=14), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_every_product_is_found_with_one_typo_in_a_long_word(engine: Engine, names: list[str], chance: random.Random):
    number = chance.randrange(len(names)) + 1
    word = names[number - 1]
    place, letter = chance.randrange(len(word) - 1), chance.choice(RUSSIAN_KEYS)
    typed = chance.choice([
        word[:place] + letter + word[place:], word[:place] + word[place + 1 :], word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    ])  # fmt: skip
    with Session(engine) as session:
        goods = Goods(session)
        goods.index(*names)
        assert number in goods.numbers(typed)
        assert number in goods.numbers(typed[:-1])


changes = st.lists(st.tuples(st.integers(1, 8), st.none() | any_name), max_size=25)


@given(changes, st.integers(1, 9))
def test_after_any_changes_the_index_is_what_a_fresh_one_would_be(engine: Engine, changes: list, together: int):
    left: dict[int, str] = {}
    with Session(engine) as session:
        for group in [changes[first : first + together] for first in range(0, len(changes), together)]:
            for number, name in group:
                if name is None:
                    remove_products(session, [UUID(int=number)])
                    left.pop(number, None)
            named = {number: name for number, name in group if name is not None}
            index_products(session, [Entry(UUID(int=number), name, None, (str(number),)) for number, name in named.items()])
            left.update(named)
        connection = session.connection()
        check_index(connection)
        assert words(connection) == Counter(
            word for name in left.values() for word in fold(name).split() if word.isalpha() and len(word) > 2
        )
        for number, name in left.items():
            assert UUID(int=number) in find(session, name, limit=100)
        assert connection.exec_driver_sql("SELECT count(*) FROM search_entry").scalar() == len(left)


def words(connection: Connection) -> dict[str, int]:
    return {row.word: row.uses for row in connection.exec_driver_sql("SELECT word, uses FROM search_word")}


def check_index(connection: Connection) -> None:
    """SQLite compares every trigram with the texts, and raises where they differ."""
    connection.exec_driver_sql("INSERT INTO search_gram (search_gram, rank) VALUES ('integrity-check', 1)")


def test_the_check_of_the_index_can_fail(goods: Goods):
    goods.index("Молоко")
    goods.session.connection().exec_driver_sql("UPDATE search_entry SET text = '^ кефир '")
    with pytest.raises(DatabaseError):
        check_index(goods.session.connection())


def test_a_reader_sees_what_was_committed(tmp_path: Path):
    engine = new_engine(tmp_path)
    with Session(engine) as session, session.begin():
        Goods(session).index("Молоко")
    with Session(engine) as session, session.begin():
        Goods(session).index("Кефир", first=2)
        session.rollback()
    with Session(engine) as session:
        assert Goods(session).numbers("молоко") == [1]
        assert Goods(session).numbers("кефир") == []
        check_index(session.connection())
    engine.dispose()


def test_alembic_is_told_of_every_table_that_is_not_ours(engine: Engine):
    with engine.connect() as connection:
        for statement in search.SEARCH_DDL:  # twice is harmless
            connection.exec_driver_sql(statement)
        tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    assert {table for table in tables - set(Base.metadata.tables) if table.startswith("search")} <= set(search.SHADOW_TABLES)
    assert "search_gram" in tables
