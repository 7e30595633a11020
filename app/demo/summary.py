"""What a played day leaves beside its papers: the steps, the Z, the tenders, the drawer, the verdict of the books."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.core.documents.views import ZView, as_json
from app.core.verify.queries import counts
from app.core.verify.views import Verdict
from app.demo.folder import RECEIPTS, SUMMARY
from app.demo.stage import Stage
from app.kernel.errors import EnvironmentFailed


def summary_of(stage: Stage, closed: ZView, verdict: Verdict, backup: Path, database: Path) -> dict[str, Any]:
    """The day as data; sums in minor units, and in words where people read them."""
    return {
        "steps": stage.steps, "z": _z(stage, closed), "tenders": _tenders(closed), "purse": _purse(stage),
        "counts": stage.shop.ask(counts), "drawer_openings": stage.papers.times_opened(),
        "verify": _verdict(verdict), "database": str(database), "backup": str(backup),
        "files": [f"{RECEIPTS}/{name}.{ending}" for name in stage.papers.files for ending in ("txt", "pdf")],
    }


def store_summary(out: Path, summary: dict[str, Any]) -> None:
    """`summary.json` in the folder of the day. Refused: `file.cannot_write`."""
    try:
        (out / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed("file.cannot_write", path=str(out / SUMMARY), detail=str(error)) from error


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
