"""A line to PostgreSQL that can fail as lines do: late, slow, cut, silent, without the answer to what was delivered, or so
that it is delivered twice."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

Value = TypeVar("Value")
Target = Path | tuple[str, int]
"""A Unix socket, or a host and its port."""
READY = b"Z\x00\x00\x00\x05"
"""How PostgreSQL begins the last message of an answer: it is ready for the next request, and what it did is committed."""
SYNC = b"S\x00\x00\x00\x04"
"""How a request of the driver's ends."""
GOODBYE = b"X\x00\x00\x00\x04"
ASKS_FIRST = (b"\x00\x00\x00\x08\x04\xd2\x16\x2f", b"\x00\x00\x00\x08\x04\xd2\x16\x30")
"""What a driver may say before anything else: whether TLS or Kerberos are wanted here. It waits for the answer."""
CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the line now. Each field is a fault by itself; several may be set."""

    delay_s: float = 0
    """Each piece comes so much later."""
    bytes_per_s: int = 0
    """So slow is it; 0: as quick as it can be."""
    cut_after: int | None = None
    """So many bytes pass on to the server from now on; then the line is cut, in the midst of whatever it was."""
    cut_answer_after: int | None = None
    """The same on the way back."""
    is_black_hole: bool = False
    """It takes everything and says nothing."""
    drops_answer: bool = False
    """The next request is delivered and done; its answer is lost, and the line is cut."""
    doubled: Literal["", "before", "after"] = ""
    """The next request is delivered twice, on another line too, and nobody hears the answer to that. The copy is done before the
    request itself gets there, or after it was done and before its answer comes back."""


SOUND = Fault()


class Proxy:
    """Listens on a port of this machine, and passes on to a server of the same; `address` is where."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._fault = SOUND
        self._lines: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._passed = {False: 0, True: 0}
        self.accepted = self.lost_answers = 0
        self._said: dict[asyncio.StreamWriter, bytearray] = {}
        self.copies: list[bytes] = []
        """What the server answered to a conversation that it got once more."""
        self.swallowed = queue.SimpleQueue[int]()
        """How much went into the black hole, piece by piece."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._wait(self._listen())

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def sent(self) -> int:
        """How many bytes have passed on to the server."""
        return self._passed[False]

    @property
    def answered(self) -> int:
        """How many bytes have come back."""
        return self._passed[True]

    def delay(self, seconds: float) -> None:
        """Each piece comes so much later, in both directions."""
        self._set(replace(self._fault, delay_s=seconds))

    def slow(self, bytes_per_s: int) -> None:
        """So few bytes a second, in each direction."""
        self._set(replace(self._fault, bytes_per_s=bytes_per_s))

    def cut_after(self, count: int, *, answers: bool = False) -> None:
        """So many bytes pass on from now on, to the server or back from it; then every line is cut, also a new one."""
        end = self._passed[answers] + count
        self._set(replace(self._fault, cut_answer_after=end) if answers else replace(self._fault, cut_after=end))

    def black_hole(self) -> None:
        """Everything is taken and nothing is said, on lines that are there and on new ones."""
        self._set(replace(self._fault, is_black_hole=True))

    def drop_answer(self) -> None:
        """The next request on a line that is there already is delivered and done; its answer is lost, once."""
        self._set(replace(self._fault, drops_answer=True))

    def duplicate(self, copy_comes: Literal["before", "after"]) -> None:
        """The next request on a line that is there already is delivered and done twice, once. PostgreSQL knows a request by what
        was said before on its line: so the copy comes on a line of its own with all that was said, from the first word."""
        self._set(replace(self._fault, doubled=copy_comes))

    def say_again(self) -> None:
        """All that was said on lines that are there is delivered and done once more, as something that was late."""
        for said in tuple(self._said.values()):
            self._wait(self._deliver_again(said))

    def refuse(self) -> None:
        """Nothing listens, and what was there is cut."""
        self._wait(self._deafen())

    def cut(self) -> None:
        """Every line that is there is cut; a new one works."""
        self._wait(self._cut())

    def clear(self) -> None:
        """The network is back. A line that was in a black hole is cut: nobody knows what went into it."""
        was_hole, self._passed = self._fault.is_black_hole, {False: 0, True: 0}
        self._set(SOUND)
        if was_hole:
            self.cut()
        if self._server is None:
            self._wait(self._listen())

    def _set(self, fault: Fault) -> None:
        self._wait(self._change(fault))

    async def _change(self, fault: Fault) -> None:
        self._fault = fault

    def _wait(self, work: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _deafen(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        for line in tuple(self._lines):
            line.transport.abort()

    async def _end(self) -> None:
        self._fault = SOUND
        await self._deafen()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self._lines.add(writer)
        there: asyncio.StreamWriter | None = None
        try:
            while self._fault.is_black_hole:
                piece = await reader.read(CHUNK)
                if not piece:
                    return
                self.swallowed.put(len(piece))
            back, there = await self._dial()
            self._lines.add(there)
            said = self._said[writer] = bytearray()
            done, left = await asyncio.wait(
                [asyncio.ensure_future(self._pass(reader, there, said, is_answer=False)),
                 asyncio.ensure_future(self._pass(back, writer, said, is_answer=True))],
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in left:
                task.cancel()
            await asyncio.gather(*done, *left, return_exceptions=True)
        except OSError:
            pass
        finally:
            self._said.pop(writer, None)
            for line in (writer, there):
                if line is not None:
                    self._lines.discard(line)
                    line.transport.abort()

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(str(self._target))
        return await asyncio.open_connection(*self._target)

    async def _pass(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, said: bytearray, *, is_answer: bool
    ) -> None:
        """Until one side has ended, or a fault ends it."""
        tail = b""
        while piece := await source.read(CHUNK):
            fault = self._fault
            if fault.is_black_hole:
                self.swallowed.put(len(piece))
                continue
            tail = (tail + piece)[-6:]
            if not is_answer:
                said += piece
            is_whole = tail[:5] == READY if is_answer else tail[-5:] == SYNC
            if fault.drops_answer and is_answer:
                if not is_whole:
                    continue
                self.lost_answers += 1
                self._fault = replace(fault, drops_answer=False)
                return
            if is_whole and fault.doubled == ("after" if is_answer else "before"):
                self._fault = fault = replace(fault, doubled="")
                await self._deliver_again(said)
            await self._late(fault, len(piece))
            end = fault.cut_answer_after if is_answer else fault.cut_after
            room = len(piece) if end is None else end - self._passed[is_answer]
            passing = piece[:max(room, 0)]
            self._passed[is_answer] += len(passing)
            to.write(passing)
            await to.drain()
            if len(passing) < len(piece):
                await self._cut()
                return

    async def _deliver_again(self, said: bytearray) -> None:
        """On a line of its own; whoever lets everybody in, as the embedded server does, asks nothing meanwhile."""
        told = bytes(said)
        while told.startswith(ASKS_FIRST):
            told = told[len(ASKS_FIRST[0]):]
        back, there = await self._dial()
        there.write(told + GOODBYE)
        self.copies.append(await back.read())  # all is done when the server hangs up
        there.transport.abort()

    async def _late(self, fault: Fault, size: int) -> None:
        pause_s = fault.delay_s + (size / fault.bytes_per_s if fault.bytes_per_s else 0)
        if pause_s:
            await asyncio.sleep(pause_s)


def socket_of(dsn: str) -> Path:
    """The Unix socket that an address of the embedded server means."""
    from psycopg.conninfo import conninfo_to_dict

    told = conninfo_to_dict(dsn)
    return Path(str(told["host"])) / f".s.PGSQL.{told.get('port') or 5432}"


def through(dsn: str, proxy: Proxy) -> str:
    """The same address, by way of the proxy."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(dsn, host="127.0.0.1", port=proxy.port)


@contextlib.contextmanager
def at_once(act: Callable[[], None]) -> Iterator[None]:
    """Do that on a thread of its own while the block runs; both have ended when it is left."""
    beside = threading.Thread(target=act)
    beside.start()
    try:
        yield
    finally:
        beside.join()
