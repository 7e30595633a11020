"""The other half of `duken bench sync`: another till hears what the first has told; and how long its writer was held."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

from app.bench.sync_pull_floor import insert_floor
from app.core.received.commands import note_loaded
from app.core.setup.joining import add_till
from app.core.verify.queries import verify
from app.kernel.clock import Clock
from app.kernel.context import By
from app.shop import Shop
from app.wiring import join_shop
from sync.centre import Centre
from sync.keeping import enrol
from sync.outbox import connect_to
from sync.pulling import pull_all
from sync.rounds import push_all


class Listener:
    """A till that has joined; it is a round's store too, and keeps how long its writer was held each time
    (milliseconds): by a command, by the copying of its log."""

    def __init__(self, shop: Shop, centre: Centre) -> None:
        self._shop, self._centre = shop, centre
        self.held_ms: list[float] = []
        self._copied_ms: list[float] = []
        shop.writer.checkpoints.on_copied = lambda took_ms: self._copied_ms.append(took_ms)
        self._loaded_at = 0.0

    @property
    def clock(self) -> Clock:
        """As `Store`."""
        return self._shop.clock

    def ask(self, query: Callable[..., Any], /, **inputs: Any) -> Any:
        """As `Store`."""
        return self._shop.ask(query, **inputs)

    def do(self, command: Callable[..., Any], /, **inputs: Any) -> Any:
        """As `Store`."""
        written = self._shop.submit(command, **inputs)
        answer = written.result()
        self.held_ms.append(written.took_ms)
        if command is note_loaded:
            self._loaded_at = time.perf_counter()
        return answer

    def load(self) -> dict[str, Any]:
        """The first load: seconds, until all cards are here and can be searched; and until what was sold is heard too."""
        began = time.perf_counter()
        heard = pull_all(self, self._centre)
        all_s = time.perf_counter() - began
        return {
            "first_load_cards": heard.cards, "first_load_s": round(self._loaded_at - began, 2),
            "first_load_with_sales_s": round(all_s, 2), **self._held("first_load"),
        }

    def hear(self) -> dict[str, Any]:
        """What was told meanwhile: rows a second, read, checked, stored, with levels and layers; and what the same rows cost as
        plain inserts."""
        began = time.perf_counter()
        heard = pull_all(self, self._centre)
        seconds = time.perf_counter() - began
        assert heard.kept_back == 0
        rows = heard.rows + heard.documents
        floor_s = insert_floor(self._shop.path, transactions=len(self.held_ms))
        return {
            "pull_rows": rows, "pull_s": round(seconds, 2), "pull_rows_per_s": round(rows / seconds),
            "floor_pull_insert_rows_per_s": round(rows / floor_s), "ratio_pull_to_insert": round(floor_s / seconds, 2),
            **self._held("pull"),
            "pull_verified": self._shop.ask(verify).is_clean,
        }

    def _held(self, what: str) -> dict[str, Any]:
        held = self.held_ms + self._copied_ms  # who comes while the log is copied waits for that
        self.held_ms, self._copied_ms = [], []
        cuts = statistics.quantiles(held, n=20, method="inclusive")
        return {f"{what}_held_ms": {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2), "max": round(max(held), 2)}}


@contextmanager
def another_till(shop: Shop, by: By, dsn: str, centre: Centre, path: Path) -> Iterator[Listener]:
    """One more till of the shop's branch, on a file of its own, that has loaded nothing yet."""
    ticket = shop.do(add_till, by=by, name="Second", prefix="B1")
    push_all(shop, centre)
    place = ticket.place
    role = enrol(dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id)
    address = make_conninfo(dsn, user=role)
    with join_shop(path, ticket) as joined, closing(Centre(address)) as line:
        joined.do(connect_to, address=address)
        yield Listener(joined, line)
