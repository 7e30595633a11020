"""`duken demo`: plays the morning and leaves its papers, its database and a summary. The same day every time, to the byte."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from app.demo.bag import an_agents_morning
from app.demo.centre import the_afternoon
from app.demo.customers import ten_customers
from app.demo.errands import close_the_shift, errands, lock_up
from app.demo.folder import make_place
from app.demo.opening import open_stage
from app.demo.summary import store_summary, summary_of


def play_day(out: Path, *, database: Path | None = None, language: str = "ru", yes: Collection[str] = ()) -> dict[str, Any]:
    """Play the day into the folder `out`, made anew, and answer its summary. The shop's file stands there too, unless
    `database` names another (new) one; its backup is beside it.

    Refused: `demo.folder_not_ours`, `shop.exists`, `program.running`, `file.cannot_write`, and what making a shop refuses;
    a drawer that does not agree with the books ends in `shift.difference`.
    """
    started = time.perf_counter()
    path = make_place(out, database)
    stage = open_stage(path, out, language=language, yes=yes)
    with stage.shop:
        ten_customers(stage)
        errands(stage)
        an_agents_morning(stage)
        closed = close_the_shift(stage)
        verdict, backup = lock_up(stage)
        centre = the_afternoon(stage, out)
        summary = summary_of(stage, closed, verdict, backup.path, path) | {"centre": centre}
    summary["seconds"] = round(time.perf_counter() - started, 2)
    store_summary(out, summary)
    return summary
