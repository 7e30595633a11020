"""The way to ATOL's driver by its web server: it keeps each task and its answer under the id that we give it. *Unverified*.

Source: public clients of `/api/v2/requests`: a task is posted as `{"uuid", "request": […]}`, and `GET …/{uuid}` answers
`{"results": [{"status", "errorCode", "errorDescription", "result"}]}`.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from app.kernel.ids import NewId
from devices.fiscal.http_json import HttpJson, NoAnswer
from devices.line import Clock, Deadline

REQUESTS = "/api/v2/requests"
DONE = ("ready", "error")
LOOK_S = 0.25


class AtolWebPort:
    """A `Port` of `devices.fiscal.atol`. `new_id` names the tasks that nobody will ask for again (how it stands)."""

    def __init__(self, base_url: str, *, new_id: NewId, deadline_s: float = 30, clock: Clock = time.monotonic) -> None:
        self._http, self._new_id = HttpJson(base_url, deadline_s=deadline_s), new_id
        self._deadline_s, self._clock, self._pause = deadline_s, clock, threading.Event()

    def process(self, task_id: str, task: str) -> str:
        """Raises NotReached, and NoAnswer also where it is not done in time: it is recalled later."""
        name = task_id or str(self._new_id())
        status, _said = self._http.post(REQUESTS, {"uuid": name, "request": [json.loads(task)]})
        if status >= 500:
            raise NoAnswer(f"status {status}")
        deadline = Deadline(self._deadline_s, self._clock)
        while deadline.left_s > 0:
            answer = self._look(name)
            if answer:
                return answer
            self._pause.wait(min(LOOK_S, deadline.left_s))
        raise NoAnswer("not done in time")

    def recall(self, task_id: str) -> str | None:
        """`""` where the server surely has no such task; None while it is being done. Raises NotReached, NoAnswer."""
        return self._look(task_id, not_known="")

    def _look(self, name: str, not_known: str | None = None) -> str | None:
        status, said = self._http.get(f"{REQUESTS}/{name}")
        if status == 404:
            return not_known
        results: Any = said.get("results") if isinstance(said, dict) else None
        first = results[0] if isinstance(results, list) and results else None
        if status != 200 or not isinstance(first, dict) or first.get("status") not in DONE:
            return None
        code = first.get("errorCode")
        if first["status"] == "error" or code:
            return json.dumps({"error": {"code": code, "description": str(first.get("errorDescription", ""))[:200]}})
        return json.dumps(first.get("result") or {})
