"""A program of its own, as somebody starts it, with no window of another test in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.tidy.repository import ROOT


def program_says(script: str, path: Path, *more: str) -> list[str]:
    """The lines that a script prints, off screen; `path` and `more` are its arguments. Refused by an exception: one that fails,
    and one that does not end."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", script, str(path), *more]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()
