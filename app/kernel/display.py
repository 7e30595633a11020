"""Whether this computer can show a window."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def has_display(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> bool:
    """True where a window can be seen: always on Windows and macOS, elsewhere where X or Wayland (or a Qt platform) is named."""
    if system in ("win32", "darwin"):
        return True
    if environment.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
