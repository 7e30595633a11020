"""`duken bench screens`: how long a cashier waits for what is seen, measured at the real window with real keys, off screen."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.bench.made_up import made_up_goods

REAL_GOODS = Path("../shared/data/goods_100k.tsv.xz")
OWNER_PIN = "482915"


def measure(
    *, goods: Path | None, made_up: int, rounds: int, starts: int, lines: int, database: Path | None
) -> dict[str, Any]:
    """Run everything once and answer the figures (milliseconds unless a name says otherwise; memory in MiB).

    `rounds`: how often each gesture; `starts`: processes of each kind; `lines`: of the large cart. `blocked_ms_max` is the
    longest stretch in the whole demo day, without pictures.
    A `database` that is there already is used as it is, if its owner's PIN is that of the benchmark.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="duken-bench-") as folder:
        path = database or Path(folder) / "bench.db"
        if not path.exists():
            source = goods or (REAL_GOODS if REAL_GOODS.exists() else made_up_goods(Path(folder) / "goods.tsv", made_up))
            _prepare(path, source)
        from app.bench.screens.processes import Processes
        from app.bench.screens.window import measure_window
        from app.demo.window.day import play_window_day

        processes = Processes(path, OWNER_PIN)
        found = processes.measure_start(starts)
        found |= measure_window(path, pin=OWNER_PIN, rounds=rounds, lines=lines)
        found |= processes.measure_restart(starts)
        day = play_window_day(Path(folder) / "day", pictures=False)
    return found | {"blocked_ms_max": day["blocked_ms_max"], "day_s": day["seconds"]}


def _prepare(path: Path, source: Path) -> None:
    """A shop with goods, made by a process of its own: what an import needs of memory is not what the window needs."""
    subprocess.run([sys.executable, "-m", "app.bench.screens.shop", str(path), str(source), OWNER_PIN], check=True)
