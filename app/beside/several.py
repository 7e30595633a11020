"""A part of the counter of which there may be several (scanners, displays): each on a thread of its own, and who is missed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from app.beside.devices import let_go, log
from app.core.devices.views import DeviceView
from app.kernel.errors import AppError

Gone = Callable[[tuple[str, ...]], None]
ToldOf = Callable[[str], None]


class Worker(Protocol):
    """The owner of one device's port."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Let go of the port."""


W = TypeVar("W", bound=Worker)


class Several(Generic[W]):
    """`gone` hears the names of those that do not answer, on a device's thread. Who is one has `_made`."""

    def __init__(self, *, gone: Gone) -> None:
        self._gone = gone
        self._declared: tuple[DeviceView, ...] = ()
        self._workers: list[W] = []
        self._lost: dict[UUID, str] = {}
        self._telling = threading.Lock()

    def lend(self) -> AbstractContextManager[None]:
        """As `app.beside.devices.Part`."""
        return let_go(self._end, self._begin)

    def stop(self) -> None:
        """As `app.beside.devices.Part`."""
        self._end()
        self._declared = ()

    def _use(self, declared: tuple[DeviceView, ...]) -> None:
        self._end()
        self._declared = declared
        self._begin()

    def _made(self, declared: DeviceView, told: ToldOf) -> W:
        """Its worker, not started yet. Refused: what a driver of another version of the program cannot do."""
        raise NotImplementedError

    def _begin(self) -> None:
        for each in self._declared:
            try:
                worker = self._made(each, partial(self._told_of, each))
            except AppError as error:  # stored by another version of the program
                log.error("device_not_usable", kind=each.kind, reason=error.code)
                self._told_of(each, error.code)
                continue
            worker.start()
            self._workers.append(worker)

    def _end(self) -> None:
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.stop()
        with self._telling:
            self._lost.clear()
            self._gone(())

    def _told_of(self, device: DeviceView, problem: str) -> None:
        with self._telling:
            if problem:
                self._lost[device.device_id] = device.name
            else:
                self._lost.pop(device.device_id, None)
            self._gone(tuple(self._lost.values()))
