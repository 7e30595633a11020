"""A PIN that was not named: typed at a terminal without being shown, read as one line where there is none."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.staff.commands import sign_in
from app.core.staff.queries import people
from app.wiring import open_shop
from tests.cli.conftest import Duken, Said
from tests.tidy.repository import ROOT


def owner_gets_in(path: Path, pin: str) -> bool:
    with open_shop(path) as shop:
        return bool(shop.do(sign_in, person_id=shop.ask(people)[0].person_id, pin=pin).name)


def hear(monkeypatch: pytest.MonkeyPatch, line: bytes | None) -> None:
    """What comes in at standard input; None is a program that was started without any."""
    monkeypatch.setattr(sys, "stdin", None if line is None else io.TextIOWrapper(io.BytesIO(line)))


def set_up(duken: Duken, path: Path, *more: str) -> Said:
    return duken("setup", "--company", "Bereke", "--owner", "Ainura", "--db", path, *more)


@pytest.mark.parametrize("line", [b"472916\n", b"472916\r\n", b" 472916", b"472916\nand no more\n"])
def test_without_a_terminal_the_pin_is_one_line_that_comes_in(
    duken: Duken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes
):
    hear(monkeypatch, line)
    said = set_up(duken, tmp_path / "shop.db", "--json")
    assert (said.code, said.err) == (0, "")
    assert owner_gets_in(tmp_path / "shop.db", "472916")
    hear(monkeypatch, b"583027\n")
    assert duken("recover", "--code", said.json["recovery_code"], "--db", tmp_path / "shop.db").err == ""
    assert owner_gets_in(tmp_path / "shop.db", "583027")


@pytest.mark.parametrize("line", [b"", b"\n", b"   ", None])
@pytest.mark.parametrize("words", [["setup", "--company", "A", "--owner", "B"], ["recover", "--code", "X"]])
def test_where_no_line_comes_it_is_said_how_to_name_a_pin(
    duken: Duken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes | None, words: list[str]
):
    hear(monkeypatch, line)
    said = duken(*words, "--db", tmp_path / "shop.db")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines() == [
        "No PIN was given. Write it as one line to standard input, or name it with --pin.",
        f"How it is used: duken {words[0]} --help",
    ]
    hear(monkeypatch, line)
    assert duken(*words, "--db", tmp_path / "shop.db", "--json").error["facts"]["problem"] == "pin.not_told"
    assert not (tmp_path / "shop.db").exists()


def test_a_line_that_is_no_pin_is_refused_as_one(duken: Duken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for line, code in ((b"\xff\xfe47\n", "pin.malformed"), (b"1234\n", "pin.too_simple"), (b"9" * 5000, "pin.malformed")):
        hear(monkeypatch, line)
        assert set_up(duken, tmp_path / "shop.db", "--json").error["code"] == code


def test_a_pin_that_is_named_is_not_asked_for(duken: Duken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    hear(monkeypatch, b"583027\n")
    assert set_up(duken, tmp_path / "shop.db", "--pin", "472916").code == 0
    assert owner_gets_in(tmp_path / "shop.db", "472916")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_at_a_terminal_it_is_asked_for_twice_in_the_person_s_language_and_never_shown(tmp_path: Path):
    import pty

    ours, theirs = pty.openpty()
    words = ["setup", "--company", "A", "--owner", "B", "--lang", "ru", "--db", str(tmp_path / "shop.db")]
    with subprocess.Popen(
        [sys.executable, "-m", "app", *words], cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
        start_new_session=True, env={**os.environ, "HOME": str(tmp_path)},
    ) as process:
        shown = b""
        for question, pin in (("PIN-код: ", 472916), ("ещё раз: ", 472917), ("PIN-код: ", 472916), ("ещё раз: ", 472916)):
            before = len(shown)
            while question.encode() not in shown[before:]:
                shown += os.read(ours, 1000)
            os.write(ours, f"{pin}\n".encode())
        out, _none = process.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    assert process.returncode == 0, shown.decode()
    assert "4729" not in shown.decode() + out.decode()
    assert owner_gets_in(tmp_path / "shop.db", "472916")
