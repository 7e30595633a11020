"""`duken demo`: plays the morning and leaves its papers, its database and a summary. The same day every time, to the byte."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from app.core.documents.views import ZView, as_json
from app.core.verify.queries import counts
from app.core.verify.views import Verdict
from app.demo.customers import ten_customers
from app.demo.errands import close_the_shift, errands, lock_up
from app.demo.folder import DATABASE, RECEIPTS, SUMMARY, make_folder
from app.demo.opening import open_stage
from app.demo.stage import Stage
from app.kernel.errors import EnvironmentFailed


def play_day(out: Path, *, database: Path | None = None, language: str = "ru", yes: Collection[str] = ()) -> dict[str, Any]:
    """Play the day into the folder `out`, made anew, and answer its summary. The shop's file stands there too, unless
    `database` names another (new) one; its backup is beside it.

    Refused: `demo.folder_not_ours`, `shop.exists`, `program.running`, `file.cannot_write`, and what making a shop refuses;
    a drawer that does not agree with the books ends in `shift.difference`.
    """
    started = time.perf_counter()
    path = database or out / DATABASE
    if path.resolve() != (out / DATABASE).resolve() and path.exists() and path.stat().st_size:
        raise EnvironmentFailed("shop.exists", path=str(path))
    make_folder(out)
    stage = open_stage(path, out, language=language, yes=yes)
    with stage.shop:
        ten_customers(stage)
        errands(stage)
        closed = close_the_shift(stage)
        verdict, backup = lock_up(stage)
        summary = {
            "steps": stage.steps, "z": _z(stage, closed), "tenders": _tenders(closed), "purse": _purse(stage),
            "counts": stage.shop.ask(counts), "drawer_openings": stage.papers.times_opened(),
            "verify": _verdict(verdict), "database": str(path), "backup": str(backup.path),
            "files": [f"{RECEIPTS}/{name}.{ending}" for name in stage.papers.files for ending in ("txt", "pdf")],
        }
    summary["seconds"] = round(time.perf_counter() - started, 2)
    try:
        (out / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed("file.cannot_write", path=str(out / SUMMARY), detail=str(error)) from error
    return summary


def _z(stage: Stage, closed: ZView) -> dict[str, Any]:
    """The Z in words for people, in minor units, and the whole document as data."""
    return {
        "number": closed.report.number, "expected": stage.money(closed.expected_minor),
        "counted": stage.money(closed.counted_minor), "difference": stage.money(closed.difference_minor),
        "expected_minor": closed.expected_minor, "counted_minor": closed.counted_minor,
        "difference_minor": closed.difference_minor, "verified_minor": closed.verified_minor, "document": as_json(closed),
    }


def _tenders(closed: ZView) -> dict[str, dict[str, int]]:
    return {
        each.tender: {"in_minor": each.in_minor, "out_minor": each.out_minor, "net_minor": each.in_minor - each.out_minor}
        for each in closed.report.tenders
    }


def _purse(stage: Stage) -> dict[str, Any]:
    """What really lies in the drawer, which no book of the program has been asked about."""
    pieces = {str(denomination): number for denomination, number in stage.purse.count().items()}
    return {"total_minor": stage.purse.total_minor, "pieces": pieces}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    findings = [f"{each.check} {each.subject}: {each.found} ≠ {each.expected}" for each in verdict.findings]
    return {"clean": verdict.is_clean, "checked": verdict.checked, "findings": findings}
