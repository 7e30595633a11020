"""Every failure has a sentence, and every sentence has its words in every language, with the same facts in it."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import string
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.kernel import errors
from tests.tidy.repository import PROGRAM, ROOT, allowed, dotted, functions, nothing, python_files, strings, tree

LANGUAGES = ("ru", "uk", "kk", "ky")  # English is the msgid itself
LOCALE = ROOT / "resources" / "locale"
SENTENCES = ("ui/messages.py", "ui/stock_messages.py", "ui/agent_messages.py", "ui/centre_messages.py", "ui/customer_messages.py")
SHAPE_OF_A_CODE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")
FAMILIES = {name for name, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, errors.AppError)}
RAISE = FAMILIES | {"confirm"}  # uow.confirm(code, …) asks by NeedsConfirmation

# Modules that choose a code from a table: every code in them counts as raised.
TABLES_OF_CODES = {
    "db/errors": "SQLite's own result codes, and ours for them",
    "sync/errors": "PostgreSQL's SQLSTATE, and ours for it",
}


class Failure(NamedTuple):
    """One place that makes an error: its codes (none if they are not written out) and the names of its facts."""

    place: str
    codes: tuple[str, ...]
    facts: frozenset[str] | None  # None: facts are passed on as **facts, nobody can read which


def failures(name: str, module: ast.Module) -> Iterator[Failure]:
    if allowed(name, TABLES_OF_CODES):
        table = ((line, found) for line, found in strings(module) if "." in found and SHAPE_OF_A_CODE.match(found))
        yield from (Failure(f"{name}:{line}", (found,), None) for line, found in table)
        return
    pass_on = calls_that_pass_a_code_on(module)
    function_around = {node: function for function in functions(module) for node in calls(function, None)}
    for node in calls(module, RAISE | set(pass_on.values())):
        if node in pass_on:
            continue  # the code came as an argument, and stands where that function is called
        first = node.args[0] if node.args else node
        variables = literal_variables(function_around.get(node, module))
        found = variables.get(first.id, ()) if isinstance(first, ast.Name) else literals(first)
        names = [keyword.arg for keyword in node.keywords]
        hidden = None in names or dotted(node.func).rpartition(".")[2] not in RAISE
        yield Failure(f"{name}:{node.lineno}", found, None if hidden else frozenset(arg for arg in names if arg))


def calls(within: ast.AST, names: set[str] | None) -> Iterator[ast.Call]:
    for node in ast.walk(within):
        if isinstance(node, ast.Call) and (names is None or dotted(node.func).rpartition(".")[2] in names):
            yield node


def calls_that_pass_a_code_on(module: ast.Module) -> dict[ast.Call, str]:
    """`RuleBroken(code, …)` in a function that got `code` as an argument; with the function's name."""
    return {
        node: function.name
        for function in functions(module)
        if any(argument.arg == "code" for argument in function.args.args)
        for node in calls(function, RAISE)
        if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == "code"
    }


