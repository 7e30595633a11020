"""Calls that cannot be understood, help pages, languages: what a person reads who is not sure what to type."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.cli import frame
from app.cli.calling import HOME_OF
from app.kernel.i18n import LANGUAGES
from tests.cli.conftest import Duken, Till
from tests.tidy.repository import ROOT


@pytest.mark.parametrize(
    ("words", "problem", "sentence"),
    [
        (["search"], "missing_argument", "Something is missing: TEXT."),
        (["search", "tea", "--jsn"], "unknown_option", "There is no option --jsn. Did you mean --json?"),
        (["search", "tea", "--qqqqq"], "unknown_option", "There is no option --qqqqq."),
        (["search", "black", "tea"], "extra_argument", "This is too much: tea. Put a text of several words in quotes."),
        (["search", "tea", "--limit"], "missing_value", "A value is missing behind --limit."),
        (["search", "tea", "--limit", "many"], "not_a_number", "--limit must be a whole number."),
        (["search", "tea", "--limit", "0"], "too_small", "--limit must be at least 1."),
        (["search", "tea", "--limit", "-5"], "too_small", "--limit must be at least 1."),
        (["search", "tea", "--limit", "5000"], "too_large", "--limit must be at most 1000."),
        (["search", "tea", "--lang", "xx"], "shop.language", "There is no language “xx”. Choose ru, en, uk, kk or ky."),
        (["serch"], "unknown_verb", "There is no verb “serch”. Did you mean: search, bench?"),
        (["qqq"], "unknown_verb", "There is no verb “qqq”."),
        (["shift", "q"], "unknown_verb", "There is no verb “q”."),
        (["recover", "--pin", "4728"], "missing_option", "The option --code is missing."),
        (["verify", "--json=yes"], "needless_value", "--json takes no value."),
    ],
)
def test_a_wrong_call_says_what_is_wrong_with_it(duken: Duken, words: list[str], problem: str, sentence: str):
    said = duken(*words)
    assert (said.code, said.out, said.err.splitlines()[0]) == (2, "", sentence)
    assert said.err.splitlines()[1].startswith("How it is used: duken")
    told = duken(*words, "--json") if "--json=yes" not in words else None
    if told is not None and problem != "missing_value":
        assert (told.code, told.error["code"], told.error["facts"]["problem"]) == (2, "usage", problem)
        assert told.error["sentence"] == sentence


def test_the_help_that_a_wrong_call_names_is_that_of_its_verb(duken: Duken):
    assert duken("search", "tea", "--limit").err.splitlines()[1] == "How it is used: duken search --help"
    assert duken("qqq").err.splitlines()[1] == "How it is used: duken --help"


def test_a_wrong_call_is_answered_in_its_own_language(duken: Duken, monkeypatch: pytest.MonkeyPatch):
    english = duken("search").err
    assert duken("search", "--lang", "ru").err != english
    assert duken("search", "--lang=kk").err not in ("", english)
    monkeypatch.setenv("LANG", "uk_UA.UTF-8")
    assert duken("search").err != english
    assert duken("search", "--lang", "en").err == english


@pytest.mark.parametrize(
    ("name", "value", "language"),
    [
        ("LANG", "ru_RU.UTF-8", "ru"), ("LC_ALL", "ky_KG.UTF-8", "ky"), ("LANG", "Kazakh_Kazakhstan.1251", "kk"),
        ("LANG", "C.UTF-8", "en"), ("LANG", "de_DE", "en"), ("DUKEN_LANG", "uk", "uk"),
    ],
)
def test_without_a_language_the_system_s_is_spoken(
    duken: Duken, file: Till, monkeypatch: pytest.MonkeyPatch, name: str, value: str, language: str
):
    monkeypatch.setenv(name, value)
    spoken = duken("receipt", "--sale", "A1-9", "--db", file.path).err
    assert spoken == duken("receipt", "--sale", "A1-9", "--db", file.path, "--lang", language.upper()).err
    assert [
        other for other in LANGUAGES
        if duken("receipt", "--sale", "A1-9", "--db", file.path, "--lang", other).err == spoken
    ] == [language]


def test_the_list_of_verbs_is_the_help_s(duken: Duken):
    said = duken("--help")
    lines = said.out.partition("Verbs:")[2].splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert (said.code, listed) == (0, [*HOME_OF, "--help"])
    assert duken().code == 2
    assert duken().out == said.out


def test_each_verb_stands_in_the_file_that_is_loaded_for_it(duken: Duken):
    duken("--help")
    functions = [each.callback for each in frame.app.registered_commands if each.callback is not None]
    standing = {function.__name__: function.__module__ for function in functions}
    for verb, home in HOME_OF.items():
        if verb in standing:
            assert standing[verb] == f"app.cli.{home}", verb


@pytest.mark.parametrize("verb", HOME_OF)
def test_each_verb_explains_itself_and_its_options(duken: Duken, verb: str):
    said = duken(verb, "--help")
    assert (said.code, said.err) == (0, "")
    assert "  --help" in said.out
    below: list[Any] = [get_command(frame.app).commands[verb]]  # type: ignore[attr-defined]
    while below:
        command = below.pop()
        below += getattr(command, "commands", {}).values()
        assert command.help
        bare = [param.name for param in command.params if not param.help]
        assert not bare, f"{command.name}: {bare} are not explained"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_help_speaks_each_language(duken: Duken, language: str):
    english = set(duken("search", "--help").lines)
    spoken = [line for line in duken("search", "--help", "--lang", language).lines if line]
    same = [line for line in spoken if line in english]
    assert not same, same


def test_the_language_may_stand_before_the_verb_and_without_one(duken: Duken, file: Till):
    assert duken("--help", "--lang", "ru").out == duken("--lang=ru", "--help").out != duken("--help").out
    assert duken("--lang", "ru").out == duken("--help", "--lang", "ru").out
    for verb in (["search", "zzz"], ["shift", "x"]):
        spoken = duken("--lang", "ru", *verb, "--db", file.path)
        assert spoken == duken(*verb, "--lang", "ru", "--db", file.path) != duken(*verb, "--db", file.path)


def test_help_shows_where_the_shop_is_looked_for(duken: Duken, tmp_path: Path):
    shown = "".join(duken("verify", "--help").out.split())
    assert str(tmp_path / "home").replace(" ", "") in shown


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_searching_for_nothing_is_refused(duken: Duken, file: Till, text: str):
    assert duken("search", text, "--db", file.path, "--json").error["code"] == "search.empty"


def test_search_finds(duken: Duken, file: Till):
    assert "Bread" in duken("search", "bre", "--db", file.path).out
    assert [hit["name"] for hit in duken("search", "bre", "--db", file.path, "--json").json] == ["Bread"]
    assert duken("search", "zzz", "--db", file.path).out == "Nothing found.\n"


HEAVY = ("reportlab", "qrcode", "PIL", "openpyxl", "alembic", "structlog", "argon2", "keyring", "rich", "app.replay")
"""What a search has no use for, and takes long to load."""


def alone(*words: str, out: Any = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """The program by itself, as a person starts it: nothing is loaded but what this verb loads."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, stdout=out, stderr=subprocess.PIPE, text=True, check=False
    )


@pytest.mark.parametrize(
    "words", [["verify"], ["receipt", "--sale", "A1-000001"], ["receipt", "--z", "1"], ["audit"], ["backup"]]
)
def test_a_verb_that_is_started_by_itself_finds_all_that_it_needs(duken: Duken, file: Till, words: list[str]):
    for step in (["shift", "open"], ["sell", "111", "444*0.5"], ["shift", "z", "--counted", "90"]):
        assert duken(*step, "--db", file.path).code == 0
    said = alone(*words, "--db", str(file.path))
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("words", [["search", "bre"], ["search", "bre", "--json"], ["search", "--help"]])
def test_an_answer_that_finds_no_room_is_said_to_be_lost(file: Till, words: list[str]):
    with open("/dev/full", "w") as full:
        said = alone(*words, "--db", str(file.path), out=full)
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)
    assert said.stderr.startswith("The answer could not be written")


def test_a_search_loads_nothing_that_it_does_not_need(file: Till):
    look = "import sys; from app.cli.calling import call; code = call(sys.argv[1:]); print(*sorted(sys.modules)); sys.exit(code)"
    words = [sys.executable, "-c", look, "search", "bre", "--db", str(file.path)]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "app.cli.search_verb" in loaded
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)
