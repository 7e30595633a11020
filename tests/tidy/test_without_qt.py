"""Everything but the screens works where Qt is not installed: on a server, in a replay, in CI."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.tidy.repository import ROOT, python_files

NEEDS_QT = re.compile(
    r"^app\.(main|window|first_run)$|^app\.demo\.window(\.|$)|^app\.bench\.screens\.|^app\.features\.\w+\.pages(\.|$)"
)
RUNS_WHEN_IMPORTED = re.compile(r"\.__main__$|^db\.migrations\.(env$|versions\.)")  # alembic and python -m load these

IMPORT_ALL = """
import importlib, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(f"{name} is blocked: only ui and the pages of a trade know Qt", name=name)

sys.meta_path.insert(0, NoQt())
failed = []
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        failed.append(f"{name}: {error!r}")
print("\\n".join(failed))
"""


def modules() -> list[str]:
    found = python_files("app", "db", "devices", "sync")
    names = (name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in found)
    return [name for name in names if not NEEDS_QT.search(name) and not RUNS_WHEN_IMPORTED.search(name)]


def failures(names: list[str]) -> str:
    command = [sys.executable, "-W", "error", "-c", IMPORT_ALL, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() + done.stderr.strip()


def test_every_module_but_the_screens_is_imported_without_qt():
    assert len(modules()) > 20
    assert failures(modules()) == ""


def test_an_import_of_qt_is_seen():
    assert "PySide6 is blocked" in failures(["PySide6.QtCore"])
