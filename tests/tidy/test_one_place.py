"""Transactions, the clock, chance and rounding each have one place; nothing else may reach for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.tidy.repository import PROGRAM, allowed, dotted, nothing, python_files, strings, tree

Check = Callable[[ast.Module], Iterator[str]]

# Each place (a module: a file or a folder) with the reason why it may.
MAY_COMMIT = {
    "db/writer": "the one place that begins and commits",
    "db/engine": "says which BEGIN the writer's and the readers' connections use",
    "db/migrations": "an upgrade runs before the writer exists",
    "db/backup": "copies and checks files that are not the open database",
    "app/bench": "the floor: raw sqlite3, written with nothing of ours",
}
MAY_ASK_THE_TIME = {"app/kernel/clock": "the clock that is handed to everybody else"}
MAY_USE_CHANCE = {
    "app/kernel/ids": "ids, when nobody hands chance in",
    "app/bench": "loads from a seed",
    "app/demo": "the demo day from a seed",
    "app/core/catalog/goods_import": "prices invented from a seed that the person gives (--demo-prices)",
}
MAY_FLOAT = {"app/core/catalog/goods_import": "the shape of those prices; the prices themselves are integers"}

SQL_OF_A_TRANSACTION = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b|\bCOMMIT\b")
SQL_CLOCK = re.compile(
    r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(datetime|date|time|julianday|unixepoch|strftime)\s*\([^)]*'now'"
)
CLOCKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime)"
    r"|func\.(now|current_timestamp|current_date|current_time))$"
)
CHANCE = re.compile(r"^(random\..+|uuid\.)?uuid[14]$|^random\.")


def transactions(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and dotted(node.func).endswith((".commit", ".begin", ".begin_nested")):
            yield f"{node.lineno}: {dotted(node.func)}()"
    for line, string in strings(module):
        if SQL_OF_A_TRANSACTION.search(string) and "TRIGGER" not in string:
            yield f"{line}: {string.strip()[:60]!r}"


def clocks(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and CLOCKS.search(dotted(node)):
            yield f"{node.lineno}: {dotted(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            names = (name.name for name in node.names if name.name in {"time", "time_ns", "localtime", "gmtime"})
            yield from (f"{node.lineno}: from time import {name}" for name in names)
    for line, string in strings(module):
        if SQL_CLOCK.search(string):
            yield f"{line}: {string.strip()[:60]!r}"


def chance(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import) and any(name.name == "random" for name in node.names):
            yield f"{node.lineno}: import random"
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            yield f"{node.lineno}: from random import …"
        if isinstance(node, ast.Call) and CHANCE.search(dotted(node.func)):
            yield f"{node.lineno}: {dotted(node.func)}()"


def floats(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{node.lineno}: {node.value}"
        if isinstance(node, ast.Call) and dotted(node.func) == "float":
            yield f"{node.lineno}: float()"


def rows(check: Check, names: list[str], places: dict[str, str]) -> Iterator[str]:
    return (f"{name}:{row}" for name in names if not allowed(name, places) for row in check(tree(name)))


def money_files() -> list[str]:
    return [name for name in python_files("app") if name.startswith("app/core/") or name == "app/kernel/money.py"]


def test_only_the_writer_begins_and_commits():
    nothing(
        rows(transactions, python_files(*PROGRAM), MAY_COMMIT),
        "A command is one transaction, begun and committed by db/writer.py. Give your function to the writer instead.",
    )


def test_only_the_clock_asks_the_time():
    nothing(
        rows(clocks, python_files(*PROGRAM), MAY_ASK_THE_TIME),
        "Time is handed in, so that a test can replay a bad day: take the clock of the unit of work or of the wiring.",
    )


def test_chance_is_handed_in():
    nothing(
        rows(chance, python_files(*PROGRAM), MAY_USE_CHANCE),
        "Chance is handed in, so that a seed replays a bad day: take ids from the unit of work.",
    )


def test_money_never_meets_a_float():
    nothing(
        rows(floats, money_files(), MAY_FLOAT),
        "Money, quantities and rates are integers (minor, milli, ppm): use the types of app/kernel/money.py.",
    )


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (transactions, "session.commit()"),
        (transactions, "with Session(engine) as session, session.begin(): pass"),
        (transactions, "connection.execute('BEGIN IMMEDIATE')"),
        (transactions, "connection.executescript('DELETE FROM sale; COMMIT')"),
        (clocks, "now = datetime.now(UTC)"),
        (clocks, "clock = time.time"),
        (clocks, "datetime.date.today()"),
        (clocks, "from time import time"),
        (clocks, "mapped_column(server_default=func.now())"),
        (clocks, "text(\"SELECT datetime('now')\")"),
        (chance, "import random"),
        (chance, "from random import choice"),
        (chance, "uuid.uuid4()"),
        (chance, "uuid4()"),
        (floats, "price = 9.90"),
        (floats, "price = float(text)"),
    ],
)
def test_a_planted_line_is_seen(check, line):
    assert list(check(ast.parse(line)))


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (transactions, '"""Never begin or COMMIT here."""'),
        (transactions, "'CREATE TRIGGER t AFTER INSERT ON sale BEGIN SELECT 1; END'"),
        (transactions, "f'CREATE TRIGGER {name} ' f'BEGIN SELECT 1; END'"),
        (transactions, "_('Beginning of the shift')"),
        (clocks, "time.perf_counter() + time.monotonic()"),
        (clocks, "self.clock.now()"),
        (chance, "generator.choice(names)"),
        (chance, "uuid.UUID(text)"),
        (floats, "half = 5"),
    ],
)
def test_an_innocent_line_is_left_alone(check, line):
    assert not list(check(ast.parse(line)))