def literals(value: ast.expr) -> tuple[str, ...]:
    """`"a"`, or `"a" if x else "b"`; nothing for what is not written out."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return (value.value,)
    if isinstance(value, ast.IfExp):
        either, other = literals(value.body), literals(value.orelse)
        return either + other if either and other else ()
    return ()


def literal_variables(within: ast.AST) -> dict[str, tuple[str, ...]]:
    """`code = "a" if x else "b"`: the names in a function that stand for nothing but literals."""
    found: dict[str, tuple[str, ...]] = {}
    unknown = {node.arg for node in ast.walk(within) if isinstance(node, ast.arg)}
    for assignment in (node for node in ast.walk(within) if isinstance(node, ast.Assign)):
        values = literals(assignment.value)
        for name in (target.id for target in assignment.targets if isinstance(target, ast.Name)):
            found[name] = found.get(name, ()) + values
            unknown.update(() if values else (name,))
    return {name: values for name, values in found.items() if name not in unknown}


def all_failures() -> list[Failure]:
    return [failure for name in python_files(*PROGRAM) for failure in failures(name, tree(name))]


def sentences() -> dict[str, str]:
    """The English sentence of each code, as the program itself finds them."""
    found: dict[str, str] = importlib.import_module("ui.messages").MESSAGES
    return found


def names_in(sentence: str) -> set[str]:
    """The facts that a sentence wants: `{amount}`, `{line.name}`, `%(count)d`."""
    fields = (name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name)
    return {re.split(r"[.\[]", name)[0] for name in fields} | set(re.findall(r"%\((\w+)\)", sentence))


def is_given(name: str, facts: frozenset[str]) -> bool:
    """`{amount}` may be made of the facts `amount_minor` and `amount_currency`."""
    return name in facts or any(fact.startswith(f"{name}_") for fact in facts)


def marked(module: ast.Module) -> Iterator[str | tuple[str, str]]:
    """What `_("…")` and `ngettext("…", "…", n)` ask to be translated."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in {"_", "gettext", "ngettext"}:
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if dotted(node.func).endswith("ngettext") and len(words) >= 2:
                yield words[0], words[1]
            elif words and not dotted(node.func).endswith("ngettext"):
                yield words[0]


def explained(module: ast.Module) -> Iterator[str]:
    """What --help shows: `help="…"` of an option, and the docstring of a function that is a `@verb`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and dotted(node.func).startswith("typer."):
            helps = [word.value for word in node.keywords if word.arg == "help"]
            yield from (str(text.value) for text in helps if isinstance(text, ast.Constant))
        elif isinstance(node, ast.FunctionDef) and "verb" in map(dotted, node.decorator_list):
            yield " ".join((ast.get_docstring(node) or "").split())


def to_translate() -> set[str | tuple[str, str]]:
    """Every sentence, everything marked in the code, what --help shows, and everything in the template for translators."""
    wanted: set[str | tuple[str, str]] = set(sentences().values())
    wanted.update(words for name in python_files(*PROGRAM) for words in marked(tree(name)))
    wanted.update(words for name in python_files("app") for words in explained(tree(name)))
    template = LOCALE / "duken.pot"
    if template.exists():
        with template.open("rb") as file:
            wanted.update(m.id if isinstance(m.id, str) else (m.id[0], m.id[1]) for m in read_po(file) if m.id)
    return {words for words in wanted if words}


def catalog(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "duken.po"
    if not path.exists():
        pytest.fail(f"There are no translations at {path.relative_to(ROOT)}", pytrace=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def wrong_translation(words: str | tuple[str, str], message: Message | None) -> str | None:
    """What is wrong with a translation, or nothing."""
    if message is None or not message.string:
        return "not translated"
    if message.fuzzy:
        return "fuzzy: read it again and take the mark away"
    forms = [message.string] if isinstance(message.string, str) else list(message.string)
    if not all(forms):
        return "a plural form is empty"
    singular, plural = (words, words) if isinstance(words, str) else words
    for form in forms:
        # The form for one may leave the number out; no form may want a fact that the English does not have.
        if names_in(form) != names_in(plural) and not (plural != singular and names_in(form) == names_in(singular)):
            return f"has the facts {sorted(names_in(form))}, the English has {sorted(names_in(plural))}"
    return None


def test_every_failure_writes_its_code_out():
    nothing(
        (failure.place for failure in all_failures() if not failure.codes),
        "An error's code is written out where it is raised, so that it can be found and has a sentence. Not so here:",
    )


def test_every_code_has_the_shape_of_one():
    nothing(
        (f"{f.place} {code}" for f in all_failures() for code in f.codes if not SHAPE_OF_A_CODE.match(code)),
        "A code is `subject.what_is_wrong`, in small letters.",
    )


def test_every_code_has_a_sentence():
    known = sentences()
    nothing(
        (f"{f.place} {code}" for f in all_failures() for code in f.codes if code not in known),
        f"These codes have no sentence in {SENTENCES[0]}: a person would see a code. Add one, and its translations.",
    )


def test_every_problem_of_a_print_has_a_sentence():
    """They are stored with the job, and a screen tells them later: nobody raises them."""
    problems = {code for _line, code in strings(tree("app/printing.py")) if re.fullmatch(r"(print|printer|drawer)\.\w+", code)}
    assert {"print.cannot_render", "printer.unknown"} <= problems <= set(sentences())


def test_every_sentence_has_a_code():
    used = {text for name in python_files(*PROGRAM) if name not in SENTENCES for _line, text in strings(tree(name))}
    nothing(
        (code for code in sentences() if code not in used),
        f"Nothing in the program has these codes of {SENTENCES[0]}: take them out, with their translations.",
    )


def test_every_fact_in_a_sentence_is_given():
    known = sentences()
    nothing(
        (
            f"{failure.place} {code}: {{{name}}}"
            for failure in all_failures()
            for code in failure.codes
            for name in sorted(names_in(known.get(code, "")))
            if failure.facts is not None and not is_given(name, failure.facts)
        ),
        f"These sentences of {SENTENCES[0]} want a fact that the place which raises the error does not give.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    translations = catalog(language)
    found = (
        (words, wrong_translation(words, translations.get(words if isinstance(words, str) else words[0])))
        for words in sorted(to_translate(), key=str)
    )
    nothing(
        (f"{words!r}: {wrong}" for words, wrong in found if wrong),
        f"resources/locale/{language}/LC_MESSAGES/duken.po is not complete:",
    )


def test_every_way_to_raise_is_seen():
    source = """
