"""The power cut: a shop sells while all that SQLite does is recorded, then what a cut may have left is opened for real."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.bench.crash.check import Tally, check_promises, read_only
from app.bench.crash.goods import make_shop, read_range
from app.bench.crash.promises import Message, Promises
from app.bench.crash.till import RestlessTill
from app.bench.powercut import Loss, Recorder, trial
from app.core.verify.queries import verify
from app.kernel.errors import EnvironmentFailed
from app.wiring import open_shop
from db.uow import Uow

MOST_SALES, FEWEST_SALES = 60, 20
PAGES_A_CHECKPOINT, ROWS_A_CHECKPOINT = 40, 20
"""Small, so that many cuts fall amid a checkpoint, a commit's own or one between two commands (the program's own are
`db.engine.WAL_PAGES` and `db.checkpoints.CHANGED_ROWS`)."""


def cut_power(folder: Path, *, cuts: int, seed: int) -> dict[str, Any]:
    """Cut `cuts` times; how many images had lost something, and what. Where SQLite is out of reach, why nothing was done."""
    if not cuts:
        return {"power_cuts": 0, "power_losses": 0, "power_findings": []}
    folder.mkdir(parents=True)
    path = folder / "power.db"
    make_shop(path, seed=seed)
    sales = min(MOST_SALES, max(FEWEST_SALES, cuts // 3))
    try:
        report = trial(
            path, lambda disk: sell(path, disk, sales=sales, seed=seed), check, folder=folder / "images", cuts=cuts, seed=seed
        )
    except EnvironmentFailed as error:
        if error.code != "bench.powercut_unsupported":
            raise
        return {"power_cuts": 0, "power_losses": 0, "power_findings": [], "power_cuts_skipped": error.facts.get("reason")}
    return {
        "power_cuts": report.cuts, "power_losses": len(report.losses), "power_cuts_amid_checkpoint": report.amid_checkpoint,
        "power_promises": report.acknowledged, "power_operations": report.operations,
        "power_findings": [_told(loss) for loss in report.losses[:20]],
    }


def sell(path: Path, disk: Recorder, *, sales: int, seed: int) -> None:
    """Some hundred transactions of the till. All that it says is a promise: what it announces, and what it has done."""
    with open_shop(path) as shop:
        shop.do(_checkpoint_often)
        shop.writer.checkpoints.changed_rows = ROWS_A_CHECKPOINT
        till = RestlessTill(shop, read_range(shop), chance=random.Random(seed), tell=disk.acknowledge)
        for _sale in range(sales):
            till.sell_one(till.next_cart())


def check(image: Path, heard: list[Message]) -> None:
    """The image opens as any shop does, has each acknowledged sale, cart and shift as they were promised, and its books agree."""
    promised, tally = Promises(), Tally()
    for message in heard:
        promised.hear(message)
    with open_shop(image) as shop:
        findings = shop.ask(verify).findings
    for finding in findings:
        tally.say(f"verify: {finding.check} {finding.subject}: {finding.found} ≠ {finding.expected}")
    with read_only(image) as connection:
        check_promises(connection, promised, tally, thoroughly=True)
    if tally.findings:
        raise AssertionError("; ".join(tally.findings[:3]))


def _checkpoint_often(uow: Uow) -> None:
    uow.session.execute(text(f"PRAGMA wal_autocheckpoint={PAGES_A_CHECKPOINT}"))


def _told(loss: Loss) -> str:
    where = "amid a checkpoint" if loss.amid_checkpoint else "between checkpoints"
    return f"power cut at {loss.at} ({loss.weather.name}, {where}): {loss.reason}"


