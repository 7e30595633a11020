"""What the operating system knows of this process: how much memory it has held."""

from __future__ import annotations

import sys


def peak_rss_mib() -> int:
    """The most memory that this process has held, in MiB; 0 where the system does not say (Windows has no `resource`)."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))  # Linux counts in KiB, macOS in bytes