raise RuleBroken("sale.empty", sale=sale)
raise errors.NotPermitted("right.missing" if a else "right.too_small", right=right)
raise RuleBroken(code)
failure = Stale("sale.changed", **facts)
raise ValueError("not ours")
uow.confirm("line.at_zero", name=name)
kind = "disk.full" if full else "disk.gone"
raise EnvironmentFailed(kind, path=path)
mixed = "disk.slow"
mixed = table[number]
raise EnvironmentFailed(mixed)
class Reader:
    def fault(self, code, error): return RuleBroken(code, path=path)
    def read(self): raise self.fault("file.empty", error)
"""
    found = [(f.codes, f.facts) for f in failures("x.py", ast.parse(source))]
    assert sorted(found, key=str) == sorted(
        [
            (("sale.empty",), frozenset({"sale"})),
            (("right.missing", "right.too_small"), frozenset({"right"})),
            ((), frozenset()),
            (("sale.changed",), None),
            (("line.at_zero",), frozenset({"name"})),
            (("disk.full", "disk.gone"), frozenset({"path"})),
            ((), frozenset()),
            (("file.empty",), None),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("words", "message", "wrong"),
    [
        ("Sold out: {name}", None, "not translated"),
        ("Sold out: {name}", Message("Sold out: {name}", ""), "not translated"),
        ("Sold out: {name}", Message("Sold out: {name}", "Нет: {name}", flags={"fuzzy"}), "fuzzy"),
        ("Sold out: {name}", Message("Sold out: {name}", "Нет: {nom}"), "has the facts"),
        ("Sold out: {name}", Message("Sold out: {name}", "Нет в продаже"), "has the facts"),
        ("Sold out: {name}", Message("Sold out: {name}", "Нет: {name}"), None),
        (("{n} line", "{n} lines"), Message(("{n} line", "{n} lines"), ("{n} строка", "")), "a plural form"),
        (("One line", "{n} lines"), Message(("One line", "{n} lines"), ("Строка", "{n} строки")), None),
    ],
)
def test_a_bad_translation_is_seen(words, message, wrong):
    found = wrong_translation(words, message)
    assert found is None if wrong is None else (found or "").startswith(wrong)
