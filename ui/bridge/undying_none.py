"""Keeps Python's `None` alive under a Qt binding that was built for Pythons where it cannot die (3.12 and later).

PySide6 6.12 gives one reference of `None` away with every Qt call that answers nothing. Where `None` is counted (3.11), a till
that paints for some hours would abort: "none_dealloc: deallocating None".
"""

from __future__ import annotations

import ctypes
import sys

ENOUGH = 1 << 50
"""References; at a million calls a second they last for thirty years."""


def keep_none_alive() -> None:
    """Do what Python 3.12 does by itself. Once is enough; again changes nothing."""
    if sys.version_info < (3, 12) and sys.getrefcount(None) < ENOUGH // 2:
        ctypes.c_ssize_t.from_address(id(None)).value += ENOUGH
