"""`duken bench sim`: seeds of bad days, each with everything real but clocks, chance and the network's moods."""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.sim.checks import Verdict, judge
from app.bench.sim.company import Base, Company, a_company, make_base
from app.bench.sim.story import Story
from sync.elsewhere import EVERY
from sync.embedded import EmbeddedServer

STEPS = 160
QUIET = 12
"""So many times each node speaks when the network is back, at most; all is to be told and heard by then."""

ASKED_EVERY_S = int(EVERY.total_seconds()) + 1


@dataclass(frozen=True, slots=True)
class Lived:
    """What became of a seed."""

    seed: int
    verdict: Verdict
    seconds: float
    refused: dict[str, int]
    fingerprint: str
    """Of all that every node has stated, byte for byte: the same for the same seed."""


def measure(*, seeds: Sequence[int], steps: int = STEPS) -> dict[str, Any]:
    """Live through these seeds; `failed` has of each that failed its line to do it again and what was found. Refused:
    `centre.no_embedded`."""
    with tempfile.TemporaryDirectory(prefix="duken-sim-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = EmbeddedServer(folder / "centre")
        try:
            base = make_base(folder / "base", server.dsn)
            lived = [live(base, folder / str(seed), seed, steps=steps) for seed in seeds]
        finally:
            server.stop()
    failed = [
        {"seed": each.seed, "again": replay_line(each.seed, steps), "found": each.verdict.findings[:10],
         "lost": each.verdict.lost, "doubled": each.verdict.doubled}
        for each in lived if not each.verdict.is_clean
    ]
    return {
        "seeds": len(lived), "failed": failed, "facts": sum(each.verdict.facts for each in lived),
        "lost": sum(each.verdict.lost for each in lived), "doubled": sum(each.verdict.doubled for each in lived),
        "steps": steps, "slowest_s": max(round(each.seconds, 2) for each in lived),
        "seconds": round(sum(each.seconds for each in lived), 1),
    }


def replay_line(seed: int, steps: int = STEPS) -> str:
    """How this very seed is lived through again."""
    return f"python3 dev.py bench sim --seeds {seed}-{seed} --steps {steps} --json"


def live(base: Base, folder: Path, seed: int, *, steps: int = STEPS) -> Lived:
    """One seed: so many things happen, then the network is back and all are asked what they know."""
    began = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    with a_company(base, folder, seed) as company:
        story = Story(company, random.Random(f"{seed}/story"))
        for _step in range(steps):
            story.next()
        company.weather.is_calm = True
        story.end()
        be_quiet(company)
        verdict, fingerprint = judge(company), _fingerprint(company)
    return Lived(seed, verdict, time.perf_counter() - began, story.refused, fingerprint)


def _fingerprint(company: Company) -> str:
    found = hashlib.sha256()
    for node in company.nodes:
        for (sha256,) in node.rows("SELECT sha256 FROM outbox ORDER BY seq"):
            found.update(sha256)
    return found.hexdigest()


def be_quiet(company: Company) -> None:
    """Everybody tells and hears until nobody has anything to tell: what was heard last may have released something. Then twice
    more, a while later: what other branches have on their accounts is asked for now and then."""
    for _time in range(QUIET):
        before = _places(company)
        for node in company.nodes:
            node.round()
        if _places(company) == before:
            break
    for _time in range(2):
        company.pass_time(ASKED_EVERY_S)
        for node in company.nodes:
            node.round()


def _places(company: Company) -> list[Any]:
    query = "SELECT answered_seq, feed_xid, feed_seq, (SELECT count(*) FROM outbox_trouble) FROM sync_target"
    return [tuple(row) for node in company.nodes for row in node.rows(query)]
