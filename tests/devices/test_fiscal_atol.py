"""ATOL's tasks and answers, over a driver in memory and its web server in a few lines; no answer is fiscal without a sign."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.fiscal import FiscalLine, as_text, from_text
from devices.fiscal import atol, webkassa
from devices.fiscal.atol import AtolRegister, task_of
from devices.fiscal.atol_web import AtolWebPort
from devices.fiscal.http_json import NoAnswer, NotReached
from devices.simulators.on_tcp import TcpDevice
from tests.devices.fiscal_papers import JSON, LINES, document


@pytest.mark.parametrize("sign", [None, "", "  ", [0], {"a": 1}, True, False, 1.5])
def test_what_is_no_sign_signs_nothing(sign):
    assert webkassa.answer_of({"Data": {"CheckNumber": sign}}).outcome == "unknown"
    assert atol.answer_of(json.dumps({"fiscalParams": {"fiscalDocumentSign": sign}})).outcome == "unknown"


@given(JSON)
def test_no_answer_is_fiscal_without_a_sign(said):
    for answer in (webkassa.answer_of(said), atol.answer_of(json.dumps(said))):
        assert answer.outcome != "approved" or answer.sign


@given(st.text(max_size=40))
def test_no_rubbish_of_a_driver_is_fiscal(text):
    assert atol.answer_of(text).outcome != "approved"


def test_an_atol_task_has_lines_payments_and_the_total():
    task = atol.task_of(document(lines=(FiscalLine("Чай", "pcs", 2000, 25_000, 49_000, 200_000, 8167),)))
    (item,) = task["items"]
    assert (task["type"], task["operator"], task["total"]) == ("sell", {"name": "Aida"}, 490)
    assert (item["price"], item["quantity"], item["amount"], item["tax"]) == (245, 2, 490, {"type": "vat20"})
    assert task["payments"] == [{"type": "cash", "sum": 390}, {"type": "electronically", "sum": 100}]
    assert atol.task_of(document(kind="return", lines=LINES[:1]))["type"] == "sellReturn"


class DriverInMemory:
    """A port that does tasks and keeps their answers; `mood` may break the way."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.mood = ""

    def process(self, task_id: str, task: str) -> str:
        if self.mood == "not_there":
            raise NotReached("off")
        kind = json.loads(task)["type"]
        if kind in ("sell", "sellReturn"):
            sign = str(1_494_325_660 + len(self.kept))
            said = {"fiscalParams": {"fiscalDocumentSign": sign, "fiscalDocumentNumber": 123, "shiftNumber": 12}}
        elif kind == "openShift":
            said = {"error": {"code": 73, "description": "Смена открыта"}}
        elif kind == "getShiftStatus":
            said = {"shiftStatus": {"state": "opened", "number": 12}}
        else:
            said = {"status": {"notSentCount": 3}}
        self.kept[task_id] = json.dumps(said)
        if self.mood == "loses_the_answer":
            raise NoAnswer("cut")
        return self.kept[task_id]

    def recall(self, task_id: str) -> str | None:
        return None if self.mood == "forgets" else self.kept.get(task_id, "")


def test_atol_gives_its_sign_once_however_often_it_is_asked():
    port = DriverInMemory()
    told, register = document(lines=LINES[:1]), AtolRegister(port)
    port.mood = "loses_the_answer"
    assert register.register(told).outcome == "unknown"
    port.mood = "forgets"
    assert register.ask_again(told).outcome == "unknown"
    port.mood = ""
    answer = register.ask_again(told)
    assert (answer.outcome, answer.sign, answer.document_number, len(port.kept)) == ("approved", "1494325660", "123", 1)


def test_atol_that_is_not_there_did_nothing_the_first_time_and_nobody_knows_the_second():
    port = DriverInMemory()
    port.mood = "not_there"
    register = AtolRegister(port)
    assert register.register(document(lines=LINES[:1])).outcome == "declined"
    assert register.ask_again(document(lines=LINES[:1])).outcome == "unknown"
    assert not register.state().answers


def test_atol_tells_its_shift_and_what_waits():
    register = AtolRegister(DriverInMemory())
    assert register.open_shift("Aida").outcome == "approved", "open already"
    state = register.state()
    assert (state.answers, state.shift_is_open, state.unsent_count) == (True, True, 3)


def test_a_tax_that_no_register_has_is_said_before_anything_is_told():
    port = DriverInMemory()
    assert AtolRegister(port).register(document()).code == "fiscal.no_such_tax"
    assert port.kept == {}


def web_server(tasks: dict[str, Any]) -> TcpDevice:
    """ATOL's web server in a few lines: it keeps tasks by their id, and has done each at once."""

    came = bytearray()

    def hear(data: bytes, reply: Callable[[bytes], None]) -> None:
        came.extend(data)
        head, end, body = bytes(came).partition(b"\r\n\r\n")
        method, path = head.split(b" ")[:2]
        if not end or (method == b"POST" and not body):
            return
        came.clear()
        if method == b"POST":
            told = json.loads(body)
            tasks[told["uuid"]] = told["request"][0]
            status, said = b"201 Created", {}
        elif path.rsplit(b"/", 1)[1].decode() in tasks:
            result = {"fiscalParams": {"fiscalDocumentSign": "77", "shiftNumber": 1}}
            status, said = b"200 OK", {"results": [{"status": "ready", "errorCode": 0, "result": result}]}
        else:
            status, said = b"404 Not Found", {}
        text = json.dumps(said).encode()
        reply(b"HTTP/1.1 " + status + b"\r\nContent-Length: " + str(len(text)).encode() + b"\r\n\r\n" + text)

    return TcpDevice(hear)


def test_atols_web_server_keeps_a_task_by_our_id():
    tasks: dict[str, Any] = {}
    server = web_server(tasks)
    try:
        register = AtolRegister(AtolWebPort(f"http://127.0.0.1:{server.port}", new_id=uuid4, deadline_s=2))
        told = document(lines=LINES[:1])
        assert register.ask_again(told).sign == "77"
        assert list(tasks) == [str(told.intent_id)]
        assert register.ask_again(told).sign == "77"
    finally:
        server.stop()


PIECE = "0104601234567893215mwUE9abcdefg\x1d93dGVz"


@pytest.mark.parametrize(("kind", "state"), [("sale", "itemPieceSold"), ("return", "itemPieceReturn")])
def test_a_marking_code_is_told_byte_for_byte(kind: str, state: str):
    water = FiscalLine("Water", "pcs", 1000, 3000, 3000, 0, 0, PIECE)
    told = from_text(as_text(document(kind=kind, lines=(water, LINES[0]))))
    marked, plain = task_of(told)["items"]
    assert base64.b64decode(marked["imcParams"]["imc"]) == PIECE.encode()
    assert (marked["imcParams"]["itemEstimatedStatus"], marked["paymentObject"]) == (state, "commodityWithMarking")
    assert ("imcParams" in plain, plain["paymentObject"]) == (False, "commodity")
