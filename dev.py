#!/usr/bin/env python3
"""The developer's one command: it makes .venv from the locked requirements and runs a verb. Standard library only."""

import sys

if sys.version_info < (3, 11):  # before anything that an older Python would stumble over
    sys.stderr.write("Duken needs Python 3.11 or later; this is %s (%s).\n" % (sys.version.split()[0], sys.executable))
    sys.exit(2)

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
STOPPED = 130  # what a shell shows for Ctrl-C
NOT_DONE = 2  # dev.py itself could not do its part


class Problem(Exception):
    """A sentence for the developer: dev.py could not do its part, and this is what to do about it."""


class SystemLibrary(NamedTuple):
    """Something that pip cannot install. `probe` is Python code that fails where the thing is missing."""

    what: str
    probe: str
    apt_package: str
    in_venv: bool  # False: asked of the Python that makes .venv; True: asked of the one inside, when all is installed


SYSTEM_LIBRARIES = (
    SystemLibrary(
        "the modules venv and ensurepip of this Python", "import ensurepip, venv",
        f"python3.{sys.version_info.minor}-venv", in_venv=False,
    ),
    SystemLibrary(
        "SQLite 3.34 or later with full-text search (FTS5, trigram)",
        "import sqlite3\n"
        "sqlite3.connect(':memory:').execute(\"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram')\")",
        "libsqlite3-0", in_venv=True,
    ),
    SystemLibrary(
        "what Qt draws its windows with (EGL, GL, xkbcommon, fontconfig)", "from PySide6 import QtGui, QtWidgets",
        "libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3", in_venv=True,
    ),
)


class House:
    """The .venv of one source tree, and the stamp that says for which lock file and which Python it was made."""

    venv_options: tuple[str, ...] = ()

    def __init__(self, root: Path, libraries: Sequence[SystemLibrary] = SYSTEM_LIBRARIES) -> None:
        self.root, self.libraries = root, libraries
        self.venv = root / ".venv"
        self.python = self.venv / ("Scripts/python.exe" if WINDOWS else "bin/python")
        self.lock_file = root / "requirements-dev.lock"
        self.stamp_file = self.venv / "duken-stamp"

    def stamp(self) -> str:
        """What .venv depends on, as a hash. A changed lock file, Python, probe or place makes another one."""
        if not self.lock_file.exists():
            raise Problem(f"{self.lock_file.name} is missing from {self.root}; `git status` shows what else is.")
        parts = (self.lock_file.read_bytes(), sys.version, str(self.root), repr(self.libraries))
        digest = hashlib.sha256()
        for part in parts:
            digest.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
        return digest.hexdigest()

    def is_ready(self) -> bool:
        """False also for a .venv that was left half-made: the stamp is written last."""
        try:
            return self.python.exists() and self.stamp_file.read_text(encoding="utf-8") == self.stamp()
        except (OSError, UnicodeDecodeError):
            return False

    def make_ready(self) -> None:
        """Make .venv anew unless it is the right one. One at a time: a second `dev.py` waits for the first."""
        if self.is_ready():
            return
        with only_one(self.root / ".venv.lock"):
            if not self.is_ready():
                self.make()

    def make(self) -> None:
        """Remove what is there, build all of it, and only then write the stamp."""
        stamp = self.stamp()
        base = getattr(sys, "_base_executable", None) or sys.executable  # dev.py may run inside the .venv that goes
        say("making .venv (the first time, and when the locked requirements change; about a minute)")
        self.probe(base, in_venv=False)
        remove(self.venv)
        command = [base, "-m", "venv", *self.venv_options, str(self.venv)]
        run_or_explain(command, "A .venv could not be made in this folder.")
        self.install_locked()
        self.probe(str(self.python), in_venv=True)
        self.stamp_file.write_text(stamp, encoding="utf-8")
        say(".venv is ready")

    def install_locked(self) -> None:
        """Install what is locked, then the program itself. Setuptools goes first: a package that has to be built is
        built with the locked one, and not with whatever is newest today."""
        first = self.venv / "setuptools.lock"
        first.write_text(lock_entry(self.lock_file.read_text(encoding="utf-8"), "setuptools"), encoding="utf-8")
        for lock_file in first, self.lock_file:
            self.pip(
                ["--require-hashes", "--no-deps", "--no-build-isolation", "-r", str(lock_file)],
                "The locked requirements could not be installed; pip's own words stand above. "
                "Is there a network? The same command starts again from the beginning.",
            )
        self.pip(
            ["--no-index", "--no-deps", "--no-build-isolation", "-C", "editable_mode=compat", "-e", str(self.root)],
            "The program itself could not be put into .venv; pip's own words stand above.",
        )

    def pip(self, arguments: list[str], sentence: str) -> None:
        """Install with the pip of .venv, quietly; its errors are shown. It compiles what it installs: else each start of a
        Python that may write no bytecode (a container's, often) would take three times as long."""
        quietly = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
        run_or_explain([str(self.python), "-m", "pip", "install", *quietly, *arguments], sentence)

    def probe(self, python: str, *, in_venv: bool) -> None:
        """See that the system has what pip cannot bring; install it where that is allowed, else say what to do."""
        for library in self.libraries:
            if library.in_venv == in_venv and not works(python, library.probe):
                install(library)
                if not works(python, library.probe):
                    raise Problem(f"{library.apt_package} is installed, but {python} still lacks {library.what}.")


