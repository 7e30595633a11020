"""A simulated card terminal on the network, in PrivatBank's words: approves, declines, loses answers, talks rubbish."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from devices.simulators.on_tcp import TcpDevice

Mood = Literal["approves", "declines", "silent", "loses_the_answer", "hangs_up_before", "garbage", "half", "part"]
END = b"\0"
Reply = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that was really moved: `Purchase` or `Refund`, the sum as it was told, the bank's number."""

    method: str
    amount: str
    rrn: str


class SimulatedTerminal:
    """`mood` says how it takes the next payments; `moved` is what the bank knows. `loses_the_answer`: the money is moved, and
    the line breaks before it says so. `silent`: nothing is moved and nothing said until `cancel` (an interrupt) comes.
    `delay_s`: so long a person looks for their card, and nothing is heard meanwhile.
    """

    def __init__(self, *, port: int = 0, mood: Mood = "approves", delay_s: float = 0) -> None:
        self.mood: Mood = mood
        self._delay_s, self._stopping = delay_s, threading.Event()
        self.moved: list[Moved] = []
        self.asked: list[str] = []
        self.hears_no_questions = False
        self._failed_last = False
        self._next_rrn = 100_000_000_001
        self._heard = b""
        self._waiting: dict[str, Any] | None = None
        self._news = threading.Condition()
        self._tcp = TcpDevice(self._hear, port=port)

    @property
    def port(self) -> int:
        """Where it listens, on this computer only."""
        return self._tcp.port

    @property
    def address(self) -> str:
        """`tcp://127.0.0.1:PORT`."""
        return self._tcp.address

    def stop(self) -> None:
        """Off the network."""
        self._stopping.set()
        self._tcp.stop()

    def wait_until_asked(self, times: int = 1, seconds: float = 5) -> bool:
        """Whether it has heard so many messages."""
        with self._news:
            return self._news.wait_for(lambda: len(self.asked) >= times, seconds)

    def _hear(self, data: bytes, reply: Reply) -> None:
        *whole, self._heard = (self._heard + data).split(END)
        for each in whole:
            if each.strip():
                self._answer(json.loads(each), reply)

    def _answer(self, told: Mapping[str, Any], reply: Reply) -> None:
        method, params = str(told["method"]), dict(told.get("params", {}))
        with self._news:
            self.asked.append(method)
            self._news.notify_all()
        if method in ("Purchase", "Refund"):
            self._pay(method, params, reply)
        elif self.hears_no_questions:
            return
        elif method == "ServiceMessage":
            self._serve(str(params.get("msgType")), reply)
        elif method == "GetReceiptInfo":
            self._say(reply, method, self._receipt(self.moved[-1])) if self.moved else self._no(reply, method, "1010")
        else:
            self._say(reply, method, {"responseCode": "0000"})

    def _serve(self, kind: str, reply: Reply) -> None:
        if kind == "interrupt":
            self._say(reply, "ServiceMessage", {"msgType": "interruptTransmitted"})
            if self._waiting is not None:
                self._waiting, self._failed_last = None, True
                self._no(reply, "Purchase", "1001")
        elif kind == "getLastResult":
            result = "2" if self._waiting is not None else "1" if self._failed_last or not self.moved else "0"
            self._say(reply, "ServiceMessage", {"msgType": kind, "LastResult": result})
        else:
            self._say(reply, "ServiceMessage", {"msgType": kind, "LastStatMsgCode": "0"})

    def _pay(self, method: str, params: dict[str, Any], reply: Reply) -> None:
        self._heard = b""
        self._stopping.wait(self._delay_s)
        if self.mood == "hangs_up_before":
            raise OSError("hung up")
        if self.mood == "silent":
            self._waiting = params
            self._say(reply, "ServiceMessage", {"msgType": "deviceBusy"})
            return
        if self.mood == "declines":
            self._failed_last = True
            self._no(reply, method, "0116")
            return
        if self.mood == "garbage":
            self._failed_last = True
            reply(b"\xff\xfe{]" + END + b'{"method":"Purchase"}' + END + b"null" + END)
            raise OSError("hung up")
        moved = self._move(method, str(params["amount"]))
        if self.mood == "loses_the_answer":
            raise OSError("hung up")
        whole = self._message(method, self._receipt(moved))
        if self.mood == "half":
            reply(whole[: len(whole) // 2])
            raise OSError("hung up")
        if self.mood == "part":
            self._say(reply, method, {**self._receipt(moved), "responseCode": "0010"})
            return
        for place in range(0, len(whole), 40):  # as a slow network brings it
            reply(whole[place : place + 40])

    def _move(self, method: str, amount: str) -> Moved:
        moved = Moved(method, amount, str(self._next_rrn))
        self._next_rrn += 1
        with self._news:
            self.moved.append(moved)
        self._failed_last, self._waiting = False, None
        return moved

    def _receipt(self, moved: Moved) -> dict[str, Any]:
        return {
            "responseCode": "0000", "amount": moved.amount, "rrn": moved.rrn, "approvalCode": moved.rrn[-6:],
            "pan": "4149XXXXXXXX1234", "invoiceNumber": str(len(self.moved)), "merchant": "S1K20BB0", "date": "21.11.2026",
            "receipt": f"ОПЛАТА\n{moved.amount}\nRRN {moved.rrn}",
        }

    def _say(self, reply: Reply, method: str, params: Mapping[str, Any]) -> None:
        reply(self._message(method, params))

    def _no(self, reply: Reply, method: str, code: str) -> None:
        told = {"method": method, "step": 0, "params": {"responseCode": code}, "error": True, "errorDescription": "Відмова"}
        reply(json.dumps(told, ensure_ascii=False).encode() + END)

    def _message(self, method: str, params: Mapping[str, Any]) -> bytes:
        told = {"method": method, "step": 0, "params": params, "error": False, "errorDescription": ""}
        return json.dumps(told, ensure_ascii=False).encode() + END
