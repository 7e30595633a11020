"""Commands and queries read like a page of a manual: each says what it does, and a call names its arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.tidy.repository import Function, nothing, python_files, tree

COMMANDS = re.compile(r"^app/core/\w+/commands(\.py|/\w+\.py)$")
READS_AS_A_SENTENCE = {"audit"}  # audit(uow, "sale.completed", sale.id, …)
QUERIES = re.compile(r"^app/core/\w+/queries(\.py|/\w+\.py)$")


def public_functions(module: ast.Module) -> Iterator[Function]:
    return (node for node in module.body if isinstance(node, Function) and not node.name.startswith("_"))


def takes_a_second_argument_by_place(function: Function) -> bool:
    by_place = [*function.args.posonlyargs, *function.args.args]
    is_a_command = bool(by_place) and by_place[0].arg == "uow"
    return is_a_command and (len(by_place) > 1 or function.args.vararg is not None)


def test_every_command_and_query_says_what_it_does():
    nothing(
        (
            f"{name}:{function.lineno} {function.name}"
            for name in python_files("app")
            if COMMANDS.match(name) or QUERIES.match(name)
            for function in public_functions(tree(name))
            if not ast.get_docstring(function)
        ),
        "A public command or query has a docstring: what for, units and shapes, which error codes it refuses with.",
    )


def test_a_command_takes_its_arguments_by_name():
    nothing(
        (
            f"{name}:{function.lineno} {function.name}"
            for name in python_files("app")
            if COMMANDS.match(name)
            for function in public_functions(tree(name))
            if takes_a_second_argument_by_place(function) and function.name not in READS_AS_A_SENTENCE
        ),
        "After the unit of work a command's arguments are keyword-only: put `*` behind the first.",
    )


def test_an_argument_by_place_is_seen():
    heads = ("a(uow, x)", "b(uow, *x)", "c(uow, *, x)", "d(sale, x)", "_e(uow, x)")
    bad, also_bad, good, no_command = public_functions(ast.parse("\n".join(f"def {head}: ..." for head in heads)))
    assert takes_a_second_argument_by_place(bad)
    assert takes_a_second_argument_by_place(also_bad)
    assert not takes_a_second_argument_by_place(good)
    assert not takes_a_second_argument_by_place(no_command)
