"""Keeps None alive where Python counts who holds it: PySide 6.12 hands it out uncounted, until Python thinks that nobody does."""

from __future__ import annotations

import ctypes
import sys

ENOUGH = sys.maxsize // 4
"""More than a till that runs for years can use up."""


def keep_none() -> None:
    """Once, before the first window. From Python 3.12 on None is immortal, and nothing is done.

    PySide's wheels are built so that a method which answers nothing does not count its None. On Python 3.11 each such call
    takes one from the count, some 200 a scan; after a few hundred scans it was nought, and Python aborted
    (`none_dealloc: deallocating None`). The count is the first word of an object (CPython, `Include/object.h`).
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython" and sys.getrefcount(None) < ENOUGH:
        ctypes.c_ssize_t.from_address(id(None)).value += ENOUGH
