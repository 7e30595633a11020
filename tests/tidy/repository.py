"""What the tidy tests look at: the files that git knows or would take, and their syntax trees. It checks nothing."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("app", "db", "devices", "sync", "ui")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def files() -> tuple[str, ...]:
    """Every tracked file and every new one that is not ignored, as paths from the root with `/`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )
    names = sorted(set(listing.stdout.decode().split("\0")) - {""})
    return tuple(name for name in names if (ROOT / name).is_file())


def python_files(*tops: str) -> list[str]:
    """The .py files, or only those under the given folders."""
    return [name for name in files() if name.endswith(".py") and (not tops or name.split("/")[0] in tops)]


@functools.cache
def text(name: str) -> str | None:
    """A file as text, or None for a picture, an archive, a font."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@functools.cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a .py file."""
    return ast.parse(text(name) or "", name)


def functions(module: ast.AST) -> Iterator[Function]:
    """Every function and method, also one inside another."""
    return (node for node in ast.walk(module) if isinstance(node, Function))


def dotted(node: ast.AST) -> str:
    """`datetime.datetime.now` for that expression; an empty string for what is no plain dotted name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f"….{node.attr}"
    return ""


def strings(module: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string in the code with its line, an f-string as one with `{}` in it; docstrings are left out."""
    passed = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            passed.update(id(part) for part in node.values)
            parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(parts)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.lineno, node.value


def allowed(name: str, places: Iterable[str]) -> bool:
    """Whether a path is in one of the places; a place is a module without `.py`: a file, or a folder with all in it."""
    return any(name == f"{place}.py" or name.startswith(f"{place}/") for place in places)


def nothing(found: Iterable[str], sentence: str) -> None:
    """Fail with the sentence and a line for each thing found."""
    rows = list(found)
    if rows:
        pytest.fail(sentence + "".join(f"\n  {row}" for row in rows), pytrace=False)
