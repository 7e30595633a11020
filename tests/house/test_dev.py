"""What dev.py promises a newcomer: it makes .venv when it must, leaves it when it may, and says what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dev

WORKS = dev.SystemLibrary("nothing much", "pass", "libnothing", in_venv=False)
LACKS = dev.SystemLibrary("the moon", "raise SystemExit(1)", "libmoon", in_venv=False)
LACKS_INSIDE = dev.SystemLibrary("the sun", "raise SystemExit(1)", "libsun", in_venv=True)
LOCK = "setuptools==80.0.0 \\\n    --hash=sha256:00\nzipp==1.0 \\\n    --hash=sha256:11\n"


class QuickHouse(dev.House):
    """A house whose .venv is real and empty: no pip, and nothing is fetched from anywhere."""

    venv_options = ("--without-pip",)

    def install_locked(self) -> None:
        with (self.root / "made").open("a") as file:
            file.write("once\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements-dev.lock").write_text(LOCK)
    return tmp_path


def times_made(root: Path) -> int:
    made = root / "made"
    return len(made.read_text().splitlines()) if made.exists() else 0


def test_a_venv_is_made_once_and_then_found_ready(root):
    house = QuickHouse(root, [WORKS])
    assert not house.is_ready()
    house.make_ready()
    house.make_ready()
    assert house.is_ready()
    assert times_made(root) == 1
    prefix = subprocess.check_output([house.python, "-c", "import sys; print(sys.prefix)"], text=True)
    assert Path(prefix.strip()).resolve() == house.venv.resolve()


def test_a_changed_lock_file_makes_it_anew_without_what_was_there(root):
    house = QuickHouse(root, [WORKS])
    house.make_ready()
    (house.venv / "left-over").touch()
    house.lock_file.write_text(LOCK.replace("1.0", "2.0"))
    house.make_ready()
    assert times_made(root) == 2
    assert not (house.venv / "left-over").exists()


@pytest.mark.parametrize("change", ["python", "place", "libraries"])
def test_the_stamp_tells_pythons_places_and_libraries_apart(root, tmp_path_factory, monkeypatch, change):
    before = dev.House(root, [WORKS]).stamp()
    if change == "python":
        monkeypatch.setattr(sys, "version", "3.99.0")
    if change == "place":
        root = tmp_path_factory.mktemp("other")
        (root / "requirements-dev.lock").write_text(LOCK)
    assert dev.House(root, [LACKS if change == "libraries" else WORKS]).stamp() != before


@pytest.mark.parametrize("damage", ["no stamp", "no python", "garbage in the stamp", "a file in its place", "a link"])
def test_a_half_made_venv_is_made_anew(root, damage):
    house = QuickHouse(root, [WORKS])
    house.make_ready()
    if damage == "no stamp":
        house.stamp_file.unlink()
    elif damage == "no python":
        house.python.unlink()
    elif damage == "garbage in the stamp":
        house.stamp_file.write_bytes(b"\xff\x00")
    elif damage == "a file in its place":
        shutil.rmtree(house.venv)
        house.venv.touch()
    else:
        shutil.move(house.venv, root / "elsewhere")
        (root / "elsewhere" / "duken-stamp").unlink()
        house.venv.symlink_to(root / "elsewhere")
    assert not house.is_ready()
    house.make_ready()
    assert house.is_ready()
    assert times_made(root) == 2


def test_a_step_that_fails_leaves_no_stamp_and_a_sentence(root):
    class Offline(QuickHouse):
        def install_locked(self) -> None:
            dev.run_or_explain([sys.executable, "-c", "raise SystemExit(3)"], "Is there a network?")

    with pytest.raises(dev.Problem, match=r"Is there a network\? \(exit code 3\)"):
        Offline(root, [WORKS]).make_ready()
    assert not dev.House(root, [WORKS]).is_ready()


def test_a_missing_lock_file_is_named(tmp_path):
    with pytest.raises(dev.Problem, match=r"requirements-dev\.lock is missing"):
        dev.House(tmp_path).make_ready()


def test_a_missing_library_is_named_with_its_apt_line(root, monkeypatch):
    monkeypatch.setattr(dev, "may_use_apt", lambda: False)
    with pytest.raises(dev.Problem, match=r"Missing: the moon\. .*sudo apt-get install libmoon"):
        QuickHouse(root, [WORKS, LACKS]).make_ready()
    assert not (root / ".venv").exists()


def test_a_library_that_the_venv_lacks_leaves_no_stamp(root, monkeypatch):
    monkeypatch.setattr(dev, "may_use_apt", lambda: False)
    with pytest.raises(dev.Problem, match="libsun"):
        QuickHouse(root, [LACKS_INSIDE]).make_ready()
    assert not dev.House(root, [LACKS_INSIDE]).is_ready()


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that knows libmoon only after an update, and installs it by making a file."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "apt-get"
    script.write_text(
        f'#!/bin/sh\ncd {tmp_path}\necho "$1" >> asked\n'
        '[ "$1" = update ] && touch updated && exit 0\n[ -f updated ] && touch moon\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(dev, "may_use_apt", lambda: True)
    return tmp_path


def test_apt_installs_what_is_missing_and_updates_its_list_once(root, apt):
    moon = dev.SystemLibrary("the moon", f"open({str(apt / 'moon')!r})", "libmoon", in_venv=False)
    QuickHouse(root, [moon]).make_ready()
    assert (apt / "asked").read_text().split() == ["install", "update", "install"]
    QuickHouse(root, [moon]).make_ready()
    assert len((apt / "asked").read_text().split()) == 3


def test_an_installed_package_that_does_not_help_is_said(root, apt):
    with pytest.raises(dev.Problem, match=r"libmoon is installed, but .* still lacks the moon"):
        QuickHouse(root, [LACKS]).make_ready()


@pytest.mark.skipif(os.name == "nt", reason="apt is a matter of Debian")
@pytest.mark.parametrize(
    ("root_user", "release", "may"),
    [
        (True, "ID=debian\n", True),
        (True, 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        (True, "ID=fedora\n", False),
        (True, None, False),
        (False, "ID=debian\n", False),
    ],
)
def test_apt_is_for_root_on_debian_and_its_kin(tmp_path, monkeypatch, apt, root_user, release, may):
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(apt / "bin"))
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root_user else 1000)
    if release is not None:
        (tmp_path / "os-release").write_text(release)
    assert dev.may_use_apt(tmp_path / "os-release") is may


def test_the_real_probes_hold_where_the_tests_run():
    for library in dev.SYSTEM_LIBRARIES:
        assert dev.works(sys.executable, library.probe), library.what


def test_a_second_dev_py_waits_for_the_first(root):
    order = root / "order"
    program = (
        "import dev, pathlib, sys\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "print('asking', flush=True)\n"
        "with dev.only_one(root / '.venv.lock'), (root / 'order').open('a') as order: order.write('second ')\n"
    )
    with dev.only_one(root / ".venv.lock"):
        second = subprocess.Popen([sys.executable, "-c", program, str(root)], cwd=dev.ROOT, stdout=subprocess.PIPE)
        assert second.stdout is not None
        second.stdout.readline()
        QuickHouse(root, [WORKS]).make()
        with order.open("a") as file:
            file.write("first ")
    second.communicate(timeout=30)
    assert order.read_text().split() == ["first", "second"]


def dev_py(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, dev.__file__, *arguments], capture_output=True, text=True, check=False)


def test_alone_it_shows_its_verbs():
    for arguments in ((), ("--help",)):
        shown = dev_py(*arguments)
        assert shown.returncode == 0
        assert [verb for verb in dev.VERBS if f"  {verb} " not in shown.stdout] == []


def test_an_unknown_verb_is_refused_with_the_verbs():
    shown = dev_py("dance")
    assert shown.returncode == 2
    assert "There is no verb 'dance'" in shown.stderr
    assert "new-migration" in shown.stderr


def test_a_migration_without_a_message_is_refused():
    shown = dev_py("new-migration")
    assert shown.returncode == 2
    assert "needs a message" in shown.stderr


def test_an_unknown_check_is_refused_with_the_checks():
    shown = dev_py("check", "spelling")
    assert shown.returncode == 2
    assert "ruff, mypy, imports, tidy" in shown.stderr


@pytest.mark.parametrize("code", [0, 1, 5, 77])
def test_the_exit_code_of_a_program_is_passed_through(code):
    program = f"import dev, sys; dev.become([sys.executable, '-c', 'raise SystemExit({code})'])"
    assert subprocess.run([sys.executable, "-c", program], cwd=dev.ROOT, check=False).returncode == code


def test_a_check_that_fails_gives_its_code_and_the_others_still_run(capfd, monkeypatch):
    class Ready(dev.House):
        def make_ready(self) -> None:
            """The Python of these tests is as good as any."""

    house = Ready(dev.ROOT)
    house.python = Path(sys.executable)
    monkeypatch.setattr(dev, "CHECKS", {"a": ["-c", "print(1)"], "b": ["-c", "exit(7)"], "c": ["-c", "print(3)"]})
    assert dev.check(house, []) == 7
    assert dev.check(house, ["a", "c"]) == 0
    shown = capfd.readouterr()
    assert shown.out.split() == ["1", "3", "1", "3"]
    assert "failed: b" in shown.err


def test_a_killed_child_counts_as_failed():
    assert dev.exit_code(-9) == 137


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_while_it_makes_the_venv_gives_130_and_no_traceback(root):
    program = (
        "import dev, pathlib, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # where tests run in the background it is ignored
        "dev.ROOT = pathlib.Path(sys.argv[1])\n"
        "step = 'import time; print(1, flush=True); time.sleep(60)'\n"
        "dev.House.venv_options = ('--without-pip',)\n"
        "dev.House.install_locked = lambda house: dev.run_or_explain([sys.executable, '-c', step], 'no')\n"
        "sys.exit(dev.main(['check']))\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(root)],
        cwd=dev.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )
    assert running.stdout is not None
    running.stdout.readline()  # the step has begun
    os.killpg(running.pid, signal.SIGINT)
    _out, shown = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in shown
    assert "dev.py: stopped" in shown


def test_a_folder_that_cannot_be_written_is_said_without_a_traceback(root, monkeypatch, capsys):
    (root / ".venv.lock").mkdir()
    monkeypatch.setattr(dev, "ROOT", root)
    monkeypatch.chdir(root)
    assert dev.main(["check"]) == 2
    assert "The system refused" in capsys.readouterr().err


def test_the_locked_setuptools_is_found_in_the_lock_file():
    assert dev.lock_entry(LOCK, "setuptools") == "setuptools==80.0.0 \\\n    --hash=sha256:00\n"
    assert dev.lock_entry(LOCK, "zipp") == "zipp==1.0 \\\n    --hash=sha256:11\n"
    with pytest.raises(dev.Problem, match="no tool"):
        dev.lock_entry(LOCK, "tool")
