"""Brings the four .po files in step with what is marked in the code, and names what is left to translate.

`python build/words.py`: a text that is new gets an empty place in each file, one that is gone loses its place, and no
translation is ever guessed. (`pybabel extract` does not see a mark inside an f-string on Python 3.11; this reads the tree.)
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("app", "devices", "ui")
LANGUAGES = {"ru": "Russian", "uk": "Ukrainian", "kk": "Kazakh", "ky": "Kyrgyz"}
CHANGES_EVERY_TIME = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid', '"Last-Translator')
NEVER = datetime(2026, 1, 1, tzinfo=UTC)

Words = str | tuple[str, str]


def marked(module: ast.Module) -> Iterator[Words]:
    """The texts of `_("…")` and `counted("one", "many", …)`, in their order; then what --help shows."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda found: (found.lineno, found.col_offset)):
        texts = [node.value for node in call.args if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name == "_" and texts:
            yield texts[0]
        elif name == "counted" and len(texts) >= 2:
            yield texts[0], texts[1]
    yield from explained(module)


def explained(module: ast.Module) -> Iterator[str]:
    """What a verb says of itself (its docstring) and of its options (`typer.Option(help="…")`), each on one line."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and "verb" in map(ast.unparse, node.decorator_list):
            yield " ".join((ast.get_docstring(node) or "").split())
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("typer."):
            told = [known.value for known in node.keywords if known.arg == "help" and isinstance(known.value, ast.Constant)]
            yield from (str(text.value) for text in told)


def places() -> dict[Words, list[str]]:
    """Every marked text with the files that it stands in."""
    found: dict[Words, list[str]] = {}
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for words in marked(ast.parse(path.read_text(encoding="utf-8"), name)):
            files = found.setdefault(words, [])
            if name not in files:
                files.append(name)
    return found


def renewed(language: str, known: Catalog, wanted: dict[Words, list[str]]) -> Catalog:
    """The wanted texts, with the translations that are known."""
    comment = f"# What people read in Duken, in {LANGUAGES[language]}. Kept in step with the code by build/words.py."
    fresh = Catalog(
        locale=language, header_comment=comment, project="duken", version="0.1", language_team=LANGUAGES[language],
        creation_date=NEVER, revision_date=NEVER, charset="utf-8", fuzzy=False,
    )
    for words, files in wanted.items():
        old = known.get(words if isinstance(words, str) else words[0])
        text = old.string if old is not None and isinstance(old.id, str) == isinstance(words, str) else None
        fresh.add(words, text, locations=[(name, 0) for name in files])
    return fresh


def written(catalog: Catalog) -> str:
    """The file, without the lines of its head that change each time."""
    target = io.BytesIO()
    write_po(target, catalog, width=110, include_lineno=False)
    return "".join(
        line for line in target.getvalue().decode().splitlines(keepends=True) if not line.startswith(CHANGES_EVERY_TIME)
    )


def is_translated(message: Message) -> bool:
    """Whether it has words, in every plural form."""
    forms = [message.string] if isinstance(message.string, str) else message.string
    return bool(forms) and all(forms or ())


def main() -> int:
    """Renew the four files; 1 if something is left to translate."""
    wanted, left = places(), 0
    for language in LANGUAGES:
        path = ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "duken.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        known = read_po(path.read_bytes().splitlines(), locale=language) if path.exists() else Catalog(locale=language)
        fresh = renewed(language, known, wanted)
        path.write_text(written(fresh), encoding="utf-8")
        for message in fresh:
            if message.id and not is_translated(message):
                left += 1
                print(f"{language}: {message.id!r}")
    print(f"{len(wanted)} texts in {len(LANGUAGES)} languages, {left} to translate")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
