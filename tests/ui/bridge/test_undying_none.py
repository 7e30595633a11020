"""A till that paints all day must not use `None` up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

MANY_CALLS = """
from PySide6.QtCore import QCoreApplication
import ui.bridge.runner

application = QCoreApplication([])
for _ in range(300_000):
    QCoreApplication.processEvents()
"""


def test_a_program_with_a_runner_outlives_many_calls_that_answer_nothing():
    ended = subprocess.run([sys.executable, "-c", MANY_CALLS], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr[:500]