def lock_entry(text: str, name: str) -> str:
    """The lines of one package in a lock file: its version and its hashes."""
    entry = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    if entry is None:
        raise Problem(f"The lock file has no {name}; `python3 dev.py lock` makes it anew.")
    return entry.group()


def missing(library: SystemLibrary) -> str:
    """The sentence about something that the system lacks, with the line that mends it."""
    return f"Missing: {library.what}. On Debian or Ubuntu: sudo apt-get install {library.apt_package}"


def install(library: SystemLibrary) -> None:
    """Install one package with apt, as root on Debian or Ubuntu only; anywhere else, or if it fails, a `Problem`."""
    if not may_use_apt():
        raise Problem(missing(library))
    say(f"missing: {library.what}; installing {library.apt_package} with apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *library.apt_package.split()]
    if subprocess.call(command, env=environment) == 0:
        return
    subprocess.call(["apt-get", "update"], env=environment)  # a new machine has no list of packages, or an old one
    if subprocess.call(command, env=environment) != 0:
        raise Problem(missing(library))


def may_use_apt(os_release: Path = Path("/etc/os-release")) -> bool:
    """True for root on Debian, Ubuntu or a system that calls itself like them."""
    if sys.platform == "win32" or os.geteuid() != 0 or shutil.which("apt-get") is None or not os_release.exists():
        return False
    facts = dict(line.split("=", 1) for line in os_release.read_text(encoding="utf-8").splitlines() if "=" in line)
    names = f"{facts.get('ID', '')} {facts.get('ID_LIKE', '')}".replace('"', "").split()
    return "debian" in names or "ubuntu" in names


def works(python: str, probe: str) -> bool:
    """Whether that Python runs that line without an error."""
    return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0


def run_or_explain(command: list[str], sentence: str) -> None:
    """Run a step of the making; if it fails, its own output stands above our sentence.

    The step has a process group of its own, so that Ctrl-C reaches only dev.py, which ends the step without its
    traceback. It inherits the lock, so that after a killed dev.py the next one waits until the step has ended too.
    """
    group = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)} if WINDOWS else {"process_group": 0}
    with subprocess.Popen(command, close_fds=False, **group) as step:
        try:
            code = step.wait()
        except KeyboardInterrupt:
            step.kill()
            raise
    if code != 0:
        raise Problem(f"{sentence} (exit code {code})")


def remove(folder: Path) -> None:
    """Remove a .venv, also one that is a link or a file."""
    try:
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)
    except OSError as error:
        raise Problem(f"The old {folder.name} cannot be removed; is a program of it running? ({error})") from error


@contextlib.contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Hold a lock that the system takes back when this process dies, however it dies."""
    with lock_file.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # tries for ten seconds, then gives up
                    break
                except OSError:
                    say("another dev.py is making .venv; waiting")
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            os.set_inheritable(file.fileno(), True)
        yield


def say(sentence: str) -> None:
    """One line about what dev.py itself does, apart from the output of what it runs."""
    print(f"dev.py: {sentence}", file=sys.stderr, flush=True)


# The verbs. Each gets the arguments behind it and answers the exit code, or becomes the program that it runs.


def become(command: Sequence[str | Path]) -> int:
    """Turn into the command (POSIX), or run it and pass its exit code on (Windows has no real exec)."""
    words = [str(word) for word in command]
    sys.stdout.flush()
    if WINDOWS:
        return subprocess.call(words)
    os.execv(words[0], words)


def python_of(house: House) -> Path:
    """The Python of a .venv that is ready."""
    house.make_ready()
    return house.python


def run(house: House, arguments: list[str]) -> int:
    """Open the till's window on a demo shop; without a display, play the demo day through it and leave pictures in out/demo."""
    return become([python_of(house), "-m", "app", "run", "--out", "out/demo", *arguments])


