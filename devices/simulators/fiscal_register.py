"""Simulated fiscal registers: one in memory with a fiscal clock, and Webkassa's service on this computer's loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from uuid import UUID

from app.kernel.fiscal import FiscalClock, FiscalDocument, fiscal_clock
from app.ports import FiscalAnswer, FiscalState

Mood = Literal["answers", "loses_the_answer", "declines", "garbage", "silent", "broken"]


class RegisterInMemory:
    """A `FiscalRegister` that keeps its documents by id. `online` False: it goes on by itself until its country's time is over.

    `loses_answers`: it registers, and says nothing. Everything may be looked at: `documents`, `asked`, `clock_now`; `doubles`
    are those that it was told to register a second time.
    """

    def __init__(self, now: Callable[[], datetime], *, country: str = "KZ") -> None:
        self._now, self._country = now, country
        self.online, self.loses_answers = True, False
        self.documents: dict[UUID, FiscalAnswer] = {}
        self.asked: list[UUID] = []
        self.doubles: list[UUID] = []
        self.shift_is_open, self.shift_number = False, 0
        self._unsent: list[datetime] = []

    @property
    def clock_now(self) -> FiscalClock:
        """How long it has been alone."""
        return fiscal_clock(country=self._country, first_unsent_at=min(self._unsent, default=None), now=self._now())

    def go_online(self) -> None:
        """The authority hears of all that it had not."""
        self.online, self._unsent = True, []

    def register(self, document: FiscalDocument) -> FiscalAnswer:
        """Declined by `fiscal.blocked` when it has been alone for too long."""
        self.asked.append(document.intent_id)
        if document.intent_id in self.documents:
            self.doubles.append(document.intent_id)
        if self.clock_now.state == "over":
            return FiscalAnswer("declined", code="fiscal.blocked")
        if not self.shift_is_open:
            self.open_shift(document.operator)
        if not self.online:
            self._unsent.append(self._now())
        number = str(len(self.documents) + 1)
        self.documents[document.intent_id] = FiscalAnswer(
            "approved", sign=f"{7_000_000 + len(self.documents)}", register_number="SIM-1", document_number=number,
            shift_number=self.shift_number, made_offline=not self.online,
        )
        return self._said(document.intent_id)

    def ask_again(self, document: FiscalDocument) -> FiscalAnswer:
        """By its id; registered now where it is not there."""
        if document.intent_id in self.documents:
            self.asked.append(document.intent_id)
            return self._said(document.intent_id)
        return self.register(document)

    def open_shift(self, operator: str) -> FiscalAnswer:
        """Open, or open already."""
        if not self.shift_is_open:
            self.shift_is_open, self.shift_number = True, self.shift_number + 1
        return FiscalAnswer("approved", shift_number=self.shift_number)

    def close_shift(self, operator: str) -> FiscalAnswer:
        """Closed, or closed already."""
        self.shift_is_open = False
        return FiscalAnswer("approved", shift_number=self.shift_number)

    def state(self) -> FiscalState:
        """How it stands."""
        return FiscalState(True, self.shift_is_open, len(self._unsent), min(self._unsent, default=None))

    def _said(self, intent_id: UUID) -> FiscalAnswer:
        return FiscalAnswer("unknown", code="device.no_answer") if self.loses_answers else self.documents[intent_id]


class SimulatedWebkassa:
    """Webkassa's service as its public clients describe it. `checks` is what it has registered: number → body.

    A number is its own within a shift only: the same one told again in another shift is another check, as there. While it is
    silent, `kept_waiting` says that somebody waits.
    """

    TOKEN, KEY = "token-1", "key-1"

    def __init__(self, *, port: int = 0) -> None:
        self.mood: Mood = "answers"
        self.checks: list[tuple[int, str, dict[str, Any]]] = []
        self.paths: list[str] = []
        self.shift = 16
        self.session_is_over = False
        self.stopping, self.kept_waiting = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._page())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Off the network."""
        self.stopping.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def said(self, path: str, told: dict[str, Any], key: str | None) -> dict[str, Any]:
        """What the service says."""
        self.paths.append(path)
        if key != self.KEY:
            return _error(4)
        if path == "/api/v4/Authorize":
            self.session_is_over = False
            return {"Data": {"Token": self.TOKEN}} if told.get("Password") == "right" else _error(1)
        if told.get("Token") != self.TOKEN or self.session_is_over:
            return _error(2)
        if path == "/api/v4/check":
            return self._check(told)
        if path == "/api/v4/Cashbox/ShiftHistory":
            return {"Data": {"Shifts": [{"ShiftNumber": self.shift}, {"ShiftNumber": self.shift - 1}]}}
        if path.endswith("/GetTicketByExternalCheckNumber"):
            found = self._found(told["ShiftNumber"], told["ExternalCheckNumber"])
            return {"Data": found} if found else _error(9)
        return {"Data": {}}

    def _check(self, told: dict[str, Any]) -> dict[str, Any]:
        if self.mood == "declines":
            return _error(11)
        found = self._found(self.shift, told["ExternalCheckNumber"])
        if found is not None:
            return {**_error(14), "Data": found}
        self.checks.append((self.shift, told["ExternalCheckNumber"], told))
        return {"Data": self._ticket(len(self.checks) - 1)}

    def _found(self, shift: int, number: str) -> dict[str, Any] | None:
        for place, (in_shift, name, _told) in enumerate(self.checks):
            if (in_shift, name) == (shift, number):
                return self._ticket(place)
        return None

    def _ticket(self, place: int) -> dict[str, Any]:
        return {
            "CheckNumber": str(1_675_760_809_473 + place), "ShiftNumber": self.checks[place][0], "OfflineMode": False,
            "CheckOrderNumber": place + 1, "Cashbox": {"RegistrationNumber": "010101012345"},
            "TicketUrl": f"{self.url}/consumer?i={place}",
        }

    def _page(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Page(BaseHTTPRequestHandler):
            """One call."""

            def do_POST(self) -> None:
                """Hear, do, answer: each as the mood is."""
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                is_check = self.path == "/api/v4/check"
                if shop.mood == "silent" and is_check:
                    shop.kept_waiting.set()
                    shop.stopping.wait(30)
                    return
                said = shop.said(self.path, told, self.headers.get("x-api-key"))
                if shop.mood == "loses_the_answer" and is_check:
                    self.close_connection = True
                    return
                status = 503 if shop.mood == "broken" and is_check else 200
                body = b"<html>\xff" if shop.mood == "garbage" and is_check else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """It keeps quiet."""

        return Page


def _error(code: int) -> dict[str, Any]:
    return {"Errors": [{"Code": code, "Text": "…"}]}
