"""Qt may be called as often as a till calls it in a year, and Python lives."""

from __future__ import annotations

import subprocess
import sys

CALLS = """
import ui.bridge.runner
from PySide6.QtCore import QObject
named = QObject()
for _call in range(200_000):
    named.setObjectName("x")
print("alive")
"""


def test_calls_that_answer_nothing_do_not_use_none_up():
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "alive", done.stderr
