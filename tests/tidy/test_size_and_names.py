"""Files and functions stay small, say what they are for, and have names that mean something."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.tidy.repository import functions, nothing, python_files, text, tree

MOST_LINES_A_FILE = 400
MOST_LINES_A_FUNCTION = 70
NEEDS_NO_DOCSTRING = 15  # lines
EMPTY_WORDS = {
    "service", "services", "manager", "managers", "helper", "helpers", "util", "utils", "handler", "handlers", "event",
    "events",
}


def long_functions(module: ast.Module) -> Iterator[str]:
    for function in functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MOST_LINES_A_FUNCTION:
            yield f"{function.lineno} {function.name}: {lines} lines"


def empty_words(name: str) -> set[str]:
    words = {word for part in name.removesuffix(".py").split("/") for word in part.split("_")}
    return words & EMPTY_WORDS


def lines_of(name: str) -> int:
    return len((text(name) or "").splitlines())


def test_no_file_is_longer_than_400_lines():
    nothing(
        (f"{name}: {lines_of(name)} lines" for name in python_files() if lines_of(name) > MOST_LINES_A_FILE),
        "A file becomes a folder before it passes 400 lines: split these by subject, not by number.",
    )


def test_no_function_is_longer_than_70_lines():
    nothing(
        (f"{name}:{row}" for name in python_files() for row in long_functions(tree(name))),
        "A function stays under 70 lines: give the steps of these names and make them functions.",
    )


def test_every_file_says_what_it_is_for():
    nothing(
        (
            name
            for name in python_files()
            if not name.startswith("tests/")
            and lines_of(name) > NEEDS_NO_DOCSTRING
            and not ast.get_docstring(tree(name))
        ),
        "A file begins with one sentence: what it is for and what it must never do. These do not.",
    )


def test_no_module_has_an_empty_name():
    nothing(
        (f"{name}: {', '.join(empty_words(name))}" for name in python_files() if empty_words(name)),
        "These words fit everything and say nothing: name the module by its subject, or by what it does.",
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("app/utils.py", {"utils"}),
        ("ui/event/page.py", {"event"}),
        ("db/lock_manager.py", {"manager"}),
        ("app/cash.py", set()),
    ],
)
def test_an_empty_name_is_seen(name, words):
    assert empty_words(name) == words


@pytest.mark.parametrize(("lines", "seen"), [(70, 0), (71, 1)])
def test_a_long_function_is_seen(lines, seen):
    source = "class A:\n    def f(self):\n" + "        x = 1\n" * (lines - 1)
    assert len(list(long_functions(ast.parse(source)))) == seen