def test(house: House, arguments: list[str]) -> int:
    """Run the tests; arguments go to pytest (a path, -k WORD, ...)."""
    everything = ["-n", "logical", "--maxprocesses", "8"] if not arguments else []  # few tests start faster alone
    return become([python_of(house), "-m", "pytest", *everything, *arguments])


CHECKS = {
    "ruff": ["-m", "ruff", "check"],
    "mypy": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"],
    "tidy": ["-m", "pytest", "-q", "tests/tidy"],
}


def check(house: House, arguments: list[str]) -> int:
    """Run ruff, mypy, the import contracts and the tidy tests, or only those that are named."""
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        raise Problem(f"No check is called {unknown[0]}. There are: {', '.join(CHECKS)}.")
    python = str(python_of(house))
    codes = {}
    for name in arguments or CHECKS:
        say(f"check {name}")
        codes[name] = exit_code(subprocess.call([python, *CHECKS[name]]))
    failed = [name for name, code in codes.items() if code != 0]
    say(f"failed: {', '.join(failed)}" if failed else f"all good: {', '.join(codes)}")
    return codes[failed[0]] if failed else 0


def fix(house: House, arguments: list[str]) -> int:
    """Let ruff mend what it can mend safely."""
    return become([python_of(house), "-m", "ruff", "check", "--fix", *arguments])


def bench(house: House, arguments: list[str]) -> int:
    """Measure: `bench till` (the default, as JSON) or `bench crash`, with their own arguments."""
    named = bool(arguments) and not arguments[0].startswith("-")
    return become([python_of(house), "-m", "app", "bench", *([] if named else ["till", "--json"]), *arguments])


def screens(house: House, arguments: list[str]) -> int:
    """Take a picture of every screen into docs/screens, and the film: --lang kk, --theme dark, --text 150, --out FOLDER."""
    return become([python_of(house), "build/screens.py", *arguments])


def new_migration(house: House, arguments: list[str]) -> int:
    """Write the next migration from what changed in db/models: new-migration "what it does"."""
    if not arguments or arguments[0].startswith("-"):
        raise Problem('A migration needs a message: python3 dev.py new-migration "add the colour of a product"')
    return become([python_of(house), "-m", "db.migrations.new", *arguments])


def lock(house: House, arguments: list[str]) -> int:
    """Pin the requirements anew with uv; kept pins stay unless you add --upgrade or --upgrade-package NAME."""
    beside = house.python.with_name("uv.exe" if WINDOWS else "uv")  # a broken lock file must not stop its own mending
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise Problem("uv is not there: run `python3 dev.py check` once (it makes .venv), or install uv yourself.")
    common = [
        uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
        "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", *arguments,
    ]
    run_or_explain([*common, "-o", "requirements.lock", "requirements.in"], "requirements.lock could not be made.")
    run_or_explain(
        [*common, "-c", "requirements.lock", "-o", "requirements-dev.lock", "requirements-dev.in"],
        "requirements-dev.lock could not be made.",
    )
    say("requirements.lock and requirements-dev.lock are made; the next verb makes .venv anew if they changed")
    return 0


VERBS: dict[str, Callable[[House, list[str]], int]] = {
    "run": run, "test": test, "check": check, "fix": fix, "bench": bench, "screens": screens,
    "new-migration": new_migration, "lock": lock,
}


def verbs() -> str:
    """The page that `python3 dev.py` shows."""
    rows = "\n".join(f"  {name:<14} {(verb.__doc__ or '').strip()}" for name, verb in VERBS.items())
    return f"python3 dev.py VERB [arguments]\n\n{rows}\n\nThe first verb makes .venv; later ones find it ready."


def exit_code(code: int) -> int:
    """A child's code as a shell shows it: killed by signal 9 is 137."""
    return 128 - code if code < 0 else code


def main(arguments: list[str]) -> int:
    """Run a verb in the root of the tree and answer its exit code; our own failures are a sentence and 2."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(verbs())
        return 0
    name, *rest = arguments
    if name not in VERBS:
        print(f"There is no verb {name!r}.\n\n{verbs()}", file=sys.stderr)
        return NOT_DONE
    try:
        os.chdir(ROOT)
        return exit_code(VERBS[name](House(ROOT), rest))
    except Problem as problem:
        say(str(problem))
        return NOT_DONE
    except OSError as error:  # a folder that may not be written, a full disk
        say(f"The system refused: {error}")
        return NOT_DONE
    except KeyboardInterrupt:
        say("stopped")
        return STOPPED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
