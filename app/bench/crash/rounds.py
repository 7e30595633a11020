"""The rounds of the crash benchmark: let the till live, kill it at a random instant, look at what is left, and begin again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

from app.bench.crash.check import Tally, check_promises, read_only
from app.bench.crash.child import DRAWER, PAPER
from app.bench.crash.cuts import cut_power
from app.bench.crash.goods import make_shop
from app.bench.crash.promises import Message, Promises
from app.bench.crash.trail import PaperTrail
from app.core.verify.queries import verify
from app.wiring import open_shop

ROOT = Path(__file__).resolve().parents[3]
CHILD = ("-m", "app.bench.crash.child")
VERIFY_EVERY = 10
PATIENCE_S, PATIENCE_FOR_A_CLOSING_S = 1.5, 5.0
MOST_OWN_DEATHS = 3
AIMS: tuple[tuple[str, int], ...] = (
    ("scan", 20), ("do scan", 20), ("do sell", 4), ("do sell", 4), ("sell", 3), ("do paper", 3), ("do paper", 3), ("paper", 3),
    ("do close", 1), ("do close", 1), ("do close", 1), ("close", 1), ("do open", 1), ("do take", 1), ("take", 1), ("do back", 1),
    ("do park", 1), ("do resume", 1), ("do discount", 2), ("do remove", 2), ("do cash", 1), ("do begin", 1), ("do retry", 1),
)
"""What a kill waits for, and how often at most: a word of the till, or (`do`) its announcement, whose transaction is then
under way."""


def measure(*, kills: int, seed: int, cuts: int, database: Path | None) -> dict[str, Any]:
    """Kill `kills` times and cut the power `cuts` times, by this seed. `database`: a new file that stays, its paper beside it.

    `lost`, `doubled` and `unrecorded_prints` count acknowledged things; `verify` is `clean` or a list of all that was found.
    Refused: `shop.exists` and what making a shop refuses.
    """
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="duken-crash-") as folder:
        path = database or Path(folder) / "shop" / "crash.db"
        make_shop(path, seed=seed)
        killing = Killing(path, seed=seed)
        can_kill = hasattr(os, "fork")  # Windows has neither that nor SIGKILL
        killing.run(kills if can_kill else 0)
        power = cut_power(Path(folder) / "cuts", cuts=cuts, seed=seed)
    result = {"kills": kills if can_kill else 0, "seed": seed, **killing.result(), **power}
    result["lost"] += power["power_losses"]
    result["verify"] = [*killing.tally.findings, *power["power_findings"]] or "clean"
    result["seconds"] = round(time.perf_counter() - started, 1)
    return result


class Killing:
    """A till under fire: one database, one paper folder, and all that was promised about them."""

    def __init__(self, path: Path, *, seed: int, child: Sequence[str] = CHILD) -> None:
        self._path, self._child, self._rng = path, child, random.Random(seed)
        self._trail = PaperTrail(path.parent / PAPER, path.parent / DRAWER)
        self._promised, self.tally = Promises(), Tally()
        self._killed_while: Counter[str] = Counter()
        self._carts_restored = self._unheard = self._deaths = 0
        self._start_s = 1.0

    def run(self, kills: int) -> None:
        """So many lives and deaths; then everything is checked once more."""
        with closing(Nursery(self._path, self._child)) as nursery:
            for number in range(1, kills + 1):
                self._one_life(nursery)
                self._check(thoroughly=number % VERIFY_EVERY == 0 or number == kills)
                if self._deaths >= MOST_OWN_DEATHS:
                    break
        with read_only(self._path) as connection:
            self._trail.check_all(connection, self.tally)

    def result(self) -> dict[str, Any]:
        """What the kills have shown."""
        heard = self._promised.acknowledged
        return {
            "acknowledged_sales": heard["sell"], "lost": self.tally.lost, "doubled": self.tally.doubled,
            "unrecorded_prints": self.tally.unrecorded_prints, "doubled_prints": self.tally.doubled_prints,
            "torn_sheets": self._trail.torn,
            "restarts": heard["start"], "carts_restored": self._carts_restored,
            "done_but_not_acknowledged": self._unheard, "own_deaths": self._deaths,
            "acknowledged": dict(sorted(heard.items())), "killed_while": dict(self._killed_while.most_common()),
        }

    def _one_life(self, nursery: Nursery) -> None:
        nursery.bear(self._rng.randrange(2**32))
        process = self._listen_until_born(nursery)
        self._wait_for_the_moment(nursery)
        nursery.kill(process)
        while (message := nursery.next_word()) is not None:
            self._promised.hear(message)
        nursery.bury()
        if nursery.killed_by != signal.SIGKILL:
            self._deaths += 1
            self.tally.say(f"the till died by itself: {nursery.last_words()}")
        doing = self._promised.doing
        self._killed_while[doing.action if doing else "paper" if self._promised.printing else "nothing"] += 1

    def _listen_until_born(self, nursery: Nursery) -> int:
        message = nursery.next_word()
        if message is None:
            raise RuntimeError(f"the nursery has closed: {nursery.last_words()}")
        self._promised.hear(message)
        return int(message["process"])

    def _wait_for_the_moment(self, nursery: Nursery) -> None:
        """Amid the start, or some milliseconds after the n-th of some words of the till."""
        if self._rng.random() < 0.15:
            time.sleep(self._rng.uniform(0, 1.5 * self._start_s))
            return
        aim, most = self._rng.choice(AIMS)
        left, born = self._rng.randint(1, most), time.perf_counter()
        patience_s = PATIENCE_FOR_A_CLOSING_S if aim.endswith(("close", "open")) else PATIENCE_S
        while left and time.perf_counter() - born < patience_s:
            message = nursery.next_word()
            if message is None:
                return
            self._promised.hear(message)
            if message.get("ok") == "start":
                self._start_s = time.perf_counter() - born
            left -= _word(message) == aim
        time.sleep(self._rng.choice((0.0, 0.002, 0.01, 0.04)) * self._rng.random())

    def _check(self, *, thoroughly: bool) -> None:
        before, carts = self._promised.known(), set(self._promised.carts)
        with read_only(self._path) as connection:
            check_promises(connection, self._promised, self.tally, thoroughly=thoroughly)
            self._trail.check(connection, self._promised, self.tally)
        self._unheard += self._promised.known() != before
        self._carts_restored += bool(carts & self._promised.carts.keys())
        if thoroughly:
            with open_shop(self._path, to_write=False) as shop:
                for finding in shop.ask(verify).findings:
                    self.tally.say(f"verify: {finding.check} {finding.subject}: {finding.found} ≠ {finding.expected}")


class Nursery:
    """The process that bears one till after another (see `child.py`); its words, and the dead's, come down one pipe."""

    def __init__(self, path: Path, child: Sequence[str]) -> None:
        self._is_dead, self.killed_by = True, 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the process that writes to it)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, *child, str(path.resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._errors, cwd=ROOT, env=environment,
        )

    def bear(self, seed: int) -> None:
        """Ask for a till that does what this seed says."""
        self._is_dead, self.killed_by = False, 0
        self._ask(f"{seed}\n")

    def kill(self, process: int) -> None:
        """SIGKILL to a till that this nursery has borne and not yet buried."""
        os.kill(process, signal.SIGKILL)

    def next_word(self) -> Message | None:
        """The next line of the till; None when it is dead and all has been heard (`killed_by` is the signal, if it was one)."""
        assert self._process.stdout is not None, "it was opened with a pipe"
        if self._is_dead:
            return None
        line = self._process.stdout.readline()
        message: Message | None = json.loads(line) if line.endswith(b"\n") else None
        if message is None or "dead" in message:
            self._is_dead, self.killed_by = True, (message or {}).get("killed_by") or 0
            return None
        return message

    def bury(self) -> None:
        """Let go of the last till's process number."""
        self._ask("\n")

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None, "it was opened with a pipe"
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise RuntimeError(f"the nursery has closed: {self.last_words()}") from None

    def last_words(self) -> str:
        """The end of what was said on standard error."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-1500:].strip()

    def close(self) -> None:
        """No more tills: the nursery ends when its input does."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
        self._errors.close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _word(message: Message) -> str:
    return f"do {message['do']}" if "do" in message else str(message.get("ok"))
